// A question and its nearest items: poisoned, deleted, answered three ways under the finger; what is new, on a plane.

import { float32, unpack } from "../../js/bytes.js";
import { marked, tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { fraction, share, thousands } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import { first, nearest, votes, weights } from "./answers.js";
import { flips, plane } from "./plots.js";

/**
 * @typedef {object} Header
 * @property {string} key
 * @property {string[]} names of all classes
 * @property {number[]} labels of the items: stored ones by falling cosine, then the copies
 * @property {number[]} cosines
 * @property {number} stored how many of the items are stored; the rest are copies
 * @property {number} size of the whole store
 * @property {number} truth
 * @property {number} wrong the copies' name
 * @property {number} picture number of the class whose picture asks
 * @property {number[]} counts of copies to choose among
 * @property {number} copies
 * @property {"similarity" | "majority"} vote
 * @property {number[]} gone items that are deleted
 * @property {number} tau
 * @property {number} temperature
 * @property {string} credit
 * @property {number} nearest k
 * @property {import("./plots.js").Line[]} lines
 * @property {import("./plots.js").Point[]} points
 * @property {[number, number][]} path
 * @property {number[]} steps
 * @property {number} step
 * @property {import("../../js/bytes.js").Place} image
 * @property {import("../../js/bytes.js").Place[]} thumbs
 * @property {import("../../js/bytes.js").Place} scores
 * @property {import("../../js/bytes.js").Place} reach
 * @property {import("../../js/bytes.js").Place} gram
 * @property {import("../../js/bytes.js").Place} residuals
 */

const VOTES = /** @type {["similarity" | "majority", string][]} */ ([
  ["similarity", marked("by similarity")],
  ["majority", marked("majority of 15")],
]);

class Retrieved {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.$("select").onchange = () => this.tell({ picture: Number(this.$("select").value), gone: [] });
    const range = this.$(".tune input");
    range.oninput = () => {
      this.step = Number(range.value);
      this.tuned();
    };
    range.onchange = () => this.tell({ step: this.header.steps[this.step] });
    this.$(".delete").onclick = () => this.remove(this.chosen);
    this.$(".back").onclick = () => {
      this.gone = [];
      this.draw();
      this.tell({ gone: [] });
    };
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Delete" || this.chosen === undefined) return;
      if (!(/** @type {Element} */ (event.target).closest(".found"))) return;
      event.preventDefault();
      this.remove(this.chosen);
    });
    this.resize = new Redraw(() => {
      if (this.header) this.plots();
    });
    this.resize.observe(root);
    /** @type {string[]} */
    this.urls = [];
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    const { header, blob } = unpack(bytes);
    const same = header.key === this.header?.key;
    /** @type {Header} */
    this.header = header;
    this.set = set;
    if (!same) {
      for (const url of this.urls) URL.revokeObjectURL(url);
      this.urls = [header.image, ...header.thumbs].map((place) =>
        URL.createObjectURL(new Blob([blob(place)], { type: "image/jpeg" })),
      );
      const { labels, cosines, tau, temperature, names } = header;
      const [scores, reach, gram, residuals] = [header.scores, header.reach, header.gram, header.residuals].map(
        (place) => float32(blob(place)),
      );
      this.known = { labels, cosines, tau, temperature, classes: names.length, scores, reach, gram, residuals };
      this.copies = header.copies;
      this.vote = header.vote;
      this.gone = [...header.gone];
      this.step = Math.max(0, header.steps.indexOf(header.step));
      this.chosen = undefined;
      this.frame();
    }
    this.draw();
    this.root.dataset.ready = header.key;
  }

  /** What stays while the question stays. */
  frame() {
    const { header } = this;
    const name = header.names[header.truth];
    this.$(".picture").src = this.urls[0];
    this.$(".picture").alt = name;
    this.$(".about").textContent = tr(
      "It shows: {name}; it is not in the store. All three answers use the same features. {credit}.",
      {
        name,
        credit: header.credit,
      },
    );
    const options = header.names.map(
      (own, i) => `<option value="${i}"${i === header.picture ? " selected" : ""}>${escapeText(own)}</option>`,
    );
    this.$("select").innerHTML = options.join("");
    this.choice(
      ".copies",
      header.counts.map((count) => [count, String(count)]),
      (count) => {
        this.copies = count;
        this.gone = this.gone.filter((i) => i < header.stored);
        this.chosen = undefined;
        this.tell({ copies: count, gone: this.gone });
      },
    );
    this.choice(".vote", VOTES, (vote) => {
      this.vote = vote;
      this.tell({ vote });
    });
    this.$(".tune input").max = String(header.steps.length - 1);
    this.$(".tune input").value = String(this.step);
  }

  /** A row of radio buttons. @param {string} place @param {[any, string][]} options @param {(value: any) => void} chosen */
  choice(place, options, chosen) {
    const group = this.$(`${place} span`);
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", this.$(`${place} legend`).textContent);
    group.innerHTML = options
      .map(
        ([value, words]) =>
          `<button type="button" role="radio" data-value="${value}">${escapeText(tr(words))}</button>`,
      )
      .join("");
    /** @type {HTMLElement[]} */
    const buttons = [...group.children];
    buttons.forEach((button, i) => {
      button.onclick = () => {
        chosen(options[i][0]);
        this.draw();
      };
      button.onkeydown = (event) => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        const next = buttons[(i + by + buttons.length) % buttons.length];
        next.focus();
        next.click();
      };
    });
  }

  tell(what) {
    const { copies, vote, gone } = this;
    const step = this.header.steps[this.step];
    this.set("told", JSON.stringify({ copies, vote, gone, step, picture: this.header.picture, ...what }));
  }

  there(i) {
    return !this.gone.includes(i) && (i < this.header.stored || i - this.header.stored < this.copies);
  }

  /** The shares by weights, store and both, with those of votes by similarity. */
  answers(gone = this.gone) {
    const { header, known } = this;
    const there = (i) => !gone.includes(i) && (i < header.stored || i - header.stored < this.copies);
    const items = nearest(known, there, header.nearest);
    const similar = votes(known, items, true);
    const store = this.vote === "similarity" ? similar : votes(known, items, false);
    const joined = header.labels.map((_, i) => i).filter((i) => i >= header.stored && there(i));
    const left = gone.filter((i) => i < header.stored);
    const byWeights = weights(known, joined, left);
    return {
      items,
      similar,
      all: { Weights: byWeights, Store: store, Both: store.map((p, i) => (p + byWeights[i]) / 2) },
    };
  }

  remove(i) {
    if (i === undefined || !this.room()) return;
    const { items } = this.answers();
    const place = items.indexOf(i);
    this.gone = [...this.gone, i];
    const after = this.answers().items;
    this.chosen = after[Math.min(place, after.length - 1)];
    this.draw();
    this.$(`.item[data-item="${this.chosen}"] .show`)?.focus();
    this.tell({});
  }

  /** Whether one more may go: fifteen must be left to answer. */
  room() {
    return this.header.stored - this.gone.filter((i) => i < this.header.stored).length > this.header.nearest;
  }

  draw() {
    const { header } = this;
    for (const [place, value] of [
      [".copies", this.copies],
      [".vote", this.vote],
    ]) {
      for (const button of this.root.querySelectorAll(`${place} button`)) {
        const on = /** @type {HTMLElement} */ (button).dataset.value === String(value);
        button.setAttribute("aria-checked", String(on));
        /** @type {HTMLElement} */ (button).tabIndex = on ? 0 : -1;
      }
    }
    const { items, similar, all } = this.answers();
    if (this.chosen === undefined || !items.includes(this.chosen)) this.chosen = items[0];
    this.grid(items);
    this.bars(all, similar);
    this.plots();
    const top = (shares) => header.names[first(shares, similar)];
    this.root.dataset.weights = top(all.Weights);
    this.root.dataset.store = top(all.Store);
    this.root.dataset.both = top(all.Both);
  }

  grid(items) {
    const { header } = this;
    this.$(".items").innerHTML = items
      .map((i) => {
        const name = escapeText(header.names[header.labels[i]]);
        const yours = i >= header.stored;
        const at = { name, cosine: fraction(header.cosines[i]) };
        const said = yours ? tr("Delete {name}, cosine {cosine}, yours", at) : tr("Delete {name}, cosine {cosine}", at);
        return (
          `<div class="item${yours ? " yours" : ""}" data-item="${i}" aria-current="${i === this.chosen}">` +
          `<button type="button" class="show"><img src="${this.urls[1 + i]}" alt="">` +
          `<span class="words"><span class="name" title="${name}">${name}</span>` +
          `<span class="cosine"><span class="away">${tr("cosine")} </span>${fraction(header.cosines[i])}</span></span>` +
          `${yours ? `<span class="own">${tr("yours")}</span>` : ""}</button>` +
          `<button type="button" class="x" aria-label="${said}" tabindex="-1">×</button></div>`
        );
      })
      .join("");
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".item"))) {
      const i = Number(item.dataset.item);
      /** @type {HTMLElement} */ (item.querySelector(".show")).onclick = () => {
        this.chosen = i;
        this.draw();
        /** @type {HTMLElement} */ (this.root.querySelector(`.item[data-item="${i}"] .show`)).focus();
      };
      /** @type {HTMLElement} */ (item.querySelector(".x")).onclick = () => this.remove(i);
    }
    this.provenance();
  }

  /** Where the chosen item comes from, and what the store says without it. */
  provenance() {
    const { header } = this;
    const i = this.chosen;
    const yours = i >= header.stored;
    const name = escapeText(header.names[header.labels[i]]);
    const without = this.answers([...this.gone, i]);
    const next = first(without.all.Store, without.similar);
    const from = yours
      ? tr("item {n}, added by you: a cropped copy of the question", {
          n: thousands(header.size + 1 + i - header.stored),
        })
      : tr("one of the fifteen stored pictures of its class");
    this.$(".chosen p").innerHTML = tr(
      '<b>{name}</b>, cosine {cosine}; {from}. Without it the store answers <b class="without">{answer} {share}</b>.',
      {
        name,
        cosine: fraction(header.cosines[i]),
        from,
        answer: escapeText(header.names[next]),
        share: share(without.all.Store[next]),
      },
    );
    this.$(".delete").disabled = !this.room();
    this.$(".back").disabled = !this.gone.length;
  }

  bars(all, similar) {
    const { header } = this;
    const what = { Weights: tr("solved anew"), Store: tr("15 nearest"), Both: tr("mean of the two") };
    const titles = { Weights: tr("Weights"), Store: tr("Store"), Both: tr("Both") };
    this.$(".answers").innerHTML = Object.entries(all)
      .map(([who, shares]) => {
        const best = first(shares, similar);
        const rest = shares.map((_, i) => i).filter((i) => i !== best);
        const second = rest.reduce((a, b) => (shares[b] > shares[a] ? b : a));
        const row = (i, top) =>
          `<div class="row${top ? " first" : ""}"><span>${escapeText(header.names[i])}` +
          `${top ? (i === header.truth ? " ✓" : " ✗") : ""}</span><b>${share(shares[i])}</b></div>` +
          `<i><u${top ? "" : ' class="rest"'} style="--p:${shares[i].toFixed(4)}"></u></i>`;
        return `<div data-who="${who}"><h4>${titles[who]}</h4><span class="what">${what[who]}</span>${row(best, true)}${row(second, false)}</div>`;
      })
      .join("");
  }

  plots() {
    const { header } = this;
    if (!this.root.clientWidth) return;
    const counts = header.counts.filter((count) => count > 0);
    flips(this.$(".flips"), counts, header.lines, counts.indexOf(this.copies), this.vote);
    this.tuned();
  }

  tuned() {
    const { header, step } = this;
    plane(this.$(".plane"), header.points, header.path, step);
    const [old, fresh] = header.path[step];
    const steps = header.steps[step];
    this.$(".tune output").textContent = String(steps);
    this.$(".tune input").setAttribute(
      "aria-valuetext",
      tr("{n} steps: old {old}, new {fresh}", { n: steps, old: fraction(old), fresh: fraction(fresh) }),
    );
    this.$(".tuned").textContent = tr(
      "After {n} steps, {old} of the old and {fresh} of the new are correct. Class means need no training: {means} of the new.",
      {
        n: steps,
        old: fraction(old),
        fresh: fraction(fresh),
        means: fraction(header.points[header.points.length - 1].fresh),
      },
    );
  }

  close() {
    this.resize.disconnect();
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}

export default mount(".retrieved", Retrieved);

// A graph of names around one class: an edge is cut or added, a sense switched, and the answers for pictures of a class
// that has no labelled picture are computed anew, here, in closed form.

import { float32, unpack } from "../../js/bytes.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { argmax, fixed, fraction } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import { cosines, edited, middle, predicted, scores } from "./closed.js";
import { draw } from "./drawing.js";
import { ladder } from "./ladder.js";

/**
 * @typedef {object} Class
 * @property {string} name
 * @property {number[]} senses synsets of its name, in WordNet's order
 * @property {number} checked the place of the sense that its pictures show
 *
 * @typedef {object} Way
 * @property {string} title
 * @property {number[]} answers of each test picture, a place among the unseen classes
 *
 * @typedef {object} Header
 * @property {string} key of the class in view, the draw, and which senses hold at first
 * @property {string} state what was edited, as the figure tells it
 * @property {Class[]} classes
 * @property {string[]} words of each synset its first
 * @property {string[]} glosses
 * @property {number[][]} parents
 * @property {number[]} seen numbers of the classes that have pictures
 * @property {number[]} unseen of those that have none
 * @property {number} at which of the unseen is in view
 * @property {number} picture which of its test pictures
 * @property {boolean} first whether every class has WordNet's first sense
 * @property {[child: number, parent: number][]} cut
 * @property {[child: number, parent: number][]} added
 * @property {[number: number, sense: number][]} senses classes whose sense was switched
 * @property {number} most edits at most, of each kind
 * @property {number} weight of an edge
 * @property {number} sharpness η
 * @property {number} penalty λ
 * @property {number} asked test pictures of a class
 * @property {Way[]} ways others, on the pictures of the class in view
 * @property {boolean} covered whether accuracy over all classes is covered
 * @property {string} credit
 * @property {import("../../js/bytes.js").Place} prototypes
 * @property {import("../../js/bytes.js").Place} tests
 * @property {import("../../js/bytes.js").Place[]} pictures
 */

const SHOWN = 5;

/** The synset of each class. @type {(header: Header, senses: [number, number][]) => number[]} */
export function nodes({ classes, first }, senses) {
  const own = new Map(senses);
  return classes.map(({ senses: every, checked }, i) => every[own.get(i) ?? (first ? 0 : checked)]);
}

/** A score without its rounding errors: two classes may have one prototype. @type {(score: number) => number} */
const settled = (score) => Math.round(1e9 * score) / 1e9;

/** How many of the unseen classes begin with a wrong sense, and how many of those are mended.
 * @type {(header: Header, senses: [number, number][]) => { wrong: number, mended: number, spoiled: number }} */
export function faults({ classes, unseen, first }, senses) {
  const own = new Map(senses);
  const found = { wrong: 0, mended: 0, spoiled: 0 };
  for (const u of unseen) {
    const right = own.has(u) ? own.get(u) === classes[u].checked : null;
    const begins = !first || classes[u].checked === 0;
    if (!begins) found.wrong++;
    if (!begins && right) found.mended++;
    if (begins && right === false) found.spoiled++;
  }
  return found;
}

/** A share of pictures in words. @type {(right: number, of: number) => string} */
const count = (right, of) => tr("{right} of {of}", { right, of });

class Kinds {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {string[]} */
    this.urls = [];
    this.resize = new Redraw(() => this.paint());
    this.resize.observe(root);
    this.$(".restore").onclick = () => this.edit({ cut: [], added: [], senses: [] });
    this.$(".sense select").onchange = (event) => this.switched(Number(event.target.value));
    this.$(".pick select").onchange = (event) => this.other(Number(event.target.value));
    this.$(".add").onsubmit = (event) => {
      event.preventDefault();
      this.hang(this.$(".add input").value);
    };
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    const { header, blob } = unpack(bytes);
    const other = header.key !== this.header?.key;
    this.set = set;
    if (other || header.state === this.told || this.told === undefined) {
      this.edits = { cut: header.cut, added: header.added, senses: header.senses, picture: header.picture };
      this.told = header.state;
    }
    /** @type {Header} */
    this.header = header;
    this.tests = float32(blob(header.tests));
    this.fit = {
      seen: header.seen,
      unseen: header.unseen,
      prototypes: float32(blob(header.prototypes)),
      width: this.tests.length / header.unseen.length / header.asked,
      sharpness: header.sharpness,
      penalty: header.penalty,
    };
    this.plain = this.answers({ cut: [], added: [], senses: [] });
    if (other) this.begin(blob);
    this.compute();
    this.root.dataset.ready = header.key;
  }

  /** What is there as long as the class stays. @param {import("../../js/bytes.js").Blob} blob */
  begin(blob) {
    const { classes, unseen, at, words, glosses, credit, pictures } = this.header;
    const own = classes[unseen[at]];
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = pictures.map((place) => URL.createObjectURL(new Blob([blob(place)], { type: "image/jpeg" })));
    this.$(".chips").innerHTML = unseen
      .map((u, i) => `<button type="button" aria-pressed="${i === at}">${escapeText(classes[u].name)}</button>`)
      .join("");
    this.$(".chips")
      .querySelectorAll("button")
      .forEach((button, i) => {
        button.onclick = () => this.other(i);
      });
    this.$(".pick select").innerHTML = unseen
      .map((u, i) => `<option value="${i}"${i === at ? " selected" : ""}>${escapeText(classes[u].name)}</option>`)
      .join("");
    this.$(".thumbs").innerHTML = this.urls
      .map((url) => `<button type="button"><img src="${url}" alt=""><i aria-hidden="true"></i></button>`)
      .join("");
    this.$(".thumbs")
      .querySelectorAll("button")
      .forEach((button, i) => {
        button.onclick = () => this.edit({ picture: i });
      });
    this.$(".credit").textContent = credit;
    this.$(".graph h3").textContent = tr("{name} is a kind of", { name: own.name });
    this.$(".sense select").innerHTML = own.senses
      .map((node, i) => `<option value="${i}">${i + 1}: ${escapeText(glosses[node])}</option>`)
      .join("");
    this.$(".sense").hidden = own.senses.length < 2;
    this.$(".add span").textContent = tr("Add: {name} is a kind of", { name: own.name });
    this.$(".add input").value = "";
    this.$("datalist").innerHTML = words
      .map((word, i) => `<option value="${escapeText(word)}">${escapeText(glosses[i])}</option>`)
      .join("");
  }

  /** The answers that a graph gives: all test pictures of all unseen classes, and the graphs themselves. */
  answers({ cut, added, senses }) {
    const { parents, weight } = this.header;
    const own = nodes(this.header, senses);
    const whole = edited(parents, [], added);
    const now = edited(whole, cut, []);
    const every = cosines(now, own, weight);
    const found = scores(this.tests, predicted(this.fit, every), middle(this.fit)).map(settled);
    const kinds = this.header.unseen.length;
    const first = Array.from({ length: found.length / kinds }, (_, i) =>
      argmax(found.subarray(i * kinds, (i + 1) * kinds)),
    );
    return { own, whole, now, cosines: every, scores: found, first };
  }

  /** Ask for another class. @param {number} place among the unseen ones */
  other(place) {
    const { classes, unseen } = this.header;
    this.set("told", JSON.stringify({ class: classes[unseen[place]].name }));
  }

  /** Take an edit, show what follows, and tell it. */
  edit(changes) {
    const began = performance.now();
    this.edits = { ...this.edits, ...changes };
    this.compute();
    this.root.dataset.took = fixed(performance.now() - began, 1);
    const { cut, added, senses, picture } = this.edits;
    this.told = JSON.stringify({ cut, added, senses, picture });
    this.set("told", this.told);
  }

  /** Cut an edge, or join it again. @param {number} child @param {number} parent */
  toggle(child, parent) {
    const { cut, added } = this.edits;
    const same = ([a, b]) => a === child && b === parent;
    if (added.some(same)) this.edit({ added: added.filter((one) => !same(one)) });
    else if (cut.some(same)) this.edit({ cut: cut.filter((one) => !same(one)) });
    else if (cut.length < this.header.most) this.edit({ cut: [...cut, [child, parent]] });
  }

  /** Hang the class below a node that is named. @param {string} text */
  hang(text) {
    const { words, most } = this.header;
    const parent = words.findIndex((word) => word.toLowerCase() === text.trim().toLowerCase());
    const child = this.found.own[this.header.unseen[this.header.at]];
    const { cut, added } = this.edits;
    const same = ([a, b]) => a === child && b === parent;
    const input = this.$(".add input");
    if (cut.some(same)) this.edit({ cut: cut.filter((one) => !same(one)) });
    else if (
      parent >= 0 &&
      added.length < most &&
      edited(this.found.whole, [], [[child, parent]])[child].includes(parent)
    ) {
      if (!this.found.whole[child].includes(parent)) this.edit({ added: [...added, [child, parent]] });
      input.value = "";
    } else input.select();
  }

  /** @param {number} place */
  switched(place) {
    const { unseen, at } = this.header;
    const own = unseen[at];
    this.edit({ senses: [...this.edits.senses.filter(([i]) => i !== own), [own, place]] });
  }

  compute() {
    this.found = this.answers(this.edits);
    this.paint();
    this.write();
  }

  /** The graph, as wide as there is room. */
  paint() {
    if (!this.found || !this.root.clientWidth) return;
    const { classes, unseen, at, words, glosses, seen } = this.header;
    const view = unseen[at];
    const { own, whole, now, cosines: every } = this.found;
    const others = [...seen, ...unseen.filter((u) => u !== view)];
    const drawn = ladder(
      whole,
      now,
      own[view],
      others.map((i) => own[i]),
      this.edits.added,
    );
    const near = (i) => every[view * classes.length + others[i]];
    for (const row of drawn.rows) row.joins.sort((a, b) => near(b) - near(a));
    const fresh = new Set(unseen);
    const svg = this.$(".ladder");
    const focused = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement?.getAttribute(
      "data-edge",
    );
    draw(svg, drawn, {
      word: (node) => words[node],
      gloss: (node) => glosses[node],
      name: classes[view].name,
      other: (i) => ({ name: classes[others[i]].name, unseen: fresh.has(others[i]) }),
      toggle: (child, parent) => this.toggle(child, parent),
    });
    if (focused) svg.querySelector(`[data-edge="${focused}"]`)?.focus();
  }

  /** What the answers are, in words and bars. */
  write() {
    const { classes, unseen, at, asked, ways, covered, first } = this.header;
    const { picture, cut, added, senses } = this.edits;
    const kinds = unseen.length;
    const name = (i) => classes[unseen[i]].name;
    const row = at * asked + picture;
    const own = Array.from(this.found.scores.subarray(row * kinds, (row + 1) * kinds));
    const order = own.map((_, i) => i).sort((a, b) => own[b] - own[a] || a - b);
    const said = order[0];
    const before = this.plain.first[row];
    const changed = said === before ? "" : tr(", before your edits {name}", { name: escapeText(name(before)) });
    this.$(".verdict").innerHTML =
      `<b>${escapeText(name(said))} ${said === at ? "✓" : "✗"}</b>, ${tr("cosine")} ${fraction(own[said])}${changed}`;
    const shown = order.indexOf(at) < SHOWN ? order.slice(0, SHOWN) : [...order.slice(0, SHOWN - 1), at];
    this.$(".ranking").innerHTML = shown
      .map(
        (i) =>
          `<li${i === said ? ' class="first"' : ""}><span>${order.indexOf(i) + 1}. ${escapeText(name(i))}${i === at ? " ✓" : ""}</span>` +
          `<i><u style="width:${fixed(100 * Math.max(0, own[i]), 1)}%"></u></i><b>${fraction(own[i])}</b></li>`,
      )
      .join("");
    const right = (first) => first.slice(at * asked, (at + 1) * asked).filter((one) => one === at).length;
    const [now, then] = [right(this.found.first), right(this.plain.first)];
    const moved = this.found.first.filter(
      (one, i) => i >= at * asked && i < (at + 1) * asked && one !== this.plain.first[i],
    );
    const edits = cut.length + added.length + senses.length;
    this.$(".of-class").innerHTML = edits
      ? tr("<b>{count}</b> pictures of {name} are correct, {then} before your edits; {moved} answers changed.", {
          count: count(now, asked),
          name: escapeText(name(at)),
          then,
          moved: moved.length,
        })
      : tr("<b>{count}</b> pictures of {name} are correct.", { count: count(now, asked), name: escapeText(name(at)) });
    this.$(".edits").textContent = edits
      ? tr("Edited: {cut} cut, {added} added, {senses} senses switched. The rest of the graph stands.", {
          cut: cut.length,
          added: added.length,
          senses: senses.length,
        })
      : tr(
          "Cut an edge: all answers are computed anew. Beside the graph stand the classes that join there, " +
            "○ without pictures.",
        );
    const all = (first) => first.filter((one, i) => one === Math.floor(i / asked)).length / first.length;
    this.$(".all").textContent = covered
      ? tr("All fifteen classes together: covered, guess or reveal.")
      : edits
        ? tr("All fifteen classes together: {now}, {before} before.", {
            now: fraction(all(this.found.first)),
            before: fraction(all(this.plain.first)),
          })
        : tr("All fifteen classes together: {now}.", { now: fraction(all(this.found.first)) });
    const { wrong, mended } = faults(this.header, senses);
    this.$(".mended").textContent = first
      ? tr(
          "WordNet’s first sense is not what the pictures show for {wrong} of these fifteen; you have corrected {mended}.",
          {
            wrong,
            mended,
          },
        )
      : "";
    this.$(".restore").hidden = !edits;
    this.$(".ways tbody").innerHTML = [
      ...ways.map(({ title, answers }) => [title, answers.filter((one) => one === at).length, name(answers[picture])]),
      [tr("the graph, now"), now, name(said)],
    ]
      .map(
        ([title, of, here], i) =>
          `<tr${i === ways.length ? ' class="now"' : ""}><th scope="row">${escapeText(title)}</th><td>${of}</td><td>${escapeText(here)}</td></tr>`,
      )
      .join("");
    this.$(".picture").src = this.urls[picture];
    this.$(".picture").alt = tr("a test picture of {name}", { name: name(at) });
    this.$(".sense select").value = String(
      new Map(senses).get(unseen[at]) ?? (first ? 0 : classes[unseen[at]].checked),
    );
    this.root.querySelectorAll(".thumbs button").forEach((button, i) => {
      const one = this.found.first[at * asked + i];
      button.setAttribute("aria-pressed", String(i === picture));
      button.setAttribute(
        "aria-label",
        one === at
          ? tr("picture {n}: {name}, correct", { n: i + 1, name: name(one) })
          : tr("picture {n}: {name}, wrong", { n: i + 1, name: name(one) }),
      );
      button.querySelector("i").textContent = one === at ? "✓" : "✗";
    });
    this.root.dataset.answer = name(said);
    this.root.dataset.right = String(now);
  }

  close() {
    this.resize.disconnect();
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}

export default mount(".kinds", Kinds);

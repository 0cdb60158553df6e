// A picture and typed names: what the backbone reads, the names ranked, γ under the finger, the seen-unseen curve.

import { unpack } from "../../js/bytes.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { probability as certain, fixed, fraction, total } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import { Chips } from "./chips.js";
import { curve } from "./curve.js";

/**
 * @typedef {object} Read a class of the backbone, or of the trained network
 * @property {string} name
 * @property {number} p
 *
 * @typedef {object} Name
 * @property {string} name
 * @property {number} cosine
 * @property {boolean} seen
 * @property {string} why
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {string} about
 * @property {string} credit
 * @property {boolean} english whether the credit is English in every language
 * @property {string} picture_of which of the thumbnails it is, or nothing
 * @property {string[]} titles of the thumbnails
 * @property {Read[]} read the likeliest ImageNet classes, their shares of the mixture
 * @property {number} held the probability that the ten of the mixture have together
 * @property {Name[]} names in the order in which they were typed
 * @property {string[]} said sentences about names that say little
 * @property {number} most names at most
 * @property {number} longest letters of a name at most
 * @property {number} gamma
 * @property {number} chosen γ from validation classes
 * @property {number} least cosine below which nothing fits
 * @property {[gamma: number, seen: number, unseen: number][]} curve
 * @property {number} area
 * @property {[seen: number, unseen: number]} counts
 * @property {Read[]} trained
 * @property {string} lacks
 * @property {import("../../js/bytes.js").Place} picture
 * @property {import("../../js/bytes.js").Place[]} thumbs
 */

const ROW = 44;

/** A probability as the page has all shares: without its leading nought. @type {(p: number) => string} */
const probability = (p) => certain(p).replace("0.", ".");

/** The names' numbers from first to last once γ is subtracted from seen ones; equal ones as they were typed.
 * @type {(names: Name[], gamma: number) => number[]} */
export function order(names, gamma) {
  const worth = names.map(({ cosine, seen }) => cosine - (seen ? gamma : 0));
  return names.map((_, i) => i).sort((a, b) => worth[b] - worth[a] || a - b);
}

/** What γ does to the answer, in a sentence. @type {(names: Name[], gamma: number, chosen: number) => string} */
export function sentence(names, gamma, chosen) {
  const [now] = order(names, gamma);
  const [plain, second] = order(names, 0);
  const from = tr("γ = {gamma} was chosen on validation classes.", { gamma: fraction(chosen) });
  if (now === plain) {
    const alone = second === undefined;
    const values = {
      name: names[plain].name,
      one: fraction(names[plain].cosine),
      two: alone ? "" : fraction(names[second].cosine),
    };
    if (gamma) {
      const said = alone
        ? tr("Without γ the same name comes first.")
        : tr("Without γ the same name comes first, {one} to {two}.", values);
      return `${said} ${from}`;
    }
    const said = alone ? tr("{name} comes first.", values) : tr("{name} comes first, {one} to {two}.", values);
    return `${said} ${from}`;
  }
  const said = tr("At γ = 0 {name} comes first: {one} to {two}.", {
    name: names[plain].name,
    one: fraction(names[plain].cosine),
    two: fraction(names[now].cosine),
  });
  return `${said} ${from}`;
}

const bars = (rows, language = "") =>
  rows
    .map(({ name, p }, i) => {
      const of = (i === 0 ? ' class="first"' : "") + language;
      return `<span${of} title="${escapeText(name)}">${escapeText(name)}</span><i${of} style="--p:${fixed(p, 4)}"></i><b${of}>${probability(p)}</b>`;
    })
    .join("");

class Ranked {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    const at = (name) => root.querySelector(name);
    this.image = at(".picture");
    this.list = at(".names");
    this.slider = /** @type {HTMLInputElement} */ (at(".gamma input"));
    this.chips = new Chips(at(".chips"), (names) => this.set("told", JSON.stringify({ names })));
    this.slider.oninput = () => this.rank();
    this.slider.onchange = () => this.set("told", JSON.stringify({ gamma: this.slider.value }));
    this.resize = new Redraw(() => this.rank());
    this.resize.observe(root);
    this.url = "";
    /** @type {string[]} */
    this.small = [];
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    this.set = set;
    const { header, blob } = unpack(bytes);
    /** @type {Header} */
    this.header = header;
    const before = this.url;
    this.url = URL.createObjectURL(new Blob([blob(header.picture)], { type: "image/jpeg" }));
    this.image.src = this.url;
    this.image.alt = header.about;
    if (before) URL.revokeObjectURL(before);
    this.thumbs(header, blob);
    this.words(".credit", header.credit);
    /** @type {HTMLElement} */ (this.root.querySelector(".credit")).lang = header.english ? "en" : "";
    this.words(".unread", header.said.join(" "));
    this.words(".lacks", header.lacks);
    const rest = Math.max(0, 1 - total(header.read.map(({ p }) => p)));
    this.root.querySelector(".reads").innerHTML =
      bars(header.read, ' lang="en"') +
      `<span class="rest">${tr("{n} others", { n: 10 - header.read.length })}</span><span class="rest">&nbsp;</span><b class="rest">${probability(rest)}</b>`;
    this.root.querySelector(".trained").innerHTML = bars(header.trained);
    this.words(
      ".mixed",
      tr(
        "The picture’s vector z is the mean of the vectors of the ten likeliest of 1000 ImageNet names, weighted by " +
          "these shares. Together they have probability {p}. Your names are compared with z.",
        { p: probability(header.held) },
      ),
    );
    this.slider.value = String(header.gamma);
    this.write();
    this.rank();
    this.root.dataset.ready = header.key;
  }

  /**
   * The pictures of the page; they are the same at every run.
   * @param {Header} header @param {import("../../js/bytes.js").Blob} blob
   */
  thumbs({ titles, thumbs, picture_of }, blob) {
    const strip = this.root.querySelector(".thumbs");
    if (this.small.length !== titles.length) {
      for (const url of this.small) URL.revokeObjectURL(url);
      this.small = thumbs.map((place) => URL.createObjectURL(new Blob([blob(place)], { type: "image/jpeg" })));
      strip.innerHTML = titles
        .map(
          (title, i) =>
            `<button type="button" lang="en" aria-label="${escapeText(title)}"><img src="${this.small[i]}" alt=""></button>`,
        )
        .join("");
      strip.querySelectorAll("button").forEach((button, i) => {
        button.onclick = () => this.set("told", JSON.stringify({ picture: titles[i] }));
      });
    }
    strip.querySelectorAll("button").forEach((button, i) => {
      button.setAttribute("aria-pressed", String(titles[i] === picture_of));
    });
  }

  /** @param {string} place @param {string} text */
  words(place, text) {
    this.root.querySelector(place).textContent = text;
  }

  /** The rows, in the order in which names were typed; `rank` moves them. */
  write() {
    const { names, least } = this.header;
    this.list.style.height = `${names.length * ROW}px`;
    this.list.innerHTML = names
      .map(({ name, seen, why }) => {
        const said = seen ? tr("● seen: {why}", { why: escapeText(why) }) : tr("○ not seen by the backbone");
        return (
          `<li><span class="name" lang="en">${escapeText(name)}</span><span class="mark" title="${said}">${said}</span>` +
          `<div class="bar"><i></i><u></u><s style="left:${fixed(100 * least, 1)}%"></s></div><span class="value"></span></li>`
        );
      })
      .join("");
    this.chips.draw(this.header);
  }

  /** Put the rows in the order that γ gives, and the ring on the curve. */
  rank() {
    if (!this.header || !this.root.clientWidth) return;
    const { names, least, chosen } = this.header;
    const gamma = Number(this.slider.value);
    const places = order(names, gamma);
    const rows = /** @type {HTMLElement[]} */ ([...this.list.children]);
    places.forEach((index, place) => {
      const { cosine, seen } = names[index];
      const own = cosine - (seen ? gamma : 0);
      const row = rows[index];
      row.style.transform = `translateY(${place * ROW}px)`;
      row.classList.toggle("first", place === 0 && cosine >= least);
      row.setAttribute("aria-posinset", String(place + 1));
      const kept = 100 * Math.max(0, own);
      /** @type {HTMLElement} */ (row.querySelector("i")).style.width = `${fixed(kept, 1)}%`;
      const cut = /** @type {HTMLElement} */ (row.querySelector("u"));
      cut.style.left = `${fixed(kept, 1)}%`;
      cut.style.width = `${fixed(Math.max(0, 100 * Math.max(0, cosine) - kept), 1)}%`;
      cut.style.display = seen && gamma ? "" : "none";
      row.querySelector(".value").textContent = fraction(own);
    });
    const best = names[places[0]];
    const fits = best.cosine >= least;
    this.root.querySelector(".verdict").innerHTML = fits
      ? tr("<b>{name}</b>, cosine {cosine}", { name: escapeText(best.name), cosine: fraction(best.cosine) })
      : tr("<b>Nothing fits:</b> {name} is nearest, but its cosine is below {least}", {
          name: escapeText(best.name),
          least: fraction(least),
        });
    this.root.querySelector(".gamma output").textContent = fraction(gamma);
    const first = fits ? best.name : tr("nothing fits");
    this.slider.setAttribute("aria-valuetext", tr("{gamma}; first: {first}", { gamma: fraction(gamma), first }));
    this.words(".then", sentence(names, gamma, chosen));
    this.chips.first(fits ? places[0] : -1);
    this.words(".measured", curve(this.root.querySelector(".curve"), this.header, gamma));
    this.root.dataset.first = fits ? best.name : "";
    this.root.dataset.gamma = fixed(gamma, 2);
  }

  close() {
    this.resize.disconnect();
    for (const url of [this.url, ...this.small]) if (url) URL.revokeObjectURL(url);
  }
}

export default mount(".ranked", Ranked);

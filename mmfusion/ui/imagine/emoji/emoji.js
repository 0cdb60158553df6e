// An emoji or a typed name: the nearest names or pictures, and the colours that its name makes one imagine.

import { int16, unpack } from "../../js/bytes.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { argmax, clamp, fraction, largest, thousands } from "../../js/numbers.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {object} Typed
 * @property {string} name
 * @property {[row: number, cosine: number][]} held
 * @property {[row: number, cosine: number][]} every
 * @property {number[]} colours
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {string[]} names
 * @property {number[]} held
 * @property {number[]} learned
 * @property {number} item
 * @property {string} words
 * @property {boolean} everything
 * @property {boolean} corrected
 * @property {string} say
 * @property {Typed} [typed]
 * @property {string[]} colours
 * @property {string[]} swatches
 * @property {number} shown
 * @property {number} columns
 * @property {number} side
 * @property {number} longest
 * @property {import("../../js/bytes.js").Place} lists
 * @property {import("../../js/bytes.js").Place} real
 * @property {import("../../js/bytes.js").Place} imagined
 *
 * @typedef {{ rank: number, rows: number[], cosines: number[] }} Nearest
 * @typedef {{ words: number, everything: boolean, corrected: boolean, item: number }} At
 */

const PAGE = 30;

/** What is listed for a picture: its place in the numbers that came.
 * @type {(lists: Int16Array, shape: { items: number, shown: number }, at: At) => Nearest} */
export function listed(lists, { items, shown }, { words, everything, corrected, item }) {
  const wide = 1 + 2 * shown;
  const begin = (((words * 2 + Number(everything)) * 2 + Number(corrected)) * items + item) * wide;
  const own = Array.from(lists.subarray(begin, begin + wide));
  return {
    rank: own[0],
    rows: own.slice(1, 1 + shown),
    cosines: own.slice(1 + shown).map((v) => v / 10_000),
  };
}

/** What colours say, in a sentence. @type {(imagined: number[], real: number[] | null, colours: string[]) => string} */
export function coloured(imagined, real, colours) {
  const most = argmax(imagined);
  const said = { colour: colours[most], share: fraction(imagined[most]) };
  if (!real)
    return tr("The largest imagined share is {colour}, {share}. There is no drawing to compare it with.", said);
  if (real[0] < 0)
    return tr("The largest imagined share is {colour}, {share}. The drawing has no colour but black and white.", said);
  const own = argmax(real);
  return tr("The largest imagined share is {colour}, {share}; in the drawing it is {own}, {real}{mark}.", {
    ...said,
    own: colours[own],
    real: fraction(real[own]),
    mark: own === most ? " ✓" : "",
  });
}

class Emoji {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.$(".before").onclick = () => this.turn(-1);
    this.$(".after").onclick = () => this.turn(1);
    this.$(".own").onsubmit = (event) => {
      event.preventDefault();
      const say = this.$(".own input").value.trim();
      if (say) this.tell({ say });
    };
    for (const [group, change] of /** @type {[string, (value: string) => object][]} */ ([
      [".words", (value) => ({ words: value })],
      [".all", (value) => ({ everything: value === "1" })],
      [".csls", (value) => ({ corrected: value === "1" })],
    ])) {
      for (const button of this.$(group).children) button.onclick = () => this.change(change(button.value));
    }
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    const { header, blob } = unpack(bytes);
    this.set = set;
    /** @type {Header} */
    this.header = header;
    this.lists = int16(blob(header.lists));
    this.real = int16(blob(header.real));
    this.imagined = int16(blob(header.imagined));
    const { item, words, everything, corrected, say } = header;
    const told = JSON.stringify({ item, words, everything, corrected, say });
    if (told !== this.told || !this.now) {
      const page = this.now?.page ?? Math.floor(item / PAGE);
      this.now = { item, words, everything, corrected, say, page: say ? page : Math.floor(item / PAGE) };
    }
    this.told = told;
    const input = this.$(".own input");
    input.maxLength = header.longest;
    if (!input.matches(":focus")) input.value = say;
    const [held, every] = this.$(".all").children;
    held.textContent = tr("{n} held out", { n: thousands(header.held.length) });
    every.textContent = tr("all {n}", { n: thousands(header.held.length + header.learned.length) });
    this.draw();
    this.root.dataset.ready = header.key;
  }

  /** Change what is seen, and say so. @param {object} by */
  change(by) {
    Object.assign(this.now, by);
    this.draw();
    const { item, words, everything, corrected, say } = this.now;
    this.told = JSON.stringify({ item, words, everything, corrected, say });
    this.tell({ item, words, all: everything, csls: corrected, say });
  }

  /** @param {object} what */
  tell(what) {
    this.set("told", JSON.stringify(what));
  }

  turn(by) {
    const pages = Math.ceil(this.header.held.length / PAGE);
    this.now.page = (this.now.page + by + pages) % pages;
    this.gallery();
  }

  /** The style that shows one drawing of the atlas at a size. @param {number} row @param {number} size */
  drawing(row, size) {
    const { columns } = this.header;
    const [x, y] = [row % columns, Math.floor(row / columns)];
    return (
      `width:${size}px;height:${size}px;background-size:${columns * size}px auto;` +
      `background-position:${-x * size}px ${-y * size}px`
    );
  }

  draw() {
    const { header, now } = this;
    if (!header) return;
    for (const [group, value] of /** @type {[string, string][]} */ ([
      [".words", now.words],
      [".all", now.everything ? "1" : ""],
      [".csls", now.corrected ? "1" : ""],
    ])) {
      for (const button of this.$(group).children)
        button.setAttribute(
          "aria-pressed",
          String(button.value === (now.say && group === ".words" ? "minilm" : value)),
        );
    }
    const typed = now.say && header.typed?.name === now.say ? header.typed : null;
    for (const button of [...this.$(".words").children, ...this.$(".csls").children])
      button.disabled = Boolean(typed) && (button.value === "glove" || button.value === "1");
    this.gallery();
    if (typed) this.ofTyped(typed);
    else this.ofEmoji();
  }

  gallery() {
    const { header, now } = this;
    const first = now.page * PAGE;
    const own = header.held.slice(first, first + PAGE);
    const place = this.$(".gallery");
    place.innerHTML = own
      .map((row, i) => {
        const chosen = !now.say && first + i === now.item;
        const name = escapeText(header.names[row]);
        return `<button type="button" aria-label="${name}" title="${name}" aria-pressed="${chosen}"><i style="${this.drawing(row, 34)}"></i></button>`;
      })
      .join("");
    [...place.children].forEach((button, i) => {
      button.onclick = () => {
        this.change({ item: first + i, say: "" });
        this.$(".gallery").children[i]?.focus();
      };
    });
    const pages = Math.ceil(header.held.length / PAGE);
    this.$(".turn span").textContent = `${now.page + 1} of ${pages}`;
  }

  ofEmoji() {
    const { header, now } = this;
    const row = header.held[now.item];
    const name = header.names[row];
    this.given(row, name, tr("held out"));
    const words = now.words === "glove" ? 1 : 0;
    const shape = { items: header.held.length, shown: header.shown };
    const own = listed(this.lists, shape, { ...now, words });
    this.rows(tr("Names imagined from the picture"), own.rows, own.cosines, row);
    const candidates = header.held.length + (now.everything ? header.learned.length : 0);
    const other = listed(this.lists, shape, { ...now, words, corrected: !now.corrected });
    const [plain, corrected] = now.corrected ? [other.rank, own.rank] : [own.rank, other.rank];
    this.$(".own-name").textContent =
      tr("Its own name has rank {plain} of {n} by cosine, rank {corrected} by CSLS.", {
        plain: thousands(plain),
        n: thousands(candidates),
        corrected: thousands(corrected),
      }) + (now.everything ? ` ${tr("● marks a name of training.")}` : "");
    const wide = header.colours.length;
    const share = (from, at) => Array.from(from.subarray(at * wide, (at + 1) * wide), (v) => v / 1000);
    this.palette(share(this.imagined, words * header.held.length + now.item), share(this.real, now.item));
    this.root.dataset.shown = name;
    this.root.dataset.rank = String(own.rank);
  }

  /** @param {Typed} typed */
  ofTyped(typed) {
    const { now } = this;
    this.given(-1, typed.name, tr("typed; read by MiniLM"));
    const own = now.everything ? typed.every : typed.held;
    this.rows(
      tr("Pictures nearest to the name"),
      own.map(([row]) => row),
      own.map(([, cosine]) => cosine),
      -1,
    );
    this.$(".own-name").textContent =
      tr("CSLS needs all queries together: one typed name has the cosine alone. Not all of GloVe’s words are here.") +
      (now.everything ? ` ${tr("● marks a picture of training.")}` : "");
    this.palette(typed.colours, null);
    this.root.dataset.shown = typed.name;
    this.root.dataset.rank = "";
  }

  /** @param {number} row @param {string} name @param {string} what */
  given(row, name, what) {
    const drawing = this.$(".one .drawing");
    drawing.style.cssText = row < 0 ? "" : this.drawing(row, 64);
    drawing.hidden = row < 0;
    this.$(".one b").textContent = row < 0 ? `“${name}”` : name;
    this.$(".one span").textContent = what;
  }

  /** @param {string} title @param {number[]} rows @param {number[]} cosines @param {number} own */
  rows(title, rows, cosines, own) {
    const { header } = this;
    const learned = new Set(header.learned);
    this.$(".names h3").textContent = title;
    const most = largest(cosines, 0.5);
    this.$(".list").innerHTML = rows
      .map((row, i) => {
        const right = row === own;
        const mark = right ? " ✓" : learned.has(row) ? " ●" : "";
        const wide = clamp((100 * cosines[i]) / most, 0, 100);
        return (
          `<li${right ? ' class="right"' : ""} data-row="${row}"><i style="${this.drawing(row, 30)}" aria-hidden="true"></i>` +
          `<span class="name">${escapeText(header.names[row])}${mark}</span><b>${fraction(cosines[i])}</b>` +
          `<span class="bar"><u style="width:${wide.toFixed(1)}%"></u></span></li>`
        );
      })
      .join("");
  }

  /** @param {number[]} imagined @param {number[] | null} real */
  palette(imagined, real) {
    const { colours, swatches } = this.header;
    const there = real && real[0] >= 0;
    const most = Math.max(largest(imagined, 0.3), there ? largest(real) : 0);
    const wide = (v) => `width:${clamp((100 * v) / most, 0, 100).toFixed(1)}%`;
    this.$(".colours .of-real").hidden = !there;
    this.$(".colours dl").innerHTML = colours
      .map((name, k) => {
        const drawn = there ? `<s style="${wide(real[k])};background:${swatches[k]}"></s>` : "";
        const value = there ? `<em>${fraction(real[k])}</em>` : "";
        return (
          `<dt><i style="background:${swatches[k]}"></i>${name}</dt>` +
          `<dd class="bars"><u style="${wide(imagined[k])}"></u>${drawn}</dd><dd class="value"><b>${fraction(imagined[k])}</b>${value}</dd>`
        );
      })
      .join("");
    this.$(".said").textContent = coloured(imagined, real, colours);
  }

  close() {}
}

export default mount(".emoji", Emoji);

// One position against all others, as heat maps over the frames and over the spectrogram; follows the figure above.

import { int8, unpack } from "../../js/bytes.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp } from "../../js/numbers.js";

/**
 * @typedef {{ frames: number, rows: number, columns: number, bands: number, steps: number }} Shape of the trained raster
 * @typedef {object} Header the trained raster
 * @property {number} frames
 * @property {number} rows
 * @property {number} columns
 * @property {number} bands
 * @property {number} steps
 * @property {{ visual: number, audio: number }} pins a token of each sense to begin with
 * @property {import("../../js/bytes.js").Place} cosines (N, N) int8, in 127ths
 */

/** Number of the sound's CLS: the picture's tokens come first. @type {(shape: Shape) => number} */
export const soundsCls = ({ frames, rows, columns }) => 1 + frames * rows * columns;

/** @type {(shape: Shape) => number} */
export const countOf = (shape) => soundsCls(shape) + 1 + shape.bands * shape.steps;

/** Where a position lies, in words. @type {(shape: Shape, at: number) => string} */
export function placeOf(shape, at) {
  const { rows, columns, steps } = shape;
  const cls = soundsCls(shape);
  if (at === 0 || at === cls) return "CLS";
  if (at > cls) {
    return tr("band {band}, step {step}", {
      band: 1 + Math.floor((at - cls - 1) / steps),
      step: 1 + ((at - cls - 1) % steps),
    });
  }
  const each = rows * columns;
  const [frame, row] = [Math.floor((at - 1) / each), Math.floor(((at - 1) % each) / columns)];
  return tr("frame {n}, row {row}, column {column}", {
    n: 1 + frame,
    row: 1 + row,
    column: 1 + ((at - 1) % columns),
  });
}

/** The position that a key leads to, CLS left out; null where it means nothing.
 * @type {(shape: Shape, at: number, key: string) => number | null} */
export function next(shape, at, key) {
  const cls = soundsCls(shape);
  const each = shape.rows * shape.columns;
  const up = at > cls ? shape.steps : -shape.columns; // low bands below
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: up, ArrowDown: -up, PageUp: each, PageDown: -each }[key];
  if (!by) return null;
  const to = clamp(at + by, 1, countOf(shape) - 1);
  return to === cls ? to + Math.sign(by) : to;
}

class Positions {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.field = this.$(".field");
    this.follow = (event) => this.pinned(event.detail);
    document.addEventListener("mmf-tokens", this.follow);
    this.field.onpointermove = this.field.onclick = (event) => {
      const tile = event.target.closest?.("i");
      if (tile) this.look(Number(tile.dataset.at));
    };
    this.field.onkeydown = (event) => {
      const to = next(this.header, this.at, event.key);
      if (to === null) return;
      event.preventDefault();
      this.look(to);
    };
  }

  /** Look at what has been pinned above; the first time both are new: the picture's is looked at.
   * @param {import("../pieces/pieces.js").Detail} detail */
  pinned({ visual, audio }) {
    const heard = this.header && soundsCls(this.header) + audio.pinned;
    if (this.header && audio.trained && audio.pinned !== this.seen?.audio) this.look(heard);
    if (this.header && visual.trained && visual.pinned !== this.seen?.visual) this.look(visual.pinned);
    this.seen = { visual: visual.pinned, audio: audio.pinned };
  }

  /** @param {Uint8Array} bytes */
  show(bytes) {
    const { header, blob } = unpack(bytes);
    this.cosines = int8(blob(header.cosines));
    /** @type {Header} */
    this.header = header;
    const { frames, rows, columns, bands, steps } = header;
    this.count = countOf(header);
    const tiles = (from, count) => Array.from({ length: count }, (_, i) => `<i data-at="${from + i}"></i>`).join("");
    const each = rows * columns;
    const frame = (_, f) =>
      `<div class="frame" data-name="${tr("frame {n}", { n: f + 1 })}">${tiles(1 + f * each, each)}</div>`;
    this.$(".frames").innerHTML = Array.from({ length: frames }, frame).join("");
    const low = soundsCls(header) + 1;
    const band = (_, b) => tiles(low + (bands - 1 - b) * steps, steps); // low bands below
    this.$(".cells").innerHTML = Array.from({ length: bands }, band).join("");
    /** @type {HTMLElement[]} */
    this.tiles = [...this.field.querySelectorAll("i")];
    this.look(this.at ?? header.pins.visual);
    document.dispatchEvent(new CustomEvent("mmf-tokens-ask"));
  }

  /** @param {number} at */
  look(at) {
    if (!(at >= 0 && at < this.count)) return;
    this.at = at;
    for (const tile of this.tiles) {
      const to = Number(tile.dataset.at);
      tile.style.setProperty("--v", Math.max(0, this.cosines[at * this.count + to] / 127).toFixed(2));
      tile.classList.toggle("here", to === at);
    }
    const place = placeOf(this.header, at);
    this.$(".legend b").textContent = tr("p of {place}", { place });
    this.field.setAttribute("aria-valuenow", String(at));
    this.field.setAttribute("aria-valuemax", String(this.count - 1));
    this.field.setAttribute("aria-valuetext", place);
  }

  close() {
    document.removeEventListener("mmf-tokens", this.follow);
  }
}

export default mount(".map", Positions);

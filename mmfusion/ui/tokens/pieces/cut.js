// A clip cut into patches and cells: how many there are, where each lies, its numbers x, and E x, p and z. Pure arithmetic.

import { tr } from "../../js/language.js";
import { clamp, thousands, total } from "../../js/numbers.js";

/** @typedef {"visual" | "audio"} Sense */

/** @type {Sense[]} */
export const SENSES = ["visual", "audio"];
export const TILES = 12; // of a vector
export const CLS = 0; // a sense's first token

/**
 * @typedef {{ frames: number, patch: number, columns: number, step: number }} Sizes how a clip is cut
 * @typedef {Record<Sense, number>} Pins a token of each sense
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {boolean} covered whether numbers of tokens are to be guessed first
 * @property {[height: number, width: number]} size of a frame, px
 * @property {number} mels bands of the spectrogram
 * @property {number} band bands of a cell
 * @property {number} seconds of a column
 * @property {number} total columns
 * @property {number[]} edges of the cells, Hz
 * @property {Record<keyof Sizes, number[]>} options
 * @property {Sizes} trained as the shipped network cuts
 * @property {Record<string, [which: number, seconds: number][]>} moments of the frames, by their number
 * @property {Pins} pins
 * @property {Partial<Record<Sense, number>>} width d of each sense's tokens
 * @property {import("../../js/bytes.js").Place[]} large frames, PNG
 * @property {import("../../js/bytes.js").Place[]} small the same, as the network sees them
 * @property {import("../../js/bytes.js").Place} mel (mels, total) float32
 *
 * @typedef {object} Weights of the shipped network, as they came
 * @property {number} d
 * @property {Float32Array} projected (tokens, d): E x
 * @property {Float32Array} places (1 + tokens, d): p
 * @property {Float32Array} cls (d,): z_cls
 *
 * @typedef {Weights & { lengths: number[], low: number, high: number, top: number }} Term
 *
 * @typedef {{ frames: number, rows: number, columns: number, each: number, all: number }} Counts of a sense's tokens
 * @typedef {{ frame: number, row: number, column: number }} Piece row 0 of a spectrogram is the lowest band
 */

/** Means over `TILES` equal parts of a vector. @type {(vector: Float32Array) => number[]} */
export function twelfths(vector) {
  return Array.from({ length: TILES }, (_, i) => {
    const part = vector.subarray(
      Math.floor((i * vector.length) / TILES),
      Math.floor(((i + 1) * vector.length) / TILES),
    );
    return total(part) / part.length;
  });
}

/** The largest |value| of all rows. @type {(rows: ArrayLike<number>[]) => number} */
export const peak = (rows) =>
  rows.reduce((top, row) => Array.from(row).reduce((a, v) => Math.max(a, Math.abs(v)), top), 1e-9);

/** What p is added to: E x of a piece, z_cls of CLS. @type {(term: Weights, i: number) => Float32Array} */
export const first = (term, i) => (i === CLS ? term.cls : term.projected.subarray((i - 1) * term.d, i * term.d));

/** @type {(term: Weights, i: number) => Float32Array} */
export const place = ({ places, d }, i) => places.subarray(i * d, (i + 1) * d);

/** @type {(term: Weights, i: number) => Float32Array} */
export function embedded(term, i) {
  const p = place(term, i);
  return first(term, i).map((v, k) => v + p[k]);
}

/** A sense's terms with the length of each z, and the largest tile: E x, p and z share one scale.
 * @type {(term: Weights) => Term} */
export function weighed(term) {
  const all = Array.from({ length: term.places.length / term.d }, (_, i) => i);
  const lengths = all.map((i) => Math.hypot(...embedded(term, i)));
  const [, ...pieces] = lengths; // CLS is drawn as a box
  const tiles = all.flatMap((i) => [embedded(term, i), first(term, i), place(term, i)].map(twelfths));
  return { ...term, lengths, low: Math.min(...pieces), high: Math.max(...pieces), top: peak(tiles) };
}

export class Cut {
  /**
   * @param {Header} header
   * @param {object} clip
   * @param {Float32Array} clip.mel (mels, total)
   * @param {Uint8ClampedArray[]} clip.pixels RGBA of each frame
   * @param {Partial<Record<Sense, Term>>} clip.terms absent where the network's weights are
   * @param {Sizes} sizes
   */
  constructor(header, { mel, pixels, terms }, sizes) {
    this.header = header;
    this.mel = mel;
    this.pixels = pixels;
    this.terms = terms;
    this.sizes = sizes;
    this.loudest = mel.reduce((a, v) => Math.max(a, v), -2);
    // One scale for x: that of the trained sizes.
    const tiles = (sense) => {
      const { all } = this.counts(sense, header.trained);
      return Array.from({ length: all }, (_, i) => twelfths(this.vector(sense, i + 1, header.trained)));
    };
    /** @type {Record<Sense, number>} */
    this.scale = { visual: peak(tiles("visual")), audio: peak(tiles("audio")) };
  }

  /** Rows, columns and numbers of tokens of a sense. @param {Sense} sense @param {Sizes} sizes */
  counts(sense, sizes = this.sizes) {
    return countsOf(this.header, sense, sizes);
  }

  /** Where a token that is not CLS lies. @param {Sense} sense @param {number} index @param {Sizes} sizes @returns {Piece} */
  place(sense, index, sizes = this.sizes) {
    const { columns, each } = this.counts(sense, sizes);
    const at = index - 1;
    return { frame: Math.floor(at / each), row: Math.floor((at % each) / columns), column: at % columns };
  }

  /** @param {Sense} sense @param {Piece} piece */
  index(sense, { frame, row, column }) {
    const { columns, each } = this.counts(sense);
    return 1 + frame * each + row * columns + column;
  }

  /** Whether the shipped network cuts this sense so, and its E and p therefore exist. @param {Sense} sense */
  trained(sense) {
    /** @type {(keyof Sizes)[]} */
    const keys = sense === "visual" ? ["frames", "patch"] : ["columns", "step"];
    return Boolean(this.terms[sense]) && keys.every((k) => this.sizes[k] === this.header.trained[k]);
  }

  /** Columns, rows and where each number of a piece lies; rows from the top of what is drawn.
   * @param {Sense} sense @param {number} index @param {Sizes} sizes */
  area(sense, index, sizes = this.sizes) {
    const { frame, row, column } = this.place(sense, index, sizes);
    const { size, band, moments } = this.header;
    if (sense === "audio")
      return { wide: sizes.step, high: band, left: column * sizes.step, top: row * band, which: 0 };
    const side = sizes.patch;
    const which = moments[sizes.frames][frame][0];
    return { wide: side, high: side, left: column * side, top: row * side, which, across: size[1] };
  }

  /** x of a token, flattened as the network does. @param {Sense} sense @param {number} index @param {Sizes} sizes */
  vector(sense, index, sizes = this.sizes) {
    const { wide, high, left, top, which, across } = this.area(sense, index, sizes);
    const vector = new Float32Array((sense === "visual" ? 3 : 1) * wide * high);
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) {
        const to = y * wide + x;
        if (sense === "audio") vector[to] = this.mel[(top + y) * this.header.total + left + x];
        else {
          const from = 4 * ((top + y) * across + left + x);
          for (let c = 0; c < 3; c++) vector[c * wide * high + to] = (this.pixels[which][from + c] - 170) / 60;
        }
      }
    }
    return vector;
  }

  /** How dark a number of the spectrogram is, 0 to 235: over 65 dB (20 dB a unit). @param {number} value */
  ink(value) {
    return Math.round(235 * clamp((value - this.loudest + 3.25) / 3.25, 0, 1) ** 1.5);
  }

  /** Where a token comes from, in words. @param {Sense} sense @param {number} index */
  words(sense, index) {
    if (index === CLS) return tr("CLS: learned, the same for every clip");
    const { frame, row, column } = this.place(sense, index);
    const { moments, seconds, edges } = this.header;
    if (sense === "visual") {
      const [, moment] = moments[this.sizes.frames][frame];
      return tr("frame {n} ({moment} s), row {row}, column {column}", {
        n: frame + 1,
        moment: moment.toFixed(2),
        row: row + 1,
        column: column + 1,
      });
    }
    const span = this.sizes.step * seconds;
    const digits = this.sizes.step < 8 ? 3 : 2;
    const hertz = (v) => thousands(Math.round(v / 10) * 10);
    const time = `${(column * span).toFixed(digits)}–${((column + 1) * span).toFixed(digits)} s`;
    return `${time}, ${hertz(edges[row])}–${hertz(edges[row + 1])} Hz`;
  }

  /** Where a token stands once the clip is cut otherwise: it stays where it is in space and time.
   * @param {Sense} sense @param {number} index @param {Sizes} old */
  moved(sense, index, old) {
    if (index === CLS) return CLS;
    const [before, after] = [this.counts(sense, old), this.counts(sense)];
    const { frame, row, column } = this.place(sense, index, old);
    const scaled = (at, from, to, most) => clamp(Math.floor(((at + 0.5) / from) * to), 0, most - 1);
    return this.index(sense, {
      frame: scaled(frame, before.frames, after.frames, after.frames),
      row: scaled(row, before.rows, after.rows, after.rows),
      column:
        sense === "audio" // a shorter clip ends sooner, and its cells are no wider
          ? scaled(column, 1 / old.step, 1 / this.sizes.step, after.columns)
          : scaled(column, before.columns, after.columns, after.columns),
    });
  }
}

/** Rows, columns and numbers of tokens of a sense.
 * @type {(header: Pick<Header, "size" | "mels" | "band">, sense: Sense, sizes: Sizes) => Counts} */
export function countsOf({ size, mels, band }, sense, sizes) {
  const picture = sense === "visual";
  const frames = picture ? sizes.frames : 1;
  const rows = picture ? size[0] / sizes.patch : mels / band;
  const columns = picture ? size[1] / sizes.patch : sizes.columns / sizes.step;
  return { frames, rows, columns, each: rows * columns, all: frames * rows * columns };
}

/** Sizes and pinned tokens, as the address says them. @type {(sizes: Sizes, pins: Pins) => string} */
export const written = (s, p) => [s.frames, s.patch, s.columns, s.step, p.visual, p.audio].join("-");

/** What an address says; null where it says nothing that the sliders offer.
 * @type {(text: string, header: Header) => { sizes: Sizes, pinned: Pins } | null} */
export function recalled(text, header) {
  const [frames, patch, columns, step, visual, audio] = text.split("-").map(Number);
  const sizes = { frames, patch, columns, step };
  if (!Object.entries(sizes).every(([name, value]) => header.options[name].includes(value))) return null;
  const pin = (sense, index) =>
    Number.isInteger(index) && index >= 0 && index <= countsOf(header, sense, sizes).all ? index : 1;
  return { sizes, pinned: { visual: pin("visual", visual), audio: pin("audio", audio) } };
}

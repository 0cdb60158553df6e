// Which network is correct where on the pad: what the three networks answer at the nodes of the clip's grid, bilinear between them.

import { marked, tr } from "../../js/language.js";
import { argmax } from "../../js/numbers.js";

/** Class and names of each region, the longest name first. @type {[name: string, ...versions: string[]][]} */
export const REGIONS = [
  ["nobody", marked("none correct"), marked("none\ncorrect")],
  ["audio", marked("sound correct"), marked("sound\ncorrect")],
  ["visual", marked("picture correct"), marked("picture\ncorrect")],
  ["either", marked("each one correct"), marked("each one\ncorrect")],
  ["only", marked("only fusion\ncorrect"), marked("only\nfusion\ncorrect")],
  ["errs", marked("fusion wrong"), marked("fusion\nwrong")],
];
export const ONLY = 4; // of REGIONS
export const ERRS = 5;

/**
 * @typedef {"" | "audio" | "visual"} Without the sense that is taken away
 *
 * @typedef {object} Tables probabilities of the kinds
 * @property {Float32Array} audio (columns, kinds)
 * @property {Float32Array} visual (rows, kinds)
 * @property {Float32Array} fused (rows, columns, kinds)
 * @property {Float32Array} aloneAudio (columns, kinds): the fused network without its picture
 * @property {Float32Array} aloneVisual (rows, kinds)
 *
 * @typedef {object} Found who knows at each of width × height points, top row first
 * @property {Uint8Array} code indices into REGIONS
 * @property {boolean[]} heard whether sound knows, of each column
 * @property {boolean[]} seen whether the picture knows, of each row
 * @property {number} width
 * @property {number} height
 */

/** The region where sound knows or not, picture knows or not, fusion knows or not.
 * @type {(heard: boolean, seen: boolean, fused: boolean) => number} */
export function regionOf(heard, seen, fused) {
  const senses = (heard ? 1 : 0) + (seen ? 2 : 0);
  if (!senses) return fused ? ONLY : 0;
  return fused ? senses : ERRS;
}

const SENTENCES = [
  marked("Here <b>no network is correct</b>."),
  marked("Here <b>the sound alone is correct</b>."),
  marked("Here <b>the picture alone is correct</b>."),
  marked("Here <b>each modality alone is correct</b>."),
  marked("Here <b>only fusion is correct</b>."),
  marked("Here <b>fusion is wrong, one modality alone is correct</b>."),
];
const LESS = marked("Here <b>only the fused network is correct</b>.");

/** Which network is correct in a region, as a sentence in HTML. @type {(region: number, without: Without) => string} */
export const regionWords = (region, without) => tr(region === ONLY && without ? LESS : SENTENCES[region]);

export class Grid {
  /** @param {Tables} tables @param {{ columns: number, rows: number, kinds: number, truth: number }} size */
  constructor(tables, { columns, rows, kinds, truth }) {
    this.tables = tables;
    this.columns = columns;
    this.rows = rows;
    this.kinds = kinds;
    this.truth = truth;
    this.line = new Float32Array(columns * kinds);
    this.out = {
      audio: new Float32Array(kinds),
      visual: new Float32Array(kinds),
      fused: new Float32Array(kinds),
    };
  }

  /** Answers along one axis at a level between two nodes.
   * @param {Float32Array} table @param {number} level @param {number} count nodes @param {Float32Array} out */
  along(table, level, count, out) {
    const i = Math.min(count - 2, Math.floor(level));
    const t = level - i;
    const at = i * this.kinds;
    for (let c = 0; c < out.length; c++) out[c] = table[at + c] * (1 - t) + table[at + this.kinds + c] * t;
    return out;
  }

  /** The fused answers of a whole row, to be read along. @param {number} y */
  row(y) {
    const { fused } = this.tables;
    const size = this.line.length;
    const i = Math.min(this.rows - 2, Math.floor(y));
    const t = y - i;
    for (let c = 0; c < size; c++) this.line[c] = fused[i * size + c] * (1 - t) + fused[(i + 1) * size + c] * t;
    return this.line;
  }

  /** All three answers at a point, in nodes. @param {number} x @param {number} y @param {Without} without */
  at(x, y, without) {
    const { out, tables, columns, rows } = this;
    this.along(tables.audio, x, columns, out.audio);
    this.along(tables.visual, y, rows, out.visual);
    if (without === "audio") this.along(tables.aloneVisual, y, rows, out.fused);
    else if (without === "visual") this.along(tables.aloneAudio, x, columns, out.fused);
    else this.along(this.row(y), x, columns, out.fused);
    return out;
  }

  /** Whether the truth comes first. @param {Float32Array} p */
  knows(p) {
    return p[argmax(p)] <= p[this.truth];
  }

  /** @param {number} width @param {number} height @param {Without} without @returns {Found} */
  map(width, height, without) {
    const { tables, columns, rows } = this;
    const p = this.out.fused;
    const code = new Uint8Array(width * height);
    const across = (i) => ((i + 0.5) / width) * (columns - 1);
    const down = (j) => (1 - (j + 0.5) / height) * (rows - 1);
    const known = (table, level, count) => this.knows(this.along(table, level, count, p));
    const of = (count, knows) => Array.from({ length: count }, (_, i) => knows(i));
    const heard = of(width, (i) => without !== "audio" && known(tables.audio, across(i), columns));
    const alone = of(width, (i) => known(tables.aloneAudio, across(i), columns));
    const seen = of(height, (j) => without !== "visual" && known(tables.visual, down(j), rows));
    const dark = of(height, (j) => known(tables.aloneVisual, down(j), rows));
    for (let j = 0; j < height; j++) {
      const line = this.row(down(j));
      for (let i = 0; i < width; i++) {
        let fused = without === "audio" ? dark[j] : alone[i];
        if (!without) fused = known(line, across(i), columns);
        code[j * width + i] = regionOf(heard[i], seen[j], fused);
      }
    }
    return { code, heard, seen, width, height };
  }
}

// Maps of words over cells, of one scene: rows of words, columns of cells, for every layer and head.

import { tr } from "../../js/language.js";
import { largest } from "../../js/numbers.js";

/** @typedef {{ layer: number, head: number }} Head */

export class Maps {
  /** @param {Float32Array} values layers × heads × words × cells
   * @param {{ layers: number, heads: number, words: number, cells: number }} size */
  constructor(values, size) {
    this.values = values;
    this.size = size;
  }

  /** What a word looks at, a value a cell. @param {Head} at @param {number} word */
  row({ layer, head }, word) {
    const { heads, words, cells } = this.size;
    const start = ((layer * heads + head) * words + word) * cells;
    return this.values.subarray(start, start + cells);
  }

  /** Which words look at a cell, a value a word. @param {Head} at @param {number} cell */
  column(at, cell) {
    return Float32Array.from({ length: this.size.words }, (_, word) => this.row(at, word)[cell]);
  }

  /** The part of a word's attention that is inside some cells. @param {Head} at @param {number} word @param {number[]} cells */
  inside(at, word, cells) {
    const row = this.row(at, word);
    return cells.reduce((sum, cell) => sum + row[cell], 0);
  }

  /** One number a head, by its name in a grid of heads: what is inside a word's region, or the largest of its values
   * where it has none. @param {number} word @param {number[] | null} region */
  byHead(word, region) {
    /** @type {Record<string, number>} */
    const found = {};
    for (let layer = 0; layer < this.size.layers; layer++) {
      for (let head = 0; head < this.size.heads; head++) {
        const at = { layer, head };
        found[`${layer}.text.${head}`] = region ? this.inside(at, word, region) : largest(this.row(at, word), 0);
      }
    }
    return found;
  }
}

/** The cell with most of a sign, or -1 where none has it. @type {(values: ArrayLike<number>, sign: 1 | -1) => number} */
export function most(values, sign) {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    const own = sign * values[i];
    if (own > 0 && (best < 0 || own > sign * values[best])) best = i;
  }
  return best;
}

/** The largest value whatever its sign. @type {(values: ArrayLike<number>) => number} */
export const strongest = (values) => largest(Float32Array.from(values, Math.abs));

/** A cell in words, with what is drawn there. @type {(cell: number, columns: number, sprites: { name: string, cells: number[] }[]) => string} */
export function said(cell, columns, sprites) {
  const there = sprites.filter((sprite) => sprite.cells.includes(cell)).map(({ name }) => name);
  const what = there.length ? there.join(" + ") : tr("background");
  return tr("row {row}, column {column} ({what})", {
    row: Math.floor(cell / columns) + 1,
    column: (cell % columns) + 1,
    what,
  });
}

// All tokens of a clip in one numbering, and what each stands for: a patch of a frame, a cell of the spectrogram, a CLS.

import { marked, tr } from "./language.js";
import { clamp } from "./numbers.js";
import { FRAME_GAP, frameAt, framesShown, pictureBox } from "./strip.js";

/**
 * @typedef {object} Geometry
 * @property {number} start of the window, seconds
 * @property {number} duration
 * @property {number} seen the share of the window that has frames
 * @property {number} frames
 * @property {number} rows of patches in a frame
 * @property {number} columns
 * @property {number} steps of the spectrogram's cells
 * @property {number} bands
 * @property {number[]} edges of the bands, Hz
 *
 * @typedef {{ frame: number, row: number, column: number, step?: undefined, band?: undefined }} Patch
 * @typedef {{ step: number, band: number, frame?: undefined, row?: undefined, column?: undefined }} Cell
 */

export const NAMES = {
  visual: marked("picture"),
  audio: marked("sound"),
  stacked: marked("picture and sound"),
  bottleneck: marked("bottleneck"),
  shared: marked("both modalities"),
};
const ACROSS = {
  4: [marked("far left"), marked("left"), marked("right"), marked("far right")],
  6: [
    marked("far left"),
    marked("left"),
    marked("middle left"),
    marked("middle right"),
    marked("right"),
    marked("far right"),
  ],
};
const UP = { 4: [marked("top"), marked("upper half"), marked("lower half"), marked("bottom")] };

export class Raster {
  /** @param {[name: string, count: number][]} spans in order @param {Geometry} geometry */
  constructor(spans, geometry) {
    this.geometry = geometry;
    /** @type {Record<string, { start: number, count: number }>} */
    this.spans = {};
    this.size = 0;
    for (const [name, count] of spans) {
      this.spans[name] = { start: this.size, count };
      this.size += count;
    }
  }

  /** Name of the span that holds picture tokens, null where the clip has none. */
  get picture() {
    return this.spans.visual ? "visual" : this.spans.stacked ? "stacked" : null;
  }

  /** @param {number} token */
  kind(token) {
    for (const [name, { start, count }] of Object.entries(this.spans)) {
      if (token < start + count) return { name, number: token - start };
    }
    return null;
  }

  /** Frame, row and column of a patch; step and band of a cell; null where a token lies nowhere.
   * @param {number} token @returns {Patch | Cell | null} */
  place(token) {
    const { name, number } = this.kind(token);
    const { steps, rows, columns } = this.geometry;
    if (name === "bottleneck" || number === 0) return null;
    const at = number - 1;
    if (name === "audio") return { step: at % steps, band: Math.floor(at / steps) };
    const each = rows * columns;
    return { frame: Math.floor(at / each), row: Math.floor((at % each) / columns), column: at % columns };
  }

  /** @param {string} name of a span @param {any} place */
  token(name, place) {
    const { steps, rows, columns } = this.geometry;
    const at =
      name === "audio" ? place.band * steps + place.step : (place.frame * rows + place.row) * columns + place.column;
    return this.spans[name].start + 1 + at;
  }

  /** Seconds from the window's start at which a token stands. @param {number} token */
  time(token) {
    const p = this.place(token);
    const { duration, steps, frames, seen } = this.geometry;
    if (!p) return null;
    return p.frame === undefined ? ((p.step + 0.5) * duration) / steps : ((p.frame + 0.5) * duration * seen) / frames;
  }

  /** @param {number} token */
  words(token) {
    const { name, number } = this.kind(token);
    const p = this.place(token);
    const g = this.geometry;
    if (name === "bottleneck") return tr("bottleneck token {n}", { n: number + 1 });
    if (!p) return `${tr(NAMES[name])} CLS`;
    if (p.frame === undefined) {
      const step = g.duration / g.steps;
      const [from, to] = [g.start + p.step * step, g.start + (p.step + 1) * step];
      return `${from.toFixed(2)}–${to.toFixed(2)} s, ${g.edges[p.band]}–${g.edges[p.band + 1]} Hz`;
    }
    const across = tr(ACROSS[g.columns]?.[p.column] ?? marked("column {column}"), { column: p.column + 1 });
    const up = tr(UP[g.rows]?.[p.row] ?? marked("row {row}"), { row: p.row + 1 });
    return tr("frame {n}, {across}, {up}", { n: p.frame + 1, across, up });
  }

  /** @param {number} token */
  short(token) {
    const { name, number } = this.kind(token);
    const p = this.place(token);
    const { start, duration, steps } = this.geometry;
    if (name === "bottleneck") return tr("token {n}", { n: number + 1 });
    if (!p) return `${tr(NAMES[name])} CLS`;
    return p.frame === undefined
      ? `${(start + (p.step * duration) / steps).toFixed(2)} s`
      : tr("frame {n}", { n: p.frame + 1 });
  }

  /** The token that an arrow key leads to; null where the key means nothing.
   * @param {string} name of a span @param {any} now a place, or null @param {string} key */
  next(name, now, key) {
    const g = this.geometry;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (name === "audio") {
      const p = now ?? { step: 0, band: 0 };
      const by = arrows[key];
      if (!by) return null;
      return this.token(name, {
        step: clamp(p.step + by[0], 0, g.steps - 1),
        band: clamp(p.band - by[1], 0, g.bands - 1),
      });
    }
    const p = now ?? { frame: 0, row: 0, column: 0 };
    const by = { ...arrows, PageUp: [g.columns, 0], PageDown: [-g.columns, 0] }[key];
    if (!by) return null;
    const across = clamp(p.frame * g.columns + p.column + by[0], 0, g.frames * g.columns - 1);
    return this.token(name, {
      frame: Math.floor(across / g.columns),
      column: across % g.columns,
      row: clamp(p.row + by[1], 0, g.rows - 1),
    });
  }

  /** Shares of the width at which a token's bar stands: patches below their frame, the bands of a step side by side.
   * @param {number} token */
  bar(token) {
    const p = this.place(token);
    const { steps, bands, rows, columns, frames, seen } = this.geometry;
    if (!p) return null;
    if (p.frame === undefined) {
      return { x: (p.step + p.band / bands) / steps, width: 1 / (steps * bands), down: true };
    }
    const each = rows * columns;
    const x = (seen * (p.frame + (p.row * columns + p.column) / each)) / frames;
    return { x, width: seen / (frames * each), down: false };
  }

  /** The token whose bar stands at a share of the width, of the row below or above; null where none does.
   * @param {number} x @param {boolean} below */
  tokenAt(x, below) {
    const { steps, bands, rows, columns, frames, seen } = this.geometry;
    if (below && this.spans.audio) {
      const i = Math.floor(x * steps * bands);
      return this.token("audio", { step: Math.floor(i / bands), band: i % bands });
    }
    if (!this.picture || x >= seen) return null;
    return this.spans[this.picture].start + 1 + Math.floor((x / seen) * frames * rows * columns);
  }

  /** The cell under a point of the spectrogram. @param {number} x share @param {number} y share, from above */
  cellUnder(x, y) {
    const { steps, bands } = this.geometry;
    if (!this.spans.audio) return null;
    const step = clamp(Math.floor(x * steps), 0, steps - 1);
    return this.token("audio", { step, band: bands - 1 - clamp(Math.floor(y * bands), 0, bands - 1) });
  }

  /** The patch under a point of the row of frames. @param {number} x px @param {number} y px @param {number} width @param {number} height
   * @param {number} proportion of a picture, width to height */
  patchUnder(x, y, width, height, proportion) {
    const { frames, rows, columns } = this.geometry;
    if (!this.picture) return null;
    const shown = framesShown(width);
    const index = clamp(Math.floor((x / (width + FRAME_GAP)) * shown), 0, shown - 1);
    const box = pictureBox(index, width, height, proportion);
    const part = (at, size, parts) => clamp(Math.floor((at / size) * parts), 0, parts - 1);
    return this.token(this.picture, {
      frame: frameAt(index, shown, frames),
      row: part(y - box.y, box.height, rows),
      column: part(x - box.x, box.width, columns),
    });
  }
}

/** Where a region ends: lines between cells, in cells, `[x, y, x, y]` each.
 * @type {(cells: number[], columns: number) => [number, number, number, number][]} */
export function outline(cells, columns) {
  const inside = new Set(cells);
  /** @type {[number, number, number, number][]} */
  const lines = [];
  for (const cell of cells) {
    const [x, y] = [cell % columns, Math.floor(cell / columns)];
    if (!inside.has(cell - columns)) lines.push([x, y, x + 1, y]);
    if (!inside.has(cell + columns)) lines.push([x, y + 1, x + 1, y + 1]);
    if (x === 0 || !inside.has(cell - 1)) lines.push([x, y, x, y + 1]);
    if (x === columns - 1 || !inside.has(cell + 1)) lines.push([x + 1, y, x + 1, y + 1]);
  }
  return lines;
}

// A map over the frames of its clip and the cells of its spectrogram.

import { clamp } from "../../js/numbers.js";
import { outline } from "../../js/raster.js";
import { frameAt, pictureBox } from "../../js/strip.js";

/**
 * @typedef {object} Colours
 * @property {string} plus what spoke for the answer, of a map with a sign
 * @property {string} minus
 * @property {string} visual of a map that cannot speak against it
 * @property {string} audio
 */

export const SHOWN = 8; // frames side by side, on a phone too: maps are compared moment by moment
const PALEST = 0.004; // share of the full colour below which nothing is drawn
const OVER = 0.9; // how much of a frame the full colour covers

/** The colour of a score and how strongly it is laid on, 0 to 1.
 * @type {(score: number, full: number, signed: boolean, colours: Colours, sense: "visual" | "audio") => { ink: string, alpha: number }} */
export function shade(score, full, signed, colours, sense) {
  const alpha = Math.min(1, Math.abs(score) / full);
  const ink = signed ? (score < 0 ? colours.minus : colours.plus) : colours[sense];
  return { ink, alpha: !signed && score < 0 ? 0 : alpha };
}

/**
 * @param {import("../../js/canvas.js").Pen} pen
 * @param {CanvasImageSource[]} ghosts frames without their colours
 * @param {number} proportion of a frame, width to height
 * @param {number} seen the share of the width that frames fill
 */
export function paintGhosts({ context, width, height }, ghosts, proportion, seen) {
  const wide = width * seen;
  for (let i = 0; ghosts.length && i < SHOWN; i++) {
    const at = pictureBox(i, wide, height, proportion, SHOWN);
    context.drawImage(ghosts[frameAt(i, SHOWN, ghosts.length)], at.x, at.y, at.width, at.height);
  }
}

/**
 * @param {import("../../js/canvas.js").Pen} pen
 * @param {ArrayLike<number>} scores of patches, frame by frame
 * @param {import("../../js/raster.js").Geometry} geometry
 * @param {number} proportion
 * @param {(score: number) => { ink: string, alpha: number }} of
 */
export function paintPatches({ context, width, height }, scores, geometry, proportion, of) {
  const { frames, rows, columns, seen } = geometry;
  for (let i = 0; frames && i < SHOWN; i++) {
    const box = pictureBox(i, width * seen, height, proportion, SHOWN);
    const first = frameAt(i, SHOWN, frames) * rows * columns;
    const [w, h] = [box.width / columns, box.height / rows];
    for (let at = 0; at < rows * columns; at++) {
      const { ink, alpha } = of(scores[first + at]);
      if (alpha <= PALEST) continue;
      context.globalAlpha = OVER * alpha;
      context.fillStyle = ink;
      context.fillRect(box.x + (at % columns) * w, box.y + Math.floor(at / columns) * h, w, h);
    }
  }
  context.globalAlpha = 1;
}

/**
 * Where an object is in each frame: a dashed line around its patches.
 * @param {import("../../js/canvas.js").Pen} pen
 * @param {number[]} patches that show it, frame by frame
 * @param {import("../../js/raster.js").Geometry} geometry
 * @param {number} proportion
 * @param {string} ink
 */
export function paintTruth({ context, width, height }, patches, geometry, proportion, ink) {
  const { frames, rows, columns, seen } = geometry;
  const each = rows * columns;
  context.save();
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.setLineDash([3, 2]);
  context.beginPath();
  for (let i = 0; frames && i < SHOWN; i++) {
    const box = pictureBox(i, width * seen, height, proportion, SHOWN);
    const first = frameAt(i, SHOWN, frames) * each;
    const own = patches.filter((at) => at >= first && at < first + each).map((at) => at - first);
    const across = (v) => box.x + clamp((v * box.width) / columns, 0.75, box.width - 0.75);
    const down = (v) => box.y + clamp((v * box.height) / rows, 0.75, box.height - 0.75);
    for (const [x, y, u, v] of outline(own, columns)) {
      context.moveTo(across(x), down(y));
      context.lineTo(across(u), down(v));
    }
  }
  context.stroke();
  context.restore();
}

/**
 * Low bands below.
 * @param {import("../../js/canvas.js").Pen} pen
 * @param {ArrayLike<number>} scores
 * @param {{ bands: number, steps: number }} cells
 * @param {(score: number) => { ink: string, alpha: number }} of
 * @param {number} [over] how much the full colour covers
 */
export function paintCells({ context, width, height }, scores, { bands, steps }, of, over = 1) {
  const [w, h] = [width / steps, height / bands];
  for (let at = 0; at < bands * steps; at++) {
    const { ink, alpha } = of(scores[at]);
    if (alpha <= PALEST) continue;
    context.globalAlpha = over * alpha;
    context.fillStyle = ink;
    context.fillRect((at % steps) * w, (bands - 1 - Math.floor(at / steps)) * h, w, h);
  }
  context.globalAlpha = 1;
}

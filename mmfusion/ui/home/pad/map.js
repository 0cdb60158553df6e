// The map of who knows, as a picture with words in it.

import { raster } from "../../js/canvas.js";
import { colour, mix, rgb } from "../../js/colour.js";
import { tr } from "../../js/language.js";
import { ERRS, REGIONS } from "./grid.js";

/** @typedef {import("./grid.js").Found} Found */

const CELL = 4; // px: words are placed on a grid as coarse
const NEAR = 14; // px round the point where no word stands

/** @type {(context: CanvasRenderingContext2D, found: Found, w: number, h: number, root: HTMLElement) => void} */
export function paintMap(context, found, w, h, root) {
  const { code, heard, seen, width, height } = found;
  const [page, ink, ghost] = [rgb(root, "page"), rgb(root, "ink"), rgb(root, "ghost")];
  const sound = mix(page, rgb(root, "audio"), 0.17);
  const fills = [page, sound, mix(page, rgb(root, "visual"), 0.17), mix(page, ink, 0.2), ink, page];
  const scale = width / w;
  const picture = raster(width, height, (i, j) => {
    const region = code[j * width + i];
    if (region !== ERRS) return fills[region];
    // what the senses know, hatched: fusion does not
    return ((i + j) / scale) % 7 < 1.3 ? ghost : fills[(heard[i] ? 1 : 0) + (seen[j] ? 2 : 0)];
  });
  context.drawImage(picture, 0, 0, w, h);
  context.lineWidth = 1.6;
  const edges = (knows) => knows.flatMap((own, i) => (i && own !== knows[i - 1] ? [i / knows.length] : []));
  const line = (x0, y0, x1, y1) => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  context.strokeStyle = colour(root, "audio");
  for (const t of edges(heard)) line(t * w, 0, t * w, h);
  context.strokeStyle = colour(root, "visual");
  for (const t of edges(seen)) line(0, t * h, w, t * h);
}

/** Where a region lies on a grid of cells, as an integral image of (rows + 1) × (columns + 1).
 * @type {(found: Found, region: number, cell: number) => { sum: Int32Array, columns: number, rows: number }} */
export function integral({ code, width, height }, region, cell) {
  const [columns, rows] = [Math.floor(width / cell), Math.floor(height / cell)];
  const sum = new Int32Array((columns + 1) * (rows + 1));
  const middle = cell >> 1;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const here = code[(j * cell + middle) * width + i * cell + middle] === region ? 1 : 0;
      const at = (j + 1) * (columns + 1) + i + 1;
      sum[at] = here + sum[at - columns - 1] + sum[at - 1] - sum[at - columns - 2];
    }
  }
  return { sum, columns, rows };
}

/** The middle of the place where a word of some size has most room, away from the point; null where it does not fit.
 * @type {(area: ReturnType<typeof integral>, width: number, height: number, point: number[], near: number) => [number, number] | null} */
export function room({ sum, columns, rows }, width, height, point, near) {
  for (let margin = 9; margin >= 2; margin--) {
    // the widest margin that some place allows
    const w = Math.ceil(width + margin);
    const h = Math.ceil(height + 0.6 * margin);
    /** @type {[number, number][]} */
    const fits = [];
    for (let j = 0; j + h <= rows; j++) {
      const [above, below] = [j * (columns + 1), (j + h) * (columns + 1)];
      for (let i = 0; i + w <= columns; i++) {
        const inside = sum[below + i + w] - sum[above + i + w] - sum[below + i] + sum[above + i];
        const [x, y] = [i + w / 2, j + h / 2];
        const under = Math.abs(x - point[0]) < width / 2 + near && Math.abs(y - point[1]) < height / 2 + near;
        if (inside === w * h && !under) fits.push([x, y]);
      }
    }
    if (!fits.length) continue;
    const middle = [0, 1].map((axis) => fits.reduce((total, fit) => total + fit[axis], 0) / fits.length);
    const far = (fit) => (fit[0] - middle[0]) ** 2 + (fit[1] - middle[1]) ** 2;
    return fits.reduce((best, fit) => (far(fit) < far(best) ? fit : best));
  }
  return null;
}

/**
 * @typedef {{ span: HTMLElement, left: number, right: number, top: number, bottom: number }} Word
 *
 * Write each region's name where it has most room; none where it does not fit.
 * @param {HTMLElement} labels
 * @param {Found} found
 * @param {number} ratio points of the map a px
 * @param {number[]} point px
 * @returns {Word[]}
 */
export function writeWords(labels, found, ratio, point) {
  const cell = Math.max(1, Math.round(CELL * ratio));
  const cells = (px) => (px * ratio) / cell;
  /** @type {Word[]} */
  const words = [];
  REGIONS.forEach(([name, ...versions], region) => {
    const area = integral(found, region, cell);
    if (!area.sum.at(-1)) return;
    const span = document.createElement("span");
    span.className = name;
    labels.append(span);
    for (const text of versions) {
      span.textContent = tr(text);
      const { offsetWidth: width, offsetHeight: height } = span;
      const centre = room(area, cells(width), cells(height), point.map(cells), cells(NEAR));
      if (!centre) continue;
      const [x, y] = centre.map((v) => (v * cell) / ratio);
      span.style.left = `${x}px`;
      span.style.top = `${y}px`;
      words.push({ span, left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
      return;
    }
    span.remove();
  });
  return words;
}

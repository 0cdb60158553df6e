// Shares of the weight as lines over p or over C, drawn alike: the strongest kernel and all noise are named.

import { tr } from "../../js/language.js";
import { argmax, total } from "../../js/numbers.js";
import { polyline } from "../../js/svg.js";

/** Shares of every kernel `(columns, names)` from weights, all noise as the last name.
 * @type {(columns: number[][], known: number) => number[][]} */
export function weightShares(columns, known) {
  return columns.map((weights) => {
    const sum = total(weights) || 1;
    return [...weights.slice(0, known), total(weights.slice(known))].map((v) => v / sum);
  });
}

/**
 * SVG of the lines; the kernel that leads in column `lead` is in ink.
 * @param {object} lines
 * @param {number[][]} lines.shares
 * @param {string[]} lines.names
 * @param {number} lines.noise how many kernels of noise there are
 * @param {(column: number) => number} lines.x
 * @param {(share: number) => number} lines.y
 * @param {number} lines.lead
 * @param {number} lines.edge x of the names
 */
export function weightLines({ shares, names, noise, x, y, lead, edge }) {
  const known = names.length;
  const best = argmax(shares[lead].slice(0, known));
  const parts = [];
  const taken = [];
  [...names, tr("all noise")].forEach((name, i) => {
    const [strong, noisy] = [i === best, i === known];
    if (noisy && !noise) {
      return;
    }
    const stroke = `style="stroke:var(--mmf-${strong ? "ink" : "ghost"})" stroke-width="${strong || noisy ? 2.4 : 1.2}"`;
    const line = polyline(shares.map((column, j) => [x(j), y(column[i])]));
    parts.push(`<path d="${line}" fill="none" ${stroke} ${noisy ? 'stroke-dasharray="5 4"' : ""}/>`);
    if (!strong && !noisy) {
      return;
    }
    let at = y(shares.at(-1)[i]) + 4;
    while (taken.some((other) => Math.abs(other - at) < 15)) {
      at -= 15;
    }
    taken.push(at);
    parts.push(
      `<text x="${edge}" y="${at}" style="${strong ? "fill:var(--mmf-ink);font-weight:600" : ""}">${name}</text>`,
    );
  });
  return parts;
}

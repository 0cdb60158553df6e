// What the axes of the pad say: gain and signal to noise across, blur upwards; and where their labels stand.

import { tr } from "../../js/language.js";
import { clamp, minus } from "../../js/numbers.js";

/** Two neighbouring nodes and the share between them. */
function part(values, level) {
  const i = Math.min(values.length - 2, Math.floor(level));
  return { low: values[i], high: values[i + 1], t: level - i };
}

/** Gain of the noise between two levels: even in dB, but linear from silence. @type {(gains: number[], x: number) => number} */
export function gainAt(gains, x) {
  const { low, high, t } = part(gains, x);
  return low ? low * (high / low) ** t : high * t;
}

/** Signal to noise; the clean end has none. @type {(decibels: (number | null)[], x: number) => string} */
export function decibelsAt(decibels, x) {
  const { low, high, t } = part(decibels, x);
  if (low === null && t < 0.03) return tr("clean");
  const value = low === null ? high - 20 * Math.log10(t) : low + t * (high - low);
  return minus(`${Math.round(value) || 0} dB`);
}

/** @type {(blurs: number[], y: number) => string} */
export function blurAt(blurs, y) {
  const { low, high, t } = part(blurs, y);
  return `${Math.round(low + t * (high - low))} px`;
}

/**
 * Axis labels; they give way to the bold live values.
 * @param {{ decibels: (number | null)[], blurs: number[] }} axes
 * @param {{ left: number, width: number, height: number }} field px
 * @param {[x: number, y: number]} point px
 * @param {[across: string, up: string]} live
 */
export function ticks({ decibels, blurs }, { left, width, height }, [px, py], live) {
  const [columns, rows] = [decibels.length - 1, blurs.length - 1];
  const below = height + 4;
  const half = live[0].length * 3.6;
  const at = clamp(px, half, width - half);
  const label = (kind, x, y, text) => `<span class="${kind}" style="left:${x}px;top:${y}px">${text}</span>`;
  const parts = [];
  for (const i of [0, columns / 4, columns / 2, (3 * columns) / 4, columns]) {
    const said = minus(decibels[i] === null ? tr("clean") : `${decibels[i]}${i === columns ? " dB" : ""}`);
    const side = i === 0 ? "first" : i === columns ? "last" : "";
    const own = said.length * (side ? 7 : 3.5);
    const x = (i / columns) * width;
    const gaps = { first: at - half - own, last: width - own - at - half, "": Math.abs(x - at) - half - own };
    if (gaps[side] > 5) parts.push(label(`x ${side}`, left + x, below, said));
  }
  parts.push(label("x live", left + at, below, live[0]));
  const up = clamp(py, 8.5, height - 8.5);
  for (const j of [0, rows / 2, rows]) {
    const y = (1 - j / rows) * height;
    const side = j === 0 ? "first" : j === rows ? "last" : "";
    const middle = y + { first: -8.5, last: 8.5, "": 0 }[side];
    if (Math.abs(middle - up) > 17)
      parts.push(label(`y ${side}`, left - 7, y, `${blurs[j]}${j === rows ? " px" : ""}`));
  }
  parts.push(label("y live", left - 7, up, live[1]));
  return parts.join("");
}

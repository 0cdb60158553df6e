// The line of a loss over steps as SVG: its level of guessing dashed, what is past in ink, what is to come pale.

import { tr } from "../../js/language.js";
import { largest, minus } from "../../js/numbers.js";
import { polyline } from "../../js/svg.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {object} Line what is drawn
 * @property {Float32Array} losses a step each
 * @property {number} total steps that there will be
 * @property {number} step which is shown
 * @property {number} level the loss of pure guessing; NaN where there is none
 * @property {string} levelSaid
 * @property {Float32Array | null} other a second run's, drawn dotted
 * @property {string} otherSaid
 */

/** A running mean over some steps, so that a line is seen and not its batches. @type {(values: Float32Array, over: number) => Float32Array} */
export function smooth(values, over) {
  const out = new Float32Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i] - (i >= over ? values[i - over] : 0);
    out[i] = sum / Math.min(i + 1, over);
  }
  return out;
}

/** Round values for an axis from 0 to a top, three or four of them. @type {(top: number) => number[]} */
export function ticks(top) {
  const rough = top / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((v) => v * power).find((v) => v >= rough * 0.99) ?? rough;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
}

/** @type {(line: Line, width: number, height: number) => string} */
export function drawnLoss(line, width, height) {
  const pad = { left: 26, top: 22, right: 6, bottom: 10 };
  const own = smooth(line.losses, 8);
  const other = line.other ? smooth(line.other, 8) : null;
  // Before anything is learned a loss may be many times its level of guessing: what is above is cut off.
  const top = Number.isNaN(line.level)
    ? 1.06 * largest(own)
    : Math.min(1.06 * largest(own, line.level), 1.3 * line.level);
  const x = (i) => pad.left + ((width - pad.left - pad.right) * i) / Math.max(1, line.total);
  const y = (v) => pad.top + (height - pad.top - pad.bottom) * (1 - Math.min(Math.max(v, 0), top) / top);
  const path = (values, from, to) =>
    polyline(Array.from(values.slice(from, to), (v, i) => /** @type {[number, number]} */ ([x(from + i), y(v)])));
  const parts = ticks(top).map(
    (v) =>
      `<path d="M${pad.left} ${y(v)}H${width - pad.right}" style="stroke:var(--mmf-hairline)"/>` +
      `<text class="axis" x="${pad.left - 6}" y="${y(v) + 4}" text-anchor="end">${minus(String(Number(v.toPrecision(2))))}</text>`,
  );
  if (!Number.isNaN(line.level)) {
    parts.push(
      `<path d="M${pad.left} ${y(line.level)}H${width - pad.right}" style="stroke:var(--mmf-ink)" stroke-width="1.4" stroke-dasharray="5 4"/>`,
      `<text class="level" x="${width - pad.right}" y="${y(line.level) - 6}" text-anchor="end">${escapeText(line.levelSaid)}</text>`,
    );
  }
  const at = Math.min(line.step, own.length);
  if (other) {
    parts.push(
      `<path class="other" d="${path(other, 0, other.length)}" fill="none" style="stroke:var(--mmf-ink2)" stroke-width="1.4" stroke-dasharray="1.5 3"/>`,
      `<text class="axis" x="${x(line.total * 0.3)}" y="${y(0) - 14}">${escapeText(line.otherSaid)}</text>`,
    );
  }
  if (own.length) {
    parts.push(
      `<path d="${path(own, 0, own.length)}" fill="none" style="stroke:var(--mmf-line)" stroke-width="1.8"/>`,
      `<path class="past" d="${path(own, 0, at)}" fill="none" style="stroke:var(--mmf-ink)" stroke-width="2.4"/>`,
    );
    const last = Math.max(0, at - 1);
    const [px, py] = [x(last), y(own[last])];
    const left = px > width * 0.62;
    parts.push(
      `<circle cx="${px}" cy="${py}" r="5.5" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="1.6"/>`,
      `<text class="now" x="${px + (left ? 0 : 9)}" y="${py - 11}" text-anchor="${left ? "end" : "start"}">` +
        `${tr("loss {loss}", { loss: own[last].toFixed(2) })}</text>`,
    );
  }
  return parts.join("");
}

// Where a strategy switches: both answers over the signal-to-noise ratio, a ring where the slider stands.

import { tr } from "../../js/language.js";
import { fraction, minus } from "../../js/numbers.js";
import { polyline } from "../../js/svg.js";
import { escapeText } from "../../js/text.js";

/** Between neighbours, linearly. @type {(levels: number[], values: number[], at: number) => number} */
export function read(levels, values, at) {
  let i = 1;
  while (i < levels.length - 1 && levels[i] > at) i++;
  const share = Math.min(1, Math.max(0, (levels[i - 1] - at) / (levels[i - 1] - levels[i])));
  return values[i - 1] + (values[i] - values[i - 1]) * share;
}

/** The nearest level. @type {(levels: number[], at: number) => number} */
export const nearest = (levels, at) =>
  levels.reduce((best, level, i) => (Math.abs(level - at) < Math.abs(levels[best] - at) ? i : best), 0);

/** @type {(at: number) => string} */
export const decibels = (at) => `${at > 0 ? "+" : ""}${minus(String(Math.round(at)))} dB`;

const [LEFT, TOP, HIGH] = [22, 8, 150];

/** @param {SVGElement} svg @param {import("./believing.js").Header} header */
export function drawCurves(svg, header) {
  const width = svg.clientWidth;
  if (!width) return;
  const { ratios, strategies, at, a, b } = header;
  const wide = width - LEFT - 8;
  const x = (d) => LEFT + (wide * (ratios[0] - d)) / (ratios[0] - ratios.at(-1));
  const y = (p) => TOP + HIGH * (1 - p);
  const line = (values) => polyline(values.map((p, i) => [x(ratios[i]), y(p)]));
  const open = strategies.find(({ name }) => name === header.open) ?? strategies[0];
  const others = strategies.filter((one) => one !== open && !one.sense);
  const grid = [0, 0.5, 1].map(
    (p) =>
      `<path d="M${LEFT} ${y(p)}H${LEFT + wide}" style="stroke:var(--mmf-hairline)"/>` +
      `<text x="${LEFT - 6}" y="${y(p) + 4}" text-anchor="end">${p === 0.5 ? ".5" : p}</text>`,
  );
  const ticks = [24, 12, 0, -12, -24].map((d) => {
    const anchor = d === -24 ? "end" : d === 24 ? "start" : "middle";
    const said = minus(d === -24 ? `${d} dB` : String(d));
    return `<text x="${x(d)}" y="${TOP + HIGH + 17}" text-anchor="${anchor}">${said}</text>`;
  });
  const [seen, heard] = [open.seen, open.heard].map((values) => read(ratios, values, at));
  /** A line's name, away from the other line. */
  const name = (values, other, text, sense, first) => {
    const i = first ? 1 : ratios.length - 1;
    const low = b ? values[i] > other[i] && values[i] < 0.9 : values[i] < 0.5;
    const place = `x="${x(ratios[i])}" y="${y(values[i]) + (low ? -7 : 16)}" text-anchor="${first ? "start" : "end"}"`;
    return `<text ${place} style="fill:var(--mmf-${sense}-words);font-weight:600">${escapeText(text)}</text>`;
  };
  svg.innerHTML = [
    ...grid,
    ...ticks,
    ...others.map((one) => `<path class="other" d="${line(one.seen)}"/>`),
    b ? `<path class="curve" d="${line(open.heard)}" style="stroke:var(--mmf-audio)"/>` : "",
    a ? `<path class="curve" d="${line(open.seen)}" style="stroke:var(--mmf-visual)"/>` : "",
    a ? name(open.seen, open.heard, tr("says {digit}", { digit: a }), "visual", false) : "",
    b && header.disagree ? name(open.heard, open.seen, tr("says {digit}", { digit: b }), "audio", true) : "",
    `<path d="M${x(at)} ${TOP}V${TOP + HIGH}" style="stroke:var(--mmf-ink)" stroke-dasharray="1 3"/>`,
    `<circle cx="${x(at)}" cy="${y(a ? seen : heard)}" r="6" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="2"/>`,
    `<circle cx="${x(at)}" cy="${y(a ? seen : heard)}" r="2" style="fill:var(--mmf-ink)"/>`,
  ].join("");
  const answers = [
    ...(a ? [tr("{p} for {digit}", { p: fraction(seen), digit: a })] : []),
    ...(b ? [tr("{p} for {digit}", { p: fraction(heard), digit: b })] : []),
  ].join(", ");
  svg.setAttribute(
    "aria-label",
    tr("{strategy}: at {level} {answers}", { strategy: open.title, level: decibels(at), answers }),
  );
}

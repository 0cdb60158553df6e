// What stands beside a map: its areas among orders that know nothing, what it misses of adding up, its strongest places.

import { fixed, fraction } from "../../js/numbers.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {import("./explanations.js").Row} Row
 * @typedef {import("./explanations.js").Area} Area
 */

const ICON = '<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path/></svg>';
const NOT_A_METHOD = "random weights";

/** @type {(row: Row) => string} */
export const titleOf = ({ title, words }) => `${title}, ${words}`;

/** The largest |score| of some maps. @type {(parts: ArrayLike<number>[]) => number} */
export function scaleOf(parts) {
  let most = 1e-12;
  for (const part of parts) for (let i = 0; i < part.length; i++) most = Math.max(most, Math.abs(part[i]));
  return most;
}

/** The place of the best area of a column: the lowest of deletion, the highest of insertion; −1 while none is known.
 * @type {(rows: Row[], kind: "deletion" | "insertion") => number} */
export function best(rows, kind) {
  const sign = kind === "deletion" ? -1 : 1;
  let found = -1;
  rows.forEach((row, at) => {
    if (!row[kind] || row.name === NOT_A_METHOD) return;
    if (found < 0 || sign * row[kind].own > sign * rows[found][kind].own) found = at;
  });
  return found;
}

/** @type {(area: Area) => string} */
export function areaInWords({ own, low, high, other }) {
  const another = other === null ? "" : `; in the order of another clip’s map ${fraction(other)}`;
  return `in this map’s order ${fraction(own)}; in 20 random orders ${fraction(low)} to ${fraction(high)}${another}`;
}

/** @type {(area: Area | null, kind: string, bold: boolean) => string} */
function scale(area, kind, bold) {
  if (!area) return `<div class="scale ${kind}"><span class="track"></span><span class="value">…</span></div>`;
  const left = (value) => `left:${fixed(100 * value, 2)}%`;
  const tick = area.other === null ? "" : `<i class="tick" style="${left(area.other)}"></i>`;
  const band = `<i class="band" style="${left(area.low)};width:${fixed(100 * (area.high - area.low), 2)}%"></i>`;
  const own = `<i class="dot" style="${left(area.own)}"></i>`;
  const value = bold
    ? `<b class="value">${fraction(area.own)}</b>`
    : `<span class="value">${fraction(area.own)}</span>`;
  return (
    `<div class="scale ${kind}"><span class="what">${kind}</span>` +
    `<span class="track" role="img" aria-label="${kind} area: ${areaInWords(area)}" title="${areaInWords(area)}">` +
    `${band}${tick}${own}</span>${value}</div>`
  );
}

/** @type {(row: Row, at: number, tops: { deletion: number, insertion: number }, answer: string) => string} */
export function line(row, at, tops, answer) {
  const name = `<b>${escapeText(row.title)}</b><span>${escapeText(row.words)}</span>`;
  const label = `what spoke for ${escapeText(answer)} by ${escapeText(titleOf(row))}, over frames and spectrogram`;
  return (
    `<section class="line row" data-at="${at}" data-name="${escapeText(row.name)}" aria-label="${escapeText(titleOf(row))}">` +
    `<div class="name" role="button" tabindex="0" aria-pressed="false">${name}</div>` +
    `<div class="map" role="img" aria-label="${label}"><canvas class="patches"></canvas><canvas class="cells"></canvas></div>` +
    `<button class="listen" type="button" aria-label="play">${ICON}</button>` +
    scale(row.deletion, "deletion", tops.deletion === at) +
    scale(row.insertion, "insertion", tops.insertion === at) +
    `<div class="gap"><span class="what">gap</span>${escapeText(row.gap || "–")}</div></section>`
  );
}

/** How much of what spoke for the answer in the picture lies on the object that sounds, and how large that is.
 * @type {(scores: ArrayLike<number>, truth: { name: string, tokens: number[] } | null) => string} */
export function onObject(scores, truth) {
  if (!truth || !scores.length) return "";
  let all = 0;
  for (let i = 0; i < scores.length; i++) all += Math.max(0, scores[i]);
  const own = truth.tokens.reduce((sum, at) => sum + Math.max(0, scores[at]), 0);
  if (!all) return "";
  const [share, area] = [own / all, truth.tokens.length / scores.length].map((v) => fixed(100 * v, 0));
  return ` Of what spoke for it in the picture, <b>${share} %</b> lies on the ${escapeText(truth.name)}, which sounds (${area} % of the picture).`;
}

/** Where a map is strongest for the answer, and strongest against it.
 * @type {(row: Row, map: { visual: ArrayLike<number>, audio: ArrayLike<number> }, raster: import("../../js/raster.js").Raster, answer: string) => string} */
export function strongest(row, map, raster, answer) {
  const of = (sense, sign) => {
    const scores = map[sense];
    let at = -1;
    for (let i = 0; i < scores.length; i++) if (sign * scores[i] > (at < 0 ? 0 : sign * scores[at])) at = i;
    if (at < 0) return "";
    const place = raster.words(raster.spans[sense].start + 1 + at);
    return `${escapeText(place)} (${fixed(100 * Math.abs(scores[at]), 1)} %)`;
  };
  const places = (sign) => ["visual", "audio"].map((sense) => raster.spans[sense] && of(sense, sign)).filter(Boolean);
  const [plus, minus] = [places(1), places(-1)];
  const against = row.signed
    ? ` Against it: ${minus.length ? `<b>${minus.join(" and ")}</b>` : "nothing"}.`
    : " It cannot show what spoke against.";
  const said = plus.length ? `<b>${plus.join(" and ")}</b>` : "nothing";
  return `${escapeText(titleOf(row))}: most for <em>${escapeText(answer)}</em> spoke ${said}.${against}`;
}

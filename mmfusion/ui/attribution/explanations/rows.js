// What stands beside a map: its areas among orders that know nothing, what it misses of adding up, its strongest places.

import { marked, tr } from "../../js/language.js";
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
  const values = { own: fraction(own), low: fraction(low), high: fraction(high) };
  return other === null
    ? tr("in this map’s order {own}; in 20 random orders {low} to {high}", values)
    : tr("in this map’s order {own}; in 20 random orders {low} to {high}; in the order of another clip’s map {other}", {
        ...values,
        other: fraction(other),
      });
}

const KINDS = { deletion: marked("deletion"), insertion: marked("insertion") };
const AREAS = { deletion: marked("Deletion area: {areas}"), insertion: marked("Insertion area: {areas}") };

/** @type {(area: Area | null, kind: "deletion" | "insertion", bold: boolean) => string} */
function scale(area, kind, bold) {
  if (!area) return `<div class="scale ${kind}"><span class="track"></span><span class="value">…</span></div>`;
  const left = (value) => `left:${fixed(100 * value, 2)}%`;
  const tick = area.other === null ? "" : `<i class="tick" style="${left(area.other)}"></i>`;
  const band = `<i class="band" style="${left(area.low)};width:${fixed(100 * (area.high - area.low), 2)}%"></i>`;
  const areas = areaInWords(area);
  const range = { low: fraction(area.low), high: fraction(area.high) };
  const own = `<i class="dot" style="${left(area.own)}"></i>`;
  const value = bold
    ? `<b class="value">${fraction(area.own)}</b>`
    : `<span class="value">${fraction(area.own)}</span>`;
  return (
    `<div class="scale ${kind}"><span class="what">${tr(KINDS[kind])}</span>` +
    `<span class="track" role="img" aria-label="${tr(AREAS[kind], { areas })}" title="${areas}">` +
    `${band}${tick}${own}</span>${value}<span class="random">${tr("random {low} to {high}", range)}</span></div>`
  );
}

/** @type {(row: Row, at: number, tops: { deletion: number, insertion: number }, answer: string) => string} */
export function line(row, at, tops, answer) {
  const name = `<b>${escapeText(row.title)}</b><span>${escapeText(row.words)}</span>`;
  const said = { answer: escapeText(answer), map: escapeText(titleOf(row)) };
  const label = tr("evidence for {answer} by {map}, over frames and spectrogram", said);
  return (
    `<section class="line row" data-at="${at}" data-name="${escapeText(row.name)}" aria-label="${escapeText(titleOf(row))}">` +
    `<div class="name" role="button" tabindex="0" aria-pressed="false">${name}</div>` +
    `<div class="map" role="img" aria-label="${label}"><canvas class="patches"></canvas><canvas class="cells"></canvas></div>` +
    `<button class="listen" type="button" aria-label="${tr("play")}">${ICON}</button>` +
    scale(row.deletion, "deletion", tops.deletion === at) +
    scale(row.insertion, "insertion", tops.insertion === at) +
    `<div class="gap"><span class="what">${tr("gap of completeness")}</span>${escapeText(row.gap || "–")}</div></section>`
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
  const said = { share, area, name: escapeText(truth.name) };
  return ` ${tr("Of the evidence for it in the picture, <b>{share} %</b> lies on the object that sounds ({name}, {area} % of the picture).", said)}`;
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
  const both = (list) => (list.length > 1 ? tr("{first} and {second}", { first: list[0], second: list[1] }) : list[0]);
  const said = { map: escapeText(titleOf(row)), answer: escapeText(answer), places: both(plus) };
  const evidence = plus.length
    ? tr("{map}: the strongest evidence for <em>{answer}</em> is in <b>{places}</b>.", said)
    : tr("{map}: there is no evidence for <em>{answer}</em>.", said);
  const against = !row.signed
    ? tr("This method cannot show evidence against it.")
    : minus.length
      ? tr("The strongest against it is in <b>{places}</b>.", { places: both(minus) })
      : tr("There is none against it.");
  return `${evidence} ${against}`;
}

// The two drawings: how many answers flip by copies, and what is known of old and of new classes.

import { tr } from "../../js/language.js";
import { fraction } from "../../js/numbers.js";
import { polyline } from "../../js/svg.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} title in the language of the page
 * @property {number[]} value
 * @property {number[]} low
 * @property {number[]} high
 *
 * @typedef {object} Point
 * @property {string} name
 * @property {string} title in the language of the page
 * @property {number} old
 * @property {number} fresh
 */

const STROKES = { similarity: "ink", majority: "ink", weights: "ghost", both: "ink2" };

/** Lines over counts with a ring on the one in view. @type {(svg: SVGSVGElement, counts: number[], lines: Line[], at: number, vote: string) => void} */
export function flips(svg, counts, lines, at, vote) {
  const { clientWidth: width, clientHeight: height } = svg;
  const [left, right, top, base] = [26, 86, 10, height - 38];
  const x = (i) => left + 8 + (i / (counts.length - 1)) * (width - left - right - 8);
  const y = (v) => top + (1 - v) * (base - top);
  const parts = [];
  for (const v of [0, 0.5, 1]) {
    parts.push(`<path d="M${left} ${y(v)}H${width - right}" style="stroke:var(--mmf-hairline)"/>`);
    parts.push(`<text x="${left - 6}" y="${y(v) + 4}" text-anchor="end">${v === 0.5 ? ".5" : v}</text>`);
  }
  counts.forEach((count, i) => {
    const on = i === at ? ' class="strong"' : "";
    parts.push(`<text x="${x(i)}" y="${base + 17}" text-anchor="middle"${on}>${count}</text>`);
  });
  parts.push(`<text x="${left}" y="${base + 34}">${tr("wrongly named copies")}</text>`);
  if (!lines.length) parts.push(`<text x="${x(0)}" y="${y(0.5) - 8}">${tr("covered: guess or reveal")}</text>`);
  const ends = lines.map(({ value }) => y(value[value.length - 1]) + 4);
  const order = ends.map((_, i) => i).sort((a, b) => ends[a] - ends[b]);
  order.forEach((line, i) => {
    if (i) ends[line] = Math.max(ends[line], ends[order[i - 1]] + 15);
  });
  lines.forEach(({ name, title, value, low, high }, n) => {
    const colour = STROKES[name] ?? "ghost";
    const band = [
      .../** @type {[number, number][]} */ (high.map((v, i) => [x(i), y(Math.min(1, v))])),
      .../** @type {[number, number][]} */ (low.map((v, i) => [x(i), y(Math.max(0, v))])).reverse(),
    ];
    parts.push(`<path d="${polyline(band)}Z" style="fill:var(--mmf-${colour})" opacity=".14"/>`);
    const dash = name === "majority" ? ' stroke-dasharray="5 4"' : name === "both" ? ' stroke-dasharray="1.5 3"' : "";
    const points = /** @type {[number, number][]} */ (value.map((v, i) => [x(i), y(v)]));
    parts.push(
      `<path class="line" data-arm="${name}" d="${polyline(points)}" fill="none" ` +
        `style="stroke:var(--mmf-${colour})" stroke-width="${name === vote ? 2.6 : 1.8}"${dash}/>`,
    );
    const strong = name === vote ? ' class="strong"' : "";
    parts.push(`<text x="${width - right + 8}" y="${ends[n]}"${strong}>${escapeText(title)}</text>`);
  });
  const own = lines.find(({ name }) => name === vote);
  if (own && at >= 0) {
    const [cx, cy] = [x(at), y(own.value[at])];
    parts.push(
      `<path d="M${cx} ${top}V${base}" style="stroke:var(--mmf-ink)" stroke-dasharray="2 3"/>`,
      `<circle class="ring" cx="${cx}" cy="${cy}" r="7" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="2.2"/>`,
      `<circle cx="${cx}" cy="${cy}" r="2.4" style="fill:var(--mmf-ink)"/>`,
      `<text class="strong said" x="${cx + (at > 2 ? -12 : 12)}" y="${cy + (own.value[at] > 0.5 ? 20 : -12)}"` +
        `${at > 2 ? ' text-anchor="end"' : ""}>${fraction(own.value[at])}</text>`,
    );
  }
  svg.innerHTML = parts.join("");
  const said = lines.map(
    ({ title, value }) =>
      `${title}: ${value.map((v, i) => tr("{share} at {n}", { share: fraction(v), n: counts[i] })).join(", ")}`,
  );
  svg.setAttribute(
    "aria-label",
    tr("share of correct answers that flip, by copies; {said}", { said: said.join("; ") || tr("covered") }),
  );
}

/** Points and the path of fine-tuning on the plane of old and new classes.
 * @type {(svg: SVGSVGElement, points: Point[], path: [number, number][], at: number) => void}
 */
export function plane(svg, points, path, at) {
  const { clientWidth: width, clientHeight: height } = svg;
  const [left, right, top, base] = [26, 12, 10, height - 38];
  const x = (v) => left + v * (width - left - right);
  const y = (v) => top + (1 - v) * (base - top);
  const parts = [];
  for (const v of [0, 0.5, 1]) {
    const text = v === 0.5 ? ".5" : v;
    parts.push(`<path d="M${left} ${y(v)}H${x(1)}" style="stroke:var(--mmf-hairline)"/>`);
    parts.push(`<text x="${left - 6}" y="${y(v) + 4}" text-anchor="end">${text}</text>`);
    parts.push(`<text x="${x(v)}" y="${base + 17}" text-anchor="middle">${text}</text>`);
  }
  parts.push(`<text x="${x(1)}" y="${base + 34}" text-anchor="end">${tr("right: 75 old classes; up: 25 new")}</text>`);
  const line = /** @type {[number, number][]} */ (path.map(([old, fresh]) => [x(old), y(fresh)]));
  parts.push(
    `<path class="line" d="${polyline(line)}" fill="none" style="stroke:var(--mmf-ghost)" stroke-width="2.2"/>`,
    ...line.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.6" style="fill:var(--mmf-ghost)"/>`),
  );
  const best = Math.max(...points.map(({ fresh }) => fresh));
  const heights = points.map(({ fresh }) => y(fresh) + 4);
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  order.forEach((point, i) => {
    if (i) heights[point] = Math.max(heights[point], heights[order[i - 1]] + 15);
  });
  points.forEach(({ name, title, old, fresh }, i) => {
    const wins = fresh === best;
    const hollow = name === "untouched";
    parts.push(
      `<circle class="point" data-name="${escapeText(name)}" cx="${x(old)}" cy="${y(fresh)}" r="${wins ? 6 : 4.5}" ` +
        `style="fill:var(--mmf-${hollow ? "page" : "ink"});stroke:var(--mmf-ink)" stroke-width="2"/>`,
      `<text x="${x(old) - 12}" y="${heights[i]}" text-anchor="end"${wins ? ' class="strong"' : ""}>${escapeText(title)} ${fraction(fresh)}</text>`,
    );
  });
  const [cx, cy] = line[at];
  parts.push(
    `<circle class="ring" cx="${cx}" cy="${cy}" r="7" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="2.2"/>`,
    `<circle cx="${cx}" cy="${cy}" r="2.4" style="fill:var(--mmf-ink)"/>`,
  );
  svg.innerHTML = parts.join("");
  const said = points.map(({ title, old, fresh }) =>
    tr("{name}: old {old}, new {fresh}", { name: title, old: fraction(old), fresh: fraction(fresh) }),
  );
  svg.setAttribute("aria-label", tr("accuracy on old and on new classes; {said}", { said: said.join("; ") }));
}

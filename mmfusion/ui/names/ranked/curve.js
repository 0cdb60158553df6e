// The seen-unseen curve: accuracy on both kinds of class at every γ, the ring at the γ of the slider.

import { tr } from "../../js/language.js";
import { fixed, fraction } from "../../js/numbers.js";
import { polyline } from "../../js/svg.js";

const ROOM = { left: 34, right: 12, top: 10, bottom: 42 };

/** The row of the curve that holds at a γ. @type {<Row extends number[]>(rows: Row[], gamma: number) => Row} */
export function at(rows, gamma) {
  let best = rows[0];
  for (const row of rows) if (Math.abs(row[0] - gamma) < Math.abs(best[0] - gamma) - 1e-9) best = row;
  return best;
}

/** Round up to a tenth that leaves room. @type {(value: number) => number} */
const ceiling = (value) => Math.ceil(value * 10 + 0.2) / 10;

/** Draw the curve; return what it says in words.
 * @type {(svg: SVGElement, header: import("./ranked.js").Header, gamma: number) => string} */
export function curve(svg, { curve: rows, area, counts }, gamma) {
  const { clientWidth: width, clientHeight: height } = svg;
  const [wide, tall] = [
    ceiling(Math.max(...rows.map((row) => row[1]))),
    ceiling(Math.max(...rows.map((row) => row[2]))),
  ];
  const x = (v) => ROOM.left + (v / wide) * (width - ROOM.left - ROOM.right);
  const y = (v) => height - ROOM.bottom - (v / tall) * (height - ROOM.top - ROOM.bottom);
  const points = /** @type {[number, number][]} */ (rows.map((row) => [x(row[1]), y(row[2])]));
  const [, seen, unseen] = at(rows, gamma);
  const [, plain, none] = at(rows, 0);
  const base = y(0);
  const inside = x(seen) > width - 84; // the name of the ring, on the side where there is room
  const parts = [
    ...[0, tall / 2, tall].map(
      (v) =>
        `<path d="M${ROOM.left} ${y(v)}H${x(wide)}" style="stroke:var(--mmf-hairline)"/>` +
        `<text x="${ROOM.left - 6}" y="${y(v) + 4}" text-anchor="end">${v ? fraction(v).replace(/0$/, "") : 0}</text>`,
    ),
    ...[0, wide / 2, wide].map(
      (v) => `<text x="${x(v)}" y="${base + 17}" text-anchor="middle">${v ? fraction(v).replace(/0$/, "") : 0}</text>`,
    ),
    `<path d="${polyline([[x(0), points.at(-1)[1]], ...points.toReversed(), [points[0][0], base]])}L${x(0)} ${base}Z" style="fill:var(--mmf-wash)"/>`,
    `<path class="whole" d="${polyline(points)}" fill="none" style="stroke:var(--mmf-ink)" stroke-width="2.4" stroke-linejoin="round"/>`,
    `<path d="M${x(0)} ${y(unseen)}H${x(seen)}V${base}" fill="none" style="stroke:var(--mmf-ink2)" stroke-width="1.4" stroke-dasharray="1.5 4"/>`,
    `<circle cx="${x(plain)}" cy="${y(none)}" r="4" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="1.6"/>`,
    gamma > 0.05 ? `<text x="${x(plain) - 8}" y="${y(none) - 6}" text-anchor="end">γ = 0</text>` : "",
    `<circle class="ring" cx="${x(seen)}" cy="${y(unseen)}" r="7" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="2.4"/>`,
    `<circle cx="${x(seen)}" cy="${y(unseen)}" r="2.4" style="fill:var(--mmf-ink)"/>`,
    `<text class="strong" x="${x(seen) + (inside ? -12 : 12)}" y="${y(unseen) - 7}" text-anchor="${inside ? "end" : "start"}">γ = ${fraction(gamma)}</text>`,
    `<text x="${x(0) + 6}" y="${base - 8}">${tr("area {area}", { area: fixed(area, 2).replace(/^0/, "") })}</text>`,
    `<text x="${ROOM.left}" y="${height - 4}">${tr("accuracy: → {seen} seen, ↑ {unseen} unseen classes", { seen: counts[0], unseen: counts[1] })}</text>`,
  ];
  svg.innerHTML = parts.join("");
  const said = tr("Seen {seen}, unseen {unseen}: accuracy at this γ, with all 100 names to choose from.", {
    seen: fraction(seen),
    unseen: fraction(unseen),
  });
  const about = tr("accuracy on unseen against seen classes as γ grows, area {area}.", { area: fixed(area, 2) });
  svg.setAttribute("aria-label", `${about} ${said}`);
  return said;
}

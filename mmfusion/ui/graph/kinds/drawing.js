// The ladder as SVG: the class, below it all that it is a kind of, a round button on each edge, and on the right the
// other classes that join there.

import { tr } from "../../js/language.js";
import { escapeText } from "../../js/text.js";

const LEFT = 14;
const LANE = 18;
const LETTER = 6.9;

/**
 * @typedef {object} Words
 * @property {(node: number) => string} word
 * @property {(node: number) => string} gloss
 * @property {string} name of the class in view
 * @property {(i: number) => { name: string, unseen: boolean }} other
 * @property {(child: number, parent: number) => void} toggle
 */

/** How edges are drawn; as attributes, so that a picture that is taken away has them too. */
const STROKES = {
  edge: "stroke:var(--mmf-ink);stroke-width:1.6",
  added: "stroke:var(--mmf-ink);stroke-width:2.6",
  lost: "stroke:var(--mmf-line);stroke-width:1.6",
  cut: "stroke:var(--mmf-line);stroke-width:1.6;stroke-dasharray:3 4",
};

/** As many names as there is room for, and how many are left. @type {(names: string[], room: number) => string} */
export function fitting(names, room) {
  let said = "";
  for (let i = 0; i < names.length; i++) {
    const rest = names.length - i - 1;
    const next = said ? `${said}, ${names[i]}` : names[i];
    const end = rest ? ` +${rest}` : "";
    if ((next.length + end.length) * LETTER > room) return `${said} +${rest + 1}`.trim();
    said = next;
  }
  return said;
}

/** @type {(svg: SVGElement, ladder: ReturnType<typeof import("./ladder.js").ladder>, words: Words) => void} */
export function draw(svg, { rows, lines }, words) {
  const width = svg.clientWidth;
  const step = matchMedia("(pointer: coarse)").matches ? 40 : 27;
  const height = rows.length * step;
  svg.style.height = `${height}px`;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const y = (i) => step * (i + 0.5);
  const x = (i) => LEFT + LANE * rows[i].lane;
  const split = Math.max(168, Math.round(width * 0.44));
  const parts = [];
  for (const { child, parent, cut, added } of lines) {
    const [x1, y1, x2, y2] = [x(child), y(child), x(parent), y(parent)];
    const far = parent - child > 1;
    const bend = far && x1 === x2 ? x1 - 11 : Math.max(x1, x2);
    const path = far
      ? `M${x1} ${y1}C${bend} ${y1 + step} ${bend} ${y2 - step} ${x2} ${y2}`
      : `M${x1} ${y1}L${x2} ${y2}`;
    const kind = cut ? "cut" : added ? "added" : rows[child].reached ? "edge" : "lost";
    parts.push(`<path class="${kind}" fill="none" style="${STROKES[kind]}" d="${path}"/>`);
  }
  rows.forEach(({ node, reached, joins, lane }, i) => {
    const own = i === 0;
    const fresh = joins.filter((j) => words.other(j).unseen).map((j) => `○ ${words.other(j).name}`);
    const old = joins.filter((j) => !words.other(j).unseen).map((j) => words.other(j).name);
    const label = own ? words.name : words.word(node);
    const room = Math.floor((split - LEFT - LANE * lane - 18) / LETTER);
    const short = label.length > room ? `${label.slice(0, room - 1)}…` : label;
    const ink = own ? "text" : reached ? "ink" : "line";
    parts.push(
      `<g class="${own ? "own" : reached ? "node" : "node lost"}"><title>${escapeText(`${words.word(node)}: ${words.gloss(node)}`)}</title>` +
        `<circle cx="${x(i)}" cy="${y(i)}" r="${own ? 6 : 4}" style="fill:var(--mmf-${ink})"/>` +
        `<text x="${x(i) + 13}" y="${y(i) + 4.5}">${escapeText(short)}</text></g>`,
    );
    if (joins.length) {
      parts.push(
        `<path fill="none" style="stroke:var(--mmf-hairline)" d="M${Math.min(split - 6, x(i) + 22 + short.length * LETTER)} ${y(i)}H${split}"/>` +
          `<text class="joins" x="${split + 4}" y="${y(i) + 4.5}">${escapeText(fitting([...fresh, ...old], width - split - 4))}` +
          `<title>${escapeText([...fresh, ...old].join(", "))}</title></text>`,
      );
    }
  });
  lines.forEach(({ child, parent, cut, added }, i) => {
    const far = parent - child > 1;
    const cx = far && x(child) === x(parent) ? x(child) - 8 : (x(child) + x(parent)) / 2;
    const cy = far ? y(child) + step / 2 : (y(child) + y(parent)) / 2;
    const what = {
      child: child === 0 ? words.name : words.word(rows[child].node),
      parent: words.word(rows[parent].node),
    };
    const does = escapeText(
      cut
        ? tr("join again: {child} is a kind of {parent}", what)
        : added
          ? tr("take away: {child} is a kind of {parent}", what)
          : tr("cut: {child} is a kind of {parent}", what),
    );
    const plus = `M${cx - 3} ${cy}h6M${cx} ${cy - 3}v6`;
    const cross = `M${cx - 2.4} ${cy - 2.4}l4.8 4.8M${cx + 2.4} ${cy - 2.4}l-4.8 4.8`;
    const edge = `data-line="${i}" data-edge="${rows[child].node}-${rows[parent].node}"`;
    parts.push(
      `<g class="handle" role="button" tabindex="0" aria-label="${does}" ${edge}><title>${does}</title>` +
        `<rect x="${cx - 14}" y="${cy - step / 2}" width="28" height="${step}" fill="transparent"/>` +
        `<circle cx="${cx}" cy="${cy}" r="6.5" style="fill:var(--mmf-page);stroke:var(--mmf-ink2)"/>` +
        `<path fill="none" style="stroke:var(--mmf-ink2);stroke-width:1.3" d="${cut ? plus : cross}"/></g>`,
    );
  });
  svg.innerHTML = parts.join("");
  svg.querySelectorAll(".handle").forEach((handle) => {
    const { child, parent } = lines[Number(handle.getAttribute("data-line"))];
    const toggle = () => words.toggle(rows[child].node, rows[parent].node);
    /** @type {SVGGElement} */ (handle).onclick = toggle;
    /** @type {SVGGElement} */ (handle).onkeydown = (event) => {
      if (!["Enter", " ", "Delete", "Backspace"].includes(event.key)) return;
      event.preventDefault();
      toggle();
    };
  });
}

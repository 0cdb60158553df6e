// What a control of the page shows: the chosen one of a list, what is written in a field, where a slider stands.

import { coloured, px } from "./paper.js";
import { label } from "./words.js";

/** @typedef {import("./paper.js").Paper} Paper @typedef {import("./paper.js").Box} Box */

/** A slider: its track, the part before its handle where the browser draws it, the handle.
 * @type {(input: HTMLInputElement, style: CSSStyleDeclaration, ink: string, box: Box) => string} */
function slider(input, style, ink, { x, y, width, height }) {
  const own = style.appearance === "none"; // the page's: a thin track of one colour
  const [least, most] = [Number(input.min || 0), Number(input.max || 100)];
  const share = most > least ? (Number(input.value) - least) / (most - least) : 0;
  const [radius, thick] = own ? [6, 4] : [8, 8];
  const middle = y + height / 2;
  const at = x + radius + share * (width - 2 * radius);
  const track = (to, faint) => {
    const place = `x="${px(x)}" y="${px(middle - thick / 2)}" width="${px(to - x)}" height="${px(thick)}"`;
    return `<rect ${place} rx="${px(thick / 2)}" ${coloured("fill", ink)}${faint ? ` opacity="${own ? 0.25 : 0.1}"` : ""}/>`;
  };
  const handle = `<circle cx="${px(at)}" cy="${px(middle)}" r="${radius}" ${coloured("fill", ink)}/>`;
  return `${track(x + width, true)}${own ? "" : track(at, false)}${handle}`;
}

/** A box to tick, or one of several. @type {(input: HTMLInputElement, style: CSSStyleDeclaration, box: Box) => string} */
function tick(input, style, { x, y, width, height }) {
  const [cx, cy, half] = [x + width / 2, y + height / 2, Math.min(width, height) / 2 - 1];
  const round = input.type === "radio" ? half : 2;
  const pen = coloured("stroke", style.color);
  const place = `x="${px(cx - half)}" y="${px(cy - half)}" width="${px(2 * half)}" height="${px(2 * half)}"`;
  const frame = `<rect ${place} rx="${px(round)}" fill="none" ${pen}/>`;
  if (!input.checked) return frame;
  const mark =
    input.type === "radio"
      ? `<circle cx="${px(cx)}" cy="${px(cy)}" r="${px(half / 2)}" ${coloured("fill", style.color)}/>`
      : `<path d="M${px(cx - half / 2)} ${px(cy)}l${px(half / 3)} ${px(half / 2)}l${px(half / 1.6)} ${px(-half)}" fill="none" ${pen}/>`;
  return frame + mark;
}

/** @param {any} element @param {CSSStyleDeclaration} style @param {Paper} paper */
export function control(element, style, paper) {
  const box = paper.at(element.getBoundingClientRect());
  if (!box.width || !box.height) return "";
  const kind = element.localName === "input" ? element.type : element.localName;
  if (kind === "range") return slider(element, style, paper.ink, box);
  if (kind === "checkbox" || kind === "radio") return tick(element, style, box);
  const text =
    kind === "select" ? (element.selectedOptions[0]?.label ?? "") : element.value || element.placeholder || "";
  const from = box.x + Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.borderLeftWidth);
  const middle = box.y + box.height / 2;
  const room = { ...box, width: Math.max(0, box.width - (kind === "select" ? 22 : 4)) };
  const words = `<g clip-path="${paper.clip(room)}">${label(text, style, from, middle, paper)}</g>`;
  if (kind !== "select" || style.appearance === "none") return words;
  const right = box.x + box.width - 10;
  const arrow = `M${px(right - 8)} ${px(middle - 2)}l4 4l4 -4`;
  return `${words}<path d="${arrow}" fill="none" ${coloured("stroke", style.color)} stroke-width="1.2"/>`;
}

// Words as they stand: a line a text, as long as it is on the screen in whatever font.

import { coloured, escaped, px } from "./paper.js";

/** @typedef {import("./paper.js").Paper} Paper @typedef {{ word: string, left: number, right: number, space: string }} Placed `space` is before it */

const pen = new OffscreenCanvas(1, 1).getContext("2d");

/** How far a font reaches above its line, and below. @type {(style: CSSStyleDeclaration) => { above: number, below: number }} */
function reach(style) {
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = pen.measureText("x");
  return { above, below };
}

/** @type {(text: string, how: string) => string} */
function cased(text, how) {
  if (how === "uppercase") return text.toUpperCase();
  return how === "lowercase" ? text.toLowerCase() : text;
}

/** A line that is too long ends in "…" where its box ends. @type {(line: Placed[], element: Element, style: CSSStyleDeclaration) => Placed[]} */
function shortened(line, element, style) {
  if (style.textOverflow !== "ellipsis" || element.scrollWidth <= element.clientWidth) return line;
  const box = element.getBoundingClientRect();
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const end = box.left + element.clientLeft + element.clientWidth - Number.parseFloat(style.paddingRight);
  const room = end - pen.measureText("…").width;
  const kept = line.filter(({ left }) => left < room);
  const last = kept.at(-1);
  if (!last || last.right <= end) return kept;
  while (last.word && last.left + pen.measureText(last.word).width > room) last.word = last.word.slice(0, -1);
  last.word += "…";
  last.right = last.left + pen.measureText(last.word).width;
  return kept;
}

/** What of an element's own text is seen, line by line. @type {(node: Text) => Map<number, { top: number, height: number, words: Placed[] }>} */
function lines(node) {
  const range = document.createRange();
  const found = new Map();
  const put = (word, from, to, space) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
    if (rects.length > 1 && to - from > 1) {
      const half = from + Math.ceil((to - from) / 2); // a word that runs over a line's end
      put(word.slice(0, half - from), from, half, space);
      put(word.slice(half - from), half, to, "");
      return;
    }
    for (const { left, right, top, height } of rects.slice(0, 1)) {
      const key = Math.round(top);
      const line = found.get(key) ?? { top, height, words: [] };
      const last = line.words.at(-1);
      if (last && Math.abs(last.right - left) < 0.01) {
        last.word += word;
        last.right = right;
      } else line.words.push({ word, left, right, space });
      found.set(key, line);
    }
  };
  let end = 0;
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    put(word, index, index + word.length, node.data.slice(end, index).replace(/[ \t\r\n]+/g, " ") || " ");
    end = index + word.length;
  }
  return found;
}

const DRAWN = { "line-through": 0.3, underline: -0.12 };

/** @param {Text} node @param {Paper} paper */
export function words(node, paper) {
  if (!node.data.trim()) return "";
  const element = node.parentElement ?? /** @type {ShadowRoot} */ (node.getRootNode()).host;
  const style = getComputedStyle(element);
  if (style.visibility !== "visible") return "";
  const { above, below } = reach(style);
  let out = "";
  for (const { top, height, words: placed } of lines(node).values()) {
    const line = shortened(placed, element, style);
    if (!line.length) continue;
    const zoom = Math.max(0.2, height / (above + below)) > 1.05 ? height / (above + below) : 1;
    const y = top + paper.dy + (height * above) / (above + below);
    const text = line.map(({ word, space }, i) => (i ? space : "") + cased(word, style.textTransform)).join("");
    const [first, last] = [line[0].left, line.at(-1).right];
    const place = `x="${px(first + paper.dx)}" y="${px(y)}" textLength="${px(last - first)}" lengthAdjust="spacingAndGlyphs"`;
    out += `<text ${place} ${coloured("fill", style.color)} ${paper.type(style, zoom)}>${escaped(text)}</text>`;
    const up = DRAWN[style.textDecorationLine];
    if (up === undefined) continue;
    const at = px(y - up * Number.parseFloat(style.fontSize));
    const [from, to] = [first, last].map((x) => px(x + paper.dx));
    const pencil = coloured("stroke", style.textDecorationColor);
    out += `<line x1="${from}" y1="${at}" x2="${to}" y2="${at}" ${pencil} stroke-width="1"/>`;
  }
  return out;
}

/** A text of one line in a box that holds no text node.
 * @type {(text: string, style: CSSStyleDeclaration, x: number, middle: number, paper: Paper, anchor?: string) => string} */
export function label(text, style, x, middle, paper, anchor = "start") {
  if (!text.trim()) return "";
  const { above, below } = reach(style);
  const y = middle + (above - below) / 2;
  const place = `x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"`;
  return `<text ${place} ${coloured("fill", style.color)} ${paper.type(style)}>${escaped(text)}</text>`;
}

// A figure as SVG that any program opens, written from what the browser has laid out: boxes, words, drawings, pictures.
// It serves what is HTML, SVG or canvas alike, in a component or on the page itself.

import { colour } from "../../js/colour.js";
import { below, SVG } from "../../js/files.js";
import { control } from "./control.js";
import { drawing } from "./drawing.js";
import { asData, fonts } from "./fonts.js";
import { ground, rounding } from "./ground.js";
import { coloured, escaped, Paper, px, relit } from "./paper.js";
import { picture } from "./picture.js";
import { label, words } from "./words.js";

const MARGIN = 16;
const GAP = 16; // between the parts of a figure

/** For screen readers only. @type {(style: CSSStyleDeclaration, rect: DOMRect) => boolean} */
const unseen = (style, rect) =>
  style.clipPath === "inset(50%)" ||
  (style.position === "absolute" && style.clip !== "auto") ||
  (style.overflow !== "visible" && rect.width <= 1 && rect.height <= 1);

/** Where it is painted among its siblings: what is placed comes later. @type {(node: Node) => number} */
function level(node) {
  if (!(node instanceof Element)) return 0;
  const style = getComputedStyle(node);
  const given = Number.parseInt(style.zIndex, 10) || 0;
  return style.position === "static" ? 0 : given + (given < 0 ? 0 : 0.5);
}

/** What CSS puts before or after what is in a box.
 * @type {(element: Element, which: string, style: CSSStyleDeclaration, rect: DOMRect, paper: Paper) => string} */
function generated(element, which, style, rect, paper) {
  const own = getComputedStyle(element, which);
  if (own.content === "none" || own.content === "normal" || own.display === "none") return "";
  if (own.visibility !== "visible") return "";
  const box = paper.at(rect);
  const number = (name) => Number.parseFloat(own[name]) || 0;
  let [width, height] = [number("width"), number("height")];
  const placed = own.position === "absolute";
  let x = box.x + Number.parseFloat(style.paddingLeft);
  let y = box.y + (box.height - height) / 2;
  if (placed) {
    x = box.x + element.clientLeft + number("left") + number("marginLeft");
    y = box.y + element.clientTop + number("top") + number("marginTop");
    if (own.boxSizing !== "border-box") {
      width += number("borderLeftWidth") + number("borderRightWidth") + number("paddingLeft") + number("paddingRight");
      height += number("borderTopWidth") + number("borderBottomWidth") + number("paddingTop") + number("paddingBottom");
    }
  }
  const text = /^"(.*)"$/.exec(own.content)?.[1] ?? "";
  const matrix = own.transform === "none" ? null : own.transform.replaceAll(",", "");
  const [ox, oy] = own.transformOrigin.split(" ").map(Number.parseFloat);
  const place = [px(x + ox), px(y + oy), px(-x - ox), px(-y - oy)];
  const round = matrix
    ? ` transform="translate(${place[0]} ${place[1]}) ${matrix} translate(${place[2]} ${place[3]})"`
    : "";
  const middle = [own.placeItems, own.justifyItems, style.justifyItems, style.textAlign].some((how) =>
    how.includes("center"),
  );
  const said = middle
    ? label(text, own, box.x + box.width / 2, placed ? y + height / 2 : box.y + box.height / 2, paper, "middle")
    : label(text, own, x, y + height / 2, paper);
  return `<g${round}>${ground(own, { x, y, width, height }, paper)}${said}</g>`;
}

/** What is in an element, in the order in which it is painted. @type {(element: Element, style: CSSStyleDeclaration, rect: DOMRect, paper: Paper) => string} */
function inside(element, style, rect, paper) {
  if (element instanceof SVGSVGElement) {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark" && style.colorScheme === "light";
    return element.closest(".js-plotly-plot") && dark ? relit(() => drawing(element, paper)) : drawing(element, paper);
  }
  if (/^(canvas|img|video)$/.test(element.localName)) return picture(/** @type {any} */ (element), style, paper);
  if (/^(input|select|textarea)$/.test(element.localName)) return control(element, style, paper);
  const nodes = [...(element.shadowRoot ?? element).childNodes].map((node) => ({ node, level: level(node) }));
  nodes.sort((a, b) => a.level - b.level);
  const parts = nodes.map(({ node }) => {
    if (node instanceof Text) return words(node, paper);
    return node instanceof Element ? visit(node, paper) : "";
  });
  return `${generated(element, "::before", style, rect, paper)}${parts.join("")}${generated(element, "::after", style, rect, paper)}`;
}

/** A turned element is written as if it were not, and turned then. @type {(element: HTMLElement, style: CSSStyleDeclaration, paper: Paper) => string} */
function turned(element, style, paper) {
  const { transform, transformOrigin } = style;
  const { transform: kept, transition } = element.style;
  element.style.transition = "none";
  element.style.transform = "none";
  const { x, y } = paper.at(element.getBoundingClientRect());
  const out = visit(element, paper, true);
  element.style.transform = kept;
  element.style.transition = transition;
  const [ox, oy] = transformOrigin.split(" ").map(Number.parseFloat);
  const [cx, cy] = [x + ox, y + oy];
  return `<g transform="translate(${px(cx)} ${px(cy)}) ${transform.replaceAll(",", "")} translate(${px(-cx)} ${px(-cy)})">${out}</g>`;
}

/** Whether what overflows is cut off. @type {(element: Element, style: CSSStyleDeclaration, radii: number[]) => boolean} */
function cut(element, style, radii) {
  if (style.overflowX === "visible" && style.overflowY === "visible") return false;
  const over = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
  return over || radii.some((radius) => radius > 0);
}

/** @param {Element} element @param {Paper} paper @returns {string} */
function visit(element, paper, straight = false) {
  const style = getComputedStyle(element);
  if (style.display === "contents") return inside(element, style, element.getBoundingClientRect(), paper);
  if (Number(style.opacity) === 0 || !element.checkVisibility()) return "";
  const turn = /^matrix\(([^,]+), ([^,]+),/.exec(style.transform);
  if (turn && !straight && Math.abs(Number(turn[2])) > 1e-6 && element instanceof HTMLElement)
    return turned(element, style, paper);
  const rect = element.getBoundingClientRect();
  if (unseen(style, rect)) return "";
  const box = paper.at(rect);
  const zoom = element.currentCSSZoom ?? 1;
  const chart = element.closest(".js-plotly-plot"); // its ground is the server's colour
  const own = style.visibility === "visible" && !chart ? ground(style, box, paper, zoom) : "";
  const leaf = /^(canvas|img|video|svg|input|select|textarea)$/.test(element.localName);
  let content = leaf && style.visibility !== "visible" ? "" : inside(element, style, rect, paper);
  const radii = rounding(style, box);
  if (content && !leaf && cut(element, style, radii))
    content = `<g clip-path="${paper.clip(box, Math.min(...radii))}">${content}</g>`;
  const clear = Number(style.opacity) < 1 ? ` opacity="${style.opacity}"` : "";
  return clear ? `<g${clear}>${own}${content}</g>` : own + content;
}

/** Fetch the pictures that are not at hand at once: blobs within drawings, grounds of boxes. @param {Element} part @param {Paper} paper */
async function fetchPictures(part, paper) {
  for (const element of [part, ...below(part)]) {
    const href = element.localName === "image" ? (element.getAttribute("href") ?? "") : "";
    if (href.startsWith("blob:")) paper.blobs.set(href, await asData(href));
    const css = getComputedStyle(element).backgroundImage;
    const address = css.startsWith("url(") && !paper.images.has(css) && /^url\("?([^")]+)"?\)$/.exec(css)?.[1];
    if (!address) continue;
    const image = new Image();
    image.src = address;
    await image.decode();
    paper.images.set(css, image);
  }
}

/** What a figure says of itself to those who do not see it: its drawings' labels. @param {Element[]} parts */
function described(parts) {
  const drawings = parts.flatMap((part) => [part, ...part.querySelectorAll("[aria-label]")]);
  const said = drawings.map((one) => (one.matches("svg, [role=img]") ? one.getAttribute("aria-label") : null));
  const text = [...new Set(said.filter(Boolean))].join("; ");
  return text && `<desc>${escaped(text)}</desc>`;
}

/**
 * @param {Element[]} parts of the figure
 * @param {string} title
 * @returns {Promise<{ text: string, width: number, height: number }>} of the SVG
 */
export async function asSvg(parts, title) {
  const paper = new Paper(colour(parts[0], "ink"));
  for (const part of parts) await fetchPictures(part, paper);
  const placed = parts
    .map((part) => ({ part, rect: part.getBoundingClientRect() }))
    .sort((a, b) => a.rect.top - b.rect.top);
  const rects = placed.map(({ rect }) => rect);
  const left = Math.min(...rects.map((rect) => rect.left));
  paper.dx = MARGIN - left;
  let bottom = rects[0].top;
  paper.dy = MARGIN - bottom;
  const drawn = placed.map(({ part, rect }) => {
    paper.dy -= Math.max(0, rect.top - bottom - GAP); // what is on the page between two parts is no part of the figure
    bottom = Math.max(bottom, rect.bottom);
    return visit(part, paper);
  });
  const width = Math.ceil(Math.max(...rects.map((rect) => rect.right)) - left) + 2 * MARGIN;
  const height = Math.ceil(bottom + paper.dy) + MARGIN;
  const page = coloured("fill", colour(parts[0], "page"));
  const text =
    `<svg xmlns="${SVG}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<title>${escaped(title)}</title>${described(parts)}<defs><style>${await fonts(paper)}</style>${paper.defined.join("")}</defs>` +
    `<rect width="${width}" height="${height}" ${page}/>${drawn.join("")}</svg>`;
  return { text, width, height };
}

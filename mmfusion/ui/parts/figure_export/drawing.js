// An SVG of the page as it stands, written into the figure: styles as attributes, nothing that needs the page.

import { coloured, escaped, px } from "./paper.js";

/** @typedef {import("./paper.js").Paper} Paper */

const LEFT_OUT = new Set(["title", "desc", "style", "script", "metadata", "foreignObject"]);
const WRITTEN = "opacity|visibility|text-anchor|letter-spacing|dominant-baseline|paint-order|vector-effect";
const LEFT_OFF = new RegExp(
  `^(class|style|id|role|tabindex|xmlns.*|data-.*|aria-.*|on.*|href|xlink:href|font.*|fill.*|stroke.*|${WRITTEN})$`,
);
const COLOURS = ["fill", "stroke", "stop-color"];
const AS_IS = { opacity: "1", "fill-opacity": "1", "stroke-opacity": "1", "stop-opacity": "1", "fill-rule": "nonzero" };
const OF_LINES = {
  "stroke-width": "1px",
  "stroke-dasharray": "none",
  "stroke-dashoffset": "0px",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
};
const ELSE = { "paint-order": "normal", "vector-effect": "none", visibility: "visible", "text-anchor": "start" };
const ADDRESSES = ["clip-path", "mask", "marker-start", "marker-mid", "marker-end"];
const PLACES = { circle: ["cx", "cy", "r"], rect: ["x", "y", "width", "height", "rx"], line: [] };
const DEFINED = new Set(["defs", "clipPath", "linearGradient", "radialGradient", "stop", "pattern", "marker", "mask"]);

let drawings = 0;

/** @type {(style: CSSStyleDeclaration, name: string, css: string, prefix: string) => string} */
function colour(style, name, css, prefix) {
  const address = /url\("?#([^")]+)"?\)/.exec(css);
  if (address) return ` ${name}="url(#${prefix}${address[1]})"`;
  if (css === "none" || css === "") return ` ${name}="none"`;
  const own = coloured(name, css);
  const rest = Number(style.getPropertyValue(`${name}-opacity`) || 1);
  const clear = /opacity="([\d.]+)"/.exec(own);
  return clear ? ` ${own.replace(clear[1], px(Number(clear[1]) * rest))}` : ` ${own}`;
}

/** @type {(element: SVGGraphicsElement, style: CSSStyleDeclaration) => string} */
function moved(element, style) {
  if (element.hasAttribute("transform") || style.transform === "none") return "";
  let [x, y] = style.transformOrigin.split(" ").map(Number.parseFloat);
  if (style.transformBox === "fill-box") {
    const box = element.getBBox();
    [x, y] = [x + box.x, y + box.y];
  }
  const own = style.transform.replaceAll(",", "");
  return ` transform="translate(${px(x)} ${px(y)}) ${own} translate(${px(-x)} ${px(-y)})"`;
}

/** @type {(element: Element, style: CSSStyleDeclaration, prefix: string, paper: Paper) => string} */
function attributes(element, style, prefix, paper) {
  let out = "";
  for (const { name, value } of element.attributes) {
    if (LEFT_OFF.test(name) || ADDRESSES.includes(name)) continue;
    const found = value.endsWith("%") ? /** @type {any} */ (element)[name]?.baseVal : null; // of the drawing's own box
    const length = found && "numberOfItems" in found ? found.getItem(0) : found;
    out += ` ${name}="${typeof length?.value === "number" ? px(length.value) : escaped(value)}"`;
  }
  if (element.id) out += ` id="${escaped(prefix + element.id)}"`;
  const href = element.getAttribute("href") ?? element.getAttribute("xlink:href");
  if (href)
    out += ` href="${escaped(href.startsWith("#") ? `#${prefix}${href.slice(1)}` : (paper.blobs.get(href) ?? href))}"`;
  for (const name of PLACES[element.localName] ?? []) {
    const value = style.getPropertyValue(name);
    if (!element.hasAttribute(name) && /^-?[\d.]+px$/.test(value) && value !== "0px") {
      out += ` ${name}="${Number.parseFloat(value)}"`;
    }
  }
  if (element.localName === "stop")
    return out + colour(style, "stop-color", style.getPropertyValue("stop-color"), prefix);
  const group = element.localName === "g" || element.localName === "svg";
  if (!group) {
    for (const name of COLOURS.slice(0, 2)) out += colour(style, name, style.getPropertyValue(name), prefix);
  }
  const lined = !group && style.stroke !== "none";
  for (const [name, usual] of Object.entries({ ...AS_IS, ...(lined ? OF_LINES : {}), ...ELSE })) {
    const value = style.getPropertyValue(name);
    if (value && value !== usual && !(group && name !== "opacity") && !out.includes(` ${name}="`)) {
      out += ` ${name}="${value.replaceAll('"', "'")}"`;
    }
  }
  for (const name of ADDRESSES) {
    const address = /url\("?[^"#]*#([^")]+)"?\)/.exec(style.getPropertyValue(name) || element.getAttribute(name) || "");
    if (address) out += ` ${name}="url(#${prefix}${address[1]})"`;
  }
  if (element.localName === "text" || element.localName === "tspan") {
    out += ` ${paper.type(style)}`;
    const base = style.getPropertyValue("dominant-baseline");
    if (base !== "auto") out += ` dominant-baseline="${base}"`;
  }
  return out + moved(/** @type {any} */ (element), style);
}

/** @type {(node: Node, prefix: string, paper: Paper) => string} */
function written(node, prefix, paper) {
  if (node instanceof Text) return node.data.trim() ? escaped(node.data.replace(/\s+/g, " ")) : "";
  if (!(node instanceof SVGElement) || LEFT_OUT.has(node.localName)) return "";
  const style = getComputedStyle(node);
  if (style.display === "none" && !DEFINED.has(node.localName)) return "";
  const name = node.localName;
  const inside = [...node.childNodes].map((child) => written(child, prefix, paper)).join("");
  return `<${name}${attributes(node, style, prefix, paper)}>${inside}</${name}>`;
}

/** @param {SVGSVGElement} svg @param {Paper} paper */
export function drawing(svg, paper) {
  const box = svg.getBoundingClientRect();
  const matrix = svg.getScreenCTM();
  if (!box.width || !box.height || !matrix) return "";
  drawings += 1;
  const inside = [...svg.childNodes].map((child) => written(child, `s${drawings}-`, paper)).join("");
  const { a, b, c, d, e, f } = matrix;
  const numbers = [a, b, c, d, e + paper.dx, f + paper.dy].map((v) => Math.round(1e4 * v) / 1e4);
  const clip = getComputedStyle(svg).overflow === "visible" ? "" : ` clip-path="${paper.clip(paper.at(box))}"`;
  return `<g${clip}><g transform="matrix(${numbers.join(" ")})">${inside}</g></g>`;
}

// What the parts of an exported figure share: where it begins, what is defined once, which fonts its words need.

import { escapeText } from "../../js/text.js";

/** @typedef {{ x: number, y: number, width: number, height: number }} Box px, from the figure's own corner */

const probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
/** @type {Map<string, string>} */
const known = new Map();

/** Colours of the dark palette and what stands for them in the light one, while a chart of the server is written. */
const swap = { now: /** @type {Map<string, string>} */ (new Map()) };

/** Every colour of the page's palette: dark, and light. @returns {Map<string, string>} */
function pairs() {
  const sheets = [...document.querySelectorAll("style")].map(({ textContent }) => textContent).join("");
  const found = [...sheets.matchAll(/light-dark\(([^,()]+),([^,()]+)\)/g)];
  return new Map(found.map(([, light, dark]) => [paint(dark)?.fill, paint(light)?.fill]));
}

/** Write a chart that the server has drawn in the dark palette as if in the light one. @type {(write: () => string) => string} */
export function relit(write) {
  swap.now = pairs();
  const out = write();
  swap.now = new Map();
  known.clear();
  return out;
}

/** A CSS colour as SVG of any age understands it: "#rrggbb", or "#rrggbb" with its alpha apart; "" if nothing is seen.
 * @type {(css: string) => { fill: string, alpha: number } | null} */
export function paint(css) {
  const found = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(css);
  const of = (channels, alpha) => {
    const fill = `#${channels.map((v) => Number(v).toString(16).padStart(2, "0")).join("")}`;
    return { fill: swap.now.get(fill) ?? fill, alpha };
  };
  if (found) return found[4] === "0" ? null : of(found.slice(1, 4), Number(found[4] ?? 1));
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = "transparent";
  probe.fillStyle = css;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data;
  return a ? of([r, g, b], Math.round((1000 * a) / 255) / 1000) : null;
}

/** A colour as an attribute and, if it lets something through, a second. @type {(name: string, css: string) => string} */
export function coloured(name, css) {
  if (swap.now.size) known.clear();
  if (!known.has(`${name} ${css}`)) {
    const found = paint(css);
    const clear = found && found.alpha < 1 ? ` ${name}-opacity="${found.alpha}"` : "";
    known.set(`${name} ${css}`, found ? `${name}="${found.fill}"${clear}` : `${name}="none"`);
  }
  return known.get(`${name} ${css}`);
}

/** @type {(value: number) => string} */
export const px = (value) => String(Math.round(100 * value) / 100);

/** Text within SVG: no characters that XML has no place for. @type {(text: string) => string} */
export const escaped = (text) =>
  escapeText(text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ""));

export class Paper {
  /** @param {string} ink the colour of words */
  constructor(ink) {
    this.ink = ink;
    this.dx = 0; // from the window's corner to the figure's
    this.dy = 0;
    /** @type {string[]} */
    this.defined = [];
    /** @type {Map<string, { family: string, weight: number, italic: boolean }>} */
    this.fonts = new Map();
    /** @type {Map<string, string>} pictures that were blobs, as data */
    this.blobs = new Map();
    /** @type {Map<string, HTMLImageElement>} pictures that are the ground of a box, by what the style says */
    this.images = new Map();
  }

  /** @param {DOMRect} rect @returns {Box} */
  at(rect) {
    return { x: rect.left + this.dx, y: rect.top + this.dy, width: rect.width, height: rect.height };
  }

  /** Define something once; its address. @param {(id: string) => string} make */
  define(make) {
    const id = `d${this.defined.length}`;
    this.defined.push(make(id));
    return `url(#${id})`;
  }

  /** A clip that is a box. @param {Box} box @param {number} radius */
  clip({ x, y, width, height }, radius = 0) {
    const round = radius ? ` rx="${px(radius)}"` : "";
    const rect = `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"${round}/>`;
    return this.define((id) => `<clipPath id="${id}">${rect}</clipPath>`);
  }

  /** The attributes of words in a style; their font is remembered. @param {CSSStyleDeclaration} style @param {number} zoom */
  type(style, zoom = 1) {
    const families = style.fontFamily.replaceAll('"', "'");
    const [weight, italic] = [Number(style.fontWeight), style.fontStyle !== "normal"];
    for (const family of families.split(",").map((name) => name.trim().replaceAll("'", ""))) {
      this.fonts.set(`${family} ${weight} ${italic}`, { family, weight, italic });
    }
    const set = [`font-family="${families}"`, `font-size="${px(zoom * Number.parseFloat(style.fontSize))}"`];
    if (weight !== 400) set.push(`font-weight="${weight}"`);
    if (italic) set.push(`font-style="${style.fontStyle}"`);
    if (style.fontVariantNumeric !== "normal") set.push(`style="font-variant-numeric:${style.fontVariantNumeric}"`);
    if (style.letterSpacing !== "normal") set.push(`letter-spacing="${style.letterSpacing}"`);
    return set.join(" ");
  }
}

// What leaves the page as a file, made by this browser from what it shows.

import { colour, written } from "./colour.js";

export const SVG = "http://www.w3.org/2000/svg";

/** @type {(name: string, blob: Blob) => void} */
export function save(name, blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** All elements inside any component of the page that fit a selector, the first of each. @type {(selector: string) => any[]} */
export const withinAll = (selector) =>
  [...document.querySelectorAll("*")].map((host) => host.shadowRoot?.querySelector(selector)).filter(Boolean);

/** The first of them. @type {(selector: string) => any} */
export const within = (selector) => withinAll(selector)[0] ?? null;

/** An SVG that stands by itself: palette colours written out, page-coloured ground. @type {(svg: Element, root: Element) => string} */
export function standing(svg, root) {
  svg.setAttribute("xmlns", SVG);
  const ground = `<rect width="100%" height="100%" fill="${colour(root, "page")}"/>`;
  return written(new XMLSerializer().serializeToString(svg), root).replace(/(<svg[^>]*>)/, `$1${ground}`);
}

/** @type {(text: string) => Blob} */
export const svgFile = (text) => new Blob([text], { type: "image/svg+xml" });

/** An SVG's text as a picture to draw. @type {(text: string) => Promise<HTMLImageElement>} */
export async function drawn(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

/**
 * A sheet in the page's colour, `margin` px round what is drawn, `scale` times as fine.
 * @param {Element} root
 * @param {number} width
 * @param {number} height
 * @param {{ scale?: number, margin?: number }} [options]
 */
export function sheet(root, width, height, { scale = 2, margin = 16 } = {}) {
  const canvas = new OffscreenCanvas((width + 2 * margin) * scale, (height + 2 * margin) * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = colour(root, "page");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, margin * scale, margin * scale);
  return { canvas, context };
}

// A canvas, a picture or a film of the page, as a picture within the figure.

import { rounding } from "./ground.js";
import { px } from "./paper.js";

/** @typedef {import("./paper.js").Paper} Paper */

const FINE = 2; // pixels to a px of the page

/** What is painted, and how large it is by itself. @type {(element: any) => [width: number, height: number]} */
const natural = (element) => [
  element.naturalWidth ?? element.videoWidth ?? element.width,
  element.naturalHeight ?? element.videoHeight ?? element.height,
];

/** @param {HTMLCanvasElement | HTMLImageElement | HTMLVideoElement} element @param {CSSStyleDeclaration} style @param {Paper} paper */
export function picture(element, style, paper) {
  const rect = element.getBoundingClientRect();
  const [wide, tall] = natural(element);
  const inner = [element.clientWidth, element.clientHeight];
  if (!wide || !tall || !rect.width || !rect.height || !inner[0] || !inner[1]) return "";
  const canvas = document.createElement("canvas");
  const fine = Math.max(FINE, wide / inner[0]);
  [canvas.width, canvas.height] = inner.map((side) => Math.max(1, Math.round(side * fine)));
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = style.imageRendering !== "pixelated";
  context.filter = style.filter === "none" ? "none" : style.filter;
  let [width, height] = [canvas.width, canvas.height];
  if (style.objectFit === "contain" || style.objectFit === "cover") {
    const pick = style.objectFit === "contain" ? Math.min : Math.max;
    const share = pick(canvas.width / wide, canvas.height / tall);
    [width, height] = [wide * share, tall * share];
  }
  context.drawImage(element, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  const box = paper.at(rect);
  const line = Number.parseFloat(style.borderTopWidth) || 0;
  const place = `x="${px(box.x + line)}" y="${px(box.y + line)}" width="${px(box.width - 2 * line)}" height="${px(box.height - 2 * line)}"`;
  const radius = Math.min(...rounding(style, box));
  const clip = radius ? ` clip-path="${paper.clip(box, radius)}"` : "";
  return `<g${clip}><image ${place} preserveAspectRatio="none" href="${canvas.toDataURL()}"/></g>`;
}

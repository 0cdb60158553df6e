// The pad as a picture, as it stands now.

import { colour } from "../../js/colour.js";
import { sheet } from "../../js/files.js";

const MARGIN = 16;
const TITLE = 26;

/**
 * @typedef {Pick<CSSStyleDeclaration, "color" | "fontWeight" | "fontSize" | "fontFamily" | "lineHeight">} Font
 *
 * @param {OffscreenCanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Font} style
 * @param {CanvasTextAlign} [align]
 */
function write(context, text, x, y, style, align = "center") {
  context.fillStyle = style.color;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textAlign = align;
  context.textBaseline = "middle";
  const lines = text.split("\n");
  lines.forEach((line, i) => {
    context.fillText(line, x, y + (i - (lines.length - 1) / 2) * Number.parseFloat(style.lineHeight));
  });
}

/**
 * @param {HTMLElement} root the figure
 * @param {string} title
 * @param {[x: number, y: number]} point px within its field
 */
export function portrait(root, title, [px, py]) {
  /** @type {(selector: string) => HTMLElement} */
  const $ = (selector) => root.querySelector(selector);
  const [pad, field] = [$(".pad"), $(".field")];
  const origin = pad.getBoundingClientRect();
  const { canvas, context } = sheet(root, pad.clientWidth, pad.clientHeight + TITLE, { margin: MARGIN });
  context.translate(0, TITLE);
  write(context, title, field.offsetLeft, -TITLE / 2 - 2, getComputedStyle(root), "left");
  for (const part of /** @type {NodeListOf<HTMLCanvasElement>} */ (root.querySelectorAll(".regions, .cover"))) {
    if (getComputedStyle(part).visibility !== "visible") continue;
    context.drawImage(part, field.offsetLeft, 0, field.clientWidth, field.clientHeight);
  }
  for (const label of root.querySelectorAll(".labels span, .ticks span, .x-title, .y-title")) {
    const style = getComputedStyle(label);
    const at = label.getBoundingClientRect();
    if (style.visibility !== "visible") continue;
    if (label.className === "y-title") {
      const { color, fontWeight, fontSize, fontFamily } = style;
      context.save();
      context.translate(2, field.clientHeight / 2);
      context.rotate(-Math.PI / 2);
      write(context, label.textContent, 0, 0, { color, fontWeight, fontSize, fontFamily, lineHeight: "17px" });
      context.restore();
    } else {
      const [x, y] = [at.left + at.width / 2 - origin.left, at.top + at.height / 2 - origin.top];
      write(context, label.textContent, x, y, style);
    }
  }
  context.translate(field.offsetLeft, 0);
  for (const [radius, name] of /** @type {[number, string][]} */ ([
    [10.4, "ink"],
    [9, "page"],
    [4, "ink"],
  ])) {
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.fillStyle = colour(root, name);
    context.fill();
  }
  context.strokeStyle = colour(root, "line");
  context.strokeRect(0.5, 0.5, field.clientWidth - 1, field.clientHeight - 1);
  return canvas.convertToBlob({ type: "image/png" });
}

// A figure painted on a canvas: its canvases, grounds, drawings, rays, and words in the page's fonts.

import { colour, written } from "../../js/colour.js";
import { drawn, SVG, sheet } from "../../js/files.js";

/**
 * @typedef {object} Parts what of a figure is painted, as CSS selectors
 * @property {string} boxes elements whose ground is drawn
 * @property {string} drawings SVGs
 * @property {string} points what is dragged
 *
 * @typedef {[x: number, y: number, width: number, height: number]} Box within the figure, px
 */

const WIDGETS = "button, select, .slider, label:has(input)";

const hidden = (element) => getComputedStyle(element).visibility === "hidden";

/** The shapes of an SVG as a picture, colours written out; its words are painted with the page's fonts, later.
 * @param {SVGElement} svg */
async function shapes(svg) {
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  const box = svg.getBoundingClientRect();
  for (const words of copy.querySelectorAll("text")) words.remove();
  copy.setAttribute("xmlns", SVG);
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  copy.setAttribute("style", "overflow:visible");
  return drawn(written(new XMLSerializer().serializeToString(copy), svg.parentElement));
}

class Painter {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.own = root.getBoundingClientRect();
    const { canvas, context } = sheet(root, this.own.width, this.own.height);
    this.canvas = canvas;
    this.context = context;
  }

  /** @param {Element} element @returns {Box} */
  at(element) {
    const box = element.getBoundingClientRect();
    return [box.left - this.own.left, box.top - this.own.top, box.width, box.height];
  }

  /** @param {string} selector @returns {any[]} */
  all(selector) {
    return selector ? [...this.root.querySelectorAll(selector)] : [];
  }

  canvases() {
    const { context } = this;
    for (const part of this.all("canvas:not([hidden])")) {
      const style = getComputedStyle(part);
      context.imageSmoothingEnabled = !part.closest(".piece");
      context.filter = style.filter;
      context.globalAlpha = Number(style.opacity);
      if (part.clientWidth) context.drawImage(part, ...this.at(part));
    }
    context.filter = "none";
    context.globalAlpha = 1;
  }

  grounds(selector) {
    const { context } = this;
    for (const box of this.all(selector)) {
      if (hidden(box)) continue;
      const style = getComputedStyle(box);
      const line = Number.parseFloat(style.borderTopWidth);
      const [x, y, w, h] = this.at(box);
      const radius = Number.parseFloat(style.borderTopLeftRadius) || 0;
      context.globalAlpha = Number(getComputedStyle(box.closest("figure") ?? box).opacity);
      context.beginPath();
      context.roundRect(x + line / 2, y + line / 2, w - line, h - line, radius);
      context.fillStyle = style.backgroundColor;
      context.fill();
      if (!line) continue;
      context.lineWidth = line;
      context.strokeStyle = style.borderTopColor;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  async drawings(selector) {
    for (const svg of this.all(selector)) {
      if (svg.clientWidth && !hidden(svg)) this.context.drawImage(await shapes(svg), ...this.at(svg));
    }
  }

  points(selector) {
    const { context, root } = this;
    for (const point of this.all(selector)) {
      const [x, y, w, h] = this.at(point);
      for (const [radius, name] of /** @type {[number, string][]} */ ([
        [9.7, "ink"],
        [8.3, "page"],
        [4, "ink"],
      ])) {
        context.beginPath();
        context.arc(x + w / 2, y + h / 2, radius, 0, 2 * Math.PI);
        context.fillStyle = colour(root, name);
        context.fill();
      }
    }
  }

  paths(selector) {
    const { context } = this;
    for (const path of this.all(selector)) {
      if (hidden(path)) continue;
      const [x, y] = this.at(path.ownerSVGElement);
      context.save();
      context.translate(x, y);
      context.strokeStyle = getComputedStyle(path).stroke;
      context.lineWidth = 1;
      context.stroke(new Path2D(path.getAttribute("d")));
      context.restore();
    }
  }

  words() {
    const walker = document.createTreeWalker(this.root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    this.context.textBaseline = "middle";
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.textContent.trim() || element.closest(WIDGETS) || hidden(element)) continue;
      for (const { 0: word, index } of node.textContent.matchAll(/\S+/g)) {
        range.setStart(node, index); // a text may run over several lines
        range.setEnd(node, index + word.length);
        this.word(word, range.getBoundingClientRect(), element);
      }
    }
  }

  /** @param {string} word @param {DOMRect} box @param {Element} element */
  word(word, box, element) {
    const { context, own } = this;
    const style = getComputedStyle(element);
    const [x, y] = [box.left - own.left, box.top - own.top + box.height / 2 + 1];
    const inside = element instanceof SVGElement;
    context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    if (inside && style.stroke !== "none") {
      context.lineJoin = /** @type {CanvasLineJoin} */ (style.strokeLinejoin);
      context.lineWidth = Number.parseFloat(style.strokeWidth);
      context.strokeStyle = style.stroke;
      context.strokeText(word, x, y);
    }
    context.fillStyle = inside ? style.fill : style.color;
    context.fillText(word, x, y);
  }
}

/** @param {HTMLElement} root @param {Parts} parts */
export async function paint(root, { boxes, drawings, points }) {
  const painter = new Painter(root);
  painter.canvases();
  painter.grounds(boxes);
  await painter.drawings(drawings);
  painter.points(points);
  painter.paths(".rays path, .op path");
  painter.words();
  return painter.canvas;
}

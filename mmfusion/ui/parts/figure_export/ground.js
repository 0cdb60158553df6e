// The ground of a box as SVG: its colour, its gradients, its border, its rings.

import { coloured, paint, px } from "./paper.js";

/** @typedef {import("./paper.js").Box} Box @typedef {import("./paper.js").Paper} Paper */

/** At the commas that are in no brackets. @type {(text: string, mark?: string) => string[]} */
export function split(text, mark = ",") {
  const parts = [""];
  let depth = 0;
  for (const c of text) {
    if (c === "(") depth++;
    if (c === ")") depth--;
    if (c === mark && depth === 0) parts.push("");
    else parts[parts.length - 1] += c;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** "12px", "40%", "calc(50% - 1.2px)" of a length, in px; NaN for a word. @type {(text: string, of: number) => number} */
export function length(text, of) {
  const terms = [...text.matchAll(/([+-]?)\s*(-?[\d.]+)(px|%)/g)];
  if (!terms.length) return Number.NaN;
  return terms.reduce((sum, [, sign, value, unit]) => {
    const own = Number(value) * (unit === "%" ? of / 100 : 1);
    return sum + (sign === "-" ? -own : own);
  }, 0);
}

/** The steps of a gradient: colour, and px from its beginning; a step with two places is two.
 * @type {(parts: string[], long: number) => { css: string, at: number }[]} */
export function steps(parts, long) {
  /** @type {{ css: string, at: number }[]} */
  const found = [];
  for (const part of parts) {
    const [css, ...places] = split(part, " ");
    for (const place of places.length ? places : [""]) found.push({ css, at: length(place, long) });
  }
  if (Number.isNaN(found[0].at)) found[0].at = 0;
  const last = found.length - 1;
  if (Number.isNaN(found[last].at)) found[last].at = long;
  found.forEach((step, i) => {
    if (!Number.isNaN(step.at)) step.at = Math.max(step.at, found[i - 1]?.at ?? step.at);
    else {
      const next = found.findIndex((one, j) => j > i && !Number.isNaN(one.at));
      step.at = found[i - 1].at + (found[next].at - found[i - 1].at) / (next - i + 1);
    }
  });
  return found;
}

const SIDES = { top: 0, right: 90, bottom: 180, left: 270 };

/** @type {(text: string, width: number, height: number) => number | null} degrees, clockwise from upwards */
function angle(text, width, height) {
  if (/deg$/.test(text)) return Number.parseFloat(text);
  if (!text.startsWith("to ")) return null;
  const sides = text.slice(3).split(" ");
  if (sides.length === 1) return SIDES[sides[0]];
  const tilt = (Math.atan2(height, width) * 180) / Math.PI; // the corner's line is at right angles to the other diagonal
  const right = sides.includes("right") ? 1 : -1;
  return sides.includes("top") ? right * tilt : right * (180 - tilt);
}

/** @type {(found: { css: string, at: number }[], from: number, long: number) => string} */
const stops = (found, from, long) =>
  found
    .map(
      ({ css, at }) =>
        `<stop offset="${px((100 * (at - from)) / (long || 1))}%" ${coloured("stop-color", css)
          .replace(/stop-color-opacity/, "stop-opacity")
          .replace('"none"', '"#fff" stop-opacity="0"')}/>`,
    )
    .join("");

/** What fills a box with a gradient: the address of its definition. @type {(css: string, box: Box, paper: Paper) => string} */
function gradient(css, { x, y, width, height }, paper) {
  const [, again, kind, inside] = /^(repeating-)?(linear|radial)-gradient\((.*)\)$/.exec(css) ?? [];
  if (!kind) return "";
  const parts = split(inside);
  const spread = again ? ' spreadMethod="repeat"' : "";
  if (kind === "radial") {
    if (!/^(rgb|color|#)/.test(parts[0])) parts.shift();
    const found = steps(parts, Math.hypot(width, height) / 2);
    const radius = found.at(-1).at;
    const place = `cx="${px(x + width / 2)}" cy="${px(y + height / 2)}" r="${px(radius)}"`;
    return paper.define(
      (id) =>
        `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" ${place}${spread}>${stops(found, 0, radius)}</radialGradient>`,
    );
  }
  const own = angle(parts[0], width, height);
  if (own !== null) parts.shift();
  const turn = ((own ?? 180) * Math.PI) / 180;
  const [ux, uy] = [Math.sin(turn), -Math.cos(turn)];
  const long = Math.abs(width * ux) + Math.abs(height * uy);
  const found = steps(parts, long);
  const [first, last] = again ? [found[0].at, found.at(-1).at] : [0, long];
  const on = (at) => [x + width / 2 + (at - long / 2) * ux, y + height / 2 + (at - long / 2) * uy].map(px);
  const [[x1, y1], [x2, y2]] = [on(first), on(last)];
  const place = `x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"`;
  return paper.define(
    (id) =>
      `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" ${place}${spread}>${stops(found, first, last - first)}</linearGradient>`,
  );
}

/** @typedef {[number, number, number, number]} Radii of the corners, from top left on, clockwise */

/** @type {(box: Box, radii: Radii) => string} an element without its end */
function shape({ x, y, width, height }, radii) {
  const [a, b, c, d] = radii.map((radius) => Math.max(0, radius));
  if (a === b && b === c && c === d) {
    const round = a > 0 ? ` rx="${px(a)}"` : "";
    return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"${round}`;
  }
  const arc = (radius, dx, dy) => (radius ? `a${px(radius)} ${px(radius)} 0 0 1 ${px(dx)} ${px(dy)}` : "");
  const line = [
    `M${px(x + a)} ${px(y)}H${px(x + width - b)}${arc(b, b, b)}`,
    `V${px(y + height - c)}${arc(c, -c, c)}H${px(x + d)}${arc(d, -d, -d)}V${px(y + a)}${arc(a, a, -a)}Z`,
  ];
  return `<path d="${line.join("")}"`;
}

/** @type {(box: Box, by: number) => Box} */
const grown = ({ x, y, width, height }, by) => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** Rounded corners, `by` px further out; a sharp one stays sharp. @type {(radii: Radii, by: number) => Radii} */
const wider = (radii, by) => /** @type {Radii} */ (radii.map((radius) => radius && radius + by));

const CORNERS = /** @type {const} */ (["TopLeft", "TopRight", "BottomRight", "BottomLeft"]);

/** @type {(style: CSSStyleDeclaration, box: Box) => Radii} */
export function rounding(style, { width, height }) {
  const most = Math.min(width, height);
  return /** @type {Radii} */ (
    CORNERS.map((corner) => Math.min(length(style[`border${corner}Radius`], most) || 0, most / 2))
  );
}

/** What of a picture is seen in a box.
 * @type {(image: HTMLImageElement, at: Box, box: Box, radii: Radii, style: CSSStyleDeclaration, paper: Paper) => string} */
function pictured(image, at, box, radii, style, paper) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(2 * box.width), Math.ceil(2 * box.height)];
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = style.imageRendering !== "pixelated";
  context.scale(2, 2);
  context.drawImage(image, at.x - box.x, at.y - box.y, at.width, at.height);
  const place = `x="${px(box.x)}" y="${px(box.y)}" width="${px(canvas.width / 2)}" height="${px(canvas.height / 2)}"`;
  return `<g clip-path="${paper.clip(box, Math.min(...radii))}"><image ${place} href="${canvas.toDataURL()}"/></g>`;
}

/** Which gradients and pictures lie on a box, the lowest first. @type {(style: CSSStyleDeclaration, box: Box, radii: Radii, paper: Paper) => string} */
function layers(style, box, radii, paper) {
  if (style.backgroundImage === "none") return "";
  const [sizes, places] = [split(style.backgroundSize), split(style.backgroundPosition)];
  return split(style.backgroundImage)
    .map((css, i) => {
      const [wide, tall = "auto"] = split(sizes[i % sizes.length], " ");
      const [left, top = "50%"] = split(places[i % places.length], " ");
      const own = paper.images.get(css);
      const width = length(wide, box.width) || own?.naturalWidth || box.width;
      const height = length(tall, box.height) || (own && (width * own.naturalHeight) / own.naturalWidth) || box.height;
      const x = box.x + length(left, box.width - width);
      const y = box.y + length(top, box.height - height);
      const one = { x, y, width, height };
      const image = paper.images.get(css);
      if (image) return pictured(image, one, box, radii, style, paper);
      const fill = width > 0 && height > 0 ? gradient(css, one, paper) : "";
      return fill ? `${shape(one, one.width === box.width ? radii : [0, 0, 0, 0])} fill="${fill}"/>` : "";
    })
    .reverse()
    .join("");
}

const DASHES = { dashed: 3, dotted: 1 };

/** @type {(style: CSSStyleDeclaration, box: Box, radii: Radii, zoom: number) => string} */
function border(style, box, radii, zoom) {
  const sides = ["Top", "Right", "Bottom", "Left"].map((side) => {
    const kind = style[`border${side}Style`];
    const width = ["none", "hidden"].includes(kind) ? 0 : zoom * Number.parseFloat(style[`border${side}Width`]);
    return { width, css: style[`border${side}Color`], kind };
  });
  if (sides.every(({ width, css }) => !width || !paint(css))) return "";
  const pen = ({ width, css, kind }) => {
    const dash = DASHES[kind] ? ` stroke-dasharray="${px(DASHES[kind] * width)}"` : "";
    return `${coloured("stroke", css)} stroke-width="${px(width)}"${dash}`;
  };
  const [own] = sides;
  if (sides.every(({ width, css, kind }) => width === own.width && css === own.css && kind === own.kind)) {
    return `${shape(grown(box, -own.width / 2), wider(radii, -own.width / 2))} fill="none" ${pen(own)}/>`;
  }
  const [left, top, right, bottom] = [box.x, box.y, box.x + box.width, box.y + box.height];
  const lines = [
    (h) => [left, top + h, right, top + h],
    (h) => [right - h, top, right - h, bottom],
    (h) => [left, bottom - h, right, bottom - h],
    (h) => [left + h, top, left + h, bottom],
  ];
  return sides
    .map((side, i) => {
      if (!side.width || !paint(side.css)) return "";
      const [x1, y1, x2, y2] = lines[i](side.width / 2).map(px);
      return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${pen(side)}/>`;
    })
    .join("");
}

/** Rings that shadows without a blur draw. @type {(style: CSSStyleDeclaration, box: Box, radii: Radii, inner: boolean) => string} */
function rings(style, box, radii, inner) {
  if (style.boxShadow === "none") return "";
  return split(style.boxShadow)
    .reverse()
    .map((text) => {
      if (text.includes("inset") !== inner) return "";
      const [x, y, blur, spread] = [...text.matchAll(/(-?[\d.]+)px/g)].map((found) => Number(found[1]));
      const css = /^(rgba?\([^)]*\)|color\([^)]*\))/.exec(text)?.[1] ?? "";
      if (x || y || blur || !spread || !paint(css)) return "";
      const by = (inner ? -1 : 1) * (spread / 2);
      return `${shape(grown(box, by), wider(radii, by))} fill="none" ${coloured("stroke", css)} stroke-width="${px(spread)}"/>`;
    })
    .join("");
}

/** The line round a box that is marked. @type {(style: CSSStyleDeclaration, box: Box, radii: Radii) => string} */
function outline(style, box, radii) {
  const width = style.outlineStyle === "none" ? 0 : Number.parseFloat(style.outlineWidth);
  if (!width || !paint(style.outlineColor)) return "";
  const by = Number.parseFloat(style.outlineOffset) + width / 2;
  return `${shape(grown(box, by), wider(radii, by))} fill="none" ${coloured("stroke", style.outlineColor)} stroke-width="${px(width)}"/>`;
}

/** Everything that a box shows besides what is in it.
 * @type {(style: CSSStyleDeclaration, box: Box, paper: Paper, zoom?: number) => string} */
export function ground(style, box, paper, zoom = 1) {
  if (!(box.width > 0 && box.height > 0)) return "";
  const radii = rounding(style, box);
  const fill = paint(style.backgroundColor) ? `${shape(box, radii)} ${coloured("fill", style.backgroundColor)}/>` : "";
  return [
    rings(style, box, radii, false),
    fill,
    layers(style, box, radii, paper),
    rings(style, box, radii, true),
    border(style, box, radii, zoom),
    outline(style, box, radii),
  ].join("");
}

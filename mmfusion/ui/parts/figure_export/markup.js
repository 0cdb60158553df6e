// A figure as markup that stands by itself: canvases as pictures, colours written out, styles beside it.

import { colour } from "../../js/colour.js";
import { escapeText } from "../../js/text.js";

const MARGIN = 16;
const KEPT = new Set(["ghosted", "visual-shown", "audio-shown"]); // properties that are no colours
const LAID = "position inset width height filter opacity border-radius display box-shadow".split(" ");

/** A canvas as it is laid out, as a picture. @param {HTMLCanvasElement} canvas */
function pictured(canvas) {
  const style = getComputedStyle(canvas);
  const image = document.createElement("img");
  image.src = canvas.width ? canvas.toDataURL() : "";
  image.alt = "";
  for (const name of LAID) image.style.setProperty(name, style.getPropertyValue(name));
  return image;
}

/** What was chosen is no attribute, and would be lost with the copy. @param {Element} root @param {Element} copy */
function keepChoices(root, copy) {
  const [selects, inputs] = [copy.querySelectorAll("select"), copy.querySelectorAll("input")];
  root.querySelectorAll("select").forEach((select, i) => {
    selects[i].options[select.selectedIndex]?.setAttribute("selected", "");
  });
  root.querySelectorAll("input").forEach((input, i) => {
    inputs[i].setAttribute("value", input.value);
  });
}

/** All style rules of the component that holds a figure. @param {Element} root */
function rules(root) {
  const shadow = /** @type {ShadowRoot} */ (root.getRootNode());
  const sheets = [...shadow.querySelectorAll("style")].map((sheet) => sheet.textContent);
  const adopted = shadow.adoptedStyleSheets.map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText).join("\n"));
  return [...sheets, ...adopted].join("\n").replaceAll(":host,", "");
}

/** @param {HTMLElement} root */
function alone(root) {
  const copy = /** @type {HTMLElement} */ (root.cloneNode(true));
  const canvases = copy.querySelectorAll("canvas");
  root.querySelectorAll("canvas").forEach((canvas, i) => {
    canvases[i].replaceWith(pictured(canvas));
  });
  keepChoices(root, copy);
  copy.style.width = `${root.clientWidth}px`;
  const font = getComputedStyle(root).fontFamily.replaceAll('"', "'");
  const written = (text) =>
    text
      .replace(/var\(--st-font[^()]*\)/g, () => font)
      .replace(/var\(--mmf-([\w-]+)[^()]*\)/g, (all, name) => (KEPT.has(name) ? all : colour(root, name)));
  const style = document.createElement("style");
  style.textContent = `body{margin:${MARGIN}px}${written(rules(root))}`;
  const box = document.createElement("div");
  const ground = `background:${colour(root, "page")};color:${colour(root, "ink")}`;
  box.style.cssText = `${ground};padding:${MARGIN}px;width:${root.clientWidth}px`;
  box.append(style, copy);
  return written(new XMLSerializer().serializeToString(box));
}

/** @type {(parts: HTMLElement[], title: string) => Blob} */
export const asHtml = (parts, title) =>
  new Blob([`<!DOCTYPE html><meta charset="utf-8"><title>${escapeText(title)}</title>${parts.map(alone).join("")}`], {
    type: "text/html",
  });

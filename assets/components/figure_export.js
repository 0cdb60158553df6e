// The address of the view, and a figure of the page as PNG, SVG or HTML that this browser makes from what it shows.
// Of each of `data.figures`, `title` names it, `figure` selects it, `boxes` the elements in it whose ground is drawn,
// `drawings` its SVGs, `points` what is dragged.

const SCALE = 2, MARGIN = 16, WIDGETS = "button, select, .slider, label:has(input)";

/** The figure, inside whichever component of the page holds it. */
function figure(selector) {
  for (const host of document.querySelectorAll("*")) {
    const found = host.shadowRoot?.querySelector(selector);
    if (found) return found;
  }
  return null;
}

/** The shapes of an SVG as a picture, colours written out; its words are painted with the page's fonts, later. */
async function shapes(svg) {
  const copy = svg.cloneNode(true), box = svg.getBoundingClientRect();
  copy.querySelectorAll("text").forEach((words) => words.remove());
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", box.width); copy.setAttribute("height", box.height);
  copy.setAttribute("style", "overflow:visible");
  const text = new XMLSerializer().serializeToString(copy).replace(/var\(--mmf-([\w-]+)\)/g, (_, name) => colour(svg.parentElement, name));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

async function paint(root, { boxes, drawings, points }) {
  const own = root.getBoundingClientRect();
  const canvas = new OffscreenCanvas((own.width + 2 * MARGIN) * SCALE, (own.height + 2 * MARGIN) * SCALE);
  const context = canvas.getContext("2d");
  context.fillStyle = colour(root, "page");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(SCALE, 0, 0, SCALE, MARGIN * SCALE, MARGIN * SCALE);
  const at = (element) => { const box = element.getBoundingClientRect(); return [box.left - own.left, box.top - own.top, box.width, box.height]; };
  const hidden = (element) => getComputedStyle(element).visibility === "hidden";
  for (const part of root.querySelectorAll("canvas:not([hidden])")) {
    context.imageSmoothingEnabled = !part.closest(".piece");
    context.filter = getComputedStyle(part).filter; context.globalAlpha = Number(getComputedStyle(part).opacity);
    if (part.clientWidth) context.drawImage(part, ...at(part));
  }
  context.filter = "none";
  for (const box of boxes ? root.querySelectorAll(boxes) : []) {
    if (hidden(box)) continue;
    const style = getComputedStyle(box), line = parseFloat(style.borderTopWidth), [x, y, w, h] = at(box);
    context.globalAlpha = Number(getComputedStyle(box.closest("figure") ?? box).opacity);
    context.beginPath();
    context.roundRect(x + line / 2, y + line / 2, w - line, h - line, parseFloat(style.borderTopLeftRadius) || 0);
    context.fillStyle = style.backgroundColor; context.fill();
    if (line) { context.lineWidth = line; context.strokeStyle = style.borderTopColor; context.stroke(); }
  }
  context.globalAlpha = 1;
  for (const svg of drawings ? root.querySelectorAll(drawings) : []) {
    if (svg.clientWidth && !hidden(svg)) context.drawImage(await shapes(svg), ...at(svg));
  }
  for (const point of points ? root.querySelectorAll(points) : []) {
    const [x, y, w, h] = at(point);
    for (const [radius, name] of [[9.7, "ink"], [8.3, "page"], [4, "ink"]]) {
      context.beginPath(); context.arc(x + w / 2, y + h / 2, radius, 0, 2 * Math.PI); context.fillStyle = colour(root, name); context.fill();
    }
  }
  for (const path of root.querySelectorAll(".rays path, .op path")) {
    if (hidden(path)) continue;
    const [x, y] = at(path.ownerSVGElement), style = getComputedStyle(path);
    context.save(); context.translate(x, y);
    context.strokeStyle = style.stroke; context.lineWidth = 1; context.stroke(new Path2D(path.getAttribute("d")));
    context.restore();
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), range = document.createRange();
  context.textBaseline = "middle";
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.textContent.trim() || element.closest(WIDGETS) || hidden(element)) continue;
    const style = getComputedStyle(element), drawn = element.ownerSVGElement;
    context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    for (const { 0: word, index } of node.textContent.matchAll(/\S+/g)) { // a text may run over several lines
      range.setStart(node, index); range.setEnd(node, index + word.length);
      const box = range.getBoundingClientRect(), place = [word, box.left - own.left, box.top - own.top + box.height / 2 + 1];
      if (drawn && style.stroke !== "none") {
        context.lineJoin = style.strokeLinejoin; context.lineWidth = parseFloat(style.strokeWidth); context.strokeStyle = style.stroke;
        context.strokeText(...place);
      }
      context.fillStyle = drawn ? style.fill : style.color;
      context.fillText(...place);
    }
  }
  return canvas;
}

const KEPT = new Set(["ghosted", "visual-shown", "audio-shown"]); // properties that are no colours

/** The figure as markup that stands by itself: canvases as pictures, colours written out, styles beside it. */
function alone(root) {
  const copy = root.cloneNode(true), pictures = copy.querySelectorAll("canvas");
  root.querySelectorAll("canvas").forEach((canvas, i) => {
    const style = getComputedStyle(canvas), image = document.createElement("img");
    image.src = canvas.width ? canvas.toDataURL() : "";
    image.alt = "";
    for (const name of ["position", "inset", "width", "height", "filter", "opacity", "border-radius", "display", "box-shadow"]) image.style.setProperty(name, style.getPropertyValue(name));
    pictures[i].replaceWith(image);
  });
  // What was chosen is no attribute, and would be lost with the copy.
  const fields = copy.querySelectorAll("select, input");
  root.querySelectorAll("select, input").forEach((field, i) => {
    if (field.options) fields[i].options[field.selectedIndex]?.setAttribute("selected", ""); else fields[i].setAttribute("value", field.value);
  });
  copy.style.width = `${root.clientWidth}px`;
  const shadow = root.getRootNode(), sheets = [...shadow.querySelectorAll("style")].map((sheet) => sheet.textContent);
  for (const sheet of shadow.adoptedStyleSheets) sheets.push([...sheet.cssRules].map((rule) => rule.cssText).join("\n"));
  const written = (text) => text.replace(/var\(--mmf-([\w-]+)[^()]*\)/g, (all, name) => (KEPT.has(name) ? all : colour(root, name)));
  const style = document.createElement("style");
  style.textContent = `body{margin:${MARGIN}px}${written(sheets.join("\n").replaceAll(":host,", ""))}`;
  const box = document.createElement("div");
  box.style.cssText = `background:${colour(root, "page")};color:${colour(root, "ink")};padding:${MARGIN}px;width:${root.clientWidth}px`;
  box.append(style, copy);
  return written(new XMLSerializer().serializeToString(box));
}

const FILES = {
  png: async (root, data) => (await paint(root, data)).convertToBlob({ type: "image/png" }),
  html: (root) => new Blob([`<!DOCTYPE html><meta charset="utf-8"><title>mmfusion</title>${alone(root)}`], { type: "text/html" }),
  svg: (root) => {
    const [width, height] = [root.clientWidth + 2 * MARGIN, root.clientHeight + 2 * MARGIN];
    return new Blob([`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${alone(root)}</foreignObject></svg>`], { type: "image/svg+xml" });
  },
};

export default function ({ data, parentElement }) {
  const [link, copy, which] = ["input", ".copy", "select"].map((part) => parentElement.querySelector(part));
  if (which.options.length !== data.figures.length) which.replaceChildren(...data.figures.map(({ title }, i) => new Option(title, i)));
  which.parentElement.hidden = data.figures.length < 2;
  const status = parentElement.querySelector("p"), write = () => { link.value = location.href; };
  // The figure writes its sliders and tokens into the address a moment after they have changed.
  const timer = setInterval(write, 300);
  write();
  link.onfocus = () => link.select();
  copy.onclick = async () => {
    write();
    try { await navigator.clipboard.writeText(link.value); status.textContent = "Copied."; }
    catch { link.select(); status.textContent = "Press Ctrl+C to copy."; }
  };
  for (const save of parentElement.querySelectorAll(".figure")) {
    save.onclick = async () => {
      const chosen = data.figures[Number(which.value)], root = figure(chosen.figure), kind = save.dataset.kind;
      if (!root) { status.textContent = `${chosen.title} is not on the page now.`; return; }
      status.textContent = "";
      const blob = await FILES[kind](root, chosen), name = [data.name, ...(Number(which.value) ? [chosen.title.replaceAll(" ", "-")] : [])].join("-");
      const file = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${name}.${kind}` });
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
    };
  }
  return () => clearInterval(timer);
}

// The scene on the screen: drawn, its drawings dragged, a map laid over it, the word's region outlined, a cell pointed at.

import { sharp } from "../../js/canvas.js";
import { colour } from "../../js/colour.js";
import { tr } from "../../js/language.js";
import { clamp, largest } from "../../js/numbers.js";
import { outline } from "../../js/raster.js";
import { strongest } from "./maps.js";
import { moved, SIDE } from "./scene.js";

/**
 * @typedef {import("./scene.js").Drawing} Drawing
 * @typedef {import("../../js/canvas.js").Pen} Pen
 *
 * @typedef {object} Told
 * @property {() => void} point another cell is pointed at
 * @property {(index: number, one: Drawing, moving: boolean) => void} shift a drawing is elsewhere
 * @property {(index: number) => void} choose
 * @property {(index: number) => void} remove
 *
 * @typedef {object} Shown the map that is laid over the scene
 * @property {ArrayLike<number>} values one a cell
 * @property {boolean} signed whether they have a sign
 * @property {boolean} clamped whether what is negative is left out
 * @property {number[] | null} region of the word
 * @property {string} label of the region
 */

const STROKE = 0.9; // opacity of the full colour
const PALEST = 0.004; // share of the most below which nothing is drawn
const FAR = 4; // px that a finger moves before something is dragged
const GHOST = 0.3; // opacity of what is dragged, where it was
const GRIP =
  '<span class="grip"><svg width="12" height="12" viewBox="0 0 12 12"><path d="M6 1v10M1 6h10' +
  'M4.5 2.5 6 1l1.5 1.5M4.5 9.5 6 11l1.5-1.5M2.5 4.5 1 6l1.5 1.5M9.5 4.5 11 6 9.5 7.5"/></svg></span>';
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Stage {
  /** @param {HTMLElement} root @param {number} columns of cells @param {Told} told */
  constructor(root, columns, told) {
    this.root = root;
    this.columns = columns;
    this.told = told;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {{ index: number, from: Drawing, moved: boolean } | null} */
    this.drag = null;
    /** @type {number} the cell under the pointer, else the one that is pinned, or -1 */
    this.cell = -1;
    this.pinned = -1;
    /** @type {Drawing[]} */
    this.drawings = [];
    this.listen();
  }

  // ---- what can be done ----

  listen() {
    const { root } = this;
    const cursor = this.$(".cursor");
    const cellAt = (event) => {
      const box = root.getBoundingClientRect();
      const along = (at) => clamp(Math.floor(this.columns * at), 0, this.columns - 1);
      const column = along((event.clientX - box.left) / box.width);
      return along((event.clientY - box.top) / box.height) * this.columns + column;
    };
    root.addEventListener("pointermove", (event) => {
      if (!this.drag) this.point(cellAt(event));
    });
    root.addEventListener("pointerleave", () => this.point(this.pinned));
    cursor.addEventListener("click", (event) => {
      const cell = cellAt(event);
      this.pinned = cell === this.pinned ? -1 : cell;
      this.told.choose(-1);
      this.point(this.pinned);
    });
    cursor.addEventListener("keydown", (event) => this.cursorKey(event));
  }

  /** Look at a cell, or at none: which words look there. @param {number} cell */
  point(cell) {
    if (cell === this.cell) return;
    this.cell = cell;
    this.told.point();
  }

  /** Look at no cell. */
  forget() {
    this.pinned = -1;
    this.cell = -1;
  }

  /** @param {KeyboardEvent} event */
  cursorKey(event) {
    const { columns } = this;
    const [x, y] = this.cell < 0 ? [-1, 0] : [this.cell % columns, Math.floor(this.cell / columns)];
    const by = STEPS[event.key];
    if (event.key === "Escape") this.pinned = -1;
    else if (by) this.pinned = clamp(y + by[1], 0, columns - 1) * columns + clamp(x + by[0], 0, columns - 1);
    else return;
    event.preventDefault();
    this.point(this.pinned);
  }

  /** @param {PointerEvent} event @param {number} index */
  grab(event, index) {
    if (event.button) return;
    const from = this.drawings[index];
    this.drag = { index, from, moved: false };
    this.told.choose(index);
    const scale = SIDE / this.root.getBoundingClientRect().width;
    const move = (/** @type {PointerEvent} */ now) => {
      const [dx, dy] = [now.clientX - event.clientX, now.clientY - event.clientY];
      if (!this.drag.moved && Math.hypot(dx, dy) < FAR) return;
      this.drag.moved = true;
      this.told.shift(index, moved(from, from.x + scale * dx, from.y + scale * dy), true);
    };
    const end = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      const was = this.drag.moved;
      this.drag = null;
      if (was) this.told.shift(index, this.drawings[index], false);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  }

  /** @param {KeyboardEvent} event @param {number} index */
  drawingKey(event, index) {
    const by = STEPS[event.key];
    const far = event.shiftKey ? 6 : 1;
    const one = this.drawings[index];
    if (by) this.told.shift(index, moved(one, one.x + far * by[0], one.y + far * by[1]), false);
    else if (event.key === "Delete" || event.key === "Backspace") this.told.remove(index);
    else return;
    event.preventDefault();
  }

  // ---- what is shown ----

  /** Draw the scene.
   * @param {Drawing[]} drawings as they stand now @param {Drawing[]} answered as Python has drawn them
   * @param {{ ground: ImageBitmap, pictures: ImageBitmap[] }} images @param {number} chosen
   * @param {(one: Drawing) => string} name */
  draw(drawings, answered, { ground, pictures }, chosen, name) {
    this.drawings = drawings;
    const { context, width, height } = sharp(this.$("canvas.base"));
    const scale = width / SIDE;
    const put = (picture, { x, y, wide, tall }) =>
      context.drawImage(picture, x * scale, y * scale, wide * scale, tall * scale);
    context.imageSmoothingQuality = "high";
    context.drawImage(ground, 0, 0, width, height);
    // Python has the picture of a new drawing: until it is here, the scene stays as it was.
    const shown = drawings.length === pictures.length ? drawings : answered;
    shown.forEach((one, i) => {
      if (this.drag?.moved && this.drag.index === i) {
        context.globalAlpha = GHOST;
        put(pictures[i], this.drag.from);
        context.globalAlpha = 1;
      }
      put(pictures[i], one);
    });
    this.buttons(chosen, name);
  }

  /** A button over each drawing: it is dragged, and the keyboard reaches it. */
  buttons(chosen, name) {
    const box = this.$(".drawings");
    while (box.children.length > this.drawings.length) box.lastChild.remove();
    this.drawings.forEach((one, i) => {
      const button = /** @type {HTMLButtonElement} */ (box.children[i]) ?? box.appendChild(this.button(i));
      const part = (v) => `${(100 * v) / SIDE}%`;
      button.style.cssText = `left:${part(one.x)};top:${part(one.y)};width:${part(one.wide)};height:${part(one.tall)}`;
      button.setAttribute("aria-label", tr("{name}, {x} right, {y} down", { name: name(one), x: one.x, y: one.y }));
      button.setAttribute("aria-pressed", String(i === chosen));
    });
  }

  /** @param {number} index */
  button(index) {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = GRIP;
    button.onpointerdown = (event) => this.grab(event, index);
    button.onclick = () => this.told.choose(index);
    button.onkeydown = (event) => this.drawingKey(event, index);
    return button;
  }

  /** Lay a map over the scene; return its largest value, whatever the sign. @param {Shown} shown */
  map({ values, signed, clamped, region, label }) {
    const { root, columns } = this;
    const { context, width } = sharp(this.$("canvas.map"));
    const side = width / columns;
    const top = signed ? strongest(values) : largest(values);
    const [plus, minus] = [colour(root, signed ? "plus" : "visual-ramp"), colour(root, "minus")];
    for (let i = 0; i < values.length; i++) {
      const v = values[i] / top;
      const [x, y] = [(i % columns) * side, Math.floor(i / columns) * side];
      if (Math.abs(v) < PALEST || (v < 0 && clamped)) continue;
      context.globalAlpha = STROKE * Math.abs(v);
      if (v > 0) {
        context.fillStyle = plus;
        context.fillRect(x + 0.5, y + 0.5, side - 1, side - 1);
      } else {
        context.strokeStyle = minus;
        context.lineWidth = 5;
        context.strokeRect(x + 3.5, y + 3.5, side - 7, side - 7);
      }
    }
    context.globalAlpha = 1;
    this.region(context, side, region, label);
    if (this.cell >= 0) {
      const [x, y] = [(this.cell % columns) * side, Math.floor(this.cell / columns) * side];
      context.strokeStyle = colour(root, "ink");
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, side - 2, side - 2);
    }
    return top;
  }

  /** The true region, dashed, and what is said of it.
   * @param {CanvasRenderingContext2D} context @param {number} side @param {number[] | null} region @param {string} text */
  region(context, side, region, text) {
    const { columns } = this;
    const label = this.$(".region");
    label.textContent = region ? text : "";
    if (!region) return;
    const edge = (v) => clamp(v * side, 1.25, columns * side - 1.25);
    context.save();
    context.strokeStyle = colour(this.root, "text");
    context.lineWidth = 2.5;
    context.setLineDash([5, 4]);
    context.beginPath();
    for (const [x, y, u, v] of outline(region, columns)) {
      context.moveTo(edge(x), edge(y));
      context.lineTo(edge(u), edge(v));
    }
    context.stroke();
    context.restore();
    const low = Math.max(...region.map((i) => Math.floor(i / columns))) + 1;
    const left = Math.min(...region.map((i) => i % columns));
    label.style.top = low < columns ? `${low * side + 2}px` : "4px";
    label.style.left = `${clamp(left * side, 4, Math.max(4, columns * side - label.offsetWidth - 4))}px`;
  }
}

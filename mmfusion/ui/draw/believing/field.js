// The drawing field: pen and eraser under mouse, touch or stylus, undo, and a stored picture below until one draws.

import { raster, sharp } from "../../js/canvas.js";
import { rgb } from "../../js/colour.js";
import { clamp } from "../../js/numbers.js";
import { polyline } from "../../js/svg.js";
import { decode, dense, erased, RASTER, written } from "./strokes.js";

const ERASER = 4;
const STEP = 0.7; // of the raster, before another point is taken

/** What was told last, and what undo leads back to: a figure that the page mounts anew goes on with it.
 * @type {{ text: string, before: import("./strokes.js").Stroke[][] }} */
let last = { text: "", before: [] };

export class Field {
  /** @param {HTMLElement} root @param {(text: string) => void} told what is drawn now, after each stroke */
  constructor(root, told) {
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.told = told;
    /** @type {import("./strokes.js").Stroke[]} */
    this.strokes = [];
    /** @type {import("./strokes.js").Stroke[][]} */
    this.before = [];
    /** @type {import("./strokes.js").Stroke | null} */
    this.open = null;
    this.erases = false;
    this.stored = null;
    const sheet = this.$(".sheet");
    sheet.onpointerdown = (event) => this.begin(event);
    sheet.onpointermove = (event) => this.move(event);
    sheet.onpointerup = sheet.onpointercancel = () => this.end();
    this.$(".clear").onclick = () => this.set([]);
    this.$(".undo").onclick = () => this.undo();
    this.$(".eraser").onclick = () => {
      this.erases = !this.erases;
      this.draw();
    };
  }

  /** What Python answered. @param {string} text @param {Uint8Array} stored */
  show(text, stored) {
    if (this.open) return;
    this.stored = stored.length ? stored : null;
    if (written(this.strokes) !== text) {
      this.strokes = decode(text);
      this.before = last.text === text ? last.before : [];
    }
    this.draw();
  }

  /** @param {PointerEvent} event @returns {import("./strokes.js").Point} */
  at(event) {
    const box = this.$(".sheet").getBoundingClientRect();
    const place = (v, low, size) => clamp(((v - low) / size) * RASTER - 0.5, 0, RASTER - 1);
    return [place(event.clientX, box.left, box.width), place(event.clientY, box.top, box.height)];
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button > 0 || this.open) return;
    event.preventDefault();
    this.$(".sheet").setPointerCapture(event.pointerId);
    this.before.push(this.strokes);
    this.stored = null;
    this.open = [this.at(event)];
    if (this.erases) this.erase();
    else this.strokes = [...this.strokes, this.open];
    this.draw();
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.open) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = this.at(one);
      const [ax, ay] = this.open.at(-1);
      if (Math.hypot(x - ax, y - ay) >= STEP) this.open.push([x, y]);
    }
    if (this.erases) this.erase();
    this.draw();
  }

  end() {
    if (!this.open) return;
    this.open = null;
    this.draw();
    this.tell();
  }

  /** Tell Python what is drawn. */
  tell() {
    last = { text: written(this.strokes), before: this.before };
    this.told(last.text);
  }

  erase() {
    for (const place of dense(this.open, ERASER / 2)) this.strokes = erased(this.strokes, place, ERASER);
    this.open = [this.open.at(-1)];
  }

  /** @param {import("./strokes.js").Stroke[]} strokes */
  set(strokes) {
    if (!this.strokes.length && !this.stored) return;
    this.before.push(this.strokes);
    this.stored = null;
    this.strokes = strokes;
    this.draw();
    this.tell();
  }

  undo() {
    if (!this.before.length) return;
    this.strokes = this.before.pop();
    this.draw();
    this.tell();
  }

  draw() {
    const pen = (RASTER - 14) / 8;
    const path = (stroke) => {
      const whole = stroke.length > 1 ? stroke : [stroke[0], stroke[0]];
      return polyline(whole.map(([x, y]) => [x + 0.5, y + 0.5]));
    };
    this.$(".sheet .ink").innerHTML = this.strokes
      .map((stroke) => `<path d="${path(stroke)}" stroke-width="${pen.toFixed(1)}"/>`)
      .join("");
    const canvas = this.$(".sheet canvas");
    canvas.hidden = !this.stored;
    if (this.stored) paint(canvas, this.stored, "ink");
    this.$(".eraser").setAttribute("aria-pressed", String(this.erases));
    this.$(".undo").disabled = !this.before.length;
    this.$(".sheet").classList.toggle("erases", this.erases);
    this.$(".hint").hidden = Boolean(this.strokes.length || this.stored);
  }
}

/** Draw 28 × 28 bytes as ink on the page. @type {(canvas: HTMLCanvasElement, bytes: Uint8Array, name: string) => void} */
export function paint(canvas, bytes, name) {
  const { context, width, height } = sharp(canvas);
  const [page, ink] = [rgb(canvas.parentElement, "page"), rgb(canvas.parentElement, name)];
  const side = Math.round(Math.sqrt(bytes.length));
  const picture = raster(side, side, (x, y) => page.map((v, c) => v + ((ink[c] - v) * bytes[y * side + x]) / 255));
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, width, height);
}

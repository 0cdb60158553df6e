// The whole clip below the strip: its waveform, the answer window by window, and the bracket that moves the window.

import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp, probability } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { polyline } from "../../js/svg.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {object} Data
 * @property {number} total seconds
 * @property {number} start of the window
 * @property {number} window seconds
 * @property {number[]} peaks of the waveform, 1 the loudest
 * @property {string[]} classes
 * @property {number} none the class that is none of the others
 * @property {Record<string, string>} names of the strategies
 * @property {string} focus the strategy of the curve
 * @property {number[]} middles of the windows, seconds
 * @property {Record<string, ([kind: number, p: number] | null)[]>} curves of each strategy, window by window;
 *   null where it has no answer, because the sound is silence
 * @property {string} waiting what stands in the curve's place
 *
 * @typedef {[x: number, y: number]} Point
 * @typedef {{ kind: number, at: Point[] }} Run of windows that agree
 */

const TOP = 8;
const MIDDLE = 38;
const FLOOR = 58;
const HALF = 15;
const WORD = 73; // px where times stand

/** The window's start to a tenth of a second, within the clip. @type {(start: number, data: Pick<Data, "total" | "window">) => number} */
export const startOf = (start, { total, window }) => clamp(Math.round(start * 10) / 10, 0, Math.max(0, total - window));

/** One run for windows that follow each other and agree; a window without an answer ends it.
 * @type {(kinds: (number | null)[], places: Point[]) => Run[]} */
export function runsOf(kinds, places) {
  /** @type {Run[]} */
  const runs = [];
  kinds.forEach((kind, i) => {
    if (kind === null) return;
    if (i && kinds[i - 1] === kind) runs.at(-1).at.push(places[i]);
    else runs.push({ kind, at: [places[i]] });
  });
  return runs;
}

/** From which to which window there is no answer. @type {(points: unknown[]) => [from: number, to: number][]} */
export function gapsOf(points) {
  /** @type {[number, number][]} */
  const gaps = [];
  points.forEach((point, i) => {
    if (point) return;
    if (i && !points[i - 1]) gaps.at(-1)[1] = i;
    else gaps.push([i, i]);
  });
  return gaps;
}

class Overview {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.svg = this.$(".drawing");
    /** @type {HTMLElement} */
    this.bracket = this.$(".bracket");
    /** @type {HTMLElement} */
    this.field = this.$(".field");
    this.start = 0;
    this.later = 0;
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(this.field);
    this.listen();
  }

  listen() {
    const { bracket, field } = this;
    bracket.onpointerdown = (event) => {
      bracket.setPointerCapture(event.pointerId);
      this.grip = { x: event.clientX, start: this.start };
    };
    bracket.onpointermove = (event) => {
      if (!this.grip) return;
      const { width } = field.getBoundingClientRect();
      this.move(this.grip.start + ((event.clientX - this.grip.x) / width) * this.data.total);
    };
    bracket.onpointerup = bracket.onpointercancel = () => {
      if (!this.grip) return;
      this.grip = null;
      this.tell();
    };
    bracket.onkeydown = (event) => {
      const { window } = this.data;
      const step = { ArrowLeft: -0.5, ArrowRight: 0.5, PageDown: -window, PageUp: window }[event.key];
      if (!step) return;
      event.preventDefault();
      this.move(this.start + step);
      clearTimeout(this.later);
      this.later = setTimeout(() => this.tell(), 400); // a run of arrow keys is one message
    };
    field.onclick = (event) => {
      if (event.target === bracket) return;
      const box = field.getBoundingClientRect();
      this.move(((event.clientX - box.left) / box.width) * this.data.total - this.data.window / 2);
      this.tell();
    };
  }

  /** @param {Data} data
   * @param {(name: string, value: unknown) => void} set @param {(name: string, value: unknown) => void} trigger */
  show(data, set, trigger) {
    this.data = data;
    this.trigger = trigger;
    if (!this.grip && !this.later) this.start = data.start; // else the screen is ahead of the page
    const select = this.$("select");
    const option = ([key, name]) => `<option value="${key}">${escapeText(name)} ▾</option>`;
    select.innerHTML = Object.entries(data.names).map(option).join("");
    select.value = data.focus;
    select.parentElement.style.visibility = Object.keys(data.names).length ? "" : "hidden";
    select.onchange = () => {
      this.data.focus = select.value;
      this.draw();
      set("focus", select.value);
    };
    this.draw();
  }

  move(start) {
    this.start = startOf(start, this.data);
    this.draw();
  }

  tell() {
    clearTimeout(this.later);
    this.later = 0;
    if (Math.abs(this.start - this.data.start) <= 0.04) return;
    this.data.start = this.start;
    this.trigger("start", this.start);
  }

  draw() {
    const { data, bracket } = this;
    if (!data || !this.field.clientWidth) return;
    const width = this.field.clientWidth;
    const left = this.svg.getBoundingClientRect().width - width;
    const x = (t) => left + (t / data.total) * width;
    const [from, to] = [x(this.start), x(Math.min(data.total, this.start + data.window))];
    this.svg.innerHTML = [
      `<path class="wedge" d="M0 0H${left + width}L${to} ${TOP}H${from}Z"/>`,
      this.wave(left, width),
      `<path class="axis" d="M${left} ${FLOOR}H${left + width}"/>`,
      this.curve(x, left, width),
      ...this.times(left, width, from, to),
    ].join("");
    bracket.style.left = `${from - left}px`;
    bracket.style.width = `${Math.max(12, to - from - 4)}px`;
    bracket.setAttribute("aria-valuemin", "0");
    bracket.setAttribute("aria-valuemax", Math.max(0, data.total - data.window).toFixed(1));
    bracket.setAttribute("aria-valuenow", this.start.toFixed(1));
    bracket.setAttribute("aria-valuetext", this.spoken());
  }

  /** The window that is measured nearest to the middle of the one in use; none if there is none near. */
  near() {
    const { middles, window } = this.data;
    const far = middles.map((t) => Math.abs(t - this.start - window / 2));
    const at = far.indexOf(Math.min(...far));
    return far[at] < window ? at : -1;
  }

  /** The window in use, and what is answered there. */
  spoken() {
    const { total, window, curves, focus, classes } = this.data;
    const [from, to] = [this.start, Math.min(this.start + window, total)].map((t) => t.toFixed(1));
    const when = tr("{from} to {to} s", { from, to });
    const point = curves[focus]?.[this.near()];
    return point ? `${when}: ${classes[point[0]]} ${probability(point[1])}` : when;
  }

  wave(left, width) {
    const { peaks } = this.data;
    if (!peaks.length) return "";
    const step = width / peaks.length;
    /** @type {(side: number) => Point[]} */
    const edge = (side) => peaks.map((v, i) => [left + (i + 0.5) * step, MIDDLE + side * Math.max(0.4, v * HALF)]);
    return `<path class="sound" d="${polyline([...edge(-1), ...edge(1).reverse()])}Z"/>`;
  }

  times(left, width, from, to) {
    const { total, window } = this.data;
    const parts = [];
    const text = (x, anchor, words, kind = "") =>
      parts.push(`<text class="${kind}" x="${x}" y="${WORD}" text-anchor="${anchor}">${words}</text>`);
    if (from - left > 34) text(left, "start", "0");
    if (left + width - to > 52) text(left + width, "end", `${total.toFixed(1)} s`);
    const anchor = (at) => (at - left < 12 ? "start" : left + width - at < 24 ? "end" : "middle");
    text(from, anchor(from), Math.min(this.start, total).toFixed(1), "strong");
    text(to, anchor(to), `${Math.min(this.start + window, total).toFixed(1)} s`, "strong");
    return parts;
  }

  /** The top class of each window: one line a run of windows that agree, named at both ends. */
  curve(x, left, width) {
    const { data } = this;
    const points = data.curves[data.focus];
    if (!points?.length) {
      const words = data.waiting ? escapeText(data.waiting) : "";
      return words && `<text x="${left + width / 2}" y="30" text-anchor="middle">${words}</text>`;
    }
    const y = (p) => FLOOR - 6 - p * (FLOOR - 6 - TOP - 10);
    /** @type {Point[]} */
    const places = points.map((point, i) => [x(data.middles[i]), y(point?.[1] ?? 0)]);
    const kinds = points.map((point) => point?.[0] ?? null);
    const runs = runsOf(kinds, places);
    const out = runs.map(({ kind, at }) => {
      const [[px, py]] = at;
      /** @type {Point[]} */
      const ends =
        at.length > 1
          ? at
          : [
              [px - 4, py],
              [px + 4, py],
            ];
      return `<path class="curve ${kind === data.none ? "none" : ""}" d="${polyline(ends)}"/>`;
    });
    const [first, last] = [runs[0], runs.at(-1)];
    const end = last.at.at(-1);
    const room = end[0] + 80 <= left + width;
    if (runs.length > 1 || !room) out.push(this.before(first.kind, first.at[0], left));
    if (room) out.push(this.word(last.kind, end[0] + 10, end[1] + 4, "start"));
    const near = this.near();
    const now = x(this.start + data.window / 2);
    if (near >= 0 && points[near]) out.push(`<circle class="now" cx="${now}" cy="${places[near][1]}" r="4.5"/>`);
    for (const [from, to] of gapsOf(points)) {
      const middle = (places[from][0] + places[to][0]) / 2;
      out.push(`<text class="gap" x="${middle}" y="30" text-anchor="middle">${tr("silence")}</text>`);
    }
    return out.join("");
  }

  /** A run's name before its first point, or below it where there is no room beside it. */
  before(kind, [px, py], left) {
    return px - left < 95 ? this.word(kind, left, py + 17, "start") : this.word(kind, px - 10, py + 4, "end");
  }

  word(kind, x, y, anchor) {
    const { none, classes } = this.data;
    const strong = kind === none ? "" : "strong";
    return `<text class="${strong}" x="${x}" y="${y}" text-anchor="${anchor}">${escapeText(classes[kind])}</text>`;
  }

  close() {
    this.resize.disconnect();
    clearTimeout(this.later);
  }
}

export default mount(".overview", Overview);

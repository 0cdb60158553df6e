// Heads off, one by one, by layer, or along the order of who is missed least; this clip's answer follows.
// Along the order every answer came with the data; any other set is Python's to answer.

import { sharp, zoomOf } from "../../js/canvas.js";
import { colour } from "../../js/colour.js";
import { tr, trn } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { argmax, clamp, percent, probability } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {string} Id of a head: "layer.stream.head", all from nought
 *
 * @typedef {object} Data
 * @property {Id[]} tiles every head
 * @property {Id[]} order the least needed first; empty where it was not measured
 * @property {Id[]} off
 * @property {Id} open
 * @property {string} pass of the clip that is answered
 * @property {boolean} covered
 * @property {string[]} classes
 * @property {number} truth
 * @property {number[]} base probabilities with all heads
 * @property {number[][]} path probabilities with the first 0, 1, 2 … of the order off
 * @property {{ off: Id[], p: number[] } | null} now probabilities without another set
 * @property {number[]} least accuracy with the first 0, 1, 2 … of the order off; empty while it is covered
 * @property {number[]} most accuracy the other way round
 * @property {{ counts: number[], low: number[], high: number[] }} random
 * @property {number} low bottom of the axis
 * @property {string} none what stands in the chart's place where nothing was measured
 */

const LIKELIEST = 5;
const INSET = { left: 36, right: 10, top: 8, bottom: 22 };

/** How many heads are off if they are the first of the order, else null. @type {(order: Id[], off: Set<Id>) => number | null} */
export const prefixOf = (order, off) =>
  order.length && order.slice(0, off.size).every((id) => off.has(id)) ? off.size : null;

/** What the address says of the heads that are off. @type {(order: Id[], off: Set<Id>) => string} */
export function told(order, off) {
  const prefix = prefixOf(order, off);
  if (off.size === 0) return "";
  return prefix !== null ? `first-${prefix}` : [...off].join("_");
}

/** Probabilities without the heads that are off; null until Python has answered. @type {(data: Data, off: Set<Id>) => number[] | null} */
export function answer(data, off) {
  const prefix = prefixOf(data.order, off);
  if (off.size === 0) return data.base;
  if (prefix !== null) return data.path[prefix];
  const same = data.now && data.now.off.length === off.size && data.now.off.every((id) => off.has(id));
  return same ? data.now.p : null;
}

class HeadsOff {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {Set<Id>} */
    this.off = new Set();
    this.listen();
    this.opened = (event) => {
      this.open = event.detail;
      this.buttons();
    };
    this.asked = () => this.say();
    document.addEventListener("mmf-heads-open", this.opened);
    document.addEventListener("mmf-heads-ask", this.asked);
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  listen() {
    const handle = this.$(".handle");
    const chart = this.$(".chart");
    chart.onpointerdown = (event) => {
      chart.setPointerCapture(event.pointerId);
      this.held = true;
      this.drag(event);
    };
    chart.onpointermove = (event) => {
      if (this.held) this.drag(event);
    };
    chart.onpointerup = chart.onpointercancel = () => {
      if (!this.held) return;
      this.held = false;
      this.tell();
    };
    const steps = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -4,
      PageUp: 4,
      Home: -99,
      End: 99,
    };
    handle.onkeydown = (event) => {
      const by = steps[event.key];
      if (!by || !this.data) return;
      event.preventDefault();
      this.first(this.off.size + by);
      this.tell();
    };
    this.$(".one").onclick = () => this.flip([this.open]);
    this.$(".layer").onclick = () => this.flip(this.layer());
    this.$(".all").onclick = () => {
      this.off = new Set();
      this.change();
      this.tell();
    };
  }

  /** @param {Data} data @param {(name: string, value: unknown) => void} send */
  show(data, send) {
    this.data = data;
    this.send = send;
    if (!this.mine || data.pass !== this.pass) this.off = new Set(data.off);
    this.mine = true;
    this.pass = data.pass;
    this.open = this.openNow(data.open);
    this.change();
    this.root.dataset.ready = data.pass;
  }

  /** Python's word for the open head is late while a pin is under way; the browser's own comes first. */
  openNow(told) {
    if (this.open && this.data.tiles.includes(this.open) && this.told === told) return this.open;
    this.told = told;
    return told;
  }

  get prefix() {
    return prefixOf(this.data.order, this.off);
  }

  /** Every head of the open one's layer. */
  layer() {
    const [layer] = this.open.split(".");
    return this.data.tiles.filter((id) => id.split(".")[0] === layer);
  }

  first(count) {
    const { order } = this.data;
    this.off = new Set(order.slice(0, clamp(count, 0, order.length)));
    this.change();
  }

  flip(ids) {
    const all = ids.every((id) => this.off.has(id));
    for (const id of ids) {
      if (all) this.off.delete(id);
      else this.off.add(id);
    }
    this.change();
    this.tell();
  }

  drag(event) {
    const chart = this.$(".chart");
    const box = chart.getBoundingClientRect();
    const zoom = zoomOf(chart);
    const share = (event.clientX - box.left - zoom * INSET.left) / (box.width - zoom * (INSET.left + INSET.right));
    this.first(Math.round(share * this.data.order.length));
  }

  tell() {
    this.send("off", told(this.data.order, this.off));
  }

  say() {
    document.dispatchEvent(new CustomEvent("mmf-heads-off", { detail: [...this.off] }));
  }

  change() {
    this.say();
    this.buttons();
    this.draw();
    this.speak();
  }

  buttons() {
    if (!this.data || !this.open) return;
    const [layer, , head] = this.open.split(".").map((part) => Number(part) + 1);
    const one = this.$(".one");
    const whole = this.$(".layer");
    one.textContent = tr("layer {layer}, head {head} off", { layer, head });
    one.setAttribute("aria-pressed", String(this.off.has(this.open)));
    whole.textContent = tr("layer {layer} off", { layer });
    whole.setAttribute("aria-pressed", String(this.layer().every((id) => this.off.has(id))));
    this.$(".all").disabled = !this.off.size;
  }

  /** This clip's answer before and now. */
  speak() {
    const { data, off } = this;
    const { base, truth } = data;
    const here = this.$(".here");
    const now = answer(data, off);
    const top = argmax(base);
    const mark = (i) => (truth === null ? "" : i === truth ? " ✓" : " ✗");
    const said = (p, i) => `${escapeText(data.classes[i])} ${probability(p[i])}`;
    const n = off.size;
    if (!n) {
      here.innerHTML = tr("<b>This clip: {answer}</b>, no head is off.", { answer: said(base, top) + mark(top) });
    } else if (!now) here.innerHTML = trn("This clip, one head off: …", "This clip, {n} heads off: …", n);
    else {
      const then = argmax(now);
      const same = then === top;
      const facts = {
        change: `${said(base, top)} → ${probability(now[top])}${same ? mark(top) : ""}`,
        other: `${said(now, then)}${mark(then)}`,
      };
      here.innerHTML = same
        ? trn("<b>This clip, one head off: {change}</b>.", "<b>This clip, {n} heads off: {change}</b>.", n, facts)
        : trn(
            "<b>This clip, one head off: {change}</b>; <b>{other}</b> comes first.",
            "<b>This clip, {n} heads off: {change}</b>; <b>{other}</b> comes first.",
            n,
            facts,
          );
      if (this.prefix === null && data.order.length) {
        here.innerHTML += ` ${tr("The curve shows heads in their order, not these.")}`;
      }
    }
    this.root.dataset.p = now ? now[top].toFixed(4) : "";
    if (now) this.bars(base, now); // until Python has answered, what was there stays
  }

  /** Where there is no order to draw: the likeliest answers now, a tick at what each was with every head at work. */
  bars(base, now) {
    const either = (i) => Math.max(base[i], now[i]);
    const places = base
      .map((_, i) => i)
      .sort((a, b) => either(b) - either(a))
      .slice(0, LIKELIEST);
    const row = (i) => {
      const bar = `<i style="width:${100 * now[i]}%"></i><u style="left:${100 * base[i]}%"></u>`;
      return `<dt>${escapeText(this.data.classes[i])}</dt><dd>${bar}</dd><dd>${probability(now[i])}</dd>`;
    };
    this.$(".bars").innerHTML = this.data.order.length ? "" : places.map(row).join("");
  }

  draw() {
    const { data } = this;
    if (!data || !this.root.clientWidth) return;
    const has = data.most.length > 0;
    this.$(".chart").style.display = has ? "" : "none";
    this.$(".none").textContent = has ? "" : data.none;
    if (!has) return;
    const { context, width, height } = sharp(this.$("canvas"));
    const all = data.order.length;
    const across = width - INSET.left - INSET.right;
    const x = (count) => INSET.left + (count / all) * across;
    const y = (v) => INSET.top + ((1 - v) / (1 - data.low)) * (height - INSET.top - INSET.bottom);
    const ticks = [1, 0.75, 0.5, 0.25].filter((v) => v >= data.low);
    context.fillStyle = colour(this.root, "hairline");
    for (const v of ticks) context.fillRect(x(0), y(v) - 0.5, across, 1);
    this.curves(context, x, y);
    const count = this.prefix ?? 0; // heads of another choice are not on the curve
    const at = y(data.covered ? (1 + data.low) / 2 : data.least[count]);
    context.setLineDash([2, 3]);
    context.lineWidth = 1.2;
    context.beginPath();
    context.moveTo(x(count), at + 9);
    context.lineTo(x(count), height - INSET.bottom);
    context.stroke();
    context.setLineDash([]);
    const handle = this.$(".handle");
    handle.style.left = `${x(count)}px`;
    handle.style.top = `${at}px`;
    handle.style.opacity = this.prefix === null ? 0.35 : 1;
    handle.setAttribute("aria-valuemax", String(all));
    handle.setAttribute("aria-valuenow", String(count));
    const accuracy = data.covered
      ? tr("the accuracy is covered")
      : tr("{p} % accuracy on the test set", { p: percent(data.least[count]) });
    handle.setAttribute("aria-valuetext", `${tr("{n} of {of} heads off", { n: count, of: all })}, ${accuracy}`);
    this.marks({ x, y, ticks, count, width, base: height - INSET.bottom + 3 });
  }

  /** The band of random orders, and both orders of need: `least` is empty while it is to be guessed. */
  curves(context, x, y) {
    const { random, most, least } = this.data;
    context.beginPath();
    random.counts.forEach((count, i) => {
      context.lineTo(x(count), y(random.high[i]));
    });
    for (let i = random.counts.length - 1; i >= 0; i--) context.lineTo(x(random.counts[i]), y(random.low[i]));
    context.globalAlpha = 0.55;
    context.fillStyle = colour(this.root, "line");
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colour(this.root, "ink");
    for (const [values, dash, line] of /** @type {[number[], number[], number][]} */ ([
      [most, [5, 4], 1.4],
      [least, [], 2.4],
    ])) {
      context.beginPath();
      values.forEach((v, i) => {
        context.lineTo(x(i), y(v));
      });
      context.setLineDash(dash);
      context.lineWidth = line;
      context.stroke();
    }
  }

  marks({ x, y, ticks, count, width, base }) {
    const { order, least, random, covered } = this.data;
    const all = order.length;
    const near = (c) => Math.abs(x(c) - x(count)) < 34;
    const middle = Math.round(random.counts.length * 0.6);
    const mark = (kind, left, top, words) => `<${kind} style="left:${left}px;top:${top}px">${words}</${kind}>`;
    const above = Math.max(-12, y(covered ? 1 : least[Math.round(all * 0.3)]) - 20);
    this.$(".marks").innerHTML = [
      ...ticks.map((v) => `<span class="left" style="left:${INSET.left - 12}px;top:${y(v)}px">${100 * v}</span>`),
      near(0) ? "" : mark("span", x(0), base, 0),
      x(all) - x(count) < 74
        ? ""
        : `<em style="right:${INSET.right - 8}px;top:${base}px">${tr("{n} heads off", { n: all })}</em>`,
      mark("b", clamp(x(count), 12, width - 12), base, count),
      mark("b", x(all * 0.62), above, covered ? tr("least important first: covered") : tr("least important first")),
      mark("em", x(random.counts[middle]) + 4, y(random.high[middle]) + 2, tr("20 random")),
      mark("em", x(0) + 5, base - 21, tr("most important first")),
    ].join("");
  }

  close() {
    this.resize.disconnect();
    document.removeEventListener("mmf-heads-open", this.opened);
    document.removeEventListener("mmf-heads-ask", this.asked);
  }
}

export default mount(".switch", HeadsOff);

// The label budget under the finger: every budget came with the buffer, and is looked up.

import { unpack } from "../../js/bytes.js";
import { zoomOf } from "../../js/canvas.js";
import { tr, trn } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { argmax, clamp, fixed, fraction, percent, points } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { polyline } from "../../js/svg.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {number[]} value at each budget
 * @property {number[]} half of its interval
 *
 * @typedef {object} Saved
 * @property {number} value labels a class that the modality alone needs to do as well
 * @property {number} low
 * @property {number} high
 *
 * @typedef {object} Shown
 * @property {string} name
 * @property {number} truth
 * @property {number[][]} alone scores of each class, at each budget
 * @property {number[][]} lead the same by the way in view
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {string} modality what stays, and so the colour of the curve alone
 * @property {string[]} budgets
 * @property {number} at
 * @property {string[]} classes
 * @property {number} chance
 * @property {Line} alone
 * @property {Line} lead
 * @property {Line[]} gains
 * @property {Saved[]} [saved]
 * @property {number} most
 * @property {Shown[]} items
 * @property {number} item
 * @property {number} side
 * @property {import("../../js/bytes.js").Place[]} pictures
 */

const ROOM = { left: 30, right: 84, top: 10, bottom: 26 };
const TOP = 3;

/** The two ends of an axis in tenths that holds every interval. @type {(lines: Line[], chance: number) => [low: number, high: number]} */
export function range(lines, chance) {
  const low = Math.min(chance, ...lines.flatMap(({ value, half }) => value.map((v, i) => v - half[i])));
  const high = Math.max(...lines.flatMap(({ value, half }) => value.map((v, i) => v + half[i])));
  return [Math.floor(low * 10 + 1e-9) / 10, Math.ceil(high * 10 - 1e-9) / 10];
}

/** Whether an interval leaves nought out. @type {(value: number, half: number) => boolean} */
export const clear = (value, half) => Math.abs(value) > half;

/** Labels a class, as many digits as they support. @type {(labels: number) => string} */
export const labels = (count) => fixed(count, count < 9.95 ? 1 : 0);

/** A budget in words. @type {(budget: string) => string} */
const inWords = (budget) =>
  budget === "all" ? tr("all labels") : trn("one label per class", "{n} labels per class", Number(budget));

/** A budget as it stands at an axis. @type {(budget: string) => string} */
const short = (budget) => (budget === "all" ? tr("all") : budget);

/** What the budget is worth, in a sentence of markup. @type {(header: Header, at: number) => string} */
export function worth({ saved, most, alone, lead, budgets }, at) {
  const gain = lead.value[at] - alone.value[at];
  const begin = tr("With {labels}: {alone} % alone, <b>{lead} %</b> {way}.", {
    labels: inWords(budgets[at]),
    alone: percent(alone.value[at]),
    lead: percent(lead.value[at]),
    way: escapeText(lead.name),
  });
  const one = saved?.[at];
  if (!one || gain <= 0) return begin;
  const top = one.value >= most ? tr("more than all") : labels(one.value);
  const high = one.high >= most ? tr("all") : labels(one.high);
  const good = tr("That is as good as <b>{top}</b> labels per class alone ({low} to {high}).", {
    top,
    low: labels(one.low),
    high,
  });
  return `${begin} ${good}`;
}

class Budget {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.input = this.$("input");
    this.input.oninput = () => this.move(Number(this.input.value));
    this.input.onchange = () => this.tell();
    this.$(".next").onclick = () => this.next();
    const svg = this.$(".lines");
    svg.onpointerdown = (event) => {
      svg.setPointerCapture(event.pointerId);
      this.held = true;
      this.drag(event);
    };
    svg.onpointermove = (event) => {
      if (this.held) this.drag(event);
    };
    svg.onpointerup = svg.onpointercancel = () => {
      if (!this.held) return;
      this.held = false;
      this.tell();
    };
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    const { header, blob } = unpack(bytes);
    const other = header.key !== this.header?.key;
    /** @type {Header} */
    this.header = header;
    this.set = set;
    if (other || (header.at === this.told && !this.held)) this.at = header.at;
    if (this.at === undefined || this.at >= header.budgets.length) this.at = header.at;
    this.told = this.at;
    this.item = header.item;
    for (const url of this.urls ?? []) URL.revokeObjectURL(url);
    this.urls = header.pictures.map((place) => URL.createObjectURL(new Blob([blob(place)], { type: "image/png" })));
    const last = header.budgets.length - 1;
    this.input.max = String(last);
    this.$(".stops").innerHTML = header.budgets
      .map((words, i) => `<i style="left:${(100 * i) / last}%">${escapeText(short(words))}</i>`)
      .join("");
    this.draw();
    this.root.dataset.ready = header.key;
  }

  drag(event) {
    const lines = this.$(".lines");
    const box = lines.getBoundingClientRect();
    const zoom = zoomOf(lines);
    const last = this.header.budgets.length - 1;
    const share = (event.clientX - box.left - zoom * ROOM.left) / (box.width - zoom * (ROOM.left + ROOM.right));
    this.move(clamp(Math.round(share * last), 0, last));
  }

  move(at) {
    this.at = at;
    this.draw();
  }

  tell() {
    if (this.told === this.at) return;
    this.told = this.at;
    this.set("at", this.at);
  }

  next() {
    this.item = (this.item + 1) % this.header.items.length;
    this.answers();
    this.set("item", this.item);
  }

  draw() {
    const { header, at, input, root } = this;
    if (!header || !root.clientWidth) return;
    const last = header.budgets.length - 1;
    const own = header.budgets[at];
    input.value = String(at);
    input.setAttribute("aria-valuetext", inWords(own));
    const out = this.$("output");
    out.textContent = short(own);
    out.style.left = `calc(8px + ${at / last} * (100% - 16px))`;
    this.lines();
    this.rows();
    this.answers();
    this.$(".saved").innerHTML = worth(header, at);
    root.dataset.at = own;
  }

  lines() {
    const { header, at } = this;
    const { alone, lead, chance, budgets, saved, most, modality } = header;
    const svg = this.$(".lines");
    const { clientWidth: width, clientHeight: height } = svg;
    const last = budgets.length - 1;
    const [low, high] = range([alone, lead], chance);
    const base = height - ROOM.bottom;
    const x = (i) => ROOM.left + (i / last) * (width - ROOM.left - ROOM.right);
    const y = (v) => ROOM.top + (1 - (v - low) / (high - low)) * (base - ROOM.top);
    const parts = [];
    for (let v = low; v <= high + 1e-9; v += high - low > 0.45 ? 0.2 : 0.1) {
      parts.push(`<path d="M${x(0)} ${y(v)}H${x(last)}" style="stroke:var(--mmf-hairline)"/>`);
      parts.push(`<text x="${ROOM.left - 6}" y="${y(v) + 4}" text-anchor="end">${Math.round(100 * v)}</text>`);
    }
    parts.push(
      `<path d="M${x(0)} ${y(chance)}H${x(last)}" style="stroke:var(--mmf-ghost)" stroke-dasharray="5 4" stroke-width="1.4"/>`,
    );
    parts.push(`<text x="${x(last) + 8}" y="${y(chance) + 4}">${tr("chance")}</text>`);
    budgets.forEach((words, i) => {
      const style = i === at ? ' style="fill:var(--mmf-ink);font-weight:600"' : "";
      parts.push(`<text x="${x(i)}" y="${base + 18}" text-anchor="middle"${style}>${escapeText(short(words))}</text>`);
    });
    parts.push(
      `<path d="M${x(at)} ${ROOM.top}V${base}" style="stroke:var(--mmf-ink)" stroke-width="1.2" stroke-dasharray="2 3"/>`,
    );
    for (const [line, name] of /** @type {[Line, string][]} */ ([
      [alone, modality],
      [lead, "ink"],
    ])) {
      /** @type {(side: number) => [number, number][]} */
      const edge = (side) => line.value.map((v, i) => [x(i), y(v + side * line.half[i])]);
      parts.push(
        `<path d="${polyline([...edge(1), ...edge(-1).reverse()])}Z" style="fill:var(--mmf-${name})" opacity=".16"/>`,
      );
      parts.push(
        `<path class="line" d="${polyline(line.value.map((v, i) => [x(i), y(v)]))}" fill="none" ` +
          `style="stroke:var(--mmf-${name})" stroke-width="2.4"/>`,
      );
      parts.push(
        `<circle cx="${x(at)}" cy="${y(line.value[at])}" r="5" style="fill:var(--mmf-page);stroke:var(--mmf-${name})" stroke-width="2.4"/>`,
      );
    }
    const one = saved?.[at];
    if (one && lead.value[at] > alone.value[at]) {
      const end = x(this.place(Math.min(one.value, most)));
      parts.push(
        `<path class="saves" d="M${x(at)} ${y(lead.value[at])}H${end}m-6 -4l6 4l-6 4" fill="none" ` +
          'style="stroke:var(--mmf-ink)" stroke-width="1.6"/>',
      );
    }
    const gap = y(alone.value[last]) - y(lead.value[last]);
    const shift = Math.abs(gap) < 16 ? (16 - Math.abs(gap)) / 2 : 0;
    const up = gap >= 0 ? 1 : -1;
    const name = (where, colour, words) =>
      `<text x="${x(last) + 8}" y="${where}" style="fill:var(--mmf-${colour});font-weight:600">${words}</text>`;
    parts.push(name(y(lead.value[last]) + 4 - up * shift, "ink", escapeText(lead.name)));
    parts.push(name(y(alone.value[last]) + 4 + up * shift, `${modality}-words`, tr("alone")));
    svg.innerHTML = parts.join("");
    const said = (line) =>
      line.value.map((v, i) => tr("{p} with {n}", { p: percent(v), n: short(budgets[i]) })).join(", ");
    svg.setAttribute(
      "aria-label",
      tr("accuracy in % against labels per class; alone: {alone}; {way}: {lead}; chance: {chance}", {
        alone: said(alone),
        way: lead.name,
        lead: said(lead),
        chance: percent(chance),
      }),
    );
  }

  /** Where so many labels a class lie among the budgets, along the logarithm. */
  place(count) {
    const axis = this.header.budgets.map((words) => (words === "all" ? this.header.most : Number(words)));
    const after = axis.findIndex((own) => own >= count - 1e-9);
    if (after < 0) return axis.length - 1;
    if (after === 0) return 0;
    return after - 1 + Math.log(count / axis[after - 1]) / Math.log(axis[after] / axis[after - 1]);
  }

  rows() {
    const { header, at } = this;
    const { gains, budgets } = header;
    const most = Math.max(0.02, ...gains.flatMap(({ value, half }) => value.map((v, i) => Math.abs(v) + half[i])));
    this.$(".gain figcaption").textContent = tr("Gain over {alone}, {labels}", {
      alone: header.alone.name,
      labels: inWords(budgets[at]),
    });
    this.$(".rows").innerHTML = gains
      .map(({ name, value, half }, i) => {
        const [v, h] = [value[at], half[at]];
        const x = (worth) => `${50 + (50 * worth) / most}%`;
        const mark = clear(v, h) ? "fill:var(--mmf-ink)" : "fill:var(--mmf-page)";
        const drawing =
          `<svg aria-hidden="true"><line x1="50%" x2="50%" y1="0" y2="32" style="stroke:var(--mmf-line)"/>` +
          `<line x1="${x(v - h)}" x2="${x(v + h)}" y1="16" y2="16" style="stroke:var(--mmf-ink)" stroke-width="2.4"/>` +
          `<circle cx="${x(v)}" cy="16" r="5" style="${mark};stroke:var(--mmf-ink)" stroke-width="2"/></svg>`;
        return (
          `<div role="row" class="${i ? "" : "first"}"><div class="who" role="rowheader">${escapeText(name)}</div>` +
          `<div class="plot" role="cell">${drawing}</div>` +
          `<div class="said" role="cell">${points(v)} <small>± ${percent(h)}</small></div></div>`
        );
      })
      .join("");
    this.$(".axis").textContent = tr(
      "Percentage points, paired by draw, with 95 % interval; scale ± {most}. Hollow: the interval contains zero.",
      { most: percent(most) },
    );
  }

  answers() {
    const { header, at } = this;
    const own = header.items[this.item];
    this.$(".item").hidden = !own;
    if (!own) return;
    const image = this.$(".picture img");
    image.src = this.urls[this.item];
    image.alt = own.name;
    this.$(".picture b").textContent = own.name;
    this.$(".picture span").textContent = header.classes[own.truth];
    for (const [side, name] of /** @type {["alone" | "lead", string][]} */ ([
      ["alone", header.alone.name],
      ["lead", header.lead.name],
    ])) {
      const scores = own[side][at];
      const order = scores
        .map((_, i) => i)
        .sort((a, b) => scores[b] - scores[a])
        .slice(0, TOP);
      const right = argmax(scores) === own.truth;
      this.$(`.${side} h4`).textContent = `${name} ${right ? "✓" : "✗"}`;
      this.$(`.${side} dl`).innerHTML = order
        .map((i) => {
          const bar = `<i style="width:${100 * clamp(scores[i], 0, 1)}%"></i>`;
          const kind = i === own.truth ? ' class="right"' : "";
          return `<dt${kind}>${escapeText(header.classes[i])}</dt><dd class="bar">${bar}</dd><dd>${fraction(scores[i])}</dd>`;
        })
        .join("");
    }
    this.root.dataset.item = own.name;
  }

  close() {
    this.resize.disconnect();
    for (const url of this.urls ?? []) URL.revokeObjectURL(url);
  }
}

export default mount(".budget", Budget);

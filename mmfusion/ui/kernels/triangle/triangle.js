// Three kernels, one weight each: all that moves under the finger is added up here from what came with the buffer.
// Python hears of the point at which it is let go, of a kernel that is there twice, and of the next picture.

import { unpack } from "../../js/bytes.js";
import { ramp, raster, sharp, zoomOf } from "../../js/canvas.js";
import { colour, rgb } from "../../js/colour.js";
import { swatch } from "../../js/icons.js";
import { marked, tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp, fraction, percent, points, total } from "../../js/numbers.js";
import { another } from "../../js/pictures.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import { Labels, MARKS } from "./labels.js";
import * as simplex from "./simplex.js";

/**
 * @typedef {object} Live the picture that is classified now
 * @property {number} picture
 * @property {number} n test pictures
 * @property {string} truth
 * @property {[kind: string, decision: number][]} top
 * @property {[css: string, share: number][]} swatch
 *
 * @typedef {object} Figures what each node of the triangle is worth
 * @property {number[]} validation accuracy of each node
 * @property {number[]} slack above nought where a node is as good as the best; empty while that is covered
 * @property {number[][]} test accuracy of each node over the splits
 * @property {Record<"L1" | "L2" | "alignf", { weights: number[], test: number[] }>} marks
 *
 * @typedef {object} Header
 * @property {string[]} titles the same in the language of the page
 * @property {string[]} names of the three kernels: colour, texture, shape
 * @property {number} steps of the triangle's edge
 * @property {number[]} at the point, in steps
 * @property {string} twice the kernel that is there twice, or ""
 * @property {string[]} kinds
 * @property {[css: string, share: number][][]} swatches
 * @property {number} splits
 * @property {number} quantile half an interval in standard deviations
 * @property {{ kernels: number[][], labels: number[], length: number }} aligned
 * @property {Live} live
 * @property {Figures} figures
 * @property {import("../../js/bytes.js").Place[]} heats a square of bytes a kernel
 */

const INK = 'style="stroke:var(--mmf-ink)" stroke-width="1.6"';
const ICONS = [
  '<svg viewBox="0 0 22 14"><circle cx="5" cy="7" r="4.5" style="fill:var(--mmf-ink)"/>' +
    '<circle cx="11" cy="7" r="4.5" style="fill:var(--mmf-ghost)"/>' +
    '<circle cx="17" cy="7" r="4.5" style="fill:var(--mmf-line)"/></svg>',
  `<svg viewBox="0 0 22 14"><path d="M1 13L6 1M5.5 13L10.5 1M10 13L15 1M14.5 13L19.5 1" ${INK}/></svg>`,
  `<svg viewBox="0 0 22 14"><path d="M11 1.2L18.5 13H3.5Z" fill="none" ${INK}/></svg>`,
];
const NODES = { equal: marked("equal"), L1: marked("L1, learned"), L2: marked("L2, learned"), alignf: "alignf" };
const three = (weights) => weights.map(fraction).join(" ");

class Triangle {
  /** @param {HTMLElement & { picture?: (kind: string) => Promise<Blob> }} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {HTMLElement} */
    this.field = this.$(".field");
    /** @type {HTMLElement} */
    this.handle = this.$(".handle");
    this.alpha = [1 / 3, 1 / 3, 1 / 3];
    this.twice = "";
    this.held = false;
    this.later = null;
    this.labels = new Labels();
    this.listen();
    this.resize = new Redraw(() => this.layout());
    this.resize.observe(root);
    this.resize.observe(this.field);
    this.theme = new MutationObserver(() => setTimeout(() => this.layout(), 50));
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  show(bytes, tell) {
    const { header, blob } = unpack(bytes);
    this.heats = header.heats.map((at) => blob(at));
    /** @type {Header} */
    this.header = header;
    this.tell = tell;
    this.side = Math.round(Math.sqrt(this.heats[0].length));
    this.twice = header.twice;
    const said = header.at.join(" ");
    if (said !== this.told && !this.held && !this.later) {
      this.alpha = header.at.map((v) => v / header.steps);
      this.told = said;
    }
    this.build();
    // The map and the three heat maps are redrawn where they may differ, not at every release.
    const state = `${header.figures.slack.length} ${this.twice}`;
    if (this.inks && this.drawn === state) this.moved();
    else {
      this.drawn = state;
      this.layout();
    }
    this.root.dataset.ready = said;
    this.root.dataset.seen = header.figures.slack.length ? "1" : "";
  }

  /** The parts that stay while the point moves. */
  build() {
    const { header, root } = this;
    const outlined = header.figures.slack.length > 0;
    const key = `${outlined} ${header.names}`;
    if (this.built !== key) {
      this.built = key;
      this.$(".sum").innerHTML = header.names.map((name, i) => this.kernel(name, i)).join("");
      for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll(".twice"))) {
        button.setAttribute(
          "aria-label",
          tr("duplicate {name}", { name: header.titles[header.names.indexOf(button.dataset.name)] }),
        );
        button.onclick = () => {
          this.twice = this.twice === button.dataset.name ? "" : button.dataset.name;
          this.marks();
          this.moved();
          this.tell("twice", this.twice);
        };
      }
      this.$(".count").textContent = tr("{n} training pictures, ordered by kind", { n: this.side });
      const kinds = header.kinds.map((kind, i) => `<li>${escapeText(kind)}${swatch(header.swatches[i])}</li>`);
      this.$(".kinds").innerHTML = kinds.join("");
      const outline = outlined
        ? '<svg viewBox="0 0 22 9"><path d="M1 5H21" fill="none" style="stroke:var(--mmf-ink)" stroke-width="2.4"/></svg> ' +
          tr("as good as the best")
        : tr("which are as good as the best: covered");
      this.$(".key").innerHTML =
        `${tr("Validation accuracy: the fuller the colour, the higher")}<span>${outline}</span>`;
    }
    this.$(".one").innerHTML = this.decided(header.live);
  }

  kernel(name, i) {
    const title = escapeText(this.header.titles[i]);
    return (
      `${i ? '<span class="plus">+</span>' : ""}<div class="one-kernel">` +
      `<header>${ICONS[i]}<b>${title}</b><span class="alpha"></span></header>` +
      `<canvas role="img" aria-label="${tr("heat map of the kernel of {name}", { name: title })}"></canvas>` +
      `<div class="weight"><div class="bar"></div>` +
      `<button class="twice" type="button" data-name="${name}">${tr("duplicate")}</button></div></div>`
    );
  }

  /** @param {Live} live */
  decided(live) {
    const span = Math.max(...live.top.map(([, v]) => Math.abs(v)), 1);
    const right = live.top[0][0] === live.truth;
    const rows = live.top.map(([kind, v], i) => {
      const first = i ? "" : "first";
      const wide = ((100 * Math.max(v + 1, 0)) / (span + 1)).toFixed(1);
      return (
        `<dt class="${first}">${escapeText(kind)}</dt><dd class="bar ${first}"><i style="left:0;width:${wide}%"></i>` +
        `<u style="left:${(100 / (span + 1)).toFixed(1)}%"></u></dd>` +
        `<dd class="${first}">${v < 0 ? "−" : ""}${Math.abs(v).toFixed(2)}</dd>`
      );
    });
    return (
      `<div class="what">${swatch(live.swatch)}<span>${tr("Test picture {k} of {n}:", { k: live.picture + 1, n: live.n })} ` +
      `<b>${escapeText(live.truth)}</b> ${right ? "✓" : "✗"}</span></div><dl>${rows.join("")}</dl>`
    );
  }

  // ---- the point ----

  box() {
    return simplex.boxOf(this.field.clientWidth);
  }

  place(alpha) {
    return simplex.placeOf(alpha, this.box());
  }

  /** The node nearest to a weighting, in steps. */
  node(alpha = this.alpha) {
    return simplex.nearest(alpha, this.header.steps);
  }

  /** A node's place in the tables. */
  index(node) {
    return simplex.indexOf(node, this.header.steps);
  }

  listen() {
    const { field } = this;
    const to = (event) => {
      const box = field.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top].map((at) => at / zoomOf(field));
      const alpha = simplex.weightsAt(x, y, this.box());
      this.move(simplex.inside(alpha));
    };
    field.onpointerdown = (event) => {
      const beside = event.pointerType === "touch" && event.target !== this.handle;
      if (!this.header || event.button || beside) return;
      field.setPointerCapture(event.pointerId);
      this.held = true;
      this.root.classList.add("held");
      to(event);
    };
    field.onpointermove = (event) => {
      if (this.held) to(event);
    };
    field.onpointerup = field.onpointercancel = () => {
      if (this.held) this.release();
    };
    field.onclick = (/** @type {PointerEvent} */ event) => {
      if (!this.header || event.pointerType !== "touch" || event.target === this.handle) return;
      to(event);
      this.release();
    };
    field.onkeydown = (event) => {
      if (!this.header || !event.key.startsWith("Arrow")) return;
      event.preventDefault();
      const next = simplex.stepped(event.key, this.node(), this.header.steps);
      if (!next) return;
      this.move(next.map((v) => v / this.header.steps));
      clearTimeout(this.later);
      this.later = setTimeout(() => {
        this.later = null;
        this.release();
      }, 400);
    };
    this.$(".next").onclick = () => this.tell("picture", another(this.header.live.picture, this.header.live.n));
  }

  move(alpha) {
    this.alpha = alpha;
    this.moved();
  }

  release() {
    this.held = false;
    this.root.classList.remove("held");
    const steps = this.node();
    const said = steps.join(" ");
    this.move(steps.map((v) => v / this.header.steps));
    if (said === this.told) return;
    this.told = said;
    this.tell("at", said);
  }

  // ---- what is drawn ----

  layout() {
    if (!this.header || !this.field.clientWidth) return;
    this.inks = [rgb(this.root, "page"), rgb(this.root, "ink")];
    this.ramp = ramp(this.inks[0], this.inks[1]);
    this.map();
    this.marks();
    this.heats.forEach((values, i) => {
      this.heat(this.root.querySelectorAll(".one-kernel canvas")[i], values);
    });
    this.moved();
  }

  /** A square of bytes in the ink ramp. */
  heat(canvas, values) {
    const n = this.side;
    const ink = Array.from(simplex.stretched(values, n), (share) => this.ramp[Math.round(255 * share)]);
    canvas.width = canvas.height = n;
    canvas.getContext("2d").drawImage(
      raster(n, n, (x, y) => ink[values[y * n + x]]),
      0,
      0,
    );
  }

  /** All that follows the point. */
  moved() {
    const { header, alpha } = this;
    if (!header || !this.ramp) return;
    this.heat(this.$(".whole canvas"), simplex.summed(this.heats, alpha));
    this.root.querySelectorAll(".one-kernel").forEach((part, i) => {
      const double = this.twice === header.names[i];
      const w = 100 * alpha[i];
      const half = fraction(alpha[i] / 2);
      part.querySelector(".alpha").textContent = double ? `α = ${half} + ${half}` : `α = ${alpha[i].toFixed(2)}`;
      part.querySelector(".bar").innerHTML = double
        ? `<i style="left:0;width:calc(${w / 2}% - 1px)"></i>` +
          `<i style="left:calc(${w / 2}% + 1px);width:calc(${w / 2}% - 1px)"></i>`
        : `<i style="left:0;width:${w}%"></i>`;
      const again = part.querySelector(".twice");
      again.setAttribute("aria-pressed", String(double));
      again.textContent = double ? tr("twice") : tr("duplicate");
    });
    this.aligned();
    const [px, py] = this.place(alpha);
    this.handle.style.transform = `translate(${px}px, ${py}px)`;
    this.field.setAttribute("aria-valuenow", String(this.index(this.node())));
    const said = header.titles.map((name, i) => `${name} ${alpha[i].toFixed(2)}`);
    this.field.setAttribute("aria-valuetext", said.join(", "));
    this.root.dataset.alpha = alpha.map((v) => v.toFixed(3)).join(" ");
    this.you(px, py);
    this.rows();
  }

  aligned() {
    const { header } = this;
    const { own, whole } = simplex.alignment(header.aligned, this.alpha);
    const row = (name, v, last = "") =>
      `<dt class="${last}">${name}</dt><dd class="bar ${last}"><i style="left:0;width:${100 * v}%"></i></dd>` +
      `<dd class="${last}">${v.toFixed(2)}</dd>`;
    const rows = header.titles.map((name, i) => row(name, own[i]));
    this.$(".aligned").innerHTML = [...rows, row(tr("the sum K"), whole, "last")].join("");
  }

  /** Accuracy over the triangle in bands of a point, and the region's outline unless it is covered. */
  map() {
    const { context, width, height } = sharp(this.$(".field canvas"));
    const corners = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ].map((alpha) => this.place(alpha));
    const path = () => {
      context.beginPath();
      for (const [x, y] of corners) context.lineTo(x, y);
      context.closePath();
    };
    path();
    context.fillStyle = colour(this.root, "wash");
    context.fill();
    this.accuracy(context, width, height);
    path();
    context.strokeStyle = colour(this.root, "line");
    context.lineWidth = 1;
    context.stroke();
  }

  accuracy(context, width, height) {
    const { steps, figures } = this.header;
    const { validation, slack } = figures;
    const ratio = window.devicePixelRatio || 1;
    const box = this.box();
    const low = Math.max(...validation) - 0.08; // what is worse is as pale
    const picture = raster(Math.round(width * ratio), Math.round(height * ratio), (i, j) => {
      const alpha = simplex.weightsAt((i + 0.5) / ratio, (j + 0.5) / ratio, box);
      if (Math.min(...alpha) < 0) return null;
      const band = Math.floor(100 * simplex.between(validation, alpha, steps)) / 100;
      return this.ramp[Math.round(255 * (0.05 + 0.5 * clamp((band - low) / 0.08, 0, 1)))];
    });
    context.drawImage(picture, 0, 0, width, height);
    context.strokeStyle = colour(this.root, "ink");
    context.lineWidth = 2.4;
    context.lineCap = "round";
    for (const ends of simplex.outline(slack, steps)) {
      context.beginPath();
      for (const alpha of ends) context.lineTo(...simplex.placeOf(alpha, box));
      context.stroke();
    }
  }

  /** Where equal weights stand: a kernel that is there twice counts twice. */
  equal() {
    const counts = this.header.names.map((name) => (name === this.twice ? 2 : 1));
    return counts.map((v) => v / total(counts));
  }

  marks() {
    const { header } = this;
    const corner = (i, dx, dy, anchor) => {
      const alone = [0, 1, 2].map((k) => (k === i ? 1 : 0));
      const [x, y] = this.place(alone);
      const node = this.index(alone.map((v) => v * header.steps));
      const style = 'class="mild" style="font-weight:400;fill:var(--mmf-ink2)"';
      const figure = `<tspan ${style}>${percent(header.figures.validation[node])} %</tspan>`;
      const said = tr("{name} alone {figure}", { name: header.titles[i], figure });
      const at = `x="${x + dx}" y="${y + dy}" text-anchor="${anchor}"`;
      return `<text class="bold" ${at}>${said}</text>`;
    };
    const parts = [corner(0, 12, 2, "start"), corner(1, -4, 21, "start"), corner(2, 4, 21, "end")];
    this.labels = new Labels();
    const { marks } = header.figures;
    const all = Object.keys(MARKS).map((name) => {
      const [x, y] = this.place(name === "equal" ? this.equal() : marks[name].weights);
      return { name, x, y };
    });
    for (const { x, y } of all) this.labels.keep(x, y, 7);
    for (const { name, x, y } of all)
      parts.push(MARKS[name](x, y), this.labels.write(name === "equal" ? tr(NODES.equal) : name, x, y));
    this.$(".field svg").innerHTML = `${parts.join("")}<g class="you"></g>`;
  }

  you(x, y) {
    const group = this.$(".field svg .you");
    if (!group) return;
    const labels = this.labels.copy();
    labels.keep(x, y, 11);
    const own = this.header.figures.validation[this.index(this.node())];
    group.innerHTML = labels.write(tr("you {figure}", { figure: percent(own) }), x + 4, y - 2, "bold");
  }

  /** The table: test accuracy over splits, the difference paired by split, the weights. */
  rows() {
    const { header } = this;
    const own = three(this.node().map((v) => v / header.steps));
    const head = `<th></th><th>${tr("test %, {n} splits", { n: header.splits })}</th><th>${tr("you − it")}</th><th>${tr("weights")}</th>`;
    const row = (name, test, difference, weights, kind = "") =>
      `<tr class="${kind}"><th>${name}</th><td>${test}</td><td>${difference}</td><td>${weights}</td></tr>`;
    const rows = this.tested(row, own);
    this.$("table").innerHTML = `<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody>`;
    this.$(".tail").textContent = this.twice
      ? tr("With {name} there twice, equal weights move; your point and what is learned stay where they are.", {
          name: header.titles[header.names.indexOf(this.twice)],
        })
      : tr("The map and its outline are of validation pictures, the table is of test pictures.");
  }

  tested(row, weights) {
    const { quantile, figures } = this.header;
    const { test, marks } = figures;
    const own = test[this.index(this.node())];
    const figure = (values, said = percent) => {
      const [mean, half] = simplex.spread(values, quantile);
      return `${said(mean)} ± ${percent(half)}`;
    };
    const rows = Object.keys(NODES).map((name) => {
      const equal = name === "equal";
      const scores = equal && this.twice ? test[this.index(this.node(this.equal()))] : marks[name].test;
      const difference = figure(
        own.map((v, i) => v - scores[i]),
        points,
      );
      return row(tr(NODES[name]), figure(scores), difference, three(equal ? this.equal() : marks[name].weights));
    });
    return [row(tr("you"), figure(own), "", weights, "you"), ...rows];
  }

  close() {
    clearTimeout(this.later);
    this.resize.disconnect();
    this.theme.disconnect();
  }
}

export default mount(".triangle", Triangle);

// A solver watched: every p came with all of its iterations, so that p and iteration are turned here.

import { float32, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { colour } from "../../js/colour.js";
import { showPlay, swatch } from "../../js/icons.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp, minus, share, total } from "../../js/numbers.js";
import { another } from "../../js/pictures.js";
import { Redraw } from "../../js/redraw.js";
import { polyline } from "../../js/svg.js";
import { escapeText } from "../../js/text.js";
import { weightLines, weightShares } from "./weight_lines.js";

/**
 * @typedef {[css: string, share: number][]} Swatch
 *
 * @typedef {object} Solved one p, with all of its iterations
 * @property {string} p
 * @property {number[]} gap relative duality gap of each iteration
 * @property {number[]} primal
 * @property {number[]} dual
 * @property {number[][]} weights of each kernel, at each iteration; 0 for a kernel that counts as gone
 * @property {number[]} final weights of each kernel, alike
 * @property {number} ms
 * @property {number[]} parts β_k Σ a_i k_k(x_i, x) of the test picture
 * @property {number} intercept
 * @property {number} f
 * @property {Held[]} held training pictures with the largest dual values
 *
 * @typedef {object} Held
 * @property {string} kind
 * @property {Swatch} swatch
 * @property {number} alpha
 *
 * @typedef {object} Shown the test picture that is decided on
 * @property {number} number
 * @property {number} of
 * @property {string} truth
 * @property {Swatch} swatch
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {string} at "p" or "p iteration", as the address says it
 * @property {string} kind
 * @property {string[]} names of the kernels
 * @property {string[]} groups
 * @property {number} noise how many kernels of noise stand behind them
 * @property {number} n training pictures
 * @property {number} own of the kind, the first of them
 * @property {number} cost
 * @property {Shown} picture
 * @property {Solved[]} runs
 * @property {import("../../js/bytes.js").Place[]} duals (iterations, n) float32 of each p
 */

const BOUNDS = 128; // px of the figure of bounds
const PATHS = 132;

/** p and iteration that an address names; the last iteration where it names none.
 * @type {(said: string, runs: Solved[]) => { p: number, k: number | null }} */
export function recalled(said, runs) {
  const [p, k] = said.split(" ");
  const at = runs.findIndex((run) => run.p === p);
  if (at < 0) return { p: 0, k: null };
  return { p: at, k: k === undefined ? null : clamp(Number(k) || 0, 0, runs[at].gap.length - 1) };
}

/** Terms of f(x), largest first; what is left is added up, so that the column gives f.
 * @type {(run: Solved, names: string[], noise: number) => [name: string, value: number][]} */
export function terms(run, names, noise) {
  /** @type {[string, number][]} */
  const all = names.map((name, i) => [name, run.parts[i]]);
  if (noise) all.push([tr("all noise"), total(run.parts.slice(names.length))]);
  all.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const rest = total(all.slice(4).map(([, value]) => value));
  return [...all.slice(0, 4), [tr("the others"), rest], ["b", run.intercept], ["f(x)", run.f]];
}

class Watch {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {HTMLInputElement} */
    this.step = this.$(".step");
    /** @type {HTMLInputElement} */
    this.norm = this.$(".norm");
    this.button = this.$(".play");
    this.p = 0;
    /** @type {number | null} the iteration that was chosen */
    this.k = null;
    this.timer = null;
    this.norm.oninput = () => this.choose(Number(this.norm.value), null);
    this.step.oninput = () => this.choose(this.p, Number(this.step.value));
    this.button.onclick = () => (this.timer ? this.stop() : this.play());
    this.$(".next").onclick = () => this.tell("picture", another(this.header.picture.number, this.header.picture.of));
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
    this.icon();
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  show(bytes, tell) {
    const { header, blob } = unpack(bytes);
    const first = !this.header;
    const other = !first && this.header.key !== header.key;
    this.alphas = header.duals.map((at) => float32(blob(at)));
    /** @type {Header} */
    this.header = header;
    this.tell = tell;
    if (first) Object.assign(this, recalled(header.at, header.runs));
    if (other) {
      this.stop();
      this.k = null;
    }
    this.norm.max = String(header.runs.length - 1);
    this.norm.value = String(this.p);
    this.draw();
    this.root.dataset.ready = header.key;
  }

  run() {
    return this.header.runs[this.p];
  }

  /** The iteration that is shown; the last one if none was chosen. */
  now() {
    const last = this.run().gap.length - 1;
    return this.k === null ? last : Math.min(this.k, last);
  }

  choose(p, k) {
    this.stop();
    this.p = p;
    this.k = k;
    this.draw();
    this.later();
  }

  play() {
    const last = this.run().gap.length - 1;
    let k = this.k === null || this.k >= last ? 0 : this.k;
    const tick = () => {
      this.k = k;
      this.draw();
      if (k++ >= last) {
        this.stop();
        this.later();
      }
    };
    this.timer = setInterval(tick, 350);
    tick();
    this.icon();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.icon();
  }

  icon() {
    showPlay(this.button, Boolean(this.timer), tr("play the solver"), tr("pause the solver"));
  }

  later() {
    clearTimeout(this.wait);
    const say = () => this.tell("at", `${this.run().p}${this.k === null ? "" : ` ${this.now()}`}`);
    this.wait = setTimeout(say, 500);
  }

  draw() {
    const { header } = this;
    if (!header || !this.root.clientWidth) return;
    const run = this.run();
    const k = this.now();
    this.step.max = String(run.gap.length - 1);
    this.step.value = String(k);
    this.step.setAttribute("aria-valuetext", tr("iteration {k} of {n}", { k: k + 1, n: run.gap.length }));
    this.norm.setAttribute("aria-valuetext", `p = ${run.p}`);
    this.root.dataset.at = `${run.p} ${k}`;
    // the answer is the best iteration, which need not be the last: what is handed back stands at the end
    const ended = k === run.gap.length - 1;
    this.drawBars(ended ? run.final : run.weights[k], run, ended ? null : k + 1);
    this.drawBounds(run, k);
    this.drawDuals(run, k);
    this.drawPaths();
    this.drawWho(run);
  }

  drawBars(weights, run, when) {
    const { header } = this;
    const known = header.names.length;
    const sum = total(weights) || 1;
    const shares = weights.map((v) => v / sum);
    const most = Math.max(...shares);
    const track = (v) => `<div class="track"><i style="width:${100 * v}%"></i></div>`;
    const html = [];
    header.names.forEach((name, i) => {
      if (header.groups[i] !== header.groups[i - 1]) html.push(`<p class="group">${header.groups[i]}</p>`);
      const gone = !shares[i];
      const kind = `${gone ? "gone" : ""} ${shares[i] === most ? "most" : ""}`;
      const said = gone ? "–" : share(shares[i]);
      html.push(`<div class="row ${kind}"><span>${name}</span>${track(shares[i])}<em>${said}</em></div>`);
    });
    if (header.noise) {
      const noise = shares.slice(known);
      html.push(
        `<div class="noisy"><span>${tr("{n} noise", { n: header.noise })}</span><div class="noises">${noise.map(track).join("")}</div>`,
        `<em>${share(total(noise))}</em></div>`,
      );
    }
    this.$(".rows").innerHTML = html.join("");
    const left = shares.filter(Boolean).length;
    const said = { p: run.p, k: when, left, n: weights.length };
    this.$(".sum").innerHTML = when
      ? tr("Shares of the weight at <b>p = {p}</b>, iteration {k}: <b>{left}</b> of {n} kernels keep a weight.", said)
      : tr("Shares of the weight at <b>p = {p}</b>: <b>{left}</b> of {n} kernels keep a weight.", said);
  }

  drawBounds(run, k) {
    const bounds = this.$(".bounds");
    const width = bounds.clientWidth;
    const last = run.gap.length - 1;
    const end = run.primal[last];
    const [low, high] = [0.4 * end, 1.6 * end];
    const x = (i) => 8 + (i / Math.max(last, 1)) * (width - 70);
    const y = (v) => 6 + (1 - (v - low) / (high - low)) * (BOUNDS - 12);
    const parts = [`<clipPath id="bounds"><rect x="0" y="0" width="${width}" height="${BOUNDS}"/></clipPath>`];
    for (const v of [low, high]) {
      parts.push(
        `<path d="M0 ${y(v)}H${width - 56}" style="stroke:var(--mmf-hairline)"/>`,
        `<text x="${width - 48}" y="${y(v) + 4}">${Number(v.toPrecision(2))}</text>`,
      );
    }
    for (const [values, name, dash] of [
      [run.primal, tr("primal"), ""],
      [run.dual, tr("dual"), 'stroke-dasharray="5 4"'],
    ]) {
      const line = polyline(values.map((v, i) => [x(i), y(v)]));
      const inside = values[k] >= low && values[k] <= high; // a ring at the edge: the value lies beyond it
      const fill = `style="fill:var(--mmf-${inside ? "ink" : "page"});stroke:var(--mmf-ink)" stroke-width="1.4"`;
      parts.push(
        `<path d="${line}" fill="none" clip-path="url(#bounds)" style="stroke:var(--mmf-ink)" stroke-width="2" ${dash}/>`,
        `<circle cx="${x(k)}" cy="${clamp(y(values[k]), 4, BOUNDS - 4)}" r="4" ${fill}/>`,
        `<text x="${x(last) + 8}" y="${y(end) + (values === run.primal ? -4 : 14)}">${name}</text>`,
      );
    }
    bounds.innerHTML = parts.join("");
    const digits = (v) => minus(Math.abs(v) < 1e6 ? v.toPrecision(5) : v.toExponential(2));
    const gap = 100 * run.gap[k];
    this.$(".told").innerHTML = tr(
      "Iteration <b>{k}</b> of {n}: primal <b>{primal}</b>, dual <b>{dual}</b>, gap <b>{gap} %</b>. " +
        "All iterations took {ms} ms here, the first time.",
      {
        k: k + 1,
        n: run.gap.length,
        primal: digits(run.primal[k]),
        dual: digits(run.dual[k]),
        gap: gap < 10 ? gap.toPrecision(2) : gap.toFixed(0),
        ms: run.ms.toFixed(0),
      },
    );
    const what = { k: k + 1, n: run.gap.length, kind: this.header.kind };
    bounds.setAttribute("aria-label", tr("primal and dual value; iteration {k} of {n} on {kind}", what));
  }

  /** A line a training picture, as long as its dual value; the kind's own first. */
  drawDuals(run, k) {
    const { header, root } = this;
    const values = this.alphas[this.p].subarray(k * header.n, (k + 1) * header.n);
    const { context, width, height } = sharp(this.$(".duals"));
    const gap = 8;
    const w = (width - gap) / header.n;
    const [ink, ghost] = [colour(root, "ink"), colour(root, "ghost")];
    context.fillStyle = colour(root, "hairline");
    context.fillRect(0, height - 1, width, 1);
    let held = 0;
    let own = 0;
    const top = Math.max(...values);
    values.forEach((v, i) => {
      if (v <= 1e-6 * header.cost) return;
      held++;
      if (i < header.own) own++;
      context.fillStyle = i < header.own ? ink : ghost;
      const h = Math.max(2, (v / top) * (height - 2));
      context.fillRect(i * w + (i < header.own ? 0 : gap), height - h, Math.max(w, 1), h);
    });
    this.$(".held").innerHTML = tr(
      "<b>{own}</b> of {mine} of {kind} (left) and <b>{others}</b> of {rest} others are support vectors; " +
        "the largest |α| is {top} of C = {cost}.",
      {
        own,
        mine: header.own,
        kind: escapeText(header.kind),
        others: held - own,
        rest: header.n - header.own,
        top: top.toPrecision(2),
        cost: header.cost,
      },
    );
    const hardest = run.held.map((one) => {
      return `<span class="one">${swatch(one.swatch)}${escapeText(one.kind)} <b>${one.alpha.toPrecision(2)}</b></span>`;
    });
    this.$(".hardest").innerHTML = `<p>${tr("The largest |α|, at the end:")}</p>${hardest.join("")}`;
  }

  drawPaths() {
    const { header } = this;
    const lines = this.$(".lines");
    const width = lines.clientWidth;
    const last = header.runs.length - 1;
    const base = PATHS - 18;
    const weights = header.runs.map(({ final }) => final);
    const shares = weightShares(weights, header.names.length);
    const top = Math.max(...shares.flat());
    const x = (i) => 22 + (i / last) * (width - 126);
    const y = (v) => 6 + (1 - v / top) * (base - 10);
    const parts = [];
    for (const v of [0, top]) {
      parts.push(`<path d="M22 ${y(v)}H${width - 104}" style="stroke:var(--mmf-hairline)"/>`);
      parts.push(`<text x="16" y="${y(v) + 4}" text-anchor="end">${v ? share(v) : "0"}</text>`);
    }
    header.runs.forEach(({ p }, i) => {
      const style = i === this.p ? "fill:var(--mmf-ink);font-weight:600" : "";
      const said = i ? p : `p = ${p}`;
      parts.push(`<text x="${x(i)}" y="${PATHS - 1}" text-anchor="middle" style="${style}">${said}</text>`);
    });
    parts.push(`<path d="M${x(this.p)} 0V${base}" style="stroke:var(--mmf-ink)" stroke-width="1.4"/>`);
    const { names, noise } = header;
    parts.push(...weightLines({ shares, names, noise, x, y, lead: 0, edge: x(last) + 8 }));
    lines.innerHTML = parts.join("");
  }

  drawWho(run) {
    const { header } = this;
    const { picture } = header;
    const rows = terms(run, header.names, header.noise);
    const span = Math.max(...rows.map(([, v]) => Math.abs(v)), 1e-9);
    const right = run.f > 0 === (picture.truth === header.kind);
    const part = ([name, v], i) => {
      const bar = `left:${v < 0 ? 50 - (50 * -v) / span : 50}%;width:${(50 * Math.abs(v)) / span}%`;
      return (
        `<div class="part ${i === rows.length - 1 ? "all" : ""}"><span>${name}</span>` +
        `<div class="axis"><i class="${v < 0 ? "minus" : "plus"}" style="${bar}"></i></div>` +
        `<em>${v <= -0.005 ? "−" : ""}${Math.abs(v).toFixed(2)}</em></div>`
      );
    };
    const kind = escapeText(header.kind);
    const called = run.f > 0 ? tr("called {kind}", { kind }) : tr("called not {kind}", { kind });
    this.$(".who").innerHTML =
      `<div class="what">${swatch(picture.swatch)}<span>${tr("Test picture {k} of {n}:", { k: picture.number + 1, n: picture.of })} ` +
      `<b>${escapeText(picture.truth)}</b>, ${called} ` +
      `${right ? "✓" : "✗"}</span></div>${rows.map(part).join("")}`;
  }

  close() {
    this.stop();
    clearTimeout(this.wait);
    this.resize.disconnect();
  }
}

export default mount(".mkl", Watch);

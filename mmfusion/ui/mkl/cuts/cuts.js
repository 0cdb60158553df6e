// J(β) of two kernels, and the lines from below that the level method has drawn so far.

import { unpack } from "../../js/bytes.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { Redraw } from "../../js/redraw.js";
import { polyline } from "../../js/svg.js";

/**
 * @typedef {object} Header
 * @property {string} key
 * @property {[string, string]} names of the two kernels: alone at β = 1, alone at β = 0
 * @property {number[]} at β where J was measured, rising
 * @property {number[]} J
 * @property {[atZero: number, atOne: number][]} cuts values of each line at β = 0 and at β = 1, as they were drawn
 * @property {number[]} where β that each cut was drawn at
 */

const HEIGHT = 210;

/** The least of the largest of all lines, over 1001 places. @type {(cuts: [number, number][]) => number} */
export function known(cuts) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= 1000 && cuts.length; i++) {
    least = Math.min(least, Math.max(...cuts.map(([a, c]) => a + (i / 1000) * (c - a))));
  }
  return least;
}

class Cuts {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.svg = root.querySelector("svg");
    this.input = root.querySelector("input");
    this.input.oninput = () => this.draw();
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  /** @param {Uint8Array} bytes */
  show(bytes) {
    const { header } = unpack(bytes);
    if (!this.header || this.header.key !== header.key) {
      /** @type {Header} */
      this.header = header;
      this.input.max = String(header.cuts.length);
      this.input.value = String(header.cuts.length);
    }
    this.draw();
    this.root.dataset.ready = header.key;
  }

  draw() {
    const { header, svg, root } = this;
    if (!header || !svg.clientWidth) {
      return;
    }
    const width = svg.clientWidth;
    const base = HEIGHT - 32;
    const [low, high] = [Math.min(...header.J), Math.max(...header.J)];
    const floor = low - 0.35 * (high - low);
    const x = (b) => 10 + b * (width - 70);
    const y = (v) => 8 + (1 - (v - floor) / (high - floor)) * (HEIGHT - 40);
    const k = Number(this.input.value);
    const cuts = header.cuts.slice(0, k).map(([a, b], i) => {
      const style = `style="stroke:var(--mmf-${i === k - 1 ? "ink" : "ghost"})"`;
      return `<path class="cut" d="M${x(0)} ${y(a)}L${x(1)} ${y(b)}" ${style} stroke-width="${i === k - 1 ? 1.8 : 1.2}"/>`;
    });
    const curve = polyline(header.J.map((v, i) => [x(header.at[i]), y(v)]));
    const last = y(header.J.at(-1)) + 4;
    const parts = [
      `<clipPath id="c"><rect x="10" y="0" width="${width - 70}" height="${base}"/></clipPath>`,
      `<path d="M10 ${base}H${width - 60}" style="stroke:var(--mmf-line)"/>`,
      `<g clip-path="url(#c)">${cuts.join("")}</g>`,
      `<path d="${curve}" fill="none" style="stroke:var(--mmf-ink)" stroke-width="2.4"/>`,
      `<text x="${x(1) + 8}" y="${last}" style="fill:var(--mmf-ink);font-weight:600">J(β)</text>`,
      `<text x="10" y="${HEIGHT - 14}">${tr("β = 0: {name} alone", { name: header.names[1] })}</text>`,
      `<text x="${width - 60}" y="${HEIGHT - 14}" text-anchor="end">${tr("β = 1: {name} alone", { name: header.names[0] })}</text>`,
    ];
    if (k) {
      parts.push(`<circle cx="${x(header.where[k - 1])}" cy="${base}" r="5" style="fill:var(--mmf-ink)"/>`);
    }
    svg.innerHTML = parts.join("");
    root.querySelector("p").textContent = k
      ? tr(
          "{k} of {n} cuts: J is nowhere below {bound}; its least value here is {low}. The last weight tried is β = {at}.",
          {
            k,
            n: header.cuts.length,
            bound: known(header.cuts.slice(0, k)).toFixed(3),
            low: low.toFixed(3),
            at: header.where[k - 1].toFixed(2),
          },
        )
      : tr("J is convex, and is the largest dual value at each β. There is no cut yet: no bound from below is known.");
    this.input.setAttribute("aria-valuetext", tr("{k} cuts", { k }));
    root.dataset.cuts = String(k);
  }

  close() {
    this.resize.disconnect();
  }
}

export default mount(".cuts", Cuts);

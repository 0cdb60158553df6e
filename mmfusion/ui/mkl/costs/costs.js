// Paths over C: weights at p = 1 and p = 2, and what the machines decide rightly.

import { unpack } from "../../js/bytes.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { fixed, share } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { polyline } from "../../js/svg.js";
import { weightLines, weightShares } from "../solver/weight_lines.js";

/**
 * @typedef {object} Header
 * @property {string} key
 * @property {string[]} names of the kernels
 * @property {number} noise how many kernels of noise there are beside them
 * @property {number} cost the C that the page shows
 * @property {number[]} costs every C
 * @property {string[]} norms every p
 * @property {number[][][]} weights of each kernel at each C, at p = 1 and at p = 2
 * @property {number[][]} left kernels that keep some, at each C
 * @property {number[][]} right balanced accuracy on test pictures at each p and C
 */

const ROOM = { left: 34, right: 92, top: 12, bottom: 38, height: 164 };
const BASE = ROOM.height - ROOM.bottom;
const STRONG = "fill:var(--mmf-ink);font-weight:600";

/** Where the names of lines stand: beside their ends, 15 px apart at least; rising. @type {(ends: number[]) => [number, number][]} */
export function apart(ends) {
  const places = ends.map((at, i) => /** @type {[number, number]} */ ([at, i])).sort((a, b) => a[0] - b[0]);
  for (let i = 1; i < places.length; i++) {
    places[i][0] = Math.max(places[i][0], places[i - 1][0] + 15);
  }
  return places;
}

class Costs {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  /** @param {Uint8Array} bytes */
  show(bytes) {
    /** @type {Header} */
    this.header = unpack(bytes).header;
    this.draw();
    this.root.dataset.ready = this.header.key;
  }

  draw() {
    if (!this.header || !this.root.clientWidth) {
      return;
    }
    this.weights(".one", 0);
    this.weights(".two", 1);
    this.right();
  }

  /** Places of columns and values, and the axes that they share. */
  frame(svg, ticks, top, bottom, said) {
    const { header } = this;
    const last = header.costs.length - 1;
    const x = (i) => ROOM.left + (i / last) * (svg.clientWidth - ROOM.left - ROOM.right);
    const y = (v) => ROOM.top + (1 - (v - bottom) / (top - bottom)) * (BASE - ROOM.top);
    const parts = ticks.map(
      (v) =>
        `<path d="M${ROOM.left} ${y(v)}H${x(last)}" style="stroke:var(--mmf-hairline)"/>` +
        `<text x="${ROOM.left - 6}" y="${y(v) + 4}" text-anchor="end">${said(v)}</text>`,
    );
    header.costs.forEach((cost, i) => {
      if (!Number.isInteger(Math.log10(cost))) {
        return;
      }
      parts.push(`<text x="${x(i)}" y="${BASE + 18}" text-anchor="middle">${cost}</text>`);
    });
    parts.push(`<text x="${x(last)}" y="${BASE + 35}" text-anchor="end">C</text>`);
    const at = header.costs.indexOf(header.cost);
    if (at >= 0) {
      parts.push(`<path d="M${x(at)} ${ROOM.top}V${BASE}" style="stroke:var(--mmf-ink)" stroke-width="1.4"/>`);
    }
    return { x, y, parts, edge: x(last) + 8 };
  }

  weights(place, which) {
    const { header, root } = this;
    const svg = root.querySelector(place);
    const shares = weightShares(header.weights[which], header.names.length);
    const top = Math.max(...shares.flat());
    const { x, y, parts, edge } = this.frame(svg, [0, top], top, 0, (v) => (v ? share(v) : "0"));
    const lead = Math.max(header.costs.indexOf(header.cost), 0);
    parts.push(...weightLines({ shares, names: header.names, noise: header.noise, x, y, lead, edge }));
    svg.innerHTML = parts.join("");
    const left = header.left[which].map((n, i) => tr("{n} at C = {cost}", { n, cost: header.costs[i] })).join(", ");
    svg.setAttribute(
      "aria-label",
      tr("share of the weight of each kernel against C, p = {p}; kernels with a weight: {left}", {
        p: header.norms[which],
        left,
      }),
    );
  }

  right() {
    const { header, root } = this;
    const svg = root.querySelector(".right");
    const { x, y, parts, edge } = this.frame(svg, [0.5, 0.75, 1], 1, 0.5, (v) => `${100 * v}`);
    header.right.forEach((values, i) => {
      const stroke = `style="stroke:var(--mmf-${i ? "ghost" : "ink"})" stroke-width="2.4"`;
      const dash = i === header.right.length - 1 ? 'stroke-dasharray="5 4"' : "";
      parts.push(
        `<path class="reached" d="${polyline(values.map((v, j) => [x(j), y(v)]))}" fill="none" ${stroke} ${dash}/>`,
      );
    });
    for (const [at, i] of apart(header.right.map((values) => y(values.at(-1)) + 4))) {
      parts.push(`<text x="${edge}" y="${at}" style="${i ? "" : STRONG}">p = ${header.norms[i]}</text>`);
    }
    svg.innerHTML = parts.join("");
    const said = header.right.map((values, i) => {
      return `p = ${header.norms[i]}: ${values.map((v) => fixed(100 * v, 0)).join(", ")}`;
    });
    svg.setAttribute(
      "aria-label",
      tr("balanced accuracy on test pictures against C, %: {said}", { said: said.join("; ") }),
    );
  }

  close() {
    this.resize.disconnect();
  }
}

export default mount(".costs", Costs);

// Two kernels on one plane: the boundary at every mixture came with the buffer, and is looked up under the finger.

import { unpack } from "../../js/bytes.js";
import { raster, sharp } from "../../js/canvas.js";
import { colour, mix, rgb } from "../../js/colour.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";

/**
 * @typedef {object} Header
 * @property {number} side points of the field along an edge
 * @property {number} mixtures how many mixtures there are, the linear kernel alone first
 * @property {[x: number, y: number][]} points of training, shares of the edge, y upwards
 * @property {number[]} labels 1 for those of the darker side, else 0
 * @property {number[]} right training points on their side, at each mixture
 * @property {import("../../js/bytes.js").Place} field (mixtures, side, side) bytes, 128 at the boundary
 */

/** What a square field of `n` × `n` bytes from `start` on says at a place within it.
 * @type {(field: Uint8Array, start: number, n: number, x: number, y: number) => number} */
export function between(field, start, n, x, y) {
  const [i, j] = [clamp(Math.floor(y), 0, n - 2), clamp(Math.floor(x), 0, n - 2)];
  const [v, u] = [clamp(y - i, 0, 1), clamp(x - j, 0, 1)];
  const at = start + i * n + j;
  const above = field[at] * (1 - u) + field[at + 1] * u;
  const below = field[at + n] * (1 - u) + field[at + n + 1] * u;
  return above * (1 - v) + below * v;
}

/** @type {(share: number) => string} */
function lesson(share) {
  if (share === 0) {
    return tr("A sum of linear kernels can only cut straight.");
  }
  if (share < 0.3) {
    return tr("A little of the other kernel bends the cut.");
  }
  return share < 1
    ? tr("The more of it, the closer the cut follows the points.")
    : tr("Distances alone: the cut follows the points.");
}

class Bend {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.input = root.querySelector("input");
    this.input.oninput = () => this.draw();
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  /** @param {Uint8Array} bytes */
  show(bytes) {
    const { header, blob } = unpack(bytes);
    this.field = blob(header.field);
    /** @type {Header} */
    this.header = header;
    if (!this.input.max || Number(this.input.max) !== header.mixtures - 1) {
      this.input.max = String(header.mixtures - 1);
      this.input.value = "0";
    }
    this.draw();
    this.root.dataset.ready = "1";
  }

  draw() {
    const { header, canvas, root } = this;
    if (!header || !canvas.clientWidth) {
      return;
    }
    const { context, width, height } = sharp(canvas);
    const k = Number(this.input.value);
    context.drawImage(this.map(width, k), 0, 0, width, height);
    const colours = { ink: colour(root, "ink"), page: colour(root, "page") };
    header.points.forEach(([x, y], i) => {
      context.beginPath();
      context.arc(x * width, (1 - y) * height, 3.6, 0, 2 * Math.PI);
      context.fillStyle = header.labels[i] ? colours.ink : colours.page;
      context.strokeStyle = header.labels[i] ? colours.page : colours.ink;
      context.lineWidth = 1.2;
      context.fill();
      context.stroke();
    });
    this.words(k);
  }

  /** The two sides of mixture `k`, and the boundary in ink. */
  map(width, k) {
    const { root } = this;
    const n = this.header.side;
    const ratio = window.devicePixelRatio || 1;
    const w = Math.round(width * ratio);
    const reach = Math.max(1, Math.round(ratio));
    const over = new Uint8Array(w * w);
    const scale = (n - 1) / w;
    for (let y = 0; y < w; y++) {
      for (let x = 0; x < w; x++) {
        over[y * w + x] = between(this.field, k * n * n, n, x * scale, y * scale) > 128 ? 1 : 0;
      }
    }
    const [page, ink] = [rgb(root, "page"), rgb(root, "ink")];
    const sides = [mix(page, ink, 0.03), mix(page, ink, 0.16)];
    return raster(w, w, (x, y) => {
      const at = y * w + x;
      const own = over[at];
      const edge = (x + reach < w && own !== over[at + reach]) || (y + reach < w && own !== over[at + reach * w]);
      return edge ? ink : sides[own];
    });
  }

  words(k) {
    const { header, root } = this;
    const share = k / (header.mixtures - 1);
    root.querySelector(".formula").innerHTML =
      `<i>K</i> = <b>${(1 - share).toFixed(2)}</b> <i>K</i><sub>linear</sub> + ` +
      `<b>${share.toFixed(2)}</b> <i>K</i><sub>RBF</sub>`;
    root.querySelector(".words").textContent =
      `${tr("{k} of {n} training points are on their side.", { k: header.right[k], n: header.points.length })} ${lesson(share)}`;
    this.input.setAttribute("aria-valuetext", tr("{share} of the weight on distances", { share: share.toFixed(2) }));
    root.dataset.mixture = String(k);
  }

  close() {
    this.resize.disconnect();
  }
}

export default mount(".bend", Bend);

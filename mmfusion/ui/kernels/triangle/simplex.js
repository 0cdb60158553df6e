// Weightings of three kernels as places in a triangle, and what was measured at its nodes: pure arithmetic.

import { clamp, dot } from "../../js/numbers.js";

/**
 * @typedef {[colour: number, texture: number, shape: number]} Weights that sum to one
 * @typedef {{ left: number, top: number, side: number, tall: number }} Box of the triangle in its field, px
 */

const CORNERS = [
  [0.5, 0],
  [0, 1],
  [1, 1],
]; // colour on top, texture left, shape right, as shares of the box

/** @type {(width: number) => Box} */
export function boxOf(width) {
  const side = Math.min(width, 344) - 16;
  return { left: (width - side) / 2, top: 20, side, tall: (side * Math.sqrt(3)) / 2 };
}

/** Where a weighting stands, px. @type {(alpha: number[], box: Box) => [x: number, y: number]} */
export const placeOf = (alpha, { left, top, side, tall }) => [
  left +
    side *
      dot(
        alpha,
        CORNERS.map(([x]) => x),
      ),
  top +
    tall *
      dot(
        alpha,
        CORNERS.map(([, y]) => y),
      ),
];

/** Weights of a place, some below nought beyond an edge. @type {(x: number, y: number, box: Box) => Weights} */
export function weightsAt(x, y, { left, top, side, tall }) {
  const colour = 1 - (y - top) / tall;
  const shape = (x - left) / side - colour / 2;
  return [colour, 1 - colour - shape, shape];
}

/** The nearest weights that are none below nought. @type {(alpha: number[]) => number[]} */
export function inside(alpha) {
  let sum = 0;
  let shift = 0;
  [...alpha]
    .sort((a, b) => b - a)
    .forEach((v, i) => {
      sum += v;
      if (v - (sum - 1) / (i + 1) > 0) shift = (sum - 1) / (i + 1);
    });
  return alpha.map((v) => Math.max(0, v - shift));
}

/** The nearest node, in steps of 1/n, at which everything has been measured. @type {(alpha: number[], n: number) => number[]} */
export function nearest(alpha, n) {
  const down = alpha.map((v) => Math.floor(v * n + 1e-9));
  const left = n - dot(down, [1, 1, 1]);
  const order = alpha.map((v, i) => [v * n - down[i], i]).sort((a, b) => b[0] - a[0]);
  for (let k = 0; k < left; k++) down[order[k][1]] += 1;
  return down;
}

/** The place of a node in the tables. @type {(node: number[], n: number) => number} */
export const indexOf = ([i, j], n) => i * (n + 1) - (i * (i - 1)) / 2 + j;

/** The node that an arrow key leads to; null where there is none. @type {(key: string, node: number[], n: number) => number[] | null} */
export function stepped(key, node, n) {
  const next = [...node];
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const by = key === "ArrowLeft" ? 1 : -1;
    next[1] += by;
    next[2] -= by;
  } else if (key === "ArrowUp" || key === "ArrowDown") {
    const by = key === "ArrowUp" ? 1 : -1; // up takes from the larger of the other two, down gives to the smaller
    next[0] += by;
    const from = by > 0 === node[1] >= node[2] ? 1 : 2;
    next[next[from] - by < 0 ? 3 - from : from] -= by;
  } else return null;
  return next.some((v) => v < 0 || v > n) ? null : next;
}

/** Linear between the three measured nodes around. @type {(values: number[], alpha: number[], n: number) => number} */
export function between(values, alpha, n) {
  const s = alpha.map((v) => Math.max(0, v * n));
  const i = Math.min(Math.floor(s[0]), n);
  const j = Math.min(Math.floor(s[1]), n - i);
  const [u, v] = [s[0] - i, s[1] - j];
  const get = (a, b) => values[indexOf([a, b], n)];
  if (i + j >= n) return get(i, n - i);
  if (u + v <= 1) return get(i, j) + u * (get(i + 1, j) - get(i, j)) + v * (get(i, j + 1) - get(i, j));
  if (i + j + 2 > n) return u > v ? get(i + 1, j) : get(i, j + 1);
  const far = get(i + 1, j + 1);
  return far + (1 - u) * (get(i, j + 1) - far) + (1 - v) * (get(i + 1, j) - far);
}

/** Segments where the slack is 0, and along the edges of the triangle where it is above.
 * @type {(slack: number[], n: number) => [from: number[], to: number[]][]} */
export function outline(slack, n) {
  /** @type {[number[], number[]][]} */
  const out = [];
  const at = (i, j) => ({ alpha: [i / n, j / n, (n - i - j) / n], v: slack[indexOf([i, j], n)] });
  const cut = (p, q) => {
    const t = p.v / (p.v - q.v);
    return p.alpha.map((v, k) => v + t * (q.alpha[k] - v));
  };
  const small = (...three) => {
    const found = [];
    three.forEach((p, k) => {
      const q = three[(k + 1) % 3];
      if (p.v >= 0 !== q.v >= 0) found.push(cut(p, q));
    });
    if (found.length === 2) out.push([found[0], found[1]]);
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; i + j < n; j++) {
      small(at(i, j), at(i + 1, j), at(i, j + 1));
      if (i + j + 2 <= n) small(at(i + 1, j + 1), at(i, j + 1), at(i + 1, j));
    }
  }
  for (let k = 0; k < n; k++) {
    for (const [p, q] of [
      [at(k, 0), at(k + 1, 0)],
      [at(0, k), at(0, k + 1)],
      [at(k, n - k), at(k + 1, n - k - 1)],
    ]) {
      if (p.v < 0 && q.v < 0) continue;
      out.push([p.v < 0 ? cut(p, q) : p.alpha, q.v < 0 ? cut(p, q) : q.alpha]);
    }
  }
  return out;
}

/** A weighted sum of heat maps of bytes. @type {(heats: Uint8Array[], alpha: number[]) => Uint8Array} */
export function summed([x, y, z], [a, b, c]) {
  const sum = new Uint8Array(x.length);
  for (let k = 0; k < sum.length; k++) sum[k] = a * x[k] + b * y[k] + c * z[k] + 0.5;
  return sum;
}

/** Kernel alignment of each kernel and of the weighted sum with the labels.
 * @type {(aligned: { kernels: number[][], labels: number[], length: number }, alpha: number[]) => { own: number[], whole: number }} */
export function alignment({ kernels, labels, length }, alpha) {
  const squared = dot(
    alpha,
    kernels.map((row) => dot(row, alpha)),
  );
  return {
    own: labels.map((v, i) => v / (Math.sqrt(kernels[i][i]) * length)),
    whole: dot(alpha, labels) / (Math.sqrt(squared) * length),
  };
}

/** From white to ink: 0 to 1 for every byte, stretched between the values that all but a few of a square's pairs have.
 * @type {(values: Uint8Array, side: number) => Float32Array} */
export function stretched(values, side) {
  const counts = new Uint32Array(256);
  for (let i = 0; i < side; i++) for (let j = 0; j < i; j++) counts[values[i * side + j]]++;
  const total = (side * (side - 1)) / 2;
  const quantile = (share) => {
    let [sum, v] = [counts[0], 0];
    while (v < 255 && sum < share * total) sum += counts[++v];
    return v;
  };
  const low = quantile(0.02);
  const high = Math.max(quantile(0.985), low + 1);
  return Float32Array.from({ length: 256 }, (_, v) => clamp((v - low) / (high - low), 0, 1));
}

/** Mean over splits, and the half width of its interval. @type {(values: number[], quantile: number) => [mean: number, half: number]} */
export function spread(values, quantile) {
  const mean = dot(
    values,
    values.map(() => 1 / values.length),
  );
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return [mean, quantile * Math.sqrt(squares / (values.length - 1))];
}

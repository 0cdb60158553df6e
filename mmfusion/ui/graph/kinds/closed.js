// Ancestor vectors, kernel ridge to prototypes, answers: the closed form of mmfusion.colearning.enrichment, for an edge that
// is cut under the finger. Nodes and classes are numbers; `parents[node]` are the nodes that it is a kind of.

/** @typedef {[child: number, parent: number]} Edge */

/** Edges up from a node to each of its ancestors, the fewest; itself is 0 away.
 * @type {(parents: number[][], node: number) => Map<number, number>} */
export function depths(parents, node) {
  const found = new Map([[node, 0]]);
  let ring = [node];
  while (ring.length) {
    const above = [];
    for (const one of ring) {
      for (const parent of parents[one]) {
        if (found.has(parent)) continue;
        found.set(parent, found.get(one) + 1);
        above.push(parent);
      }
    }
    ring = above;
  }
  return found;
}

/** The graph without some edges and with others. @type {(parents: number[][], cut: Edge[], added: Edge[]) => number[][]} */
export function edited(parents, cut, added) {
  const out = parents.slice();
  for (const [child, parent] of cut) out[child] = out[child].filter((one) => one !== parent);
  for (const [child, parent] of added) {
    if (!depths(out, parent).has(child) && !out[child].includes(parent)) out[child] = [...out[child], parent];
  }
  return out;
}

/** Cosines of the ancestor vectors of classes with each other, row by row.
 * @type {(parents: number[][], nodes: number[], weight: number) => Float64Array} */
export function cosines(parents, nodes, weight) {
  const vectors = nodes.map((node) => {
    const own = new Map();
    let length = 0;
    for (const [ancestor, depth] of depths(parents, node)) {
      const value = weight ** depth;
      own.set(ancestor, value);
      length += value * value;
    }
    for (const [ancestor, value] of own) own.set(ancestor, value / Math.sqrt(length));
    return own;
  });
  const count = nodes.length;
  const out = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (const [ancestor, value] of vectors[i]) sum += value * (vectors[j].get(ancestor) ?? 0);
      out[i * count + j] = out[j * count + i] = sum;
    }
  }
  return out;
}

/**
 * X of A X = B for a symmetric positive definite A `(n, n)` and B `(n, m)`, by Cholesky; both are overwritten.
 * @type {(a: Float64Array, b: Float64Array, n: number, m: number) => Float64Array}
 */
export function solve(a, b, n, m) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) for (let c = 0; c < m; c++) b[i * m + c] -= a[i * n + k] * b[k * m + c];
    for (let c = 0; c < m; c++) b[i * m + c] /= a[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) for (let c = 0; c < m; c++) b[i * m + c] -= a[k * n + i] * b[k * m + c];
    for (let c = 0; c < m; c++) b[i * m + c] /= a[i * n + i];
  }
  return b;
}

/**
 * @typedef {object} Fit what stays the same whatever is cut
 * @property {number[]} seen classes that have a prototype
 * @property {number[]} unseen classes that get one
 * @property {ArrayLike<number>} prototypes of all classes, `(K, d)`; those of unseen ones are not read
 * @property {number} width d
 * @property {number} sharpness η
 * @property {number} penalty λ
 */

/** p̄, the mean prototype of the seen classes. @type {(fit: Fit) => Float64Array} */
export function middle({ seen, prototypes, width }) {
  const out = new Float64Array(width);
  for (const s of seen) for (let c = 0; c < width; c++) out[c] += prototypes[s * width + c] / seen.length;
  return out;
}

/** p̂ − p̄ of the unseen classes, row by row. @type {(fit: Fit, cosines: Float64Array) => Float64Array} */
export function predicted(fit, cosines) {
  const { seen, unseen, prototypes, width, sharpness, penalty } = fit;
  const count = Math.sqrt(cosines.length);
  const k = (i, j) => Math.exp(-sharpness * (1 - cosines[i * count + j]));
  const n = seen.length;
  const mean = middle(fit);
  const a = new Float64Array(n * n);
  const b = new Float64Array(n * width);
  seen.forEach((s, i) => {
    seen.forEach((t, j) => {
      a[i * n + j] = k(s, t) + (i === j ? penalty : 0);
    });
    for (let c = 0; c < width; c++) b[i * width + c] = prototypes[s * width + c] - mean[c];
  });
  const dual = solve(a, b, n, width);
  const out = new Float64Array(unseen.length * width);
  unseen.forEach((u, i) => {
    seen.forEach((s, j) => {
      const weight = k(u, s);
      for (let c = 0; c < width; c++) out[i * width + c] += weight * dual[j * width + c];
    });
  });
  return out;
}

/**
 * Cosines about p̄ of pictures `(N, d)` with prototypes that p̄ is taken from already `(U, d)`, row by row.
 * @type {(pictures: ArrayLike<number>, prototypes: Float64Array, mean: Float64Array) => Float64Array}
 */
export function scores(pictures, prototypes, mean) {
  const width = mean.length;
  const [n, u] = [pictures.length / width, prototypes.length / width];
  const lengths = Array.from({ length: u }, (_, j) => {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += prototypes[j * width + c] ** 2;
    return Math.sqrt(sum);
  });
  const out = new Float64Array(n * u);
  for (let i = 0; i < n; i++) {
    let own = 0;
    for (let c = 0; c < width; c++) own += (pictures[i * width + c] - mean[c]) ** 2;
    for (let j = 0; j < u; j++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += (pictures[i * width + c] - mean[c]) * prototypes[j * width + c];
      out[i * u + j] = lengths[j] ? sum / Math.sqrt(own) / lengths[j] : 0;
    }
  }
  return out;
}

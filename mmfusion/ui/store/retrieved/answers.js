// What weights and a store answer once items have joined or left: computed from what came, without the server.

/**
 * @typedef {object} Known what answers are computed from
 * @property {number[]} labels of the items: stored ones by falling cosine, then copies
 * @property {number[]} cosines
 * @property {number} classes
 * @property {number} tau of votes by similarity
 * @property {number} temperature of the weights' probabilities
 * @property {Float32Array} scores of the question by class
 * @property {Float32Array} reach of each item
 * @property {Float32Array} gram items × items
 * @property {Float32Array} residuals items × classes
 */

/** The k items that answer, the nearest first: of those that are there. @type {(known: Known, there: (i: number) => boolean, k: number) => number[]} */
export function nearest({ cosines }, there, k) {
  return cosines
    .map((_, i) => i)
    .filter(there)
    .sort((a, b) => cosines[b] - cosines[a] || a - b)
    .slice(0, k);
}

/** The shares of votes by class, by similarity or one each. @type {(known: Known, items: number[], similar: boolean) => number[]} */
export function votes({ labels, cosines, classes, tau }, items, similar) {
  const out = new Array(classes).fill(0);
  const most = cosines[items[0]];
  let sum = 0;
  for (const i of items) {
    const weight = similar ? Math.exp((cosines[i] - most) / tau) : 1;
    out[labels[i]] += weight;
    sum += weight;
  }
  return out.map((value) => value / sum);
}

/** x of a x = b for several right sides, by elimination with pivots. @type {(a: number[][], b: number[][]) => number[][]} */
export function solve(a, b) {
  const rows = a.map((row, i) => [...row, ...b[i]]);
  const n = rows.length;
  for (let i = 0; i < n; i += 1) {
    let pivot = i;
    for (let r = i + 1; r < n; r += 1) if (Math.abs(rows[r][i]) > Math.abs(rows[pivot][i])) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let r = 0; r < n; r += 1) {
      if (r === i) continue;
      const share = rows[r][i] / rows[i][i];
      if (share) for (let c = i; c < rows[i].length; c += 1) rows[r][c] -= share * rows[i][c];
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / row[i]));
}

/** Probabilities by weights that were solved anew with items that joined and without those that left.
 * @type {(known: Known, joined: number[], left: number[]) => number[]} */
export function weights({ scores, reach, gram, residuals, classes, temperature, labels }, joined, left) {
  const some = [...joined, ...left];
  const m = labels.length;
  const found = [...scores];
  if (some.length) {
    const a = some.map((i, r) => some.map((j, c) => gram[i * m + j] + (r === c ? (r < joined.length ? 1 : -1) : 0)));
    const b = some.map((i) => [...residuals.subarray(i * classes, (i + 1) * classes)]);
    solve(a, b).forEach((row, r) => {
      for (let c = 0; c < classes; c += 1) found[c] += reach[some[r]] * row[c];
    });
  }
  const most = Math.max(...found);
  const p = found.map((value) => Math.exp((value - most) / temperature));
  const sum = p.reduce((a, b) => a + b, 0);
  return p.map((value) => value / sum);
}

/** The class that comes first; where a majority is even, similarity decides. @type {(shares: number[], similar: number[]) => number} */
export function first(shares, similar) {
  let best = 0;
  shares.forEach((value, i) => {
    if (value + 1e-6 * similar[i] > shares[best] + 1e-6 * similar[best]) best = i;
  });
  return best;
}

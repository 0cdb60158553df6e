import assert from "node:assert/strict";
import { test } from "node:test";
import { first, nearest, solve, votes, weights } from "../../mmfusion/ui/store/retrieved/answers.js";

const known = (more = {}) => ({
  labels: [0, 0, 1, 1],
  cosines: [0.8, 0.7, 0.6, 0.94],
  classes: 2,
  tau: 0.05,
  temperature: 0.5,
  scores: new Float32Array([0.7, 0.2]),
  reach: new Float32Array(4),
  gram: new Float32Array(16),
  residuals: new Float32Array(8),
  ...more,
});

test("the nearest of those that are there answer", () => {
  assert.deepEqual(
    nearest(known(), () => true, 2),
    [3, 0],
  );
  assert.deepEqual(
    nearest(known(), (i) => i !== 3, 2),
    [0, 1],
  );
});

test("votes by similarity are exponential in the cosine, a majority counts heads", () => {
  const items = [3, 0, 1];
  const powers = items.map((i) => Math.exp(known().cosines[i] / 0.05));
  const expected = powers[0] / powers.reduce((a, b) => a + b);
  assert.ok(Math.abs(votes(known(), items, true)[1] - expected) < 1e-12);
  assert.ok(Math.abs(votes(known(), items, false)[0] - 2 / 3) < 1e-12);
});

test("an even majority goes to the more similar", () => {
  assert.equal(first([0.5, 0.5], [0.4, 0.6]), 1);
  assert.equal(first([0.6, 0.4], [0.1, 0.9]), 0);
});

test("a system is solved, a nought on its diagonal too", () => {
  const found = solve([[0, 2], [4, 1]], [[6, 2], [7, 5]]); // biome-ignore format: a matrix
  found.flat().forEach((value, i) => {
    assert.ok(Math.abs(value - [1, 1, 3, 1][i]) < 1e-12);
  });
});

/** One feature, λ = 1: s(q) = q Σ x y / (1 + Σ x²), by hand. */
test("weights without an item, and with another, are those solved from the start", () => {
  const x = [1, 2, -1, 3]; // the last is a copy that joins
  const y = [0, 1, 1, 1];
  const q = 0.5;
  const solved = (rows) => {
    const a = 1 + rows.reduce((sum, i) => sum + x[i] ** 2, 0);
    return [0, 1].map((c) => (q * rows.reduce((sum, i) => sum + (y[i] === c ? x[i] : 0), 0)) / a);
  };
  const a = 1 + 1 + 4 + 1;
  const w = [1 / a, (2 - 1) / a];
  const own = known({
    labels: y,
    scores: new Float32Array(w.map((v) => q * v)),
    reach: new Float32Array(x.map((v) => (q * v) / a)),
    gram: new Float32Array(x.flatMap((u) => x.map((v) => (u * v) / a))),
    residuals: new Float32Array(x.flatMap((u, i) => [0, 1].map((c) => (y[i] === c ? 1 : 0) - u * w[c]))),
  });
  for (const [joined, left, rows] of /** @type {[number[], number[], number[]][]} */ ([
    [[], [], [0, 1, 2]],
    [[3], [], [0, 1, 2, 3]],
    [[], [1], [0, 2]],
    [[3], [0, 2], [1, 3]],
  ])) {
    const s = solved(rows).map((v) => Math.exp(v / 0.5));
    const found = weights(own, joined, left);
    assert.ok(Math.abs(found[0] - s[0] / (s[0] + s[1])) < 1e-6, `${joined} join, ${left} leave`);
  }
});

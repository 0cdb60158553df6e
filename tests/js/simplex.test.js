import assert from "node:assert/strict";
import { test } from "node:test";
import { Labels } from "../../mmfusion/ui/kernels/triangle/labels.js";
import * as simplex from "../../mmfusion/ui/kernels/triangle/simplex.js";

const near = (a, b, by = 1e-9) => {
  for (const [i, v] of a.entries()) assert.ok(Math.abs(v - b[i]) < by, `${a} is not ${b}`);
};
const nodes = (n) => {
  const all = [];
  for (let i = 0; i <= n; i++) for (let j = 0; i + j <= n; j++) all.push([i, j, n - i - j]);
  return all;
};

test("a weighting and its place are one: corners, middle, anywhere", () => {
  const box = simplex.boxOf(400);
  near(simplex.placeOf([1, 0, 0], box), [box.left + box.side / 2, box.top]);
  near(simplex.placeOf([0, 1, 0], box), [box.left, box.top + box.tall]);
  near(simplex.placeOf([0, 0, 1], box), [box.left + box.side, box.top + box.tall]);
  for (const alpha of [
    [1 / 3, 1 / 3, 1 / 3],
    [0.2, 0.5, 0.3],
    [0, 0.4, 0.6],
  ]) {
    const [x, y] = simplex.placeOf(alpha, box);
    near(simplex.weightsAt(x, y, box), alpha);
  }
});

test("beyond an edge the nearest weights inside are taken", () => {
  near(simplex.inside([0.2, 0.3, 0.5]), [0.2, 0.3, 0.5]);
  near(simplex.inside([1.4, -0.2, -0.2]), [1, 0, 0]);
  near(simplex.inside([0.6, 0.6, -0.2]), [0.5, 0.5, 0]);
});

test("nodes: nearest, and numbered in the order of the tables", () => {
  nodes(20).forEach((node, i) => {
    assert.equal(simplex.indexOf(node, 20), i);
    assert.deepEqual(
      simplex.nearest(
        node.map((v) => v / 20),
        20,
      ),
      node,
    );
  });
  assert.deepEqual(
    simplex.nearest([1 / 3, 1 / 3, 1 / 3], 10).reduce((a, b) => a + b),
    10,
  );
  assert.deepEqual(simplex.nearest([0.26, 0.44, 0.3], 10), [3, 4, 3]);
});

test("arrow keys step from node to node, and back", () => {
  assert.deepEqual(simplex.stepped("ArrowRight", [2, 4, 4], 10), [2, 3, 5]);
  assert.deepEqual(simplex.stepped("ArrowLeft", [2, 4, 4], 10), [2, 5, 3]);
  assert.deepEqual(simplex.stepped("ArrowUp", [2, 5, 3], 10), [3, 4, 3], "from the larger of the other two");
  assert.deepEqual(simplex.stepped("ArrowDown", [3, 4, 3], 10), [2, 4, 4], "to the smaller");
  assert.equal(simplex.stepped("ArrowUp", [10, 0, 0], 10), null);
  assert.equal(simplex.stepped("ArrowRight", [10, 0, 0], 10), null);
  assert.equal(simplex.stepped("x", [2, 4, 4], 10), null);
});

test("between nodes what is linear stays so", () => {
  const n = 4;
  const values = nodes(n).map(([i, j]) => 3 * i - 2 * j + 1);
  for (const alpha of [
    [0.3, 0.1, 0.6],
    [0.55, 0.4, 0.05],
    [0, 0, 1],
    [1, 0, 0],
    [0.26, 0.7, 0.04],
  ]) {
    const linear = 3 * n * alpha[0] - 2 * n * alpha[1] + 1;
    assert.ok(Math.abs(simplex.between(values, alpha, n) - linear) < 1e-9, `at ${alpha}`);
  }
});

test("the outline runs where slack is nought, and along edges where it is above", () => {
  const n = 4;
  const half = simplex.outline(
    nodes(n).map(([i]) => i / n - 0.4),
    n,
  );
  for (const [p, q] of half) {
    near(
      [p, q].map((alpha) => alpha.reduce((a, b) => a + b)),
      [1, 1],
    );
    const inner = Math.min(...p) > 1e-9 && Math.min(...q) > 1e-9;
    if (inner) near([p[0], q[0]], [0.4, 0.4]);
    assert.ok(p[0] > 0.4 - 1e-9 && q[0] > 0.4 - 1e-9);
  }
  assert.ok(half.length > 4);
  assert.deepEqual(
    simplex.outline(
      nodes(n).map(() => -1),
      n,
    ),
    [],
  );
  assert.equal(
    simplex.outline(
      nodes(n).map(() => 1),
      n,
    ).length,
    3 * n,
    "all of it: the three edges",
  );
});

test("heat maps add up by their weights, and stretch between their quantiles", () => {
  const heats = [
    [0, 200],
    [100, 100],
    [40, 0],
  ].map((v) => Uint8Array.from(v));
  assert.deepEqual([...simplex.summed(heats, [0.5, 0.25, 0.25])], [35, 125]);
  const side = 40;
  const shades = simplex.stretched(
    Uint8Array.from({ length: side * side }, (_, k) => (k % 2 ? 50 : 150)),
    side,
  );
  assert.equal(shades[50], 0);
  assert.equal(shades[150], 1);
  assert.equal(shades[100], 0.5);
});

test("alignment of the sum is the sum's, and of a corner the kernel's own", () => {
  const aligned = {
    kernels: [
      [4, 1, 0],
      [1, 9, 2],
      [0, 2, 1],
    ],
    labels: [1, 3, 0.5],
    length: 2,
  };
  const { own, whole } = simplex.alignment(aligned, [0, 1, 0]);
  near(own, [0.25, 0.5, 0.25]);
  assert.ok(Math.abs(whole - own[1]) < 1e-12);
});

test("spread is mean and half an interval", () => {
  near(simplex.spread([1, 2, 3], 0.5), [2, 0.5]);
});

test("a label takes the first side where nothing stands", () => {
  const labels = new Labels();
  labels.keep(0, 0, 7);
  assert.match(labels.write("L1", 0, 0), /text-anchor="start"/);
  const copy = labels.copy();
  assert.match(copy.write("L2", 0, 0), /text-anchor="end"/, "on the right a name stands already");
  assert.equal(labels.taken.length, 2, "what is added to a copy is not kept");
});

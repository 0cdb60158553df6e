import assert from "node:assert/strict";
import { test } from "node:test";
import { decibels, nearest, read } from "../../mmfusion/ui/draw/believing/curves.js";
import { decode, dense, encode, erased, LONGEST, simpler, written } from "../../mmfusion/ui/draw/believing/strokes.js";

const LINE = [
  [0, 10],
  [20, 10],
  [63, 10],
];

test("strokes come back from their text as they were", () => {
  const strokes = [LINE, [[5, 63]]];
  assert.equal(encode(strokes), "AKUK_K.F_");
  assert.deepEqual(decode(encode(strokes)), strokes);
  assert.deepEqual(decode(""), []);
});

test("points that lie on a line are left out, corners stay", () => {
  assert.deepEqual(simpler(LINE, 0.4), [
    [0, 10],
    [63, 10],
  ]);
  const corner = [
    [0, 0],
    [10, 0],
    [20, 0],
    [20, 20],
  ];
  assert.deepEqual(simpler(corner, 0.4), [
    [0, 0],
    [20, 0],
    [20, 20],
  ]);
});

test("however much is drawn, the text is as short as a link may be", () => {
  const scribble = Array.from({ length: 40 }, (_, k) =>
    Array.from({ length: 400 }, (_, i) => [32 + 31 * Math.sin(i * (k + 1)), 32 + 31 * Math.cos(i * 1.7 + k)]),
  );
  const text = written(scribble);
  assert.ok(text.length <= LONGEST && text.length > 0, String(text.length));
});

test("an eraser cuts a stroke in two and takes what it covers", () => {
  const left = erased([LINE], [30, 10], 4);
  assert.equal(left.length, 2);
  assert.ok(left[0].every(([x]) => x < 26) && left[1].every(([x]) => x > 34));
  assert.equal(erased([LINE], [30, 40], 4).length, 1);
  assert.equal(erased([[[30, 10]]], [30, 10], 4).length, 0);
});

test("a dense stroke has no gap and keeps its ends", () => {
  const points = dense(LINE, 1);
  assert.deepEqual([points[0], points.at(-1)], [LINE[0], LINE[2]]);
  for (let i = 1; i < points.length; i++) assert.ok(points[i][0] - points[i - 1][0] <= 1 + 1e-9);
});

test("between levels is read linearly, beyond them the last one holds", () => {
  const levels = [24, 0, -24];
  assert.equal(read(levels, [0, 1, 3], 12), 0.5);
  assert.equal(read(levels, [0, 1, 3], -12), 2);
  assert.equal(read(levels, [0, 1, 3], -30), 3);
  assert.equal(nearest(levels, 11), 1);
  assert.deepEqual([3, 0, -3].map(decibels), ["+3 dB", "0 dB", "−3 dB"]);
});

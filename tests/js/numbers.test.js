import assert from "node:assert/strict";
import { test } from "node:test";
import * as numbers from "../../mmfusion/ui/js/numbers.js";

test("a probability is never said to be certain by rounding", () => {
  assert.equal(numbers.probability(0.9949), "0.99");
  assert.equal(numbers.probability(0.995), ">0.99");
  assert.equal(numbers.probability(1), ">0.99");
  assert.equal(numbers.probability(0.005), "0.01");
  assert.equal(numbers.probability(0.0049), "<0.01");
  assert.equal(numbers.probability(0), "<0.01");
});

test("fractions drop the nought before the point, and minus is a minus", () => {
  assert.equal(numbers.fraction(0.42), ".42");
  assert.equal(numbers.fraction(-0.07), "−.07");
  assert.equal(numbers.fraction(1), "1.00");
  assert.equal(numbers.fraction(-12.5), "−12.50");
});

test("a share that is little is more than nothing", () => {
  assert.equal(numbers.share(0), ".00");
  assert.equal(numbers.share(0.0049), "<.01");
  assert.equal(numbers.share(0.005), ".01");
  assert.equal(numbers.share(1), "1.00");
});

test("points carry their sign, and none where they round to nought", () => {
  assert.equal(numbers.points(0.0123), "+1.2");
  assert.equal(numbers.points(-0.0123), "−1.2");
  assert.equal(numbers.points(0.0004), "0.0");
  assert.equal(numbers.percent(0.5), "50.0");
  assert.equal(numbers.thousands(1234567), "1,234,567");
});

test("the middle goes to the even digit, as in Python; nothing else does", () => {
  assert.equal((33.25).toFixed(1), "33.3", "which is why");
  for (const [value, digits, said] of /** @type {[number, number, string][]} */ ([
    [33.25, 1, "33.2"],
    [33.75, 1, "33.8"],
    [-33.25, 1, "-33.2"],
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [2.5, 0, "2"],
    [3.5, 0, "4"],
    [0.5, 0, "0"],
    [33.35, 1, "33.4"], // 33.35000000000000142…: no middle
    [1.005, 2, "1.00"], // 1.00499999999999989…
    [33.250001, 1, "33.3"],
    [1e-7, 2, "0.00"],
    [100, 1, "100.0"],
  ])) {
    assert.equal(numbers.fixed(value, digits), said);
  }
  assert.equal(numbers.percent(0.3325), "33.2");
  assert.equal(numbers.probability(0.125), "0.12");
  assert.equal(numbers.fraction(-0.125), "−.12");
});

test("sums and the largest", () => {
  assert.equal(numbers.total([1, 2, 3.5]), 6.5);
  assert.equal(numbers.total(new Float32Array([1, 2])), 3);
  assert.equal(numbers.dot([1, 2, 3], [4, 5, 6]), 32);
  assert.equal(numbers.argmax([1, 3, 3, 2]), 1, "the first of equals");
  assert.equal(numbers.largest([Number.NaN, 0.2, Number.NaN, 0.1]), 0.2);
  assert.equal(numbers.largest([]), 1e-9);
  assert.equal(numbers.clamp(7, 0, 5), 5);
  assert.equal(numbers.clamp(-7, 0, 5), 0);
});

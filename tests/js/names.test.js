import assert from "node:assert/strict";
import { test } from "node:test";
import { added } from "../../mmfusion/ui/names/ranked/chips.js";
import { at } from "../../mmfusion/ui/names/ranked/curve.js";
import { order, sentence } from "../../mmfusion/ui/names/ranked/ranked.js";

const name = (name, cosine, seen) => ({ name, cosine, seen, why: seen ? "an ImageNet class" : "" });
const NAMES = [name("okapi", 0.57, false), name("zebra", 0.61, true), name("llama", 0.4, true)];

test("γ is taken from seen names alone, and equal ones stay as they were typed", () => {
  assert.deepEqual(order(NAMES, 0), [1, 0, 2]);
  assert.deepEqual(order(NAMES, 0.08), [0, 1, 2]);
  assert.deepEqual(order([name("a", 0.5, false), name("b", 0.5, false)], 0.3), [0, 1]);
});

test("what γ changed is said with the cosines, and where it changed nothing that is said", () => {
  assert.match(sentence(NAMES, 0.08, 0.22), /^At γ = 0 zebra comes first: \.61 to \.57\. γ = \.22 was chosen/);
  assert.match(sentence(NAMES, 0.02, 0.22), /^Without γ the same name comes first, \.61 to \.57\./);
  assert.match(sentence(NAMES, 0, 0.22), /^zebra comes first, \.61 to \.57\./);
  assert.match(sentence([NAMES[0]], 0, 0.22), /^okapi comes first\. γ/);
});

test("names are added once, cut, and never more than there may be", () => {
  assert.deepEqual(added(["okapi"], "  fallow   deer ", 8, 32), ["okapi", "fallow deer"]);
  assert.deepEqual(added(["okapi"], "Okapi", 8, 32), ["okapi"]);
  assert.deepEqual(added(["a"], "b, c;d\ne", 3, 32), ["a", "b", "c"]);
  assert.deepEqual(added([], "x".repeat(50), 8, 4), ["xxxx"]);
});

test("the ring is at the row whose γ is nearest", () => {
  const rows = [-0.1, 0, 0.1].map((gamma, i) => [gamma, i, 10 * i]);
  assert.deepEqual(at(rows, 0.04), [0, 1, 10]);
  assert.deepEqual(at(rows, 9), [0.1, 2, 20]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { outline } from "../../mmfusion/ui/js/raster.js";
import { swapped } from "../../mmfusion/ui/words/looking/chips.js";
import { read, written } from "../../mmfusion/ui/words/looking/look.js";
import { Maps, most, said, strongest } from "../../mmfusion/ui/words/looking/maps.js";
import { moved, saved } from "../../mmfusion/ui/words/looking/scene.js";
import { atCell, forAndAgainst, lookers, looksAt } from "../../mmfusion/ui/words/looking/sentences.js";
import { turned } from "../../mmfusion/ui/words/looking/tools.js";

const DOG = {
  number: 0,
  name: "dog",
  x: 10,
  y: 50,
  wide: 30,
  tall: 26,
  colour: 3,
  size: 1,
  flipped: false,
  cells: [2],
};
const BALL = { ...DOG, number: 20, name: "ball", x: 40, y: 60, wide: 14, tall: 14, colour: -1, size: 0, cells: [3] };

/** Two layers of one head, two words, four cells: .4 .3 .2 .1 and its reverse, then even. */
const maps = new Maps(Float32Array.of(0.4, 0.3, 0.2, 0.1, 0.1, 0.2, 0.3, 0.4, ...Array(8).fill(0.25)), {
  layers: 2,
  heads: 1,
  words: 2,
  cells: 4,
});
const FIRST = { layer: 0, head: 0 };
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test("rows are of words, columns of cells, and a region's share is its sum", () => {
  near(maps.row(FIRST, 1)[3], 0.4);
  near(maps.column(FIRST, 3)[0], 0.1);
  near(maps.column(FIRST, 3)[1], 0.4);
  near(maps.inside(FIRST, 0, [0, 3]), 0.5);
  near(maps.inside({ layer: 1, head: 0 }, 0, [0, 3]), 0.5);
});

test("a head's number is what is inside the region, or its largest weight where there is none", () => {
  const inside = maps.byHead(1, [3]);
  near(inside["0.text.0"], 0.4);
  near(inside["1.text.0"], 0.25);
  near(maps.byHead(0, null)["0.text.0"], 0.4);
});

test("most of a sign is found, and none where nothing has it", () => {
  assert.equal(most([0.1, -0.5, 0.3], 1), 2);
  assert.equal(most([0.1, -0.5, 0.3], -1), 1);
  assert.equal(most([0.1, 0.2], -1), -1);
  near(strongest([0.1, -0.5, 0.3]), 0.5);
});

test("a region ends where its neighbours are outside, at the picture's edges too", () => {
  assert.equal(outline([0], 2).length, 4);
  assert.equal(outline([0, 1], 2).length, 6, "two cells of a row share a side");
  assert.equal(outline([1, 2], 2).length, 8, "cells at the ends of two rows are no neighbours");
});

test("a cell is said with what is drawn there", () => {
  assert.equal(said(3, 2, [DOG, BALL]), "row 2, column 2 (ball)");
  assert.equal(said(0, 2, [DOG, BALL]), "row 1, column 1 (background)");
});

test("a scene is written as Python reads it: a prop has neither colour nor size", () => {
  assert.equal(saved(0, 2, [DOG, BALL]), "0.2~0.10.50.3.1.0~20.40.60");
  assert.equal(saved(1, 0, [{ ...DOG, flipped: true }]), "1.0~0.10.50.3.1.1");
  assert.equal(saved(1, 0, [{ ...BALL, flipped: true }]), "1.0~20.40.60.1");
});

test("what is dragged stays in whole pixels and within reach", () => {
  assert.equal(moved(DOG, 12.4, 33.6).x, 12);
  assert.equal(moved(DOG, 12.4, 33.6).y, 34);
  assert.equal(moved(DOG, -500, 0).x, -13, "half of its height may lie outside");
  assert.equal(moved(DOG, 500, 0).x, 96 - 30 + 13);
  assert.equal(moved(BALL, 0, 500).y, 96 - 14 + 7);
});

test("a kind turned into a prop loses colour and size, and gets a colour when it is turned back", () => {
  const prop = turned(DOG, 20, 20);
  assert.equal(prop.colour, -1);
  assert.equal(turned(prop, 1, 20).colour, 0);
  assert.equal(turned(DOG, 1, 20).colour, 3);
});

test("a look is written and read, and what there is not is taken to the nearest", () => {
  const size = { words: 7, layers: 3, heads: 4 };
  assert.deepEqual(read(written({ word: 1, layer: 2, head: 3, view: "signed" }), size), {
    word: 1,
    layer: 2,
    head: 3,
    view: "signed",
  });
  assert.deepEqual(read("99.-1.x.sideways", size), { word: 6, layer: 0, head: 0, view: "looks" });
});

test("a swapped word stands in its place alone", () => {
  const words = ["is", "the", "dog", "red"].map((word) => ({ word, others: [], slot: -1, region: null }));
  assert.equal(swapped(words, 2, "cat"), "is the cat red");
});

/** @type {any} */
const header = {
  columns: 2,
  drawings: [DOG, BALL],
  words: [{ word: "dog" }, { word: "two" }],
  answers: [{ name: "three" }, { name: "two" }],
  truth: "two",
  about: "three",
};

test("words are said in the order in which they look at a cell", () => {
  assert.equal(lookers(header, { ...FIRST, word: 0, view: "looks" }, maps, 3), "two .40, dog .10");
  assert.match(atCell(header, { ...FIRST, word: 0, view: "looks" }, maps, 2), /At row 2, column 1 \(dog\) look/);
  assert.match(looksAt(header, { ...FIRST, word: 1, view: "looks" }, maps), /row 2, column 2 \(ball\): \.40/);
});

test("evidence for and against a wrong answer is said, and the clamped map cannot say what was against", () => {
  const signed = new Maps(Float32Array.of(0.02, -0.3, 0.1, 0, 0, 0, 0, 0), { layers: 1, heads: 1, words: 2, cells: 4 });
  const look = { ...FIRST, word: 0, view: /** @type {const} */ ("signed") };
  const text = forAndAgainst(header, look, signed);
  assert.match(text, /which is wrong \(two is correct\)/);
  assert.match(
    text,
    /strongest evidence for it: row 2, column 1 \(dog\) \+0\.100; strongest evidence against it: row 1, column 2 \(background\) −0\.300/,
  );
  assert.doesNotMatch(forAndAgainst(header, { ...look, view: "clamped" }, signed), /against it/);
  assert.match(forAndAgainst({ ...header, about: "two" }, look, signed), /answer <b>two<\/b>: strongest/);
  assert.match(forAndAgainst(header, { ...look, word: 1 }, signed), /no evidence for it; no evidence against it/);
});

import assert from "node:assert/strict";
import test from "node:test";
import { certainty, taken } from "../../mmfusion/ui/imagine/digits/digits.js";
import { expanded } from "../../mmfusion/ui/imagine/digits/player.js";
import { coloured, listed } from "../../mmfusion/ui/imagine/emoji/emoji.js";

test("a picture's list lies where words, candidates, order and item say", () => {
  const [items, shown] = [3, 2];
  const wide = 1 + 2 * shown;
  const lists = Int16Array.from({ length: 2 * 2 * 2 * items * wide }, (_, i) => i);
  const at = (words, everything, corrected, item) =>
    listed(lists, { items, shown }, { words, everything, corrected, item });
  assert.deepEqual(at(0, false, false, 0), { rank: 0, rows: [1, 2], cosines: [3e-4, 4e-4] });
  assert.equal(at(0, false, true, 1).rank, (1 * items + 1) * wide);
  assert.equal(at(1, true, true, 2).rank, (7 * items + 2) * wide);
});

test("colours are compared where there is a drawing with any", () => {
  const colours = ["red", "blue"];
  assert.equal(
    coloured([0.6, 0.1], [0.9, 0.1], colours),
    "The largest imagined share is red, .60; in the drawing it is red, .90 ✓.",
  );
  assert.match(coloured([0.6, 0.1], [0.2, 0.8], colours), /in the drawing it is blue, \.80\.$/);
  assert.match(coloured([0.6, 0.1], [-1, -1], colours), /no colour but black and white/);
  assert.match(coloured([0.1, 0.6], null, colours), /share is blue, \.60\. There is no drawing/);
});

test("a certainty is said beside what came of it", () => {
  const made = (right, narrower) => ({ taken: right ? 4 : 9, p: 0.9, narrower });
  assert.match(certainty(made(true, 0.8), 4, 300, "picture"), /80 % of 300 test pictures: sure, and correct\.$/);
  assert.match(certainty(made(false, 0.8), 4, 300, "picture"), /sure, but wrong\.$/);
  assert.match(certainty(made(true, 0.2), 4, 300, "picture"), /unsure, but correct\.$/);
  assert.match(certainty(made(false, 0.2), 4, 300, "picture"), /unsure, and wrong\.$/);
  assert.match(taken(made(false, 0.2), 4), /<b>9<\/b>, not 4/);
});

test("μ-law bytes are samples from −1 to 1", () => {
  const wave = expanded(Uint8Array.of(0, 255, 127, 128));
  assert.deepEqual([wave[0], wave[1]], [-1, 1]);
  assert.ok(Math.abs(wave[2] + wave[3]) < 1e-6 && Math.abs(wave[2]) < 1e-4);
});

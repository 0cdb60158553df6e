import assert from "node:assert/strict";
import test from "node:test";
import { Painter } from "../../mmfusion/ui/joint/spheres/painter.js";

test("the selected word stands clear of the gap's, where both clouds have collapsed into one place", () => {
  globalThis.getComputedStyle = () => ({ fontFamily: "serif" });
  const painter = new Painter(null);
  painter.inks = { "text-words": "green" };
  const written = [];
  painter.write = (_context, words, x, y) => written.push({ words, x, y });
  const context = { measureText: (words) => ({ width: 7 * words.length }) };
  const spots = [
    { x: 100, y: 100, z: 1 },
    { x: 101, y: 101, z: 1 },
  ];
  const header = { names: ["dog", "cat"], pictured: 2 };
  const gap = { x: 109, y: 105, wide: 58 };
  painter.words(context, spots, spots, header, { picked: 0 }, 300, [gap]);
  assert.deepEqual(
    written.map(({ words }) => words),
    ["dog"],
  );
  assert.ok(Math.abs(written[0].y - gap.y) > 15);
  painter.words(context, spots, spots, header, { picked: 0 }, 300, []);
  assert.equal(written[1].y, 104);
});

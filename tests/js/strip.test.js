import assert from "node:assert/strict";
import { test } from "node:test";
import { channels, isDark, mix } from "../../mmfusion/ui/js/colour.js";
import { another } from "../../mmfusion/ui/js/pictures.js";
import * as strip from "../../mmfusion/ui/js/strip.js";
import { polyline } from "../../mmfusion/ui/js/svg.js";
import { escapeText } from "../../mmfusion/ui/js/text.js";

test("eight frames side by side, every other one on a phone", () => {
  assert.equal(strip.framesShown(strip.NARROW), 8);
  assert.equal(strip.framesShown(strip.NARROW - 1), 4);
  const every = (shown) => Array.from({ length: shown }, (_, i) => strip.frameAt(i, shown, 8));
  assert.deepEqual(every(8), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(every(4), [1, 3, 5, 7]);
  assert.equal(strip.frameAt(7, 8, 3), 2, "fewer pictures than boxes: the nearest");
});

test("boxes fill the width, a gap between them", () => {
  const width = 702;
  const boxes = Array.from({ length: 8 }, (_, i) => strip.frameBox(width, i));
  assert.equal(boxes[0].x, 0);
  for (let i = 1; i < 8; i++)
    assert.ok(Math.abs(boxes[i].x - boxes[i - 1].x - boxes[i - 1].width - strip.FRAME_GAP) < 1e-9);
  assert.ok(Math.abs(boxes[7].x + boxes[7].width - width) < 1e-9);
});

test("a picture is cropped to its middle", () => {
  assert.deepEqual(strip.middle({ width: 400, height: 100 }, 50, 50), { x: 150, y: 0, width: 100, height: 100 });
  assert.deepEqual(strip.middle({ width: 100, height: 400 }, 50, 25), { x: 0, y: 175, width: 100, height: 50 });
});

test("the envelope holds the largest |sample| of each column", () => {
  assert.deepEqual([...strip.envelope([1, -5, 2, 3], 4, 2)], [5, 3]);
  assert.deepEqual([...strip.envelope([1, -5], 4, 2)], [5, 0], "silence after a short sound");
});

test("colours: channels, mixtures, dark pages", () => {
  assert.deepEqual(channels("rgba(1, 22, 255, 0.5)"), [1, 22, 255]);
  assert.deepEqual(mix([0, 100, 200], [100, 0, 200], 0.25), [25, 75, 200]);
  assert.equal(isDark([14, 17, 23]), true);
  assert.equal(isDark([255, 255, 255]), false);
});

test("lines, words and the next picture", () => {
  assert.equal(
    polyline([
      [0, 1.25],
      [2, 3],
    ]),
    "M0.0 1.3L2.0 3.0",
  );
  assert.equal(escapeText('<a href="x">&'), "&lt;a href=&quot;x&quot;&gt;&amp;");
  const met = new Set();
  for (let i = 0, at = 0; i < 340; i++, at = another(at, 340)) met.add(at);
  assert.equal(met.size, 340, "all are met before one is met again");
});

test("a picture stands whole in its box; a small misfit is stretched away", () => {
  assert.deepEqual(strip.pictureBox(0, 798, 98, 1.01), { x: 0, y: 0, width: 98, height: 98 });
  const box = strip.pictureBox(1, 798, 98, 2);
  assert.deepEqual(box, { x: 100, y: 24.5, width: 98, height: 49 });
});

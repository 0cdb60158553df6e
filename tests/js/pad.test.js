import assert from "node:assert/strict";
import { test } from "node:test";
import { blurAt, decibelsAt, gainAt, ticks } from "../../mmfusion/ui/home/pad/axes.js";
import { ERRS, Grid, ONLY, REGIONS, regionOf, regionWords } from "../../mmfusion/ui/home/pad/grid.js";
import { integral, room } from "../../mmfusion/ui/home/pad/map.js";

/** A pad of 3 × 2 nodes and 2 kinds, the truth the second. Sound knows left, the picture above, fusion left or above. */
function grid() {
  const p = (...truths) => Float32Array.from(truths.flatMap((t) => [1 - t, t]));
  const tables = {
    audio: p(0.9, 0.6, 0.1),
    visual: p(0.2, 0.8),
    fused: p(0.9, 0.7, 0.1, 0.9, 0.9, 0.9),
    aloneAudio: p(0.8, 0.4, 0.3),
    aloneVisual: p(0.4, 0.7),
  };
  return new Grid(tables, { columns: 3, rows: 2, kinds: 2, truth: 1 });
}
const near = (value, other) => assert.ok(Math.abs(value - other) < 1e-6, `${value} is not ${other}`);

test("at a node the tables' own numbers, between nodes linear", () => {
  const g = grid();
  for (const [x, y, audio, visual, fused] of [
    [0, 0, 0.9, 0.2, 0.9],
    [2, 1, 0.1, 0.8, 0.9],
    [1.5, 0.5, 0.35, 0.5, 0.65],
  ]) {
    const p = g.at(x, y, "");
    near(p.audio[1], audio);
    near(p.visual[1], visual);
    near(p.fused[1], fused);
  }
  near(g.at(1, 0, "audio").fused[1], 0.4);
  near(g.at(1, 0, "visual").fused[1], 0.4);
});

test("who knows: two senses, fusion, and what is left", () => {
  assert.equal(REGIONS[regionOf(true, false, true)][0], "audio");
  assert.equal(REGIONS[regionOf(false, true, true)][0], "visual");
  assert.equal(REGIONS[regionOf(true, true, true)][0], "either");
  assert.equal(regionOf(false, false, true), ONLY);
  assert.equal(regionOf(true, false, false), ERRS);
  assert.equal(REGIONS[regionOf(false, false, false)][0], "nobody");
  assert.equal(regionWords(ONLY, ""), "Here <b>only fusion is correct</b>.");
  assert.equal(regionWords(ONLY, "audio"), "Here <b>only the fused network is correct</b>.");
});

test("the map says at every point what the point says", () => {
  const g = grid();
  const [width, height] = [24, 16];
  for (const without of ["", "audio", "visual"]) {
    const found = g.map(width, height, without);
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        const p = g.at(((i + 0.5) / width) * 2, 1 - (j + 0.5) / height, without);
        const knows = ["audio", "visual"].map((sense) => sense !== without && g.knows(p[sense]));
        assert.equal(found.code[j * width + i], regionOf(knows[0], knows[1], g.knows(p.fused)), `${without} ${i} ${j}`);
      }
    }
  }
});

test("gain, signal to noise and blur between two nodes", () => {
  const [gains, decibels, blurs] = [
    [0, 0.5, 2],
    [null, 6, -6],
    [0, 8, 24],
  ];
  assert.equal(gainAt(gains, 0), 0);
  assert.equal(gainAt(gains, 0.5), 0.25, "linear from silence");
  near(gainAt(gains, 1.5), 1);
  assert.equal(decibelsAt(decibels, 0), "clean");
  assert.equal(decibelsAt(decibels, 1), "6 dB");
  assert.equal(decibelsAt(decibels, 2), "−6 dB");
  assert.equal(decibelsAt(decibels, 1.51), "0 dB", "no minus before nought");
  assert.equal(decibelsAt(decibels, 0.5), "12 dB");
  assert.equal(blurAt(blurs, 1.5), "16 px");
});

test("labels of the axes give way to the live values", () => {
  const axes = { decibels: [null, 12, 6, 0, -6], blurs: [0, 8, 24] };
  const field = { left: 50, width: 400, height: 300 };
  const far = ticks(axes, field, [200, 150], ["6 dB", "8 px"]);
  assert.ok(far.includes(">clean<") && far.includes(">−6 dB<") && far.includes(">24 px<"));
  assert.equal(far.match(/>6(?: dB)?</g).length, 1, "the label under the live value is gone");
  const end = ticks(axes, field, [400, 300], ["−6 dB", "0 px"]);
  assert.equal(end.match(/−6 dB/g).length, 1);
});

test("a word stands inside its region, away from the point", () => {
  const [width, height] = [60, 30];
  const code = Uint8Array.from({ length: width * height }, (_, k) => (k % width < 30 ? 2 : 0));
  const area = integral({ code, width, height }, 2, 1);
  assert.equal(area.sum.at(-1), 900);
  const [x, y] = room(area, 10, 6, [100, 100], 2);
  assert.ok(Math.abs(x - 15) <= 1 && Math.abs(y - 15) <= 1, "where it has most room");
  const [besides] = room(area, 10, 6, [15, 15], 2);
  assert.ok(Math.abs(besides - 15) >= 7 || Math.abs(room(area, 10, 6, [15, 15], 2)[1] - 15) >= 5);
  assert.equal(room(area, 40, 6, [0, 0], 0), null, "none where it does not fit");
});

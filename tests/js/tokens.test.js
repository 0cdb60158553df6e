import assert from "node:assert/strict";
import { test } from "node:test";
import { spansOf, tokenAt } from "../../mmfusion/ui/tokens/pieces/bar.js";
import * as cut from "../../mmfusion/ui/tokens/pieces/cut.js";
import { gainOf, raised, samples } from "../../mmfusion/ui/tokens/pieces/sound.js";
import { countOf, next, placeOf } from "../../mmfusion/ui/tokens/positions/positions.js";
import { values } from "../../mmfusion/ui/tokens/values/values.js";

const HEADER = {
  key: "clip",
  covered: false,
  size: [4, 8],
  mels: 4,
  band: 2,
  seconds: 0.1,
  total: 12,
  edges: [0, 500, 8000],
  options: { frames: [1, 2], patch: [2, 4], columns: [6, 12], step: [1, 3] },
  trained: { frames: 2, patch: 2, columns: 12, step: 3 },
  moments: {
    1: [[1, 0.5]],
    2: [
      [0, 0.25],
      [1, 0.75],
    ],
  },
  pins: { visual: 1, audio: 1 },
};
const pixels = [0, 1].map((f) =>
  Uint8ClampedArray.from({ length: 4 * 32 }, (_, k) => (k % 4 === 3 ? 255 : f * 32 + (k >> 2))),
);
const mel = Float32Array.from({ length: 48 }, (_, k) => k);
const make = (sizes = HEADER.trained, terms = {}) => new cut.Cut(HEADER, { mel, pixels, terms }, { ...sizes });

test("how many pieces, and that every one has its place", () => {
  const c = make();
  assert.deepEqual(c.counts("visual"), { frames: 2, rows: 2, columns: 4, each: 8, all: 16 });
  assert.deepEqual(c.counts("audio"), { frames: 1, rows: 2, columns: 4, each: 8, all: 8 });
  for (const sense of cut.SENSES) {
    for (let i = 1; i <= c.counts(sense).all; i++) assert.equal(c.index(sense, c.place(sense, i)), i);
  }
});

test("x of a patch is its pixels by channel, normalised; of a cell its numbers by band", () => {
  const c = make();
  const pixel = (frame, y, x) => (frame * 32 + y * 8 + x - 170) / 60;
  const patch = c.vector("visual", c.index("visual", { frame: 1, row: 1, column: 2 }));
  const own = [pixel(1, 2, 4), pixel(1, 2, 5), pixel(1, 3, 4), pixel(1, 3, 5)].map(Math.fround);
  assert.deepEqual([...patch], [...own, ...own, ...own]);
  const cell = c.vector("audio", c.index("audio", { frame: 0, row: 1, column: 2 }));
  assert.deepEqual([...cell], [30, 31, 32, 42, 43, 44]);
});

test("a pinned piece stays where it is in space and time", () => {
  const c = make();
  const pinned = c.index("visual", { frame: 1, row: 1, column: 3 });
  c.sizes = { ...c.sizes, patch: 4 };
  assert.deepEqual(c.place("visual", c.moved("visual", pinned, HEADER.trained)), { frame: 1, row: 0, column: 1 });
  const cell = c.index("audio", { frame: 0, row: 1, column: 2 });
  c.sizes = { ...HEADER.trained, step: 1 };
  assert.deepEqual(c.place("audio", c.moved("audio", cell, HEADER.trained)), { frame: 0, row: 1, column: 7 });
  c.sizes = { ...HEADER.trained, columns: 6 };
  assert.deepEqual(
    c.place("audio", c.moved("audio", cell, HEADER.trained)),
    { frame: 0, row: 1, column: 1 },
    "the end",
  );
  assert.equal(c.moved("audio", cut.CLS, HEADER.trained), cut.CLS);
});

test("pieces in words", () => {
  const c = make();
  assert.equal(c.words("visual", 16), "frame 2 (0.75 s), row 2, column 4");
  assert.equal(c.words("audio", 8), "0.900–1.200 s, 500–8,000 Hz");
  assert.match(c.words("audio", cut.CLS), /^CLS/);
});

test("E x + p = z, with the scale that its tiles share", () => {
  const term = cut.weighed({
    d: 24,
    projected: new Float32Array(24).fill(3),
    places: Float32Array.from([...new Array(24).fill(1), ...new Array(24).fill(-7)]),
    cls: new Float32Array(24).fill(2),
  });
  assert.deepEqual([...new Set(cut.embedded(term, 0))], [3], "z of CLS is z_cls + p");
  assert.deepEqual([...new Set(cut.embedded(term, 1))], [-4]);
  assert.equal(term.top, 7);
  assert.ok(Math.abs(term.lengths[1] - 4 * Math.sqrt(24)) < 1e-5);
  assert.equal(term.low, term.lengths[1], "CLS is drawn as a box");
  const twelfths = cut.twelfths(Float32Array.from({ length: 24 }, (_, i) => i));
  assert.equal(twelfths.length, cut.TILES);
  assert.equal(twelfths[0], 0.5);
  assert.equal(twelfths[11], 22.5);
  const c = make(HEADER.trained, { audio: term });
  assert.equal(c.trained("audio"), true);
  assert.equal(c.trained("visual"), false, "without weights nothing is trained");
  c.sizes.step = 1;
  assert.equal(c.trained("audio"), false);
});

test("the address says how the clip is cut, and only what the sliders offer is taken", () => {
  const pins = { visual: 3, audio: 0 };
  assert.equal(cut.written(HEADER.trained, pins), "2-2-12-3-3-0");
  assert.deepEqual(cut.recalled("2-2-12-3-3-0", HEADER), { sizes: HEADER.trained, pinned: pins });
  assert.deepEqual(cut.recalled("1-4-6-1-99-x", HEADER).pinned, { visual: 1, audio: 1 });
  assert.equal(cut.recalled("3-2-12-3-3-0", HEADER), null);
  assert.equal(cut.recalled("", HEADER), null);
});

test("the barcode: every strip is found where it is drawn", () => {
  const spans = spansOf(500, 30, 10);
  for (const sense of cut.SENSES) {
    const { left, box, width, all } = spans[sense];
    assert.deepEqual(tokenAt(left + 1, spans), { sense, index: cut.CLS });
    for (let i = 1; i <= all; i++)
      assert.deepEqual(tokenAt(left + box + ((i - 0.5) / all) * width, spans), { sense, index: i });
  }
  assert.ok(spans.audio.left + spans.audio.box + spans.audio.width <= 500 + 1e-9);
  assert.deepEqual(tokenAt(999, spans), { sense: "audio", index: 10 });
});

test("a cell's sound is its parts, each where its windows begin", () => {
  const pcm = new Int16Array(2 * 4 * 3).map((_, i) => (i >= 12 ? 32767 : 0));
  const sounds = { key: "clip", rate: 8, hop: 2, length: 3, columns: 1, steps: 4, pcm };
  assert.deepEqual([...samples(sounds, 1, 0, 2)], [1, 1, 2, 1, 1], "where windows overlap they add up");
  assert.deepEqual([...samples(sounds, 0, 1, 1)], [0, 0, 0]);
  assert.ok(Math.abs(gainOf(new Float32Array([1])) - 0.8) < 1e-9);
  assert.ok(Math.abs(gainOf(new Float32Array([0.001])) - 12.8) < 1e-9, "a quiet cell, 16 times at most");
  assert.equal(raised(12.8), 24);
  assert.equal(raised(0.4), 0);
});

test("positions: all of them in one numbering, CLS left out by the keys", () => {
  const shape = { frames: 2, rows: 2, columns: 4, bands: 2, steps: 4 };
  assert.equal(countOf(shape), 26);
  assert.equal(placeOf(shape, 0), "CLS");
  assert.equal(placeOf(shape, 17), "CLS");
  assert.equal(placeOf(shape, 16), "frame 2, row 2, column 4");
  assert.equal(placeOf(shape, 25), "band 2, step 4");
  assert.equal(next(shape, 16, "ArrowRight"), 18);
  assert.equal(next(shape, 18, "ArrowLeft"), 16);
  assert.equal(next(shape, 18, "ArrowUp"), 22, "low bands below");
  assert.equal(next(shape, 5, "ArrowUp"), 1);
  assert.equal(next(shape, 1, "ArrowLeft"), 1);
  assert.equal(next(shape, 1, "x"), null);
});

test("the formula's values, covered until they have been guessed", () => {
  const visual = { frames: 8, each: 24, all: 192 };
  const audio = { rows: 4, columns: 32, all: 128 };
  const said = values({ covered: false, visual, audio, width: 64 });
  assert.ok(said.includes("8 · 24") && said.includes("= 192") && said.includes("d <b>= 64"));
  const covered = values({ covered: true, visual, audio });
  assert.ok(!covered.includes("192") && covered.includes("?") && !covered.includes("d <b>"));
});

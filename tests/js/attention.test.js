import assert from "node:assert/strict";
import { test } from "node:test";
import { heated, Layer, ranked } from "../../mmfusion/ui/heads/attention/layer.js";
import { DEFAULT, parsed, settled, written } from "../../mmfusion/ui/heads/attention/look.js";
import { onObjects } from "../../mmfusion/ui/heads/attention/open.js";
import { sentence, weight } from "../../mmfusion/ui/heads/attention/words.js";
import { answer, prefixOf, told } from "../../mmfusion/ui/heads/heads_off/heads_off.js";
import { COLOURS, rangeOf, tilesOf } from "../../mmfusion/ui/js/head_grid.js";
import { Raster } from "../../mmfusion/ui/js/raster.js";

const near = (a, b, by = 1e-6) => {
  for (const [i, v] of [...a].entries()) assert.ok(Math.abs(v - b[i]) < by, `${[...a]} is not ${b}`);
};
const softmax = (scores, t) => {
  const e = scores.map((s) => Math.exp(s / t));
  return e.map((v) => v / e.reduce((a, b) => a + b));
};

test("weights at another temperature are those of softmax at it", () => {
  const rows = [
    [2, -1, 0.5],
    [0, 0, 3],
  ];
  const weights = Float32Array.from(rows.flatMap((row) => softmax(row, 1)));
  for (const t of [0.25, 0.5, 2, 4])
    near(
      heated(weights, 3, t),
      rows.flatMap((row) => softmax(row, t)),
    );
});

/** Halves of the weights of two heads, two queries (tokens 0, 1) and three keys (tokens 1, 2, 3). */
function layer() {
  const halves = new Map([
    [0, 0],
    [0.25, 0x3400],
    [0.5, 0x3800],
    [0.75, 0x3a00],
    [1, 0x3c00],
  ]);
  const weights = [0.5, 0.25, 0.25, 0, 0.25, 0.75, 1, 0, 0, 0.25, 0.5, 0.25];
  const parts = {
    weights: Uint16Array.from(weights, (w) => halves.get(w)),
    sums: Float32Array.from([1, 2, 3, 4]),
  };
  const blob = (at) => new Uint8Array(parts[at].buffer);
  const stream = { name: "audio", heads: 2, queries: [[0, 2]], keys: [[1, 3]], weights: "weights", sums: "sums" };
  return new Layer(5, [stream], blob);
}

test("the scale of a layer's colours: the largest of all its heads, at the temperature that is looked at", () => {
  const l = layer();
  assert.equal(l.top(), 1);
  assert.equal(l.top(0.5), 0.25, "half of its weights lie below");
  l.heat(2);
  near([l.top()], [1]);
  near([l.top(0.99)], [1]);
  const weak = l.map("audio", 0, "head", 0, false);
  assert.ok(Math.max(...weak.slice(1, 4)) < 0.5, "a map of the same layer that is weaker is not stretched to it");
});

test("a layer says what a token looks at, and who looks at it", () => {
  const l = layer();
  const { NaN: nan } = Number;
  assert.deepEqual([...l.map("audio", 0, "head", 1, false)], [nan, 0, 0.25, 0.75, nan]);
  assert.deepEqual([...l.map("audio", 1, "head", 3, true)], [0, 0.25, nan, nan, nan]);
  assert.equal(l.map("audio", 0, "head", 2, false), null, "token 2 does not ask");
  assert.equal(l.map("audio", 0, "head", 0, true), null, "token 0 is not asked");
  near(l.map("audio", 0, "mean", 0, false).slice(1, 4), [0.75, 0.125, 0.125]);
  near(l.map("audio", 0, "max", 0, false).slice(1, 4), [1, 0.25, 0.25]);
  near(l.received("audio", 0, "head").slice(1, 4), [0.25, 0.25, 0.5]);
});

test("a score is the log of its weight and of the row's sum", () => {
  const l = layer();
  assert.ok(Math.abs(l.score("audio", 1, 1, 2) - (Math.log(0.5) + 4)) < 1e-9);
  assert.ok(Number.isNaN(l.score("audio", 1, 4, 2)));
});

test("heating holds for every mixture, and is undone", () => {
  const l = layer();
  l.matrix("audio", 0, "mean");
  l.heat(2);
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  near([sum(l.matrix("audio", 0, "head").slice(0, 3)), sum(l.matrix("audio", 0, "mean").slice(3, 6))], [1, 1]);
  assert.ok(l.matrix("audio", 0, "head")[0] < 0.5);
  l.heat(1);
  assert.equal(l.matrix("audio", 0, "head")[0], 0.5);
});

test("ranked leaves out what has no value", () => {
  assert.deepEqual(ranked(Float32Array.from([Number.NaN, 0.2, 0.5, Number.NaN, 0.1])), [2, 1, 4]);
});

const GEOMETRY = {
  start: 2,
  duration: 2,
  seen: 1,
  frames: 2,
  rows: 2,
  columns: 4,
  steps: 4,
  bands: 2,
  edges: [0, 500, 8000],
};
const raster = () =>
  new Raster(
    [
      ["visual", 17],
      ["audio", 9],
      ["bottleneck", 2],
    ],
    GEOMETRY,
  );

test("every token has a kind and a place, and the place leads back", () => {
  const r = raster();
  assert.equal(r.size, 28);
  for (let token = 0; token < r.size; token++) {
    const { name } = r.kind(token);
    const place = r.place(token);
    if (place) assert.equal(r.token(name, place), token);
  }
  assert.deepEqual([r.place(0), r.place(17), r.place(26)], [null, null, null], "CLS and bottleneck lie nowhere");
  assert.deepEqual(r.place(16), { frame: 1, row: 1, column: 3 });
  assert.deepEqual(r.place(18 + 5), { step: 1, band: 1 });
  assert.equal(r.kind(28), null);
});

test("places in words, and when they are", () => {
  const r = raster();
  assert.equal(r.words(16), "frame 2, far right, row 2");
  assert.equal(r.words(23), "2.50–3.00 s, 500–8000 Hz");
  assert.equal(r.words(0), "picture CLS");
  assert.equal(r.words(27), "bottleneck token 2");
  assert.equal(r.short(23), "2.50 s");
  assert.equal(r.time(16), 1.5);
  assert.equal(r.time(23), 0.75);
  assert.equal(r.time(26), null);
});

test("a pointer finds the cell, the patch and the bar that it is on", () => {
  const r = raster();
  assert.equal(r.cellUnder(0.3, 0.1), r.token("audio", { step: 1, band: 1 }), "high bands above");
  assert.equal(r.cellUnder(1.2, 1.2), r.token("audio", { step: 3, band: 0 }));
  const wide = r.patchUnder(10, 1, 800, 100, 1);
  assert.deepEqual(r.place(wide), { frame: 0, row: 0, column: 0 });
  for (let token = 1; token < 17; token++) assert.equal(r.tokenAt(r.bar(token).x + 1e-6, false), token);
  for (let token = 18; token < 26; token++) assert.equal(r.tokenAt(r.bar(token).x + 1e-6, true), token);
  const short = new Raster([["visual", 17]], { ...GEOMETRY, seen: 0.5 });
  assert.equal(short.tokenAt(0.6, false), null, "frames end where the clip does");
});

test("arrow keys walk to the neighbour, and stop at the edge", () => {
  const r = raster();
  const walk = (name, place, key) => r.place(r.next(name, place, key));
  assert.deepEqual(walk("audio", { step: 0, band: 0 }, "ArrowUp"), { step: 0, band: 1 });
  assert.deepEqual(walk("audio", { step: 3, band: 1 }, "ArrowRight"), { step: 3, band: 1 });
  assert.deepEqual(walk("visual", { frame: 0, row: 0, column: 3 }, "ArrowRight"), { frame: 1, row: 0, column: 0 });
  assert.deepEqual(walk("visual", { frame: 0, row: 0, column: 1 }, "PageUp"), { frame: 1, row: 0, column: 1 });
  assert.equal(r.next("visual", null, "x"), null);
});

const HEADER = {
  names: [{ name: "visual" }, { name: "audio" }],
  layer: 2,
  opens: { query: 5, stream: "audio", head: 1, statistic: "audio-visual" },
  statistics: { "audio-visual": {}, "visual-visual": {} },
};

test("a look is written and read again, and only what fits is kept", () => {
  const look = settled({ ...DEFAULT, ...parsed("7.2.visual.3.from.mean.-2.4.visual-visual.1") }, HEADER, 20, () => 4);
  assert.deepEqual(look, {
    query: 7,
    layer: 2,
    stream: "visual",
    head: 3,
    direction: "from",
    mix: "mean",
    temperature: -2,
    threshold: 4,
    statistic: "visual-visual",
    sorted: 1,
    scale: "one",
  });
  assert.equal(written(look), "7.2.visual.3.from.mean.-2.4.visual-visual.1.one", "a link of before, and one of now");
  const own = settled({ ...DEFAULT, ...parsed(written({ ...look, scale: "own" })) }, HEADER, 20, () => 4);
  assert.deepEqual(own, { ...look, scale: "own" });
  const wrong = settled({ ...DEFAULT, ...parsed("99.0.smell.9.up.sum.77.-3.x.y") }, HEADER, 20, () => 4);
  assert.equal(written(wrong), "5.2.audio.3.to.head.4.0.audio-visual.0.one");
  const empty = settled({ ...DEFAULT, head: 1, ...parsed("") }, HEADER, 20, () => 4);
  assert.equal(written(empty), "5.2.audio.1.to.head.0.0.audio-visual.0.one");
});

test("a stream has its own colour, and streams of both that of the picture", () => {
  assert.deepEqual(COLOURS, { visual: "visual", audio: "audio", stacked: "visual", bottleneck: "bottleneck" });
});

test("tiles stand by layer and stream; a range is never empty", () => {
  const tiles = tilesOf([
    [
      { stream: "visual", heads: 1 },
      { stream: "audio", heads: 2 },
    ],
    [{ stream: "shared", heads: 1 }],
  ]);
  assert.deepEqual(
    tiles.map(({ id }) => id),
    ["0.visual.0", "0.audio.0", "0.audio.1", "1.shared.0"],
  );
  assert.deepEqual(rangeOf({ of: { a: 0.2, b: 0.4 } }), { low: 0, high: 0.4 });
  assert.deepEqual(rangeOf({ of: { a: -0.2, b: 0.4 } }), { low: -0.2, high: 0.4 });
  assert.ok(rangeOf({ low: 0.5, of: { a: 0.1 } }).high > 0.5);
});

test("what a map says in words", () => {
  const r = raster();
  const values = new Float32Array(28).fill(Number.NaN);
  values[16] = 0.5;
  values[23] = 0.0001;
  const said = sentence(values, r, 0, { direction: "to", mix: "head", stream: "visual" });
  assert.equal(
    said,
    "<b>picture CLS</b> looks most at: frame 2, far right, row 2 (.50); 2.50–3.00 s, 500–8000 Hz (<.01).",
  );
  const none = sentence(null, r, 0, { direction: "from", mix: "mean", stream: "audio" });
  assert.equal(none, "<b>picture CLS</b> is no key here: this is the stream of one modality (sound).");
  assert.equal(weight(0), "<.01");
  const objects = [{ name: "dog", sounds: true, tokens: [0, 1] }];
  const on = onObjects([0, 0.25, 0.25, 0.5], objects, { start: 0, count: 4 });
  assert.equal(on, "<b>.50</b> of the weight lies on the object that sounds, dog (.67 of the picture).");
});

test("heads that are off: along the order, or any", () => {
  const order = ["a", "b", "c"];
  assert.equal(prefixOf(order, new Set(["b", "a"])), 2);
  assert.equal(prefixOf(order, new Set(["b"])), null);
  assert.equal(prefixOf([], new Set()), null, "without an order nothing is first of it");
  assert.equal(told(order, new Set(["b", "a"])), "first-2");
  assert.equal(told(order, new Set(["c", "a"])), "c_a");
  assert.equal(told(order, new Set()), "");
  const data = { order, base: [1], path: [[1], [0.9], [0.8], [0.7]], now: { off: ["c"], p: [0.3] } };
  assert.deepEqual(answer(data, new Set()), [1]);
  assert.deepEqual(answer(data, new Set(["a"])), [0.9]);
  assert.deepEqual(answer(data, new Set(["c"])), [0.3]);
  assert.equal(answer(data, new Set(["b", "c"])), null, "Python has not answered yet");
});

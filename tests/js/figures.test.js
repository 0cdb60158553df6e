import assert from "node:assert/strict";
import { test } from "node:test";
import { payload } from "../../mmfusion/ui/clips/recorder/recorder.js";
import { busiest, isCut, layoutOf, Net, summed, topsOf } from "../../mmfusion/ui/flow/ribbons/net.js";
import { gapsOf, runsOf, startOf } from "../../mmfusion/ui/fusion/overview/overview.js";
import { answer, chosen, main } from "../../mmfusion/ui/fusion/strategies/strategies.js";
import { between } from "../../mmfusion/ui/kernels/bend/bend.js";
import { apart } from "../../mmfusion/ui/mkl/costs/costs.js";
import { known } from "../../mmfusion/ui/mkl/cuts/cuts.js";
import { recalled, terms } from "../../mmfusion/ui/mkl/solver/solver.js";
import { weightLines, weightShares } from "../../mmfusion/ui/mkl/solver/weight_lines.js";

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

const EXCHANGES = [
  {
    layer: 2,
    heard: true,
    loaded: false,
    read: { visual: [0.3, 0.6], audio: [0.1, 0.2] },
    taken: { visual: [0.1, 0.2], audio: [0.1, 0.1] },
  },
  {
    layer: 3,
    heard: false,
    loaded: true,
    read: { visual: [0.3, 0.3], audio: [0.1, 0.1] },
    taken: { visual: [0.3, 0.1], audio: [0, 0.1] },
  },
];
const STATE = {
  cut: [],
  ways: [],
  closed: false,
  frozen: null,
  edited: true,
  at: "",
  classes: ["left", "right"],
  icons: null,
  truth: 1,
  plain: { p: [0.9, 0.1], opinions: { visual: [0.6, 0.4], audio: [0.2, 0.8] } },
  now: { p: [0.25, 0.75], opinions: { visual: [0.6, 0.4], audio: [0.2, 0.8] } },
};
const HEADER = {
  key: "x",
  senses: ["visual", "audio"],
  names: { visual: "picture", audio: "sound" },
  counts: { visual: 193, audio: 129 },
  layers: 4,
  bottlenecks: 2,
  exchanges: EXCHANGES,
  sentences: { reads: {}, takes: {} },
  mel: { bands: 1, columns: 1 },
  state: STATE,
  knows: Array.from({ length: 5 }, (_, i) => ({
    visual: ["visual"],
    audio: ["audio"],
    bottleneck: i > 2 ? ["visual", "audio"] : [],
  })),
};

test("the token to which most attention is given", () => {
  assert.equal(busiest(EXCHANGES, HEADER.senses, 2), 2);
  assert.equal(busiest(EXCHANGES, HEADER.senses, 3), 1);
  assert.equal(busiest(EXCHANGES, HEADER.senses, 9), 1);
});

test("what is cut: by hand, as a whole, from a layer on", () => {
  const cut = new Set(["audio.3"]);
  assert.equal(isCut(STATE, cut, "audio", 3), true);
  assert.equal(isCut(STATE, cut, "audio", 4), false);
  assert.equal(isCut({ ...STATE, ways: ["visual-audio"] }, cut, "visual", 3), true);
  assert.equal(isCut({ ...STATE, frozen: 4 }, cut, "visual", 3), false);
  assert.equal(isCut({ ...STATE, frozen: 4 }, cut, "visual", 4), true);
  assert.equal(isCut({ ...STATE, closed: true }, new Set(), "visual", 1), true);
});

test("a map is summed over frames, or over neighbouring moments with low bands below", () => {
  const picture = Array.from({ length: 1 + 2 * 24 }, (_, i) => (i === 1 || i === 25 ? 1 : 0));
  assert.deepEqual(summed(picture, true, 4, 6).slice(0, 2), [2, 0]);
  const sound = new Array(1 + 4 * 32).fill(0);
  sound[1] = 1;
  sound[1 + 3] = 1;
  sound[1 + 3 * 32 + 31] = 5;
  const grid = summed(sound, false, 4, 8);
  assert.equal(grid[3 * 8], 2, "the lowest band, its first eighth");
  assert.equal(grid[7], 5, "the highest, its last");
});

test("maps of a flow share one scale: the most over all senses, tokens and layers, the CLS left out", () => {
  const counts = { visual: 25, audio: 33 };
  const visual = Float32Array.from({ length: 2 * 25 }, (_, i) => (i % 25 ? 0.01 : 0.9)); // two tokens
  visual[25 + 7] = 0.2;
  const audio = Float32Array.from({ length: 2 * 33 }, (_, i) => (i % 33 ? 0.02 : 0.9));
  const { cell, place } = topsOf({ visual, audio }, counts);
  assert.ok(Math.abs(cell - 0.2) < 1e-6);
  assert.ok(Math.abs(place - 0.2) < 1e-6, "one frame and one moment a place: nothing to sum");
  const map = (sense) => (sense === "visual" ? visual.subarray(0, 25) : audio.subarray(0, 33));
  const shown = {
    width: 900,
    chosen: { depth: 3, token: 1 },
    cut: new Set(),
    waiting: false,
    mode: "reads",
    map,
    top: place,
  };
  const found = [
    ...new Net(HEADER, shown).svg().matchAll(/rx="1" style="fill:var\(--mmf-(\w+)\)" opacity="([\d.]+)"/g),
  ];
  const opacity = (sense) => new Set(found.filter((m) => m[1] === sense).map((m) => m[2]));
  assert.deepEqual(opacity("visual"), new Set([(0.12 + 0.88 * 0.05).toFixed(2)]), "a weak map is pale");
  assert.deepEqual(opacity("audio"), new Set([(0.12 + 0.88 * 0.1).toFixed(2)]));
});

test("widths, answers and cuts of the drawing are the header's numbers", () => {
  const shown = {
    width: 900,
    chosen: { depth: 3, token: 2 },
    cut: new Set(["token.3.2"]),
    waiting: false,
    mode: "reads",
    map: () => null,
    top: 1,
  };
  const net = new Net(HEADER, shown);
  const svg = net.svg();
  assert.match(svg, /stroke:var\(--mmf-visual\)" stroke-width="14.40"/, "0.6 of 24 px, in the picture's colour");
  assert.match(svg, /stroke:var\(--mmf-audio\)" stroke-width="4.80"/);
  assert.match(svg, />right<\/text>/);
  assert.match(svg, /0\.75 ✓/);
  assert.match(svg, /was left 0\.90/);
  assert.match(svg, /data-cut="token.3.2"[^>]*aria-pressed="true"/);
  assert.match(svg, /picture, 193 tokens/);
  const waiting = new Net(HEADER, { ...shown, waiting: true }).svg();
  assert.doesNotMatch(waiting, /0\.75/);
  assert.equal(layoutOf(390, 4, 2).wide, false);
  assert.ok(layoutOf(390, 4, 2).x(4) < 390);
});

test("the window starts at a tenth of a second, within the clip", () => {
  const clip = { total: 10, window: 4 };
  assert.equal(startOf(2.345, clip), 2.3);
  assert.equal(startOf(-1, clip), 0);
  assert.equal(startOf(99, clip), 6);
  assert.equal(startOf(5, { total: 3, window: 4 }), 0);
  const runs = runsOf(
    [1, 1, 2, 1],
    [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ],
  );
  assert.deepEqual(
    runs.map(({ kind, at }) => [kind, at.length]),
    [
      [1, 2],
      [2, 1],
      [1, 1],
    ],
  );
});

test("the bars are of the senses that the page asks for, as far as there are any", () => {
  const strategy = {
    p: [
      [[0.7], [0.6], null],
      [[0.5], [0.4], null],
    ],
    by: { product: [[[0.1], null, null]] },
  };
  const subsets = ["visual+audio", "visual", "audio"];
  const data = { aggregator: "trained together", level: 0, sense: "visual+audio", subsets };
  assert.deepEqual(main(data, strategy), [0.7]);
  assert.deepEqual(main({ ...data, sense: "visual" }, strategy), [0.6]);
  assert.equal(main({ ...data, sense: "audio" }, strategy), null, "the bar of sound alone is not the picture's");
  assert.deepEqual(answer({ ...data, level: 9 }, strategy, "visual+audio"), [0.5], "no such level: the last");
  assert.deepEqual(answer({ ...data, aggregator: "product" }, strategy, "visual+audio"), [0.1]);
  assert.deepEqual(main(data, { p: [[null, null, [0.3]]] }), [0.3]);
  const three = { ...data, subsets: ["v+a+t", "v+a", "v+t", "a+t", "v", "a", "t"], sense: "v+t" };
  const p = [[[0.7], [0.6], [0.5], null, null, null, [0.1]]];
  assert.deepEqual(main(three, { p }), [0.5], "two of three");
  assert.deepEqual(answer(three, { p }, "t"), [0.1]);
});

test("the boundary between the field's nodes", () => {
  const field = Uint8Array.from([9, 9, 0, 10, 20, 30]);
  assert.equal(between(field, 2, 2, 0.5, 0.5), 15);
  assert.equal(between(field, 2, 2, 1, 1), 30);
  assert.equal(between(field, 2, 2, 9, -1), 10);
});

test("names of lines stand apart", () => {
  assert.deepEqual(apart([100, 90, 92]), [
    [90, 1],
    [105, 2],
    [120, 0],
  ]);
});

test("what the cuts say from below", () => {
  near(
    known([
      [0, 1],
      [1, 0],
    ]),
    0.5,
  );
  near(known([[2, 3]]), 2);
  assert.equal(known([]), Number.POSITIVE_INFINITY);
});

test("shares of the weight, all noise as one", () => {
  assert.deepEqual(
    weightShares(
      [
        [1, 2, 1, 4],
        [0, 0, 0, 0],
      ],
      2,
    ),
    [
      [0.125, 0.25, 0.625],
      [0, 0, 0],
    ],
  );
  const shares = [
    [0.6, 0.4, 0],
    [0.1, 0.9, 0],
  ];
  const lines = weightLines({
    shares,
    names: ["colour", "shape"],
    noise: 0,
    x: (i) => i,
    y: (v) => v,
    lead: 1,
    edge: 9,
  });
  assert.equal(lines.filter((line) => line.startsWith("<text")).length, 1);
  assert.match(lines.at(-1), />shape</, "the kernel that leads in the column that is shown");
});

test("the terms of a decision add up to it", () => {
  const run = { parts: [0.5, -0.25, 0.1, 0.05, -0.02, 0.01, 0.3], intercept: -0.1, f: 0.59 };
  const rows = terms(run, ["a", "b", "c", "d", "e", "f"], 1);
  assert.deepEqual(
    rows.slice(0, 3).map(([name]) => name),
    ["a", "all noise", "b"],
  );
  const [f, ...others] = rows.map(([, value]) => value).reverse();
  near(
    f,
    others.reduce((a, b) => a + b),
  );
});

test("the link names p and iteration", () => {
  const runs = [
    { p: "1", gap: [1, 1, 1] },
    { p: "∞", gap: [1, 1] },
  ];
  assert.deepEqual(recalled("∞ 1", runs), { p: 1, k: 1 });
  assert.deepEqual(recalled("∞ 7", runs), { p: 1, k: 1 });
  assert.deepEqual(recalled("∞", runs), { p: 1, k: null });
  assert.deepEqual(recalled("3 1", runs), { p: 0, k: null });
});

test("what is recorded is sent without its type, which may hold commas", () => {
  assert.equal(payload("data:video/webm;codecs=vp8,opus;base64,AAECAw=="), "AAECAw==");
});

test("a window without an answer breaks the curve, and is a gap", () => {
  const points = [null, [1, 0.5], [1, 0.6], null, null, [1, 0.7]];
  const places = points.map((_, i) => [i, 0]);
  const runs = runsOf(
    points.map((point) => point?.[0] ?? null),
    places,
  );
  assert.deepEqual(
    runs.map(({ at }) => at.map(([x]) => x)),
    [[1, 2], [5]],
  );
  assert.deepEqual(gapsOf(points), [
    [0, 0],
    [3, 4],
  ]);
});

test("a figure is that of the rule that late fusion is put together by", () => {
  const [late, mid] = [{ by: {} }, {}];
  assert.equal(chosen({ aggregator: "max" }, late, 1, { max: 2 }), 2);
  assert.equal(chosen({ aggregator: "trained together" }, late, 1, { max: 2 }), 1);
  assert.equal(chosen({ aggregator: "max" }, mid, 1, undefined), 1);
  assert.equal(chosen({ aggregator: "max" }, late, 1, undefined), null);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as globe from "../../mmfusion/ui/joint/spheres/globe.js";
import { drawnLoss, smooth, ticks } from "../../mmfusion/ui/joint/spheres/loss.js";

const near = (a, b, by = 1e-9) => {
  for (const [i, v] of a.entries()) assert.ok(Math.abs(v - b[i]) < by, `${a} is not ${b}`);
};

test("turning keeps lengths and angles, after a thousand turns too", () => {
  let turn = globe.START;
  for (let i = 0; i < 1000; i++) turn = globe.turnedBy(turn, 0.3, -0.2);
  const [a, b] = [globe.turned(turn, [0, 0.6, 0.8]), globe.turned(turn, [1, 0, 0])];
  near([Math.hypot(...a), globe.cosine(a, b)], [1, 0]);
});

test("what is dragged to the right comes to the right, what is dragged up goes up", () => {
  const still = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const front = [0, 0, 1];
  assert.ok(globe.turned(globe.turnedBy(still, 0.1, 0), front)[0] > 0);
  assert.ok(globe.turned(globe.turnedBy(still, 0, 0.1), front)[1] > 0);
});

test("a frame is read from its eight bits, and between two lies the sphere", () => {
  const bytes = Int8Array.from([127, 0, 0, 0, 127, 0]); // two frames of one point
  near(globe.cloud(bytes, 1, 1)[0], [0, 1, 0]);
  const [half] = globe.between(globe.cloud(bytes, 0, 1), globe.cloud(bytes, 1, 1), 0.5, true);
  near(half, [Math.SQRT1_2, Math.SQRT1_2, 0]);
});

test("centring takes the mean away and keeps directions on the sphere", () => {
  const cloud = [
    [0.6, 0.8, 0],
    [0.6, -0.8, 0],
  ];
  near(globe.mean(cloud), [0.6, 0, 0]);
  near(globe.centred(cloud, globe.mean(cloud), true)[0], [0, 1, 0]);
});

test("the nearest in front is picked, nothing out of reach", () => {
  const places = [
    { x: 10, y: 10, z: -0.5 },
    { x: 14, y: 10, z: 0.5 },
    { x: 90, y: 90, z: 0.9 },
  ];
  assert.equal(globe.nearest(places, 10, 10, 16), 1);
  assert.equal(globe.nearest(places, 50, 50, 16), -1);
});

test("a step lies in the last frame that has begun", () => {
  assert.equal(globe.frameAt([0, 10, 20], 19), 1);
  assert.equal(globe.frameAt([0, 10, 20], 20), 2);
});

test("a loss is smoothed over its last steps, its axis has round values", () => {
  near([...smooth(Float32Array.from([4, 2, 0, 0]), 2)], [4, 3, 1, 0]);
  assert.deepEqual(ticks(4.4), [0, 2, 4]);
});

test("guessing is drawn and said, what is past in ink", () => {
  const line = {
    losses: Float32Array.from([4, 3, 2, 1]),
    total: 4,
    step: 2,
    level: Math.log(64),
    levelSaid: "ln 64 = 4.16",
    other: null,
    otherSaid: "",
  };
  const svg = drawnLoss(line, 300, 196);
  assert.match(svg, /ln 64 = 4\.16/);
  assert.match(svg, /loss 3\.50/); // the mean of the two that are past
  assert.equal(svg.match(/class="past" d="([^"]*)"/)[1].split("L").length, 2);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { along, scores } from "../../mmfusion/ui/vokens/pictured/pictured.js";

const HEADER = {
  bias: [
    [0.1, 0.2],
    [0.0, 0.5],
    [1.0, 0.0],
  ],
  parts: [
    [
      [0.1, 0.0],
      [0.2, 0.3],
    ],
    [
      [0.4, -0.1],
      [0.2, 0.1],
    ],
    [
      [0.0, 0.0],
      [0.3, 0.3],
    ],
  ],
  vokens: [
    { number: 7, name: "pizza", code: "pizza", weights: [[], [2.0, -1.0], [4.0, 0.5]] },
    { number: 9, name: "bus", code: "bus station", weights: [[], [0.0, 0.0], [0.0, 1.0]] },
  ],
};

const near = (found, expected) => {
  for (const [i, value] of found.entries()) assert.ok(Math.abs(value - expected[i]) < 1e-12, `${found} ${expected}`);
};

test("as told, a score is the bias and what each word adds", () => {
  near(scores(HEADER, 0, new Map()), [0.4, 0.5]);
  near(scores(HEADER, 1, new Map()), [0.6, 0.5]);
});

test("a swapped word adds its new number's weights over the number of words, and moves no word network", () => {
  const swaps = new Map([[1, 7]]);
  near(scores(HEADER, 0, swaps), [0.4, 0.5]);
  near(scores(HEADER, 1, swaps), [0.0 + 0.4 + 1.0, 0.5 - 0.1 - 0.5]);
  near(scores(HEADER, 2, swaps), [1.0 + 0.0 + 2.0, 0.0 + 0.0 + 0.25]);
});

test("two swaps add up, and a voken whose weights are nought is still a swap", () => {
  near(
    scores(
      HEADER,
      1,
      new Map([
        [0, 9],
        [1, 7],
      ]),
    ),
    [1.0, 0.0],
  );
});

test("a score beyond the axis stands at its end", () => {
  assert.equal(along(-3), 0);
  assert.equal(along(9), 100);
  assert.ok(along(0) > 0 && along(0) < along(1));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";
import { clear, labels, range, worth } from "../../mmfusion/ui/transfer/budget/budget.js";

const line = (value, half = value.map(() => 0.01), name = "with names") => ({ name, value, half });

test("the axis holds every interval and chance, in tenths", () => {
  assert.deepEqual(range([line([0.25, 0.61])], 0.125), [0.1, 0.7]);
  assert.deepEqual(range([line([0.2, 0.3], [0, 0])], 0.2), [0.2, 0.3]);
});

test("an interval is clear of nought only where it leaves it out", () => {
  assert.ok(clear(-0.03, 0.02));
  assert.ok(!clear(0.01, 0.02));
});

test("labels have as many digits as they support", () => {
  assert.equal(labels(2.147), "2.1");
  assert.equal(labels(12.8), "13");
});

test("a budget's worth is said with the accuracies, and what it saves only once that came", () => {
  const header = {
    budgets: ["1", "5", "all"],
    most: 108,
    alone: line([0.27, 0.375, 0.61]),
    lead: line([0.318, 0.443, 0.6]),
    saved: [
      { value: 2.1, low: 1.6, high: 2.9 },
      { value: 12.8, low: 10.4, high: 16.8 },
    ],
  };
  assert.match(worth(header, 1), /as good as <b>13<\/b> labels per class alone \(10 to 17\)/);
  assert.doesNotMatch(worth({ ...header, saved: undefined }, 1), /as good as/);
  assert.doesNotMatch(worth(header, 2), /as good as/, "where nothing is gained nothing is saved");
  assert.match(worth(header, 2), /With all labels: 61.0 % alone/);
  const never = { ...header, saved: [header.saved[0], { value: 108, low: 60, high: 108 }] };
  assert.match(worth(never, 1), /<b>more than all<\/b> labels per class alone \(60 to all\)/);
});

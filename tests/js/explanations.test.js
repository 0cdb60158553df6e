import assert from "node:assert/strict";
import { test } from "node:test";
import { onObject } from "../../mmfusion/ui/attribution/explanations/rows.js";

test("what lies on the object that sounds is a share of the evidence for the answer", () => {
  const truth = { name: "frog", tokens: [1, 3] };
  assert.match(
    onObject([0.1, 0.3, -5, 0.1], truth),
    /<b>80 %<\/b> lies on the object that sounds \(frog, 50 % of the picture\)/,
  );
  assert.match(onObject([0.4, -1, 0, 0.1], truth), /<b>20 %<\/b>/, "evidence against it is no part of it");
  assert.equal(onObject([0, -1, 0, 0], truth), "", "there is no evidence for it");
  assert.equal(onObject([1, 1, 1, 1], null), "");
});

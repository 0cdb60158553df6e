import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";
import { unseen } from "../../mmfusion/ui/map/atlas/atlas.js";
import { moved, route } from "../../mmfusion/ui/map/atlas/links.js";

const spot = (row, column) => ({
  row,
  x: 10 + 100 * column,
  y: 20 + 100 * row,
  gutter: column ? 100 * column : -14,
  lane: 95 + 100 * row,
});

test("a link changes rows in the left margin alone, and leaves a row by its lane", () => {
  assert.deepEqual(route(spot(0, 2), spot(2, 0), -14), [
    [210, 20],
    [200, 20],
    [200, 95],
    [-14, 95],
    [-14, 220],
    [10, 220],
  ]);
});

test("within a row a link runs below the words", () => {
  assert.deepEqual(route(spot(1, 1), spot(1, 3), -14), [
    [110, 120],
    [100, 120],
    [100, 195],
    [300, 195],
    [300, 120],
    [310, 120],
  ]);
});

test("every piece of a link is level or upright", () => {
  for (const [a, b] of [
    [spot(0, 0), spot(3, 5)],
    [spot(2, 8), spot(1, 1)],
    [spot(1, 0), spot(1, 8)],
  ]) {
    const corners = route(a, b, -14);
    for (let i = 1; i < corners.length; i++) {
      assert.ok(corners[i][0] === corners[i - 1][0] || corners[i][1] === corners[i - 1][1]);
    }
  }
});

test("arrows go to the next in the row, and to the nearest above and below", () => {
  const places = [
    { row: 0, column: 0 },
    { row: 0, column: 1 },
    { row: 0, column: 8 },
    { row: 1, column: 0 },
    { row: 1, column: 5 },
  ];
  assert.equal(moved(places, 0, "ArrowRight"), 1);
  assert.equal(moved(places, 0, "ArrowLeft"), 0);
  assert.equal(moved(places, 4, "ArrowRight"), 4);
  assert.equal(moved(places, 2, "ArrowDown"), 4);
  assert.equal(moved(places, 4, "ArrowUp"), 2);
  assert.equal(moved(places, 1, "ArrowDown"), 3);
  assert.equal(moved(places, 3, "ArrowDown"), 3);
});

test("a node says in full what it is, whether it runs and what it opens", () => {
  const node = {
    key: "late",
    part: 0,
    name: "Late",
    title: "Late fusion",
    value: ".33",
    what: "a sum",
    state: "runs",
    text: "",
    page: "Fusion",
    href: "fusion",
    code: "",
    same: [],
  };
  assert.equal(unseen(node), "Late fusion, runs, opens Fusion");
  assert.equal(unseen({ ...node, value: "", state: "come", href: "" }), "Late fusion, to come");
  assert.equal(unseen({ ...node, state: "none" }), "Late fusion, tested: no gain, opens Fusion");
});

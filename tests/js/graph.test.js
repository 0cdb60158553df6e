import assert from "node:assert/strict";
import { test } from "node:test";
import { cosines, depths, edited, middle, predicted, scores, solve } from "../../mmfusion/ui/graph/kinds/closed.js";
import { fitting } from "../../mmfusion/ui/graph/kinds/drawing.js";
import { faults, nodes } from "../../mmfusion/ui/graph/kinds/kinds.js";
import { heights, ladder, meeting } from "../../mmfusion/ui/graph/kinds/ladder.js";

// 0 okapi < 1 giraffe < 2 ruminant < 3 animal; 4 gerenuk < 2; 5 scissors < 6 edge tool, 7 lever; 6, 7 < 8 tool
const PARENTS = [[1], [2], [3], [], [2], [6, 7], [8], [8], []];
const near = (a, b, by = 1e-9) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);

test("depths count the fewest edges up", () => {
  assert.deepEqual(
    [...depths(PARENTS, 0)],
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  );
  assert.equal(depths(PARENTS, 5).get(8), 2);
});

test("cosines of ancestor vectors are sums of powers, and nought where nothing is shared", () => {
  const found = cosines(PARENTS, [0, 4, 5], 0.8);
  const okapi = 1 + 0.8 ** 2 + 0.8 ** 4 + 0.8 ** 6;
  const gerenuk = 1 + 0.8 ** 2 + 0.8 ** 4;
  near(found[1], (0.8 ** 2 * 0.8 + 0.8 ** 3 * 0.8 ** 2) / Math.sqrt(okapi * gerenuk));
  near(found[0], 1);
  assert.equal(found[2], 0);
});

test("an edge is cut or added without a change of the graph it is taken from, and no circle is closed", () => {
  assert.deepEqual(edited(PARENTS, [[0, 1]], [])[0], []);
  assert.deepEqual(edited(PARENTS, [], [[0, 8]])[0], [1, 8]);
  assert.deepEqual(edited(PARENTS, [], [[3, 0]])[3], []);
  assert.deepEqual(edited(PARENTS, [], [[0, 1]])[0], [1]);
  assert.deepEqual(PARENTS[0], [1]);
});

test("a system is solved", () => {
  const a = [
    [4, 2, 0.6],
    [2, 5, 1],
    [0.6, 1, 3],
  ];
  const x = [
    [1, -2],
    [0.5, 4],
    [-1, 0.25],
  ];
  const b = a.map((row) => [0, 1].map((c) => row.reduce((sum, v, k) => sum + v * x[k][c], 0)));
  const found = solve(Float64Array.from(a.flat()), Float64Array.from(b.flat()), 3, 2);
  x.flat().forEach((value, i) => {
    near(found[i], value);
  });
});

test("a class like one seen class goes from the middle towards its prototype, as far as the penalty lets it", () => {
  const fit = { seen: [0, 1], unseen: [2], prototypes: [2, 0, 0, 2, 9, 9], width: 2, sharpness: 50, penalty: 1 };
  assert.deepEqual([...middle(fit)], [1, 1]);
  const found = predicted(fit, Float64Array.from([1, 0, 1, 0, 1, 0, 1, 0, 1]));
  near(found[0], 0.5);
  near(found[1], -0.5);
  const answers = scores([2, 0, 1, 3], found, middle(fit));
  near(answers[0], 1);
  near(answers[1], -1 / Math.SQRT2);
});

test("a class without edges is no answer", () => {
  assert.equal(scores([2, 0], new Float64Array(2), Float64Array.from([1, 1]))[0], 0);
});

test("the ladder has a row for each ancestor, the class first, and says what joins where", () => {
  const whole = edited(PARENTS, [], []);
  const now = edited(whole, [[1, 2]], []);
  const { rows, lines } = ladder(whole, whole, 0, [4, 5], []);
  assert.deepEqual(
    rows.map(({ node }) => node),
    [0, 1, 2, 3],
  );
  assert.deepEqual(rows[2].joins, [0], "the gerenuk joins at the ruminant, the scissors nowhere");
  const after = ladder(whole, now, 0, [4, 5], []);
  assert.deepEqual(
    after.rows.map(({ reached }) => reached),
    [true, true, false, false],
  );
  assert.ok(after.lines.some(({ child, parent, cut }) => cut && child === 1 && parent === 2));
  assert.equal(lines.length, 3);
  assert.deepEqual(after.rows[2].joins, []);
});

test("two ways up take two lanes and meet again", () => {
  const { rows } = ladder(PARENTS, PARENTS, 5, [], []);
  assert.deepEqual(
    rows.map(({ node, lane }) => [node, lane]),
    [
      [5, 0],
      [6, 0],
      [7, 1],
      [8, 0],
    ],
  );
  assert.equal(heights(PARENTS, 5).get(8), 2);
  assert.equal(meeting(depths(PARENTS, 0), depths(PARENTS, 5)), null);
});

test("names fill the room that there is, and the rest is counted", () => {
  assert.equal(fitting(["emu", "ibis"], 200), "emu, ibis");
  assert.equal(fitting(["emu", "ibis", "pigeon"], 84), "emu, ibis +1");
  assert.equal(fitting(["a very long name of a class"], 40), "+1");
});

test("a wrong first sense is counted until it is switched to the one that pictures show", () => {
  const classes = [
    { name: "octopus", senses: [10, 11], checked: 1 },
    { name: "okapi", senses: [12], checked: 0 },
  ];
  const header = { classes, unseen: [0, 1], first: true };
  assert.deepEqual(nodes(header, []), [10, 12]);
  assert.deepEqual(nodes({ ...header, first: false }, []), [11, 12]);
  assert.deepEqual(nodes(header, [[0, 1]]), [11, 12]);
  assert.deepEqual(faults(header, []), { wrong: 1, mended: 0, spoiled: 0 });
  assert.deepEqual(faults(header, [[0, 1]]), { wrong: 1, mended: 1, spoiled: 0 });
  assert.deepEqual(faults({ ...header, first: false }, [[0, 0]]), { wrong: 0, mended: 0, spoiled: 1 });
});

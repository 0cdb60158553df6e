import assert from "node:assert/strict";
import { test } from "node:test";

import { both, GAP, HEAD, MARGIN, overlap, place, shared, toScroll } from "../../mmfusion/ui/parts/guide/tour/place.js";

const CARD = { width: 320, height: 200 };
const ROOMS = [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
];

test("wherever the target is, the card is in the window and covers nothing of what is ringed", () => {
  for (const room of ROOMS) {
    for (let left = 0; left < room.width - 20; left += 37) {
      for (let top = -400; top < room.height; top += 41) {
        for (const [width, height] of [
          [20, 20],
          [200, 90],
          [room.width - left - 2, 300],
          [room.width - left - 2, 900],
        ]) {
          const target = { left, top, width: Math.min(width, room.width - left - 2), height };
          const found = place(target, CARD, room, { left: 100, top: 100, width: 300, height: 300 });
          const card = { left: found.left, top: found.top, ...CARD };
          assert.ok(card.left >= MARGIN && card.left + card.width <= room.width - MARGIN);
          assert.ok(card.top >= MARGIN && card.top + card.height <= room.height - MARGIN);
          assert.equal(shared(card, found.ring), 0);
        }
      }
    }
  }
});

test("beside a target there is room: the card stands there and the ring goes round all of it", () => {
  const target = { left: 400, top: 300, width: 100, height: 60 };
  const found = place(target, CARD, ROOMS[0]);
  assert.deepEqual(found, { left: 500 + GAP, top: 300, ring: target });
});

test("of the places beside a target the card takes the one that leaves the effect to be seen", () => {
  const target = { left: 400, top: 300, width: 100, height: 60 };
  const seen = { left: 520, top: 250, width: 500, height: 200 };
  const found = place(target, CARD, ROOMS[0], seen);
  assert.equal(shared({ left: found.left, top: found.top, ...CARD }, seen), 0);
});

test("a target that is in view with its card is not scrolled; one below the window is", () => {
  const room = ROOMS[0];
  assert.equal(toScroll({ left: 400, top: 300, width: 100, height: 60 }, CARD, room), 0);
  const by = toScroll({ left: 400, top: 1300, width: 100, height: 60 }, CARD, room);
  assert.ok(1300 - by >= HEAD && 1360 - by <= room.height);
  assert.equal(
    toScroll({ left: 8, top: 900, width: 374, height: 1200 }, CARD, ROOMS[1]),
    900 - HEAD,
    "its head is seen",
  );
});

test("boxes: what two share, and what holds both", () => {
  const [a, b] = [
    { left: 0, top: 0, width: 10, height: 10 },
    { left: 5, top: 8, width: 10, height: 10 },
  ];
  assert.deepEqual(overlap(a, b), { left: 5, top: 8, width: 5, height: 2 });
  assert.deepEqual(both(a, b), { left: 0, top: 0, width: 15, height: 18 });
  assert.equal(shared(a, { left: 20, top: 0, width: 5, height: 5 }), 0);
});

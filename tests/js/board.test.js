import assert from "node:assert/strict";
import { test } from "node:test";

import { before } from "../../mmfusion/ui/board/kept/kept.js";

const now = { code: "K7QF2MXD", session: "new", key: "" };

test("a tab that is loaded again takes up who it was in this room, and in no other", () => {
  const kept = { code: "K7QF2MXD", session: "old", key: "the teacher's" };
  assert.deepEqual(before(JSON.stringify(kept), now), kept);
  assert.equal(before(JSON.stringify({ ...kept, code: "22222222" }), now), null);
  assert.equal(before(JSON.stringify({ ...kept, session: "new" }), now), null);
});

test("whatever else is in the storage is nothing", () => {
  for (const text of [null, "", "null", "3", "[]", "{", '{"code":"K7QF2MXD","session":7}']) {
    assert.equal(before(text, now), null);
  }
});

import assert from "node:assert/strict";
import test from "node:test";
import { speak, tr, trn } from "../../mmfusion/ui/js/language.js";

test("a text is English until another language comes with it, and values are put in by name", () => {
  assert.equal(tr("{n} of {of} {else}", { n: 2, of: "8" }), "2 of 8 {else}");
  speak({ language: "de", words: { "one head": "ein Kopf", "{n} heads": "{n} Köpfe" } });
  speak({ language: "de", words: { play: "abspielen" } });
  assert.deepEqual(
    [1, 3].map((n) => trn("one head", "{n} heads", n)),
    ["ein Kopf", "3 Köpfe"],
  );
  assert.equal(tr("play"), "abspielen");
  assert.equal(tr("constructor"), "constructor");
  speak({ language: "en", words: {} });
  assert.equal(tr("play"), "play");
});

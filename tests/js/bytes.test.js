import assert from "node:assert/strict";
import { test } from "node:test";
import { BufferError, float16, float32, int8, int16, unpack } from "../../mmfusion/ui/js/bytes.js";
import { packed } from "./packed.js";

test("a buffer comes apart as it was packed, wherever it lies in memory", () => {
  const bytes = packed({ key: "clip ü" }, { a: [1, 2, 3], b: [4, 5] });
  const within = new Uint8Array(bytes.length + 3);
  within.set(bytes, 3);
  for (const whole of [bytes, within.subarray(3)]) {
    const { header, blob } = unpack(whole);
    assert.equal(header.key, "clip ü");
    assert.deepEqual([...blob(header.a)], [1, 2, 3]);
    assert.deepEqual([...blob(header.b)], [4, 5]);
    assert.equal(blob(header.b).byteOffset, 0, "views of any width may be laid on it");
  }
});

test("numbers of every width", () => {
  const bytes = (array) => new Uint8Array(array.buffer);
  assert.deepEqual([...float32(bytes(new Float32Array([0.5, -2])))], [0.5, -2]);
  assert.deepEqual([...int16(bytes(new Int16Array([-32768, 32767])))], [-32768, 32767]);
  assert.deepEqual([...int8(bytes(new Int8Array([-127, 127])))], [-127, 127]);
});

test("half floats: signs, subnormals, the largest, infinity, no number", () => {
  const bits = new Uint16Array([0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000]);
  const values = [...float16(new Uint8Array(bits.buffer))];
  assert.deepEqual(values.slice(0, 2), [1, -2]);
  assert.ok(Math.abs(values[2] - 1 / 3) < 1e-4);
  assert.equal(values[3], 2 ** -24);
  assert.equal(values[4], 65504);
  assert.deepEqual(values.slice(5, 8), [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
  assert.ok(Object.is(values[8], -0));
});

test("what is cut short says what is missing", () => {
  const bytes = packed({ key: "x" }, { a: [1, 2, 3] });
  const broken = (part) => () => {
    const { header, blob } = unpack(part);
    blob(header.a);
  };
  assert.throws(broken(bytes.subarray(0, bytes.length - 2)), { message: "2 bytes of a part are missing" });
  assert.throws(broken(bytes.subarray(0, 10)), { message: "the header is cut short" });
  assert.throws(broken(new Uint8Array(0)), BufferError);
  assert.throws(broken(undefined), BufferError);
  assert.throws(broken(packed({ key: "x" }, {})), { message: "a part is missing" });
  const garbled = Uint8Array.from(bytes);
  garbled[6] = 0xff;
  assert.throws(broken(garbled), { message: "the header cannot be read" });
  assert.throws(() => float32(new Uint8Array(7)), { message: "a part ends within one of its 32-bit numbers" });
});

// The byte buffer that Python packs (mmfusion/ui/shell/components.py): uint32 length of a JSON header, the header, then
// the blobs that it points to; their offsets count from the header's end.

/**
 * @typedef {{ offset: number, length: number }} Place where a blob lies, as the header says it
 * @typedef {(at: Place) => Uint8Array<ArrayBuffer>} Blob a blob's bytes, copied, so that views of any width may be laid on them
 */

/** What came is no buffer, or not all of it. */
export class BufferError extends Error {}

/**
 * @param {Uint8Array} bytes
 * @returns {{ header: any, blob: Blob }}
 */
export function unpack(bytes) {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength < 4) throw new BufferError("no data came");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = 4 + view.getUint32(0, true);
  if (body > bytes.byteLength) throw new BufferError("the header is cut short");
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(4, body)));
  } catch {
    throw new BufferError("the header cannot be read");
  }
  const blob = (at) => {
    if (!at || !(at.offset >= 0) || !(at.length >= 0)) throw new BufferError("a part is missing");
    const end = body + at.offset + at.length;
    if (end > bytes.byteLength) throw new BufferError(`${end - bytes.byteLength} bytes of a part are missing`);
    return bytes.slice(body + at.offset, end);
  };
  return { header, blob };
}

/** @type {(bytes: Uint8Array, width: number) => number} */
function count(bytes, width) {
  if (bytes.byteLength % width) throw new BufferError(`a part ends within one of its ${8 * width}-bit numbers`);
  return bytes.byteLength / width;
}

/** @type {(bytes: Uint8Array) => Float32Array} */
export const float32 = (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, count(bytes, 4));

/** @type {(bytes: Uint8Array) => Int16Array} */
export const int16 = (bytes) => new Int16Array(bytes.buffer, bytes.byteOffset, count(bytes, 2));

/** @type {(bytes: Uint8Array) => Int8Array} */
export const int8 = (bytes) => new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** One half float from its sixteen bits. @type {(bits: number) => number} */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const HALVES = Float32Array.from({ length: 65536 }, (_, bits) => half(bits)); // every half float there is

/** Half floats, widened. @type {(bytes: Uint8Array) => Float32Array} */
export function float16(bytes) {
  const raw = new Uint16Array(bytes.buffer, bytes.byteOffset, count(bytes, 2));
  return Float32Array.from(raw, (bits) => HALVES[bits]);
}

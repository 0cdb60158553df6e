// A buffer as Python packs it: uint32 length, JSON header with the places of its parts, the parts.

/** @param {Record<string, unknown>} header @param {Record<string, Iterable<number> | ArrayBufferView>} parts */
export function packed(header, parts) {
  const placed = { ...header };
  const bytes = [];
  for (const [name, part] of Object.entries(parts)) {
    const own = ArrayBuffer.isView(part)
      ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      : Uint8Array.from(part);
    placed[name] = { offset: bytes.length, length: own.length };
    bytes.push(...own);
  }
  const text = new TextEncoder().encode(JSON.stringify(placed));
  const out = new Uint8Array(4 + text.length + bytes.length);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  out.set(bytes, 4 + text.length);
  return out;
}

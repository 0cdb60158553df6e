// Pictures that came as files within a buffer.

/** @type {(places: import("./bytes.js").Place[], blob: import("./bytes.js").Blob, type?: string) => Promise<ImageBitmap[]>} */
export const decode = (places, blob, type = "image/jpeg") =>
  Promise.all(places.map((at) => createImageBitmap(new Blob([blob(at)], { type }))));

/** Another picture: they come ordered by kind, and a step that shares no factor with their number meets all.
 * @type {(number: number, of: number) => number} */
export const another = (number, of) => (number + 37) % of;

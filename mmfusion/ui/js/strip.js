// The rows of a clip strip, one time axis for all: frames, waveform, spectrogram. A pen is what `sharp` returns.

import { raster } from "./canvas.js";
import { channels } from "./colour.js";

/** Below this width in px a figure is a phone's. */
export const NARROW = 560;
export const FRAME_GAP = 2;

/** How many frames fit side by side: every other one on a phone. @type {(width: number) => number} */
export const framesShown = (width) => (width < NARROW ? 4 : 8);

/** The box of one of the frames that are shown.
 * @type {(width: number, index: number, shown?: number) => { x: number, width: number }} */
export function frameBox(width, index, shown = framesShown(width)) {
  const each = (width + FRAME_GAP) / shown;
  return { x: index * each, width: each - FRAME_GAP };
}

/** Where a picture lies in its box: whole, since patches lie all over it; a small misfit is stretched away.
 * @type {(index: number, width: number, height: number, proportion: number, shown?: number) => { x: number, y: number, width: number, height: number }} */
export function pictureBox(index, width, height, proportion, shown) {
  const { x, width: wide } = frameBox(width, index, shown);
  if (Math.abs((proportion * height) / wide - 1) < 0.08) return { x, y: 0, width: wide, height };
  const w = Math.min(wide, height * proportion);
  const h = w / proportion;
  return { x: x + (wide - w) / 2, y: (height - h) / 2, width: w, height: h };
}

/** The picture that stands in a box: the one nearest to the middle of its span.
 * @type {(index: number, shown: number, count: number) => number} */
export const frameAt = (index, shown, count) => Math.min(count - 1, Math.floor(((index + 0.5) * count) / shown));

/** The part of a picture that covers a box of other proportions: cropped to its middle.
 * @type {(picture: { width: number, height: number }, width: number, height: number) => { x: number, y: number, width: number, height: number }} */
export function middle(picture, width, height) {
  const scale = Math.max(width / picture.width, height / picture.height);
  const [w, h] = [width / scale, height / scale];
  return { x: (picture.width - w) / 2, y: (picture.height - h) / 2, width: w, height: h };
}

/** @type {(pen: import("./canvas.js").Pen, pictures: ImageBitmap[]) => void} */
export function paintFrames({ context, width, height }, pictures) {
  const shown = framesShown(width);
  for (let i = 0; i < shown; i++) {
    const box = frameBox(width, i);
    const picture = pictures[frameAt(i, shown, pictures.length)];
    const part = middle(picture, box.width, height);
    context.drawImage(picture, part.x, part.y, part.width, part.height, box.x, 0, box.width, height);
  }
}

/** The largest |sample| of each of `width` columns, `samples` of them across the whole width.
 * @type {(pcm: ArrayLike<number>, samples: number, width: number) => Float32Array} */
export function envelope(pcm, samples, width) {
  const per = samples / width;
  const out = new Float32Array(Math.ceil(width));
  for (let x = 0; x < width; x++) {
    const end = Math.min(pcm.length, (x + 1) * per);
    for (let i = Math.floor(x * per); i < end; i++) out[x] = Math.max(out[x], Math.abs(pcm[i]));
  }
  return out;
}

const QUIET = 1500; // of int16: a silent clip's noise is not blown up

/** The waveform of int16 samples. @type {(pen: import("./canvas.js").Pen, pcm: Int16Array, samples: number, ink: string) => void} */
export function paintWave({ context, width, height }, pcm, samples, ink) {
  const peak = pcm.reduce((top, value) => Math.max(top, Math.abs(value)), QUIET);
  context.fillStyle = ink;
  envelope(pcm, samples, width).forEach((top, x) => {
    const half = Math.max(0.5, (top / peak) * (height / 2));
    context.fillRect(x, height / 2 - half, 1, 2 * half);
  });
}

/** A spectrogram of bytes, 255 the darkest, low bands below.
 * @type {(mel: Uint8Array, size: { bands: number, columns: number }, ink: number[], strength?: number) => OffscreenCanvas} */
export const spectrogram = (mel, { bands, columns }, ink, strength = 1) =>
  raster(columns, bands, (column, row) => [...ink, strength * mel[(bands - 1 - row) * columns + column]]);

/** @type {(pen: import("./canvas.js").Pen, mel: Uint8Array, size: { bands: number, columns: number }, ink: string) => void} */
export function paintMel({ context, width, height }, mel, size, ink) {
  context.imageSmoothingQuality = "high";
  context.drawImage(spectrogram(mel, size, channels(ink)), 0, 0, width, height);
}

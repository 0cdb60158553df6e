// A scene as it is edited: where its drawings are, and the text that a link holds.

import { clamp } from "../../js/numbers.js";

/**
 * @typedef {object} Drawing one drawing in a scene, in the network's px
 * @property {number} number which drawing: kinds, then props
 * @property {string} name
 * @property {number} x left edge; it may lie outside
 * @property {number} y upper edge
 * @property {number} wide
 * @property {number} tall
 * @property {number} colour -1 for a prop
 * @property {number} size
 * @property {boolean} flipped
 * @property {number[]} cells that it covers
 */

export const SIDE = 96;
const OUTSIDE = 20;

/** The text of a scene, as as_text.py writes it.
 * @type {(place: number, variant: number, drawings: Omit<Drawing, "name" | "wide" | "tall" | "cells">[]) => string} */
export const saved = (place, variant, drawings) =>
  [
    `${place}.${variant}`,
    ...drawings.map(({ number, x, y, colour, size, flipped }) =>
      [number, x, y, ...(colour < 0 ? (flipped ? [1] : []) : [colour, size, flipped ? 1 : 0])].join("."),
    ),
  ].join("~");

/** A drawing moved, in whole px, to where enough of it is inside. @type {(one: Drawing, x: number, y: number) => Drawing} */
export function moved(one, x, y) {
  const over = Math.min(OUTSIDE, Math.floor(one.wide / 2), Math.floor(one.tall / 2));
  return {
    ...one,
    x: clamp(Math.round(x), -over, SIDE - one.wide + over),
    y: clamp(Math.round(y), -over, SIDE - one.tall + over),
  };
}

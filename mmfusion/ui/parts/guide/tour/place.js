// Where the card stands: beside its target, never over it, never out of the window.

import { clamp } from "../../../js/numbers.js";

/**
 * @typedef {{ left: number, top: number, width: number, height: number }} Box px, in the window
 */

/** Between card and ring, px. */
export const GAP = 14;
/** Between anything of the tour and the window's edge, px. */
export const MARGIN = 8;
/** How much of a target's head is enough to be seen of one for which the window is too small, px. */
const ENOUGH = 160;
/** What stands at the window's head, over the page: a target is scrolled to below it, px. */
export const HEAD = 64;

/**
 * The card's place, and the part of the target that can be ringed: all of it where there is room beside it; else the
 * card takes the window's foot, or its head, and the ring what is left of the target above or below.
 * @param {Box} target
 * @param {{ width: number, height: number }} card
 * @param {{ width: number, height: number }} room the window
 * @param {Box | null} [seen] where the effect is seen: of the places beside the target, the one that covers least of it
 * @returns {{ left: number, top: number, ring: Box }}
 */
export function place(target, card, room, seen = null) {
  const right = target.left + target.width;
  const bottom = target.top + target.height;
  const most = { left: room.width - card.width - MARGIN, top: room.height - card.height - MARGIN };
  const level = clamp(target.top, MARGIN, Math.max(MARGIN, most.top));
  const under = clamp(target.left, MARGIN, Math.max(MARGIN, most.left));
  const spots = [
    { left: right + GAP, top: level },
    { left: target.left - GAP - card.width, top: level },
    { left: under, top: bottom + GAP },
    { left: under, top: target.top - GAP - card.height },
    { left: right + GAP, top: most.top },
    { left: target.left - GAP - card.width, top: most.top },
  ].filter(({ left, top }) => left >= MARGIN && left <= most.left && top >= MARGIN && top <= most.top);
  if (spots.length) {
    const covers = spots.map((spot) => (seen ? shared({ ...spot, ...sizeOf(card) }, seen) : 0));
    return { ...spots[covers.indexOf(Math.min(...covers))], ring: within(target, 0, room.height) };
  }
  const left = clamp((room.width - card.width) / 2, MARGIN, Math.max(MARGIN, most.left));
  const foot = { left, top: Math.max(MARGIN, most.top), ring: within(target, 0, most.top - GAP) };
  const head = { left, top: MARGIN, ring: within(target, MARGIN + card.height + GAP, room.height) };
  return foot.ring.height >= Math.min(ENOUGH, head.ring.height) ? foot : head;
}

/** The area that two boxes share, px². @type {(a: Box, b: Box) => number} */
export function shared(a, b) {
  const { width, height } = overlap(a, b);
  return width * height;
}

/** What two boxes share. @type {(a: Box, b: Box) => Box} */
export function overlap(a, b) {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const width = Math.min(a.left + a.width, b.left + b.width) - left;
  const height = Math.min(a.top + a.height, b.top + b.height) - top;
  return { left, top, width: Math.max(0, width), height: Math.max(0, height) };
}

/** The smallest box that holds both. @type {(a: Box, b: Box) => Box} */
export function both(a, b) {
  const [left, top] = [Math.min(a.left, b.left), Math.min(a.top, b.top)];
  const width = Math.max(a.left + a.width, b.left + b.width) - left;
  const height = Math.max(a.top + a.height, b.top + b.height) - top;
  return { left, top, width, height };
}

const sizeOf = (/** @type {{ width: number, height: number }} */ { width, height }) => ({ width, height });

/** How far the page is to be scrolled so that the target and the card beside it are in the window; 0 if they are.
 * @type {(target: Box, card: { width: number, height: number }, room: { width: number, height: number }) => number} */
export function toScroll(target, card, room) {
  const beside = Math.max(target.left, room.width - target.left - target.width) >= card.width + GAP + MARGIN;
  const foot = room.height - (beside ? MARGIN : card.height + GAP + MARGIN);
  const inside = target.top >= HEAD && target.top + target.height <= foot;
  if (inside) return 0;
  const middle = (foot - target.height) / 2;
  return target.top - Math.max(HEAD, middle);
}

/** @type {(box: Box, from: number, to: number) => Box} */
function within({ left, top, width, height }, from, to) {
  const start = clamp(top, from, to);
  return { left, width, top: start, height: clamp(top + height, start, to) - start };
}

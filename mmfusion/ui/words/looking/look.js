// What is open, as the link says it: `words_look=word.layer.head.view`.

import { clamp } from "../../js/numbers.js";

/** @typedef {"looks" | "signed" | "clamped"} View attention, what spoke for and against an answer, what spoke for it alone */
/** @typedef {{ word: number, layer: number, head: number, view: View }} Look */

/** @type {View[]} */
export const VIEWS = ["looks", "signed", "clamped"];

/** @type {(look: Look) => string} */
export const written = ({ word, layer, head, view }) => [word, layer, head, view].join(".");

/** @type {(text: string, size: { words: number, layers: number, heads: number }) => Look} */
export function read(text, { words, layers, heads }) {
  const [word, layer, head, view] = text.split(".");
  const number = (said, count) => clamp(Math.trunc(Number(said)) || 0, 0, count - 1);
  return {
    word: number(word, words),
    layer: number(layer, layers),
    head: number(head, heads),
    view: VIEWS.find((one) => one === view) ?? "looks",
  };
}

// What is looked at, as the link says it: `look=query.layer.stream.head…`.

import { clamp } from "../../js/numbers.js";

/**
 * @typedef {object} Look
 * @property {number | ""} query the pinned token
 * @property {number | ""} layer
 * @property {string} stream
 * @property {number} head
 * @property {"to" | "from"} direction what the token looks at, or who looks at it
 * @property {import("./layer.js").Mix} mix
 * @property {number} temperature half powers of two
 * @property {number} threshold tenths of the largest weight
 * @property {string} statistic
 * @property {number} sorted
 * @property {"one" | "own"} scale one for all maps of the layer, or each map its own
 */

/** @type {Look} */
export const DEFAULT = {
  query: "",
  layer: "",
  stream: "",
  head: 0,
  direction: "to",
  mix: "head",
  temperature: 0,
  threshold: 0,
  statistic: "",
  sorted: 0,
  scale: "one",
};
const FIELDS = Object.keys(DEFAULT);

/** @type {(look: Look) => string} */
export const written = (look) => FIELDS.map((field) => look[field]).join(".");

/** Only what the link says. @type {(text: string) => Partial<Record<keyof Look, any>>} */
export function parsed(text) {
  const parts = text.split(".");
  const said = {};
  FIELDS.forEach((field, i) => {
    if (parts[i]) said[field] = typeof DEFAULT[field] === "number" ? Number(parts[i]) || 0 : parts[i];
  });
  return said;
}

/** A look that this trace has: the open layer is the one that came.
 * @param {Partial<Record<keyof Look, any>>} look
 * @param {any} header @param {number} size tokens @param {(stream: string) => number} heads of a stream
 * @returns {Look} */
export function settled(look, header, size, heads) {
  const { opens, names, layer, statistics } = header;
  const streams = names.map((s) => s.name);
  const opening = streams.includes(opens.stream) ? opens.stream : streams[0];
  const stream = streams.includes(look.stream) ? look.stream : opening;
  const token = look.query === "" ? opens.query : Number(look.query);
  return {
    layer,
    stream,
    query: token >= 0 && token < size ? token : opens.query,
    head: clamp(Number(look.head) || 0, 0, heads(stream) - 1),
    direction: look.direction === "from" ? "from" : "to",
    mix: look.mix === "mean" || look.mix === "max" ? look.mix : "head",
    temperature: clamp(look.temperature, -4, 4),
    threshold: clamp(look.threshold, 0, 9),
    statistic: look.statistic in statistics ? look.statistic : opens.statistic,
    sorted: look.sorted,
    scale: look.scale === "own" ? "own" : "one",
  };
}

// What a map of attention says, in words.

import { share } from "../../js/numbers.js";
import { NAMES } from "../../js/raster.js";
import { escapeText } from "../../js/text.js";
import { ranked } from "./layer.js";

/** A weight; even none is said as a little, since softmax gives no nought. @type {(value: number) => string} */
export const weight = (value) => share(value || Number.MIN_VALUE);

/** The sentence below the map of a token.
 * @type {(values: Float32Array | null, raster: import("../../js/raster.js").Raster, token: number, look: import("./look.js").Look) => string} */
export function sentence(values, raster, token, look) {
  const asked = look.direction === "from";
  const name = `<b>${escapeText(raster.words(token))}</b>`;
  if (!values) {
    const where = look.mix === "head" ? "this head" : "these heads";
    return `${name} ${asked ? "is not asked" : "does not ask"} in ${where}: the stream is that of the ${NAMES[look.stream]}.`;
  }
  const best = ranked(values).slice(0, 2);
  const most = best.map((t) => `${escapeText(raster.words(t))} (${weight(values[t])})`);
  return `${name} ${asked ? "is looked at most by" : "looks most at"} ${most.join("; ")}.`;
}

// What a map of attention says, in words.

import { tr } from "../../js/language.js";
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
  const name = escapeText(raster.words(token));
  if (!values) {
    const modality = tr(NAMES[look.stream]);
    return asked
      ? tr("<b>{name}</b> is no key here: this is the stream of one modality ({modality}).", { name, modality })
      : tr("<b>{name}</b> is no query here: this is the stream of one modality ({modality}).", { name, modality });
  }
  const best = ranked(values).slice(0, 2);
  const most = best.map((t) => `${escapeText(raster.words(t))} (${weight(values[t])})`).join("; ");
  return asked
    ? tr("<b>{name}</b> is looked at most by: {most}.", { name, most })
    : tr("<b>{name}</b> looks most at: {most}.", { name, most });
}

/** What a number of each head is called, as `computed.named` says it. @type {(statistic: string) => string} */
export function named(statistic) {
  if (statistic === "entropy") return tr("entropy (1: spread over all keys)");
  if (statistic === "missed") return tr("loss of p(answer) without the head");
  const [asks, asked] = statistic.split("-").map((name) => tr(NAMES[name]));
  return tr("share, {asks} → {asked}", { asks, asked });
}

// What is heard of a sound through a map of its cells: bands that add up to it, each as loud as the map says at the time.
// mmfusion.media.heard_through, in the browser: any of the maps is heard at once.

/** @typedef {{ bands: number, steps: number }} Cells */

/** Half of the seconds in which one step's gain goes over into the next one's. */
export const FADE = 0.02;

/** How loud a cell is heard: its share of the strongest that spoke for the answer; 0 for what spoke against it.
 * @type {(scores: ArrayLike<number>) => Float32Array} */
export function loudness(scores) {
  let most = 0;
  for (let i = 0; i < scores.length; i++) most = Math.max(most, scores[i]);
  return Float32Array.from(scores, (score) => (most > 0 ? Math.max(0, score) / most : 0));
}

/** A step's gain at a sample; near a border it goes over into the neighbour's.
 * @type {(gains: ArrayLike<number>, steps: number, each: number, half: number, sample: number) => number} */
export function gainAt(gains, steps, each, half, sample) {
  const step = Math.min(steps - 1, Math.floor(sample / each));
  const between = (left, border) => {
    const share = (sample - (border - half)) / (2 * half);
    return gains[left] + (gains[left + 1] - gains[left]) * share;
  };
  if (step > 0 && sample < step * each + half) return between(step - 1, step * each);
  if (step < steps - 1 && sample > (step + 1) * each - half) return between(step, (step + 1) * each);
  return gains[step];
}

/** @type {(parts: Float32Array[], gains: Float32Array, cells: Cells, rate: number) => Float32Array} */
export function heardThrough(parts, gains, { steps }, rate) {
  const out = new Float32Array(parts[0]?.length ?? 0);
  const each = out.length / steps;
  const half = Math.min(FADE * rate, each) / 2;
  parts.forEach((part, band) => {
    const own = gains.subarray(band * steps, (band + 1) * steps);
    if (!own.some((gain) => gain > 0)) return;
    for (let i = 0; i < part.length; i++) out[i] += part[i] * gainAt(own, steps, each, half, i);
  });
  return out;
}

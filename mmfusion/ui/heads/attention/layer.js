// One layer's attention as it came from Python: half floats by stream, all tokens in one numbering.

import { float16, float32 } from "../../js/bytes.js";
import { largest } from "../../js/numbers.js";

/**
 * @typedef {"head" | "mean" | "max"} Mix which heads are looked at
 * @typedef {import("../../js/bytes.js").Place} Place
 *
 * @typedef {object} Told a stream as the header says it
 * @property {string} name
 * @property {number} heads
 * @property {[first: number, count: number][]} queries tokens that ask
 * @property {[first: number, count: number][]} keys tokens that are asked
 * @property {Place} weights (heads, queries, keys) float16
 * @property {Place} sums (heads, queries) float32: log Σ exp of the scores
 *
 * @typedef {object} Stream
 * @property {number} heads
 * @property {number[]} queries
 * @property {number[]} keys
 * @property {Map<number, number>} row of a token that asks
 * @property {Map<number, number>} column of a token that is asked
 * @property {Float32Array} weights
 * @property {Float32Array} sums
 * @property {Float32Array | null} heated
 * @property {Record<string, Float32Array>} pooled
 */

const unfold = (ranges) => ranges.flatMap(([start, count]) => Array.from({ length: count }, (_, i) => start + i));

/** Rows of weights at another temperature, w^(1/T) renormalised: what softmax(score / T) would give.
 * @type {(weights: Float32Array, columns: number, temperature: number) => Float32Array} */
export function heated(weights, columns, temperature) {
  const out = weights.map((w) => w ** (1 / temperature));
  for (let from = 0; from < out.length; from += columns) {
    const row = out.subarray(from, from + columns);
    const sum = row.reduce((a, b) => a + b, 0);
    for (let j = 0; j < columns; j++) row[j] /= sum;
  }
  return out;
}

/** The weight below which a share of some weights lies; 1: the largest. @type {(weights: Float32Array, share: number) => number} */
export function topOf(weights, share) {
  if (share === 1) return largest(weights);
  const sorted = Float32Array.from(weights).sort();
  return Math.max(1e-9, sorted[Math.floor(sorted.length * share)]);
}

export class Layer {
  /** @param {number} size tokens of the clip @param {Told[]} streams @param {import("../../js/bytes.js").Blob} blob */
  constructor(size, streams, blob) {
    this.size = size;
    this.temperature = 1;
    /** @type {Record<number, number>} weight below which a share of the layer's weights lies */
    this.tops = {};
    /** @type {Record<string, Stream>} */
    this.streams = {};
    for (const s of streams) {
      const queries = unfold(s.queries);
      const keys = unfold(s.keys);
      this.streams[s.name] = {
        heads: s.heads,
        queries,
        keys,
        row: new Map(queries.map((token, i) => [token, i])),
        column: new Map(keys.map((token, i) => [token, i])),
        weights: float16(blob(s.weights)),
        sums: float32(blob(s.sums)),
        heated: null,
        pooled: {},
      };
    }
  }

  /** Look at all weights at another temperature. @param {number} temperature */
  heat(temperature) {
    if (temperature === this.temperature) return;
    this.temperature = temperature;
    this.tops = {};
    for (const s of Object.values(this.streams)) {
      s.heated = null;
      s.pooled = {};
    }
  }

  /** @param {Stream} s */
  at(s) {
    if (this.temperature === 1) return s.weights;
    s.heated ??= heated(s.weights, s.keys.length, this.temperature);
    return s.heated;
  }

  /** The weight below which a share of all the layer's weights lies, every stream and head; 1: the largest.
   * @param {number} share */
  top(share = 1) {
    this.tops[share] ??= Math.max(...Object.values(this.streams).map((s) => topOf(this.at(s), share)));
    return this.tops[share];
  }

  /** The matrix of one head, or of all a stream's heads by mean or maximum: rows ask, columns are asked.
   * @param {string} stream @param {number} head @param {Mix} mix */
  matrix(stream, head, mix) {
    const s = this.streams[stream];
    const each = s.queries.length * s.keys.length;
    const weights = this.at(s);
    if (mix === "head") return weights.subarray(head * each, (head + 1) * each);
    if (!s.pooled[mix]) {
      const out = new Float32Array(each);
      for (let h = 0; h < s.heads; h++) {
        for (let i = 0; i < each; i++) {
          const w = weights[h * each + i];
          out[i] = mix === "mean" ? out[i] + w / s.heads : Math.max(out[i], w);
        }
      }
      s.pooled[mix] = out;
    }
    return s.pooled[mix];
  }

  /** What a token looks at, or who looks at it (`asked`): a value a token of the clip, NaN where nothing can be asked.
   * @param {string} stream @param {number} head @param {Mix} mix @param {number} token @param {boolean} asked */
  map(stream, head, mix, token, asked) {
    const s = this.streams[stream];
    const own = (asked ? s.column : s.row).get(token);
    if (own === undefined) return null;
    const out = new Float32Array(this.size).fill(Number.NaN);
    const matrix = this.matrix(stream, head, mix);
    const columns = s.keys.length;
    const others = asked ? s.queries : s.keys;
    others.forEach((other, i) => {
      out[other] = matrix[asked ? i * columns + own : own * columns + i];
    });
    return out;
  }

  /** The attention that each token receives, the mean over all that ask.
   * @param {string} stream @param {number} head @param {Mix} mix */
  received(stream, head, mix) {
    const s = this.streams[stream];
    const out = new Float32Array(this.size).fill(Number.NaN);
    const matrix = this.matrix(stream, head, mix);
    s.keys.forEach((key, j) => {
      let sum = 0;
      for (let i = 0; i < s.queries.length; i++) sum += matrix[i * s.keys.length + j];
      out[key] = sum / s.queries.length;
    });
    return out;
  }

  /** q k / √d_k of a pair of tokens in a head. @param {string} stream @param {number} head @param {number} query @param {number} key */
  score(stream, head, query, key) {
    const s = this.streams[stream];
    const i = s.row.get(query);
    const j = s.column.get(key);
    if (i === undefined || j === undefined) return Number.NaN;
    const row = head * s.queries.length + i;
    return Math.log(s.weights[row * s.keys.length + j]) + s.sums[row];
  }
}

/** Tokens that have a value, the largest first. @param {Float32Array} values */
export const ranked = (values) =>
  [...values.keys()].filter((token) => !Number.isNaN(values[token])).sort((a, b) => values[b] - values[a]);

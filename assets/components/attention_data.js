// One layer's attention as it came from Python: half floats by stream, all tokens in one numbering.

const HALVES = (() => { // every half float there is
  const table = new Float32Array(65536);
  for (let i = 0; i < 65536; i++) {
    const sign = i & 0x8000 ? -1 : 1, exponent = (i >> 10) & 31, fraction = i & 1023;
    table[i] = sign * (exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction ? NaN : Infinity) : (1 + fraction / 1024) * 2 ** (exponent - 15));
  }
  return table;
})();

const unfold = (ranges) => ranges.flatMap(([start, count]) => Array.from({ length: count }, (_, i) => start + i));

class Layer {
  constructor(header, blob) {
    this.size = header.spans.reduce((sum, [, count]) => sum + count, 0);
    this.temperature = 1;
    this.streams = Object.fromEntries(header.streams.map((s) => {
      const halves = blob(s.weights), raw = new Uint16Array(halves.buffer, halves.byteOffset, halves.byteLength / 2);
      const floats = (at) => { const b = blob(at); return new Float32Array(b.buffer, b.byteOffset, b.byteLength / 4); };
      const queries = unfold(s.queries), keys = unfold(s.keys);
      return [s.name, {
        heads: s.heads, queries, keys,
        row: new Map(queries.map((token, i) => [token, i])), column: new Map(keys.map((token, i) => [token, i])),
        weights: Float32Array.from(raw, (half) => HALVES[half]), sums: floats(s.sums), norms: floats(s.norms), pooled: {},
      }];
    }));
  }

  /** Weights at another temperature, w^(1/T) renormalised a row: what softmax(score / T) would give. */
  heat(temperature) {
    if (temperature === this.temperature) return;
    this.temperature = temperature;
    for (const s of Object.values(this.streams)) { s.heated = null; s.pooled = {}; }
  }

  at(s) {
    if (this.temperature === 1) return s.weights;
    if (!s.heated) {
      const columns = s.keys.length, power = 1 / this.temperature;
      s.heated = new Float32Array(s.weights.length);
      for (let from = 0; from < s.weights.length; from += columns) {
        let sum = 0;
        for (let j = from; j < from + columns; j++) sum += s.heated[j] = s.weights[j] ** power;
        for (let j = from; j < from + columns; j++) s.heated[j] /= sum;
      }
    }
    return s.heated;
  }

  /** The matrix of one head, or of all a stream's heads by "mean" or "max": rows ask, columns are asked. */
  matrix(stream, head, mix) {
    const s = this.streams[stream], each = s.queries.length * s.keys.length, weights = this.at(s);
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

  /** What a token looks at, or who looks at it: a value a token of the clip, NaN where nothing can be asked. */
  map(stream, head, mix, token, asked) {
    const s = this.streams[stream], out = new Float32Array(this.size).fill(NaN), m = this.matrix(stream, head, mix), columns = s.keys.length;
    if (!asked) {
      const row = s.row.get(token);
      if (row === undefined) return null;
      s.keys.forEach((key, j) => { out[key] = m[row * columns + j]; });
    } else {
      const column = s.column.get(token);
      if (column === undefined) return null;
      s.queries.forEach((query, i) => { out[query] = m[i * columns + column]; });
    }
    return out;
  }

  /** The attention that each token receives, the mean over all that ask. */
  received(stream, head, mix) {
    const s = this.streams[stream], out = new Float32Array(this.size).fill(NaN), m = this.matrix(stream, head, mix), columns = s.keys.length;
    s.keys.forEach((key, j) => {
      let sum = 0;
      for (let i = 0; i < s.queries.length; i++) sum += m[i * columns + j];
      out[key] = sum / s.queries.length;
    });
    return out;
  }

  /** q k / √d_k of a pair of tokens in a head. */
  score(stream, head, query, key) {
    const s = this.streams[stream], i = s.row.get(query), j = s.column.get(key);
    if (i === undefined || j === undefined) return NaN;
    return Math.log(s.weights[(head * s.queries.length + i) * s.keys.length + j]) + s.sums[head * s.queries.length + i];
  }

  /** The length of what a key gives a head's output when all weight is on it. */
  norm(stream, head, key) {
    const s = this.streams[stream], j = s.column.get(key);
    return j === undefined ? NaN : s.norms[head * s.keys.length + j];
  }
}

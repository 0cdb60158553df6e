// A clip cut into patches and cells: how many there are, where each lies, its numbers x, and E x, p and z.

const SENSES = ["visual", "audio"], TILES = 12, CLS = 0;
const thousands = (value) => value.toLocaleString("en-GB");
const floats = (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);

/** Means over `TILES` equal parts of a vector. */
function twelfths(vector) {
  return Array.from({ length: TILES }, (_, i) => {
    const from = Math.floor((i * vector.length) / TILES), to = Math.floor(((i + 1) * vector.length) / TILES);
    let sum = 0;
    for (let j = from; j < to; j++) sum += vector[j];
    return sum / (to - from);
  });
}

const largest = (rows) => rows.reduce((top, row) => row.reduce((a, v) => Math.max(a, Math.abs(v)), top), 1e-9);

class Cut {
  /** Add to a sense's terms the length of each z, and the largest tile: E x, p and z share one scale. */
  weigh(term) {
    const { d } = term, count = term.places.length / d;
    term.z = (i) => Float32Array.from({ length: d }, (_, k) => this.first(term, i)[k] + term.places[i * d + k]);
    const all = Array.from({ length: count }, (_, i) => term.z(i));
    term.lengths = all.map((z) => Math.hypot(...z));
    term.low = Math.min(...term.lengths.slice(1)); term.high = Math.max(...term.lengths.slice(1)); // CLS is drawn as a box
    const rows = all.map((z, i) => [...twelfths(z), ...twelfths(this.first(term, i)), ...twelfths(term.places.subarray(i * d, (i + 1) * d))]);
    term.top = largest(rows);
    return term;
  }

  /** What p is added to: E x of a piece, z_cls of CLS. */
  first(term, i) { return i === CLS ? term.cls : term.projected.subarray((i - 1) * term.d, i * term.d); }

  /** Rows, columns and numbers of tokens of a sense. */
  counts(sense, raster = this.raster) {
    const { size, mels, band } = this.header;
    if (sense === "visual") {
      const rows = size[0] / raster.patch, columns = size[1] / raster.patch;
      return { frames: raster.frames, rows, columns, each: rows * columns, all: raster.frames * rows * columns };
    }
    const rows = mels / band, columns = raster.columns / raster.step;
    return { frames: 1, rows, columns, each: rows * columns, all: rows * columns };
  }

  /** Frame, row and column of a token that is not CLS; row 0 of a spectrogram is the lowest band. */
  place(sense, index, raster = this.raster) {
    const { columns, each } = this.counts(sense, raster), at = index - 1;
    return { frame: Math.floor(at / each), row: Math.floor((at % each) / columns), column: at % columns };
  }

  index(sense, { frame, row, column }) {
    const { columns, each } = this.counts(sense);
    return 1 + frame * each + row * columns + column;
  }

  /** Whether the shipped network cuts this sense so, and its E and p therefore exist. */
  trained(sense) {
    const keys = sense === "visual" ? ["frames", "patch"] : ["columns", "step"];
    return Boolean(this.terms[sense]) && keys.every((k) => this.raster[k] === this.header.trained[k]);
  }

  at(sense) { return this.hover?.sense === sense ? this.hover.index : this.pinned[sense]; }

  /** x of a token, flattened as the network does, and its picture for the crop. */
  piece(sense, index, raster = this.raster) {
    const { frame, row, column } = this.place(sense, index, raster), { size, total, band } = this.header;
    if (sense === "visual") {
      const side = raster.patch, pixels = this.pixels[this.header.moments[raster.frames][frame][0]];
      const vector = new Float32Array(3 * side * side), image = new ImageData(side, side);
      for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
        const from = 4 * ((row * side + y) * size[1] + column * side + x), to = y * side + x;
        for (let c = 0; c < 3; c++) vector[c * side * side + to] = (pixels[from + c] - 170) / 60;
        image.data.set(pixels.subarray(from, from + 4), 4 * to);
      }
      return { vector, image };
    }
    const wide = raster.step, vector = new Float32Array(band * wide), image = new ImageData(wide, band);
    for (let y = 0; y < band; y++) for (let x = 0; x < wide; x++) {
      const value = this.mel[(row * band + y) * total + column * wide + x];
      vector[y * wide + x] = value;
      image.data.set(this.ink(value), 4 * ((band - 1 - y) * wide + x));
    }
    return { vector, image };
  }

  /** The colour of one number of the spectrogram: ink, darker where it is louder, over 65 dB (20 dB a unit). */
  ink(value) {
    this.loudest ??= {};
    this.loudest[this.key] ??= this.mel.reduce((a, v) => Math.max(a, v), -2);
    const share = clamp((value - this.loudest[this.key] + 3.25) / 3.25, 0, 1) ** 1.5;
    return [...(this.rgb ?? [0, 0, 0]), Math.round(235 * share)];
  }

  /** Where a token comes from, in words. */
  words(sense, index) {
    if (index === CLS) return "CLS: learned, the same for every clip";
    const { frame, row, column } = this.place(sense, index);
    if (sense === "visual") {
      const moment = this.header.moments[this.raster.frames][frame][1];
      return `frame ${frame + 1} (${moment.toFixed(2)} s), row ${row + 1}, column ${column + 1}`;
    }
    const span = this.raster.step * this.header.seconds, digits = this.raster.step < 8 ? 3 : 2, hertz = (v) => thousands(Math.round(v / 10) * 10);
    const { edges } = this.header;
    return `${(column * span).toFixed(digits)}–${((column + 1) * span).toFixed(digits)} s, ${hertz(edges[row])}–${hertz(edges[row + 1])} Hz`;
  }
}

// Who knows where on the pad, and the map of it.

const REGIONS = [
  ["nobody", "nobody knows", "nobody\nknows"], ["audio", "sound knows", "sound\nknows"],
  ["visual", "picture knows", "picture\nknows"], ["either", "either one knows", "either one\nknows"],
  ["only", "only fusion\nknows", "only\nfusion\nknows"], ["errs", "fusion errs", "fusion\nerrs"],
];
const ONLY = 4, ERRS = 5; // of REGIONS

/** What the three networks answer anywhere on the pad: the grid, bilinear between its nodes. */
class Grid {
  constructor(header, blob) {
    const table = (name) => new Float32Array(blob(header[name]).buffer);
    this.columns = header.decibels.length; this.rows = header.blurs.length; this.kinds = header.names.length; this.truth = header.truth;
    for (const name of ["audio", "visual", "fused", "aloneAudio", "aloneVisual"]) this[name] = table(name);
    this.line = new Float32Array(this.columns * this.kinds);
    this.out = { audio: new Float32Array(this.kinds), visual: new Float32Array(this.kinds), fused: new Float32Array(this.kinds) };
  }
  /** Answers along one axis at a level between two nodes. */
  along(table, level, count, out) {
    const i = Math.min(count - 2, Math.floor(level)), t = level - i, k = this.kinds, at = i * k;
    for (let c = 0; c < out.length; c++) out[c] = table[at + c] * (1 - t) + table[at + k + c] * t;
    return out;
  }
  /** The fused answers of a whole row, to be read along. */
  row(y) {
    const size = this.columns * this.kinds, i = Math.min(this.rows - 2, Math.floor(y)), t = y - i, at = i * size;
    for (let c = 0; c < size; c++) this.line[c] = this.fused[at + c] * (1 - t) + this.fused[at + size + c] * t;
    return this.line;
  }
  at(x, y, without) {
    const { out } = this;
    this.along(this.audio, x, this.columns, out.audio);
    this.along(this.visual, y, this.rows, out.visual);
    if (without === "audio") this.along(this.aloneVisual, y, this.rows, out.fused);
    else if (without === "visual") this.along(this.aloneAudio, x, this.columns, out.fused);
    else this.along(this.row(y), x, this.columns, out.fused);
    return out;
  }
  knows(p) { const own = p[this.truth]; for (let c = 0; c < p.length; c++) if (p[c] > own) return false; return true; }
  region(a, v, f) { const sense = (a ? 1 : 0) + (v ? 2 : 0); return sense ? (f ? sense : ERRS) : f ? ONLY : 0; }
  /** Who knows at each of width × height points, top row first: indices into REGIONS, and who of the senses. */
  map(width, height, without) {
    const code = new Uint8Array(width * height), p = this.out.fused;
    const heard = Array.from({ length: width }, (_, i) => without !== "audio" && this.knows(this.along(this.audio, ((i + 0.5) / width) * (this.columns - 1), this.columns, p)));
    const alone = Array.from({ length: width }, (_, i) => this.knows(this.along(this.aloneAudio, ((i + 0.5) / width) * (this.columns - 1), this.columns, p)));
    const seen = [];
    for (let j = 0; j < height; j++) {
      const y = (1 - (j + 0.5) / height) * (this.rows - 1);
      seen.push(without !== "visual" && this.knows(this.along(this.visual, y, this.rows, p)));
      const line = this.row(y), dark = without === "audio" && this.knows(this.along(this.aloneVisual, y, this.rows, p));
      for (let i = 0; i < width; i++) {
        const f = without === "audio" ? dark : without === "visual" ? alone[i] : this.knows(this.along(line, ((i + 0.5) / width) * (this.columns - 1), this.columns, p));
        code[j * width + i] = this.region(heard[i], seen[j], f);
      }
    }
    return { code, heard, seen, width, height };
  }
}

/** The map of who knows, as a picture with words in it. */
class RegionMap {
  constructor(root) { this.root = root; }

  paint(context, { code, heard, seen, width, height }, w, h) {
    const rgb = (name) => colour(this.root, name).match(/[\d.]+/g).slice(0, 3).map(Number);
    const page = rgb("page"), ink = rgb("ink"), ghost = rgb("ghost");
    const tint = (base, share) => page.map((v, i) => v + (base[i] - v) * share);
    const fills = [page, tint(rgb("audio"), 0.17), tint(rgb("visual"), 0.17), tint(ink, 0.2), ink, page];
    const image = new ImageData(width, height), scale = width / w;
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        const at = j * width + i, region = code[at];
        let fill = fills[region];
        if (region === ERRS) { // what the senses know, hatched: fusion does not
          const sense = (heard[i] ? 1 : 0) + (seen[j] ? 2 : 0);
          fill = ((i + j) / scale) % 7 < 1.3 ? ghost : fills[sense];
        }
        image.data[4 * at] = fill[0]; image.data[4 * at + 1] = fill[1]; image.data[4 * at + 2] = fill[2]; image.data[4 * at + 3] = 255;
      }
    }
    const small = new OffscreenCanvas(width, height);
    small.getContext("2d").putImageData(image, 0, 0);
    context.drawImage(small, 0, 0, w, h);
    for (const [name, knows, draw] of [["audio", heard, (t) => [t * w, 0, t * w, h]], ["visual", seen, (t) => [0, t * h, w, t * h]]]) {
      context.strokeStyle = colour(this.root, name); context.lineWidth = 1.6;
      for (let i = 1; i < knows.length; i++) {
        if (knows[i] === knows[i - 1]) continue;
        const [x0, y0, x1, y1] = draw(i / knows.length);
        context.beginPath(); context.moveTo(x0, y0); context.lineTo(x1, y1); context.stroke();
      }
    }
  }

  /** Write each region's name where it has most room, away from the point; none where it does not fit. */
  write(labels, { code, width, height }, ratio, point) {
    const cell = Math.max(1, Math.round(4 * ratio)), columns = Math.floor(width / cell), rows = Math.floor(height / cell);
    const words = [];
    REGIONS.forEach(([name, ...versions], region) => {
      const sum = new Int32Array((columns + 1) * (rows + 1)); // an integral image of where the region is
      for (let j = 0; j < rows; j++) {
        for (let i = 0; i < columns; i++) {
          const here = code[(j * cell + (cell >> 1)) * width + i * cell + (cell >> 1)] === region ? 1 : 0;
          sum[(j + 1) * (columns + 1) + i + 1] = here + sum[j * (columns + 1) + i + 1] + sum[(j + 1) * (columns + 1) + i] - sum[j * (columns + 1) + i];
        }
      }
      if (!sum.at(-1)) return;
      const span = document.createElement("span");
      span.className = name;
      labels.append(span);
      for (const text of versions) {
        span.textContent = text;
        const taken = point.map((v) => (v * ratio) / cell), near = (14 * ratio) / cell; // where the point is
        const centre = this.room(sum, columns, rows, (span.offsetWidth * ratio) / cell, (span.offsetHeight * ratio) / cell, taken, near);
        if (centre) {
          const [x, y] = centre.map((v) => (v * cell) / ratio), w = span.offsetWidth / 2, h = span.offsetHeight / 2;
          span.style.left = `${x}px`; span.style.top = `${y}px`;
          words.push({ span, left: x - w, right: x + w, top: y - h, bottom: y + h });
          return;
        }
      }
      span.remove();
    });
    return words;
  }
  room(sum, columns, rows, width, height, taken, near) {
    for (let margin = 9; margin >= 2; margin--) { // the widest margin that some place allows
      const w = Math.ceil(width + margin), h = Math.ceil(height + 0.6 * margin);
      const fits = [];
      for (let j = 0; j + h <= rows; j++) {
        for (let i = 0; i + w <= columns; i++) {
          const inside = sum[(j + h) * (columns + 1) + i + w] - sum[j * (columns + 1) + i + w] - sum[(j + h) * (columns + 1) + i] + sum[j * (columns + 1) + i];
          const under = Math.abs(i + w / 2 - taken[0]) < width / 2 + near && Math.abs(j + h / 2 - taken[1]) < height / 2 + near;
          if (inside === w * h && !under) fits.push([i + w / 2, j + h / 2]);
        }
      }
      if (!fits.length) continue;
      const middle = [0, 1].map((axis) => fits.reduce((total, fit) => total + fit[axis], 0) / fits.length);
      const far = (fit) => (fit[0] - middle[0]) ** 2 + (fit[1] - middle[1]) ** 2;
      return fits.reduce((best, fit) => (far(fit) < far(best) ? fit : best));
    }
    return null;
  }
}

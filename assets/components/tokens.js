// A clip as tokens: patch and cell, their crops, x -> E x + p = z, and the barcode of the whole input.
// Nothing here asks Python: every raster and every token of the clip came with the buffer.

const SENSES = ["visual", "audio"], TILES = 12, CLS = 0;
const GAP = 10, BOX = 10, HEAD = 6; // of the barcode: between senses, width of a CLS, above and below the tokens
const STRIPS = [["x", "x"], ["ex", "Ex"], ["p", "p"], ["z", "z"]];
const LOUDER = 16; // how many times louder than it is, at most, a quiet cell is played
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

class Tokens {
  constructor(root) {
    this.root = root;
    this.lane = Object.fromEntries(SENSES.map((s) => [s, root.querySelector(`.lane.${s}`)]));
    this.view = Object.fromEntries(SENSES.map((s) => [s, this.lane[s].querySelector(".view")]));
    this.bar = root.querySelector(".bar");
    this.hover = null; this.sound = null; this.played = 0;
    for (const sense of SENSES) {
      const [x, ...others] = STRIPS.map(([kind, name]) =>
        `<figure class="${kind}"><div class="strip" aria-hidden="true">${"<i></i>".repeat(TILES)}</div><figcaption><b>${name}</b><span></span></figcaption></figure>`);
      const arrow = '<div class="op arrow" aria-hidden="true"><em>E</em><svg width="38" height="9" viewBox="0 0 38 9"><path d="M0 4.5h37M32 1l5 3.5-5 3.5"/></svg></div>';
      const [ex, p, z] = others, op = (sign) => `<div class="op" aria-hidden="true">${sign}</div>`;
      this.lane[sense].querySelector(".vectors").innerHTML = x + arrow + ex + op("+") + p + op("=") + z;
    }
    this.listen();
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
    this.heard = (event) => this.receive(event.detail);
    this.asked = () => this.tell();
    document.addEventListener("mmf-tokens-sounds", this.heard);
    document.addEventListener("mmf-tokens-ask", this.asked);
    this.path = location.pathname;
    this.moved = () => this.address();
    window.navigation?.addEventListener("currententrychange", this.moved);
    document.dispatchEvent(new CustomEvent("mmf-sounds-ask"));
  }

  /** Take a clip; what has not changed is not decoded again. */
  async show(bytes) {
    const { header, blob } = unpack(bytes);
    this.covered = header.covered;
    this.root.classList.toggle("covered", header.covered);
    if (header.key === this.key) { this.address(); this.draw(); this.tell(); return; }
    const first = !this.key;
    this.key = header.key; this.header = header;
    this.mel = floats(blob(header.mel));
    this.terms = {};
    for (const sense of SENSES) {
      if (!header[`${sense}-projected`]) continue;
      const term = Object.fromEntries(["projected", "places", "cls"].map((n) => [n, floats(blob(header[`${sense}-${n}`]))]));
      this.terms[sense] = this.weigh({ ...term, d: header.width[sense] });
    }
    if (first) {
      this.raster = { ...header.trained };
      this.pinned = { ...header.pins };
      this.recall();
    } else this.pinned = SENSES.reduce((all, s) => ({ ...all, [s]: this.trained(s) ? header.pins[s] : all[s] }), { ...this.pinned });
    this.hover = null;
    const key = header.key, decode = (list) => Promise.all(list.map((at) => createImageBitmap(new Blob([blob(at)], { type: "image/png" }))));
    const [large, small] = await Promise.all([decode(header.large), decode(header.small)]);
    if (key !== this.key) return;
    this.large = large;
    const [height, width] = header.size, canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    this.pixels = small.map((picture) => { pen.drawImage(picture, 0, 0); return pen.getImageData(0, 0, width, height).data; });
    this.scale = { visual: 1e-9, audio: 1e-9 };
    for (const sense of SENSES) { // one scale for x: that of the trained raster
      const raster = header.trained, count = this.counts(sense, raster).all;
      for (let i = 1; i <= count; i++) this.scale[sense] = Math.max(this.scale[sense], largest([twelfths(this.piece(sense, i, raster).vector)]));
    }
    this.draw(); this.tell();
    document.dispatchEvent(new CustomEvent("mmf-sounds-ask"));
    this.root.dataset.ready = key;
  }

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

  // ---- what can be done ----

  listen() {
    for (const input of this.root.querySelectorAll("input")) {
      input.oninput = () => this.recut(input.dataset.of, this.header.options[input.dataset.of][Number(input.value)]);
    }
    for (const sense of SENSES) {
      const view = this.view[sense];
      const under = (event) => {
        const box = view.getBoundingClientRect(), { rows, columns } = this.counts(sense);
        const shown = sense === "audio" ? this.raster.columns / this.header.total : 1;
        const column = Math.floor(((event.clientX - box.left) / (box.width * shown)) * columns);
        const row = clamp(Math.floor(((event.clientY - box.top) / box.height) * rows), 0, rows - 1);
        if (column < 0 || column >= columns) return null;
        const frame = sense === "visual" ? this.frame() : 0;
        return this.index(sense, { frame, row: sense === "audio" ? rows - 1 - row : row, column });
      };
      view.onpointermove = (event) => { if (event.pointerType === "mouse") this.point(sense, under(event)); };
      view.onpointerleave = () => this.point(sense, null);
      view.onclick = (event) => {
        const index = under(event);
        if (index === null) return;
        this.pin(sense, index);
        if (sense === "audio") this.play();
      };
      view.onkeydown = (event) => this.keyInView(sense, event);
    }
    const step = (by) => {
      const { frames, each } = this.counts("visual"), at = this.pinned.visual || 1;
      const frame = clamp(Math.floor((at - 1) / each) + by, 0, frames - 1);
      this.pin("visual", 1 + frame * each + ((at - 1) % each));
    };
    this.stepFrame = step;
    this.lane.visual.querySelector(".back").onclick = () => step(-1);
    this.lane.visual.querySelector(".on").onclick = () => step(1);
    this.lane.audio.querySelector(".hear").onclick = () => this.play();
    const { bar } = this;
    const token = (event) => {
      const box = bar.getBoundingClientRect(), x = event.clientX - box.left;
      for (const sense of SENSES) {
        const { left, width, all, box: side } = this.spans(box.width)[sense];
        if (x <= left + side + width + GAP / 2) return { sense, index: x < left + side ? CLS : clamp(1 + Math.floor(((x - left - side) / width) * all), 1, all) };
      }
      return { sense: "audio", index: this.counts("audio").all };
    };
    bar.onpointermove = (event) => {
      const { sense, index } = token(event);
      if (event.pointerType === "mouse") this.point(sense, index);
      else if (event.buttons) this.pin(sense, index);
    };
    bar.onpointerleave = () => this.point(null, null);
    bar.onclick = (event) => { const { sense, index } = token(event); this.last = sense; this.pin(sense, index); };
    bar.onkeydown = (event) => {
      const before = this.counts("visual").all + 1, all = before + this.counts("audio").all + 1;
      const now = this.last === "audio" ? before + this.pinned.audio : this.pinned.visual;
      const page = this.counts("visual").each;
      const to = { ArrowLeft: now - 1, ArrowRight: now + 1, ArrowDown: now - 1, ArrowUp: now + 1, PageUp: now + page, PageDown: now - page, Home: 0, End: all - 1 }[event.key];
      if (to === undefined) {
        if ((event.key === "Enter" || event.key === " ") && this.last === "audio") { this.play(); event.preventDefault(); }
        return;
      }
      event.preventDefault();
      const next = clamp(to, 0, all - 1);
      this.last = next < before ? "visual" : "audio";
      this.pin(this.last, next < before ? next : next - before);
    };
  }

  keyInView(sense, event) {
    if (sense === "audio" && (event.key === "Enter" || event.key === " ")) { this.play(); event.preventDefault(); return; }
    if (sense === "visual" && (event.key === "PageUp" || event.key === "PageDown")) {
      this.stepFrame(event.key === "PageUp" ? 1 : -1); event.preventDefault(); return;
    }
    const up = sense === "audio" ? 1 : -1; // rows count down in a picture and up in a spectrogram
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [up, 0], ArrowDown: [-up, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    const { rows, columns } = this.counts(sense), place = this.place(sense, this.pinned[sense] || 1);
    this.pin(sense, this.index(sense, { frame: place.frame, row: clamp(place.row + by[0], 0, rows - 1), column: clamp(place.column + by[1], 0, columns - 1) }));
  }

  /** Look at a token for as long as the pointer is on it. */
  point(sense, index) {
    const next = index === null ? null : { sense, index };
    if (next?.sense === this.hover?.sense && next?.index === this.hover?.index) return;
    this.hover = next;
    this.draw();
  }

  pin(sense, index) {
    this.pinned[sense] = index; this.hover = null;
    this.draw(); this.tell(); this.address();
  }

  /** Cut the clip otherwise; the pinned tokens stay where they are in space and time. */
  recut(what, value) {
    const old = { ...this.raster }, sense = what === "frames" || what === "patch" ? "visual" : "audio";
    const index = this.pinned[sense], before = this.counts(sense, old);
    this.raster = { ...this.raster, [what]: value };
    const after = this.counts(sense);
    if (index !== CLS) {
      const { frame, row, column } = this.place(sense, index, old);
      const moved = (at, from, to) => clamp(Math.floor(((at + 0.5) / from) * to), 0, to - 1);
      this.pinned[sense] = this.index(sense, {
        frame: moved(frame, before.frames, after.frames),
        row: moved(row, before.rows, after.rows),
        column: sense === "audio" ? clamp(Math.floor(((column + 0.5) * old.step) / this.raster.step), 0, after.columns - 1) : moved(column, before.columns, after.columns),
      });
    }
    this.hover = null;
    this.draw(); this.tell(); this.address();
  }

  reset(sense) {
    for (const what of sense === "visual" ? ["frames", "patch"] : ["columns", "step"]) this.recut(what, this.header.trained[what]);
  }

  // ---- the sound ----

  receive(detail) {
    if (!detail || detail.key !== this.key) return;
    this.sound = detail;
    this.root.dataset.sound = detail.key;
    this.draw();
  }

  /** The samples of the pinned cell: its smallest parts, each where its windows begin. */
  samples() {
    const { sound } = this, { row, column } = this.place("audio", this.pinned.audio), parts = this.raster.step / sound.columns;
    const out = new Float32Array((parts - 1) * sound.hop + sound.length);
    for (let part = 0; part < parts; part++) {
      const from = (row * sound.steps + column * parts + part) * sound.length;
      for (let i = 0; i < sound.length; i++) out[part * sound.hop + i] += sound.pcm[from + i] / 32767;
    }
    return out;
  }

  play() {
    const index = this.pinned.audio;
    if (!this.sound || this.sound.key !== this.key || index === CLS) return;
    const samples = this.samples(), peak = samples.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-6);
    const gain = Math.min(0.8 / peak, 0.8 * LOUDER); // the loudest cell of the clip has a peak of about 1
    this.context ??= new AudioContext();
    this.context.resume();
    this.source?.stop();
    const buffer = this.context.createBuffer(1, samples.length, this.sound.rate);
    buffer.getChannelData(0).set(samples.map((v) => v * gain));
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.context.destination);
    source.onended = () => { if (this.source === source) { this.source = null; delete this.root.dataset.playing; this.draw(); } };
    this.source = source; source.start();
    this.raised = Math.max(0, Math.round(20 * Math.log10(gain / 0.8)));
    this.root.dataset.playing = String(index); this.root.dataset.played = String(++this.played);
    this.draw();
  }

  // ---- the address: a link reproduces the view, and no server is asked ----

  /** Write raster and pinned tokens into the address, also after the app has written its own there. */
  address() {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      if (!this.raster || location.pathname !== this.path) return;
      const { trained, pins } = this.header, of = (r, p) => [r.frames, r.patch, r.columns, r.step, p.visual, p.audio].join("-");
      const url = new URL(location.href), now = of(this.raster, this.pinned);
      if (now === of(trained, pins)) url.searchParams.delete("tokens_at"); else url.searchParams.set("tokens_at", now);
      if (url.href !== location.href) history.replaceState(history.state, "", url);
    }, 250);
  }

  recall() {
    const said = (new URLSearchParams(location.search).get("tokens_at") ?? "").split("-").map(Number);
    const [frames, patch, columns, step, visual, audio] = said, { options } = this.header;
    const given = { frames, patch, columns, step };
    if (!Object.entries(given).every(([k, v]) => options[k].includes(v))) return;
    this.raster = given;
    for (const [sense, index] of [["visual", visual], ["audio", audio]]) {
      this.pinned[sense] = Number.isInteger(index) && index >= 0 && index <= this.counts(sense).all ? index : 1;
    }
  }

  /** Tell the formula strip and the map of positions what is looked at. */
  tell() {
    if (!this.header) return;
    const of = (sense) => ({ ...this.counts(sense), trained: this.trained(sense), pinned: this.pinned[sense] });
    document.dispatchEvent(new CustomEvent("mmf-tokens", { detail: { covered: this.covered, visual: of("visual"), audio: of("audio"), width: this.terms.visual?.d } }));
  }

  // ---- drawing ----

  frame() { const index = this.at("visual"); return index === CLS ? Math.min(this.lastFrame ?? 0, this.raster.frames - 1) : this.place("visual", index).frame; }

  draw() {
    if (!this.large || !this.root.clientWidth) return;
    const { root } = this;
    this.colours = Object.fromEntries(["ink", "page", "line", "hairline", "wash", "visual", "audio", "visual-ramp", "audio-ramp"].map((n) => [n, colour(root, n)]));
    this.rgb = this.colours.ink.match(/\d+/g).slice(0, 3).map(Number);
    this.lastFrame = this.frame();
    this.drawFrame(); this.drawMel();
    for (const sense of SENSES) { this.drawLane(sense); this.drawVectors(sense); this.drawControls(sense); }
    this.drawBar();
  }

  grid(context, left, top, width, height, rows, columns, style) {
    context.strokeStyle = style; context.lineWidth = 1; context.beginPath();
    for (let i = 1; i < columns; i++) { const x = Math.round(left + (i * width) / columns) + 0.5; context.moveTo(x, top); context.lineTo(x, top + height); }
    for (let i = 1; i < rows; i++) { const y = Math.round(top + (i * height) / rows) + 0.5; context.moveTo(left, y); context.lineTo(left + width, y); }
    context.stroke();
  }

  drawFrame() {
    const { context, width, height } = sharp(this.view.visual.querySelector("canvas"));
    const { rows, columns } = this.counts("visual"), [which] = this.header.moments[this.raster.frames][this.frame()];
    context.drawImage(this.large[which], 0, 0, width, height);
    this.grid(context, 0, 0, width, height, rows, columns, `rgba(255, 255, 255, ${rows > 8 ? 0.5 : 0.75})`);
    this.mark(context, "visual", width, height);
  }

  drawMel() {
    const { context, width, height } = sharp(this.view.audio.querySelector("canvas"));
    const { total, mels } = this.header, { rows, columns } = this.counts("audio"), { colours } = this;
    const stamp = `${this.key} ${colours.ink}`;
    if (this.stamp !== stamp) {
      const image = new ImageData(total, mels);
      for (let y = 0; y < mels; y++) for (let x = 0; x < total; x++) image.data.set(this.ink(this.mel[y * total + x]), 4 * ((mels - 1 - y) * total + x));
      this.spectrogram = new OffscreenCanvas(total, mels);
      this.spectrogram.getContext("2d").putImageData(image, 0, 0);
      this.stamp = stamp;
    }
    context.imageSmoothingQuality = "high";
    context.drawImage(this.spectrogram, 0, 0, width, height);
    const shown = width * (this.raster.columns / total);
    if (shown < width - 0.5) { // what the shorter clip leaves out
      context.fillStyle = colours.page; context.globalAlpha = 0.8; context.fillRect(shown, 0, width - shown, height); context.globalAlpha = 1;
    }
    this.grid(context, 0, 0, shown, height, rows, columns, colours.line);
    context.strokeStyle = colours.line; context.strokeRect(0.5, 0.5, Math.round(shown) - 1, height - 1);
    this.mark(context, "audio", shown, height);
  }

  /** Frame the pointed piece within its view; remember where it is, for the rays. */
  mark(context, sense, width, height) {
    const index = this.at(sense);
    if (index === CLS) { this.lane[sense].box = null; return; }
    const { rows, columns } = this.counts(sense), place = this.place(sense, index);
    const row = sense === "audio" ? rows - 1 - place.row : place.row, w = width / columns, h = height / rows;
    const box = { left: place.column * w, top: row * h, width: w, height: h };
    if (sense === "audio" && this.root.dataset.playing) { context.globalAlpha = 0.3; context.fillStyle = this.colours.audio; context.fillRect(box.left, box.top, w, h); context.globalAlpha = 1; }
    const line = 2.5, inside = (at, size, most) => clamp(at, line / 2, most - size - line / 2);
    context.lineWidth = line; context.strokeStyle = this.colours[sense];
    context.strokeRect(inside(box.left, w, context.canvas.clientWidth), inside(box.top, h, height), w, h);
    this.lane[sense].box = box;
  }

  drawLane(sense) {
    const lane = this.lane[sense], index = this.at(sense), cls = index === CLS;
    lane.classList.toggle("is-cls", cls);
    lane.classList.toggle("untrained", !this.trained(sense));
    const words = this.words(sense, index), view = this.view[sense];
    lane.querySelector(".words").textContent = words;
    view.setAttribute("aria-valuenow", String(Math.max(1, index))); view.setAttribute("aria-valuemax", String(this.counts(sense).all)); view.setAttribute("aria-valuetext", words);
    const box = lane.querySelector(".piece"), canvas = box.querySelector("canvas"), [name, size] = lane.querySelectorAll(".crop :is(b, span)");
    const { patch, step } = this.raster, { band, seconds } = this.header;
    const wide = cls ? 30 : sense === "visual" ? 106 : clamp((106 * step) / band, 26, 106);
    box.style.width = `${wide}px`;
    canvas.hidden = cls;
    if (!cls) {
      const { image } = this.piece(sense, index);
      canvas.width = image.width; canvas.height = image.height;
      canvas.getContext("2d").putImageData(image, 0, 0);
    }
    name.textContent = cls ? "CLS" : sense === "visual" ? "one patch" : "one cell";
    size.textContent = cls ? "no piece of the clip" : sense === "visual" ? `${patch} × ${patch} px × 3` : `${1000 * step * seconds} ms × ${band} bands`;
    const rays = lane.querySelector(".rays path");
    if (cls || !lane.box) rays.setAttribute("d", "");
    else {
      const own = lane.getBoundingClientRect(), stage = view.getBoundingClientRect(), crop = box.getBoundingClientRect();
      const x = stage.left - own.left + lane.box.left + lane.box.width + 1, y = stage.top - own.top + lane.box.top, to = crop.left - own.left;
      rays.setAttribute("d", `M${x} ${y}L${to} ${crop.top - own.top}M${x} ${y + lane.box.height}L${to} ${crop.bottom - own.top}`);
    }
    const hear = lane.querySelector(".hear");
    if (hear) hear.disabled = cls || !this.sound || this.sound.key !== this.key;
    if (sense === "visual") {
      const at = this.frame();
      lane.querySelector(".back").disabled = at === 0; lane.querySelector(".on").disabled = at === this.raster.frames - 1;
    }
    this.aside(sense, cls);
  }

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

  /** The line below the vectors: how tiles are read, what is not trained, what is heard. */
  aside(sense, cls) {
    const line = this.lane[sense].querySelector(".aside"), { trained, seconds } = this.header;
    let text, button = "";
    if (!this.terms[sense]) text = "E x, p and z need the network’s weights";
    else if (!this.trained(sense)) {
      const raster = sense === "visual" ? `${trained.frames} frames, ${trained.patch} px` : `${trained.columns * seconds} s, ${1000 * trained.step * seconds} ms`;
      text = `E and p are trained for ${raster} only:`; button = "back to it";
    } else if (sense === "visual") text = "a tile: mean of a twelfth; filled +, hollow −";
    else if (!this.sound || this.sound.key !== this.key) text = "the cells’ sounds are being made …";
    else if (this.root.dataset.playing) text = `playing${this.raised ? `, raised by ${this.raised} dB` : ""}: phases are a guess (Griffin–Lim)`;
    else text = cls ? "nothing to hear: CLS is no piece of the clip" : "tap a cell to hear it; phases are a guess (Griffin–Lim)";
    const now = text + button;
    if (line.dataset.now === now) return;
    line.dataset.now = now;
    line.textContent = text;
    if (button) {
      const back = Object.assign(document.createElement("button"), { type: "button", textContent: button, onclick: () => this.reset(sense) });
      line.append(" ", back);
    }
  }

  drawVectors(sense) {
    const lane = this.lane[sense], index = this.at(sense), cls = index === CLS, term = this.terms[sense], trained = this.trained(sense);
    const x = cls ? null : this.piece(sense, index).vector;
    const vectors = { x, ex: null, p: null, z: null };
    if (trained) {
      vectors.ex = this.first(term, index); vectors.p = term.places.subarray(index * term.d, (index + 1) * term.d); vectors.z = term.z(index);
    }
    for (const [kind] of STRIPS) {
      const figure = lane.querySelector(`.${kind}`), tiles = figure.querySelectorAll("i"), vector = vectors[kind];
      const values = vector ? twelfths(vector) : null, top = kind === "x" ? this.scale[sense] : term?.top;
      tiles.forEach((tile, i) => {
        tile.className = values ? (values[i] < 0 ? "minus" : "") : "off";
        if (values) tile.style.setProperty("--v", Math.min(1, Math.abs(values[i]) / top).toFixed(3));
      });
      figure.querySelector("span").textContent = vector ? thousands(vector.length) : kind === "x" ? "" : term ? String(term.d) : "–";
    }
    lane.querySelector(".ex b").innerHTML = cls ? "z<sub>cls</sub>" : "Ex";
  }

  drawControls(sense) {
    const lane = this.lane[sense], { raster, header } = this, { seconds } = header;
    const said = { frames: (v) => v, patch: (v) => `${v} px`, columns: (v) => `${(v * seconds).toFixed(1)} s`, step: (v) => `${1000 * v * seconds} ms` };
    for (const input of lane.querySelectorAll("input")) {
      const what = input.dataset.of, options = header.options[what], at = options.indexOf(raster[what]);
      input.max = String(options.length - 1);
      if (Number(input.value) !== at) input.value = String(at);
      input.setAttribute("aria-valuetext", said[what](raster[what]));
      input.parentElement.style.setProperty("--at", String(at / (options.length - 1)));
      input.parentElement.querySelector("output").textContent = said[what](raster[what]);
    }
    const { frames, rows, columns, each, all } = this.counts(sense);
    const [count, text] = lane.querySelectorAll(".count > *");
    count.textContent = thousands(all);
    count.classList.toggle("many", all > 999);
    text.innerHTML = `${sense === "visual" ? `${frames} × ${each} patches` : `${rows} × ${columns} cells`}<br>and one CLS`;
  }

  /** Where each sense lies in a barcode of a width: its CLS box, then one strip a token. */
  spans(width) {
    const { visual, audio } = Object.fromEntries(SENSES.map((s) => [s, this.counts(s).all]));
    const room = width - GAP - 2 * BOX - 6, each = room / (visual + audio);
    return {
      visual: { left: 0, box: BOX + 3, width: each * visual, all: visual },
      audio: { left: BOX + 3 + each * visual + GAP, box: BOX + 3, width: each * audio, all: audio },
    };
  }

  drawBar() {
    const { context, width, height } = sharp(this.bar.querySelector("canvas")), { colours } = this;
    const count = Object.fromEntries(SENSES.map((s) => [s, this.counts(s).all + 1])), all = count.visual + count.audio;
    const [title, pairs] = this.root.querySelectorAll(".title > *");
    title.textContent = this.covered ? "The whole input" : `The whole input: ${thousands(count.visual)} + ${thousands(count.audio)} = ${thousands(all)} tokens`;
    pairs.textContent = this.covered ? "" : `each head compares all pairs: ${thousands(all)}² = ${thousands(all * all)} scores`;
    const axis = this.root.querySelector(".axis");
    if (this.covered) { context.fillStyle = colours.wash; context.fillRect(0, HEAD, width, height - 2 * HEAD); axis.innerHTML = ""; return; }
    const labels = [];
    for (const sense of SENSES) {
      const span = this.spans(width)[sense], { left, box } = span, from = left + box, each = span.width / span.all;
      const term = this.trained(sense) ? this.terms[sense] : null;
      const dark = (i) => (term ? 0.14 + 0.86 * ((term.lengths[i] - term.low) / Math.max(1e-9, term.high - term.low)) : 0.3);
      context.fillStyle = colours[`${sense}-ramp`];
      const thin = each > 2.4 ? 0.5 : 0; // a hair of page between tokens where there is room for it
      for (let i = 1; i <= span.all; i++) {
        context.globalAlpha = dark(i);
        context.fillRect(from + (i - 1) * each, HEAD, each - thin, height - 2 * HEAD);
      }
      context.globalAlpha = 1;
      context.strokeStyle = colours[sense]; context.lineWidth = 1.5;
      context.strokeRect(left + 0.75, HEAD + 0.75, BOX - 1.5, height - 2 * HEAD - 1.5);
      const index = this.at(sense), x = index === CLS ? left : from + (index - 1) * each, w = index === CLS ? BOX : each;
      const wide = Math.max(w + 4, 8);
      context.strokeStyle = colours.ink; context.lineWidth = 2;
      context.beginPath(); context.roundRect(clamp(x + w / 2 - wide / 2, 1, width - wide - 1), 1, wide, height - 2, 2); context.stroke();
      if (sense === "visual") {
        const { frames } = this.raster, part = span.width / frames, every = part < 20 ? Math.ceil(20 / part) : 1;
        for (let f = 0; f < frames; f += every) labels.push(`<span style="left:${from + (f + 0.5) * part}px">${part > 58 ? "frame " : ""}${f + 1}</span>`);
      } else if (span.width > 150) {
        const { rows } = this.counts("audio"), part = span.width / rows;
        for (let b = 0; b < rows; b++) labels.push(`<span style="left:${from + (b + 0.5) * part}px">${part > 48 ? "band " : ""}${b + 1}</span>`);
      } else labels.push(`<span class="right" style="left:${width}px">${span.width > 60 ? "4 bands" : "sound"}</span>`);
    }
    axis.innerHTML = labels.join("");
    const sense = this.hover?.sense ?? this.last ?? "visual", at = (sense === "audio" ? count.visual : 0) + this.at(sense);
    this.bar.setAttribute("aria-valuemax", String(all - 1)); this.bar.setAttribute("aria-valuenow", String(at));
    this.bar.setAttribute("aria-valuetext", `${sense === "audio" ? "sound" : "picture"}, ${this.words(sense, this.at(sense))}`);
  }

  close() {
    clearTimeout(this.later);
    this.resize.disconnect(); this.source?.stop(); this.context?.close();
    document.removeEventListener("mmf-tokens-sounds", this.heard);
    document.removeEventListener("mmf-tokens-ask", this.asked);
    window.navigation?.removeEventListener("currententrychange", this.moved);
  }
}

export default function ({ data, parentElement }) {
  const tokens = instance(parentElement, () => new Tokens(parentElement.querySelector(".tokens")));
  if (data) tokens.show(data);
  return () => { tokens.close(); instances.delete(parentElement); };
}

// How tokens are drawn: frame and spectrogram with their rasters, crop, vectors, barcode.

const GAP = 10, BOX = 10, HEAD = 6; // of the barcode: between senses, width of a CLS, above and below the tokens
const STRIPS = [["x", "x"], ["ex", "Ex"], ["p", "p"], ["z", "z"]];

class TokensView extends Cut {
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
}

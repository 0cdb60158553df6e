// Attention under the finger: over frames, spectrogram and token strip at once; the grid of all heads; one head open.
// Hover, arrow keys, direction, mixing, temperature and threshold stay in the browser. A pin, or another layer, tells Python.

import { int16, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { Clock } from "../../js/clock.js";
import { channels, colour, isDark } from "../../js/colour.js";
import { COLOURS, gradient, HeadGrid } from "../../js/head_grid.js";
import { showButtons } from "../../js/icons.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp, largest } from "../../js/numbers.js";
import { decode } from "../../js/pictures.js";
import { NAMES, Raster } from "../../js/raster.js";
import { Redraw } from "../../js/redraw.js";
import { frameAt, framesShown, paintMel, paintWave, pictureBox } from "../../js/strip.js";
import { escapeText } from "../../js/text.js";
import { Layer } from "./layer.js";
import { DEFAULT, parsed, settled, written } from "./look.js";
import { OpenHead } from "./open.js";
import { named, sentence, weight } from "./words.js";

/**
 * @typedef {object} Opens what is open where the link says nothing
 * @property {number} query
 * @property {string} stream
 * @property {number} head
 * @property {string} statistic
 *
 * @typedef {object} Header
 * @property {string} key of the trace and its open layer
 * @property {string} clip
 * @property {[name: string, count: number][]} spans of tokens, in order
 * @property {import("../../js/raster.js").Geometry} geometry
 * @property {number} layer that came with its attention
 * @property {{ stream: string, heads: number }[][]} layers
 * @property {{ name: string, heads: number, queries: [number, number][], keys: [number, number][] }[]} names of its streams
 * @property {Record<string, import("../../js/head_grid.js").Statistic>} statistics
 * @property {Opens} opens
 * @property {{ name: string, sounds: boolean, tokens: number[] }[] | null} objects
 * @property {import("../../js/bytes.js").Place[]} frames JPEG
 * @property {import("../../js/bytes.js").Place & { rate: number }} [sound] int16
 * @property {import("../../js/bytes.js").Place & { bands: number, columns: number }} [mel] bytes
 */

const PALETTE = [
  "page",
  "ink",
  "line",
  "visual-ramp",
  "audio-ramp",
  "bottleneck-ramp",
  "visual",
  "audio",
  "bottleneck",
];
const MARKS = 4; // parts of the time axis
const PALEST = 0.004; // share below which nothing is drawn

export class Attention {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.look = { ...DEFAULT };
    /** @type {number | null} */
    this.hover = null;
    /** @type {Set<string>} heads that are switched off */
    this.off = new Set();
    /** @type {Map<string, import("../../js/canvas.js").Pen>} */
    this.pens = new Map();
    /** @type {ImageBitmap[] | null} */
    this.pictures = null;
    this.clock = new Clock(() => this.placeHead());
    this.clock.playing = false; // a still map is read more easily; pinning a token moves the clock to it
    this.grid = new HeadGrid(root, (tile) => this.openTile(tile), NAMES);
    this.head = new OpenHead(this);
    this.listen();
    this.resize = new Redraw(() => this.drawAll());
    this.resize.observe(root);
    this.switched = (event) => {
      this.off = new Set(event.detail);
      this.drawGrid();
    };
    document.addEventListener("mmf-heads-off", this.switched);
  }

  // ---- what came ----

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  async show(bytes, tell) {
    this.send = tell;
    const { header, blob } = unpack(bytes);
    if (header.key === this.key) {
      this.drawAll();
      return;
    }
    const shape = JSON.stringify([header.spans, header.geometry]);
    const first = !this.key;
    const raster = new Raster(header.spans, header.geometry);
    const streams = header.names.map((s) => {
      return { ...s, weights: header[`${s.name}-weights`], sums: header[`${s.name}-sums`] };
    });
    this.layer = new Layer(raster.size, streams, blob);
    this.raster = raster;
    this.key = header.key;
    /** @type {Header} */
    this.header = header;
    // On another raster the numbers of tokens mean other places.
    if (shape !== this.shape) {
      Object.assign(this.look, { query: "", stream: "", statistic: "", head: header.opens.head });
    }
    const said = first ? parsed(new URLSearchParams(location.search).get("look") ?? "") : {};
    this.shape = shape;
    this.look = settled({ ...this.look, ...said }, header, raster.size, (name) => this.layer.streams[name].heads);
    this.pcm = header.sound ? int16(blob(header.sound)) : null;
    const other = header.clip !== this.clip;
    if (other) this.load(); // what another clip played stops
    showButtons(this.root, this.clock);
    this.mel = header.mel ? blob(header.mel) : null;
    this.buttons();
    this.axis();
    this.specials();
    this.options();
    this.lacking();
    if (other) {
      this.clip = header.clip;
      const pictures = await decode(header.frames, blob);
      if (header.clip !== this.clip) return;
      this.pictures = pictures;
    }
    this.drawAll();
    this.root.dataset.ready = header.key;
    document.dispatchEvent(new CustomEvent("mmf-heads-ask"));
  }

  load() {
    const { sound, geometry } = this.header;
    this.clock.load({
      tracks: this.pcm ? [Float32Array.from(this.pcm, (v) => v / 32768)] : [],
      rate: sound?.rate,
      duration: geometry.duration,
    });
  }

  tell(wait = 250) {
    clearTimeout(this.later); // a run of arrow keys is one message
    this.later = setTimeout(() => this.send("look", written(this.look)), wait);
  }

  /** A canvas to draw on anew; its size is asked for once a layout, since asking costs one. @param {string} selector */
  pen(selector) {
    const known = this.pens.get(selector);
    if (!known) {
      const pen = sharp(this.$(selector));
      this.pens.set(selector, pen);
      return pen;
    }
    known.context.globalAlpha = 1;
    known.context.clearRect(0, 0, known.width, known.height);
    return known;
  }

  /** The token that is looked at: the one under the pointer, else the pinned one. @returns {number} */
  get token() {
    return this.hover ?? Number(this.look.query);
  }

  // ---- what can be done ----

  listen() {
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".seg"))) {
      const choose = (button) => this.choose(group.dataset.of, button.value);
      group.onclick = (event) => {
        const button = /** @type {Element} */ (event.target).closest("button");
        if (button) choose(button);
      };
      group.onkeydown = (event) => this.arrows(event, [...group.children], choose);
    }
    for (const input of this.root.querySelectorAll("input")) {
      input.oninput = () => {
        this.look[input.dataset.of] = Number(input.value);
        this.buttons();
        this.drawToken();
      };
      input.onchange = () => this.tell();
    }
    this.$("select").onchange = (event) => {
      this.look.statistic = event.target.value;
      this.drawGrid();
      this.tell();
    };
    this.$(".play").onclick = () => {
      this.clock.toggle();
      showButtons(this.root, this.clock);
    };
    this.$(".sound").onclick = () => {
      this.clock.loud = !this.clock.loud;
      if (this.clock.loud) this.clock.playing = true;
      this.clock.sound();
      showButtons(this.root, this.clock);
    };
    this.$(".sort").onclick = () => {
      this.look.sorted = this.look.sorted ? 0 : 1;
      this.drawGrid();
      this.tell();
    };
    this.pointed(".frames", (event) => this.under(".frames", event));
    this.pointed(".mel", (event) => this.under(".mel", event));
    this.pointed(".tokens canvas", (event) => this.barAt(event));
    this.$(".frames").onkeydown = (event) => this.walk(this.raster.picture, event);
    this.$(".mel").onkeydown = (event) => this.walk("audio", event);
    this.listenMatrix();
  }

  /** An element whose tokens are looked at under the pointer, and pinned by a click. */
  pointed(selector, tokenUnder) {
    const element = this.$(selector);
    element.onpointermove = (event) => {
      if (event.pointerType === "mouse") this.point(tokenUnder(event));
    };
    element.onpointerleave = () => this.point(null);
    element.onclick = (event) => this.pin(tokenUnder(event));
  }

  listenMatrix() {
    const matrix = this.$(".matrix");
    const pinRow = (row) => {
      const { queries } = this.layer.streams[this.look.stream];
      this.pin(queries[clamp(row, 0, queries.length - 1)]);
    };
    matrix.onclick = (event) => {
      const { queries } = this.layer.streams[this.look.stream];
      const box = matrix.getBoundingClientRect();
      pinRow(Math.floor(((event.clientY - box.top) / box.height) * queries.length));
    };
    matrix.onkeydown = (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -24, PageDown: 24 }[event.key];
      if (!by) return;
      event.preventDefault();
      pinRow((this.layer.streams[this.look.stream].row.get(Number(this.look.query)) ?? 0) + by);
    };
  }

  arrows(event, buttons, act) {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = buttons[clamp(buttons.indexOf(event.target.closest("button")) + by, 0, buttons.length - 1)];
    next.focus();
    act(next);
  }

  choose(field, value) {
    this.look[field] = value;
    this.buttons();
    this.drawToken();
    this.tell();
  }

  /** The token under the pointer; null where none is. */
  under(row, event) {
    if (!this.header || !this.pictures) return null;
    const box = this.$(row).getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (row === ".mel") return this.raster.cellUnder(x / box.width, y / box.height);
    return this.raster.picture ? this.raster.patchUnder(x, y, box.width, box.height, this.proportion()) : null;
  }

  barAt(event) {
    if (!this.header) return null;
    const box = this.$(".tokens").getBoundingClientRect();
    const x = clamp((event.clientX - box.left) / box.width, 0, 0.9999);
    return this.raster.tokenAt(x, event.clientY - box.top > box.height * 0.6);
  }

  point(token) {
    if (token === this.hover) return;
    this.hover = token;
    this.drawToken();
  }

  pin(token) {
    if (token === null || token === undefined) return;
    this.look.query = token;
    this.hover = null;
    this.drawToken();
    this.tell();
  }

  walk(name, event) {
    const { raster } = this;
    if (!raster.spans[name]) return;
    const query = Number(this.look.query);
    const now = raster.kind(query).name === name ? raster.place(query) : null;
    const next = raster.next(name, now, event.key);
    if (next === null) return;
    event.preventDefault();
    this.pin(next);
  }

  openTile({ id, layer, stream, head }) {
    const other = layer !== this.look.layer;
    const mixed = this.look.mix !== "head";
    Object.assign(this.look, { layer, stream, head, mix: "head" });
    if (mixed) this.buttons();
    this.drawGrid();
    document.dispatchEvent(new CustomEvent("mmf-heads-open", { detail: id }));
    if (!other) this.drawToken();
    this.tell(other ? 0 : 250); // another layer's attention is sent when Python has been told
  }

  // ---- choices and labels ----

  buttons() {
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".seg"))) {
      for (const button of group.querySelectorAll("button")) {
        const on = this.look[group.dataset.of] === button.value;
        button.setAttribute("role", "radio");
        button.setAttribute("aria-checked", String(on));
        button.tabIndex = on ? 0 : -1;
      }
    }
    const { temperature, threshold } = this.look;
    const heat = 2 ** (temperature / 2);
    const said = {
      temperature: Number.isInteger(heat) ? String(heat) : heat.toFixed(2),
      threshold: threshold ? `${threshold * 10} %` : tr("all"),
    };
    for (const input of this.root.querySelectorAll("input")) {
      const of = input.dataset.of;
      input.value = String(this.look[of]);
      input.parentElement.querySelector("output").textContent = said[of];
      input.setAttribute("aria-valuetext", said[of]);
    }
    this.$(".scales button").textContent = tr("one scale for layer {n}", { n: Number(this.look.layer) + 1 });
    this.layer.heat(heat);
  }

  axis() {
    const { duration, start } = this.header.geometry;
    const mark = (_, i) => {
      const said = `${(start + (i * duration) / MARKS).toFixed(1)}${i === MARKS ? " s" : ""}`;
      return `<span style="left:${(100 * i) / MARKS}%">${said}</span>`;
    };
    this.$(".axis").innerHTML = Array.from({ length: MARKS + 1 }, mark).join("");
  }

  /** Tokens that lie nowhere in the clip: each sense's CLS, and the bottleneck. */
  specials() {
    const box = this.$(".specials");
    box.innerHTML = "<span></span>";
    for (const [name, { start, count }] of Object.entries(this.raster.spans)) {
      const neck = name === "bottleneck";
      const all = neck ? Array.from({ length: count }, (_, i) => start + i) : [start];
      if (!all.length) continue;
      box.insertAdjacentHTML("beforeend", `<em>${neck ? tr(NAMES[name]) : `${tr(NAMES[name])} CLS`}</em>`);
      box.append(...all.map((token) => this.special(token, name)));
    }
  }

  special(token, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.token = String(token);
    button.className = name === "bottleneck" ? "neck" : "cls";
    button.style.cssText = `--rim:var(--mmf-${COLOURS[name]});--fill:var(--mmf-${COLOURS[name]}-ramp)`;
    button.setAttribute("aria-label", this.raster.words(token));
    button.onpointerenter = (event) => {
      if (event.pointerType === "mouse") this.point(token);
    };
    button.onpointerleave = () => this.point(null);
    button.onclick = () => this.pin(token);
    return button;
  }

  /** A sense that the clip has not is said, and not reached by the keyboard; frames end where the clip does. */
  lacking() {
    const { picture } = this.raster;
    for (const [row, there, words] of /** @type {[string, any, string][]} */ ([
      [".frames", picture, tr("no picture")],
      [".wave", this.pcm, tr("no sound")],
      [".mel", this.pcm, ""],
    ])) {
      const element = this.$(row);
      element.dataset.lacks = there ? "" : words;
      element.classList.toggle("none", !there);
      if (row !== ".wave") element.tabIndex = there ? 0 : -1;
    }
    this.$(".frames").style.width = picture ? `${100 * this.header.geometry.seen}%` : "";
    this.$(".playing .sound").style.display = this.pcm ? "" : "none";
  }

  options() {
    const option = (key) => `<option value="${key}">${escapeText(named(key))}</option>`;
    this.$("select").innerHTML = Object.keys(this.header.statistics).map(option).join("");
    this.$("select").value = this.look.statistic;
  }

  // ---- pictures ----

  drawAll() {
    if (!this.header || !this.pictures || !this.root.clientWidth) return;
    this.pens.clear();
    this.colours = Object.fromEntries(PALETTE.map((name) => [name, colour(this.root, name)]));
    const dark = isDark(channels(this.colours.page));
    const ghosted = dark ? "grayscale(1) invert(1) contrast(.8)" : "grayscale(1) contrast(.8)";
    this.root.style.setProperty("--mmf-ghosted", ghosted);
    this.paintPictures();
    const wave = sharp(this.$(".wave canvas"));
    const mel = sharp(this.$(".mel .base"));
    const { geometry, sound } = this.header;
    if (this.pcm) paintWave(wave, this.pcm, geometry.duration * sound.rate, this.colours.audio);
    if (this.mel) paintMel(mel, this.mel, this.header.mel, this.colours.ink);
    this.drawMap();
    this.drawGrid();
    this.drawOpen();
  }

  drawGrid() {
    if (this.header && this.colours) this.grid.draw(this.header, this.look, this.off);
  }

  drawOpen() {
    if (this.header && this.colours && this.look.layer === this.header.layer) this.head.draw();
  }

  /** All that follows the token that is looked at. */
  drawToken() {
    this.drawMap();
    this.drawOpen();
  }

  ramp(name) {
    return this.colours[`${COLOURS[name]}-ramp`];
  }

  /** Width to height of the clip's pictures. */
  proportion() {
    return this.pictures[0].width / this.pictures[0].height;
  }

  /** The map of the token that is looked at. */
  drawMap() {
    if (!this.header || !this.pictures || !this.colours) return;
    const { look, token } = this;
    const values = this.layer.map(look.stream, look.head, look.mix, token, look.direction === "from");
    const own = values ? largest(values) : 1;
    const most = look.scale === "own" ? own : this.layer.top();
    const floor = (look.threshold / 10) * own;
    const share = (t) => (values?.[t] >= floor ? values[t] / most : 0);
    this.paintPatches(share, token);
    this.paintCells(share, token);
    this.paintBars(values, token, most);
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".specials button"))) {
      const t = Number(button.dataset.token);
      button.style.setProperty("--v", share(t).toFixed(3));
      button.setAttribute("aria-pressed", String(t === look.query));
    }
    const time = this.raster.time(token);
    if (time !== null && !this.clock.playing) this.clock.time = time;
    this.clock.loop.wake();
    this.speak(values, token, most);
  }

  paintPictures() {
    const { context, width, height } = sharp(this.$(".frames .base"));
    const shown = framesShown(width);
    const count = this.pictures.length;
    for (let i = 0; count && i < shown; i++) {
      const at = pictureBox(i, width, height, this.proportion());
      context.drawImage(this.pictures[frameAt(i, shown, count)], at.x, at.y, at.width, at.height);
    }
  }

  paintPatches(share, token) {
    const { context, width, height } = this.pen(".frames .map");
    const { raster } = this;
    const { frames, rows, columns } = raster.geometry;
    const name = raster.picture;
    if (!name) return;
    const shown = framesShown(width);
    const at = raster.kind(token).name === name ? raster.place(token) : null;
    context.fillStyle = this.ramp(name);
    for (let i = 0; i < shown; i++) {
      const box = pictureBox(i, width, height, this.proportion());
      const frame = frameAt(i, shown, frames);
      const [w, h] = [box.width / columns, box.height / rows];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const v = share(raster.token(name, { frame, row, column }));
          if (v <= PALEST) continue;
          context.globalAlpha = 0.9 * v;
          context.fillRect(box.x + column * w, box.y + row * h, w, h);
        }
      }
      context.globalAlpha = 1;
      if (at && at.frame === frame) this.frame(context, box.x + at.column * w, box.y + at.row * h, w, h);
    }
  }

  paintCells(share, token) {
    const { context, width, height } = this.pen(".mel .map");
    const { raster } = this;
    const { steps, bands } = raster.geometry;
    if (!raster.spans.audio) return;
    const [w, h] = [width / steps, height / bands];
    context.fillStyle = this.ramp("audio");
    for (let band = 0; band < bands; band++) {
      for (let step = 0; step < steps; step++) {
        const v = share(raster.token("audio", { step, band }));
        if (v <= PALEST) continue;
        context.globalAlpha = 0.75 * v;
        context.fillRect(step * w, (bands - 1 - band) * h, w, h);
      }
    }
    context.globalAlpha = 1;
    const at = raster.kind(token).name === "audio" ? raster.place(token) : null;
    if (at) this.frame(context, at.step * w, (bands - 1 - at.band) * h, w, h);
  }

  frame(context, x, y, w, h) {
    for (const [line, ink] of [
      [4.5, "page"],
      [2.5, "ink"],
    ]) {
      context.lineWidth = line;
      context.strokeStyle = this.colours[ink];
      context.strokeRect(x, y, w, h);
    }
  }

  placeHead() {
    const width = this.pens.get(".mel .map")?.width ?? 0;
    if (this.header)
      this.$(".head").style.transform = `translateX(${(this.clock.time / this.clock.duration) * width}px)`;
  }

  paintBars(values, token, scale) {
    const { context, width, height } = this.pen(".tokens canvas");
    const middle = height * 0.6;
    const { look, raster, colours } = this;
    const shown = values ?? this.layer.received(look.stream, look.head, look.mix);
    const most = values ? scale : largest(shown);
    context.fillStyle = colours.line;
    context.fillRect(0, middle - 0.5, width, 1);
    for (const [name, { start, count }] of Object.entries(raster.spans)) {
      if (name === "bottleneck") continue;
      context.fillStyle = colours[COLOURS[name]];
      for (let t = start + 1; t < start + count; t++) {
        const bar = raster.bar(t);
        const v = Number.isNaN(shown[t]) ? 0 : shown[t] / most;
        const size = Math.max(1, v * (bar.down ? height - middle - 3 : middle - 3));
        const top = bar.down ? middle + 1.5 : middle - 1.5 - size;
        context.globalAlpha = t === token ? 1 : 0.85;
        context.fillRect(bar.x * width + 0.5, top, Math.max(1, bar.width * width - 1), size);
      }
    }
    context.globalAlpha = 1;
    const own = raster.bar(token);
    if (own) {
      context.fillStyle = colours.ink;
      context.fillRect(own.x * width, own.down ? height - 2 : 0, Math.max(2, own.width * width), 2);
    }
    const n = raster.size;
    this.$(".specials > span").textContent =
      look.direction === "to"
        ? tr("{n} tokens, by the attention that they get", { n })
        : tr("{n} tokens, by the attention that they give", { n });
  }

  speak(values, token, most) {
    const { look, raster } = this;
    for (const [row, name] of [
      [".frames", raster.picture],
      [".mel", "audio"],
    ]) {
      const element = this.$(row);
      const query = Number(look.query);
      const own = raster.kind(query).name === name;
      const span = raster.spans[name];
      element.setAttribute("aria-valuenow", String(own ? query - span.start : 1));
      element.setAttribute("aria-valuetext", own ? raster.words(query) : tr("no token is pinned here"));
      if (span) element.setAttribute("aria-valuemax", String(span.count - 1));
    }
    this.$(".words").innerHTML = sentence(values, raster, token, look);
    const others = this.layer.streams[look.stream][look.direction === "from" ? "row" : "column"];
    const names = Object.keys(raster.spans).filter((n) => raster.spans[n].count && others.has(raster.spans[n].start));
    const legend = (n) =>
      `<span>${tr("{modality}, 0 to {most}", { modality: tr(NAMES[n]), most: weight(most) })}</span><i style="${gradient(this.ramp(n))}"></i>`;
    this.$(".legend").innerHTML = values ? names.map(legend).join("") : "";
  }

  close() {
    this.clock.close();
    clearTimeout(this.later);
    this.resize.disconnect();
    document.removeEventListener("mmf-heads-off", this.switched);
  }
}

export default mount(".attention", Attention);

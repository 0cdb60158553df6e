// The pad: a clip, three answers and the plane of noise and blur. All that moves under the finger is looked up
// in the clip's grid here; Python hears of the node at which the point is let go.

import { float32, int16, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { colour } from "../../js/colour.js";
import { showPlay, showSound } from "../../js/icons.js";
import { marked, tr } from "../../js/language.js";
import { stillness } from "../../js/motion.js";
import { mount } from "../../js/mount.js";
import { argmax, clamp, probability } from "../../js/numbers.js";
import { decode } from "../../js/pictures.js";
import { Redraw } from "../../js/redraw.js";
import { envelope } from "../../js/strip.js";
import { escapeText } from "../../js/text.js";
import { blurAt, decibelsAt, gainAt, ticks } from "./axes.js";
import { Grid, ONLY, regionOf, regionWords } from "./grid.js";
import { paintMap, writeWords } from "./map.js";
import { Mixer } from "./mixer.js";

/**
 * @typedef {import("../../js/bytes.js").Place} Place
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {number} number of the clip
 * @property {boolean} ready whether the grid has come
 * @property {number} truth
 * @property {string[]} names of the kinds
 * @property {number} duration
 * @property {number} rate
 * @property {(number | null)[]} decibels of each column; null: clean
 * @property {number[]} gains of the noise at each column
 * @property {number} step what one count of the noise is worth at a gain of one
 * @property {number[]} blurs of each row, px
 * @property {Place[]} frames JPEG, all of a row's blur together
 * @property {Place} sound int16
 * @property {Place} noise int16
 * @property {Place} [audio] float32 tables of the grid, see grid.js; so are those below
 * @property {Place} [visual]
 * @property {Place} [fused]
 * @property {Place} [aloneAudio]
 * @property {Place} [aloneVisual]
 */

const SCRATCH = 26; // radius of what the point uncovers, px
const FINE = 2; // points of the map a px: smooth edges
const NAMES = { audio: marked("sound alone"), visual: marked("picture alone"), fused: marked("fusion of both") };

class Pad {
  /** @param {HTMLElement & { picture?: () => Promise<Blob> }} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {HTMLElement} */
    this.field = this.$(".field");
    /** @type {HTMLElement} */
    this.handle = this.$(".handle");
    /** @type {HTMLElement} */
    this.wave = this.$(".wave");
    /** @type {Record<string, HTMLCanvasElement>} */
    this.canvas = {
      picture: this.$(".picture canvas"),
      wave: this.$(".wave canvas"),
      regions: this.$(".regions"),
      cover: this.$(".cover"),
    };
    this.mixer = new Mixer((now) => this.follow(now));
    /** @type {ImageBitmap[][]} frames of each row's blur */
    this.pictures = [];
    /** @type {[x: number, y: number][]} where the point has been, as shares of the field */
    this.trail = [];
    /** @type {import("./map.js").Word[]} */
    this.words = [];
    // The page says where the point stands, and what is taken away, by its style: the clip need not be sent again.
    [this.x, this.y] = [Number.NaN, Number.NaN];
    /** @type {import("./grid.js").Without | null} null: not said yet */
    this.without = null;
    this.told = "";
    this.listen();
    this.resize = new Redraw(() => this.layout());
    this.resize.observe(root);
    this.resize.observe(this.field);
  }

  /** Put the point where the page has it; while the page's style is being replaced nothing says where that is.
   *
   * It looks by the clock and not by frames: a slow machine may draw many before the style is there. */
  begin() {
    clearTimeout(this.awaited);
    if (this.held) return;
    [this.x, this.y] = this.opening();
    if (!this.placed()) {
      this.awaited = setTimeout(() => this.begin(), 50);
      return;
    }
    this.told = `${this.x} ${this.y}`;
    this.without ??= /** @type {any} */ (this.says("--mmf-pad-without"));
    this.buttons();
    this.layout();
  }

  /** Whether it is known where the point stands. */
  placed() {
    return Number.isFinite(this.x + this.y);
  }

  /** Where the page has the point, in nodes. @returns {[x: number, y: number]} */
  opening() {
    const [x, y] = this.says("--mmf-pad-node").split(" ").map(Number);
    return [x, y];
  }

  /** What the page's style says. @param {string} name */
  says(name) {
    return getComputedStyle(this.root).getPropertyValue(name).trim();
  }

  // ---- what came ----

  /** @param {Uint8Array} bytes
   * @param {(name: string, value: unknown) => void} set @param {(name: string, value: unknown) => void} trigger */
  async show(bytes, set, trigger) {
    this.set = set;
    this.trigger = trigger;
    const { header, blob } = unpack(bytes);
    const theme = colour(this.root, "page");
    const repainted = theme !== this.theme;
    this.theme = theme;
    if (this.header?.key === header.key) {
      if (!repainted) return;
      this.envelopes = null;
      this.layout();
      return;
    }
    const other = this.header?.number !== header.number;
    this.grid = header.ready ? this.read(header, blob) : null;
    /** @type {Header} */
    this.header = header;
    this.root.dataset.number = String(header.number);
    this.root.dataset.ready = String(header.ready);
    if (other) {
      this.mixer.take({ ...header, sound: int16(blob(header.sound)), noise: int16(blob(header.noise)) });
      this.envelopes = null;
      this.trail = [];
      this.drawn = null;
    }
    this.bars();
    this.begin(); // of another clip, or of this one now that it has answers
    if (!this.placed()) this.regions();
    if (other) await this.decode(blob);
  }

  read(header, blob) {
    const table = (name) => float32(blob(header[name]));
    const tables = {
      audio: table("audio"),
      visual: table("visual"),
      fused: table("fused"),
      aloneAudio: table("aloneAudio"),
      aloneVisual: table("aloneVisual"),
    };
    const { decibels, blurs, names, truth } = header;
    return new Grid(tables, { columns: decibels.length, rows: blurs.length, kinds: names.length, truth });
  }

  /** Frames of every blur, those in view first. */
  async decode(blob) {
    const { blurs, frames, number } = this.header;
    const per = frames.length / blurs.length;
    const now = Math.round(this.y);
    const levels = blurs.map((_, i) => i).sort((a, b) => Math.abs(a - now) - Math.abs(b - now));
    const pictures = [];
    for (const level of levels) {
      pictures[level] = await decode(frames.slice(level * per, (level + 1) * per), blob);
      if (this.header.number !== number) return;
      this.pictures = pictures;
      this.drawn = null;
      this.mixer.loop.wake();
    }
  }

  // ---- what can be done ----

  listen() {
    const { field } = this;
    const to = (event) => {
      const { columns, rows } = this.axes();
      const box = field.getBoundingClientRect();
      const [x, y] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
      this.move(x * columns, y * rows);
    };
    field.onpointerdown = (event) => {
      // A finger beside the handle may want to scroll the page: it moves the point by a tap only.
      const beside = event.pointerType === "touch" && event.target !== this.handle;
      if (!this.grid || event.button || beside) return;
      field.setPointerCapture(event.pointerId);
      clearTimeout(this.later); // a key before it would let go of the point
      this.held = true;
      this.gliding = null;
      this.root.classList.add("held");
      to(event);
    };
    field.onpointermove = (event) => {
      if (this.held) to(event);
    };
    field.onpointerup = field.onpointercancel = () => {
      if (this.held) this.release();
    };
    field.onclick = (/** @type {PointerEvent} */ event) => {
      if (!this.grid || event.pointerType !== "touch" || event.target === this.handle) return;
      to(event);
      this.release();
    };
    const steps = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowDown: [0, -1],
      ArrowUp: [0, 1],
      PageDown: [0, -3],
      PageUp: [0, 3],
      Home: [-99, 0],
      End: [99, 0],
    };
    field.onkeydown = (event) => {
      const step = steps[event.key];
      if (step && this.grid) {
        this.gliding = null;
        this.move(Math.round(this.x) + step[0], Math.round(this.y) + step[1]);
        clearTimeout(this.later);
        this.later = setTimeout(() => this.release(), 400);
      } else if (!this.common(event)) return;
      event.preventDefault();
    };
    this.listenClip();
    this.$(".next").onclick = () => this.trigger?.("next", this.header.number);
    for (const pill of this.pills()) pill.onclick = () => this.take(pill.dataset.sense);
  }

  listenClip() {
    const { wave, mixer } = this;
    const scrub = (event) => {
      const box = wave.getBoundingClientRect();
      mixer.seek(((event.clientX - box.left) / box.width) * mixer.duration);
    };
    wave.onpointerdown = (event) => {
      wave.setPointerCapture(event.pointerId);
      this.went = mixer.playing;
      mixer.playing = false;
      scrub(event);
    };
    wave.onpointermove = (event) => {
      if (wave.hasPointerCapture(event.pointerId)) scrub(event);
    };
    wave.onpointerup = wave.onpointercancel = () => {
      mixer.playing = this.went;
      mixer.sound();
    };
    wave.onkeydown = (event) => {
      const by = { ArrowLeft: -0.1, ArrowRight: 0.1, PageDown: -0.5, PageUp: 0.5, Home: -99, End: 99 }[event.key];
      if (by) mixer.seek(mixer.time + by);
      else if (!this.common(event)) return;
      event.preventDefault();
    };
    this.$(".play").onclick = () => this.toggle();
    this.$(".voice").onclick = () => this.voice();
  }

  /** @returns {NodeListOf<HTMLElement>} */
  pills() {
    return this.root.querySelectorAll(".pill");
  }

  /** Keys that mean the same everywhere. */
  common(event) {
    if (event.key === " ") this.toggle();
    else if (event.key === "m") this.voice();
    else return false;
    return true;
  }

  toggle() {
    this.mixer.toggle();
    this.buttons();
  }

  voice() {
    this.mixer.loud = !this.mixer.loud;
    this.mixer.sound();
    this.buttons();
  }

  /** Take a sense away, or give it back; one always stays. */
  take(sense) {
    this.without = this.without === sense ? "" : sense;
    this.set?.("without", this.without);
    this.buttons();
    this.regions();
    this.moved();
  }

  move(x, y) {
    const { columns, rows } = this.axes();
    this.x = clamp(x, 0, columns);
    this.y = clamp(y, 0, rows);
    this.moved();
  }

  /** Let go: the point settles on the nearest node, where every number has been computed and none interpolated. */
  release() {
    this.held = false;
    this.root.classList.remove("held");
    const [x, y] = [Math.round(this.x), Math.round(this.y)];
    if (stillness() || (x === this.x && y === this.y)) this.move(x, y);
    else {
      this.gliding = { from: [this.x, this.y], to: [x, y], began: performance.now() };
      this.mixer.loop.wake();
    }
    if (this.told === `${x} ${y}`) return;
    this.told = `${x} ${y}`;
    this.set("node", [x, y]);
  }

  glide(now) {
    if (!this.gliding) return;
    const { from, to, began } = this.gliding;
    const t = clamp((now - began) / 150, 0, 1);
    const ease = t * (2 - t);
    if (t >= 1) this.gliding = null;
    const at = (i) => (t >= 1 ? to[i] : from[i] + (to[i] - from[i]) * ease);
    this.move(at(0), at(1));
  }

  /** What moves with the clock, and the point on its way to a node. */
  follow(now) {
    this.glide(now);
    this.frame();
    return Boolean(this.gliding);
  }

  // ---- what is said ----

  buttons() {
    const { root, without } = this;
    showPlay(this.$(".play"), this.mixer.playing);
    showSound(this.$(".voice"), this.mixer.loud);
    for (const pill of this.pills()) pill.setAttribute("aria-pressed", String(pill.dataset.sense !== without));
    for (const sense of ["audio", "visual"]) root.classList.toggle(`without-${sense}`, without === sense);
  }

  /** The frame round the three bars; what they say is filled in by `answer`. */
  bars() {
    const bar = ([name, label]) => {
      const [fill, ink] = name === "fused" ? ["ink", "ink"] : [name, `${name}-words`];
      return (
        `<div class="bar ${name}"><div class="said"><b style="color:var(--mmf-${ink})">${tr(label)}</b><span></span></div>` +
        `<div class="track"><i style="background:var(--mmf-${fill})"></i><u></u></div><strong></strong></div>`
      );
    };
    this.$(".bars").innerHTML = Object.entries(NAMES).map(bar).join("");
    const { names, truth } = this.header;
    const kind = escapeText(names[truth]);
    this.$(".key").innerHTML = tr(
      "The bar is the probability of the correct kind, {kind}.<br>The tick is chance, 1 in {n} kinds.",
      { kind, n: names.length },
    );
  }

  answer() {
    const { grid, without } = this;
    const p = grid?.at(this.x, this.y, without);
    const [heard, seen, fused] = ["audio", "visual", "fused"].map((name) => this.bar(name, p?.[name]));
    const left = { audio: tr("fusion, no sound"), visual: tr("fusion, no picture"), "": tr(NAMES.fused) };
    this.$(".fused .said b").textContent = left[without];
    if (!grid) return;
    const words = regionWords(regionOf(heard, seen, fused), without);
    const here = this.$(".here");
    if (here.dataset.words !== words) {
      here.dataset.words = words;
      here.innerHTML = words;
    }
    const { field } = this;
    field.setAttribute("aria-valuenow", this.x.toFixed(1));
    field.setAttribute("aria-valuemax", String(grid.columns - 1));
    const at = { noise: this.decibels(), blur: this.blur(), words: here.textContent };
    field.setAttribute("aria-valuetext", tr("signal-to-noise ratio {noise}, blur {blur}: {words}", at));
  }

  /** Fill in one bar; whether it is correct. */
  bar(name, p) {
    const { names, truth } = this.header;
    const bar = this.$(`.bar.${name}`);
    const said = bar.querySelector(".said span");
    const gone = !p || this.without === name;
    bar.classList.toggle("gone", gone);
    if (gone) {
      said.textContent = p ? tr("taken away") : "…";
      said.className = "";
      bar.querySelector("strong").textContent = "–";
      return false;
    }
    const right = this.grid.knows(p);
    bar.querySelector("i").style.transform = `scaleX(${p[truth]})`;
    bar.querySelector("strong").textContent = probability(p[truth]);
    said.className = right ? "right" : "";
    const kind = escapeText(names[right ? truth : argmax(p)]);
    said.innerHTML = `${right ? "✓" : "✗"} ${tr('<span class="says">says </span>{kind}', { kind })}`;
    return right;
  }

  gain() {
    return gainAt(this.header.gains, this.x);
  }

  decibels() {
    return decibelsAt(this.header.decibels, this.x);
  }

  blur() {
    return blurAt(this.header.blurs, this.y);
  }

  /** Everything that follows the point. */
  moved() {
    if (!this.header || !this.placed()) return;
    this.answer();
    this.mixer.mix(this.gain(), this.without === "audio");
    this.point();
    this.scratch();
    this.paintWave();
    const name = this.header.names[this.header.truth];
    const heard = this.x < 0.03 ? tr("{name}, clean sound", { name }) : tr("{name} in noise", { name });
    this.$(".heard").textContent = this.without === "audio" ? "" : heard;
    this.mixer.loop.wake(); // the picture follows
  }

  // ---- the plane ----

  /** Steps of each axis. */
  axes() {
    return { columns: this.header.decibels.length - 1, rows: this.header.blurs.length - 1 };
  }

  /** Where the point stands, px. @returns {[x: number, y: number]} */
  place() {
    const { columns, rows } = this.axes();
    return [(this.x / columns) * this.field.clientWidth, (1 - this.y / rows) * this.field.clientHeight];
  }

  point() {
    const { field } = this;
    const [px, py] = this.place();
    this.handle.style.transform = `translate(${px}px, ${py}px)`;
    Object.assign(this.$(".across").style, { top: `${py}px`, width: `${px}px` });
    Object.assign(this.$(".down").style, {
      left: `${px}px`,
      top: `${py}px`,
      height: `${field.clientHeight - py}px`,
    });
    for (const { span, left, right, top, bottom } of this.words) {
      // a word gives way to the point
      const under = px > left - 12 && px < right + 12 && py > top - 12 && py < bottom + 12;
      span.style.opacity = under ? "0" : "1";
    }
    const box = { left: field.offsetLeft, width: field.clientWidth, height: field.clientHeight };
    this.$(".ticks").innerHTML = ticks(this.header, box, [px, py], [this.decibels(), this.blur()]);
  }

  /** Until the answer is revealed the map is covered; the point uncovers what it has passed. */
  scratch() {
    if (!this.grid) return;
    const [px, py] = this.place();
    const [x, y] = [px / this.field.clientWidth, py / this.field.clientHeight];
    const last = this.trail.at(-1);
    if (last && last[0] === x && last[1] === y) return;
    this.trail.push([x, y]);
    this.rub(this.trail.slice(-2));
  }

  /** @param {[x: number, y: number][]} points */
  rub(points) {
    const { width, height } = this.canvas.cover;
    const context = this.canvas.cover.getContext("2d");
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "destination-out";
    context.lineWidth = (2 * SCRATCH * width) / Math.max(1, this.field.clientWidth);
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x * width, y * height);
    if (points.length === 1) context.lineTo(points[0][0] * width + 0.01, points[0][1] * height);
    context.stroke();
    context.restore();
  }

  layout() {
    if (!this.header || !this.field.clientWidth) return;
    this.drawn = null;
    this.regions();
    this.moved();
  }

  /** The map of who knows, with the words inside; computed anew for another clip, size, theme or sense. */
  regions() {
    const { canvas, grid, root } = this;
    const { context, width, height } = sharp(canvas.cover);
    context.fillStyle = colour(root, "wash");
    context.fillRect(0, 0, width, height);
    if (this.trail.length) this.rub(this.trail);
    const map = sharp(canvas.regions);
    const labels = this.$(".labels");
    labels.innerHTML = "";
    this.words = [];
    this.$(".share").textContent = "";
    if (!grid) return;
    const found = grid.map(Math.round(width * FINE), Math.round(height * FINE), this.without);
    paintMap(map.context, found, width, height, root);
    const only = found.code.reduce((sum, code) => sum + (code === ONLY ? 1 : 0), 0) / found.code.length;
    const said = tr("On {p} % of this clip’s square, only fusion is correct.", { p: Math.round(100 * only) });
    this.$(".share").textContent = this.without ? "" : said; // with one sense nothing is fused
    this.words = writeWords(labels, found, FINE, this.place());
  }

  // ---- the clip ----

  /** The sound in its noise, on one scale: as the noise swells, the sound shrinks into it. */
  paintWave() {
    const { mixer } = this;
    if (!mixer.tracks.length) return;
    const { context, width, height } = sharp(this.canvas.wave);
    const middle = height / 2;
    const columns = Math.max(1, Math.round(width));
    if (this.envelopes?.[0].length !== columns) {
      this.envelopes = mixer.tracks.map((track) => envelope(track, track.length, columns));
      this.inks = ["audio", "page"].map((name) => colour(this.root, name));
    }
    const gain = this.gain();
    const [sound, noise] = this.envelopes;
    const scale = (middle - 1) / Math.max(mixer.peaks[0], gain * mixer.peaks[1]);
    const shape = (wave, factor) => {
      context.beginPath();
      wave.forEach((peak, x) => {
        const half = Math.max(0.5, peak * factor);
        context.rect(x, middle - half, 1, 2 * half);
      });
      context.fill();
    };
    context.fillStyle = this.inks[0];
    if (gain > 0) {
      context.globalAlpha = 0.3;
      shape(noise, scale * gain);
      context.globalAlpha = 1;
    }
    shape(sound, scale);
  }

  /** What moves with the playhead. */
  frame() {
    const { mixer, header } = this;
    if (!header) return;
    const share = mixer.time / mixer.duration;
    this.$(".head").style.transform = `translateX(${share * this.wave.clientWidth}px)`;
    const seconds = mixer.time.toFixed(1);
    if (seconds !== this.spoken) {
      this.spoken = seconds;
      this.$(".time").textContent = tr("{n} of {of} s", { n: seconds, of: mixer.duration.toFixed(1) });
      this.wave.setAttribute("aria-valuemax", mixer.duration.toFixed(1));
      this.wave.setAttribute("aria-valuenow", seconds);
      this.wave.setAttribute("aria-valuetext", tr("{n} seconds", { n: seconds }));
    }
    const level = this.pictures[Math.round(this.y)];
    if (!level) return;
    const index = Math.min(level.length - 1, Math.floor(share * level.length));
    const now = `${Math.round(this.y)} ${index}`;
    if (now === this.drawn) return;
    this.drawn = now;
    const { context, width, height } = sharp(this.canvas.picture);
    context.imageSmoothingQuality = "high";
    context.drawImage(level[index], 0, 0, width, height);
  }

  close() {
    clearTimeout(this.later);
    clearTimeout(this.awaited);
    this.resize.disconnect();
    this.mixer.close();
  }
}

export default mount(".lab", Pad);

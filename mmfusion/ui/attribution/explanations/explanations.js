// One answer, explained by several maps on one time axis and one scale; each can be heard, and each stands beside what
// becomes of the answer in its order. Playhead, picking a map and listening stay in the browser.

import { aside } from "../../js/aside.js";
import { float32, int16, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { Clock } from "../../js/clock.js";
import { channels, colour, isDark } from "../../js/colour.js";
import { showButtons, showPlay } from "../../js/icons.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp } from "../../js/numbers.js";
import { decode } from "../../js/pictures.js";
import { Raster } from "../../js/raster.js";
import { Redraw } from "../../js/redraw.js";
import { paintMel, paintWave } from "../../js/strip.js";
import { escapeText } from "../../js/text.js";
import { heardThrough, loudness } from "./masked.js";
import { paintCells, paintGhosts, paintPatches, paintTruth, shade } from "./paint.js";
import { best, line, onObject, scaleOf, strongest, titleOf } from "./rows.js";

/**
 * @typedef {object} Area
 * @property {number} own mean probability of the answer in the map's order
 * @property {number} low of random orders
 * @property {number} high
 * @property {number | null} other in the order of another clip's map
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} title
 * @property {string} words
 * @property {string} short both in a word or two
 * @property {boolean} signed whether it can speak against an answer
 * @property {string} gap what it misses of adding up; empty where it claims nothing
 * @property {Area | null} deletion
 * @property {Area | null} insertion
 *
 * @typedef {object} Truth the object that sounds, and the patches that show it, frame by frame
 * @property {string} name
 * @property {number[]} tokens
 *
 * @typedef {object} Header
 * @property {string} key of all that is shown
 * @property {string} clip
 * @property {string[]} about lines of words on the clip, the first in bold
 * @property {string} answer that is explained
 * @property {[name: string, count: number][]} spans of tokens, CLS counted
 * @property {import("../../js/raster.js").Geometry} geometry
 * @property {Row[]} rows
 * @property {number} full the share of a map at which its colour is full; 0 where each has its own scale
 * @property {string} pending the method that is computed next; empty when all are there
 * @property {Truth | null} truth the object that sounds, and the patches that show it
 * @property {string} pick the method that is laid over the clip
 * @property {import("../../js/bytes.js").Place[]} frames JPEG
 * @property {import("../../js/bytes.js").Place[]} maps float32, shares with their signs
 * @property {import("../../js/bytes.js").Place[]} [bands] int16, the lowest first
 * @property {import("../../js/bytes.js").Place & { bands: number, columns: number }} [mel] bytes
 * @property {{ rate: number, peak: number }} [sound]
 */

const MARKS = 4; // parts of the time axis

class Explanations {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {ImageBitmap[]} */
    this.pictures = [];
    /** @type {Float32Array[]} */
    this.parts = [];
    /** @type {number | null} the row that is heard; null for the clip itself */
    this.source = null;
    this.clock = new Clock(() => this.place());
    this.clock.playing = false; // a still map is read more easily
    this.listen();
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  // ---- what came ----

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell @param {(name: string, value: unknown) => void} trigger */
  async show(bytes, tell, trigger) {
    this.tell = tell;
    const { header, blob } = unpack(bytes);
    if (header.key !== this.key) await this.take(header, blob);
    this.draw();
    this.root.dataset.ready = header.key;
    if (header.pending && this.asked !== header.key) {
      this.asked = header.key;
      aside(() => trigger("more", header.key));
    }
  }

  /** @param {Header} header @param {import("../../js/bytes.js").Blob} blob */
  async take(header, blob) {
    const other = header.clip !== this.clip;
    this.key = header.key;
    this.header = header;
    this.raster = new Raster(header.spans, header.geometry);
    const picture = Math.max(0, (this.raster.spans.visual?.count ?? 1) - 1);
    /** @type {({ visual: Float32Array, audio: Float32Array } | null)[]} */
    this.maps = header.maps.map((at) => {
      if (!at.length) return null;
      const all = float32(blob(at));
      return { visual: all.subarray(0, picture), audio: all.subarray(picture) };
    });
    if (other || !header.rows.some((row) => row.name === this.picked)) this.picked = header.pick;
    if (other) this.load(blob);
    this.write();
    if (other) {
      this.clip = header.clip;
      const pictures = await decode(header.frames, blob);
      if (header.clip !== this.clip) return;
      this.pictures = pictures;
    }
  }

  /** Another clip: its sound in bands; what the one before played stops. */
  load(blob) {
    const { sound, bands, geometry, mel } = this.header;
    this.parts = (bands ?? []).map((at) => Float32Array.from(int16(blob(at)), (v) => (v / 32767) * (sound?.peak ?? 1)));
    this.mel = mel ? blob(mel) : null;
    this.whole = new Float32Array(this.parts[0]?.length ?? 0);
    for (const part of this.parts) for (let i = 0; i < part.length; i++) this.whole[i] += part[i];
    this.source = null;
    this.clock.playing = false;
    this.clock.loud = false;
    this.clock.load({ tracks: this.tracks(), rate: sound?.rate ?? 1, duration: geometry.duration });
    this.root.classList.toggle("mute", !this.parts.length);
  }

  /** What is heard: the clip, or what of it spoke for the answer by a map. */
  tracks() {
    if (!this.parts.length) return [];
    if (this.source === null) return [this.whole];
    const { geometry, sound } = this.header;
    return [heardThrough(this.parts, loudness(this.maps[this.source].audio), geometry, sound.rate)];
  }

  // ---- what is done ----

  listen() {
    const { clock } = this;
    const rail = this.$(".rail");
    const seek = (event, box) => clock.seek(((event.clientX - box.left) / box.width) * clock.duration);
    this.root.onpointerdown = (event) => {
      const map = /** @type {Element} */ (event.target).closest(".rail, .map");
      if (!map) return;
      this.root.setPointerCapture(event.pointerId);
      this.held = map.getBoundingClientRect();
      seek(event, this.held);
    };
    this.root.onpointermove = (event) => {
      if (this.held) seek(event, this.held);
    };
    this.root.onpointerup = this.root.onpointercancel = () => {
      this.held = null;
    };
    rail.onkeydown = (event) => {
      const move = { ArrowLeft: -0.1, ArrowRight: 0.1, PageDown: -0.5, PageUp: 0.5 }[event.key];
      const to = { Home: 0, End: clock.duration }[event.key];
      if (move || to !== undefined) clock.seek(to ?? clock.time + move);
      else if (event.key === " ") this.play();
      else return;
      event.preventDefault();
    };
    this.$(".play").onclick = () => this.play();
    this.$(".sound").onclick = () => {
      this.hear(null, clock.playing, !(clock.loud && this.source === null));
    };
    const rows = this.$(".rows");
    rows.onkeydown = (event) => {
      const name = /** @type {HTMLElement} */ (event.target);
      if (!name.matches(".name") || !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      name.click();
    };
    this.root.onclick = (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button, .name");
      const at = Number(button?.closest("[data-at]")?.getAttribute("data-at") ?? Number.NaN);
      if (Number.isNaN(at)) return;
      if (button.classList.contains("listen")) {
        const on = this.source === at && clock.playing && clock.loud;
        this.hear(at, !on, !on);
      } else this.pick(at);
    };
    this.$(".methods").onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const at = clamp(this.at() + by, 0, this.header.rows.length - 1);
      this.pick(at);
      this.$(`.methods [data-at="${at}"]`).focus();
    };
  }

  play() {
    const { clock } = this;
    if (clock.playing) this.hear(this.source, false, clock.loud);
    else this.hear(null, true, clock.loud);
  }

  /** Play or pause the clip (`null`), or what a row's map leaves of its sound. */
  hear(source, playing, loud) {
    const { clock } = this;
    const changed = source !== this.source;
    this.source = source;
    clock.playing = playing;
    clock.loud = loud;
    if (changed) clock.load({ tracks: this.tracks(), rate: clock.rate, duration: clock.duration, time: clock.time });
    else clock.sound();
    this.buttons();
  }

  at() {
    return Math.max(
      0,
      this.header.rows.findIndex((row) => row.name === this.picked),
    );
  }

  pick(at) {
    this.picked = this.header.rows[at].name;
    this.draw();
    this.tell("pick", this.picked);
  }

  // ---- words ----

  write() {
    const { header } = this;
    const [first, ...others] = header.about.map((words) => escapeText(words));
    this.$(".said").innerHTML = `<b>${first}</b>${others.map((words) => `<span>${words}</span>`).join("")}`;
    const tops = { deletion: best(header.rows, "deletion"), insertion: best(header.rows, "insertion") };
    this.$(".rows").innerHTML = header.rows.map((row, at) => line(row, at, tops, header.answer)).join("");
    this.$(".methods").innerHTML = header.rows
      .map((row, at) => `<button type="button" role="radio" data-at="${at}">${escapeText(row.short)}</button>`)
      .join("");
    this.maps.forEach((map, at) => {
      const button = this.$(`.row[data-at="${at}"] .listen`);
      button.disabled = !map?.audio.some((score) => score > 0);
    });
    this.axis();
    this.buttons();
  }

  axis() {
    const { duration, start } = this.header.geometry;
    const mark = (_, i) => {
      const said = `${(start + (i * duration) / MARKS).toFixed(1)}${i === MARKS ? " s" : ""}`;
      return `<span style="left:${(100 * i) / MARKS}%">${said}</span>`;
    };
    this.$(".axis").innerHTML = Array.from({ length: MARKS + 1 }, mark).join("");
  }

  buttons() {
    const { clock, header, source } = this;
    showButtons(this.root, { playing: clock.playing, loud: clock.loud && source === null });
    header.rows.forEach((row, at) => {
      const on = source === at && clock.playing && clock.loud;
      showPlay(
        this.$(`.row[data-at="${at}"] .listen`),
        on,
        tr("play the evidence for {answer}, by {map}", { answer: header.answer, map: titleOf(row) }),
        tr("pause the evidence for {answer}, by {map}", { answer: header.answer, map: titleOf(row) }),
      );
    });
    const by = source === null || !clock.loud ? "" : titleOf(header.rows[source]);
    const heard = { answer: header.answer, map: by };
    this.$(".heard").textContent =
      clock.playing && by ? tr("You hear the evidence for {answer}, by {map}.", heard) : "";
    this.root.dataset.heard = clock.playing && clock.loud ? (source === null ? "clip" : header.rows[source].name) : "";
  }

  // ---- pictures ----

  draw() {
    if (!this.header || !this.root.clientWidth) return;
    const names = ["page", "ink", "plus", "minus", "visual-ramp", "audio-ramp", "audio", "text"];
    const all = Object.fromEntries(names.map((name) => [name, colour(this.root, name)]));
    this.colours = { plus: all.plus, minus: all.minus, visual: all["visual-ramp"], audio: all["audio-ramp"] };
    this.true = all.text;
    this.ghosts = this.ghosted(isDark(channels(all.page)));
    this.paintClip(all);
    this.header.rows.forEach((_, at) => {
      this.paintRow(at);
    });
    this.choices();
    this.legend();
    this.clock.loop.wake();
  }

  /** Frames without their colours, so that a map has colour to itself. */
  ghosted(dark) {
    return this.pictures.map((picture) => {
      const ghost = new OffscreenCanvas(picture.width, picture.height);
      const context = ghost.getContext("2d");
      context.filter = dark ? "grayscale(1) invert(1) contrast(.8)" : "grayscale(1) contrast(.8)";
      context.globalAlpha = 0.62;
      context.drawImage(picture, 0, 0);
      return ghost;
    });
  }

  /** Width to height of the clip's pictures. */
  proportion() {
    return this.pictures.length ? this.pictures[0].width / this.pictures[0].height : 1.5;
  }

  /** @param {number} at */
  full(at) {
    if (this.header.full) return this.header.full;
    const map = this.maps[at];
    return scaleOf(map ? [map.visual, map.audio] : []);
  }

  /** @param {number} at @param {"visual" | "audio"} sense */
  of(at, sense) {
    const { signed } = this.header.rows[at];
    const full = this.full(at);
    return (score) => shade(score, full, signed, this.colours, sense);
  }

  /** The clip itself; what is picked lies over it. */
  paintClip(all) {
    const { geometry } = this.header;
    const at = this.at();
    const map = this.maps[at];
    const frames = sharp(this.$(".rail .frames"));
    paintGhosts(frames, map ? this.ghosts : this.pictures, this.proportion(), geometry.seen);
    if (map?.visual.length) paintPatches(frames, map.visual, geometry, this.proportion(), this.of(at, "visual"));
    this.outlined(frames);
    const wave = sharp(this.$(".rail .wave"));
    const mel = sharp(this.$(".rail .mel"));
    if (!this.parts.length) return;
    const pcm = Int16Array.from(this.whole, (v) => 32767 * clamp(v, -1, 1));
    paintWave(wave, pcm, geometry.duration * this.clock.rate, all.audio);
    if (this.mel) paintMel(mel, this.mel, this.header.mel, all.ink);
    if (map?.audio.length) paintCells(mel, map.audio, geometry, this.of(at, "audio"), 0.75);
  }

  /** @param {number} at */
  paintRow(at) {
    const row = this.$(`.row[data-at="${at}"]`);
    const map = this.maps[at];
    const patches = sharp(row.querySelector(".patches"));
    const cells = sharp(row.querySelector(".cells"));
    if (!map) return;
    const { geometry } = this.header;
    paintGhosts(patches, this.ghosts, this.proportion(), geometry.seen);
    if (map.visual.length) paintPatches(patches, map.visual, geometry, this.proportion(), this.of(at, "visual"));
    this.outlined(patches);
    if (map.audio.length) paintCells(cells, map.audio, geometry, this.of(at, "audio"));
  }

  /** @param {import("../../js/canvas.js").Pen} pen */
  outlined(pen) {
    const { truth, geometry } = this.header;
    if (truth) paintTruth(pen, truth.tokens, geometry, this.proportion(), this.true);
  }

  choices() {
    const at = this.at();
    const { header } = this;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".row"))) {
      const on = Number(row.dataset.at) === at;
      row.classList.toggle("picked", on);
      row.querySelector(".name").setAttribute("aria-pressed", String(on));
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".methods button"))) {
      const on = Number(button.dataset.at) === at;
      button.setAttribute("aria-checked", String(on));
      button.tabIndex = on ? 0 : -1;
    }
    const map = this.maps[at];
    this.$(".words").innerHTML = map
      ? strongest(header.rows[at], map, this.raster, header.answer) + onObject(map.visual, header.truth)
      : `${escapeText(titleOf(header.rows[at]))} …`;
  }

  /** The ramp and what its ends stand for. */
  legend() {
    const { header, colours } = this;
    const { signed } = header.rows[this.at()];
    const share = (100 * this.full(this.at())).toFixed(1);
    const ramp = (from, to) => `<i style="background:linear-gradient(to right, ${from}, ${to})"></i>`;
    const ends = signed
      ? `${tr("against")}${ramp(`${colours.minus}, transparent`, colours.plus)}${tr("for")}`
      : `${tr("picture")}${ramp("transparent", colours.visual)}${tr("sound")}${ramp("transparent", colours.audio)}`;
    const scale = header.full
      ? tr("full colour: {share} % of a map or more", { share })
      : tr("full colour: {share} % of this map", { share });
    const truth = header.truth
      ? `<span class="truth"><i></i>${tr("{name}, which sounds", { name: escapeText(header.truth.name) })}</span>`
      : "";
    this.$(".legend").innerHTML =
      `<span>${tr("evidence for <em>{answer}</em>", { answer: escapeText(header.answer) })}</span>` +
      `<span class="ramp">${ends}</span><span>${scale}</span>${truth}`;
  }

  /** What moves with the playhead. */
  place() {
    const { clock, header } = this;
    if (!header) return;
    const rail = this.$(".rail");
    const box = rail.getBoundingClientRect();
    const own = this.root.getBoundingClientRect();
    const head = this.$(".head");
    const phone = this.$(".methods").offsetHeight > 0; // one map, and words below it
    const last = (phone && this.$(".row.picked .map")) || this.$(".rows");
    const end = last.getBoundingClientRect().bottom;
    head.style.top = `${box.top - own.top - 8}px`;
    head.style.height = `${end - box.top + 8}px`;
    head.style.transform = `translateX(${box.left - own.left + (clock.time / clock.duration) * box.width}px)`;
    const seconds = (header.geometry.start + clock.time).toFixed(1);
    if (seconds === this.spoken) return;
    this.spoken = seconds;
    rail.setAttribute("aria-valuemax", clock.duration.toFixed(1));
    rail.setAttribute("aria-valuenow", clock.time.toFixed(1));
    rail.setAttribute("aria-valuetext", tr("{seconds} seconds", { seconds }));
  }

  close() {
    this.resize.disconnect();
    this.clock.close();
  }
}

export default mount(".explanations", Explanations);

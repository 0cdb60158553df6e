// The clip strip: frames, waveform, spectrogram, tokens and time axis under one playhead; nothing here asks Python.

import { int16, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { Clock } from "../../js/clock.js";
import { colour } from "../../js/colour.js";
import { showButtons } from "../../js/icons.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { decode } from "../../js/pictures.js";
import { Redraw } from "../../js/redraw.js";
import * as strip from "../../js/strip.js";

/**
 * @typedef {object} Header
 * @property {string} key of the clip
 * @property {number} start seconds
 * @property {number} duration
 * @property {import("../../js/bytes.js").Place[]} frames JPEG; none where the clip has no picture
 * @property {import("../../js/bytes.js").Place & { rate: number }} [sound] int16
 * @property {import("../../js/bytes.js").Place & { bands: number, columns: number }} [mel] bytes
 * @property {{ visual: number, audio: number }} [tokens] how many of each sense to show in two lanes
 * @property {{ visual?: string, audio?: string }} missing what is said of a sense that is not there
 */

const MARKS = 4; // parts of the time axis

class Player {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {HTMLElement} */
    this.rail = this.$(".rail");
    this.canvas = Object.fromEntries(["frames", "wave", "mel"].map((n) => [n, root.querySelector(`.${n} canvas`)]));
    this.head = this.$(".head");
    this.clock = new Clock(() => this.place());
    /** @type {ImageBitmap[]} */
    this.pictures = [];
    this.listen();
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(this.rail);
  }

  listen() {
    const { rail, clock } = this;
    const at = (event) => {
      const box = rail.getBoundingClientRect();
      clock.seek(((event.clientX - box.left) / box.width) * clock.duration);
    };
    rail.onpointerdown = (event) => {
      rail.setPointerCapture(event.pointerId);
      this.held = clock.playing;
      clock.playing = false;
      at(event);
    };
    rail.onpointermove = (event) => {
      if (rail.hasPointerCapture(event.pointerId)) at(event);
    };
    rail.onpointerup = rail.onpointercancel = () => {
      if (this.held) clock.playing = true;
      this.held = false;
      clock.sound();
      this.buttons();
    };
    rail.onkeydown = (event) => {
      const move = { ArrowLeft: -0.1, ArrowRight: 0.1, PageDown: -0.5, PageUp: 0.5 }[event.key];
      if (move) {
        clock.seek(clock.time + move);
      } else if (event.key === "Home") {
        clock.seek(0);
      } else if (event.key === "End") {
        clock.seek(clock.duration);
      } else if (event.key === " ") {
        clock.toggle();
      } else if (event.key === "m") {
        this.voice();
      } else return;
      event.preventDefault();
      this.buttons();
    };
    this.$(".play").onclick = () => {
      clock.toggle();
      this.buttons();
    };
    this.$(".sound").onclick = () => this.voice();
  }

  voice() {
    this.clock.loud = !this.clock.loud;
    this.clock.sound();
    this.buttons();
  }

  buttons() {
    showButtons(this.root, this.clock);
  }

  /** Take a clip; what has not changed is not decoded again. @param {Uint8Array} bytes */
  async show(bytes) {
    const { header, blob } = unpack(bytes);
    if (header.key === this.key) {
      this.draw();
      return;
    }
    this.key = header.key;
    /** @type {Header} */
    this.header = header;
    const { clock } = this;
    this.pcm = header.sound ? int16(blob(header.sound)) : null;
    clock.load({
      tracks: this.pcm ? [Float32Array.from(this.pcm, (v) => v / 32768)] : [],
      rate: header.sound?.rate,
      duration: header.duration,
      time: clock.time,
    });
    this.mel = header.mel ? blob(header.mel) : null;
    this.root.classList.toggle("mute", !header.sound);
    for (const [name, there, words] of [
      ["frames", header.frames.length, header.missing.visual],
      ["wave", header.sound, header.missing.audio],
    ]) {
      const row = this.$(`.${name}`);
      row.classList.toggle("none", !there);
      row.querySelector(".lacking").textContent = there ? "" : tr(words);
    }
    this.$(".mel").style.display = header.sound ? "" : "none";
    this.$(".tokens").style.display = header.tokens ? "" : "none";
    this.axis();
    this.buttons();
    this.draw();
    const key = header.key;
    const pictures = await decode(header.frames, blob);
    if (key !== this.key) return;
    this.pictures = pictures;
    this.draw();
    this.root.dataset.ready = key;
  }

  axis() {
    const { start, duration } = this.header;
    const marks = Array.from({ length: MARKS + 1 }, (_, i) => i / MARKS);
    const label = (x) => {
      const shift = x === 0 ? "none" : x === 1 ? "translateX(-100%)" : "";
      const said = `${(start + x * duration).toFixed(1)}${x === 1 ? " s" : ""}`;
      return `<span style="left:${x * 100}%;${shift && `transform:${shift}`}">${said}</span>`;
    };
    const line = (x) => `<i style="left:calc(${x * 100}% - ${x}px)"></i>`;
    this.$(".axis").innerHTML = marks.map(label).join("") + marks.map(line).join("");
  }

  /** Everything that does not move with the playhead. */
  draw() {
    if (!this.header || !this.rail.clientWidth) return;
    this.paintFrames();
    this.paintWave();
    this.paintMel();
    this.paintTokens();
    const row = this.canvas.frames.parentElement;
    this.$(".buttons").style.top = `${row.offsetTop + row.clientHeight - 34}px`;
    this.clock.loop.wake();
  }

  paintFrames() {
    const pen = sharp(this.canvas.frames);
    if (this.pictures.length) {
      strip.paintFrames(pen, this.pictures);
    } else {
      pen.context.fillStyle = colour(this.root, "wash");
      pen.context.fillRect(0, 0, pen.width, pen.height);
    }
  }

  paintWave() {
    const pen = sharp(this.canvas.wave);
    const { rate, duration } = this.clock;
    if (this.pcm) {
      strip.paintWave(pen, this.pcm, duration * rate, colour(this.root, "audio"));
    }
  }

  paintMel() {
    const pen = sharp(this.canvas.mel);
    if (this.mel) {
      strip.paintMel(pen, this.mel, this.header.mel, colour(this.root, "ink"));
    }
  }

  /** Tokens stand below what they come from: picture tokens above, sound tokens below. */
  paintTokens() {
    const { header } = this;
    if (!header.tokens) return;
    for (const sense of ["visual", "audio"]) {
      const { context, width } = sharp(this.$(`.tokens .${sense}`));
      const all = header.tokens[sense];
      if (!all) continue;
      const count = width / all < 4 ? Math.ceil(all / 4) : all; // on a phone a mark stands for four
      context.fillStyle = colour(this.root, sense);
      const cell = width / count;
      const side = Math.max(1.5, Math.min(5, cell - 1.5));
      for (let i = 0; i < count; i++) {
        context.fillRect((i + 0.5) * cell - side / 2, 1 + (5 - side) / 2, side, side);
      }
    }
  }

  /** What moves with the playhead. */
  place() {
    const { clock, header } = this;
    if (!header) return;
    const share = clock.time / clock.duration;
    this.head.style.transform = `translateX(${share * this.rail.clientWidth}px)`;
    const seconds = (header.start + clock.time).toFixed(1);
    if (seconds !== this.spoken) {
      this.spoken = seconds;
      this.rail.setAttribute("aria-valuemax", header.duration.toFixed(1));
      this.rail.setAttribute("aria-valuenow", clock.time.toFixed(1));
      this.rail.setAttribute("aria-valuetext", tr("{seconds} seconds", { seconds }));
      if (clock.loud && clock.playing) this.obey();
    }
  }

  /** A sense that the page has taken away is not played either. */
  obey() {
    const shown = Number(getComputedStyle(this.root).getPropertyValue("--mmf-audio-shown") || 1);
    if (shown < 1) this.voice();
  }

  close() {
    this.resize.disconnect();
    this.clock.close();
  }
}

export default mount(".strip", Player);

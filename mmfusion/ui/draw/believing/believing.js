// Draw it, say it: the field, what the network gets, the voice in its noise, a bar a strategy, and the curve of one.
// The slider asks nobody: every ratio has come. A stroke tells Python, one message at a time.

import { int16, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { colour } from "../../js/colour.js";
import { showPlay } from "../../js/icons.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { share } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import { decibels, drawCurves, nearest, read } from "./curves.js";
import { Field, paint } from "./field.js";
import { Voice } from "./voice.js";

/**
 * @typedef {object} Strategy
 * @property {string} name
 * @property {string} title
 * @property {string} note
 * @property {string} sense "" where it has both
 * @property {number[]} seen probability of what the picture says, a ratio each
 * @property {number[]} heard probability of what the voice says, a ratio each
 * @property {number[]} says its answer, a ratio each
 * @property {string} turns
 *
 * @typedef {object} Header
 * @property {number} asked number of the message that this answers
 * @property {string} strokes
 * @property {string} picture
 * @property {string} voice
 * @property {string} a what the picture says
 * @property {string} b what the voice says, or the likeliest other answer
 * @property {boolean} disagree
 * @property {number[]} ratios dB, falling
 * @property {number} at dB
 * @property {string} open
 * @property {Strategy[]} strategies
 * @property {number} rate
 * @property {import("../../js/bytes.js").Place} pixels
 * @property {import("../../js/bytes.js").Place} field
 * @property {import("../../js/bytes.js").Place} wave int16
 * @property {import("../../js/bytes.js").Place} noise int16, at 0 dB
 * @property {import("../../js/bytes.js").Place} sounds bytes, ratios × bands × steps
 */

const PATIENCE = 2000; // ms after which an answer is no longer waited for
const SIDE = 16;

class Believing {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.asked = 0;
    this.drew = 0; // the last of these that told a drawing
    this.told = 0;
    /** @type {{ strokes?: string, at?: number, open?: string } | null} */
    this.next = null;
    this.field = new Field(root, (strokes) => this.ask({ strokes }));
    this.voice = new Voice(() => this.drawVoice());
    this.slider = this.$(".ratio");
    this.slider.oninput = () => {
      this.header.at = -Number(this.slider.value);
      this.draw();
    };
    this.slider.onchange = () => this.ask({ at: this.header.at });
    this.$(".play").onclick = () => this.voice.toggle(this.header.at);
    this.resize = new Redraw(() => {
      if (!this.header) return;
      this.draw();
      this.field.draw();
    });
    this.resize.observe(root);
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  show(bytes, tell) {
    this.send = tell;
    const { header, blob } = unpack(bytes);
    const late = (header.asked < this.asked || this.next) && this.header; // the finger is ahead of it
    const drawn = header.asked < this.drew || this.next?.strokes !== undefined; // and has drawn since
    if (header.asked > this.asked) this.asked = header.asked;
    if (late) {
      header.at = this.header.at;
      header.open = this.header.open;
    }
    /** @type {Header} */
    this.header = header;
    this.pixels = blob(header.pixels);
    this.sounds = blob(header.sounds);
    this.voice.take(int16(blob(header.wave)), int16(blob(header.noise)), header.rate);
    if (!drawn) this.field.show(header.strokes, blob(header.field));
    this.slider.min = String(-header.ratios[0]);
    this.slider.max = String(-header.ratios.at(-1));
    this.answered();
    this.draw();
    this.root.dataset.ready = `${header.strokes || header.picture} / ${header.voice}`;
    this.root.dataset.answered = String(header.asked);
  }

  answered() {
    if (this.told) this.root.dataset.took = String(Math.round(performance.now() - this.told));
    this.told = 0;
    const { next } = this;
    this.next = null;
    if (next) this.ask(next);
  }

  /** @param {{ strokes?: string, at?: number, open?: string }} change */
  ask(change) {
    if (this.told && performance.now() - this.told < PATIENCE) {
      this.next = { ...this.next, ...change };
      return;
    }
    this.asked += 1;
    if (change.strokes !== undefined) this.drew = this.asked;
    this.told = performance.now();
    this.send("told", JSON.stringify({ ...change, asked: this.asked }));
  }

  draw() {
    const { header } = this;
    this.slider.value = String(-header.at);
    this.slider.disabled = !this.voice.wave.length;
    this.slider.setAttribute("aria-valuetext", decibels(header.at));
    this.$(".at").textContent = decibels(header.at);
    this.$(".says-seen").textContent = header.a ? tr("says {digit}", { digit: header.a }) : "";
    const heard = { digit: header.b };
    this.$(".says-heard").textContent = !header.b
      ? ""
      : header.disagree
        ? tr("says {digit}", heard)
        : tr("or {digit}", heard);
    this.$(".network p").innerHTML = header.picture;
    const small = this.$(".network canvas");
    small.hidden = !this.pixels.length;
    if (this.pixels.length) paint(small, this.pixels, "visual-words");
    this.rows();
    drawCurves(this.$(".curves svg"), header);
    const open = header.strategies.find(({ name }) => name === header.open) ?? header.strategies[0];
    this.$(".curves p").textContent =
      (open.note ? `${open.title}, ${open.note}. ` : `${open.title}. `) +
      tr("Probabilities for this pair against the signal-to-noise ratio; grey: the other strategies.");
    this.drawVoice();
  }

  rows() {
    const { header } = this;
    const { ratios, at } = header;
    const found = header.strategies.map((one) => {
      const [seen, heard] = [one.seen, one.heard].map((values) => read(ratios, values, at));
      const first = one.says[nearest(ratios, at)];
      const fill = one.sense ? `var(--mmf-${one.sense})` : "var(--mmf-ink)";
      const side = (p, mine) =>
        `<i style="--p:${p.toFixed(4)};background:${mine ? fill : "var(--mmf-ghost)"}"></i><b class="${mine ? "mine" : ""}">${share(p)}</b>`;
      const words = one.sense ? ` style="color:var(--mmf-${one.sense}-words)"` : "";
      const other =
        String(first) !== header.a && String(first) !== header.b
          ? `<em>${tr("says {digit}", { digit: first })}</em>`
          : "";
      const label = tr("{strategy}: {one} for {a}, {two} for {b}; switches at {level}", {
        strategy: `${one.title} ${one.note}`,
        one: share(seen),
        a: header.a || "–",
        two: share(heard),
        b: header.b || "–",
        level: one.turns,
      });
      return (
        `<button type="button" class="row" role="radio" data-name="${one.name}" aria-checked="${one.name === header.open}" ` +
        `tabindex="${one.name === header.open ? 0 : -1}" aria-label="${escapeText(label)}">` +
        `<span class="name"${words}><strong>${escapeText(one.title)}</strong><small>${escapeText(one.note)}${other}</small></span>` +
        `<span class="bar"><span class="left">${side(seen, seen >= heard)}</span><span class="right">${side(heard, heard > seen)}</span></span>` +
        `<span class="turns">${escapeText(one.turns)}</span></button>`
      );
    });
    const list = this.$(".rows");
    const focused = list.contains(list.getRootNode().activeElement);
    list.innerHTML = found.join("");
    const buttons = [...list.querySelectorAll("button")];
    buttons.forEach((button, i) => {
      button.onclick = () => this.open(button.dataset.name);
      button.onkeydown = (event) => {
        const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        this.open(buttons[(i + by + buttons.length) % buttons.length].dataset.name);
      };
    });
    if (focused) list.querySelector("[aria-checked=true]")?.focus();
  }

  /** @param {string} name */
  open(name) {
    this.header.open = name;
    this.draw();
    this.ask({ open: name });
  }

  drawVoice() {
    const { header, voice } = this;
    this.$(".spoken p").innerHTML = header.voice;
    showPlay(this.$(".play"), voice.playing, tr("play the voice in this noise"), tr("pause the voice in this noise"));
    this.$(".play").disabled = !voice.wave.length;
    const canvas = this.$(".spoken .wave");
    const { context, width, height } = sharp(canvas);
    const gain = 10 ** (-header.at / 20);
    const pale = colour(this.root, "audio");
    const scale = height / 2 / Math.max(32767, voice.peak(gain));
    const n = voice.wave.length;
    for (let column = 0; n && column < width; column++) {
      const [from, to] = [Math.floor((column * n) / width), Math.max(Math.floor(((column + 1) * n) / width), 1)];
      let [clean, mixed] = [0, 0];
      for (let i = from; i < to; i++) {
        clean = Math.max(clean, Math.abs(voice.wave[i]));
        mixed = Math.max(mixed, Math.abs(voice.wave[i] + gain * voice.noise[i]));
      }
      context.fillStyle = pale;
      context.globalAlpha = 0.35;
      context.fillRect(column, height / 2 - mixed * scale, 1, 2 * mixed * scale + 0.5);
      context.globalAlpha = 1;
      context.fillRect(column, height / 2 - clean * scale, 1, 2 * clean * scale + 0.5);
    }
    this.drawSpectrogram(nearest(header.ratios, header.at));
  }

  /** @param {number} level */
  drawSpectrogram(level) {
    const canvas = this.$(".spoken .mel");
    const cells = this.sounds.subarray(level * SIDE * SIDE, (level + 1) * SIDE * SIDE);
    canvas.hidden = !cells.length;
    if (!cells.length) return;
    const up = new Uint8Array(SIDE * SIDE); // the lowest band at the bottom
    for (let band = 0; band < SIDE; band++) {
      up.set(cells.subarray(band * SIDE, (band + 1) * SIDE), (SIDE - 1 - band) * SIDE);
    }
    paint(canvas, up, "ink");
  }

  close() {
    this.resize.disconnect();
    this.voice.close();
  }
}

export default mount(".believing", Believing);

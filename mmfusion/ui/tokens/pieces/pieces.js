// A clip as tokens: patch and cell, their crops, x -> E x + p = z, and the barcode of the whole input.
// Nothing here asks Python: every raster and every token of the clip came with the buffer. It is told where a slider rests.

import { float32, unpack } from "../../js/bytes.js";
import { channels, colour } from "../../js/colour.js";
import { mount } from "../../js/mount.js";
import { clamp } from "../../js/numbers.js";
import { decode } from "../../js/pictures.js";
import { Redraw } from "../../js/redraw.js";
import { Bar } from "./bar.js";
import { CLS, Cut, recalled, SENSES, weighed, written } from "./cut.js";
import { Lane } from "./lane.js";
import { CellPlayer, gainOf, raised, samples } from "./sound.js";

/** @typedef {import("./cut.js").Sense} Sense */

const PALETTE = ["ink", "page", "line", "wash", "visual", "audio", "visual-ramp", "audio-ramp"];

/** What is looked at, as the formula strip and the map of positions are told it.
 * @typedef {ReturnType<Cut["counts"]> & { trained: boolean, pinned: number }} Told
 * @typedef {{ covered: boolean, visual: Told, audio: Told, width?: number }} Detail
 */

export class Tokens {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {{ sense: Sense, index: number } | null} */
    this.hover = null;
    /** @type {import("./sound.js").Sounds | null} */
    this.sound = null;
    /** @type {Sense} the sense whose token the barcode was last asked for */
    this.last = "visual";
    this.player = new CellPlayer();
    this.played = 0;
    this.raised = 0;
    this.lastFrame = 0;
    this.lanes = { visual: new Lane(this, "visual"), audio: new Lane(this, "audio") };
    this.bar = new Bar(this);
    this.listen();
    this.resize = new Redraw(() => this.draw());
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

  /** Take a clip; what has not changed is not decoded again.
   * @type {(bytes: Uint8Array, set?: import("../../js/mount.js").Run["setStateValue"]) => Promise<void>} */
  async show(bytes, set) {
    this.set = set;
    const { header, blob } = unpack(bytes);
    this.covered = header.covered;
    this.root.classList.toggle("covered", header.covered);
    if (header.key === this.key) {
      this.address();
      this.draw();
      this.tell();
      return;
    }
    this.key = header.key;
    const mel = float32(blob(header.mel));
    const terms = {};
    for (const sense of SENSES) {
      const part = (name) => float32(blob(header[`${sense}-${name}`]));
      if (!header[`${sense}-projected`]) continue;
      const weights = { projected: part("projected"), places: part("places"), cls: part("cls") };
      terms[sense] = weighed({ ...weights, d: header.width[sense] });
    }
    const [large, small] = await Promise.all([
      decode(header.large, blob, "image/png"),
      decode(header.small, blob, "image/png"),
    ]);
    if (header.key !== this.key) return;
    const said = this.cut ? null : recalled(new URLSearchParams(location.search).get("tokens_at") ?? "", header);
    const sizes = said?.sizes ?? this.cut?.sizes ?? { ...header.trained };
    this.cut = new Cut(header, { mel, pixels: this.pixels(small, header.size), terms }, sizes);
    const pin = (sense) => (!this.pinned || this.cut.trained(sense) ? header.pins[sense] : this.pinned[sense]);
    this.pinned = said?.pinned ?? { visual: pin("visual"), audio: pin("audio") };
    this.large = large;
    this.hover = null;
    this.draw();
    this.tell();
    document.dispatchEvent(new CustomEvent("mmf-sounds-ask"));
    this.root.dataset.ready = header.key;
  }

  /** @param {ImageBitmap[]} pictures @param {[height: number, width: number]} size */
  pixels(pictures, [height, width]) {
    const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    return pictures.map((picture) => {
      pen.drawImage(picture, 0, 0);
      return pen.getImageData(0, 0, width, height).data;
    });
  }

  /** The token of a sense that is looked at: the one under the pointer, else the pinned one. @param {Sense} sense */
  at(sense) {
    return this.hover?.sense === sense ? this.hover.index : this.pinned[sense];
  }

  /** The frame in view: that of the token, or where CLS is looked at the last one. */
  frame() {
    const index = this.at("visual");
    if (index === CLS) return Math.min(this.lastFrame, this.cut.sizes.frames - 1);
    return this.cut.place("visual", index).frame;
  }

  draw() {
    if (!this.cut || !this.root.clientWidth) return;
    this.colours = Object.fromEntries(PALETTE.map((name) => [name, colour(this.root, name)]));
    this.rgb = channels(this.colours.ink);
    this.lastFrame = this.frame();
    for (const sense of SENSES) this.lanes[sense].draw();
    this.bar.draw();
  }

  // ---- what can be done ----

  listen() {
    for (const input of this.root.querySelectorAll("input")) {
      input.oninput = () => {
        const what = input.dataset.of;
        if (this.cut) this.recut({ [what]: this.cut.header.options[what][Number(input.value)] });
      };
      input.onchange = () => {
        if (this.cut) this.set?.("at", written(this.cut.sizes, this.pinned));
      };
    }
    for (const sense of SENSES) this.listenView(sense);
    const { $ } = this.lanes.visual;
    $(".back").onclick = () => this.step(-1);
    $(".on").onclick = () => this.step(1);
    this.lanes.audio.$(".hear").onclick = () => this.play();
    this.listenBar();
  }

  /** @param {Sense} sense */
  listenView(sense) {
    const lane = this.lanes[sense];
    const { view } = lane;
    view.onpointermove = (event) => {
      if (this.cut && event.pointerType === "mouse") this.point(sense, lane.under(event));
    };
    view.onpointerleave = () => this.point(sense, null);
    view.onclick = (event) => {
      const index = this.cut ? lane.under(event) : null;
      if (index === null) return;
      this.pin(sense, index);
      if (sense === "audio") this.play();
    };
    view.onkeydown = (event) => {
      if (this.cut) this.keyInView(sense, event);
    };
  }

  listenBar() {
    const { root } = this.bar;
    root.onpointermove = (event) => {
      if (!this.cut) return;
      const { sense, index } = this.bar.under(event);
      if (event.pointerType === "mouse") this.point(sense, index);
      else if (event.buttons) this.pin(sense, index);
    };
    root.onpointerleave = () => this.point(null, null);
    root.onclick = (event) => {
      if (!this.cut) return;
      const { sense, index } = this.bar.under(event);
      this.last = sense;
      this.pin(sense, index);
    };
    root.onkeydown = (event) => {
      if (this.cut) this.keyInBar(event);
    };
  }

  keyInBar(event) {
    const before = this.cut.counts("visual").all + 1;
    const all = before + this.cut.counts("audio").all + 1;
    const now = this.last === "audio" ? before + this.pinned.audio : this.pinned.visual;
    const page = this.cut.counts("visual").each;
    const to = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      ArrowDown: now - 1,
      ArrowUp: now + 1,
      PageUp: now + page,
      PageDown: now - page,
      Home: 0,
      End: all - 1,
    }[event.key];
    if (to === undefined) {
      if (this.last === "audio") this.playKey(event);
      return;
    }
    event.preventDefault();
    const next = clamp(to, 0, all - 1);
    this.last = next < before ? "visual" : "audio";
    this.pin(this.last, next < before ? next : next - before);
  }

  /** Enter and space play the pinned cell. */
  playKey(event) {
    if (event.key !== "Enter" && event.key !== " ") return false;
    event.preventDefault();
    this.play();
    return true;
  }

  /** @param {Sense} sense */
  keyInView(sense, event) {
    if (sense === "audio" && this.playKey(event)) return;
    const page = { PageUp: 1, PageDown: -1 }[event.key];
    if (sense === "visual" && page) {
      event.preventDefault();
      this.step(page);
      return;
    }
    const up = sense === "audio" ? 1 : -1; // rows count down in a picture and up in a spectrogram
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [up, 0], ArrowDown: [-up, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    const { rows, columns } = this.cut.counts(sense);
    const { frame, row, column } = this.cut.place(sense, this.pinned[sense] || 1);
    const next = { frame, row: clamp(row + by[0], 0, rows - 1), column: clamp(column + by[1], 0, columns - 1) };
    this.pin(sense, this.cut.index(sense, next));
  }

  /** The same patch in an earlier or a later frame. */
  step(by) {
    if (!this.cut) return;
    const { frames, each } = this.cut.counts("visual");
    const at = (this.pinned.visual || 1) - 1;
    const frame = clamp(Math.floor(at / each) + by, 0, frames - 1);
    this.pin("visual", 1 + frame * each + (at % each));
  }

  /** Look at a token for as long as the pointer is on it. @param {Sense | null} sense @param {number | null} index */
  point(sense, index) {
    const next = index === null ? null : { sense, index };
    if (next?.sense === this.hover?.sense && next?.index === this.hover?.index) return;
    this.hover = next;
    this.draw();
  }

  /** @param {Sense} sense @param {number} index */
  pin(sense, index) {
    this.pinned[sense] = index;
    this.changed();
  }

  changed() {
    this.hover = null;
    this.draw();
    this.tell();
    this.address();
  }

  /** Cut the clip otherwise; the pinned tokens stay where they are in space and time.
   * @param {Partial<import("./cut.js").Sizes>} sizes */
  recut(sizes) {
    const old = this.cut.sizes;
    this.cut.sizes = { ...old, ...sizes };
    for (const sense of SENSES) this.pinned[sense] = this.cut.moved(sense, this.pinned[sense], old);
    this.changed();
  }

  /** @param {Sense} sense */
  reset(sense) {
    const { frames, patch, columns, step } = this.cut.header.trained;
    this.recut(sense === "visual" ? { frames, patch } : { columns, step });
  }

  // ---- the sound ----

  /** @param {import("./sound.js").Sounds | undefined} detail */
  receive(detail) {
    if (!detail || detail.key !== this.key) return;
    this.sound = detail;
    this.root.dataset.sound = detail.key;
    this.draw();
  }

  /** The sounds of this clip's cells; null while they are being made. */
  sounds() {
    return this.sound?.key === this.cut.header.key ? this.sound : null;
  }

  play() {
    if (!this.cut) return;
    const index = this.pinned.audio;
    const sounds = this.sounds();
    if (!sounds || index === CLS) return;
    const { row, column } = this.cut.place("audio", index);
    const cell = samples(sounds, row, column, this.cut.sizes.step);
    const gain = gainOf(cell);
    this.player.play(cell, gain, sounds.rate, () => {
      delete this.root.dataset.playing;
      this.draw();
    });
    this.raised = raised(gain);
    this.root.dataset.playing = String(index);
    this.root.dataset.played = String(++this.played);
    this.draw();
  }

  // ---- the address: a link reproduces the view, and no server is asked ----

  /** Write raster and pinned tokens into the address, also after the app has written its own there. */
  address() {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      if (!this.cut || location.pathname !== this.path) return;
      const { trained, pins } = this.cut.header;
      const now = written(this.cut.sizes, this.pinned);
      const url = new URL(location.href);
      if (now === written(trained, pins)) url.searchParams.delete("tokens_at");
      else url.searchParams.set("tokens_at", now);
      if (url.href !== location.href) history.replaceState(history.state, "", url);
    }, 250);
  }

  /** Tell the formula strip and the map of positions what is looked at. */
  tell() {
    if (!this.cut) return;
    const { cut } = this;
    const of = (sense) => ({ ...cut.counts(sense), trained: cut.trained(sense), pinned: this.pinned[sense] });
    /** @type {Detail} */
    const detail = { covered: this.covered, visual: of("visual"), audio: of("audio"), width: cut.terms.visual?.d };
    document.dispatchEvent(new CustomEvent("mmf-tokens", { detail }));
  }

  close() {
    clearTimeout(this.later);
    this.resize.disconnect();
    this.player.close();
    document.removeEventListener("mmf-tokens-sounds", this.heard);
    document.removeEventListener("mmf-tokens-ask", this.asked);
    window.navigation?.removeEventListener("currententrychange", this.moved);
  }
}

export default mount(".tokens", Tokens);

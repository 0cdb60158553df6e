// The flow through a bottleneck: the net, and the maps of one of its tokens over frames and spectrogram.
// Pointing and arrow keys draw from what came with the buffer; only a cut, and where one has come to rest, is told to Python.

import { float32, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { colour, rgb } from "../../js/colour.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp, share } from "../../js/numbers.js";
import { decode } from "../../js/pictures.js";
import { Redraw } from "../../js/redraw.js";
import { frameAt, frameBox, framesShown, spectrogram } from "../../js/strip.js";
import { busiest, isCut, Net, topsOf } from "./net.js";

const PATCHES = { rows: 4, columns: 6 }; // of a frame
const BANDS = 4;

/** @typedef {import("./net.js").Header} Header */

class FlowFigure {
  /** @param {HTMLElement & { picture?: (kind: string) => Promise<Blob> }} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.keys = this.$(".keys");
    this.svg = this.$(".net");
    /** @type {import("./net.js").Chosen | null} */
    this.hover = null;
    /** @type {import("./net.js").Chosen | null} */
    this.pinned = null;
    this.named = "";
    this.later = 0;
    /** @type {"reads" | "takes"} */
    this.mode = "reads";
    /** @type {ImageBitmap[]} */
    this.pictures = [];
    this.listen();
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  /** Take a clip and the state of its cuts; what has not changed is not decoded again.
   * @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  async show(bytes, tell) {
    const { header, blob } = unpack(bytes);
    const of = (mode) => Object.fromEntries(header.senses.map((s) => [s, float32(blob(header[`${mode}-${s}`]))]));
    this.maps = { reads: of("reads"), takes: of("takes") };
    this.tops = { reads: topsOf(this.maps.reads, header.counts), takes: topsOf(this.maps.takes, header.counts) };
    this.mel = blob(header.mel);
    /** @type {Header} */
    this.header = header;
    this.tell = tell;
    this.cut = new Set(header.state.cut);
    this.waiting = false;
    // The address may name a token that another instance was told of, before this one was mounted in its place.
    if (!this.pinned || (header.state.at !== this.named && !this.later)) this.pinned = this.opens();
    this.named = header.state.at;
    if (header.key === this.key) {
      this.draw();
      this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1);
      return;
    }
    this.key = header.key;
    this.hover = null;
    this.draw();
    const pictures = await decode(header.frames, blob);
    if (this.key !== header.key) return;
    this.pictures = pictures;
    this.draw();
    this.root.dataset.ready = header.key;
  }

  /** The token that the address names, else the busiest after the first exchange. */
  opens() {
    const { exchanges, senses, layers, bottlenecks, state } = this.header;
    const first = exchanges[0].layer;
    const given = /^(\d+)\.(\d+)$/.exec(state.at);
    const depth = given ? Number(given[1]) : first + 1;
    const token = given ? Number(given[2]) : busiest(exchanges, senses, first + 1);
    return { depth: clamp(depth, first, layers), token: clamp(token, 1, bottlenecks) };
  }

  at() {
    return this.hover ?? this.pinned;
  }

  draw() {
    if (!this.header || !this.root.clientWidth) return;
    this.drawNet();
    this.drawWords();
    this.drawMaps();
  }

  drawNet() {
    const { header, svg } = this;
    const { layers, bottlenecks, exchanges } = header;
    const chosen = this.at();
    const { cut, waiting, mode } = this;
    const map = (sense) => this.map(sense, mode, chosen);
    const top = this.tops[mode].place;
    const net = new Net(header, { width: this.root.clientWidth, chosen, cut, waiting, mode, map, top });
    svg.setAttribute("height", net.at.height);
    svg.setAttribute("viewBox", `0 0 ${net.at.width} ${net.at.height}`);
    svg.setAttribute("width", net.at.width);
    const focused = /** @type {any} */ (this.root.getRootNode()).activeElement?.dataset?.cut;
    svg.innerHTML = net.svg();
    if (focused) svg.querySelector(`[data-cut="${focused}"]`)?.focus();
    const first = exchanges[0].layer;
    this.keys.setAttribute("aria-valuemax", String(bottlenecks * (layers - first + 1)));
    this.keys.setAttribute("aria-valuenow", String((chosen.depth - first) * bottlenecks + chosen.token));
  }

  /** The map of the chosen token over a sense, `(N,)` with its CLS first; null where there is none. */
  map(sense, mode, { depth, token }) {
    const { exchanges, bottlenecks, counts } = this.header;
    const index = exchanges.findIndex((e) => e.layer === (mode === "reads" ? depth - 1 : depth));
    if (index < 0) return null;
    const from = (index * bottlenecks + token - 1) * counts[sense];
    return this.maps[mode][sense].subarray(from, from + counts[sense]);
  }

  drawWords() {
    const { depth, token } = this.at();
    const code = `${depth}.${token}`;
    const line = this.$(".words");
    const words = this.header.sentences[this.mode][code] ?? "";
    line.innerHTML = `${words} <span>${tr("The width shows what is read; the big number shows what is used.")}</span>`;
    this.keys.setAttribute("aria-valuetext", line.textContent);
    for (const button of this.modes()) button.setAttribute("aria-pressed", String(button.dataset.mode === this.mode));
    this.root.dataset.at = `${code} ${this.mode}`;
    const { cell, place } = this.tops[this.mode];
    const most = { cell: share(cell), place: share(place) };
    this.$(".scale").textContent =
      this.mode === "reads"
        ? tr(
            "All tokens and layers have one scale: the strongest patch or cell gets {cell}, " +
              "the strongest place of the small grids {place} (a sum over frames or moments).",
            most,
          )
        : tr(
            "All tokens and layers have one scale: the strongest patch or cell gives {cell}, " +
              "the strongest place of the small grids {place} (a sum over frames or moments).",
            most,
          );
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  modes() {
    return this.root.querySelectorAll(".modes button");
  }

  // ---- maps ----

  /** What lies below the maps and does not change with the token: made once a clip, size and theme. */
  ground(width, height, tall) {
    const { root } = this;
    const scheme = getComputedStyle(root).color;
    const key = [this.key, this.pictures.length, width, height, tall, scheme].join();
    if (this.ready?.key === key) return this.ready;
    const ratio = window.devicePixelRatio || 1;
    const frames = new OffscreenCanvas(Math.max(1, width * ratio), Math.max(1, height * ratio));
    const pen = frames.getContext("2d");
    pen.scale(ratio, ratio);
    const dark = rgb(root, "page")[0] < 100;
    pen.filter = dark ? "grayscale(1) invert(1) brightness(.8)" : "grayscale(1)";
    pen.globalAlpha = 0.8;
    const shown = framesShown(width);
    const boxes = [];
    for (let i = 0; i < shown && this.pictures.length; i++) {
      const frame = frameAt(i, shown, this.pictures.length);
      const box = frameBox(width, i);
      const picture = this.pictures[frame];
      const scale = Math.min(box.width / picture.width, height / picture.height);
      const [w, h] = [picture.width * scale, picture.height * scale];
      boxes.push({ frame, x: box.x + (box.width - w) / 2, w, h });
      pen.drawImage(picture, boxes[i].x, 0, w, h);
    }
    const mel = spectrogram(this.mel, this.header.mel, rgb(root, "ink"), 0.8);
    const inks = { visual: colour(root, "visual-ramp"), audio: colour(root, "audio-ramp") };
    this.ready = { key, frames, mel, boxes, inks };
    return this.ready;
  }

  drawMaps() {
    const chosen = this.at();
    const above = sharp(this.$(".frames"));
    const below = sharp(this.$(".mel"));
    const ground = this.ground(above.width, above.height, below.height);
    above.context.drawImage(ground.frames, 0, 0, above.width, above.height);
    below.context.imageSmoothingQuality = "high";
    below.context.drawImage(ground.mel, 0, 0, below.width, below.height);
    const shares = (sense) => {
      const map = this.map(sense, this.mode, chosen)?.subarray(1);
      if (!map) return null;
      return map.map((v) => v / this.tops[this.mode].cell);
    };
    this.drawSeen(above.context, ground, shares("visual"));
    this.drawHeard(below, ground, shares("audio"));
    const spoken = this.$(".words").textContent;
    this.$(".frames").setAttribute("aria-label", tr("map over the frames: {words}", { words: spoken }));
    this.$(".mel").setAttribute("aria-label", tr("map over the spectrogram: {words}", { words: spoken }));
  }

  drawSeen(pen, { boxes, inks }, map) {
    if (!map) return;
    const { rows, columns } = PATCHES;
    pen.fillStyle = inks.visual;
    for (const { frame, x, w, h } of boxes) {
      for (let k = 0; k < rows * columns; k++) {
        pen.globalAlpha = 0.9 * map[frame * rows * columns + k];
        pen.fillRect(x + (k % columns) * (w / columns), Math.floor(k / columns) * (h / rows), w / columns, h / rows);
      }
    }
  }

  drawHeard({ context, width, height }, { inks }, map) {
    if (!map) return;
    const steps = map.length / BANDS;
    context.fillStyle = inks.audio;
    for (let k = 0; k < map.length; k++) {
      const row = BANDS - 1 - Math.floor(k / steps); // low bands below
      context.globalAlpha = 0.75 * map[k];
      context.fillRect((k % steps) * (width / steps), row * (height / BANDS), width / steps, height / BANDS);
    }
  }

  // ---- what can be done ----

  listen() {
    const { svg, keys } = this;
    const cutOf = (event) => event.target.closest?.("[data-cut]")?.dataset.cut;
    svg.onpointermove = (event) => {
      if (event.pointerType !== "mouse") return;
      const code = event.target.dataset?.at;
      if (code) this.point(code);
      else if (!event.target.closest?.("[data-cut^=token]")) this.point(null);
    };
    svg.onpointerleave = () => this.point(null);
    svg.onclick = (event) => {
      const cut = cutOf(event);
      const code = event.target.dataset?.at;
      if (cut) this.toggle(cut);
      else if (code) {
        const [depth, token] = code.split(".").map(Number);
        this.pin({ depth, token });
      }
    };
    svg.onkeydown = (event) => {
      const cut = cutOf(event);
      if (!cut || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      this.toggle(cut);
    };
    keys.onkeydown = (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const { layers, bottlenecks, exchanges } = this.header;
      const { depth, token } = this.pinned;
      const first = exchanges[0].layer;
      if (by) {
        event.preventDefault();
        this.pin({ depth: clamp(depth + by[0], first, layers), token: clamp(token + by[1], 1, bottlenecks) });
      } else if ((event.key === "x" || event.key === "Enter") && depth > first) {
        event.preventDefault();
        this.toggle(`token.${depth}.${token}`);
      }
    };
    for (const button of this.modes()) {
      button.onclick = () => {
        this.mode = button.dataset.mode === "takes" ? "takes" : "reads";
        this.draw();
      };
    }
  }

  point(code) {
    const [depth, token] = code ? code.split(".").map(Number) : [];
    if ((this.hover?.depth === depth && this.hover?.token === token) || (!code && !this.hover)) return;
    this.hover = code ? { depth, token } : null;
    this.draw();
  }

  pin(at) {
    this.pinned = at;
    this.hover = null;
    this.draw();
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      this.later = 0;
      this.tell("at", `${at.depth}.${at.token}`);
    }, 500);
  }

  toggle(code) {
    const [sense, layer] = code.split(".");
    const whole = sense !== "token" && isCut(this.header.state, this.cut, sense, Number(layer)) && !this.cut.has(code);
    if (whole) return; // cut as a whole: not here
    if (this.cut.has(code)) this.cut.delete(code);
    else this.cut.add(code);
    this.waiting = true;
    this.draw();
    this.tell("cut", [...this.cut].join(" "));
  }

  close() {
    clearTimeout(this.later);
    this.resize.disconnect();
  }
}

export default mount(".flow", FlowFigure);

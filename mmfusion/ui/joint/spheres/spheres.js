// Two spheres that turn together: each picture tied to its word by a thread, one selection in both, and the run of the
// left one under the finger. Python hears of the step at which the scrubber is let go, and of what is selected.

import { float32, int8, unpack } from "../../js/bytes.js";
import { sharp, zoomOf } from "../../js/canvas.js";
import { showPlay } from "../../js/icons.js";
import { tr } from "../../js/language.js";
import { Loop } from "../../js/loop.js";
import { stillness } from "../../js/motion.js";
import { mount } from "../../js/mount.js";
import { clamp, fraction } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import * as globe from "./globe.js";
import { drawnLoss } from "./loss.js";
import { Painter } from "./painter.js";

/**
 * @typedef {object} Space
 * @property {string} title
 * @property {string} said
 * @property {number} frames
 * @property {boolean} sphere
 * @property {number[][][]} means of each frame: of pictures, of words
 *
 * @typedef {object} Placed
 * @property {string} name
 * @property {string} modality
 * @property {(number[] | null)[]} at in each space
 *
 * @typedef {object} Training
 * @property {string} title
 * @property {number[]} steps of each frame
 * @property {number} total
 * @property {boolean} live
 * @property {number | null} level
 * @property {string} level_said
 * @property {string} other_said
 * @property {number[]} recall of each frame; empty while covered
 * @property {number[]} centred
 * @property {number[]} gap
 * @property {number[]} spread
 *
 * @typedef {object} Header
 * @property {string[]} names
 * @property {number} pictured
 * @property {Space[]} spaces
 * @property {Training | null} training
 * @property {string} said
 * @property {number} step
 * @property {number} picked
 * @property {boolean} centred
 * @property {Placed[]} placed
 * @property {number} pieces of a live run; below 0 where none goes on
 * @property {import("../../js/bytes.js").Place[]} visual
 * @property {import("../../js/bytes.js").Place[]} text
 * @property {import("../../js/bytes.js").Place} losses
 * @property {import("../../js/bytes.js").Place} other
 * @property {import("../../js/bytes.js").Place} drawings
 */

const SECONDS = 5; // of a whole run, played
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class Spheres {
  /** @param {HTMLElement & { picture?: (kind: string) => Promise<Blob> }} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.turn = globe.START;
    this.frame = 0;
    this.picked = 0;
    this.playing = false;
    this.last = null;
    this.sides = ["one", "two"].map((name) => ({
      name,
      field: this.$(`.${name} .globe`),
      canvas: this.$(`.${name} canvas`),
      title: this.$(`.${name} h3`),
      places: { visual: [], text: [] },
    }));
    this.painter = new Painter(root);
    this.loop = new Loop((now) => this.tick(now));
    this.listen();
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
    this.theme = new MutationObserver(() => setTimeout(() => this.draw(), 50));
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
    this.follows = false; // whether a run went on when it was shown last
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  async show(bytes, tell) {
    const { header, blob } = unpack(bytes);
    /** @type {Header} */
    this.header = header;
    this.tell = tell;
    this.clouds = ["visual", "text"].map((name) => header[name].map((at) => int8(blob(at))));
    this.losses = float32(blob(header.losses));
    this.other = header.other.length ? float32(blob(header.other)) : null;
    if (!this.drawings) {
      this.drawings = await createImageBitmap(new Blob([blob(header.drawings)], { type: "image/webp" }));
      this.$("select").innerHTML = header.names
        .map((name, i) => `<option value="${i}">${escapeText(name)}</option>`)
        .join("");
    }
    const { training } = header;
    if (header.picked >= 0 && header.picked < header.names.length) this.picked = header.picked;
    const said = `${header.step} ${training?.title}`;
    const end = header.spaces[0].frames - 1;
    if ((training?.live || this.follows) && !this.scrubbed) this.frame = end;
    else if (said !== this.told) this.frame = training && header.step >= 0 ? this.frameOf(header.step) : end;
    this.frame = clamp(this.frame, 0, end);
    this.told = said;
    this.follows = Boolean(training?.live);
    if (!this.follows) this.scrubbed = false;
    this.root.classList.toggle("still", !training);
    const range = this.$("input");
    range.max = String(training?.total ?? 0);
    this.sides.forEach((side, i) => {
      const { title, said: small } = header.spaces[i];
      side.title.innerHTML = `${escapeText(title)}<small>${escapeText(small)}</small>`;
      side.field.setAttribute(
        "aria-label",
        tr("{space}: pictures and words on a sphere; arrow keys turn it", { space: title }),
      );
    });
    this.draw();
    this.root.dataset.placed = header.placed.map((one) => one.name).join("|");
    if (header.pieces >= 0 && header.pieces !== this.asked) {
      this.asked = header.pieces;
      requestAnimationFrame(() => tell("more", header.pieces));
    } else if (header.pieces < 0) this.asked = null;
    this.root.dataset.ready = `${header.spaces[0].title}|${training?.steps.length ?? 0}`;
  }

  // ---- the run ----

  /** The frame of a step, between two where it lies between. @param {number} step */
  frameOf(step) {
    const steps = this.header.training?.steps ?? [0];
    const low = globe.frameAt(steps, step);
    const next = steps[low + 1];
    return next === undefined ? low : low + clamp((step - steps[low]) / (next - steps[low]), 0, 1);
  }

  /** The step that is shown. */
  get step() {
    const steps = this.header.training?.steps ?? [0];
    const low = Math.floor(this.frame);
    const next = steps[low + 1] ?? steps[low];
    return Math.round(steps[low] + (this.frame - low) * (next - steps[low]));
  }

  /** @param {number} now */
  tick(now) {
    const end = this.header.spaces[0].frames - 1;
    if (this.playing) {
      const gone = this.last === null ? 0 : Math.min(now - this.last, 100) / 1000;
      this.frame = Math.min(end, this.frame + (gone * end) / SECONDS);
      if (this.frame >= end) this.stop();
    }
    this.last = this.playing ? now : null;
    this.draw();
    return this.playing;
  }

  play() {
    const end = this.header.spaces[0].frames - 1;
    if (this.frame >= end) this.frame = 0;
    if (stillness()) {
      this.frame = end;
      this.stop();
      return;
    }
    this.playing = true;
    this.last = null;
    this.loop.wake();
  }

  stop() {
    this.playing = false;
    this.draw();
    this.tellStep();
  }

  tellStep() {
    if (this.header.training?.live) return;
    this.told = `${this.step} ${this.header.training?.title}`;
    this.tell("step", this.step);
  }

  listen() {
    const range = this.$("input");
    range.oninput = () => {
      this.playing = false;
      this.scrubbed = true;
      this.frame = this.frameOf(Number(range.value));
      this.loop.wake();
    };
    range.onchange = () => this.tellStep();
    this.$(".play").onclick = () => (this.playing ? this.stop() : this.play());
    this.$("select").onchange = () => this.pick(Number(this.$("select").value));
    for (const side of this.sides) this.listenTo(side);
  }

  listenTo({ field, name }) {
    let from = null;
    let far = 0;
    field.onpointerdown = (event) => {
      if (!this.header || event.button) return;
      field.setPointerCapture(event.pointerId);
      [from, far] = [[event.clientX, event.clientY], 0];
      field.classList.add("held");
    };
    field.onpointermove = (event) => {
      if (!from) return;
      const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
      far += Math.hypot(dx, dy);
      from = [event.clientX, event.clientY];
      if (far < 4) return;
      const angle = 2 / field.clientWidth;
      this.turn = globe.turnedBy(this.turn, dx * angle, -dy * angle);
      this.loop.wake();
    };
    field.onpointerup = field.onpointercancel = (event) => {
      if (!from) return;
      from = null;
      field.classList.remove("held");
      if (far >= 4 || event.type === "pointercancel") return;
      const box = field.getBoundingClientRect();
      const zoom = zoomOf(field);
      this.pickAt(name, (event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom);
    };
    field.onkeydown = (event) => {
      const by = KEYS[event.key];
      if (!by || !this.header) return;
      event.preventDefault();
      this.turn = globe.turnedBy(this.turn, by[0] * 0.12, by[1] * 0.12);
      this.loop.wake();
    };
  }

  // ---- the selection ----

  pickAt(name, x, y) {
    const { places } = this.sides.find((side) => side.name === name);
    const both = [...places.visual, ...places.text];
    const found = globe.nearest(both, x, y, 16);
    if (found >= 0) this.pick(found % this.header.names.length);
  }

  /** @param {number} index */
  pick(index) {
    this.picked = index;
    this.draw();
    this.tell("picked", index);
  }

  // ---- what is drawn ----

  /** The two clouds of a space at the frame that is shown, as they are looked at. @param {number} i */
  points(i) {
    const { header } = this;
    const { frames, sphere, means } = header.spaces[i];
    const n = header.names.length;
    const at = i === 0 ? this.frame : frames - 1;
    const low = Math.min(Math.floor(at), frames - 1);
    const high = Math.min(low + 1, frames - 1);
    const share = at - low;
    const middles = [0, 1].map((m) => means[low][m].map((v, c) => v + (means[high][m][c] - v) * share));
    const clouds = this.clouds.map((of, m) => {
      const own = of[i];
      const moved = globe.between(globe.cloud(own, low, n), globe.cloud(own, high, n), share, sphere);
      return header.centred ? globe.centred(moved, middles[m], sphere) : moved;
    });
    return { visual: clouds[0], text: clouds[1], middles: header.centred ? null : middles, sphere };
  }

  draw() {
    const { header } = this;
    if (!header || !this.drawings || !this.$(".one canvas").clientWidth) return;
    const cosines = this.sides.map((side, i) => {
      const space = this.points(i);
      const pen = sharp(side.canvas);
      const ended = i > 0 || this.frame >= header.spaces[0].frames - 1; // it is placed where the run ends
      const own = ended ? header.placed.filter((one) => one.at[i]).map((one) => ({ ...one, at: one.at[i] })) : [];
      side.places = this.painter.paint(pen, space, { ...header, placed: own }, this);
      return globe.cosine(space.visual[this.picked], space.text[this.picked]);
    });
    this.arc();
    this.loss();
    this.said(cosines);
  }

  /** The dotted line from the selected picture in the one sphere to the same in the other. */
  arc() {
    const grid = this.$(".grid").getBoundingClientRect();
    const [a, b] = this.sides.map((side) => {
      const box = side.field.getBoundingClientRect();
      const at = side.places.visual[this.picked];
      return [box.left - grid.left + at.x, box.top - grid.top + at.y];
    });
    const top = Math.max(Math.min(a[1], b[1]) - 56, 34);
    const path = `M${a[0]} ${a[1]}C${a[0] + 60} ${top} ${b[0] - 60} ${top} ${b[0]} ${b[1]}`;
    this.$(".arc").innerHTML =
      `<path d="${path}" fill="none" style="stroke:var(--mmf-ink)" stroke-width="1.4" stroke-dasharray="1.5 4"/>`;
  }

  loss() {
    const { training, said } = this.header;
    const svg = this.$(".loss");
    this.$(".run h3").textContent = training ? training.title : "";
    if (!training) {
      svg.innerHTML = "";
      this.$(".step").textContent = said;
      return;
    }
    const { step } = this;
    const width = svg.clientWidth || 300;
    const line = {
      losses: this.losses,
      total: training.total,
      step: Math.max(1, step),
      level: training.level ?? Number.NaN,
      levelSaid: training.level_said,
      other: this.other,
      otherSaid: training.other_said,
    };
    svg.innerHTML = drawnLoss(line, width, svg.clientHeight || 196);
    const now = (this.losses[Math.max(0, step - 1)] ?? 0).toFixed(2);
    svg.setAttribute("aria-label", tr("loss at step {step}: {loss}", { step, loss: now }));
    const range = this.$("input");
    range.value = String(step);
    range.style.setProperty("--at", `${(100 * step) / Math.max(1, training.total)}%`);
    range.setAttribute("aria-valuetext", tr("step {step} of {of}", { step, of: training.total }));
    showPlay(this.$(".play"), this.playing, tr("play the run"), tr("pause the run"));
    const at = Math.round(this.frame);
    const found = (this.header.centred ? training.centred : training.recall)[at];
    const recall = found === undefined ? "" : `; R@10 <b>${fraction(found)}</b>`;
    const clouds = tr("gap {gap}, spread {spread}", {
      gap: fraction(training.gap[at]),
      spread: fraction(training.spread[at]),
    });
    const place = tr("Step <b>{step}</b> of {of}", { step, of: training.total });
    this.$(".step").innerHTML = `${place}${recall}; ${clouds}`;
    this.root.dataset.step = String(step);
  }

  said(cosines) {
    const { header } = this;
    const name = header.names[this.picked];
    this.$("select").value = String(this.picked);
    const [one, two] = cosines.map((value) => fraction(value));
    const [first, second] = header.spaces.map(({ title }) => escapeText(title));
    this.$(".said").innerHTML = tr(
      '<b lang="en">{name}</b>: its picture and its word have cosine {one} in {first}, {two} in {second}.',
      { name: escapeText(name), one, first, two, second },
    );
    this.root.dataset.picked = name;
    this.root.dataset.cosines = cosines.map((value) => value.toFixed(3)).join(" ");
  }

  close() {
    this.loop.close();
    this.resize.disconnect();
    this.theme.disconnect();
  }
}

export default mount(".spheres", Spheres);

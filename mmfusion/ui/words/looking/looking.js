// Words and a picture under the finger: chips, the scene that is dragged, all heads, and what each word looks at.
// A pointer asks nobody. What changes scene or sentence tells Python, one message at a time: its answer is drawn, then
// the next one goes.

import { float16, float32, unpack } from "../../js/bytes.js";
import { gradient, HeadGrid } from "../../js/head_grid.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { clamp, fraction, largest, probability, share } from "../../js/numbers.js";
import { decode } from "../../js/pictures.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import { Chips } from "./chips.js";
import { read, VIEWS, written } from "./look.js";
import { Maps, said } from "./maps.js";
import { drawAnswers, drawBars, drawQuestions } from "./panels.js";
import { saved } from "./scene.js";
import { atCell, forAndAgainst, lookers, looksAt, WHICH } from "./sentences.js";
import { Stage } from "./stage.js";
import { Tools } from "./tools.js";

/**
 * @typedef {import("./scene.js").Drawing} Drawing
 *
 * @typedef {object} Word a word of the sentence
 * @property {string} word
 * @property {string[]} others what may stand in its place; none for a fixed word
 * @property {number} slot its number among the slots, or -1
 * @property {number[] | null} region cells of what it speaks of
 *
 * @typedef {object} Question something that can be asked of the scene
 * @property {string} form
 * @property {string} text
 *
 * @typedef {object} Known what there is to choose from
 * @property {string[]} drawings kinds, then props
 * @property {number} kinds how many of them are kinds
 * @property {string[]} colours
 * @property {string[]} sizes
 * @property {string[]} places
 * @property {number} most drawings in a scene
 *
 * @typedef {object} Header
 * @property {number} asked number of the message that this answers
 * @property {string} network
 * @property {number} place
 * @property {number} variant
 * @property {Drawing[]} drawings
 * @property {Word[]} words
 * @property {string} pattern of the sentence, "" where it has none
 * @property {Question[]} questions
 * @property {{ name: string, p: number }[]} answers the likeliest first
 * @property {string} truth "" where there is none
 * @property {number} off probability of the first answer without the open head
 * @property {number} layers
 * @property {number} heads
 * @property {number} columns of cells
 * @property {string} look
 * @property {string} about the answer that a signed map is of
 * @property {Known} known
 * @property {import("../../js/bytes.js").Place} ground JPEG
 * @property {import("../../js/bytes.js").Place[]} pictures PNG, one a drawing
 * @property {import("../../js/bytes.js").Place} weights float16, layers × heads × words × cells
 * @property {import("../../js/bytes.js").Place} [signed] float32, the same
 */

const WAIT = 250; // ms before a pin is told
const PATIENCE = 2000; // ms after which an answer is no longer waited for

export class Looking {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.asked = 0;
    this.turn = 0;
    /** @type {Map<string, ImageBitmap>} */
    this.pictures = new Map();
    /** Whether the screen shows what Python has not been told yet. */
    this.ahead = false;
    /** @type {Drawing[]} as they are on the screen, ahead of what Python has answered */
    this.drawings = [];
    this.chosen = -1;
    /** @type {Stage | null} */
    this.stage = null;
    this.grid = new HeadGrid(root, ({ layer, head }) => this.open({ layer, head }));
    this.chips = new Chips(this.$(".sentence"), {
      pin: (word) => this.open({ word }),
      say: (text) => this.ask({ sentence: text }),
    });
    this.tools = new Tools(this.$(".tools"), {
      change: (drawings, place) => this.edit(drawings, place),
      choose: (index) => this.choose(index),
    });
    this.listen();
    this.resize = new Redraw(() => this.header && this.draw());
    this.resize.observe(root);
  }

  // ---- what came ----

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  async show(bytes, tell) {
    this.send = tell;
    this.turn += 1;
    const { turn } = this;
    const { header, blob } = unpack(bytes);
    const images = await this.decoded(header, blob);
    if (turn !== this.turn) return; // something newer has come meanwhile
    if (header.asked > this.asked) this.asked = header.asked; // from before this figure was mounted
    const late = header.asked < this.asked || this.ahead; // the screen is ahead of it
    /** @type {Header} */
    this.header = header;
    const { layers, heads, columns } = header;
    const size = { layers, heads, words: header.words.length, cells: columns * columns };
    const signed = header.signed ? new Maps(float32(blob(header.signed)), size) : null;
    this.maps = { looks: new Maps(float16(blob(header.weights)), size), signed };
    this.images = images;
    this.stage ??= this.staged(columns);
    if (!late || !this.look) this.look = read(header.look, size);
    this.look.word = clamp(this.look.word, 0, size.words - 1);
    if (!late && !this.stage.drag) this.drawings = header.drawings;
    if (this.chosen >= this.drawings.length) this.chosen = -1;
    this.answered();
    this.draw();
    this.root.dataset.ready = `${header.network} ${saved(header.place, header.variant, header.drawings)}`;
    this.root.dataset.answered = String(header.asked);
  }

  /** The pictures of a scene, each decoded once: while something is dragged they stay the same.
   * @param {Header} header @param {import("../../js/bytes.js").Blob} blob */
  async decoded({ place, variant, drawings, ground, pictures }, blob) {
    const one = async (name, at, type) => {
      if (!this.pictures.has(name)) this.pictures.set(name, (await decode([at], blob, type))[0]);
      return this.pictures.get(name);
    };
    const names = drawings.map(({ number, colour, size, flipped }) => [number, colour, size, flipped].join("."));
    const [behind, ...own] = await Promise.all([
      one(`place ${place}.${variant}`, ground, "image/jpeg"),
      ...pictures.map((at, i) => one(names[i], at, "image/png")),
    ]);
    return { ground: behind, pictures: own };
  }

  /** @param {number} columns */
  staged(columns) {
    return new Stage(this.$(".stage"), columns, {
      point: () => this.drawMap(),
      shift: (index, one, moving) =>
        this.edit(
          this.drawings.map((own, i) => (i === index ? one : own)),
          this.header.place,
          moving,
        ),
      choose: (index) => this.choose(index),
      remove: (index) => this.tools.remove(index),
    });
  }

  /** An answer is here: how long it took, and the next message. */
  answered() {
    if (this.told) this.root.dataset.took = String(Math.round(performance.now() - this.told));
    this.told = 0;
    const { next } = this;
    this.next = null;
    if (next) this.ask(next);
  }

  /** Tell Python what has changed; while it is at work, only the last change is kept.
   * @param {{ scene?: string, sentence?: string, moving?: boolean, about?: string }} change */
  ask(change) {
    this.ahead = true;
    if (this.told && performance.now() - this.told < PATIENCE) {
      this.next = { ...this.next, ...change };
      return;
    }
    clearTimeout(this.later);
    this.asked += 1;
    this.ahead = false;
    this.told = performance.now();
    this.send("told", JSON.stringify({ moving: false, ...change, look: written(this.look), asked: this.asked }));
  }

  // ---- what can be done ----

  listen() {
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (this.root.querySelectorAll(".seg button"));
    buttons.forEach((button, i) => {
      button.onclick = () => this.view(button.value);
      button.onkeydown = (event) => {
        const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        const next = buttons[(i + by + buttons.length) % buttons.length];
        this.view(next.value);
        next.focus();
      };
    });
    this.$(".question").onchange = (event) => this.ask({ sentence: event.target.value });
  }

  /** Open another word, layer or head. @param {Partial<import("./look.js").Look>} change */
  open(change) {
    Object.assign(this.look, change);
    this.ahead = true;
    if ("word" in change) this.stage.forget();
    this.draw();
    clearTimeout(this.later); // a run of arrow keys is one message
    this.later = setTimeout(() => this.ask({}), WAIT);
  }

  /** @param {string} view */
  view(view) {
    this.look.view = VIEWS.find((one) => one === view) ?? "looks";
    this.draw();
    this.ask({});
  }

  /** What spoke for an answer, and against it. @param {string} about */
  explain(about) {
    if (this.look.view === "looks") this.look.view = "signed";
    this.draw();
    this.ask({ about });
  }

  /** @param {number} index */
  choose(index) {
    this.chosen = index;
    this.drawScene();
  }

  /** Another scene. @param {Drawing[]} drawings @param {number} [place] @param {boolean} [moving] */
  edit(drawings, place = this.header.place, moving = false) {
    this.drawings = drawings;
    this.drawScene();
    this.ask({ scene: saved(place, this.header.variant, drawings), moving });
  }

  // ---- what is shown ----

  draw() {
    const { header, look, maps } = this;
    const { region } = header.words[look.word];
    this.chips.draw(header.words, look.word);
    const layers = Array.from({ length: header.layers }, () => [{ stream: "text", heads: header.heads }]);
    const of = maps.looks.byHead(look.word, region);
    const own = { label: region ? tr("inside its region") : tr("largest weight"), sense: "visual", low: 0, of };
    const shown = { layer: look.layer, stream: "text", head: look.head, statistic: "own" };
    this.grid.draw({ layers, statistics: { own } }, shown, new Set(), tr(", from word to picture"));
    this.$(".range").textContent = tr("0 to {most}", { most: fraction(largest(Object.values(of))) });
    drawBars(this.$(".bars"), header, look, maps.looks, (word) => this.open({ word }));
    const about = look.view === "looks" ? "" : header.about;
    drawAnswers(this.$(".answers"), header, about, (name) => this.explain(name));
    const first = `<b>${escapeText(header.answers[0].name)} ${probability(header.off)}</b>`;
    this.$(".off").innerHTML = tr("Without layer {layer}, head {head}: {answer}. One scene is an anecdote.", {
      layer: look.layer + 1,
      head: look.head + 1,
      answer: first,
    });
    drawQuestions(this.$(".question"), header);
    for (const button of this.root.querySelectorAll(".seg button")) {
      const one = /** @type {HTMLButtonElement} */ (button);
      one.setAttribute("aria-checked", String(one.value === look.view));
      one.tabIndex = one.value === look.view ? 0 : -1;
    }
    this.$(".which").textContent = tr(WHICH[look.view]);
    this.drawScene();
  }

  drawScene() {
    const { header, drawings, chosen } = this;
    const { colours, sizes } = header.known;
    this.tools.draw(header, drawings, chosen);
    this.stage.draw(drawings, header.drawings, this.images, chosen, ({ name, colour, size }) =>
      colour < 0 ? name : `${sizes[size]} ${colours[colour]} ${name}`,
    );
    this.drawMap();
  }

  drawMap() {
    const { header, look, maps } = this;
    const { word, region } = header.words[look.word];
    const signed = look.view !== "looks" && maps.signed;
    const inside = region ? maps.looks.inside(look, look.word, region) : 0;
    const top = this.stage.map({
      values: (signed || maps.looks).row(look, look.word),
      signed: Boolean(signed),
      clamped: look.view === "clamped",
      region,
      label: tr("region of {word}: {share} of its attention", { word, share: share(inside) }),
    });
    this.legend(top, Boolean(signed));
    this.words();
  }

  legend(top, signed) {
    const { layer, head, view } = this.look;
    const both = signed && view === "signed";
    const most = signed ? top.toFixed(3) : share(top);
    const css = signed ? "var(--mmf-plus)" : "var(--mmf-visual-ramp)";
    const scale = both ? '<i class="both"></i>' : `<i style="${gradient(css)}"></i>`;
    const ends = both ? [`−${most}`, `+${most}`] : ["0", most];
    this.$(".legend").innerHTML = tr("layer {layer}, head {head}: {scale}", {
      layer: layer + 1,
      head: head + 1,
      scale: `${ends[0]}${scale}${ends[1]}`,
    });
  }

  /** The line of words: of the cell that is pointed at, else of the pinned word. */
  words() {
    const { header, look, maps } = this;
    const { cell } = this.stage;
    const cursor = this.$(".cursor");
    const there = cell >= 0;
    const at = there
      ? `${said(cell, header.columns, header.drawings)}: ${lookers(header, look, maps.looks, cell)}`
      : tr("none");
    cursor.setAttribute("aria-valuemax", String(header.columns ** 2));
    cursor.setAttribute("aria-valuenow", String(Math.max(1, cell + 1)));
    cursor.setAttribute("aria-valuetext", at);
    this.chips.look(there ? maps.looks.column(look, cell) : null);
    this.$(".said").innerHTML = there
      ? atCell(header, look, maps.looks, cell)
      : look.view !== "looks" && maps.signed
        ? forAndAgainst(header, look, maps.signed)
        : looksAt(header, look, maps.looks);
  }

  close() {
    clearTimeout(this.later);
    this.resize.disconnect();
  }
}

export default mount(".looking", Looking);

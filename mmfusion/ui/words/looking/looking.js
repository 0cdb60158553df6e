// Words and a picture under the finger: chips, the scene that is dragged, all heads, and what each word looks at.
// A pointer asks nobody. What changes scene or sentence tells Python, one message at a time: its answer is drawn, then
// the next one goes.

import { float16, float32, unpack } from "../../js/bytes.js";
import { sharp } from "../../js/canvas.js";
import { colour } from "../../js/colour.js";
import { gradient, HeadGrid } from "../../js/head_grid.js";
import { mount } from "../../js/mount.js";
import { clamp, fraction, largest, probability, share } from "../../js/numbers.js";
import { decode } from "../../js/pictures.js";
import { escapeText } from "../../js/text.js";
import { Chips } from "./chips.js";
import { read, VIEWS, written } from "./look.js";
import { Maps, most, outline, said, strongest } from "./maps.js";
import { moved, SIDE, saved } from "./scene.js";
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

const STROKE = 0.9; // opacity of the full colour
const PALEST = 0.004; // share below which nothing is drawn
const WAIT = 250; // ms before a pin is told
const GRIP =
  '<span class="grip"><svg width="12" height="12" viewBox="0 0 12 12"><path d="M6 1v10M1 6h10' +
  'M4.5 2.5 6 1l1.5 1.5M4.5 9.5 6 11l1.5-1.5M2.5 4.5 1 6l1.5 1.5M9.5 4.5 11 6 9.5 7.5"/></svg></span>';
const WHICH = {
  looks: "Attention is a share: never negative, it cannot show what speaks against an answer.",
  signed: "Attention × gradient has a sign: filled cells speak for the answer, ringed ones against it.",
  clamped: "The same, clamped at 0 as relevance methods do: what spoke against the answer cannot be seen.",
};

export class Looking {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.asked = 0;
    this.turn = 0;
    /** @type {Drawing[]} as they are on the screen, ahead of what Python has answered */
    this.drawings = [];
    this.chosen = -1;
    /** @type {{ index: number, from: Drawing, x: number, y: number, moved: boolean } | null} */
    this.drag = null;
    /** @type {number} cell under the pointer, else the one that is pinned, or -1 */
    this.cell = -1;
    this.pinned = -1;
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
    this.resize = new ResizeObserver(() => this.header && this.draw());
    this.resize.observe(root);
  }

  // ---- what came ----

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} tell */
  async show(bytes, tell) {
    this.send = tell;
    this.turn += 1;
    const { turn } = this;
    const { header, blob } = unpack(bytes);
    const [[ground], pictures] = await Promise.all([
      decode([header.ground], blob),
      decode(header.pictures, blob, "image/png"),
    ]);
    if (turn !== this.turn) return; // something newer has come meanwhile
    if (header.asked > this.asked) this.asked = header.asked; // another tab's, or before a reload
    const late = header.asked < this.asked; // the screen is ahead of it
    /** @type {Header} */
    this.header = header;
    const size = {
      layers: header.layers,
      heads: header.heads,
      words: header.words.length,
      cells: header.columns * header.columns,
    };
    const signed = header.signed ? new Maps(float32(blob(header.signed)), size) : null;
    this.maps = { looks: new Maps(float16(blob(header.weights)), size), signed };
    this.images = { ground, pictures };
    if (!late || !this.look) this.look = read(header.look, size);
    this.look.word = clamp(this.look.word, 0, size.words - 1);
    if (!late && !this.drag) this.drawings = header.drawings;
    if (this.chosen >= this.drawings.length) this.chosen = -1;
    this.answered();
    this.draw();
    this.root.dataset.ready = `${header.network} ${saved(header.place, header.variant, header.drawings)}`;
    this.root.dataset.answered = String(header.asked);
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
    if (this.told && performance.now() - this.told < 2000) {
      this.next = { ...this.next, ...change };
      return;
    }
    clearTimeout(this.later);
    this.asked += 1;
    this.told = performance.now();
    this.send("told", JSON.stringify({ moving: false, ...change, look: written(this.look), asked: this.asked }));
  }

  // ---- what can be done ----

  listen() {
    const cursor = this.$(".cursor");
    const stage = this.$(".stage");
    const cellAt = (event) => {
      const box = stage.getBoundingClientRect();
      const { columns } = this.header;
      const column = clamp(Math.floor((columns * (event.clientX - box.left)) / box.width), 0, columns - 1);
      const row = clamp(Math.floor((columns * (event.clientY - box.top)) / box.height), 0, columns - 1);
      return row * columns + column;
    };
    stage.addEventListener("pointermove", (event) => {
      if (!this.header || this.drag) return;
      this.point(cellAt(event));
    });
    stage.addEventListener("pointerleave", () => this.header && this.point(this.pinned));
    cursor.addEventListener("click", (event) => {
      const cell = cellAt(event);
      this.pinned = cell === this.pinned ? -1 : cell;
      this.choose(-1);
      this.point(this.pinned);
    });
    cursor.addEventListener("keydown", (event) => this.cursorKey(event));
    for (const button of this.root.querySelectorAll(".seg button")) {
      const one = /** @type {HTMLButtonElement} */ (button);
      one.onclick = () => this.view(one.value);
      one.onkeydown = (event) => {
        const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        this.view(VIEWS[(VIEWS.indexOf(this.look.view) + by + VIEWS.length) % VIEWS.length]);
        /** @type {HTMLElement} */ (this.root.querySelector(".seg [aria-checked=true]")).focus();
      };
    }
    this.$(".question").onchange = (event) => this.ask({ sentence: event.target.value });
  }

  /** @param {KeyboardEvent} event */
  cursorKey(event) {
    const { columns } = this.header;
    const [x, y] = this.cell < 0 ? [-1, 0] : [this.cell % columns, Math.floor(this.cell / columns)];
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") this.pinned = -1;
    else if (by) this.pinned = clamp(y + by[1], 0, columns - 1) * columns + clamp(x + by[0], 0, columns - 1);
    else return;
    event.preventDefault();
    this.point(this.pinned);
  }

  /** Look at a cell, or at none: which words look there. @param {number} cell */
  point(cell) {
    if (cell === this.cell) return;
    this.cell = cell;
    this.drawMap();
  }

  /** Open another word, layer or head. @param {Partial<import("./look.js").Look>} change */
  open(change) {
    Object.assign(this.look, change);
    if ("word" in change) {
      this.pinned = -1;
      this.cell = -1;
    }
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

  /** @param {number} index */
  choose(index) {
    this.chosen = index;
    this.drawScene();
  }

  /** Another scene. @param {Drawing[]} drawings @param {number} [place] @param {boolean} [moving] */
  edit(drawings, place = this.header.place, moving = false) {
    this.drawings = drawings;
    const scene = saved(place, this.header.variant, drawings);
    this.drawScene();
    this.ask({ scene, moving });
  }

  // ---- dragging ----

  /** @param {PointerEvent} event @param {number} index */
  grab(event, index) {
    if (event.button) return;
    const from = this.drawings[index];
    this.drag = { index, from, x: event.clientX, y: event.clientY, moved: false };
    this.choose(index);
    const scale = SIDE / this.$(".stage").clientWidth;
    const move = (/** @type {PointerEvent} */ now) => {
      const [dx, dy] = [now.clientX - event.clientX, now.clientY - event.clientY];
      if (!this.drag.moved && Math.hypot(dx, dy) < 4) return;
      this.drag.moved = true;
      this.shift(index, moved(from, from.x + scale * dx, from.y + scale * dy), true);
    };
    const end = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      const was = this.drag.moved;
      this.drag = null;
      if (was) this.shift(index, this.drawings[index], false);
      else this.drawScene();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  }

  /** @param {number} index @param {Drawing} one @param {boolean} moving */
  shift(index, one, moving) {
    this.edit(
      this.drawings.map((own, i) => (i === index ? one : own)),
      this.header.place,
      moving,
    );
  }

  /** @param {KeyboardEvent} event @param {number} index */
  drawingKey(event, index) {
    const far = event.shiftKey ? 6 : 1;
    const by = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[event.key];
    const one = this.drawings[index];
    if (by) this.shift(index, moved(one, one.x + by[0], one.y + by[1]), false);
    else if (event.key === "Delete" || event.key === "Backspace") this.tools.remove(index);
    else return;
    event.preventDefault();
  }

  // ---- what is shown ----

  draw() {
    const { header, look } = this;
    const { word } = look;
    this.chips.draw(header.words, word);
    const region = header.words[word].region;
    const layers = Array.from({ length: header.layers }, () => [{ stream: "text", heads: header.heads }]);
    const of = this.maps.looks.byHead(word, region);
    const statistic = { label: region ? "inside its region" : "largest weight", sense: "visual", low: 0, of };
    const shown = { layer: look.layer, stream: "text", head: look.head, statistic: "own" };
    this.grid.draw({ layers, statistics: { own: statistic } }, shown, new Set(), ", from word to picture");
    this.$(".range").textContent = `0 to ${fraction(largest(Object.values(of)))}`;
    this.drawBars();
    this.drawAnswers();
    this.drawQuestions();
    for (const button of this.root.querySelectorAll(".seg button")) {
      const on = /** @type {HTMLButtonElement} */ (button).value === look.view;
      button.setAttribute("aria-checked", String(on));
      /** @type {HTMLButtonElement} */ (button).tabIndex = on ? 0 : -1;
    }
    this.$(".which").textContent = WHICH[look.view];
    this.drawScene();
  }

  drawBars() {
    const { header, look } = this;
    const rows = header.words.flatMap(({ word, region }, i) => {
      if (!region) return [];
      const inside = this.maps.looks.inside(look, i, region);
      const area = region.length / header.columns ** 2;
      const says = `${word}: ${share(inside)} of its attention inside its region, which covers ${share(area)}`;
      return [
        `<button type="button" data-word="${i}" aria-pressed="${i === look.word}" aria-label="${escapeText(says)}">` +
          `<span class="word">${escapeText(word)}</span><span class="track" style="--p:${inside};--area:${area}">` +
          `<i></i><u></u></span><b>${share(inside)}</b></button>`,
      ];
    });
    const rest = [...new Set(header.words.filter(({ region }) => !region).map(({ word }) => word))];
    const bars = this.$(".bars");
    const focused = bars.contains(bars.getRootNode().activeElement);
    bars.innerHTML =
      `<span>${rows.length ? "inside its region" : "no word has a region here"}</span>${rows.join("")}` +
      (rest.length ? `<span>${rest.map(escapeText).join(", ")}: no region</span>` : "");
    for (const button of bars.querySelectorAll("button")) {
      button.onclick = () => this.open({ word: Number(button.dataset.word) });
    }
    if (focused) bars.querySelector("[aria-pressed=true]")?.focus();
  }

  drawAnswers() {
    const { answers, truth, about, off } = this.header;
    const signs = this.look.view !== "looks";
    const box = this.$(".answers");
    const focused = box.contains(box.getRootNode().activeElement);
    box.innerHTML = answers
      .map(({ name, p }, i) => {
        const mark = name === truth ? " ✓" : i === 0 && truth ? " ✗" : "";
        const right = name === truth ? ", the right answer" : i === 0 && truth ? ", wrong" : "";
        const on = signs && name === about;
        return (
          `<button type="button" class="answer${i ? "" : " first"}" data-name="${escapeText(name)}" aria-pressed="${on}"` +
          ` aria-label="${escapeText(`${name}: ${probability(p)}${right}`)}"><span class="name">${escapeText(name)}</span>` +
          `<span class="bar" style="--p:${p}"><i></i></span><span class="p">${probability(p)}${mark}</span></button>`
        );
      })
      .join("");
    for (const button of box.querySelectorAll("button")) {
      button.onclick = () => {
        if (this.look.view === "looks") this.look.view = "signed";
        this.draw();
        this.ask({ about: button.dataset.name });
      };
    }
    if (focused) box.querySelector("[aria-pressed=true]")?.focus();
    const { layer, head } = this.look;
    this.$(".off").innerHTML =
      `Without layer ${layer + 1}, head ${head + 1}: <b>${escapeText(answers[0].name)} ${probability(off)}</b>. ` +
      "One scene is an anecdote.";
  }

  drawQuestions() {
    const { questions, words } = this.header;
    const now = words.map(({ word }) => word).join(" ");
    const select = this.$(".question");
    const key = JSON.stringify([questions, now]);
    if (select.dataset.key === key) return;
    select.dataset.key = key;
    const option = (text) => `<option${text === now ? " selected" : ""}>${escapeText(text)}</option>`;
    const forms = [...new Set(questions.map(({ form }) => form))];
    const groups = forms.map((form) => {
      const own = questions.filter((one) => one.form === form);
      return `<optgroup label="${escapeText(form)}">${own.map(({ text }) => option(text)).join("")}</optgroup>`;
    });
    const there = questions.some(({ text }) => text === now);
    select.innerHTML = `${there ? "" : option(now)}${groups.join("")}`;
  }

  drawScene() {
    this.tools.draw(this.header, this.drawings, this.chosen);
    const { context, width, height } = sharp(this.$("canvas.base"));
    const scale = width / SIDE;
    const { ground, pictures } = this.images;
    context.imageSmoothingQuality = "high";
    context.drawImage(ground, 0, 0, width, height);
    // Python has the picture of a new drawing: until it is here, the scene stays as it was
    const known = this.drawings.length === pictures.length ? this.drawings : this.header.drawings;
    known.forEach((one, i) => {
      if (this.drag?.moved && this.drag.index === i) {
        const { from } = this.drag;
        context.globalAlpha = 0.3; // where it was
        context.drawImage(pictures[i], from.x * scale, from.y * scale, from.wide * scale, from.tall * scale);
        context.globalAlpha = 1;
      }
      context.drawImage(pictures[i], one.x * scale, one.y * scale, one.wide * scale, one.tall * scale);
    });
    this.drawButtons();
    this.drawMap();
  }

  /** A button over each drawing: it is dragged, and the keyboard reaches it. */
  drawButtons() {
    const box = this.$(".drawings");
    while (box.children.length > this.drawings.length) box.lastChild.remove();
    this.drawings.forEach((one, i) => {
      let button = /** @type {HTMLButtonElement} */ (box.children[i]);
      if (!button) {
        button = document.createElement("button");
        button.type = "button";
        button.innerHTML = GRIP;
        button.onpointerdown = (event) => this.grab(event, i);
        button.onclick = () => this.choose(i);
        button.onkeydown = (event) => this.drawingKey(event, i);
        box.append(button);
      }
      const at = (v) => `${(100 * v) / SIDE}%`;
      button.style.cssText = `left:${at(one.x)};top:${at(one.y)};width:${at(one.wide)};height:${at(one.tall)}`;
      const { colours, sizes } = this.header.known;
      const how = one.colour < 0 ? "" : `${sizes[one.size]} ${colours[one.colour]} `;
      button.setAttribute("aria-label", `${how}${one.name}, ${one.x} right, ${one.y} down`);
      button.setAttribute("aria-pressed", String(i === this.chosen));
    });
  }

  drawMap() {
    const { header, look, maps } = this;
    const stage = this.$(".stage");
    const { context, width } = sharp(this.$("canvas.map"));
    const { columns } = header;
    const cell = width / columns;
    const word = header.words[look.word];
    const signed = look.view !== "looks" && maps.signed;
    const own = maps.looks.row(look, look.word);
    const values = signed ? maps.signed.row(look, look.word) : own;
    const top = signed ? strongest(values) : largest(values);
    const [plus, minus] = [colour(stage, signed ? "plus" : "visual-ramp"), colour(stage, "minus")];
    values.forEach((value, i) => {
      const v = value / top;
      const [x, y] = [(i % columns) * cell, Math.floor(i / columns) * cell];
      if (Math.abs(v) < PALEST || (v < 0 && look.view === "clamped")) return;
      context.globalAlpha = STROKE * Math.abs(v);
      if (v > 0) {
        context.fillStyle = plus;
        context.fillRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
      } else {
        context.strokeStyle = minus;
        context.lineWidth = 5;
        context.strokeRect(x + 3.5, y + 3.5, cell - 7, cell - 7);
      }
    });
    context.globalAlpha = 1;
    this.drawRegion(context, word, own, cell);
    if (this.cell >= 0) {
      context.strokeStyle = colour(stage, "ink");
      context.lineWidth = 2;
      context.strokeRect(
        (this.cell % columns) * cell + 1,
        Math.floor(this.cell / columns) * cell + 1,
        cell - 2,
        cell - 2,
      );
    }
    this.legend(signed ? top : largest(values), Boolean(signed));
    this.words();
  }

  /** The true region, dashed, and what is inside of it. */
  drawRegion(context, word, row, cell) {
    const label = this.$(".region");
    label.textContent = "";
    if (!word.region) return;
    const { columns } = this.header;
    context.save();
    context.strokeStyle = colour(this.$(".stage"), "text");
    context.lineWidth = 2.5;
    context.setLineDash([5, 4]);
    context.beginPath();
    for (const [x, y, u, v] of outline(word.region, columns)) {
      context.moveTo(clamp(x * cell, 1.25, columns * cell - 1.25), clamp(y * cell, 1.25, columns * cell - 1.25));
      context.lineTo(clamp(u * cell, 1.25, columns * cell - 1.25), clamp(v * cell, 1.25, columns * cell - 1.25));
    }
    context.stroke();
    context.restore();
    const inside = word.region.reduce((sum, i) => sum + row[i], 0);
    label.textContent = `region of ${word.word}: ${share(inside)} of its attention`;
    const low = Math.max(...word.region.map((i) => Math.floor(i / columns))) + 1;
    const left = Math.min(...word.region.map((i) => i % columns));
    const under = low < columns;
    label.style.top = under ? `${low * cell + 2}px` : "4px";
    label.style.left = `${clamp(left * cell, 4, columns * cell - label.offsetWidth - 4)}px`;
  }

  legend(top, signed) {
    const { layer, head, view } = this.look;
    const both = signed && view === "signed";
    const most = signed ? top.toFixed(3) : share(top);
    const css = signed ? "var(--mmf-plus)" : "var(--mmf-visual-ramp)";
    const scale = both ? '<i class="both"></i>' : `<i style="${gradient(css)}"></i>`;
    const ends = both ? [`−${most}`, `+${most}`] : ["0", most];
    this.$(".legend").innerHTML = `layer ${layer + 1}, head ${head + 1}: ${ends[0]}${scale}${ends[1]}`;
  }

  /** The line of words, and which words look at the cell. */
  words() {
    const { header, look, maps } = this;
    const { columns } = header;
    const cursor = this.$(".cursor");
    const name = `<b>${escapeText(header.words[look.word].word)}</b>`;
    const where = (cell) => escapeText(said(cell, columns, header.drawings));
    cursor.setAttribute("aria-valuemax", String(columns * columns));
    cursor.setAttribute("aria-valuenow", String(Math.max(1, this.cell + 1)));
    if (this.cell >= 0) {
      const column = maps.looks.column(look, this.cell);
      const order = [...column.keys()].sort((a, b) => column[b] - column[a]).slice(0, 3);
      const text = order.map((i) => `${header.words[i].word} ${share(column[i])}`).join(", ");
      this.chips.look(column);
      this.$(".said").innerHTML = `At ${where(this.cell)} look <b>${escapeText(text)}</b> of their attention.`;
      cursor.setAttribute("aria-valuetext", `${said(this.cell, columns, header.drawings)}: ${text}`);
      return;
    }
    this.chips.look(null);
    cursor.setAttribute("aria-valuetext", "no cell");
    if (look.view === "looks" || !maps.signed) {
      const row = maps.looks.row(look, look.word);
      const best = most(row, 1);
      this.$(".said").innerHTML = `${name} looks most at ${where(best)}: ${share(row[best])}.`;
      return;
    }
    const row = maps.signed.row(look, look.word);
    const [plus, minus] = [most(row, 1), most(row, -1)];
    const value = (cell) => Math.abs(row[cell]).toFixed(3);
    const parts = [
      plus < 0 ? "nothing speaks for it" : `most for it: ${where(plus)} +${value(plus)}`,
      look.view === "clamped"
        ? ""
        : minus < 0
          ? "nothing against it"
          : `most against it: ${where(minus)} −${value(minus)}`,
    ];
    const wrong = header.truth && header.about !== header.truth && header.about === header.answers[0].name;
    const about = `<b>${escapeText(header.about)}</b>${wrong ? `, which is wrong (${escapeText(header.truth)} is right)` : ""}`;
    this.$(".said").innerHTML = `Through ${name}, for the answer ${about}: ${parts.filter(Boolean).join("; ")}.`;
  }

  close() {
    clearTimeout(this.later);
    this.resize.disconnect();
  }
}

export default mount(".looking", Looking);

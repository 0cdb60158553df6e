// One sense of the figure of tokens: its view with the raster, the crop, the vectors, and what is said of them.

import { raster, sharp } from "../../js/canvas.js";
import { tr } from "../../js/language.js";
import { clamp, thousands } from "../../js/numbers.js";
import { CLS, embedded, first, place, TILES, twelfths } from "./cut.js";

/** @type {[kind: "x" | "ex" | "p" | "z", name: string][]} */
const STRIPS = [
  ["x", "x"],
  ["ex", "Ex"],
  ["p", "p"],
  ["z", "z"],
];
const FRAME = 2.5; // px round the pointed piece

function strips() {
  const strip = ([kind, name]) =>
    `<figure class="${kind}"><div class="strip" aria-hidden="true">${"<i></i>".repeat(TILES)}</div>` +
    `<figcaption><b>${name}</b><span></span></figcaption></figure>`;
  const arrow =
    '<div class="op arrow" aria-hidden="true"><em>E</em><svg width="38" height="9" viewBox="0 0 38 9">' +
    '<path d="M0 4.5h37M32 1l5 3.5-5 3.5"/></svg></div>';
  const op = (sign) => `<div class="op" aria-hidden="true">${sign}</div>`;
  const [x, ex, p, z] = STRIPS.map(strip);
  return x + arrow + ex + op("+") + p + op("=") + z;
}

export class Lane {
  /** @param {import("./pieces.js").Tokens} figure @param {import("./cut.js").Sense} sense */
  constructor(figure, sense) {
    this.figure = figure;
    this.sense = sense;
    /** @type {HTMLElement} */
    this.root = figure.$(`.lane.${sense}`);
    /** @type {(selector: string) => any} */
    this.$ = (selector) => this.root.querySelector(selector);
    /** @type {HTMLElement} */
    this.view = this.$(".view");
    /** @type {{ left: number, top: number, width: number, height: number } | null} the pointed piece, px */
    this.box = null;
    this.$(".vectors").innerHTML = strips();
  }

  get cut() {
    return this.figure.cut;
  }

  get index() {
    return this.figure.at(this.sense);
  }

  /** The token under the pointer; null where none is. @param {{ clientX: number, clientY: number }} event */
  under(event) {
    const { sense, cut } = this;
    const box = this.view.getBoundingClientRect();
    const { rows, columns } = cut.counts(sense);
    const shown = sense === "audio" ? cut.sizes.columns / cut.header.total : 1;
    const column = Math.floor(((event.clientX - box.left) / (box.width * shown)) * columns);
    const row = clamp(Math.floor(((event.clientY - box.top) / box.height) * rows), 0, rows - 1);
    if (column < 0 || column >= columns) return null;
    const frame = sense === "visual" ? this.figure.frame() : 0;
    return cut.index(sense, { frame, row: sense === "audio" ? rows - 1 - row : row, column });
  }

  draw() {
    if (this.sense === "visual") this.drawFrame();
    else this.drawMel();
    this.drawPiece();
    this.drawVectors();
    this.drawControls();
  }

  grid(context, width, height, style) {
    const { rows, columns } = this.cut.counts(this.sense);
    context.strokeStyle = style;
    context.lineWidth = 1;
    context.beginPath();
    for (let i = 1; i < columns; i++) {
      const x = Math.round((i * width) / columns) + 0.5;
      context.moveTo(x, 0);
      context.lineTo(x, height);
    }
    for (let i = 1; i < rows; i++) {
      const y = Math.round((i * height) / rows) + 0.5;
      context.moveTo(0, y);
      context.lineTo(width, y);
    }
    context.stroke();
  }

  drawFrame() {
    const { cut, figure } = this;
    const { context, width, height } = sharp(this.$(".view canvas"));
    const [which] = cut.header.moments[cut.sizes.frames][figure.frame()];
    context.drawImage(figure.large[which], 0, 0, width, height);
    const { rows } = cut.counts("visual");
    this.grid(context, width, height, `rgba(255, 255, 255, ${rows > 8 ? 0.5 : 0.75})`);
    this.mark(context, width, height);
  }

  drawMel() {
    const { cut, figure } = this;
    const { colours } = figure;
    const { total, mels } = cut.header;
    const { context, width, height } = sharp(this.$(".view canvas"));
    const stamp = `${cut.header.key} ${colours.ink}`;
    if (this.stamp !== stamp) {
      this.spectrogram = raster(total, mels, (x, y) => [...figure.rgb, cut.ink(cut.mel[(mels - 1 - y) * total + x])]);
      this.stamp = stamp;
    }
    context.imageSmoothingQuality = "high";
    context.drawImage(this.spectrogram, 0, 0, width, height);
    const shown = width * (cut.sizes.columns / total);
    if (shown < width - 0.5) {
      // what the shorter clip leaves out
      context.fillStyle = colours.page;
      context.globalAlpha = 0.8;
      context.fillRect(shown, 0, width - shown, height);
      context.globalAlpha = 1;
    }
    this.grid(context, shown, height, colours.line);
    context.strokeStyle = colours.line;
    context.strokeRect(0.5, 0.5, Math.round(shown) - 1, height - 1);
    this.mark(context, shown, height);
  }

  /** Frame the pointed piece within its view; remember where it is, for the rays. */
  mark(context, width, height) {
    const { sense, cut, index, figure } = this;
    this.box = null;
    if (index === CLS) return;
    const { rows, columns } = cut.counts(sense);
    const piece = cut.place(sense, index);
    const row = sense === "audio" ? rows - 1 - piece.row : piece.row;
    const [w, h] = [width / columns, height / rows];
    this.box = { left: piece.column * w, top: row * h, width: w, height: h };
    if (sense === "audio" && figure.root.dataset.playing) {
      context.globalAlpha = 0.3;
      context.fillStyle = figure.colours.audio;
      context.fillRect(this.box.left, this.box.top, w, h);
      context.globalAlpha = 1;
    }
    const inside = (at, size, most) => clamp(at, FRAME / 2, most - size - FRAME / 2);
    context.lineWidth = FRAME;
    context.strokeStyle = figure.colours[sense];
    const most = context.canvas.clientWidth;
    context.strokeRect(inside(this.box.left, w, most), inside(this.box.top, h, height), w, h);
  }

  drawPiece() {
    const { sense, cut, index, figure, root, view } = this;
    const cls = index === CLS;
    root.classList.toggle("is-cls", cls);
    root.classList.toggle("untrained", !cut.trained(sense));
    const words = cut.words(sense, index);
    this.$(".words").textContent = words;
    view.setAttribute("aria-valuenow", String(Math.max(1, index)));
    view.setAttribute("aria-valuemax", String(cut.counts(sense).all));
    view.setAttribute("aria-valuetext", words);
    const { patch, step } = cut.sizes;
    const { band, seconds } = cut.header;
    const picture = sense === "visual";
    const wide = picture ? 106 : clamp((106 * step) / band, 26, 106);
    this.$(".piece").style.width = `${cls ? 30 : wide}px`;
    const canvas = this.$(".piece canvas");
    canvas.hidden = cls;
    if (!cls) this.crop(canvas);
    const [name, size] = root.querySelectorAll(".crop :is(b, span)");
    name.textContent = cls ? "CLS" : picture ? tr("one patch") : tr("one cell");
    const large = picture
      ? `${patch} × ${patch} px × 3`
      : tr("{ms} ms × {n} bands", { ms: 1000 * step * seconds, n: band });
    size.textContent = cls ? tr("no piece of the clip") : large;
    this.rays();
    if (picture) {
      const at = figure.frame();
      this.$(".back").disabled = at === 0;
      this.$(".on").disabled = at === cut.sizes.frames - 1;
    } else this.$(".hear").disabled = cls || !figure.sounds();
    this.aside(cls);
  }

  /** The pointed piece, one point a number. */
  crop(canvas) {
    const { cut, sense, figure } = this;
    const { wide, high, left, top, which, across } = cut.area(sense, this.index);
    const { total } = cut.header;
    canvas.width = wide;
    canvas.height = high;
    const picture = raster(wide, high, (x, y) => {
      if (sense === "audio") return [...figure.rgb, cut.ink(cut.mel[(top + high - 1 - y) * total + left + x])];
      const from = 4 * ((top + y) * across + left + x);
      return cut.pixels[which].subarray(from, from + 4);
    });
    canvas.getContext("2d").drawImage(picture, 0, 0);
  }

  /** From the piece in the view to its crop. */
  rays() {
    const rays = this.$(".rays path");
    if (!this.box) {
      rays.setAttribute("d", "");
      return;
    }
    const own = this.root.getBoundingClientRect();
    const stage = this.view.getBoundingClientRect();
    const crop = this.$(".piece").getBoundingClientRect();
    const x = stage.left - own.left + this.box.left + this.box.width + 1;
    const y = stage.top - own.top + this.box.top;
    const to = crop.left - own.left;
    const [top, bottom] = [crop.top - own.top, crop.bottom - own.top];
    rays.setAttribute("d", `M${x} ${y}L${to} ${top}M${x} ${y + this.box.height}L${to} ${bottom}`);
  }

  /** The line below the vectors: how tiles are read, what is not trained, what is heard. */
  aside(cls) {
    const { cut, sense, figure } = this;
    const line = this.$(".aside");
    const back = cut.terms[sense] && !cut.trained(sense) ? tr("back to it") : "";
    const text = this.said(cls);
    if (line.dataset.now === text + back) return;
    line.dataset.now = text + back;
    line.textContent = text;
    if (!back) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = back;
    button.onclick = () => figure.reset(sense);
    line.append(" ", button);
  }

  said(cls) {
    const { cut, sense, figure } = this;
    const { trained, seconds } = cut.header;
    if (!cut.terms[sense]) return tr("E x, p and z need the network’s weights");
    if (!cut.trained(sense)) {
      const cut = {
        n: trained.frames,
        px: trained.patch,
        s: trained.columns * seconds,
        ms: 1000 * trained.step * seconds,
      };
      return sense === "visual"
        ? tr("E and p are trained for {n} frames and {px} px only:", cut)
        : tr("E and p are trained for {s} s and {ms} ms only:", cut);
    }
    if (sense === "visual") return tr("each tile is the mean of a twelfth of the vector: filled is +, hollow −");
    if (!figure.sounds()) return tr("the cells’ sounds are being made …");
    if (figure.root.dataset.playing) {
      return figure.raised
        ? tr("playing, {n} dB louder, with estimated phases (Griffin–Lim)", { n: figure.raised })
        : tr("playing, with estimated phases (Griffin–Lim)");
    }
    return cls
      ? tr("CLS has no sound: it is no piece of the clip")
      : tr("click a cell to hear it, with estimated phases (Griffin–Lim)");
  }

  drawVectors() {
    const { sense, cut, index } = this;
    const cls = index === CLS;
    const term = cut.terms[sense];
    const trained = cut.trained(sense);
    const vectors = {
      x: cls ? null : cut.vector(sense, index),
      ex: trained ? first(term, index) : null,
      p: trained ? place(term, index) : null,
      z: trained ? embedded(term, index) : null,
    };
    for (const [kind] of STRIPS) {
      const vector = vectors[kind];
      const values = vector ? twelfths(vector) : null;
      const top = kind === "x" ? cut.scale[sense] : term?.top;
      const tiles = /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(`.${kind} i`));
      tiles.forEach((tile, i) => {
        tile.className = values ? (values[i] < 0 ? "minus" : "") : "off";
        if (values) tile.style.setProperty("--v", Math.min(1, Math.abs(values[i]) / top).toFixed(3));
      });
      const none = kind === "x" ? "" : term ? String(term.d) : "–";
      this.$(`.${kind} span`).textContent = vector ? thousands(vector.length) : none;
    }
    this.$(".ex b").innerHTML = cls ? "z<sub>cls</sub>" : "Ex";
  }

  drawControls() {
    const { sense, cut, root } = this;
    const { seconds, options } = cut.header;
    const said = {
      frames: (v) => v,
      patch: (v) => `${v} px`,
      columns: (v) => `${(v * seconds).toFixed(1)} s`,
      step: (v) => `${1000 * v * seconds} ms`,
    };
    for (const input of root.querySelectorAll("input")) {
      const what = input.dataset.of;
      const at = options[what].indexOf(cut.sizes[what]);
      const last = options[what].length - 1;
      const words = said[what](cut.sizes[what]);
      input.max = String(last);
      if (Number(input.value) !== at) input.value = String(at);
      input.setAttribute("aria-valuetext", words);
      input.parentElement.style.setProperty("--at", String(at / last));
      input.parentElement.querySelector("output").textContent = words;
    }
    const { frames, rows, columns, each, all } = cut.counts(sense);
    const [count, text] = root.querySelectorAll(".count > *");
    count.textContent = thousands(all);
    count.classList.toggle("many", all > 999);
    const product =
      sense === "visual"
        ? tr("{n} × {each} patches", { n: frames, each })
        : tr("{rows} × {columns} cells", { rows, columns });
    text.innerHTML = `${product}<br>${tr("and one CLS")}`;
  }
}

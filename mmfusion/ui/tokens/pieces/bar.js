// The barcode of the whole input: each sense's CLS as a box, then one strip a token, as dark as its z is long.

import { sharp } from "../../js/canvas.js";
import { tr } from "../../js/language.js";
import { clamp, thousands } from "../../js/numbers.js";
import { CLS, SENSES } from "./cut.js";

const GAP = 10; // between senses
const BOX = 10; // width of a CLS
const HEAD = 6; // above and below the tokens

/** @typedef {{ left: number, box: number, width: number, all: number }} Span */

/** Where each sense lies in a barcode of a width, px. @type {(width: number, visual: number, audio: number) => { visual: Span, audio: Span }} */
export function spansOf(width, visual, audio) {
  const box = BOX + 3;
  const each = (width - GAP - 2 * BOX - 6) / (visual + audio);
  return {
    visual: { left: 0, box, width: each * visual, all: visual },
    audio: { left: box + each * visual + GAP, box, width: each * audio, all: audio },
  };
}

/** The token that stands at x. @type {(x: number, spans: { visual: Span, audio: Span }) => { sense: "visual" | "audio", index: number }} */
export function tokenAt(x, spans) {
  for (const sense of SENSES) {
    const { left, width, all, box } = spans[sense];
    if (x > left + box + width + GAP / 2) continue;
    const index = clamp(1 + Math.floor(((x - left - box) / width) * all), 1, all);
    return { sense, index: x < left + box ? CLS : index };
  }
  return { sense: "audio", index: spans.audio.all };
}

export class Bar {
  /** @param {import("./pieces.js").Tokens} figure */
  constructor(figure) {
    this.figure = figure;
    /** @type {HTMLElement} */
    this.root = figure.$(".bar");
  }

  /** @param {number} width */
  spans(width) {
    const { cut } = this.figure;
    return spansOf(width, cut.counts("visual").all, cut.counts("audio").all);
  }

  /** The token under the pointer. @param {{ clientX: number }} event */
  under(event) {
    const box = this.root.getBoundingClientRect();
    return tokenAt(event.clientX - box.left, this.spans(box.width));
  }

  draw() {
    const { figure } = this;
    const { colours, cut } = figure;
    const { context, width, height } = sharp(this.root.querySelector("canvas"));
    const spans = this.spans(width);
    const count = { visual: spans.visual.all + 1, audio: spans.audio.all + 1 };
    const all = count.visual + count.audio;
    this.titles(count, all);
    const axis = figure.$(".axis");
    if (figure.covered) {
      context.fillStyle = colours.wash;
      context.fillRect(0, HEAD, width, height - 2 * HEAD);
      axis.innerHTML = "";
      return;
    }
    const labels = SENSES.flatMap((sense) => {
      this.drawSpan(context, sense, spans[sense], width, height);
      return this.labels(sense, spans[sense], width);
    });
    axis.innerHTML = labels.join("");
    const sense = figure.hover?.sense ?? figure.last;
    const index = figure.at(sense);
    this.root.setAttribute("aria-valuemax", String(all - 1));
    this.root.setAttribute("aria-valuenow", String((sense === "audio" ? count.visual : 0) + index));
    const name = sense === "audio" ? tr("sound") : tr("picture");
    this.root.setAttribute("aria-valuetext", `${name}, ${cut.words(sense, index)}`);
  }

  titles(count, all) {
    const { covered, root } = this.figure;
    const [title, pairs] = root.querySelectorAll(".title > *");
    const said = {
      visual: thousands(count.visual),
      audio: thousands(count.audio),
      all: thousands(all),
      square: thousands(all * all),
    };
    title.textContent = covered
      ? tr("The whole input")
      : tr("The whole input: {visual} + {audio} = {all} tokens", said);
    pairs.textContent = covered ? "" : tr("each head compares all pairs: {all}² = {square} scores", said);
  }

  /** @param {"visual" | "audio"} sense @param {Span} span */
  drawSpan(context, sense, span, width, height) {
    const { figure } = this;
    const { colours, cut } = figure;
    const from = span.left + span.box;
    const each = span.width / span.all;
    const term = cut.trained(sense) ? cut.terms[sense] : null;
    const dark = (i) => 0.14 + 0.86 * ((term.lengths[i] - term.low) / Math.max(1e-9, term.high - term.low));
    const thin = each > 2.4 ? 0.5 : 0; // a hair of page between tokens where there is room for it
    context.fillStyle = colours[`${sense}-ramp`];
    for (let i = 1; i <= span.all; i++) {
      context.globalAlpha = term ? dark(i) : 0.3;
      context.fillRect(from + (i - 1) * each, HEAD, each - thin, height - 2 * HEAD);
    }
    context.globalAlpha = 1;
    context.strokeStyle = colours[sense];
    context.lineWidth = 1.5;
    context.strokeRect(span.left + 0.75, HEAD + 0.75, BOX - 1.5, height - 2 * HEAD - 1.5);
    const index = figure.at(sense);
    const [x, w] = index === CLS ? [span.left, BOX] : [from + (index - 1) * each, each];
    const wide = Math.max(w + 4, 8);
    context.strokeStyle = colours.ink;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(clamp(x + w / 2 - wide / 2, 1, width - wide - 1), 1, wide, height - 2, 2);
    context.stroke();
  }

  /** @param {"visual" | "audio"} sense @param {Span} span */
  labels(sense, span, width) {
    const { cut } = this.figure;
    const from = span.left + span.box;
    const rows = sense === "visual" ? cut.sizes.frames : cut.counts("audio").rows;
    const part = span.width / rows;
    if (sense === "audio" && span.width <= 150) {
      return [`<span class="right" style="left:${width}px">${span.width > 60 ? tr("4 bands") : tr("sound")}</span>`];
    }
    const room = sense === "visual" ? 58 : 48;
    const named = (n) => (sense === "visual" ? tr("frame {n}", { n }) : tr("band {n}", { n }));
    const every = sense === "visual" && part < 20 ? Math.ceil(20 / part) : 1;
    const labels = [];
    for (let i = 0; i < rows; i += every) {
      labels.push(`<span style="left:${from + (i + 0.5) * part}px">${part > room ? named(i + 1) : i + 1}</span>`);
    }
    return labels;
  }
}

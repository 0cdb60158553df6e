// The open head: the matrix of all pairs, and the tokens with most weight.

import { ramp, raster } from "../../js/canvas.js";
import { channels } from "../../js/colour.js";
import { COLOURS } from "../../js/head_grid.js";
import { tr } from "../../js/language.js";
import { minus } from "../../js/numbers.js";
import { NAMES } from "../../js/raster.js";
import { escapeText } from "../../js/text.js";
import { ranked, topOf } from "./layer.js";
import { weight } from "./words.js";

const SHOWN = 4; // tokens with most weight
const MATRIX = 148; // px
const MOST = 0.995; // share of the weights that are paler than the full colour

/** How much of a token's attention lies on each object, and how much of the picture that object covers.
 * @type {(values: ArrayLike<number>, objects: { name: string, sounds: boolean, tokens: number[] }[], span: { start: number, count: number }) => string} */
export function onObjects(values, objects, { start, count }) {
  const said = objects.map(({ name, sounds, tokens }) => {
    const sum = tokens.reduce((total, token) => total + values[start + 1 + token], 0);
    const covers = weight(tokens.length / (count - 1));
    const facts = { sum: weight(sum), name: escapeText(name), covers };
    return sounds
      ? tr("<b>{sum}</b> of the weight lies on the object that sounds, {name} ({covers} of the picture).", facts)
      : tr("<b>{sum}</b> of the weight lies on the object {name} ({covers} of the picture).", facts);
  });
  return said.join(" ");
}

export class OpenHead {
  /** @param {import("./attention.js").Attention} figure */
  constructor(figure) {
    this.figure = figure;
    this.$ = figure.$;
    this.key = "";
    this.most = 1;
  }

  draw() {
    const { look, layer, raster: tokens, token } = this.figure;
    const s = layer.streams[look.stream];
    const asked = look.direction === "from";
    const single = look.mix === "head";
    const facts = { layer: Number(look.layer) + 1, head: look.head + 1, n: s.heads };
    const which = single
      ? tr("Layer {layer}, head {head}", facts)
      : look.mix === "max"
        ? tr("Layer {layer}, maximum of {n} heads", facts)
        : tr("Layer {layer}, mean of {n} heads", facts);
    this.$(".open h3").textContent = look.stream === "shared" ? which : `${which}: ${tr(NAMES[look.stream])}`;
    this.paintMatrix(s, asked ? s.column.get(token) : s.row.get(token), asked);
    const values = layer.map(look.stream, look.head, look.mix, token, asked);
    this.table(values, asked, single);
    const { objects } = this.figure.header;
    const span = tokens.spans[tokens.picture];
    const counts = values && !asked && objects?.length && span && s.column.has(span.start + 1);
    this.$(".said").innerHTML = counts ? onObjects(values, objects, span) : "";
  }

  table(values, asked, single) {
    const { look, layer, raster: tokens, token, colours } = this.figure;
    const table = this.$(".open table");
    if (!values) {
      table.innerHTML = "";
      return;
    }
    const order = ranked(values);
    const rest = order.slice(SHOWN);
    const sum = rest.reduce((total, t) => total + values[t], 0);
    const row = (t) => {
      const rim = colours[COLOURS[tokens.kind(t).name]];
      const [query, key] = asked ? [t, token] : [token, t];
      const score = minus(layer.score(look.stream, look.head, query, key).toFixed(2));
      return (
        `<tr><td><canvas width="48" height="48" data-token="${t}" style="--rim:${rim}"></canvas></td>` +
        `<td>${escapeText(tokens.short(t))}</td>${single ? `<td>${score}</td>` : ""}<td><b>${weight(values[t])}</b></td></tr>`
      );
    };
    const head = asked ? tr("is looked at by") : tr("looks at");
    const left = asked ? tr("{w} each", { w: weight(sum / Math.max(1, rest.length)) }) : weight(sum);
    table.innerHTML =
      `<tr><th colspan="2">${head}</th>${single ? `<th>${tr("score")}</th>` : ""}<th>${tr("weight")}</th></tr>` +
      order.slice(0, SHOWN).map(row).join("") +
      `<tr class="rest"><td></td><td>${tr("{n} others", { n: rest.length })}</td>${single ? "<td></td>" : ""}<td>${left}</td></tr>`;
    for (const canvas of table.querySelectorAll("canvas")) this.crop(canvas, Number(canvas.dataset.token));
  }

  paintMatrix(s, line, asked) {
    const { context } = this.figure.pen(".matrix");
    const { raster: tokens, colours } = this.figure;
    const [rows, columns] = [s.queries.length, s.keys.length];
    this.remake(s);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.picture, 0, 0, MATRIX, MATRIX);
    context.fillStyle = colours.ink;
    const edges = (all) =>
      all.flatMap((t, i) =>
        i && tokens.kind(t).name !== tokens.kind(all[i - 1]).name ? [(i / all.length) * MATRIX] : [],
      );
    for (const x of edges(s.keys)) context.fillRect(x - 0.5, 0, 1, MATRIX);
    for (const y of edges(s.queries)) context.fillRect(0, y - 0.5, MATRIX, 1);
    if (line !== undefined) {
      const at = ((line + 0.5) / (asked ? columns : rows)) * MATRIX;
      if (asked) context.fillRect(at - 0.75, 0, 1.5, MATRIX);
      else context.fillRect(0, at - 0.75, MATRIX, 1.5);
    }
    const what = tr("attention of {rows} queries (rows) to {columns} keys (columns); up and down choose the row", {
      rows,
      columns,
    });
    this.$(".matrix").setAttribute("aria-label", what);
    this.caption(s);
    this.$(".scale").textContent = tr("full colour from {w}", { w: weight(this.most) });
  }

  /** The picture of all pairs: it changes with the head, not with the pointer. */
  remake(s) {
    const { look, layer, raster: tokens, colours } = this.figure;
    const key = [this.figure.key, look.stream, look.head, look.mix, layer.temperature, look.scale, colours.page].join(
      "/",
    );
    if (key === this.key) return;
    this.key = key;
    const values = layer.matrix(look.stream, look.head, look.mix);
    this.most = look.scale === "own" ? topOf(values, MOST) : layer.top(MOST);
    const page = channels(colours.page);
    const names = s.keys.map((token) => tokens.kind(token).name);
    const ramps = Object.fromEntries(
      [...new Set(names)].map((name) => [name, ramp(page, channels(this.figure.ramp(name)))]),
    );
    const columns = s.keys.length;
    this.picture = raster(columns, s.queries.length, (j, i) => {
      return ramps[names[j]][Math.round(255 * Math.min(1, values[i * columns + j] / this.most) ** 0.7)];
    });
  }

  /** Names of the senses below their columns. */
  caption(s) {
    const { raster: tokens } = this.figure;
    const names = s.keys.map((token) => tokens.kind(token).name);
    const label = (name) => {
      const own = names.flatMap((other, j) => (other === name ? [j] : []));
      const middle = own.reduce((sum, j) => sum + j, 0) / own.length;
      const style = `left:${((middle + 0.5) / names.length) * MATRIX}px;color:var(--mmf-${COLOURS[name]}-words)`;
      return name === "bottleneck" ? "" : `<span style="${style}">${tr(NAMES[name])}</span>`;
    };
    this.$("figcaption").innerHTML = [...new Set(names)].map(label).join("");
  }

  /** The part of the clip that a token stands for. */
  crop(canvas, token) {
    const { raster: tokens, pictures } = this.figure;
    const context = canvas.getContext("2d");
    const { width, height } = canvas;
    const p = tokens.place(token);
    const g = tokens.geometry;
    if (!p) {
      context.fillStyle = this.figure.ramp(tokens.kind(token).name);
      context.globalAlpha = 0.35;
      context.fillRect(0, 0, width, height);
    } else if (p.frame === undefined) {
      const source = this.$(".mel .base");
      const [w, h] = [source.width / g.steps, source.height / g.bands];
      context.drawImage(source, p.step * w, (g.bands - 1 - p.band) * h, w, h, 0, 0, width, height);
    } else {
      const picture = pictures[p.frame];
      const [w, h] = [picture.width / g.columns, picture.height / g.rows];
      context.drawImage(picture, p.column * w, p.row * h, w, h, 0, 0, width, height);
    }
  }
}

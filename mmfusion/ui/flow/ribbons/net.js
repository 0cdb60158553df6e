// The drawing of a flow: layers left to right, senses above and below, ribbons as wide as attention shares.

import { tr } from "../../js/language.js";
import { argmax, largest, probability, total } from "../../js/numbers.js";
import { NARROW } from "../../js/strip.js";
import { escapeText } from "../../js/text.js";

const FULL = 24; // px of a ribbon that is all of the attention
export const TOP = "visual"; // the sense that stands on top; the other stands below
const ROWS = 4;

/**
 * @typedef {object} Exchange what crosses into and out of the bottleneck at one layer
 * @property {number} layer
 * @property {boolean} heard whether what is written here can still reach the answer
 * @property {boolean} loaded whether the tokens hold anything of a clip yet
 * @property {Record<string, number[]>} read of each sense: the share of its attention that each token gives it
 * @property {Record<string, number[]>} taken of each sense: the share of its attention that it gives each token
 *
 * @typedef {{ p: number[], opinions: Record<string, number[]> }} Answer
 *
 * @typedef {object} State of the cuts
 * @property {string[]} cut by hand: "sense.layer" or "token.layer.number"
 * @property {string[]} ways closed as a whole: "sense-…"
 * @property {boolean} closed
 * @property {number | null} frozen first layer from which nothing is exchanged, if there is one
 * @property {boolean} edited
 * @property {string} at "layer.number" of the chosen token
 * @property {string[]} classes
 * @property {(string | null)[]} icons
 * @property {number} truth
 * @property {Answer} plain
 * @property {Answer} now
 *
 * @typedef {{ depth: number, token: number }} Chosen a bottleneck token, both from one
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {string[]} senses
 * @property {Record<string, string>} names of the senses
 * @property {Record<string, number>} counts tokens of each sense, with its CLS
 * @property {number} layers
 * @property {number} bottlenecks
 * @property {Exchange[]} exchanges
 * @property {Record<string, string[]>[]} knows whose content each stream holds, at each depth
 * @property {Record<"reads" | "takes", Record<string, string>>} sentences of each "depth.token"
 * @property {import("../../js/bytes.js").Place[]} frames JPEG
 * @property {import("../../js/bytes.js").Place & { bands: number, columns: number }} mel bytes
 * @property {State} state
 */

/** Where things stand, px. @type {(width: number, layers: number, bottlenecks: number) => any} */
export function layoutOf(width, layers, bottlenecks) {
  const wide = width >= NARROW;
  const grid = wide ? 54 : 34;
  const right = wide ? 104 : 78;
  const tall = wide ? 36 : 24;
  const step = (width - right - grid - 2) / layers;
  const top = 24;
  const low = wide ? 240 : 212;
  const middle = (top + tall + low) / 2;
  const pitch = Math.min(28, 120 / bottlenecks);
  return {
    width,
    wide,
    grid,
    tall,
    top,
    low,
    middle,
    x: (depth) => 1 + grid / 2 + depth * step,
    height: low + tall + (wide ? 26 : 42),
    side: Math.min(9, pitch / 2 - 3),
    y: (token) => middle + (token - 1 - (bottlenecks - 1) / 2) * pitch,
    row: (sense) => (sense === TOP ? top : low), // of a sense's tokens
    edge: (sense) => (sense === TOP ? top + tall : low), // where its ribbons leave
    out: (sense) => (sense === TOP ? -1 : 1),
  };
}

/** Whether what a sense writes at a layer is cut, by hand or as a whole; layers from one: the one that writes.
 * @type {(state: State, cut: Set<string>, sense: string, layer: number) => boolean} */
export const isCut = ({ ways, closed, frozen }, cut, sense, layer) =>
  closed ||
  ways.some((way) => way.startsWith(`${sense}-`)) ||
  Boolean(frozen && layer >= frozen) ||
  cut.has(`${sense}.${layer}`);

/** The bottleneck token of a depth to which most attention is given, from one.
 * @type {(exchanges: Exchange[], senses: string[], depth: number) => number} */
export function busiest(exchanges, senses, depth) {
  const found = exchanges.find((e) => e.layer === depth);
  if (!found) return 1;
  return 1 + argmax(found.taken[senses[0]].map((_, j) => total(senses.map((s) => found.taken[s][j]))));
}

/** A map over a sense's tokens, its CLS first, summed to rows and columns of a small grid, row by row: over frames, or
 * over neighbouring moments, low bands below.
 * @type {(map: ArrayLike<number>, picture: boolean, rows: number, columns: number) => number[]} */
export function summed(map, picture, rows, columns) {
  const out = new Array(rows * columns).fill(0);
  const cells = map.length - 1;
  const wide = picture ? 6 : cells / rows;
  for (let i = 0; i < cells; i++) {
    const row = Math.floor(i / wide) % rows;
    const shown = picture ? row : rows - 1 - row;
    out[shown * columns + Math.floor(((i % wide) / wide) * columns)] += map[i + 1];
  }
  return out;
}

/** An S from left to right. */
function curve(x0, y0, x1, y1) {
  const m = ((x0 + x1) / 2).toFixed(1);
  const [a, b, c, d] = [x0, y0, x1, y1].map((v) => v.toFixed(1));
  return `M${a} ${b}C${m} ${b} ${m} ${d} ${c} ${d}`;
}

/** @type {(d: string, colour: string, share: number, opacity: number, how: "whole" | "broken" | "dotted") => string} */
function ribbon(d, colour, share, opacity, how) {
  const width = how === "dotted" ? 1.2 : Math.max(0.7, share * FULL);
  const dash = { whole: "", broken: 'pathLength="100" stroke-dasharray="14 22 64"', dotted: 'stroke-dasharray="1 4"' }[
    how
  ];
  const stroke = `style="stroke:var(--mmf-${colour})" stroke-width="${width.toFixed(2)}" opacity="${opacity}"`;
  return `<path class="ribbon" d="${d}" ${dash} fill="none" ${stroke}/>`;
}

/** Which way the chosen token's ribbons run: drops that travel along those that are wide enough. */
const moves = (d, share) =>
  share * FULL < 2
    ? ""
    : `<path class="moves" d="${d}" fill="none" stroke-width="${Math.min(5, share * FULL * 0.5).toFixed(2)}"/>`;

/** The most of any map of a mode, over all its senses, tokens and layers: of one patch or cell, and of one place of
 * the small grids.
 * @type {(maps: Record<string, Float32Array>, counts: Record<string, number>) => { cell: number, place: number }} */
export function topsOf(maps, counts) {
  let [cell, place] = [1e-9, 1e-9];
  for (const [sense, all] of Object.entries(maps)) {
    const picture = sense === TOP;
    for (let from = 0; from < all.length; from += counts[sense]) {
      const map = all.subarray(from, from + counts[sense]);
      cell = Math.max(cell, largest(map.subarray(1)));
      place = Math.max(place, ...summed(map, picture, ROWS, columnsOf(sense)));
    }
  }
  return { cell, place };
}

const columnsOf = (sense) => (sense === TOP ? 6 : 8);

export class Net {
  /**
   * @param {Header} header
   * @param {object} shown
   * @param {number} shown.width px
   * @param {Chosen} shown.chosen
   * @param {Set<string>} shown.cut by hand
   * @param {boolean} shown.waiting for the answer
   * @param {"reads" | "takes"} shown.mode
   * @param {(sense: string) => ArrayLike<number> | null} shown.map of the chosen token over a sense
   * @param {number} shown.top of all maps that are shown in turn, in one place of the small grids
   */
  constructor(header, { width, chosen, cut, waiting, mode, map, top }) {
    this.top = top;
    this.waiting = waiting;
    this.mode = mode;
    this.map = map;
    this.header = header;
    this.chosen = chosen;
    this.cut = cut;
    this.first = header.exchanges[0].layer;
    this.at = layoutOf(width, header.layers, header.bottlenecks);
  }

  chosenAt(depth, token) {
    return this.chosen.depth === depth && this.chosen.token === token;
  }

  isCut(sense, layer) {
    return isCut(this.header.state, this.cut, sense, layer);
  }

  name(sense) {
    return this.header.names[sense] ?? sense;
  }

  svg() {
    const { header, at } = this;
    const depths = Array.from({ length: header.layers + 1 }, (_, depth) => depth);
    const [behind, before] = this.ribbons();
    return [
      ...header.senses.map((s) => {
        const y = at.row(s) + at.tall / 2;
        const stroke = `style="stroke:var(--mmf-${s})" stroke-width="1.4" opacity=".45"`;
        return `<path d="M${at.x(0)} ${y}H${at.x(header.layers)}" ${stroke}/>`;
      }),
      ...behind,
      ...before,
      ...depths.map((depth) => this.depth(depth)),
      ...this.titles(),
      this.answer(),
      ...this.crosses(),
    ].join("");
  }

  /** All ribbons: those of other tokens, then those of the chosen one. */
  ribbons() {
    const { header } = this;
    const behind = [];
    const before = [];
    for (const e of header.exchanges) {
      for (const s of header.senses) {
        for (let j = 1; j <= header.bottlenecks; j++) {
          (this.chosenAt(e.layer + 1, j) ? before : behind).push(this.read(e, s, j));
          (this.chosenAt(e.layer, j) ? before : behind).push(this.taken(e, s, j));
        }
      }
    }
    return [behind, before];
  }

  /** From a sense's tokens into a bottleneck token. */
  read(e, sense, j) {
    const { at, header } = this;
    const spread = (j - (header.bottlenecks + 1) / 2) * 2.5;
    const out = at.out(sense);
    const d = curve(
      at.x(e.layer) + at.grid / 2 + 1,
      at.edge(sense) + out * 4 + spread,
      at.x(e.layer + 1) - at.side - 3,
      at.y(j) + out * 3,
    );
    const own = this.chosenAt(e.layer + 1, j);
    const off = this.isCut(sense, e.layer + 1) || this.cut.has(`token.${e.layer + 1}.${j}`);
    const opacity = own ? (e.heard ? 0.9 : 0.55) : e.heard ? 0.24 : 0.1;
    const share = e.read[sense][j - 1];
    return ribbon(d, sense, share, opacity, off ? "broken" : "whole") + (own && !off ? moves(d, share) : "");
  }

  /** From a bottleneck token into a sense's tokens. */
  taken(e, sense, j) {
    const { at, header } = this;
    const spread = (j - (header.bottlenecks + 1) / 2) * 2.5;
    const d = curve(
      at.x(e.layer) + at.side + 3,
      at.y(j),
      at.x(e.layer + 1) - at.grid / 2 - 1,
      at.edge(sense) + at.out(sense) * 4 + spread,
    );
    const own = this.chosenAt(e.layer, j);
    const gone = this.cut.has(`token.${e.layer}.${j}`);
    const opacity = own ? 0.9 : e.loaded ? 0.28 : 0.5;
    const how = !e.loaded ? "dotted" : gone ? "broken" : "whole";
    const share = e.taken[sense][j - 1];
    return ribbon(d, "bottleneck", share, opacity, how) + (own && e.loaded && !gone ? moves(d, share) : "");
  }

  /** What stands at a depth: tokens of both senses, the bottleneck, and its name. */
  depth(depth) {
    const { at, header } = this;
    const name = depth ? (at.wide ? tr("layer {n}", { n: depth }) : depth) : at.wide ? tr("input") : tr("in");
    const parts = header.senses.map((s) => this.tokens(s, depth));
    parts.push(
      `<text x="${at.x(depth)}" y="${at.low + at.tall + 20}" font-size="13" style="fill:var(--mmf-ink2)" ` +
        `text-anchor="middle">${name}</text>`,
    );
    for (let j = 1; depth >= this.first && j <= header.bottlenecks; j++) parts.push(this.bottleneck(depth, j));
    return parts.join("");
  }

  bottleneck(depth, j) {
    const { at, header } = this;
    const s = at.side;
    const [x, y] = [at.x(depth), at.y(j)];
    const known = header.knows[depth].bottleneck ?? [];
    const gone = this.cut.has(`token.${depth}.${j}`);
    const fill = gone ? "page" : known.length > 1 ? "mixed" : (known[0] ?? "page");
    const square = (r, more) => `<rect x="${x - r}" y="${y - r}" width="${2 * r}" height="${2 * r}" ${more}/>`;
    const parts = [
      square(
        s,
        `rx="2" style="fill:var(--mmf-${fill});stroke:var(--mmf-bottleneck)" stroke-width="2.4"` +
          `${gone ? ' stroke-dasharray="3 2.5"' : ""}`,
      ),
      `<rect class="tap" data-at="${depth}.${j}" x="${x - 20}" y="${y - 14}" width="40" height="28" fill="transparent"/>`,
    ];
    if (this.chosenAt(depth, j)) {
      const ring = 'class="chosen" rx="5" fill="none" style="stroke:var(--mmf-ink);stroke-width:2px"';
      parts.unshift(square(s + 4.5, ring));
    }
    if (depth === this.first && at.wide) {
      const style = 'text-anchor="end" font-size="13" font-weight="600" style="fill:var(--mmf-bottleneck-words)"';
      parts.push(`<text x="${x - s - 12}" y="${y + 4.5}" ${style}>${j}</text>`);
    }
    return parts.join("");
  }

  /** A sense's tokens at a depth, in a small grid; those that the chosen token reads, or that read it, fuller. */
  tokens(sense, depth) {
    const { at, header, chosen } = this;
    const columns = columnsOf(sense);
    const gap = 1;
    const w = (at.grid + gap) / columns;
    const h = (at.tall + gap) / ROWS;
    const [left, top] = [at.x(depth) - at.grid / 2, at.row(sense)];
    const cells = Array.from({ length: ROWS * columns }, (_, i) => ({
      x: (left + (i % columns) * w).toFixed(1),
      y: (top + Math.floor(i / columns) * h).toFixed(1),
    }));
    const [wide, high] = [(w - gap).toFixed(1), (h - gap).toFixed(1)];
    const beside = depth === chosen.depth - (this.mode === "reads" ? 1 : -1);
    const map = beside ? this.map(sense) : null;
    let out;
    if (map) {
      const sums = summed(map, sense === TOP, ROWS, columns);
      out = cells.map(({ x, y }, i) => {
        const fill = `style="fill:var(--mmf-${sense})" opacity="${(0.12 + 0.88 * (sums[i] / this.top)).toFixed(2)}"`;
        return `<rect x="${x}" y="${y}" width="${wide}" height="${high}" rx="1" ${fill}/>`;
      });
    } else {
      // one path: the figure is made anew at every token that is pointed at
      const mixed = (header.knows[depth][sense] ?? [sense]).length > 1;
      const d = cells.map(({ x, y }) => `M${x} ${y}h${wide}v${high}h-${wide}z`).join("");
      out = [`<path d="${d}" style="fill:var(--mmf-${mixed ? "mixed" : sense})" opacity="${mixed ? 0.75 : 0.5}"/>`];
    }
    const ground = `width="${at.grid + 2}" height="${at.tall + 2}" style="fill:var(--mmf-page)"`;
    return `<g><rect x="${left - 1}" y="${top - 1}" ${ground}/>${out.join("")}</g>`;
  }

  titles() {
    const { at, header } = this;
    const title = (y, colour, words) => {
      const style = `font-size="14" font-weight="600" style="fill:var(--mmf-${colour}-words)"`;
      return `<text x="0" y="${y}" ${style}>${words}</text>`;
    };
    const n = header.bottlenecks;
    const words = (at.wide ? tr("{n} bottleneck\ntokens", { n }) : tr("{n}\ntokens", { n })).split("\n");
    return [
      ...header.senses.map((s) => {
        const y = s === TOP ? 14 : at.wide ? at.low - 10 : at.height - 4;
        return title(y, s, tr("{modality}, {n} tokens", { modality: this.name(s), n: header.counts[s] }));
      }),
      ...words.map((word, i) => title(at.middle - 3 + 17 * i, "bottleneck", word)),
    ];
  }

  /** The bracket from both CLS to the answer, as it is now and as it was. */
  answer() {
    const { at, header } = this;
    const { classes, icons, truth, plain, now, edited } = header.state;
    const x = at.width - (at.wide ? 40 : 32);
    const from = at.x(header.layers) + at.grid / 2 + 2;
    const best = argmax(now.p);
    const was = argmax(plain.p);
    const line = 'fill="none" style="stroke:var(--mmf-ink)" stroke-width="1.4"';
    const ys = header.senses.map((s) => at.row(s) + at.tall / 2);
    const half = at.wide ? 46 : 44;
    const [above, below] = [at.middle - half, at.middle + half + (edited ? 12 : 0)];
    const out = [
      `<path d="M${from} ${ys[0]}H${x}V${above}" ${line}/><path d="M${from} ${ys.at(-1)}H${x}V${below}" ${line}/>`,
      `<circle cx="${x}" cy="${above + 6}" r="3.5" style="fill:var(--mmf-ink)"/>`,
    ];
    const size = at.wide ? 18 : 15;
    let y = above + 18;
    if (icons?.[best]) {
      out.push(`<image href="${icons[best]}" x="${x - 11}" y="${y - 3}" width="22" height="22"/>`);
      y += 22;
    }
    const mid = (dy, words, more) => `<text x="${x}" y="${y + dy}" text-anchor="middle" ${more}>${words}</text>`;
    const end = (dy, words, more) =>
      `<text x="${at.width}" y="${dy}" text-anchor="end" font-size="13" ${more}>${words}</text>`;
    if (this.waiting) out.push(mid(15, "…", `font-size="${size}" style="fill:var(--mmf-ink3)"`));
    else {
      const style = `font-size="${size}" font-weight="600" style="fill:var(--mmf-ink)" class="answer"`;
      const said = `${probability(now.p[best])} ${best === truth ? "✓" : "✗"}`;
      out.push(mid(14, escapeText(classes[best]), style));
      out.push(mid(33, said, 'font-size="15" style="fill:var(--mmf-ink)" class="probability"'));
      const other = was === best ? "" : `${escapeText(classes[was])} `;
      const before = tr("was {answer}", { answer: other + probability(plain.p[was]) });
      if (edited) out.push(end(y + 51, before, 'style="fill:var(--mmf-ink2)" class="was"'));
    }
    for (const s of header.senses) {
      const own = now.opinions[s];
      const top = argmax(own);
      const title = `<title>${escapeText(tr("answer of the CLS token of one modality alone: {modality}", { modality: this.name(s) }))}</title>`;
      const words = `${title}${escapeText(classes[top])} ${probability(own[top])}`;
      out.push(end(s === TOP ? 14 : at.low + at.tall + 20, words, `style="fill:var(--mmf-${s}-words)"`));
    }
    return `<g>${out.join("")}</g>`;
  }

  crosses() {
    const { at, header, chosen } = this;
    const out = [];
    for (const e of header.exchanges) {
      for (const s of header.senses) {
        const code = `${s}.${e.layer + 1}`;
        const x = at.x(e.layer) + at.grid / 2 + (at.wide ? 17 : 11);
        const what = tr("what {modality} writes at layer {n}, for the other one only", {
          modality: this.name(s),
          n: e.layer + 1,
        });
        out.push(this.cross(code, x, at.edge(s) + (s === TOP ? 19 : -19), what, this.isCut(s, e.layer + 1), false));
      }
    }
    if (chosen.depth > this.first) {
      const code = `token.${chosen.depth}.${chosen.token}`;
      const what = tr("token {n} after layer {layer}", { n: chosen.token, layer: chosen.depth });
      out.push(this.cross(code, at.x(chosen.depth) + at.side + 17, at.y(chosen.token), what, this.cut.has(code), true));
    }
    return out;
  }

  /** A round × that cuts or mends. */
  cross(code, x, y, what, on, near) {
    const r = near ? 10 : 8;
    const arm = r * 0.38;
    const whole = on && !this.cut.has(code);
    const label = escapeText(tr("cut: {what}", { what }));
    const undo = whole ? tr("cut by the row above: {what}", { what }) : tr("undo the cut: {what}", { what });
    const told = on ? escapeText(undo) : label;
    const state = `aria-pressed="${on}"${whole ? ' aria-disabled="true"' : ""} opacity="${near || on ? 1 : 0.55}"`;
    const ring = `fill:var(--mmf-${on ? "ink" : "page"});stroke:var(--mmf-${near || on ? "ink" : "ghost"})`;
    const d = `M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x + arm} ${y - arm}L${x - arm} ${y + arm}`;
    return (
      `<g role="button" tabindex="0" data-cut="${code}" aria-label="${label}" ${state}>` +
      `<title>${told}</title>` +
      `<circle cx="${x}" cy="${y}" r="${this.at.wide ? r + 4 : 17}" fill="transparent"/>` +
      `<circle class="ring" cx="${x}" cy="${y}" r="${r}" style="${ring}" stroke-width="1.6"/>` +
      `<path d="${d}" style="stroke:var(--mmf-${on ? "page" : "ink"})" stroke-width="1.8" fill="none"/></g>`
    );
  }
}

// The index of all heads: one tile each, as dark as the chosen statistic says.

import { tr } from "./language.js";
import { clamp } from "./numbers.js";
import { escapeText } from "./text.js";

/**
 * @typedef {object} Statistic
 * @property {string} sense colour of its ramp: a sense, or "ink"
 * @property {number} [low] bottom of its range
 * @property {Record<string, number>} of each head; a head that it cannot be of is absent
 *
 * @typedef {{ layer: number, stream: string, head: number, id: string }} Tile
 */

/** Palette colour of a stream. */
export const COLOURS = { visual: "visual", audio: "audio", stacked: "visual", bottleneck: "bottleneck" };
const RIM = "inset 0 0 0 1px var(--mmf-hairline)";

/** From the page's colour to a ramp's, rimmed so that its pale end is seen. @type {(css: string) => string} */
export const gradient = (css) => `background:linear-gradient(to right, var(--mmf-page), ${css});box-shadow:${RIM}`;

/** @type {(layers: { stream: string, heads: number }[][]) => Tile[]} */
export const tilesOf = (layers) =>
  layers.flatMap((streams, layer) =>
    streams.flatMap(({ stream, heads }) =>
      Array.from({ length: heads }, (_, head) => ({ layer, stream, head, id: `${layer}.${stream}.${head}` })),
    ),
  );

/** From nought, or from the least where that is below; never an empty range.
 * @type {(statistic: Statistic) => { low: number, high: number }} */
export function rangeOf({ low, of }) {
  const found = Object.values(of);
  const bottom = low ?? Math.min(0, ...found);
  return { low: bottom, high: Math.max(...found, bottom + 1e-9) };
}

export class HeadGrid {
  /** @param {HTMLElement} root @param {(tile: Tile) => void} open
   * @param {Record<string, string>} [names] of the streams, where there are several to tell apart */
  constructor(root, open, names = {}) {
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.open = open;
    this.names = names;
  }

  /** @param {{ layers: { stream: string, heads: number }[][], statistics: Record<string, Statistic> }} header
   * @param {{ layer: number | "", stream: string, head: number, statistic: string, sorted?: number }} look what is open
   * @param {Set<string>} off @param {string} [title] */
  draw(header, look, off, title = "") {
    /** @type {Statistic} */
    const statistic = header.statistics[look.statistic];
    const range = rangeOf(statistic);
    const all = tilesOf(header.layers);
    const widths = header.layers.map((streams) => streams.reduce((sum, s) => sum + s.heads, 0));
    const columns = Math.max(...widths);
    const grid = this.$(".grid");
    const focused = grid.contains(grid.getRootNode().activeElement);
    this.$(".index h3").textContent = tr("{n} heads", { n: all.length }) + title;
    this.$(".sort")?.setAttribute("aria-pressed", String(Boolean(look.sorted)));
    grid.style.gridTemplateColumns = look.sorted ? `repeat(${columns}, auto)` : `auto repeat(${columns}, auto)`;
    const tile = (t) => this.tile(t, { statistic, range, look, off: off.has(t.id) });
    const value = (t) => statistic.of[t.id] ?? -1;
    grid.innerHTML = look.sorted
      ? [...all]
          .sort((a, b) => value(b) - value(a))
          .map(tile)
          .join("")
      : this.rows(header.layers, all, columns, tile);
    this.listen(grid, all, columns);
    if (focused) grid.querySelector("[aria-checked=true]")?.focus();
    const ink = statistic.sense === "ink" ? "var(--mmf-ink)" : `var(--mmf-${COLOURS[statistic.sense]}-ramp)`;
    this.$(".ramp").style.cssText = gradient(ink);
    this.$(".range").textContent = tr("{low} to {high}", {
      low: range.low ? range.low.toFixed(2) : "0",
      high: range.high.toFixed(2),
    });
  }

  /** The last layer on top, heads side by side, their numbers below. */
  rows(layers, all, columns, tile) {
    const rows = [];
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      const own = all.filter((t) => t.layer === layer);
      rows.push(
        `<span class="name">${layer + 1}</span>`,
        ...own.map(tile),
        "<span></span>".repeat(columns - own.length),
      );
    }
    const numbers =
      layers[0].length > 1
        ? layers[0].flatMap((s) => Array.from({ length: s.heads }, (_, i) => [i + 1, s.stream]))
        : Array.from({ length: columns }, (_, i) => [i + 1, ""]);
    const number = ([n, stream]) => {
      const style = stream ? ` style="color:var(--mmf-${COLOURS[stream]}-words)"` : "";
      return `<span class="number"${style}>${n}</span>`;
    };
    return [...rows, "<span></span>", ...numbers.map(number)].join("");
  }

  /** @param {Tile} t */
  tile(t, { statistic, range, look, off }) {
    const value = statistic.of[t.id];
    const none = value === undefined;
    const open = t.layer === look.layer && t.stream === look.stream && t.head === look.head;
    const v = none ? 0 : clamp((value - range.low) / (range.high - range.low), 0, 1);
    const at = { layer: t.layer + 1, head: t.head + 1, stream: t.stream in this.names ? tr(this.names[t.stream]) : "" };
    const said =
      t.stream in this.names ? tr("layer {layer}, {stream}, head {head}", at) : tr("layer {layer}, head {head}", at);
    const label = escapeText(`${said}: ${none ? tr("not possible here") : value.toFixed(3)}`);
    const kind = `tile${none ? " none" : ""}${v > 0.55 ? " dark" : ""}${off ? " off" : ""}`;
    const fill = statistic.sense === "ink" ? "var(--mmf-ink)" : `var(--mmf-${COLOURS[statistic.sense]}-ramp)`;
    return (
      `<button type="button" role="radio" class="${kind}" data-id="${t.id}" aria-checked="${open}" ` +
      `tabindex="${open ? 0 : -1}" title="${label}" aria-label="${label}" style="--v:${v.toFixed(3)};--fill:${fill}">` +
      `${look.sorted ? `${t.layer + 1}·${t.head + 1}` : ""}</button>`
    );
  }

  /** @param {Tile[]} all */
  listen(grid, all, columns) {
    const buttons = [...grid.querySelectorAll("button")];
    const open = (button) => this.open(all.find(({ id }) => id === button.dataset.id));
    for (const button of buttons) {
      button.onclick = () => open(button);
      button.onkeydown = (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
        if (!by) return;
        event.preventDefault();
        const next = buttons[clamp(buttons.indexOf(button) + by, 0, buttons.length - 1)];
        next.focus();
        open(next);
      };
    }
  }
}

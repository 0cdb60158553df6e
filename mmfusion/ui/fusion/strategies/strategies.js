// The strategies side by side. Every sense and every level of spoiling is here already: a switch only redraws.

import { tr, trn } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { argmax, fixed, percent, probability } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {(number[] | null)[]} BySense probabilities of the kinds from each of the subsets
 *
 * @typedef {object} Said
 * @property {string} name
 * @property {string} title picture, sound
 * @property {string} known what came through it was seen, heard
 * @property {string} without what is missing where it is alone
 *
 * @typedef {object} Whole the answer to the whole of a clip
 * @property {number[]} p
 * @property {number} first in how many windows its first answer comes first
 * @property {number} windows in how many there is an answer
 *
 * @typedef {object} Right of real clips: how many of how many
 * @property {[right: number, of: number]} all
 * @property {[right: number, of: number]} kinds
 * @property {[right: number, of: number]} none
 * @property {number} low
 * @property {number} high
 *
 * @typedef {object} Strategy
 * @property {string} name
 * @property {string} title
 * @property {string} sub
 * @property {string} drawing SVG
 * @property {string[]} senses
 * @property {BySense[]} p at each level of spoiling
 * @property {Record<string, BySense[]>} [by] the same for each aggregator
 * @property {Whole | null} [whole]
 * @property {Record<string, Whole>} [wholeBy]
 * @property {{ value: number, low: number, high: number } | null} accuracy
 * @property {Record<string, { value: number, low: number, high: number }>} [accuracyBy]
 * @property {Right | null} [real]
 * @property {Record<string, Right>} [realBy]
 * @property {number | null} [nats]
 * @property {number} parameters
 * @property {number} macs
 * @property {number | null} ms
 *
 * @typedef {object} Data
 * @property {Strategy[]} strategies
 * @property {string[]} shown names of those that stand in the table
 * @property {string} focus
 * @property {string} sense the subset that the bars are of, one of the keys
 * @property {string[]} subsets their keys in the order of `p`, the whole first
 * @property {Said[]} modalities in the order of the task
 * @property {number} level
 * @property {string} aggregator
 * @property {Record<string, string>} aggregators
 * @property {string[]} classes
 * @property {string[]} short the same where there is little room
 * @property {(string | null)[]} [icons]
 * @property {number | null} [truth]
 * @property {number} chance
 * @property {boolean} trained
 * @property {boolean} [covered]
 * @property {string} [asked] the strategy whose answer with a modality less is to be guessed; "" for the test set's figures
 * @property {string[]} said sentences that stand with the answers
 * @property {boolean} longer whether the clip has an answer of its own
 * @property {string} wholeLabel HTML
 * @property {string} realLabel HTML
 * @property {string} kinds HTML
 * @property {string} kindsLabel
 * @property {string} testLabel
 * @property {string} costLabel
 * @property {string} absent HTML
 */

const holds = ({ low, high }, chance) => low <= chance && chance <= high;

/** Probabilities of the kinds from a subset of senses at the level looked at; null where nothing can run.
 * @type {(data: Pick<Data, "aggregator" | "level" | "subsets">, strategy: Pick<Strategy, "p" | "by">, sense: string) => number[] | null} */
export function answer({ aggregator, level, subsets }, strategy, sense) {
  const table = strategy.by?.[aggregator] ?? strategy.p;
  return table?.[Math.min(level, table.length - 1)]?.[subsets.indexOf(sense)] ?? null;
}

/** What stands on the bars: the senses that the page asks for, as far as the strategy has them.
 * @type {(data: Pick<Data, "aggregator" | "level" | "sense" | "subsets">, strategy: Pick<Strategy, "p" | "by">) => number[] | null} */
export function main(data, strategy) {
  const tried = data.sense === data.subsets[0] ? data.subsets : [data.sense];
  return tried.map((sense) => answer(data, strategy, sense)).find(Boolean) ?? null;
}

/** What late fusion was put together by, or the network itself.
 * @type {<T>(data: Pick<Data, "aggregator">, s: Pick<Strategy, "by">, own: T, by: Record<string, T> | undefined) => T | null} */
export function chosen({ aggregator }, s, own, by) {
  return s.by && aggregator !== "trained together" ? (by?.[aggregator] ?? null) : own;
}

class Strategies {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.open = null;
    this.resize = new Redraw(() => {
      if (this.data && (this.per() !== this.drawn || this.tight() !== this.short)) this.draw();
    });
    this.resize.observe(root);
    this.outside = (event) => {
      if (this.open && !event.composedPath().some((e) => e.classList?.contains("label"))) this.toggle(null);
    };
    document.addEventListener("pointerdown", this.outside);
    this.escape = (event) => {
      if (event.key === "Escape" && this.open) this.toggle(null);
    };
    document.addEventListener("keydown", this.escape);
  }

  /** @param {Data} data @param {(name: string, value: unknown) => void} set */
  show(data, set) {
    this.set = set;
    this.data = data;
    this.shown = data.shown;
    this.draw();
  }

  /** Open a panel, or close what is open. @param {string | null} panel */
  toggle(panel) {
    this.open = panel;
    this.draw();
  }

  /** How many stand side by side. */
  per() {
    return this.root.clientWidth < 700 ? 2 : 4;
  }

  /** Whether there is room for short names only. */
  tight() {
    return this.root.clientWidth < 860;
  }

  draw() {
    const { data } = this;
    const per = this.per();
    this.drawn = per;
    this.short = this.tight();
    const chosen = this.shown.map((name) => data.strategies.find((s) => s.name === name)).filter(Boolean);
    const blocks = [];
    for (let i = 0; i < chosen.length; i += per) blocks.push(this.block(chosen.slice(i, i + per), i === 0, per));
    this.root.innerHTML = blocks.join("");
    this.listen();
  }

  kinds() {
    return `<button class="more" data-open="kinds">${this.data.kindsLabel} ▾</button>${this.panel("kinds")}`;
  }

  block(group, first, per) {
    const { data } = this;
    const under = data.modalities.map((m) => m.without).join("<br>");
    /** @type {{ label: string, cell: (s: Strategy) => string, kind: string }[]} */
    const rows = [
      { label: first ? this.corner() : "", cell: (s) => this.name(s), kind: "top" },
      {
        label: `${data.longer ? tr("this window") : tr("this clip")}<br>${first ? this.kinds() : ""}<div class="under">${under}</div>`,
        cell: (s) => this.clip(s),
        kind: "bars",
      },
      { label: data.wholeLabel, cell: (s) => this.whole(s), kind: "whole" },
      { label: data.testLabel, cell: (s) => this.test(s), kind: "test" },
      { label: data.realLabel, cell: (s) => this.real(s), kind: "real" },
      { label: data.costLabel, cell: (s) => this.cost(s), kind: "cost" },
    ].filter(({ kind }) => ({ whole: data.longer, test: data.trained, real: data.realLabel })[kind] ?? true);
    const inside = per === 2 ? this.columns(rows, group, first) : this.cells(rows, group, per, first);
    return `<div class="block" style="--columns:${per}">${inside}</div>`;
  }

  cells(rows, group, per, first) {
    const row = ({ label, cell, kind }) => {
      const cells = group.map((s) => `<div class="cell ${kind}">${cell(s)}</div>`);
      const span = `<div class="cell ${kind}" style="grid-column: span ${per - group.length}"></div>`;
      const legend = kind === "top" ? " legend" : "";
      const said = first && kind === "bars" ? this.said() : "";
      return `<div class="label ${kind}${legend}">${label}</div>${cells.join("")}${group.length < per ? span : ""}${said}`;
    };
    return rows.map(row).join("");
  }

  /** On a phone a strategy's rows stay together, two strategies beside each other. */
  columns(rows, group, first) {
    const corner = `<div class="label legend"><span>${this.corner()}</span><span>${this.kinds()}</span></div>`;
    const column = (s) => rows.map(({ cell, kind }) => `<div class="cell ${kind}">${cell(s)}</div>`).join("");
    return `${first ? corner : ""}${group.map((s) => `<div>${column(s)}</div>`).join("")}${first ? this.said() : ""}`;
  }

  /** What has to be read with the answers: a modality that is missing, a clip unlike anything in training. */
  said() {
    const sentences = this.data.said.map((sentence) => `<p>${escapeText(sentence)}</p>`);
    return sentences.length ? `<div class="said" role="note">${sentences.join("")}</div>` : "";
  }

  corner() {
    const keys = [...this.data.modalities.map((m) => [m.name, m.known]), ["mixed", tr("may mix both")]].map(
      ([colour, words]) => `<div class="key"><i style="--c:var(--mmf-${colour})"></i>${words}</div>`,
    );
    const count = tr("{n} of {of} shown", { n: this.shown.length, of: this.data.strategies.length });
    const told = escapeText(tr("choose which strategies stand in the table"));
    return (
      `<button class="more" data-open="shown" title="${told}">${count} ▾</button>${this.panel("shown")}` +
      `<div style="margin-top:12px">${keys.join("")}</div>`
    );
  }

  panel(name) {
    if (this.open !== name) return "";
    const { data } = this;
    if (name === "kinds") return `<div class="panel" style="white-space:normal">${data.kinds}</div>`;
    const buttons = data.strategies.map((s) => {
      const on = this.shown.includes(s.name);
      const mark = `<i>${on ? "✓" : ""}</i>`;
      return `<button data-toggle="${s.name}" aria-pressed="${on}">${mark}${escapeText(s.title)}</button>`;
    });
    return `<div class="panel">${buttons.join("")}<small>${data.absent}</small></div>`;
  }

  /** @param {Strategy} s */
  name(s) {
    const { aggregator, aggregators, focus } = this.data;
    const options = Object.entries(aggregators).map(([key, words]) => {
      const said = escapeText(this.short ? words.split(", ").pop() : words);
      return `<option value="${key}" ${key === aggregator ? "selected" : ""}>${said} ▾</option>`;
    });
    const label = tr("how late fusion combines the two outputs");
    const sub = s.by
      ? `<select class="sub" aria-label="${label}">${options.join("")}</select>`
      : `<span class="sub">${escapeText(s.sub)}</span>`;
    const state = `aria-pressed="${s.name === focus}" data-focus="${s.name}" title="${tr("draw this strategy below, with its formula")}"`;
    const title = `<h3 tabindex="0" role="button" ${state}>${escapeText(s.title)}</h3>`;
    return `${title}${sub}<div class="net">${s.drawing}</div>`;
  }

  /** @param {Strategy} s */
  clip(s) {
    const { data } = this;
    const words = data.modalities.map((m) => this.words(s, m)).join("");
    return (
      this.bars(s) +
      (this.asked(s)
        ? `<div class="cover">${tr("covered: guess or reveal")}</div>`
        : `<div class="words">${words}</div>`)
    );
  }

  /** Whether what a strategy answers with a modality less is what is to be guessed. @param {Strategy} s */
  asked(s) {
    return Boolean(this.data.covered) && s.name === this.data.asked;
  }

  /** @param {Strategy} s */
  bars(s) {
    const p = main(this.data, s);
    const empty = '<div class="bar"></div>';
    if (!p) {
      const modality = this.data.modalities.find((m) => m.name === s.senses[0])?.title;
      const words = escapeText(tr("it reads the {modality} only", { modality }));
      return `<div class="bar"><span style="grid-column:1/-1">${words}</span></div>${empty}${empty}`;
    }
    const order = [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, 3);
    return order.map((k, i) => this.bar(s, p, k, i)).join("") + empty.repeat(3 - order.length);
  }

  /** The answer to the whole clip: its first kind, and in how many windows that comes first. @param {Strategy} s */
  whole(s) {
    const found = chosen(this.data, s, s.whole, s.wholeBy);
    const label = `<span class="phone">${tr("whole clip")}</span>`;
    if (s.whole === undefined) return `${label}<div class="bar first"><span>…</span></div><div class="in">&nbsp;</div>`;
    if (!found)
      return `${label}<div class="bar"><span style="grid-column:1/-1">${tr("no window is answered")}</span></div>`;
    const bar = this.bar(s, found.p, argmax(found.p), 0, false);
    const first = trn("first in {first} of one window", "first in {first} of {n} windows", found.windows, found);
    return `${label}${bar}<div class="in">${first}</div>`;
  }

  /** On how many real clips it is right. @param {Strategy} s */
  real(s) {
    const found = chosen(this.data, s, s.real, s.realBy);
    if (!found) return `<div class="pair"><span>${tr("not measured")}</span></div>`;
    const of = ([n, count]) => tr("{n} of {of}", { n, of: count });
    const share = tr("{low} to {high} %", { low: Math.round(found.low * 100), high: Math.round(found.high * 100) });
    const [kinds, none] = [of(found.kinds), of(found.none)];
    const parts = tr("a kind {kinds}, none {none}", { kinds, none });
    return (
      `<div class="pair"><b>${of(found.all)}<span class="phone"> ${tr("real clips")}</span></b>` +
      `<span class="hint">${share}</span></div><div class="in">${parts}</div>`
    );
  }

  bar(s, p, k, i, ticks = true) {
    const { data } = this;
    const full = escapeText(data.classes[k]);
    const name = this.short ? escapeText(data.short[k]) : full;
    const icon = data.icons?.[k] ? `<img alt="" src="${data.icons[k]}">` : "";
    const fill = `<div class="fill" style="width:${(p[k] * 100).toFixed(1)}%"></div>`;
    const said = probability(p[k]);
    return (
      `<div class="bar ${i ? "" : "first"}"><span title="${full}">${i ? "" : this.verdict(s, k)}${icon}${name}</span>` +
      `<div class="track">${fill}${i || !ticks ? "" : this.ticks(s, k)}</div>${i ? `<em>${said}</em>` : `<b>${said}</b>`}</div>`
    );
  }

  /** Whether the figures of the test set are to be guessed. */
  get guessed() {
    return Boolean(this.data.covered) && !this.data.asked;
  }

  /** What each sense alone gives the likeliest kind. */
  ticks(s, k) {
    if (this.asked(s) || s.senses.length < 2) return "";
    /** @type {(one: Said) => string} */
    const tick = ({ name, title }) => {
      const q = answer(this.data, s, name);
      if (!q) return "";
      const place = `left:${(q[k] * 100).toFixed(1)}%;background:var(--mmf-${name})`;
      return `<i class="tick" style="${place}" title="${tr("{modality} alone: {p}", { modality: title, p: probability(q[k]) })}"></i>`;
    };
    return this.data.modalities.map(tick).join("");
  }

  /** Right or wrong, where the truth is known; a network that cannot tell is neither. */
  verdict(s, k) {
    const { truth, chance, classes } = this.data;
    if (truth === null || truth === undefined || truth < 0) return "";
    if (!this.guessed && s.accuracy && holds(s.accuracy, chance))
      return `<i title="${tr("no better than chance on the test set")}">–</i> `;
    if (k === truth) return `<i title="${tr("correct")}">✓</i> `;
    return `<i title="${escapeText(tr("wrong: it is {truth}", { truth: classes[truth] }))}">✗</i> `;
  }

  /** @param {Strategy} s @param {Said} one */
  words(s, { name: sense, title }) {
    const words = tr("{modality}<em> alone</em>", { modality: title });
    const q = answer(this.data, s, sense);
    const only = s.senses.length === 1;
    if (!q || (only && s.senses[0] !== sense)) return `<span>${words}</span><b class="no">${tr("not read")}</b>`;
    if (only) return `<span>${words}</span><b class="no">${tr("as above")}</b>`;
    const both = answer(this.data, s, this.data.subsets[0]);
    const k = argmax(q);
    const turns = both && argmax(both) !== k;
    const said = `${turns ? "→ " : ""}${escapeText(this.data.short[k])} ${probability(q[k])}`;
    return `<span style="--c:var(--mmf-${sense})">${words}</span><b class="${turns ? "turns" : ""}">${said}</b>`;
  }

  /** @param {Strategy} s */
  test(s) {
    const { data } = this;
    const a = chosen(data, s, s.accuracy, s.accuracyBy);
    if (!a) return `<div class="pair"><span>${tr("not measured")}</span></div>`;
    if (this.guessed)
      return `<div class="cover flat">${s.name === this.shown[0] ? tr("covered: guess or reveal") : "?"}</div>`;
    const { chance } = data;
    const at = (v) => `${(v * 100).toFixed(1)}%`;
    const wide = percent(Math.max(a.high - a.value, a.value - a.low));
    const value = percent(a.value);
    const known = s.nats !== null && s.nats !== undefined;
    const hint = known
      ? `CE ${fixed(s.nats, s.nats < 0.1 ? 3 : 2)}`
      : s.name === this.shown[0]
        ? tr("tick: chance")
        : "";
    const line = (kind, from, to, top, bottom) => `<line ${kind} x1="${from}" x2="${to}" y1="${top}" y2="${bottom}"/>`;
    return (
      `<div class="pair"><b>${value} % ± ${wide}</b><span class="hint">${hint}</span></div>` +
      `<svg class="scale" role="img" aria-label="${tr("{value} percent, chance {chance}", { value, chance: percent(chance) })}">` +
      line("", 0, "100%", 7, 7) +
      line('class="chance"', at(chance), at(chance), 1, 13) +
      line('class="interval"', at(a.low), at(a.high), 7, 7) +
      `<circle class="${holds(a, chance) ? "hollow" : ""}" cx="${at(a.value)}" cy="7" r="5"/></svg>`
    );
  }

  /** @param {Strategy} s */
  cost(s) {
    const macs = fixed(s.macs / 1e6, s.macs < 1e7 ? 1 : 0);
    const ms = !s.ms ? "–" : s.ms < 9.5 ? s.ms.toFixed(1) : Math.round(s.ms);
    const parameters = tr("{n} M parameters", { n: fixed(s.parameters / 1e6, 2) });
    return (
      `<div class="pair"><div><span>${parameters}</span><span>${macs} M MACs</span></div>` +
      `<div class="right" title="${tr("time of one forward pass on this machine")}"><span>${ms} ms</span></div></div>`
    );
  }

  listen() {
    const { data, set } = this;
    /** @type {(selector: string, act: (element: any) => void) => void} */
    const each = (selector, act) => {
      for (const element of this.root.querySelectorAll(selector)) act(element);
    };
    each("[data-open]", (button) => {
      button.onclick = () => this.toggle(this.open === button.dataset.open ? null : button.dataset.open);
    });
    each("[data-toggle]", (button) => {
      button.onclick = () => this.flip(button.dataset.toggle);
    });
    each("[data-focus]", (title) => {
      title.onclick = () => {
        data.focus = title.dataset.focus;
        this.draw();
        set("focus", data.focus);
      };
      title.onkeydown = (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        title.onclick();
      };
    });
    each("select.sub", (select) => {
      select.onchange = () => {
        data.aggregator = select.value;
        this.draw();
        set("aggregator", select.value);
      };
    });
  }

  /** Show a strategy, or leave it out; one stays. */
  flip(name) {
    const on = this.shown.includes(name);
    if (on && this.shown.length === 1) return;
    const names = this.data.strategies.map((s) => s.name);
    this.shown = names.filter((n) => (n === name ? !on : this.shown.includes(n)));
    this.draw();
    this.set("shown", this.shown.join(" "));
  }

  close() {
    this.resize.disconnect();
    document.removeEventListener("pointerdown", this.outside);
    document.removeEventListener("keydown", this.escape);
  }
}

export default mount(".table", Strategies);

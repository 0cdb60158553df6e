// The strategies side by side. Every sense and every level of spoiling is here already: a switch only redraws.

const SENSE = { both: 0, visual: 1, audio: 2 };
const ALONE = [["visual", "picture<em> alone</em>"], ["audio", "sound<em> alone</em>"]];
const two = (p) => (p >= 0.995 ? ">0.99" : p < 0.005 ? "<0.01" : p.toFixed(2));
const brief = (name) => (name === "none of these" ? "none" : name);
const top = (p) => p.indexOf(Math.max(...p));

class Strategies {
  constructor(root) {
    this.root = root;
    this.resize = new ResizeObserver(() => { if (this.data && this.per() !== this.drawn) this.draw(); });
    this.resize.observe(root);
    this.outside = (event) => { if (this.open && !event.composedPath().some((e) => e.classList?.contains("label"))) { this.open = null; this.draw(); } };
    document.addEventListener("pointerdown", this.outside);
    this.escape = (event) => { if (event.key === "Escape" && this.open) { this.open = null; this.draw(); } };
    document.addEventListener("keydown", this.escape);
  }

  show(data, set) {
    this.set = set; this.data = data;
    this.shown = data.shown;
    this.draw();
  }

  per() { return this.root.clientWidth < 700 ? 2 : 4; }

  /** Probabilities of the 14 kinds from a subset of senses at the level looked at; null where nothing can run. */
  answer(strategy, sense) {
    const table = strategy.by?.[this.data.aggregator] ?? strategy.p;
    return table?.[Math.min(this.data.level, table.length - 1)]?.[SENSE[sense]] ?? null;
  }

  /** What stands on the bars: the senses that the page asks for, as far as the strategy has them. */
  main(strategy) {
    const { sense } = this.data;
    return sense === "both" ? this.answer(strategy, "both") ?? this.answer(strategy, "visual") ?? this.answer(strategy, "audio") : this.answer(strategy, sense);
  }

  draw() {
    const { data } = this, per = this.per();
    this.drawn = per;
    const chosen = this.shown.map((name) => data.strategies.find((s) => s.name === name)).filter(Boolean);
    const blocks = [];
    for (let i = 0; i < chosen.length; i += per) blocks.push(this.block(chosen.slice(i, i + per), i === 0, per));
    this.root.innerHTML = blocks.join("");
    this.listen();
  }

  block(group, first, per) {
    const { data } = this;
    const rows = [
      [first ? this.corner() : "", (s) => this.name(s), "top"],
      [`this clip<br>${first ? `<button class="more" data-open="kinds">${data.kindsLabel} ▾</button>${this.panel("kinds")}` : ""}
        <div class="under">${data.covered ? "" : "no sound<br>no picture"}</div>`, (s) => this.clip(s), "bars"],
    ];
    if (data.trained) rows.push([data.testLabel, (s) => this.test(s), "test"]);
    rows.push([data.costLabel, (s) => this.cost(s), "cost"]);
    const cells = rows.map(([label, cell, kind]) =>
      `<div class="label ${kind}${kind === "top" ? " legend" : ""}">${label}</div>` + group.map((s) => `<div class="cell ${kind}">${cell(s)}</div>`).join("") +
      (group.length < per && per > 2 ? `<div class="cell ${kind}" style="grid-column: span ${per - group.length}"></div>` : "")).join("");
    return `<div class="block" style="--columns:${per}">${per === 2 ? this.columns(rows, group, first) : cells}</div>`;
  }

  /** On a phone a strategy's rows stay together, two strategies beside each other. */
  columns(rows, group, first) {
    const kinds = `<button class="more" data-open="kinds">${this.data.kindsLabel} ▾</button>${this.panel("kinds")}`;
    const corner = first ? `<div class="label legend"><span>${this.corner()}</span><span>${kinds}</span></div>` : "";
    return corner + group.map((s) => `<div>${rows.map(([, cell, kind]) => `<div class="cell ${kind}">${cell(s)}</div>`).join("")}</div>`).join("");
  }

  corner() {
    const { data } = this;
    return `<button class="more" data-open="shown">${this.shown.length} of ${data.strategies.length} ▾</button>${this.panel("shown")}
      <div style="margin-top:12px"><div class="key"><i style="--c:var(--mmf-visual)"></i>seen</div><div class="key"><i style="--c:var(--mmf-audio)"></i>heard</div>
      <div class="key"><i style="--c:var(--mmf-mixed)"></i>may have both</div></div>`;
  }

  panel(name) {
    if (this.open !== name) return "";
    const { data } = this;
    if (name === "kinds") return `<div class="panel" style="white-space:normal">${data.kinds}</div>`;
    return `<div class="panel">${data.strategies.map((s) => {
      const on = this.shown.includes(s.name);
      return `<button data-toggle="${s.name}" aria-pressed="${on}"><i>${on ? "✓" : ""}</i>${escapeText(s.title)}</button>`;
    }).join("")}<small>${data.absent}</small></div>`;
  }

  name(s) {
    const sub = s.by
      ? `<select class="sub" aria-label="how late fusion puts the two together">${Object.entries(this.data.aggregators).map(([k, v]) => `<option value="${k}" ${k === this.data.aggregator ? "selected" : ""}>${escapeText(this.drawn === 2 ? v.split(", ").pop() : v)} ▾</option>`).join("")}</select>`
      : `<span class="sub">${escapeText(s.sub)}</span>`;
    return `<h3 tabindex="0" role="button" aria-pressed="${s.name === this.data.focus}" data-focus="${s.name}" title="look into this one, below">${escapeText(s.title)}</h3>${sub}<div class="net">${s.drawing}</div>`;
  }

  clip(s) {
    const { data } = this, p = this.main(s);
    const covered = data.covered;
    if (covered && data.coverAll) return `<div class="cover tall" aria-label="covered until you reveal it"></div>`;
    let bars;
    if (!p) bars = `<div class="bar"><span style="grid-column:1/-1">no answer: it only ${s.senses[0] === "audio" ? "hears" : "sees"}</span></div><div class="bar"></div><div class="bar"></div>`;
    else {
      const order = [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, 3);
      bars = order.map((k, i) => {
        const ticks = i === 0 && !covered && s.senses.length > 1 ? ALONE.map(([m, words]) => {
          const q = this.answer(s, m);
          return q ? `<i class="tick ${m}" style="left:${(q[k] * 100).toFixed(1)}%" title="${m === "visual" ? "picture" : "sound"} alone: ${two(q[k])}"></i>` : "";
        }).join("") : "";
        const icon = data.icons?.[k] ? `<img alt="" src="${data.icons[k]}">` : "";
        const name = escapeText(this.drawn === 2 ? brief(data.classes[k]) : data.classes[k]);
        return `<div class="bar ${i ? "" : "first"}"><span title="${escapeText(data.classes[k])}">${i ? "" : this.verdict(s, k)}${icon}${name}</span><div class="track"><div class="fill" style="width:${(p[k] * 100).toFixed(1)}%"></div>${ticks}</div>${i ? "<em>" : "<b>"}${two(p[k])}${i ? "</em>" : "</b>"}</div>`;
      }).join("") + `<div class="bar"></div>`.repeat(Math.max(0, 3 - order.length));
    }
    return bars + (covered ? `<div class="cover" aria-label="covered until you reveal it"></div>` : `<div class="words">${ALONE.map(([m, words]) => this.words(s, m, words)).join("")}</div>`);
  }

  /** Right or wrong, where the truth is known; a network that cannot tell is neither. */
  verdict(s, k) {
    const { data } = this;
    if (data.truth == null || data.truth < 0) return "";
    if (s.accuracy && s.accuracy.low <= data.chance && data.chance <= s.accuracy.high) return `<i title="cannot tell: at chance on the test set">–</i> `;
    return k === data.truth ? `<i title="right">✓</i> ` : `<i title="wrong: it is ${escapeText(data.classes[data.truth])}">✗</i> `;
  }

  words(s, sense, words) {
    const both = this.answer(s, "both"), q = this.answer(s, sense), only = s.senses.length === 1;
    if (!q || (only && s.senses[0] !== sense)) return `<span>${words}</span><b class="no">no answer</b>`;
    if (only) return `<span>${words}</span><b class="no">as before</b>`;
    const k = top(q), turns = both && top(both) !== k;
    return `<span style="--c:var(--mmf-${sense})">${words}</span><b class="${turns ? "turns" : ""}">${turns ? "→ " : ""}${escapeText(brief(this.data.classes[k]))} ${two(q[k])}</b>`;
  }

  test(s) {
    const a = (this.data.aggregator !== "mean logit" && s.accuracyBy?.[this.data.aggregator]) || (s.by && this.data.aggregator !== "mean logit" ? null : s.accuracy);
    if (!a) return `<div class="pair"><span>not measured</span></div>`;
    if (this.data.covered && this.data.coverAll) return `<div class="cover flat" aria-label="covered until you reveal it"></div>`;
    const { chance } = this.data, holds = a.low <= chance && chance <= a.high, at = (v) => `${(v * 100).toFixed(1)}%`;
    const wide = Math.max(a.high - a.value, a.value - a.low) * 100;
    return `<div class="pair"><b>${(a.value * 100).toFixed(1)} % ± ${wide.toFixed(1)}</b><span class="hint">${s.nats != null ? `CE ${s.nats.toFixed(s.nats < 0.1 ? 3 : 2)}` : s === this.firstShown() ? "tick: chance" : ""}</span></div>
      <svg class="scale" aria-label="${(a.value * 100).toFixed(1)} percent, chance ${(chance * 100).toFixed(1)}"><line x1="0" x2="100%" y1="7" y2="7"/><line class="chance" x1="${at(chance)}" x2="${at(chance)}" y1="1" y2="13"/>
      <line class="interval" x1="${at(a.low)}" x2="${at(a.high)}" y1="7" y2="7"/><circle class="${holds ? "hollow" : ""}" cx="${at(a.value)}" cy="7" r="5"/></svg>`;
  }

  firstShown() { return this.data.strategies.find((s) => s.name === this.shown[0]); }

  cost(s) {
    return `<div class="pair"><div><span>${(s.parameters / 1e6).toFixed(2)} M weights</span><span>${(s.macs / 1e6).toFixed(s.macs < 1e7 ? 1 : 0)} M MACs</span></div>
      <div class="right"><span>${!s.ms ? "–" : s.ms < 9.5 ? s.ms.toFixed(1) : Math.round(s.ms)} ms</span><span>this machine</span></div></div>`;
  }

  listen() {
    const { root, data, set } = this;
    root.querySelectorAll("[data-open]").forEach((button) => { button.onclick = () => { this.open = this.open === button.dataset.open ? null : button.dataset.open; this.draw(); }; });
    root.querySelectorAll("[data-toggle]").forEach((button) => {
      button.onclick = () => {
        const name = button.dataset.toggle, on = this.shown.includes(name);
        if (on && this.shown.length === 1) return;
        this.shown = data.strategies.map((s) => s.name).filter((n) => (n === name ? !on : this.shown.includes(n)));
        this.draw(); set("shown", this.shown.join(" "));
      };
    });
    root.querySelectorAll("[data-focus]").forEach((h) => {
      h.onclick = () => { data.focus = h.dataset.focus; this.draw(); set("focus", data.focus); };
      h.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); h.onclick(); } };
    });
    root.querySelectorAll("select.sub").forEach((select) => { select.onchange = () => { data.aggregator = select.value; this.draw(); set("aggregator", select.value); }; });
  }

  close() { this.resize.disconnect(); document.removeEventListener("pointerdown", this.outside); document.removeEventListener("keydown", this.escape); }
}

export default function ({ data, parentElement, setStateValue }) {
  const table = instance(parentElement, () => new Strategies(parentElement.querySelector(".table")));
  table.show(data, setStateValue);
  return () => { table.close(); instances.delete(parentElement); };
}

// The whole clip below the strip: its waveform, the answer window by window, and the bracket that moves the window.

const TOP = 8, MIDDLE = 38, FLOOR = 58, HALF = 15;

class Overview {
  constructor(root) {
    this.root = root;
    this.svg = root.querySelector(".drawing");
    this.bracket = root.querySelector(".bracket");
    this.field = root.querySelector(".field");
    this.select = root.querySelector("select");
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(this.field);
    const { bracket } = this;
    bracket.onpointerdown = (event) => { bracket.setPointerCapture(event.pointerId); this.grip = { x: event.clientX, start: this.start }; };
    bracket.onpointermove = (event) => {
      if (!this.grip) return;
      this.move(this.grip.start + ((event.clientX - this.grip.x) / this.field.clientWidth) * this.data.total);
    };
    bracket.onpointerup = bracket.onpointercancel = () => { if (this.grip) { this.grip = null; this.tell(); } };
    bracket.onkeydown = (event) => {
      const step = { ArrowLeft: -0.5, ArrowRight: 0.5, PageDown: -this.data.window, PageUp: this.data.window }[event.key];
      if (!step) return;
      event.preventDefault();
      this.move(this.start + step);
      clearTimeout(this.later);
      this.later = setTimeout(() => this.tell(), 400);
    };
    this.field.onclick = (event) => {
      if (event.target === bracket) return;
      const box = this.field.getBoundingClientRect();
      this.move(((event.clientX - box.left) / box.width) * this.data.total - this.data.window / 2);
      this.tell();
    };
  }

  show(data, set, trigger) {
    this.data = data; this.trigger = trigger;
    if (!this.grip) this.start = data.start;
    this.select.innerHTML = Object.entries(data.names).map(([key, name]) => `<option value="${key}">${escapeText(name)} ▾</option>`).join("");
    this.select.value = data.focus;
    this.select.parentElement.style.visibility = Object.keys(data.names).length ? "" : "hidden";
    this.select.onchange = () => { this.data.focus = this.select.value; this.draw(); set("focus", this.select.value); };
    this.draw();
  }

  move(start) { this.start = clamp(Math.round(start * 10) / 10, 0, Math.max(0, this.data.total - this.data.window)); this.draw(); }
  tell() { if (Math.abs(this.start - this.data.start) > 0.04) { this.data.start = this.start; this.trigger("start", this.start); } }

  draw() {
    const { data } = this;
    if (!data || !this.field.clientWidth) return;
    const width = this.field.clientWidth, left = this.svg.getBoundingClientRect().width - width;
    const x = (t) => left + (t / data.total) * width;
    const y = (p) => FLOOR - 6 - p * (FLOOR - 6 - TOP - 10);
    const from = x(this.start), to = x(Math.min(data.total, this.start + data.window));
    const parts = [`<path class="wedge" d="M0 0H${left + width}L${to} ${TOP}H${from}Z"/>`];
    if (data.peaks.length) {
      const step = width / data.peaks.length;
      const up = data.peaks.map((v, i) => `${(left + (i + 0.5) * step).toFixed(1)} ${(MIDDLE - Math.max(0.4, v * HALF)).toFixed(1)}`);
      const down = data.peaks.map((v, i) => `${(left + (i + 0.5) * step).toFixed(1)} ${(MIDDLE + Math.max(0.4, v * HALF)).toFixed(1)}`).reverse();
      parts.push(`<path class="sound" d="M${up.join("L")}L${down.join("L")}Z"/>`);
    }
    parts.push(`<path class="axis" d="M${left} ${FLOOR}H${left + width}"/>`);
    parts.push(this.curve(x, y, left, width));
    const end = data.total.toFixed(1), labels = [[this.start, "strong", from], [this.start + data.window, "strong", to]];
    if (from - left > 34) parts.push(`<text x="${left}" y="73">0</text>`);
    if (left + width - to > 52) parts.push(`<text x="${left + width}" y="73" text-anchor="end">${end} s</text>`);
    labels.forEach(([t, kind, at], i) => {
      const anchor = at - left < 12 ? "start" : left + width - at < 24 ? "end" : "middle";
      parts.push(`<text class="${kind}" x="${at}" y="73" text-anchor="${anchor}">${Math.min(t, data.total).toFixed(1)}${i ? " s" : ""}</text>`);
    });
    this.svg.innerHTML = parts.join("");
    this.bracket.style.left = `${from - left}px`;
    this.bracket.style.width = `${Math.max(12, to - from - 4)}px`;
    this.bracket.setAttribute("aria-valuemin", "0");
    this.bracket.setAttribute("aria-valuemax", Math.max(0, data.total - data.window).toFixed(1));
    this.bracket.setAttribute("aria-valuenow", this.start.toFixed(1));
  }

  /** The top class of each window: one line a run of windows that agree, named at both ends. */
  curve(x, y, left, width) {
    const { data } = this, points = data.curves[data.focus];
    if (!points || !points.length) return data.waiting ? `<text x="${left + width / 2}" y="30" text-anchor="middle">${escapeText(data.waiting)}</text>` : "";
    const runs = [];
    points.forEach(([kind, p], i) => {
      const at = [x(data.middles[i]), y(p)];
      const last = runs.at(-1);
      if (last && last.kind === kind) last.at.push(at);
      else runs.push({ kind, at: [at] });
    });
    const out = runs.map(({ kind, at }) => {
      const ends = at.length === 1 ? [[at[0][0] - 4, at[0][1]], [at[0][0] + 4, at[0][1]]] : at;
      return `<path class="curve ${kind === data.none ? "none" : ""}" d="M${ends.map((p) => p.map((v) => v.toFixed(1)).join(" ")).join("L")}"/>`;
    });
    const first = runs[0], last = runs.at(-1);
    const word = ({ kind }, [px, py], anchor) => {
      const text = `class="${kind === data.none ? "" : "strong"}"`, name = escapeText(data.classes[kind]);
      if (anchor === "end" && px - left < 95) return `<text ${text} x="${left}" y="${py + 17}">${name}</text>`; // no room beside it
      return `<text ${text} x="${px + (anchor === "end" ? -10 : 10)}" y="${py + 4}" text-anchor="${anchor}">${name}</text>`;
    };
    if (runs.length > 1 || last.at.at(-1)[0] + 80 > left + width) out.push(word(first, first.at[0], "end"));
    if (last.at.at(-1)[0] + 80 <= left + width) out.push(word(last, last.at.at(-1), "start"));
    const now = this.start + data.window / 2, near = data.middles.reduce((a, t, i) => (Math.abs(t - now) < Math.abs(data.middles[a] - now) ? i : a), 0);
    if (Math.abs(data.middles[near] - now) < data.window) out.push(`<circle class="now" cx="${x(now)}" cy="${y(points[near][1])}" r="4.5"/>`);
    return out.join("");
  }

  close() { this.resize.disconnect(); clearTimeout(this.later); }
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const overview = instance(parentElement, () => new Overview(parentElement.querySelector(".overview")));
  overview.show(data, setStateValue, setTriggerValue);
  return () => { overview.close(); instances.delete(parentElement); };
}

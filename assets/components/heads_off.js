// Heads off, one by one, by layer, or along the order of who is missed least; this clip's answer follows.
// Along the order every answer came with the data; any other set is Python's to answer.

const LIKELIEST = 5;
const INSET = { left: 30, right: 10, top: 8, bottom: 22 };
const shown = (p) => (p >= 0.995 ? ">0.99" : p < 0.005 ? "<0.01" : p.toFixed(2));

class HeadsOff {
  constructor(root) {
    this.root = root;
    this.$ = (selector) => root.querySelector(selector);
    this.off = new Set();
    const handle = this.$(".handle"), chart = this.$(".chart");
    chart.onpointerdown = (event) => { chart.setPointerCapture(event.pointerId); this.held = true; this.drag(event); };
    chart.onpointermove = (event) => { if (this.held) this.drag(event); };
    chart.onpointerup = chart.onpointercancel = () => { if (this.held) { this.held = false; this.tell(); } };
    handle.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -4, PageUp: 4, Home: -99, End: 99 }[event.key];
      if (!by || !this.data) return;
      event.preventDefault();
      this.first(clamp(this.count + by, 0, this.data.order.length)); this.tell();
    };
    this.$(".one").onclick = () => this.flip([this.open]);
    this.$(".layer").onclick = () => this.flip(this.data.tiles.filter((id) => id.split(".")[0] === this.open.split(".")[0]));
    this.$(".all").onclick = () => { this.off = new Set(); this.change(); this.tell(); };
    this.opened = (event) => { this.open = event.detail; this.buttons(); };
    this.asked = () => this.say();
    document.addEventListener("mmf-heads-open", this.opened);
    document.addEventListener("mmf-heads-ask", this.asked);
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
  }

  show(data, send) {
    this.data = data; this.send = send;
    if (!this.mine) { this.off = new Set(data.off); this.mine = true; }
    if (data.pass !== this.pass) { this.pass = data.pass; this.off = new Set(data.off); }
    this.open = this.openNow(data.open);
    this.root.classList.toggle("covered", Boolean(data.covered));
    this.change();
    this.root.dataset.ready = data.pass;
  }

  /** Python's word for the open head is late while a pin is under way; the browser's own comes first. */
  openNow(told) { return this.open && this.data.tiles.includes(this.open) && this.told === told ? this.open : (this.told = told); }

  /** How many heads are off if they are the first of the order, else null. */
  get prefix() {
    const { order } = this.data;
    return order.length && order.slice(0, this.off.size).every((id) => this.off.has(id)) ? this.off.size : null;
  }

  get count() { return this.off.size; }

  first(count) { this.off = new Set(this.data.order.slice(0, count)); this.change(); }

  flip(ids) {
    const all = ids.every((id) => this.off.has(id));
    for (const id of ids) { if (all) this.off.delete(id); else this.off.add(id); }
    this.change(); this.tell();
  }

  drag(event) {
    const box = this.$(".chart").getBoundingClientRect(), wide = box.width - INSET.left - INSET.right;
    this.first(clamp(Math.round(((event.clientX - box.left - INSET.left) / wide) * this.data.order.length), 0, this.data.order.length));
  }

  tell() {
    const prefix = this.prefix;
    this.send("off", this.off.size === 0 ? "" : prefix !== null ? `first-${prefix}` : [...this.off].join("_"));
  }

  say() { document.dispatchEvent(new CustomEvent("mmf-heads-off", { detail: [...this.off] })); }

  change() { this.say(); this.buttons(); this.draw(); this.speak(); }

  buttons() {
    if (!this.data || !this.open) return;
    const [layer, , head] = this.open.split("."), one = this.$(".one"), whole = this.$(".layer");
    const own = this.data.tiles.filter((id) => id.split(".")[0] === layer), gone = own.every((id) => this.off.has(id));
    one.textContent = `layer ${Number(layer) + 1}, head ${Number(head) + 1} off`; one.setAttribute("aria-pressed", String(this.off.has(this.open)));
    whole.textContent = `layer ${Number(layer) + 1} off`; whole.setAttribute("aria-pressed", String(gone));
    this.$(".all").disabled = !this.off.size;
  }

  /** This clip's answer before and now. */
  speak() {
    const { data } = this, here = this.$(".here"), prefix = this.prefix;
    const same = data.now && data.now.off.length === this.off.size && data.now.off.every((id) => this.off.has(id));
    const now = this.off.size === 0 ? data.base : prefix !== null ? data.path[prefix] : same ? data.now.p : null;
    const best = (p) => p.indexOf(Math.max(...p)), top = best(data.base), name = (i) => escapeText(data.classes[i]);
    const mark = (i) => (data.truth === null ? "" : i === data.truth ? " ✓" : " ✗");
    if (!this.off.size) here.innerHTML = `<b>This clip: ${name(top)} ${shown(data.base[top])}${mark(top)}</b>, no head off.`;
    else if (!now) here.innerHTML = `This clip, ${this.off.size} off: …`;
    else {
      const then = best(now);
      here.innerHTML = `<b>This clip, ${this.off.size} off: ${name(top)} ${shown(data.base[top])} → ${shown(now[top])}${then === top ? mark(top) : ""}</b>${then === top ? "." : `; <b>${name(then)} ${shown(now[then])}${mark(then)}</b> comes first.`}`;
      if (prefix === null && data.order.length) here.innerHTML += " The curve is of heads in their order, not of these.";
    }
    this.root.dataset.p = now ? now[top].toFixed(4) : "";
    if (now) this.bars(data.base, now); // until Python has answered, what was there stays
  }

  /** Where there is no order to draw: the likeliest answers now, a tick at what each was with every head at work. */
  bars(base, now) {
    const places = base.map((p, i) => i).sort((a, b) => Math.max(base[b], now[b]) - Math.max(base[a], now[a])).slice(0, LIKELIEST);
    const row = (i) => `<dt>${escapeText(this.data.classes[i])}</dt><dd><i style="width:${100 * now[i]}%"></i><u style="left:${100 * base[i]}%"></u></dd><dd>${shown(now[i])}</dd>`;
    this.$(".bars").innerHTML = this.data.order.length ? "" : places.map(row).join("");
  }

  draw() {
    const { data } = this;
    if (!data || !this.root.clientWidth) return;
    const has = data.least.length > 0;
    this.$(".chart").style.display = has ? "" : "none"; this.$(".none").textContent = has ? "" : data.none;
    if (!has) return;
    const { context, width, height } = sharp(this.$("canvas")), all = data.order.length, low = data.low;
    const x = (count) => INSET.left + (count / all) * (width - INSET.left - INSET.right), y = (v) => INSET.top + ((1 - v) / (1 - low)) * (height - INSET.top - INSET.bottom);
    const ink = colour(this.root, "ink"), line = colour(this.root, "line"), hair = colour(this.root, "hairline");
    const ticks = [1, 0.75, 0.5, 0.25].filter((v) => v >= low);
    context.fillStyle = hair; for (const v of ticks) context.fillRect(x(0), y(v) - 0.5, width - INSET.left - INSET.right, 1);
    const { counts, low: under, high: over } = data.random;
    context.beginPath(); counts.forEach((c, i) => context.lineTo(x(c), y(over[i]))); [...counts.keys()].reverse().forEach((i) => context.lineTo(x(counts[i]), y(under[i])));
    context.globalAlpha = 0.55; context.fillStyle = line; context.fill(); context.globalAlpha = 1;
    const curve = (values, dashed) => { context.beginPath(); values.forEach((v, i) => context.lineTo(x(i), y(v))); context.setLineDash(dashed ? [5, 4] : []); context.lineWidth = dashed ? 1.4 : 2.4; context.strokeStyle = ink; context.stroke(); context.setLineDash([]); };
    curve(data.most, true); curve(data.least, false);
    const count = this.prefix ?? 0, at = y(data.least[count]); // heads of another choice are not on the curve
    context.setLineDash([2, 3]); context.lineWidth = 1.2; context.beginPath(); context.moveTo(x(count), at + 9); context.lineTo(x(count), height - INSET.bottom); context.stroke(); context.setLineDash([]);
    const handle = this.$(".handle");
    handle.style.left = `${x(count)}px`; handle.style.top = `${at}px`; handle.style.opacity = this.prefix === null ? 0.35 : 1;
    handle.setAttribute("aria-valuemax", String(all)); handle.setAttribute("aria-valuenow", String(count)); handle.setAttribute("aria-valuetext", `${count} of ${all} heads off, ${(100 * data.least[count]).toFixed(1)} % on the test set`);
    const near = (c) => Math.abs(x(c) - x(count)) < 34, base = height - INSET.bottom + 3;
    const middle = Math.round(counts.length * 0.6);
    this.$(".marks").innerHTML = ticks.map((v) => `<span class="left" style="left:${INSET.left - 6}px;top:${y(v)}px">${100 * v}</span>`).join("") +
      (near(0) ? "" : `<span style="left:${x(0)}px;top:${base}px">0</span>`) + (x(all) - x(count) < 74 ? "" : `<em style="right:${INSET.right - 8}px;top:${base}px">${all} heads off</em>`) +
      `<b style="left:${clamp(x(count), 12, width - 12)}px;top:${base}px">${count}</b>` +
      `<b style="left:${x(all * 0.62)}px;top:${Math.max(-12, y(data.least[Math.round(all * 0.3)]) - 20)}px">least needed first</b>` +
      `<em style="left:${x(counts[middle]) + 4}px;top:${y(over[middle]) + 2}px">20 random</em>` +
      `<em style="left:${x(0) + 5}px;top:${base - 21}px">most needed first</em>`;
  }

  close() { this.resize.disconnect(); document.removeEventListener("mmf-heads-open", this.opened); document.removeEventListener("mmf-heads-ask", this.asked); }
}

export default function ({ data, parentElement, setStateValue }) {
  const panel = instance(parentElement, () => new HeadsOff(parentElement.querySelector(".switch")));
  if (data) panel.show(data, setStateValue);
  return () => { panel.close(); instances.delete(parentElement); };
}

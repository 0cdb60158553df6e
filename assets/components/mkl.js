// A solver watched: every p came with all of its iterations, so that p and iteration are turned here.

const PLAY = "M3 1.5v9l7.5-4.5z", PAUSE = "M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z";
const two = shareText;

class Watch {
  constructor(root) {
    this.root = root;
    const $ = (selector) => root.querySelector(selector);
    Object.assign(this, { rows: $(".rows"), bounds: $(".bounds"), lines: $(".lines"), step: $(".step"), norm: $(".norm"), duals: $(".duals"), button: $(".play") });
    this.p = 0; this.k = null;
    this.norm.oninput = () => { this.stop(); this.p = Number(this.norm.value); this.k = null; this.draw(); this.later(); };
    this.step.oninput = () => { this.stop(); this.k = Number(this.step.value); this.draw(); this.later(); };
    this.button.onclick = () => (this.timer ? this.stop() : this.play());
    $(".next").onclick = () => this.tell("picture", another(this.header.picture.number, this.header.picture.of));
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
    this.icon();
  }
  show(bytes, tell) {
    const { header, blob } = unpack(bytes);
    const first = !this.header, other = !first && this.header.key !== header.key;
    this.header = header; this.tell = tell;
    this.alphas = header.duals.map((at) => new Float32Array(blob(at).buffer));
    if (first) { const [p, k] = header.at.split(" "); const i = header.runs.findIndex((run) => run.p === p); this.p = Math.max(i, 0); if (k !== undefined && i >= 0) this.k = clamp(Number(k) || 0, 0, header.runs[i].gap.length - 1); }
    if (other) { this.stop(); this.k = null; }
    this.norm.max = header.runs.length - 1; this.norm.value = this.p;
    this.draw();
    this.root.dataset.ready = header.key;
  }
  run() { return this.header.runs[this.p]; }
  /** The iteration that is shown; the last one if none was chosen. */
  now() { const last = this.run().gap.length - 1; return this.k === null ? last : Math.min(this.k, last); }
  play() {
    let k = this.k === null || this.k >= this.run().gap.length - 1 ? 0 : this.k;
    const tick = () => { this.k = k; this.draw(); if (k++ >= this.run().gap.length - 1) { this.stop(); this.later(); } };
    this.timer = setInterval(tick, 350); tick(); this.icon();
  }
  stop() { clearInterval(this.timer); this.timer = null; this.icon(); }
  icon() { this.button.querySelector("path").setAttribute("d", this.timer ? PAUSE : PLAY); this.button.setAttribute("aria-label", this.timer ? "pause the solver" : "play the solver"); }
  later() { clearTimeout(this.wait); this.wait = setTimeout(() => this.tell("at", `${this.run().p}${this.k === null ? "" : ` ${this.now()}`}`), 500); }

  draw() {
    const { header } = this;
    if (!header || !this.root.clientWidth) return;
    const run = this.run(), k = this.now(), weights = this.k === null ? run.final : run.weights[k];
    this.step.max = run.gap.length - 1; this.step.value = k;
    this.step.setAttribute("aria-valuetext", `iteration ${k + 1} of ${run.gap.length}`);
    this.norm.setAttribute("aria-valuetext", `p = ${run.p}`);
    this.root.dataset.at = `${run.p} ${k}`;
    this.drawBars(weights, run); this.drawBounds(run, k); this.drawDuals(run, k); this.drawPaths(); this.drawWho(run);
  }

  drawBars(weights, run) {
    const { header } = this, known = header.names.length, total = weights.reduce((a, b) => a + b, 0) || 1, share = weights.map((v) => v / total);
    const most = Math.max(...share), html = [], left = share.filter((v) => v > 1e-4 * most).length;
    header.names.forEach((name, i) => {
      if (header.groups[i] !== header.groups[i - 1]) html.push(`<p class="group">${header.groups[i]}</p>`);
      html.push(header.seen ? `<div class="row ${share[i] <= 1e-4 * most ? "gone" : ""} ${share[i] === most ? "most" : ""}"><span>${name}</span><div class="track"><i style="width:${100 * share[i]}%"></i></div><em>${share[i] <= 1e-4 * most ? "–" : two(share[i])}</em></div>` : `<div class="row"><span>${name}</span><div class="track"></div><em></em></div>`);
    });
    if (header.noise) html.push(`<div class="noisy"><span>${header.noise} noise</span><div class="noises">${share.slice(known).map((v) => `<div class="track">${header.seen ? `<i style="width:${100 * v}%"></i>` : ""}</div>`).join("")}</div><em>${header.seen ? two(share.slice(known).reduce((a, b) => a + b, 0)) : ""}</em></div>`);
    this.rows.innerHTML = html.join("");
    this.root.querySelector(".sum").innerHTML = header.seen ? `Shares of the weight at <b>p = ${run.p}</b>${this.k === null ? "" : `, iteration ${this.now() + 1}`}: <b>${left}</b> of ${weights.length} kernels keep some.` : "Covered until you have guessed.";
  }

  drawBounds(run, k) {
    const { bounds, header } = this, width = bounds.clientWidth, height = 128, last = run.gap.length - 1, end = run.primal[last];
    const low = 0.4 * end, high = 1.6 * end, x = (i) => 8 + (i / Math.max(last, 1)) * (width - 70), y = (v) => 6 + (1 - (v - low) / (high - low)) * (height - 12);
    const line = (values) => values.map((v, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join("");
    const short = (v) => Number(v.toPrecision(2)).toString();
    const parts = [`<clipPath id="bounds"><rect x="0" y="0" width="${width}" height="${height}"/></clipPath>`];
    for (const v of [low, high]) parts.push(`<path d="M0 ${y(v)}H${width - 56}" style="stroke:var(--mmf-hairline)"/><text x="${width - 48}" y="${y(v) + 4}">${short(v)}</text>`);
    for (const [values, name, dash] of [[run.primal, "primal", ""], [run.dual, "dual", 'stroke-dasharray="5 4"']]) {
      parts.push(`<path d="${line(values)}" fill="none" clip-path="url(#bounds)" style="stroke:var(--mmf-ink)" stroke-width="2" ${dash}/>`);
      const inside = values[k] >= low && values[k] <= high; // a ring at the edge: the value lies beyond it
      parts.push(`<circle cx="${x(k)}" cy="${clamp(y(values[k]), 4, height - 4)}" r="4" style="fill:var(--mmf-${inside ? "ink" : "page"});stroke:var(--mmf-ink)" stroke-width="1.4"/>`);
      parts.push(`<text x="${x(last) + 8}" y="${y(end) + (name === "primal" ? -4 : 14)}">${name}</text>`);
    }
    bounds.innerHTML = parts.join("");
    const digits = (v) => (Math.abs(v) < 1e6 ? v.toPrecision(5) : v.toExponential(2)).replace("-", "−"), gap = 100 * run.gap[k];
    this.root.querySelector(".told").innerHTML = `Iteration <b>${k + 1}</b> of ${run.gap.length}: primal <b>${digits(run.primal[k])}</b>, dual <b>${digits(run.dual[k])}</b>, gap <b>${gap < 10 ? gap.toPrecision(2) : gap.toFixed(0)} %</b>. All of it: ${run.ms.toFixed(0)} ms here, the first time.`;
    this.bounds.setAttribute("aria-label", `primal and dual value; iteration ${k + 1} of ${run.gap.length} on ${header.kind}`);
  }

  /** A line a training picture, as long as its dual value; the kind's own first. */
  drawDuals(run, k) {
    const { header, duals, root } = this, values = this.alphas[this.p].subarray(k * header.n, (k + 1) * header.n), { context, width, height } = sharp(duals), gap = 8, w = (width - gap) / header.n;
    const ink = colour(root, "ink"), ghost = colour(root, "ghost");
    context.fillStyle = colour(root, "hairline"); context.fillRect(0, height - 1, width, 1);
    let held = 0, own = 0;
    const top = Math.max(...values), least = 1e-6 * header.cost;
    values.forEach((v, i) => {
      if (v <= least) return;
      held++; if (i < header.own) own++;
      context.fillStyle = i < header.own ? ink : ghost;
      const h = Math.max(2, (v / top) * (height - 2));
      context.fillRect(i * w + (i < header.own ? 0 : gap), height - h, Math.max(w, 1), h);
    });
    root.querySelector(".held").innerHTML = `<b>${own}</b> of ${header.own} of ${escapeText(header.kind)} (left), <b>${held - own}</b> of ${header.n - header.own} others are support vectors; the largest |α| is ${top.toPrecision(2)} of C = ${header.cost}.`;
    root.querySelector(".hardest").innerHTML = `<p>Held hardest at the end:</p>${run.held.map(({ kind, swatch, alpha }) => `<span class="one"><span class="swatch" aria-hidden="true">${swatch.map(([css, share]) => `<i style="flex:${share};background:${css}"></i>`).join("")}</span>${escapeText(kind)} <b>${alpha.toPrecision(2)}</b></span>`).join("")}`;
  }

  drawPaths() {
    const { lines, header } = this, width = lines.clientWidth, height = 132, count = header.runs.length, base = height - 18, x = (i) => 22 + (i / (count - 1)) * (width - 126), known = header.names.length;
    const shares = weightShares(header.runs.map(({ final }) => final), known);
    const top = header.seen ? Math.max(...shares.flat()) : 1, y = (v) => 6 + (1 - v / top) * (base - 10), parts = [];
    for (const v of [0, top]) parts.push(`<path d="M22 ${y(v)}H${width - 104}" style="stroke:var(--mmf-hairline)"/>`, header.seen ? `<text x="16" y="${y(v) + 4}" text-anchor="end">${v ? two(v) : "0"}</text>` : "");
    header.runs.forEach((run, i) => parts.push(`<text x="${x(i)}" y="${height - 1}" text-anchor="middle" style="${i === this.p ? "fill:var(--mmf-ink);font-weight:600" : ""}">${i ? run.p : `p = ${run.p}`}</text>`));
    parts.push(`<path d="M${x(this.p)} 0V${base}" style="stroke:var(--mmf-ink)" stroke-width="1.400"/>`);
    if (header.seen) parts.push(...weightLines({ shares, names: header.names, noise: header.noise, x, y, lead: 0, edge: x(count - 1) + 8 }));
    lines.innerHTML = parts.join("");
  }

  /** β_k Σ a_i k_k(x_i, x), largest first; what is left is added up, so that the column gives f. */
  drawWho(run) {
    const { header, root } = this, { picture } = header, known = header.names.length;
    const all = run.parts.slice(0, known).map((v, i) => [header.names[i], v]);
    if (header.noise) all.push(["all noise", run.parts.slice(known).reduce((a, b) => a + b, 0)]);
    const order = all.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])), shown = order.slice(0, 4), rest = order.slice(4).reduce((sum, [, v]) => sum + v, 0);
    const { f } = run, rows = [...shown, ["the others", rest], ["b", run.intercept], ["f(x)", f]], span = Math.max(...rows.map(([, v]) => Math.abs(v)), 1e-9);
    const right = f > 0 === (picture.truth === header.kind);
    root.querySelector(".who").innerHTML = `<div class="what"><span class="swatch" aria-hidden="true">${picture.swatch.map(([css, share]) => `<i style="flex:${share};background:${css}"></i>`).join("")}</span><span>Test picture ${picture.number + 1} of ${picture.of}: <b>${escapeText(picture.truth)}</b>, called ${f > 0 ? "" : "not "}${escapeText(header.kind)} ${right ? "✓" : "✗"}</span></div>${header.seen ? rows.map(([name, v], i) => `<div class="part ${i === rows.length - 1 ? "all" : ""}"><span>${name}</span><div class="axis"><i class="${v < 0 ? "minus" : "plus"}" style="left:${v < 0 ? 50 - (50 * -v) / span : 50}%;width:${(50 * Math.abs(v)) / span}%"></i></div><em>${v <= -0.005 ? "−" : ""}${Math.abs(v).toFixed(2)}</em></div>`).join("") : "<p>Covered until you have guessed.</p>"}`;
  }

  close() { this.stop(); clearTimeout(this.wait); this.resize.disconnect(); }
}

export default function ({ data, parentElement, setStateValue }) {
  const figure = instance(parentElement, () => new Watch(parentElement.querySelector(".mkl")));
  if (data) figure.show(data, setStateValue);
  return () => { figure.close(); instances.delete(parentElement); };
}

// Three kernels, one weight each: all that moves under the finger is added up here from what came with the buffer.
// Python hears of the point at which it is let go, of a kernel that is there twice, and of the next picture.

const SHIFT = [[0.5, 0], [0, 1], [1, 1]]; // corners: colour on top, texture left, shape right, as shares of the box
const ICONS = [
  '<svg viewBox="0 0 22 14"><circle cx="5" cy="7" r="4.5" style="fill:var(--mmf-ink)"/><circle cx="11" cy="7" r="4.5" style="fill:var(--mmf-ghost)"/><circle cx="17" cy="7" r="4.5" style="fill:var(--mmf-line)"/></svg>',
  '<svg viewBox="0 0 22 14"><path d="M1 13L6 1M5.5 13L10.500 1M10 13L15 1M14.500 13L19.500 1" style="stroke:var(--mmf-ink)" stroke-width="1.6"/></svg>',
  '<svg viewBox="0 0 22 14"><path d="M11 1.200L18.500 13H3.500Z" fill="none" style="stroke:var(--mmf-ink)" stroke-width="1.6"/></svg>',
];
const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const percent = (v) => `${(100 * v).toFixed(1)}`;
const signed = (v) => `${Math.abs(v) < 0.0005 ? "" : v < 0 ? "−" : "+"}${Math.abs(100 * v).toFixed(1)}`;
const two = (v) => v.toFixed(2).replace(/^0/, "");

class Triangle {
  constructor(root) {
    this.root = root;
    const $ = (selector) => root.querySelector(selector);
    Object.assign(this, { field: $(".field"), canvas: $(".field canvas"), svg: $(".field svg"), handle: $(".handle"), whole: $(".whole canvas") });
    this.listen();
    this.resize = new ResizeObserver(() => this.layout());
    this.resize.observe(root); this.resize.observe(this.field);
    this.theme = new MutationObserver(() => setTimeout(() => this.layout(), 50));
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
    root.picture = (kind) => this.picture(kind);
  }

  show(bytes, tell) {
    const { header, blob } = unpack(bytes);
    this.tell = tell; this.header = header;
    this.heats = header.heats.map((at) => blob(at));
    this.side = Math.round(Math.sqrt(this.heats[0].length));
    this.twice = header.twice;
    const at = header.at.map((v) => v / header.steps), said = header.at.join(" ");
    if (said !== this.told && !this.held && !this.later) { this.alpha = at; this.told = said; }
    this.build();
    // The map and the three heat maps are redrawn where they may differ, not at every release.
    const drawn = `${header.seen} ${this.twice}`;
    if (this.inks && this.drawn === drawn) this.moved(); else { this.drawn = drawn; this.layout(); }
    this.root.dataset.ready = said;
    this.root.dataset.seen = header.seen ? "1" : "";
  }

  /** The parts that stay while the point moves. */
  build() {
    const { header, root } = this, key = `${header.seen} ${header.names}`;
    if (this.built !== key) {
      this.built = key;
      root.querySelector(".sum").innerHTML = header.names.map((name, i) => `${i ? '<span class="plus">+</span>' : ""}<div class="one-kernel"><header>${ICONS[i]}<b>${name}</b><span class="alpha"></span></header><canvas role="img" aria-label="heat map of the kernel of ${name}"></canvas><div class="weight"><div class="bar"></div><button class="twice" type="button" data-name="${name}">duplicate</button></div></div>`).join("");
      root.querySelectorAll(".twice").forEach((button) => {
        button.setAttribute("aria-label", `duplicate ${button.dataset.name}`);
        button.onclick = () => { this.twice = this.twice === button.dataset.name ? "" : button.dataset.name; this.marks(); this.moved(); this.tell("twice", this.twice); };
      });
      root.querySelector(".count").textContent = `${this.side} training pictures, ordered by kind`;
      root.querySelector(".kinds").innerHTML = header.kinds.map((kind, i) => `<li>${escapeText(kind)}${this.swatch(header.swatches[i])}</li>`).join("");
      root.querySelector(".key").innerHTML = header.seen
        ? 'Validation accuracy: more ink is higher<span><svg viewBox="0 0 22 9"><path d="M1 5H21" fill="none" style="stroke:var(--mmf-ink)" stroke-width="2.400"/></svg> as good as the best</span>'
        : "Every point is a weighting. What each is worth is covered until you have guessed.";
    }
    const { live } = header, span = Math.max(...live.top.map(([, v]) => Math.abs(v)), 1);
    const right = live.top[0][0] === live.truth;
    root.querySelector(".one").innerHTML = `<div class="what">${this.swatch(live.swatch)}<span>Test picture ${live.picture + 1} of ${live.n}, ${/^[aeiou]/.test(live.truth) ? "an" : "a"} <b>${escapeText(live.truth)}</b> ${right ? "✓" : "✗"}</span></div><dl>${live.top.map(([kind, v], i) => `<dt class="${i ? "" : "first"}">${escapeText(kind)}</dt><dd class="bar ${i ? "" : "first"}"><i style="left:0;width:${(100 * Math.max(v + 1, 0) / (span + 1)).toFixed(1)}%"></i><u style="left:${(100 / (span + 1)).toFixed(1)}%"></u></dd><dd class="${i ? "" : "first"}">${v < 0 ? "−" : ""}${Math.abs(v).toFixed(2)}</dd>`).join("")}</dl>`;
  }

  swatch(parts) { return `<span class="swatch" aria-hidden="true">${parts.map(([css, share]) => `<i style="flex:${share};background:${css}"></i>`).join("")}</span>`; }

  // ---- the point ----

  box() {
    const width = this.field.clientWidth, side = Math.min(width, 344) - 16, left = (width - side) / 2, top = 20;
    return { left, top, side, tall: (side * Math.sqrt(3)) / 2 };
  }
  place(alpha) {
    const { left, top, side, tall } = this.box();
    return [left + side * dot(alpha, SHIFT.map(([x]) => x)), top + tall * dot(alpha, SHIFT.map(([, y]) => y))];
  }
  /** Weights of a place; beyond an edge, those of the nearest point inside. */
  weights(x, y) {
    const { left, top, side, tall } = this.box(), u = (x - left) / side, v = (y - top) / tall;
    const colour = 1 - v, shape = u - colour / 2;
    return this.inside([colour, 1 - colour - shape, shape]);
  }
  inside(alpha) {
    const sorted = [...alpha].sort((a, b) => b - a);
    let sum = 0, shift = 0;
    sorted.forEach((v, i) => { sum += v; if (v - (sum - 1) / (i + 1) > 0) shift = (sum - 1) / (i + 1); });
    return alpha.map((v) => Math.max(0, v - shift));
  }
  /** The nearest of the points at which everything has been measured, in steps. */
  nearest(alpha) {
    const n = this.header.steps, down = alpha.map((v) => Math.floor(v * n + 1e-9)), left = n - dot(down, [1, 1, 1]);
    const order = alpha.map((v, i) => [v * n - down[i], i]).sort((a, b) => b[0] - a[0]);
    for (let k = 0; k < left; k++) down[order[k][1]] += 1;
    return down;
  }
  index([i, j]) { const n = this.header.steps; return i * (n + 1) - (i * (i - 1)) / 2 + j; }

  listen() {
    const { field } = this;
    const to = (event) => { const box = field.getBoundingClientRect(); this.move(this.weights(event.clientX - box.left, event.clientY - box.top)); };
    field.onpointerdown = (event) => {
      if (!this.header || event.button || (event.pointerType === "touch" && event.target !== this.handle)) return;
      field.setPointerCapture(event.pointerId);
      this.held = true; this.root.classList.add("held"); to(event);
    };
    field.onpointermove = (event) => { if (this.held) to(event); };
    field.onpointerup = field.onpointercancel = () => { if (this.held) this.release(); };
    field.onclick = (event) => { if (this.header && event.pointerType === "touch" && event.target !== this.handle) { to(event); this.release(); } };
    field.onkeydown = (event) => {
      const step = { ArrowUp: [1, -0.5, -0.5], ArrowDown: [-1, 0.5, 0.5], ArrowLeft: [0, 1, -1], ArrowRight: [0, -1, 1] }[event.key];
      if (!step || !this.header) return;
      event.preventDefault();
      const now = this.nearest(this.alpha), n = this.header.steps;
      let next = now.map((v, i) => v + step[i]);
      if (step[0]) { // up takes from the larger of the other two, down gives to the smaller
        next = [...now]; next[0] += step[0];
        const from = step[0] > 0 === now[1] >= now[2] ? 1 : 2;
        next[next[from] - step[0] < 0 ? 3 - from : from] -= step[0];
      }
      if (next.some((v) => v < 0 || v > n)) return;
      this.move(next.map((v) => v / n));
      clearTimeout(this.later);
      this.later = setTimeout(() => { this.later = null; this.release(); }, 400);
    };
    this.root.querySelector(".next").onclick = () => this.tell("picture", another(this.header.live.picture, this.header.live.n));
  }

  move(alpha) { this.alpha = alpha; this.moved(); }

  release() {
    this.held = false; this.root.classList.remove("held");
    const steps = this.nearest(this.alpha), said = steps.join(" ");
    this.move(steps.map((v) => v / this.header.steps));
    if (said !== this.told) { this.told = said; this.tell("at", said); }
  }

  // ---- what is drawn ----

  layout() { if (this.header && this.field.clientWidth) { this.inks = ["page", "ink"].map((name) => colour(this.root, name).match(/[\d.]+/g).slice(0, 3).map(Number)); this.map(); this.marks(); this.kernels(); this.moved(); } }

  /** A square of bytes in the ink ramp, stretched between the values that all but a few of its pairs have. */
  heat(canvas, values) {
    const n = this.side, counts = new Uint32Array(256), [page, ink] = this.inks;
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) counts[values[i * n + j]]++;
    const total = (n * (n - 1)) / 2, at = (share) => { let sum = 0, v = 0; while (v < 255 && (sum += counts[v]) < share * total) v++; return v; };
    const low = at(0.02), high = Math.max(at(0.985), low + 1);
    canvas.width = canvas.height = n;
    const image = new ImageData(n, n);
    for (let k = 0; k < n * n; k++) {
      const t = clamp((values[k] - low) / (high - low), 0, 1);
      for (let c = 0; c < 3; c++) image.data[4 * k + c] = page[c] + (ink[c] - page[c]) * t;
      image.data[4 * k + 3] = 255;
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  kernels() { this.root.querySelectorAll(".one-kernel canvas").forEach((canvas, i) => this.heat(canvas, this.heats[i])); }

  /** All that follows the point. */
  moved() {
    const { header, alpha } = this;
    if (!header) return;
    const n = this.heats[0].length, sum = new Uint8Array(n), [a, b, c] = alpha, [x, y, z] = this.heats;
    for (let k = 0; k < n; k++) sum[k] = a * x[k] + b * y[k] + c * z[k] + 0.5;
    this.heat(this.whole, sum);
    this.root.querySelectorAll(".one-kernel").forEach((part, i) => {
      const double = this.twice === header.names[i], w = 100 * alpha[i];
      part.querySelector(".alpha").textContent = double ? `α = ${two(alpha[i] / 2)} + ${two(alpha[i] / 2)}` : `α = ${alpha[i].toFixed(2)}`;
      part.querySelector(".bar").innerHTML = double ? `<i style="left:0;width:calc(${w / 2}% - 1px)"></i><i style="left:calc(${w / 2}% + 1px);width:calc(${w / 2}% - 1px)"></i>` : `<i style="left:0;width:${w}%"></i>`;
      const again = part.querySelector(".twice");
      again.setAttribute("aria-pressed", String(double)); again.textContent = double ? "twice" : "duplicate";
    });
    const { kernels, labels, length } = header.aligned;
    const own = labels.map((v, i) => v / (Math.sqrt(kernels[i][i]) * length));
    const whole = dot(alpha, labels) / (Math.sqrt(dot(alpha, kernels.map((row) => dot(row, alpha)))) * length);
    this.root.querySelector(".aligned").innerHTML = [...header.names.map((name, i) => [name, own[i]]), ["the sum K", whole]].map(([name, v], i) => `<dt class="${i === 3 ? "last" : ""}">${name}</dt><dd class="bar ${i === 3 ? "last" : ""}"><i style="left:0;width:${100 * v}%"></i></dd><dd class="${i === 3 ? "last" : ""}">${v.toFixed(2)}</dd>`).join("");
    const [px, py] = this.place(alpha);
    this.handle.style.transform = `translate(${px}px, ${py}px)`;
    this.field.setAttribute("aria-valuenow", String(this.index(this.nearest(alpha))));
    this.field.setAttribute("aria-valuetext", header.names.map((name, i) => `${name} ${alpha[i].toFixed(2)}`).join(", "));
    this.root.dataset.alpha = alpha.map((v) => v.toFixed(3)).join(" ");
    this.you(px, py); this.rows();
  }

  /** Accuracy over the triangle in bands of a point, and the region's outline; plain while covered. */
  map() {
    const { context, width, height } = sharp(this.canvas), ratio = window.devicePixelRatio || 1, { header } = this;
    const corners = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((alpha) => this.place(alpha));
    const path = () => { context.beginPath(); corners.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x, y)); context.closePath(); };
    path(); context.fillStyle = colour(this.root, "wash"); context.fill();
    if (header.seen) {
      const { validation, slack } = header.figures, high = Math.max(...validation), low = high - 0.08; // what is worse is as pale
      const w = Math.round(width * ratio), h = Math.round(height * ratio), image = new ImageData(w, h), [page, ink] = this.inks;
      for (let j = 0; j < h; j++) {
        for (let i = 0; i < w; i++) {
          const alpha = this.raw((i + 0.5) / ratio, (j + 0.5) / ratio);
          if (Math.min(...alpha) < 0) continue;
          const band = Math.floor(100 * this.between(validation, alpha)) / 100, t = 0.05 + 0.5 * clamp((band - low) / (high - low), 0, 1), k = 4 * (j * w + i);
          for (let c = 0; c < 3; c++) image.data[k + c] = page[c] + (ink[c] - page[c]) * t;
          image.data[k + 3] = 255;
        }
      }
      const flat = new OffscreenCanvas(w, h);
      flat.getContext("2d").putImageData(image, 0, 0);
      context.drawImage(flat, 0, 0, width, height);
      context.strokeStyle = colour(this.root, "ink"); context.lineWidth = 2.4; context.lineCap = "round";
      for (const [p, q] of this.outline(slack)) { context.beginPath(); context.moveTo(...this.place(p)); context.lineTo(...this.place(q)); context.stroke(); }
    }
    path(); context.strokeStyle = colour(this.root, "line"); context.lineWidth = 1; context.stroke();
  }
  raw(x, y) { const { left, top, side, tall } = this.box(), colour = 1 - (y - top) / tall, shape = (x - left) / side - colour / 2; return [colour, 1 - colour - shape, shape]; }
  /** Linear between the three measured points around. */
  between(values, alpha) {
    const n = this.header.steps, s = alpha.map((v) => Math.max(0, v * n)), i = Math.min(Math.floor(s[0]), n), j = Math.min(Math.floor(s[1]), n - i);
    const u = s[0] - i, v = s[1] - j, get = (a, b) => values[this.index([a, b])];
    if (i + j >= n) return get(i, n - i);
    if (u + v <= 1) return get(i, j) + u * (get(i + 1, j) - get(i, j)) + v * (get(i, j + 1) - get(i, j));
    if (i + j + 2 > n) return u > v ? get(i + 1, j) : get(i, j + 1);
    const far = get(i + 1, j + 1);
    return far + (1 - u) * (get(i, j + 1) - far) + (1 - v) * (get(i + 1, j) - far);
  }
  /** Segments where the slack is 0, and along the edges of the triangle where it is above. */
  outline(slack) {
    const n = this.header.steps, out = [], at = (i, j) => ({ alpha: [i / n, j / n, (n - i - j) / n], v: slack[this.index([i, j])] });
    const cut = (p, q) => { const t = p.v / (p.v - q.v); return p.alpha.map((v, k) => v + t * (q.alpha[k] - v)); };
    const small = (...three) => {
      const found = [];
      three.forEach((p, k) => { const q = three[(k + 1) % 3]; if (p.v >= 0 !== q.v >= 0) found.push(cut(p, q)); });
      if (found.length === 2) out.push(found);
    };
    for (let i = 0; i < n; i++) for (let j = 0; i + j < n; j++) {
      small(at(i, j), at(i + 1, j), at(i, j + 1));
      if (i + j + 2 <= n) small(at(i + 1, j + 1), at(i, j + 1), at(i + 1, j));
    }
    for (let k = 0; k < n; k++) for (const [p, q] of [[at(k, 0), at(k + 1, 0)], [at(0, k), at(0, k + 1)], [at(k, n - k), at(k + 1, n - k - 1)]]) {
      if (p.v < 0 && q.v < 0) continue;
      out.push([p.v < 0 ? cut(p, q) : p.alpha, q.v < 0 ? cut(p, q) : q.alpha]);
    }
    return out;
  }

  /** Where equal weights stand: a kernel that is there twice counts twice. */
  equal() { const counts = this.header.names.map((name) => (name === this.twice ? 2 : 1)), sum = dot(counts, [1, 1, 1]); return counts.map((v) => v / sum); }

  marks() {
    const { header, svg } = this, parts = [];
    const corner = (i, dx, dy, anchor) => {
      const [x, y] = this.place([0, 1, 2].map((k) => (k === i ? 1 : 0)));
      const figure = header.seen ? ` <tspan class="mild" style="font-weight:400;fill:var(--mmf-ink2)">${percent(header.figures.validation[this.index([0, 1, 2].map((k) => (k === i ? header.steps : 0)))])} %</tspan>` : "";
      parts.push(`<text class="bold" x="${x + dx}" y="${y + dy}" text-anchor="${anchor}">${header.names[i]} alone${figure}</text>`);
    };
    corner(0, 12, 2, "start"); corner(1, -4, 21, "start"); corner(2, 4, 21, "end");
    this.taken = [];
    if (header.seen) {
      const { marks } = header.figures, all = [["equal", this.equal()], ...["L1", "L2", "alignf"].map((name) => [name, marks[name].weights])];
      const shapes = { equal: (x, y) => `<circle cx="${x}" cy="${y}" r="5.500" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="1.600"/>`, L1: (x, y) => `<rect x="${x - 5}" y="${y - 5}" width="10" height="10" style="fill:var(--mmf-ink);stroke:var(--mmf-page)" stroke-width="1.400"/>`, L2: (x, y) => `<path d="M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z" style="fill:var(--mmf-ink);stroke:var(--mmf-page)" stroke-width="1.400"/>`, alignf: (x, y) => `<path d="M${x} ${y - 7}L${x + 6.5} ${y + 5}H${x - 6.5}Z" style="fill:var(--mmf-ink);stroke:var(--mmf-page)" stroke-width="1.400"/>` };
      const places = all.map(([name, alpha]) => [name, ...this.place(alpha)]);
      places.forEach(([, x, y]) => this.taken.push([x - 7, y - 7, x + 7, y + 7]));
      for (const [name, x, y] of places) { parts.push(shapes[name](x, y)); parts.push(this.label(name, x, y)); }
    }
    svg.innerHTML = `${parts.join("")}<g class="you"></g>`;
  }
  /** A name beside its mark, on the first side where nothing stands. */
  label(name, x, y, bold = "") {
    const w = 7.2 * name.length, sides = [[11, 5, "start"], [-11, 5, "end"], [0, -12, "middle"], [0, 22, "middle"], [11, -9, "start"], [11, 19, "start"], [-11, -9, "end"], [-11, 19, "end"], [26, -18, "start"], [-26, 28, "end"], [26, 28, "start"], [-26, -18, "end"]];
    const box = ([dx, dy, anchor]) => { const left = x + dx - (anchor === "start" ? 0 : anchor === "end" ? w : w / 2); return [left, y + dy - 12, left + w, y + dy + 3]; };
    const hits = (b) => this.taken.filter((t) => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]).length;
    const side = sides.find((s) => !hits(box(s))) ?? sides.reduce((best, s) => (hits(box(s)) < hits(box(best)) ? s : best));
    this.taken.push(box(side));
    return `<text class="${bold}" x="${x + side[0]}" y="${y + side[1]}" text-anchor="${side[2]}">${name}</text>`;
  }
  you(x, y) {
    const { header } = this, group = this.svg.querySelector(".you");
    if (!group || !header.seen) return;
    const kept = this.taken, own = header.figures.validation[this.index(this.nearest(this.alpha))];
    this.taken = [...kept, [x - 11, y - 11, x + 11, y + 11]];
    group.innerHTML = this.label(`you ${percent(own)}`, x + 4, y - 2, "bold");
    this.taken = kept;
  }

  /** The table: test accuracy over splits, the difference paired by split, the weights. */
  rows() {
    const { header, alpha } = this, table = this.root.querySelector("table"), tail = this.root.querySelector(".tail");
    const three = (w) => w.map(two).join(" ");
    const order = ["equal", "L1", "L2", "alignf"], names = { equal: "equal", L1: "L1, learned", L2: "L2, learned", alignf: "alignf" };
    const head = `<thead><tr><th></th><th>test %, ${header.splits} splits</th><th>you − it</th><th>weights</th></tr></thead>`;
    if (!header.seen) {
      const hidden = '<td><span class="covered"></span></td>';
      table.innerHTML = `${head}<tbody><tr class="you"><th>you</th>${hidden}<td></td><td>${three(this.nearest(alpha).map((v) => v / header.steps))}</td></tr>${order.map((name) => `<tr><th>${names[name]}</th>${hidden}<td></td><td>${name === "equal" ? three(this.equal()) : '<span class="covered"></span>'}</td></tr>`).join("")}</tbody>`;
      tail.textContent = "";
      return;
    }
    const { test, marks } = header.figures, index = this.index(this.nearest(alpha)), own = test[index];
    const spread = (values) => { const mean = dot(values, values.map(() => 1 / values.length)); return [mean, header.quantile * Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1))]; };
    const figure = ([mean, half], f = percent) => `${f(mean)} ± ${percent(half)}`;
    const scores = { ...Object.fromEntries(order.map((name) => [name, marks[name].test])) };
    const double = this.twice ? this.nearest(this.equal()) : null;
    if (double) scores.equal = test[this.index(double)];
    const row = (name) => `<tr><th>${names[name]}</th><td>${figure(spread(scores[name]))}</td><td>${figure(spread(own.map((v, i) => v - scores[name][i])), signed)}</td><td>${three(name === "equal" ? this.equal() : marks[name].weights)}</td></tr>`;
    table.innerHTML = `${head}<tbody><tr class="you"><th>you</th><td>${figure(spread(own))}</td><td></td><td>${three(this.nearest(alpha).map((v) => v / header.steps))}</td></tr>${order.map(row).join("")}</tbody>`;
    tail.textContent = this.twice ? `With ${this.twice} there twice, equal moves; you and what is learned stay where they are.` : "The map and its outline are validation pictures; the table is test.";
  }

  // ---- what can be taken away ----

  async picture(kind) {
    const margin = 16, scale = 2, width = this.field.clientWidth, height = this.field.clientHeight, font = getComputedStyle(this.root).fontFamily.replace(/"/g, "'");
    const [hx, hy] = this.place(this.alpha), ring = `<circle cx="${hx}" cy="${hy}" r="9" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="1.400"/><circle cx="${hx}" cy="${hy}" r="4" style="fill:var(--mmf-ink)"/>`;
    const plain = (text) => text.replace(/var\(--mmf-([\w-]+)\)/g, (_, name) => colour(this.root, name));
    const style = `text{font:14px ${font};fill:${colour(this.root, "ink")}}.bold{font-weight:600}`;
    const svg = plain(`<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2 * margin}" height="${height + 2 * margin}"><style>${style}</style><rect width="100%" height="100%" fill="${colour(this.root, "page")}"/><g transform="translate(${margin} ${margin})"><image href="${this.canvas.toDataURL()}" width="${width}" height="${height}"/>${this.svg.innerHTML}${ring}</g></svg>`);
    const vector = new Blob([svg], { type: "image/svg+xml" });
    if (kind === "svg") return vector;
    const url = URL.createObjectURL(vector), image = new Image();
    image.src = url; await image.decode();
    const out = new OffscreenCanvas(image.width * scale, image.height * scale);
    out.getContext("2d").drawImage(image, 0, 0, out.width, out.height);
    URL.revokeObjectURL(url);
    return out.convertToBlob({ type: "image/png" });
  }

  close() { clearTimeout(this.later); this.resize.disconnect(); this.theme.disconnect(); }
}

export default function ({ data, parentElement, setStateValue }) {
  const figure = instance(parentElement, () => new Triangle(parentElement.querySelector(".triangle")));
  if (data) figure.show(data, setStateValue);
  return () => { figure.close(); instances.delete(parentElement); };
}

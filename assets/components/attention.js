// Attention under the finger: over frames, spectrogram and token strip at once; the grid of all heads; one head open.
// Hover, arrow keys, direction, mixing, temperature and threshold stay in the browser. A pin, or another layer, tells Python.

const COLOURS = { visual: "visual", audio: "audio", stacked: "visual", bottleneck: "bottleneck" };
const NAMES = { visual: "picture", audio: "sound", stacked: "picture and sound", bottleneck: "bottleneck", shared: "both senses" };
const DEFAULT = { query: "", layer: "", stream: "", head: 0, direction: "to", mix: "head", temperature: 0, threshold: 0, statistic: "", sorted: 0 };
const FIELDS = Object.keys(DEFAULT);
const TOP = 4, MATRIX = 148;
const ACROSS = { 4: ["far left", "left", "right", "far right"], 6: ["far left", "left", "middle left", "middle right", "right", "far right"] };
const UP = { 4: ["top", "upper half", "lower half", "bottom"] };
const two = (value) => (value >= 0.995 ? value.toFixed(2) : value < 0.005 ? "<.01" : value.toFixed(2).replace(/^0/, ""));

class Attention {
  constructor(root) {
    this.root = root;
    this.$ = (selector) => root.querySelector(selector);
    this.look = { ...DEFAULT };
    this.hover = null; this.off = new Set(); this.pens = new Map();
    this.clock = new Clock();
    this.clock.playing = false; // a still map is read more easily; pinning a token moves the clock to it
    this.listen();
    const step = (now) => { this.clock.tick(now); this.placeHead(); this.frameRequest = requestAnimationFrame(step); };
    this.frameRequest = requestAnimationFrame(step);
    this.resize = new ResizeObserver(() => this.drawAll());
    this.resize.observe(root);
    this.switched = (event) => { this.off = new Set(event.detail); this.drawGrid(); };
    document.addEventListener("mmf-heads-off", this.switched);
  }

  // ---- what came ----

  async show(bytes, tell) {
    this.send = tell;
    const { header, blob } = unpack(bytes);
    if (header.key === this.key) { this.drawAll(); return; }
    const raster = JSON.stringify([header.spans, header.geometry]), first = !this.key;
    this.key = header.key; this.header = header;
    header.streams = header.names.map((s) => ({ ...s, weights: header[`${s.name}-weights`], sums: header[`${s.name}-sums`], norms: header[`${s.name}-norms`] }));
    this.layer = new Layer(header, blob);
    // On another raster the numbers of tokens mean other places.
    if (first || raster !== this.raster) Object.assign(this.look, { query: "", stream: "", statistic: "", head: header.opens.head });
    if (first) this.recall();
    this.raster = raster;
    this.settle();
    this.pcm = header.sound ? new Int16Array(blob(header.sound).buffer) : null;
    if (header.clip !== this.clip) {
      Object.assign(this.clock, { duration: header.geometry.duration, buffer: null, pcm: this.pcm, rate: header.sound?.rate, time: 0 });
      this.clock.sound(); // what another clip played stops
    }
    showButtons(this.root, this.clock);
    this.mel = header.mel ? blob(header.mel) : null;
    this.spans = {}; let start = 0;
    for (const [name, count] of header.spans) { this.spans[name] = { start, count }; start += count; }
    this.buttons(); this.axis(); this.options(); this.lacking();
    if (header.clip !== this.clip) {
      this.clip = header.clip;
      const clip = header.clip, pictures = await Promise.all(header.frames.map((at) => createImageBitmap(new Blob([blob(at)], { type: "image/jpeg" }))));
      if (clip !== this.clip) return;
      this.pictures = pictures;
    }
    this.drawAll();
    this.root.dataset.ready = header.key;
    document.dispatchEvent(new CustomEvent("mmf-heads-ask"));
  }

  /** What the link says, as `look=query.layer.stream.head…`. */
  recall() {
    const parts = (new URLSearchParams(location.search).get("look") ?? "").split(".");
    FIELDS.forEach((field, i) => {
      if (parts[i]) this.look[field] = typeof DEFAULT[field] === "number" ? Number(parts[i]) || 0 : parts[i];
    });
  }

  /** Make the look one that this trace has: the open layer is the one that came. */
  settle() {
    const { header, look } = this, names = header.streams.map((s) => s.name);
    look.layer = header.layer;
    if (!names.includes(look.stream)) look.stream = header.opens.stream && names.includes(header.opens.stream) ? header.opens.stream : names[0];
    look.head = clamp(Number(look.head) || 0, 0, this.layer.streams[look.stream].heads - 1);
    const token = look.query === "" ? header.opens.query : Number(look.query);
    look.query = token >= 0 && token < this.layer.size ? token : header.opens.query;
    if (!(look.statistic in header.statistics)) look.statistic = header.opens.statistic;
    if (!["to", "from"].includes(look.direction)) look.direction = "to";
    if (!["head", "mean", "max"].includes(look.mix)) look.mix = "head";
    look.temperature = clamp(look.temperature, -4, 4); look.threshold = clamp(look.threshold, 0, 9);
  }

  tell(wait = 250) {
    clearTimeout(this.later); // a run of arrow keys is one message
    this.later = setTimeout(() => this.send("look", FIELDS.map((field) => this.look[field]).join(".")), wait);
  }

  /** A canvas to draw on anew; its size is asked for once a layout, since asking costs one. */
  pen(selector) {
    const known = this.pens.get(selector);
    if (!known) {
      const pen = sharp(this.$(selector));
      this.pens.set(selector, pen);
      return pen;
    }
    known.context.globalAlpha = 1;
    known.context.clearRect(0, 0, known.width, known.height);
    return known;
  }

  // ---- tokens ----

  get token() { return this.hover ?? this.look.query; }

  kind(token) {
    for (const [name, { start, count }] of Object.entries(this.spans)) {
      if (token < start + count) return { name, number: token - start };
    }
    return null;
  }

  /** Where a token lies: frame, row and column of a patch; step and band of a cell. */
  place(token) {
    const { name, number } = this.kind(token), g = this.header.geometry;
    if (name === "bottleneck" || number === 0) return null;
    const at = number - 1;
    if (name === "audio") return { step: at % g.steps, band: Math.floor(at / g.steps) };
    const each = g.rows * g.columns;
    return { frame: Math.floor(at / each), row: Math.floor((at % each) / g.columns), column: at % g.columns };
  }

  token_of(name, place) {
    const g = this.header.geometry, { start } = this.spans[name];
    const at = name === "audio" ? place.band * g.steps + place.step : (place.frame * g.rows + place.row) * g.columns + place.column;
    return start + 1 + at;
  }

  get picture() { return this.spans.visual ? "visual" : this.spans.stacked ? "stacked" : null; }

  /** Seconds from the window's start at which a token stands. */
  time(token) {
    const p = this.place(token), g = this.header.geometry;
    if (!p) return null;
    return p.frame === undefined ? ((p.step + 0.5) * g.duration) / g.steps : ((p.frame + 0.5) * g.duration * g.seen) / g.frames;
  }

  words(token) {
    const { name, number } = this.kind(token), p = this.place(token), g = this.header.geometry;
    if (name === "bottleneck") return `bottleneck token ${number + 1}`;
    if (!p) return `${NAMES[name]} CLS`;
    if (p.frame === undefined) {
      const step = g.duration / g.steps;
      return `${(g.start + p.step * step).toFixed(2)}–${(g.start + (p.step + 1) * step).toFixed(2)} s, ${g.edges[p.band]}–${g.edges[p.band + 1]} Hz`;
    }
    return `frame ${p.frame + 1}, ${ACROSS[g.columns]?.[p.column] ?? `column ${p.column + 1}`}, ${UP[g.rows]?.[p.row] ?? `row ${p.row + 1}`}`;
  }

  short(token) {
    const { name, number } = this.kind(token), p = this.place(token), g = this.header.geometry;
    if (name === "bottleneck") return `token ${number + 1}`;
    if (!p) return `${NAMES[name]} CLS`;
    return p.frame === undefined ? `${(g.start + (p.step * g.duration) / g.steps).toFixed(2)} s` : `frame ${p.frame + 1}`;
  }

  // ---- what can be done ----

  listen() {
    for (const group of this.root.querySelectorAll(".seg")) {
      group.onclick = (event) => { const button = event.target.closest("button"); if (button) this.choose(group.dataset.of, button.value); };
      group.onkeydown = (event) => this.arrows(event, [...group.children], (button) => this.choose(group.dataset.of, button.value));
    }
    for (const input of this.root.querySelectorAll("input")) {
      input.oninput = () => { this.look[input.dataset.of] = Number(input.value); this.layer.heat(2 ** (this.look.temperature / 2)); this.buttons(); this.drawMap(); this.drawOpen(); };
      input.onchange = () => this.tell();
    }
    this.$("select").onchange = (event) => { this.look.statistic = event.target.value; this.drawGrid(); this.tell(); };
    this.$(".play").onclick = () => { this.clock.toggle(); showButtons(this.root, this.clock); };
    this.$(".sound").onclick = () => {
      this.clock.loud = !this.clock.loud;
      if (this.clock.loud) this.clock.playing = true;
      this.clock.sound(); showButtons(this.root, this.clock);
    };
    this.$(".sort").onclick = () => { this.look.sorted = this.look.sorted ? 0 : 1; this.drawGrid(); this.tell(); };
    for (const [row, sense] of [[".frames", "picture"], [".mel", "audio"]]) {
      const element = this.$(row), under = (event) => this.under(element, sense, event);
      element.onpointermove = (event) => { if (event.pointerType === "mouse") this.point(under(event)); };
      element.onpointerleave = () => this.point(null);
      element.onclick = (event) => this.pin(under(event));
      element.onkeydown = (event) => this.walk(sense, event);
    }
    const bars = this.$(".tokens canvas"), bar = (event) => this.barAt(event);
    bars.onpointermove = (event) => { if (event.pointerType === "mouse") this.point(bar(event)); };
    bars.onpointerleave = () => this.point(null);
    bars.onclick = (event) => this.pin(bar(event));
    const matrix = this.$(".matrix");
    matrix.onclick = (event) => {
      const s = this.layer.streams[this.look.stream], box = matrix.getBoundingClientRect();
      this.pin(s.queries[clamp(Math.floor(((event.clientY - box.top) / box.height) * s.queries.length), 0, s.queries.length - 1)]);
    };
    matrix.onkeydown = (event) => {
      const s = this.layer.streams[this.look.stream], by = { ArrowUp: -1, ArrowDown: 1, PageUp: -24, PageDown: 24 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.pin(s.queries[clamp((s.row.get(this.look.query) ?? 0) + by, 0, s.queries.length - 1)]);
    };
  }

  arrows(event, buttons, act) {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = buttons[clamp(buttons.indexOf(event.target.closest("button")) + by, 0, buttons.length - 1)];
    next.focus(); act(next);
  }

  choose(field, value) { this.look[field] = value; this.buttons(); this.drawMap(); this.drawOpen(); this.tell(); }

  under(element, sense, event) {
    if (!this.header) return null;
    const box = element.getBoundingClientRect(), g = this.header.geometry, x = event.clientX - box.left, y = clamp((event.clientY - box.top) / box.height, 0, 0.999);
    if (sense === "audio") return this.spans.audio ? this.token_of("audio", { step: clamp(Math.floor((x / box.width) * g.steps), 0, g.steps - 1), band: g.bands - 1 - Math.floor(y * g.bands) }) : null;
    if (!this.picture) return null;
    const shown = framesShown(box.width), index = clamp(Math.floor((x / (box.width + FRAME_GAP)) * shown), 0, shown - 1), at = this.pictureBox(index, box.width, box.height);
    const part = (from, size, parts, where) => clamp(Math.floor(((where - from) / size) * parts), 0, parts - 1);
    return this.token_of(this.picture, { frame: frameAt(index, shown, g.frames), row: part(at.y, at.height, g.rows, y * box.height), column: part(at.x, at.width, g.columns, x) });
  }

  point(token) { if (token !== this.hover) { this.hover = token; this.drawMap(); this.drawOpen(); } }

  pin(token) {
    if (token === null || token === undefined) return;
    this.look.query = token; this.hover = null;
    this.drawMap(); this.drawOpen(); this.tell();
  }

  walk(sense, event) {
    const g = this.header.geometry, name = sense === "audio" ? "audio" : this.picture;
    if (!this.spans[name]) return;
    const now = this.kind(this.look.query).name === name ? this.place(this.look.query) : null;
    let next;
    if (name === "audio") {
      const p = now ?? { step: 0, band: 0 }, by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!by) return;
      next = { step: clamp(p.step + by[0], 0, g.steps - 1), band: clamp(p.band + by[1], 0, g.bands - 1) };
    } else {
      const p = now ?? { frame: 0, row: 0, column: 0 }, by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [g.columns, 0], PageDown: [-g.columns, 0] }[event.key];
      if (!by) return;
      const across = clamp(p.frame * g.columns + p.column + by[0], 0, g.frames * g.columns - 1);
      next = { frame: Math.floor(across / g.columns), column: across % g.columns, row: clamp(p.row + by[1], 0, g.rows - 1) };
    }
    event.preventDefault();
    this.pin(this.token_of(name, next));
  }

  // ---- choices and labels ----

  buttons() {
    for (const group of this.root.querySelectorAll(".seg")) {
      for (const button of group.children) {
        const on = this.look[group.dataset.of] === button.value;
        button.setAttribute("role", "radio"); button.setAttribute("aria-checked", String(on)); button.tabIndex = on ? 0 : -1;
      }
    }
    const heat = 2 ** (this.look.temperature / 2);
    for (const input of this.root.querySelectorAll("input")) {
      input.value = this.look[input.dataset.of];
      const text = input.dataset.of === "temperature" ? (Number.isInteger(heat) ? String(heat) : heat.toFixed(2)) : this.look.threshold ? `${this.look.threshold * 10} %` : "all";
      input.parentElement.querySelector("output").textContent = text;
      input.setAttribute("aria-valuetext", text);
    }
    this.layer.heat(heat);
  }

  axis() {
    const { duration, start } = this.header.geometry, parts = 4;
    this.$(".axis").innerHTML = Array.from({ length: parts + 1 }, (_, i) => `<span style="left:${(100 * i) / parts}%">${(start + (i * duration) / parts).toFixed(1)}${i === parts ? " s" : ""}</span>`).join("");
    const box = this.$(".specials");
    box.innerHTML = "<span></span>";
    for (const [name, { start, count }] of Object.entries(this.spans)) {
      const all = name === "bottleneck" ? Array.from({ length: count }, (_, i) => start + i) : [start];
      if (!all.length) continue;
      box.insertAdjacentHTML("beforeend", `<em>${name === "bottleneck" ? "bottleneck" : `${NAMES[name]} CLS`}</em>`);
      for (const token of all) {
        const button = document.createElement("button");
        button.type = "button"; button.dataset.token = token; button.className = name === "bottleneck" ? "neck" : "cls";
        button.style.cssText = `--rim:var(--mmf-${COLOURS[name]});--fill:var(--mmf-${COLOURS[name]}-ramp)`;
        button.setAttribute("aria-label", this.words(token));
        button.onpointerenter = (event) => { if (event.pointerType === "mouse") this.point(token); };
        button.onpointerleave = () => this.point(null);
        button.onclick = () => this.pin(token);
        box.append(button);
      }
    }
  }

  /** A sense that the clip has not is said, and not reached by the keyboard; frames end where the clip does. */
  lacking() {
    for (const [row, there, words] of [[".frames", this.picture, "no picture"], [".wave", this.pcm, "no sound"], [".mel", this.pcm, ""]]) {
      const element = this.$(row);
      element.dataset.lacks = there ? "" : words; element.classList.toggle("none", !there);
      if (row !== ".wave") element.tabIndex = there ? 0 : -1;
    }
    this.$(".frames").style.width = this.picture ? `${100 * this.header.geometry.seen}%` : "";
    this.$(".playing .sound").style.display = this.pcm ? "" : "none";
  }

  options() {
    this.$("select").innerHTML = Object.entries(this.header.statistics).map(([key, s]) => `<option value="${key}">${escapeText(s.label)}</option>`).join("");
    this.$("select").value = this.look.statistic;
  }

  // ---- pictures ----

  drawAll() {
    if (!this.header || !this.pictures || !this.root.clientWidth) return;
    this.pens.clear();
    this.colours = Object.fromEntries(["page", "ink", "ink3", "line", "hairline", "wash", "visual-ramp", "audio-ramp", "bottleneck-ramp", "visual", "audio", "bottleneck"].map((n) => [n, colour(this.root, n)]));
    this.root.style.setProperty("--mmf-ghosted", this.dark() ? "grayscale(1) invert(1) contrast(.8)" : "grayscale(1) contrast(.8)");
    this.paintPictures();
    const wave = sharp(this.$(".wave canvas")), mel = sharp(this.$(".mel .base"));
    if (this.pcm) paintWave(wave, this.pcm, this.header.geometry.duration * this.header.sound.rate, this.colours.audio);
    if (this.mel) paintMel(mel, this.mel, this.header.mel, this.colours.ink);
    this.drawMap(); this.drawGrid(); this.drawOpen();
  }

  dark() { const [r] = this.colours.page.match(/\d+/g).map(Number); return r < 128; }

  ramp(name) { return this.colours[`${COLOURS[name]}-ramp`]; }

  /** The map of the token that is pointed at, else of the pinned one. */
  drawMap() {
    if (!this.header || !this.pictures) return;
    const { look } = this, asked = look.direction === "from", token = this.token;
    const values = this.layer.map(look.stream, look.head, look.mix, token, asked);
    const most = values ? values.reduce((top, v) => (v > top ? v : top), 1e-9) : 1;
    const floor = (look.threshold / 10) * most, share = (t) => { const v = values?.[t]; return v >= floor ? v / most : 0; };
    this.paintPatches(share, token); this.paintCells(share, token);
    this.paintBars(values, token);
    for (const button of this.root.querySelectorAll(".specials button")) {
      const t = Number(button.dataset.token);
      button.style.setProperty("--v", share(t).toFixed(3)); button.setAttribute("aria-pressed", String(t === look.query));
    }
    const time = this.time(token);
    if (time !== null && !this.clock.playing) this.clock.time = time;
    this.speak(values, token, asked, most);
  }

  /** Where a picture lies in its box: whole, since patches lie all over it; a small misfit is stretched away. */
  pictureBox(index, width, height) {
    const { x, width: wide } = frameBox(width, index), own = this.pictures[0].width / this.pictures[0].height, box = wide / height;
    if (Math.abs(own / box - 1) < 0.08) return { x, y: 0, width: wide, height };
    const w = Math.min(wide, height * own), h = w / own;
    return { x: x + (wide - w) / 2, y: (height - h) / 2, width: w, height: h };
  }

  paintPictures() {
    const { context, width, height } = sharp(this.$(".frames .base")), shown = framesShown(width), count = this.pictures.length;
    for (let i = 0; count && i < shown; i++) {
      const at = this.pictureBox(i, width, height);
      context.drawImage(this.pictures[frameAt(i, shown, count)], at.x, at.y, at.width, at.height);
    }
  }

  paintPatches(share, token) {
    const { context, width, height } = this.pen(".frames .map"), g = this.header.geometry, name = this.picture;
    if (!name) return;
    const shown = framesShown(width), at = this.kind(token).name === name ? this.place(token) : null;
    context.fillStyle = this.ramp(name);
    for (let i = 0; i < shown; i++) {
      const box = this.pictureBox(i, width, height), frame = frameAt(i, shown, g.frames), w = box.width / g.columns, h = box.height / g.rows;
      for (let row = 0; row < g.rows; row++) for (let column = 0; column < g.columns; column++) {
        const v = share(this.token_of(name, { frame, row, column }));
        if (v <= 0.004) continue;
        context.globalAlpha = 0.9 * v;
        context.fillRect(box.x + column * w, box.y + row * h, w, h);
      }
      context.globalAlpha = 1;
      if (at && at.frame === frame) this.frame(context, box.x + at.column * w, box.y + at.row * h, w, h);
    }
  }

  placeHead() {
    if (this.header) this.$(".head").style.transform = `translateX(${(this.clock.time / this.clock.duration) * (this.pens.get(".mel .map")?.width ?? 0)}px)`;
  }

  frame(context, x, y, w, h) {
    context.lineWidth = 4.5; context.strokeStyle = this.colours.page; context.strokeRect(x, y, w, h);
    context.lineWidth = 2.5; context.strokeStyle = this.colours.ink; context.strokeRect(x, y, w, h);
  }

  paintCells(share, token) {
    const { context, width, height } = this.pen(".mel .map"), g = this.header.geometry;
    const name = this.spans.audio ? "audio" : null;
    if (!name) return;
    const w = width / g.steps, h = height / g.bands;
    context.fillStyle = this.ramp(name);
    for (let band = 0; band < g.bands; band++) for (let step = 0; step < g.steps; step++) {
      const v = share(this.token_of(name, { step, band }));
      if (v <= 0.004) continue;
      context.globalAlpha = 0.75 * v;
      context.fillRect(step * w, (g.bands - 1 - band) * h, w, h);
    }
    context.globalAlpha = 1;
    const at = this.kind(token).name === name ? this.place(token) : null;
    if (at) this.frame(context, at.step * w, (g.bands - 1 - at.band) * h, w, h);
  }

  /** x of a token's bar: patches below their frame, the four bands of a step side by side. */
  bar(token, width) {
    const p = this.place(token), g = this.header.geometry;
    if (!p) return null;
    if (p.frame === undefined) return { x: ((p.step + p.band / g.bands) / g.steps) * width, w: width / (g.steps * g.bands), down: true };
    const each = g.rows * g.columns;
    return { x: ((p.frame + (p.row * g.columns + p.column) / each) / g.frames) * g.seen * width, w: (g.seen * width) / (g.frames * each), down: false };
  }

  barAt(event) {
    const box = this.$(".tokens").getBoundingClientRect(), x = clamp((event.clientX - box.left) / box.width, 0, 0.9999), g = this.header.geometry;
    const below = event.clientY - box.top > box.height * 0.6;
    if (below && this.spans.audio) { const i = Math.floor(x * g.steps * g.bands); return this.token_of("audio", { step: Math.floor(i / g.bands), band: i % g.bands }); }
    return this.picture && x < g.seen ? this.spans[this.picture].start + 1 + Math.floor((x / g.seen) * g.frames * g.rows * g.columns) : null;
  }

  paintBars(values, token) {
    const { context, width, height } = this.pen(".tokens canvas"), middle = height * 0.6;
    const { look } = this, received = look.direction === "to" ? null : undefined;
    const shown = values ?? this.layer.received(look.stream, look.head, look.mix), most = shown.reduce((top, v) => (v > top ? v : top), 1e-9);
    context.fillStyle = this.colours.line; context.fillRect(0, middle - 0.5, width, 1);
    for (const [name, { start, count }] of Object.entries(this.spans)) {
      if (name === "bottleneck") continue;
      context.fillStyle = this.colours[COLOURS[name]];
      for (let t = start + 1; t < start + count; t++) {
        const bar = this.bar(t, width), v = Number.isNaN(shown[t]) ? 0 : shown[t] / most;
        const size = Math.max(1, v * (bar.down ? height - middle - 3 : middle - 3));
        context.globalAlpha = t === token ? 1 : 0.85;
        context.fillRect(bar.x + 0.5, bar.down ? middle + 1.5 : middle - 1.5 - size, Math.max(1, bar.w - 1), size);
      }
    }
    context.globalAlpha = 1;
    const own = this.bar(token, width);
    if (own) { context.fillStyle = this.colours.ink; context.fillRect(own.x, own.down ? height - 2 : 0, Math.max(2, own.w), 2); }
    const verb = received === null ? "by the attention they get" : "by the attention they give";
    this.$(".specials > span").textContent = `${this.layer.size} tokens, ${verb}`;
  }

  speak(values, token, asked, most) {
    const { look } = this, words = this.$(".words"), name = this.words(token);
    for (const [row, sense] of [[".frames", this.picture], [".mel", "audio"]]) {
      const element = this.$(row), own = this.kind(look.query).name === sense;
      element.setAttribute("aria-valuenow", String(own ? look.query - this.spans[sense].start : 1)); element.setAttribute("aria-valuetext", own ? this.words(look.query) : "none pinned here");
      if (sense && this.spans[sense]) element.setAttribute("aria-valuemax", String(this.spans[sense].count - 1));
    }
    if (!values) {
      words.innerHTML = `<b>${escapeText(name)}</b> ${asked ? "is not asked" : "does not ask"} in ${look.mix === "head" ? "this head" : "these heads"}: the stream is that of the ${NAMES[look.stream]}.`;
      this.$(".legend").innerHTML = "";
      return;
    }
    const best = [...values.keys()].filter((t) => !Number.isNaN(values[t])).sort((a, b) => values[b] - values[a]).slice(0, 2);
    words.innerHTML = `<b>${escapeText(name)}</b> ${asked ? "is looked at most by" : "looks most at"} ${best.map((t) => `${escapeText(this.words(t))} (${two(values[t])})`).join("; ")}.`;
    const senses = [...new Set(Object.keys(this.spans).filter((n) => this.spans[n].count && this.layer.streams[look.stream][asked ? "row" : "column"].has(this.spans[n].start)))];
    this.$(".legend").innerHTML = senses.map((n) => `<span>${NAMES[n]}, 0 to ${two(most)}</span><i style="background:linear-gradient(to right, var(--mmf-page), ${this.ramp(n)});box-shadow:inset 0 0 0 1px var(--mmf-hairline)"></i>`).join("");
  }

  // ---- the grid of heads ----

  tiles() {
    return this.header.layers.flatMap((streams, layer) => streams.flatMap(({ stream, heads }) => Array.from({ length: heads }, (_, head) => ({ layer, stream, head, id: `${layer}.${stream}.${head}` }))));
  }

  drawGrid() {
    if (!this.header || !this.colours) return;
    const { header, look } = this, statistic = header.statistics[look.statistic], values = statistic.of, all = this.tiles();
    const found = Object.values(values), low = statistic.low ?? Math.min(0, ...found), high = Math.max(...found, low + 1e-9);
    const columns = Math.max(...header.layers.map((streams) => streams.reduce((sum, s) => sum + s.heads, 0)));
    const grid = this.$(".grid"), focused = grid.contains(this.root.getRootNode().activeElement);
    this.$(".index h3").textContent = `${all.length} heads`;
    this.$(".sort").setAttribute("aria-pressed", String(Boolean(look.sorted)));
    grid.style.gridTemplateColumns = look.sorted ? `repeat(${columns}, auto)` : `auto repeat(${columns}, auto)`;
    const tile = (t) => {
      const value = values[t.id], open = t.layer === look.layer && t.stream === look.stream && t.head === look.head, v = value === undefined ? 0 : clamp((value - low) / (high - low), 0, 1);
      const said = `layer ${t.layer + 1}, ${NAMES[t.stream]}, head ${t.head + 1}`, says = value === undefined ? "not possible here" : value.toFixed(3);
      return `<button type="button" role="radio" class="tile${value === undefined ? " none" : ""}${v > 0.55 ? " dark" : ""}${this.off.has(t.id) ? " off" : ""}" data-id="${t.id}" aria-checked="${open}" tabindex="${open ? 0 : -1}" title="${said}: ${says}" aria-label="${said}: ${says}" style="--v:${v.toFixed(3)};--fill:${statistic.sense === "ink" ? "var(--mmf-ink)" : `var(--mmf-${COLOURS[statistic.sense]}-ramp)`}">${look.sorted ? `${t.layer + 1}·${t.head + 1}` : ""}</button>`;
    };
    const rows = [];
    if (look.sorted) rows.push(...[...all].sort((a, b) => (values[b.id] ?? -1) - (values[a.id] ?? -1)).map(tile));
    else {
      for (let layer = header.layers.length - 1; layer >= 0; layer--) {
        const own = all.filter((t) => t.layer === layer);
        rows.push(`<span class="name">${layer + 1}</span>`, ...own.map(tile), ...Array.from({ length: columns - own.length }, () => "<span></span>"));
      }
      const names = header.layers[0].length > 1 ? header.layers[0].flatMap((s) => Array.from({ length: s.heads }, (_, i) => [i + 1, s.stream])) : Array.from({ length: columns }, (_, i) => [i + 1, ""]);
      rows.push("<span></span>", ...names.map(([n, stream]) => `<span class="number"${stream ? ` style="color:var(--mmf-${COLOURS[stream]}-words)"` : ""}>${n}</span>`));
    }
    grid.innerHTML = rows.join("");
    const buttons = [...grid.querySelectorAll("button")];
    for (const button of buttons) {
      button.onclick = () => this.openTile(button.dataset.id);
      button.onkeydown = (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
        if (!by) return;
        event.preventDefault();
        const next = buttons[clamp(buttons.indexOf(button) + by, 0, buttons.length - 1)];
        next.focus(); this.openTile(next.dataset.id);
      };
    }
    if (focused) grid.querySelector("[aria-checked=true]")?.focus();
    this.$(".ramp").style.background = `linear-gradient(to right, var(--mmf-page), ${statistic.sense === "ink" ? "var(--mmf-ink)" : this.ramp(statistic.sense)})`;
    this.$(".ramp").style.boxShadow = "inset 0 0 0 1px var(--mmf-hairline)";
    this.$(".range").textContent = `${low ? low.toFixed(2) : "0"} to ${high.toFixed(2)}`;
  }

  openTile(id) {
    const [layer, stream, head] = id.split(".");
    this.look.stream = stream; this.look.head = Number(head);
    if (this.look.mix !== "head") { this.look.mix = "head"; this.buttons(); }
    const other = Number(layer) !== this.look.layer;
    this.look.layer = Number(layer);
    this.drawGrid();
    document.dispatchEvent(new CustomEvent("mmf-heads-open", { detail: id }));
    if (!other) { this.drawMap(); this.drawOpen(); }
    this.tell(other ? 0 : 250); // another layer's attention is sent when Python has been told
  }

  // ---- the open head ----

  drawOpen() {
    if (!this.header || !this.colours || this.look.layer !== this.header.layer) return;
    const { look, layer } = this, s = layer.streams[look.stream], asked = look.direction === "from", token = this.token;
    const whose = look.stream === "shared" ? "" : ` of the ${NAMES[look.stream]}`;
    this.$(".open h3").textContent = look.mix === "head" ? `Layer ${look.layer + 1}, head ${look.head + 1}${whose}` : `Layer ${look.layer + 1}, ${look.mix} of ${s.heads} heads${whose}`;
    this.paintMatrix(s, asked ? s.column.get(token) : s.row.get(token), asked);
    const values = layer.map(look.stream, look.head, look.mix, token, asked), single = look.mix === "head";
    const table = this.$(".open table");
    if (!values) { table.innerHTML = ""; this.$(".said").textContent = ""; return; }
    const order = [...values.keys()].filter((t) => !Number.isNaN(values[t])).sort((a, b) => values[b] - values[a]), top = order.slice(0, TOP), rest = order.slice(TOP);
    const sum = rest.reduce((total, t) => total + values[t], 0);
    table.innerHTML = `<tr><th colspan="2">${asked ? "is looked at by" : "looks at"}</th>${single ? "<th>score</th>" : ""}<th>weight</th></tr>` +
      top.map((t) => `<tr><td><canvas width="48" height="48" data-token="${t}" style="--rim:${this.colours[COLOURS[this.kind(t).name]]}"></canvas></td><td>${escapeText(this.short(t))}</td>${single ? `<td>${(asked ? layer.score(look.stream, look.head, t, token) : layer.score(look.stream, look.head, token, t)).toFixed(2).replace("-", "−")}</td>` : ""}<td><b>${two(values[t])}</b></td></tr>`).join("") +
      `<tr class="rest"><td></td><td>${rest.length} others</td>${single ? "<td></td>" : ""}<td>${asked ? `${two(sum / Math.max(1, rest.length))} each` : two(sum)}</td></tr>`;
    for (const canvas of table.querySelectorAll("canvas")) this.crop(canvas, Number(canvas.dataset.token));
    this.$(".said").innerHTML = asked ? "" : this.onObjects(values);
  }

  /** How much of a token's attention lies on each object, and how much of the picture that object covers. */
  onObjects(values) {
    const { objects } = this.header, name = this.picture;
    if (!objects?.length || !name || !this.layer.streams[this.look.stream].column.has(this.spans[name].start + 1)) return "";
    const { start, count } = this.spans[name];
    return objects.map((o) => {
      const sum = o.tokens.reduce((total, t) => total + values[start + 1 + t], 0);
      return `<b>${two(sum)}</b> lies on the ${escapeText(o.name)}${o.sounds ? ", which sounds" : ""} (${two(o.tokens.length / (count - 1))} of the picture)`;
    }).join("; ") + ".";
  }

  paintMatrix(s, line, asked) {
    const canvas = this.$(".matrix"), { context } = this.pen(".matrix"), rows = s.queries.length, columns = s.keys.length;
    const m = this.layer.matrix(this.look.stream, this.look.head, this.look.mix);
    const key = `${this.key}/${this.look.stream}/${this.look.head}/${this.look.mix}/${this.layer.temperature}/${this.colours.page}`;
    if (key !== this.matrixKey) { // the picture of all pairs changes with the head, not with the pointer
      this.matrixKey = key;
      let most = 1e-9;
      const sorted = Float32Array.from(m).sort();
      most = Math.max(most, sorted[Math.floor(sorted.length * 0.995)]);
      const page = this.colours.page.match(/\d+/g).map(Number), image = new ImageData(columns, rows);
      const inks = s.keys.map((token) => this.ramp(this.kind(token).name).match(/\d+/g).map(Number));
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
        const v = Math.min(1, m[i * columns + j] / most) ** 0.7, ink = inks[j], at = 4 * (i * columns + j);
        for (let c = 0; c < 3; c++) image.data[at + c] = page[c] + v * (ink[c] - page[c]);
        image.data[at + 3] = 255;
      }
      this.matrixImage = new OffscreenCanvas(columns, rows);
      this.matrixImage.getContext("2d").putImageData(image, 0, 0);
    }
    context.imageSmoothingQuality = "high";
    context.drawImage(this.matrixImage, 0, 0, MATRIX, MATRIX);
    context.fillStyle = this.colours.ink;
    const edge = (tokens, draw) => tokens.forEach((token, i) => { if (i && this.kind(token).name !== this.kind(tokens[i - 1]).name) draw(i / tokens.length); });
    edge(s.keys, (x) => context.fillRect(x * MATRIX - 0.5, 0, 1, MATRIX)); edge(s.queries, (y) => context.fillRect(0, y * MATRIX - 0.5, MATRIX, 1));
    if (line !== undefined) {
      const at = ((line + 0.5) / (asked ? columns : rows)) * MATRIX;
      if (asked) context.fillRect(at - 0.75, 0, 1.5, MATRIX); else context.fillRect(0, at - 0.75, MATRIX, 1.5);
    }
    canvas.setAttribute("aria-label", `attention of ${rows} queries, in rows, to ${columns} keys, in columns; up and down choose the row`);
    const spans = [...new Set(s.keys.map((token) => this.kind(token).name))], middles = spans.map((n) => s.keys.reduce((sum, token, j) => (this.kind(token).name === n ? [sum[0] + j, sum[1] + 1] : sum), [0, 0]));
    this.$("figcaption").innerHTML = spans.map((n, i) => (n === "bottleneck" ? "" : `<span style="left:${((middles[i][0] / middles[i][1] + 0.5) / columns) * MATRIX}px;color:var(--mmf-${COLOURS[n]}-words)">${NAMES[n]}</span>`)).join("");
  }

  /** The part of the clip that a token stands for. */
  crop(canvas, token) {
    const context = canvas.getContext("2d"), p = this.place(token), g = this.header.geometry, { width, height } = canvas, name = this.kind(token).name;
    if (!p) { context.fillStyle = this.ramp(name); context.globalAlpha = 0.35; context.fillRect(0, 0, width, height); return; }
    if (p.frame === undefined) {
      const source = this.$(".mel .base"), w = source.width / g.steps, h = source.height / g.bands;
      context.drawImage(source, p.step * w, (g.bands - 1 - p.band) * h, w, h, 0, 0, width, height);
    } else {
      const picture = this.pictures[p.frame], w = picture.width / g.columns, h = picture.height / g.rows;
      context.drawImage(picture, p.column * w, p.row * h, w, h, 0, 0, width, height);
    }
  }

  close() { cancelAnimationFrame(this.frameRequest); this.clock.close(); clearTimeout(this.later); this.resize.disconnect(); document.removeEventListener("mmf-heads-off", this.switched); }
}

export default function ({ data, parentElement, setStateValue }) {
  const attention = instance(parentElement, () => new Attention(parentElement.querySelector(".attention")));
  if (data) attention.show(data, setStateValue);
  return () => { attention.close(); instances.delete(parentElement); };
}

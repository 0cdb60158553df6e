// A clip as tokens: patch and cell, their crops, x -> E x + p = z, and the barcode of the whole input.
// Nothing here asks Python: every raster and every token of the clip came with the buffer.

const LOUDER = 16; // how many times louder than it is, at most, a quiet cell is played

class Tokens extends TokensView {
  constructor(root) {
    super();
    this.root = root;
    this.lane = Object.fromEntries(SENSES.map((s) => [s, root.querySelector(`.lane.${s}`)]));
    this.view = Object.fromEntries(SENSES.map((s) => [s, this.lane[s].querySelector(".view")]));
    this.bar = root.querySelector(".bar");
    this.hover = null; this.sound = null; this.played = 0;
    for (const sense of SENSES) {
      const [x, ...others] = STRIPS.map(([kind, name]) =>
        `<figure class="${kind}"><div class="strip" aria-hidden="true">${"<i></i>".repeat(TILES)}</div><figcaption><b>${name}</b><span></span></figcaption></figure>`);
      const arrow = '<div class="op arrow" aria-hidden="true"><em>E</em><svg width="38" height="9" viewBox="0 0 38 9"><path d="M0 4.5h37M32 1l5 3.5-5 3.5"/></svg></div>';
      const [ex, p, z] = others, op = (sign) => `<div class="op" aria-hidden="true">${sign}</div>`;
      this.lane[sense].querySelector(".vectors").innerHTML = x + arrow + ex + op("+") + p + op("=") + z;
    }
    this.listen();
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
    this.heard = (event) => this.receive(event.detail);
    this.asked = () => this.tell();
    document.addEventListener("mmf-tokens-sounds", this.heard);
    document.addEventListener("mmf-tokens-ask", this.asked);
    this.path = location.pathname;
    this.moved = () => this.address();
    window.navigation?.addEventListener("currententrychange", this.moved);
    document.dispatchEvent(new CustomEvent("mmf-sounds-ask"));
  }

  /** Take a clip; what has not changed is not decoded again. */
  async show(bytes) {
    const { header, blob } = unpack(bytes);
    this.covered = header.covered;
    this.root.classList.toggle("covered", header.covered);
    if (header.key === this.key) { this.address(); this.draw(); this.tell(); return; }
    const first = !this.key;
    this.key = header.key; this.header = header;
    this.mel = floats(blob(header.mel));
    this.terms = {};
    for (const sense of SENSES) {
      if (!header[`${sense}-projected`]) continue;
      const term = Object.fromEntries(["projected", "places", "cls"].map((n) => [n, floats(blob(header[`${sense}-${n}`]))]));
      this.terms[sense] = this.weigh({ ...term, d: header.width[sense] });
    }
    if (first) {
      this.raster = { ...header.trained };
      this.pinned = { ...header.pins };
      this.recall();
    } else this.pinned = SENSES.reduce((all, s) => ({ ...all, [s]: this.trained(s) ? header.pins[s] : all[s] }), { ...this.pinned });
    this.hover = null;
    const key = header.key, decode = (list) => Promise.all(list.map((at) => createImageBitmap(new Blob([blob(at)], { type: "image/png" }))));
    const [large, small] = await Promise.all([decode(header.large), decode(header.small)]);
    if (key !== this.key) return;
    this.large = large;
    const [height, width] = header.size, canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    this.pixels = small.map((picture) => { pen.drawImage(picture, 0, 0); return pen.getImageData(0, 0, width, height).data; });
    this.scale = { visual: 1e-9, audio: 1e-9 };
    for (const sense of SENSES) { // one scale for x: that of the trained raster
      const raster = header.trained, count = this.counts(sense, raster).all;
      for (let i = 1; i <= count; i++) this.scale[sense] = Math.max(this.scale[sense], largest([twelfths(this.piece(sense, i, raster).vector)]));
    }
    this.draw(); this.tell();
    document.dispatchEvent(new CustomEvent("mmf-sounds-ask"));
    this.root.dataset.ready = key;
  }

  // ---- what can be done ----

  listen() {
    for (const input of this.root.querySelectorAll("input")) {
      input.oninput = () => this.recut(input.dataset.of, this.header.options[input.dataset.of][Number(input.value)]);
    }
    for (const sense of SENSES) {
      const view = this.view[sense];
      const under = (event) => {
        const box = view.getBoundingClientRect(), { rows, columns } = this.counts(sense);
        const shown = sense === "audio" ? this.raster.columns / this.header.total : 1;
        const column = Math.floor(((event.clientX - box.left) / (box.width * shown)) * columns);
        const row = clamp(Math.floor(((event.clientY - box.top) / box.height) * rows), 0, rows - 1);
        if (column < 0 || column >= columns) return null;
        const frame = sense === "visual" ? this.frame() : 0;
        return this.index(sense, { frame, row: sense === "audio" ? rows - 1 - row : row, column });
      };
      view.onpointermove = (event) => { if (event.pointerType === "mouse") this.point(sense, under(event)); };
      view.onpointerleave = () => this.point(sense, null);
      view.onclick = (event) => {
        const index = under(event);
        if (index === null) return;
        this.pin(sense, index);
        if (sense === "audio") this.play();
      };
      view.onkeydown = (event) => this.keyInView(sense, event);
    }
    const step = (by) => {
      const { frames, each } = this.counts("visual"), at = this.pinned.visual || 1;
      const frame = clamp(Math.floor((at - 1) / each) + by, 0, frames - 1);
      this.pin("visual", 1 + frame * each + ((at - 1) % each));
    };
    this.stepFrame = step;
    this.lane.visual.querySelector(".back").onclick = () => step(-1);
    this.lane.visual.querySelector(".on").onclick = () => step(1);
    this.lane.audio.querySelector(".hear").onclick = () => this.play();
    const { bar } = this;
    const token = (event) => {
      const box = bar.getBoundingClientRect(), x = event.clientX - box.left;
      for (const sense of SENSES) {
        const { left, width, all, box: side } = this.spans(box.width)[sense];
        if (x <= left + side + width + GAP / 2) return { sense, index: x < left + side ? CLS : clamp(1 + Math.floor(((x - left - side) / width) * all), 1, all) };
      }
      return { sense: "audio", index: this.counts("audio").all };
    };
    bar.onpointermove = (event) => {
      const { sense, index } = token(event);
      if (event.pointerType === "mouse") this.point(sense, index);
      else if (event.buttons) this.pin(sense, index);
    };
    bar.onpointerleave = () => this.point(null, null);
    bar.onclick = (event) => { const { sense, index } = token(event); this.last = sense; this.pin(sense, index); };
    bar.onkeydown = (event) => {
      const before = this.counts("visual").all + 1, all = before + this.counts("audio").all + 1;
      const now = this.last === "audio" ? before + this.pinned.audio : this.pinned.visual;
      const page = this.counts("visual").each;
      const to = { ArrowLeft: now - 1, ArrowRight: now + 1, ArrowDown: now - 1, ArrowUp: now + 1, PageUp: now + page, PageDown: now - page, Home: 0, End: all - 1 }[event.key];
      if (to === undefined) {
        if ((event.key === "Enter" || event.key === " ") && this.last === "audio") { this.play(); event.preventDefault(); }
        return;
      }
      event.preventDefault();
      const next = clamp(to, 0, all - 1);
      this.last = next < before ? "visual" : "audio";
      this.pin(this.last, next < before ? next : next - before);
    };
  }

  keyInView(sense, event) {
    if (sense === "audio" && (event.key === "Enter" || event.key === " ")) { this.play(); event.preventDefault(); return; }
    if (sense === "visual" && (event.key === "PageUp" || event.key === "PageDown")) {
      this.stepFrame(event.key === "PageUp" ? 1 : -1); event.preventDefault(); return;
    }
    const up = sense === "audio" ? 1 : -1; // rows count down in a picture and up in a spectrogram
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [up, 0], ArrowDown: [-up, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    const { rows, columns } = this.counts(sense), place = this.place(sense, this.pinned[sense] || 1);
    this.pin(sense, this.index(sense, { frame: place.frame, row: clamp(place.row + by[0], 0, rows - 1), column: clamp(place.column + by[1], 0, columns - 1) }));
  }

  /** Look at a token for as long as the pointer is on it. */
  point(sense, index) {
    const next = index === null ? null : { sense, index };
    if (next?.sense === this.hover?.sense && next?.index === this.hover?.index) return;
    this.hover = next;
    this.draw();
  }

  pin(sense, index) {
    this.pinned[sense] = index; this.hover = null;
    this.draw(); this.tell(); this.address();
  }

  /** Cut the clip otherwise; the pinned tokens stay where they are in space and time. */
  recut(what, value) {
    const old = { ...this.raster }, sense = what === "frames" || what === "patch" ? "visual" : "audio";
    const index = this.pinned[sense], before = this.counts(sense, old);
    this.raster = { ...this.raster, [what]: value };
    const after = this.counts(sense);
    if (index !== CLS) {
      const { frame, row, column } = this.place(sense, index, old);
      const moved = (at, from, to) => clamp(Math.floor(((at + 0.5) / from) * to), 0, to - 1);
      this.pinned[sense] = this.index(sense, {
        frame: moved(frame, before.frames, after.frames),
        row: moved(row, before.rows, after.rows),
        column: sense === "audio" ? clamp(Math.floor(((column + 0.5) * old.step) / this.raster.step), 0, after.columns - 1) : moved(column, before.columns, after.columns),
      });
    }
    this.hover = null;
    this.draw(); this.tell(); this.address();
  }

  reset(sense) {
    for (const what of sense === "visual" ? ["frames", "patch"] : ["columns", "step"]) this.recut(what, this.header.trained[what]);
  }

  // ---- the sound ----

  receive(detail) {
    if (!detail || detail.key !== this.key) return;
    this.sound = detail;
    this.root.dataset.sound = detail.key;
    this.draw();
  }

  /** The samples of the pinned cell: its smallest parts, each where its windows begin. */
  samples() {
    const { sound } = this, { row, column } = this.place("audio", this.pinned.audio), parts = this.raster.step / sound.columns;
    const out = new Float32Array((parts - 1) * sound.hop + sound.length);
    for (let part = 0; part < parts; part++) {
      const from = (row * sound.steps + column * parts + part) * sound.length;
      for (let i = 0; i < sound.length; i++) out[part * sound.hop + i] += sound.pcm[from + i] / 32767;
    }
    return out;
  }

  play() {
    const index = this.pinned.audio;
    if (!this.sound || this.sound.key !== this.key || index === CLS) return;
    const samples = this.samples(), peak = samples.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-6);
    const gain = Math.min(0.8 / peak, 0.8 * LOUDER); // the loudest cell of the clip has a peak of about 1
    this.context ??= new AudioContext();
    this.context.resume();
    this.source?.stop();
    const buffer = this.context.createBuffer(1, samples.length, this.sound.rate);
    buffer.getChannelData(0).set(samples.map((v) => v * gain));
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.context.destination);
    source.onended = () => { if (this.source === source) { this.source = null; delete this.root.dataset.playing; this.draw(); } };
    this.source = source; source.start();
    this.raised = Math.max(0, Math.round(20 * Math.log10(gain / 0.8)));
    this.root.dataset.playing = String(index); this.root.dataset.played = String(++this.played);
    this.draw();
  }

  // ---- the address: a link reproduces the view, and no server is asked ----

  /** Write raster and pinned tokens into the address, also after the app has written its own there. */
  address() {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      if (!this.raster || location.pathname !== this.path) return;
      const { trained, pins } = this.header, of = (r, p) => [r.frames, r.patch, r.columns, r.step, p.visual, p.audio].join("-");
      const url = new URL(location.href), now = of(this.raster, this.pinned);
      if (now === of(trained, pins)) url.searchParams.delete("tokens_at"); else url.searchParams.set("tokens_at", now);
      if (url.href !== location.href) history.replaceState(history.state, "", url);
    }, 250);
  }

  recall() {
    const said = (new URLSearchParams(location.search).get("tokens_at") ?? "").split("-").map(Number);
    const [frames, patch, columns, step, visual, audio] = said, { options } = this.header;
    const given = { frames, patch, columns, step };
    if (!Object.entries(given).every(([k, v]) => options[k].includes(v))) return;
    this.raster = given;
    for (const [sense, index] of [["visual", visual], ["audio", audio]]) {
      this.pinned[sense] = Number.isInteger(index) && index >= 0 && index <= this.counts(sense).all ? index : 1;
    }
  }

  /** Tell the formula strip and the map of positions what is looked at. */
  tell() {
    if (!this.header) return;
    const of = (sense) => ({ ...this.counts(sense), trained: this.trained(sense), pinned: this.pinned[sense] });
    document.dispatchEvent(new CustomEvent("mmf-tokens", { detail: { covered: this.covered, visual: of("visual"), audio: of("audio"), width: this.terms.visual?.d } }));
  }

  close() {
    clearTimeout(this.later);
    this.resize.disconnect(); this.source?.stop(); this.context?.close();
    document.removeEventListener("mmf-tokens-sounds", this.heard);
    document.removeEventListener("mmf-tokens-ask", this.asked);
    window.navigation?.removeEventListener("currententrychange", this.moved);
  }
}

export default function ({ data, parentElement }) {
  const tokens = instance(parentElement, () => new Tokens(parentElement.querySelector(".tokens")));
  if (data) tokens.show(data);
  return () => { tokens.close(); instances.delete(parentElement); };
}

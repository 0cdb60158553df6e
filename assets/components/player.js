// The clip strip: frames, waveform, spectrogram, tokens and time axis under one playhead; nothing here asks Python.

class Player {
  constructor(root) {
    this.root = root;
    this.rail = root.querySelector(".rail");
    this.canvas = Object.fromEntries(["frames", "wave", "mel"].map((n) => [n, root.querySelector(`.${n} canvas`)]));
    this.head = root.querySelector(".head");
    this.clock = new Clock();
    this.pictures = [];
    this.listen();
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(this.rail);
    const step = (now) => { this.clock.tick(now); this.place(); this.frame = requestAnimationFrame(step); };
    this.frame = requestAnimationFrame(step);
  }

  listen() {
    const { rail, clock } = this;
    const at = (event) => {
      const box = rail.getBoundingClientRect();
      clock.seek(((event.clientX - box.left) / box.width) * clock.duration);
    };
    rail.onpointerdown = (event) => { rail.setPointerCapture(event.pointerId); this.held = clock.playing; clock.playing = false; at(event); };
    rail.onpointermove = (event) => { if (rail.hasPointerCapture(event.pointerId)) at(event); };
    rail.onpointerup = rail.onpointercancel = () => { if (this.held) clock.playing = true; this.held = false; clock.sound(); this.buttons(); };
    rail.onkeydown = (event) => {
      const move = { ArrowLeft: -0.1, ArrowRight: 0.1, PageDown: -0.5, PageUp: 0.5 }[event.key];
      if (move) clock.seek(clock.time + move);
      else if (event.key === "Home") clock.seek(0);
      else if (event.key === "End") clock.seek(clock.duration);
      else if (event.key === " ") clock.toggle();
      else if (event.key === "m") this.voice();
      else return;
      event.preventDefault(); this.buttons();
    };
    this.root.querySelector(".play").onclick = () => { clock.toggle(); this.buttons(); };
    this.root.querySelector(".sound").onclick = () => this.voice();
  }

  voice() { this.clock.loud = !this.clock.loud; this.clock.sound(); this.buttons(); }

  buttons() { showButtons(this.root, this.clock); }

  /** Take a clip; what has not changed is not decoded again. */
  async show(bytes) {
    const { header, blob } = unpack(bytes);
    if (header.key === this.key) { this.draw(); return; }
    this.key = header.key; this.header = header;
    const { clock } = this;
    clock.duration = header.duration; clock.time %= header.duration; clock.buffer = null;
    clock.pcm = header.sound ? new Int16Array(blob(header.sound).buffer) : null;
    clock.rate = header.sound?.rate;
    clock.sound();
    this.mel = header.mel ? blob(header.mel) : null;
    this.root.classList.toggle("mute", !header.sound);
    for (const [name, there, words] of [["frames", header.frames.length, "no picture in this file"], ["wave", header.sound, "no sound in this file"]]) {
      const row = this.root.querySelector(`.${name}`);
      row.classList.toggle("none", !there);
      row.querySelector(".lacking").textContent = there ? "" : words;
    }
    this.root.querySelector(".mel").style.display = header.sound ? "" : "none";
    this.root.querySelector(".tokens").style.display = header.tokens ? "" : "none";
    this.axis(); this.buttons(); this.draw();
    const key = header.key;
    const pictures = await Promise.all(header.frames.map((frame) => createImageBitmap(new Blob([blob(frame)], { type: "image/jpeg" }))));
    if (key !== this.key) return;
    this.pictures = pictures;
    this.draw();
    this.root.dataset.ready = key;
  }

  axis() {
    const { start, duration } = this.header, parts = 4;
    const marks = Array.from({ length: parts + 1 }, (_, i) => i / parts);
    this.root.querySelector(".axis").innerHTML =
      marks.map((x, i) => `<span style="left:${x * 100}%">${(start + x * duration).toFixed(1)}${i === parts ? " s" : ""}</span>`).join("") +
      marks.map((x) => `<i style="left:calc(${x * 100}% - ${x}px)"></i>`).join("");
    this.root.querySelectorAll(".axis span").forEach((span, i) => { span.style.transform = i === 0 ? "none" : i === parts ? "translateX(-100%)" : ""; });
  }

  /** Everything that does not move with the playhead. */
  draw() {
    if (!this.header || !this.rail.clientWidth) return;
    this.paintFrames(); this.paintWave(); this.paintMel(); this.paintTokens();
    const row = this.canvas.frames.parentElement;
    this.root.querySelector(".buttons").style.top = `${row.offsetTop + row.clientHeight - 34}px`;
  }

  paintFrames() {
    const pen = sharp(this.canvas.frames);
    if (this.pictures.length) paintFrames(pen, this.pictures);
    else { pen.context.fillStyle = colour(this.root, "wash"); pen.context.fillRect(0, 0, pen.width, pen.height); }
  }

  paintWave() {
    const pen = sharp(this.canvas.wave), { pcm, rate, duration } = this.clock;
    if (pcm) paintWave(pen, pcm, duration * rate, colour(this.root, "audio"));
  }

  paintMel() {
    const pen = sharp(this.canvas.mel);
    if (this.mel) paintMel(pen, this.mel, this.header.mel, colour(this.root, "ink"));
  }

  /** Tokens stand below what they come from: picture tokens above, sound tokens below. */
  paintTokens() {
    const { header } = this;
    if (!header.tokens) return;
    for (const sense of ["visual", "audio"]) {
      const { context, width } = sharp(this.root.querySelector(`.tokens .${sense}`)), all = header.tokens[sense];
      if (!all) continue;
      const count = width / all < 4 ? Math.ceil(all / 4) : all; // on a phone a mark stands for four
      context.fillStyle = colour(this.root, sense);
      const cell = width / count, side = Math.max(1.5, Math.min(5, cell - 1.5));
      for (let i = 0; i < count; i++) context.fillRect((i + 0.5) * cell - side / 2, 1 + (5 - side) / 2, side, side);
    }
  }

  /** What moves with the playhead. */
  place() {
    const { clock, header } = this;
    if (!header) return;
    const share = clock.time / clock.duration;
    this.head.style.transform = `translateX(${share * this.rail.clientWidth}px)`;
    const seconds = (header.start + clock.time).toFixed(1);
    if (seconds !== this.spoken) {
      this.spoken = seconds;
      this.rail.setAttribute("aria-valuemax", header.duration.toFixed(1));
      this.rail.setAttribute("aria-valuenow", clock.time.toFixed(1));
      this.rail.setAttribute("aria-valuetext", `${seconds} seconds`);
      if (clock.loud && clock.playing) this.obey();
    }
  }

  /** A sense that the page has taken away is not played either. */
  obey() {
    const shown = Number(getComputedStyle(this.root).getPropertyValue("--mmf-audio-shown") || 1);
    if (shown < 1) this.voice();
  }

  close() { cancelAnimationFrame(this.frame); this.resize.disconnect(); this.clock.close(); }
}

export default function ({ data, parentElement }) {
  const player = instance(parentElement, () => new Player(parentElement.querySelector(".strip")));
  if (data) player.show(data);
  return () => { player.close(); instances.delete(parentElement); };
}

// The pad: a clip, three answers and the plane of noise and blur. All that moves under the finger is looked up
// in the clip's grid here; Python hears of the node at which the point is let go.

const PLAY = "M3 1.5v9l7.5-4.5z", PAUSE = "M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z";
const LOUD = "M1 4.2h2.3L6.5 1.5v9L3.3 7.8H1zM9.2 4a3 3 0 0 1 0 4M11.4 2.2a6 6 0 0 1 0 7.6";
const MUTED = "M1 4.2h2.3L6.5 1.5v9L3.3 7.8H1zM10 4l4 4M14 4l-4 4";
const SCRATCH = 26; // radius of what the point uncovers, px

class Pad {
  constructor(root) {
    this.root = root;
    const $ = (selector) => root.querySelector(selector);
    Object.assign(this, {
      field: $(".field"), handle: $(".handle"), wave: $(".wave"), head: $(".head"), mixer: new Mixer(), map: new RegionMap(root), pictures: [], trail: [],
      canvas: { picture: $(".picture canvas"), wave: $(".wave canvas"), regions: $(".regions"), cover: $(".cover") },
    });
    // The page says where the point stands, and what is taken away, by its style: the clip need not be sent again.
    const said = getComputedStyle(root);
    [this.x, this.y] = said.getPropertyValue("--mmf-pad-node").trim().split(" ").map(Number);
    this.without = said.getPropertyValue("--mmf-pad-without").trim();
    this.told = `${this.x} ${this.y}`;
    this.listen();
    this.resize = new ResizeObserver(() => this.layout());
    this.resize.observe(root); this.resize.observe(this.field);
    const step = (now) => { this.mixer.tick(now); this.glide(now); this.frame(); this.request = requestAnimationFrame(step); };
    this.request = requestAnimationFrame(step);
    root.picture = () => this.portrait();
  }

  listen() {
    const { field, wave, mixer } = this;
    const to = (event) => {
      const box = field.getBoundingClientRect();
      this.move(((event.clientX - box.left) / box.width) * (this.grid.columns - 1), (1 - (event.clientY - box.top) / box.height) * (this.grid.rows - 1));
    };
    field.onpointerdown = (event) => {
      // A finger beside the handle may want to scroll the page: it moves the point by a tap only.
      if (!this.grid || event.button || (event.pointerType === "touch" && event.target !== this.handle)) return;
      field.setPointerCapture(event.pointerId);
      this.held = true; this.gliding = null; this.root.classList.add("held");
      to(event);
    };
    field.onpointermove = (event) => { if (this.held) to(event); };
    field.onpointerup = field.onpointercancel = () => { if (this.held) this.release(); };
    field.onclick = (event) => { if (this.grid && event.pointerType === "touch" && event.target !== this.handle) { to(event); this.release(); } };
    field.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1], PageDown: [0, -3], PageUp: [0, 3], Home: [-99, 0], End: [99, 0] }[event.key];
      if (step && this.grid) {
        this.gliding = null;
        this.move(Math.round(this.x) + step[0], Math.round(this.y) + step[1]);
        clearTimeout(this.later);
        this.later = setTimeout(() => this.release(), 400);
      } else if (!this.common(event)) return;
      event.preventDefault();
    };
    const scrub = (event) => { const box = wave.getBoundingClientRect(); mixer.seek(((event.clientX - box.left) / box.width) * mixer.duration); };
    wave.onpointerdown = (event) => { wave.setPointerCapture(event.pointerId); this.went = mixer.playing; mixer.playing = false; scrub(event); };
    wave.onpointermove = (event) => { if (wave.hasPointerCapture(event.pointerId)) scrub(event); };
    wave.onpointerup = wave.onpointercancel = () => { mixer.playing = this.went; mixer.start(); };
    wave.onkeydown = (event) => {
      const by = { ArrowLeft: -0.1, ArrowRight: 0.1, PageDown: -0.5, PageUp: 0.5, Home: -99, End: 99 }[event.key];
      if (by) mixer.seek(mixer.time + by);
      else if (!this.common(event)) return;
      event.preventDefault();
    };
    this.root.querySelector(".play").onclick = () => { mixer.toggle(); this.buttons(); };
    this.root.querySelector(".voice").onclick = () => this.voice();
    this.root.querySelector(".next").onclick = () => this.trigger?.("next", this.header.number);
    this.root.querySelectorAll(".pill").forEach((pill) => { pill.onclick = () => this.take(pill.dataset.sense); });
  }

  /** Keys that mean the same everywhere. */
  common(event) {
    if (event.key === " ") { this.mixer.toggle(); this.buttons(); } else if (event.key === "m") this.voice(); else return false;
    return true;
  }

  voice() { this.mixer.loud = !this.mixer.loud; this.mixer.start(); this.buttons(); }

  /** Take a sense away, or give it back; one always stays. */
  take(sense) {
    this.without = this.without === sense ? "" : sense;
    this.set?.("without", this.without);
    this.buttons(); this.regions(); this.moved();
  }

  move(x, y) {
    const { columns, rows } = this.grid;
    this.x = clamp(x, 0, columns - 1); this.y = clamp(y, 0, rows - 1);
    this.moved();
  }

  /** Let go: the point settles on the nearest node, where every number has been computed and none interpolated. */
  release() {
    this.held = false;
    this.root.classList.remove("held");
    const x = Math.round(this.x), y = Math.round(this.y);
    if (stillness() || (x === this.x && y === this.y)) this.move(x, y);
    else this.gliding = { from: [this.x, this.y], to: [x, y], began: performance.now() };
    if (this.told !== `${x} ${y}`) { this.told = `${x} ${y}`; this.set("node", [x, y]); }
  }

  glide(now) {
    if (!this.gliding) return;
    const { from, to, began } = this.gliding, t = clamp((now - began) / 150, 0, 1), ease = t * (2 - t);
    if (t >= 1) this.gliding = null;
    this.move(...(t >= 1 ? to : from.map((v, i) => v + (to[i] - v) * ease)));
  }

  async show(bytes, set, trigger) {
    this.set = set; this.trigger = trigger;
    const { header, blob } = unpack(bytes);
    const theme = colour(this.root, "page");
    if (this.header?.key === header.key) { if (theme !== this.theme) { this.theme = theme; this.envelopes = null; this.layout(); } return; }
    this.theme = theme;
    const another = this.header?.number !== header.number;
    this.header = header;
    this.grid = header.ready ? new Grid(header, blob) : null;
    this.root.dataset.number = header.number;
    this.root.dataset.ready = String(header.ready);
    if (another) {
      const pcm = (name) => new Int16Array(blob(header[name]).buffer);
      this.mixer.load({ ...header, sound: pcm("sound"), noise: pcm("noise") });
      this.envelopes = null; this.trail = []; this.drawn = null;
    }
    this.bars(); this.buttons(); this.layout();
    if (!another) return;
    const per = header.frames.length / header.blurs.length, now = Math.round(this.y), number = header.number;
    const levels = header.blurs.map((_, i) => i).sort((a, b) => Math.abs(a - now) - Math.abs(b - now));
    const pictures = [];
    for (const level of levels) { // what is in view first
      const some = header.frames.slice(level * per, (level + 1) * per);
      pictures[level] = await Promise.all(some.map((frame) => createImageBitmap(new Blob([blob(frame)], { type: "image/jpeg" }))));
      if (this.header.number !== number) return;
      this.pictures = pictures; this.drawn = null;
    }
  }

  buttons() {
    const { playing, loud } = this.mixer, { root, without } = this;
    const play = root.querySelector(".play"), voice = root.querySelector(".voice");
    play.setAttribute("aria-label", playing ? "pause" : "play");
    play.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
    voice.setAttribute("aria-label", loud ? "sound off" : "sound on");
    voice.querySelector("path").setAttribute("d", loud ? LOUD : MUTED);
    root.querySelectorAll(".pill").forEach((pill) => pill.setAttribute("aria-pressed", String(pill.dataset.sense !== without)));
    for (const sense of ["audio", "visual"]) root.classList.toggle(`without-${sense}`, without === sense);
  }

  /** The frame round the three bars; what they say is filled in by `answer`. */
  bars() {
    const rows = [["audio", "audio", "sound alone"], ["visual", "visual", "picture alone"], ["ink", "fused", "both, fused"]];
    this.root.querySelector(".bars").innerHTML = rows.map(([colour, name, label]) =>
      `<div class="bar ${name}"><div class="said"><b style="color:var(--mmf-${name === "fused" ? "ink" : `${colour}-words`})">${label}</b><span></span></div>` +
      `<div class="track"><i style="background:var(--mmf-${colour})"></i><u></u></div><strong></strong></div>`).join("");
    const { names, truth } = this.header;
    this.root.querySelector(".key").innerHTML = `Bar: probability of the truth, ${escapeText(names[truth])}.<br>Tick: chance, 1 in ${names.length} kinds.`;
  }

  answer() {
    const { grid, without, root, header } = this;
    const p = grid?.at(this.x, this.y, without), who = {};
    for (const name of ["audio", "visual", "fused"]) {
      const bar = root.querySelector(`.bar.${name}`), gone = !grid || without === name;
      bar.classList.toggle("gone", gone);
      const said = bar.querySelector(".said span");
      if (gone) { said.textContent = grid ? "taken away" : "…"; said.className = ""; bar.querySelector("strong").textContent = "–"; who[name] = false; continue; }
      const own = p[name], top = own.indexOf(Math.max(...own)), value = own[header.truth], right = grid.knows(own);
      who[name] = right;
      bar.querySelector("i").style.transform = `scaleX(${value})`;
      bar.querySelector("strong").textContent = value >= 0.995 ? ">0.99" : value < 0.005 ? "<0.01" : value.toFixed(2);
      said.className = right ? "right" : "";
      said.innerHTML = `${right ? "✓" : "✗"} <span class="says">says </span>${escapeText(header.names[right ? header.truth : top])}`;
    }
    root.querySelector(".fused .said b").textContent = without === "audio" ? "fused, no sound" : without === "visual" ? "fused, no picture" : "both, fused";
    if (!grid) return;
    const region = grid.region(who.audio, who.visual, who.fused);
    const words = region === ERRS ? "a sense knows, fusion errs" : region === ONLY && without ? "only the fused network knows" : REGIONS[region][1].replace("\n", " ");
    const here = root.querySelector(".here");
    if (here.dataset.words !== words) { here.dataset.words = words; here.innerHTML = `Here <b>${words}</b>.`; }
    this.field.setAttribute("aria-valuenow", this.x.toFixed(1));
    this.field.setAttribute("aria-valuemax", String(grid.columns - 1));
    this.field.setAttribute("aria-valuetext", `signal to noise ${this.decibels().replace("clean", "clean sound")}, blur ${this.blur()}: ${words}`);
  }

  /** Gain of the noise between two levels: even in dB, but linear from silence. */
  gain() {
    const { gains } = this.header, i = Math.min(gains.length - 2, Math.floor(this.x)), t = this.x - i;
    return gains[i] ? gains[i] * (gains[i + 1] / gains[i]) ** t : gains[i + 1] * t;
  }
  decibels() {
    const { decibels } = this.header, i = Math.min(decibels.length - 2, Math.floor(this.x)), t = this.x - i;
    if (decibels[i] === null && t < 0.03) return "clean";
    const value = decibels[i] === null ? decibels[i + 1] - 20 * Math.log10(t) : decibels[i] + t * (decibels[i + 1] - decibels[i]);
    return `${Math.round(value)} dB`.replace("-", "−").replace("−0 ", "0 ");
  }
  blur() {
    const { blurs } = this.header, i = Math.min(blurs.length - 2, Math.floor(this.y));
    return `${Math.round(blurs[i] + (this.y - i) * (blurs[i + 1] - blurs[i]))} px`;
  }

  /** Everything that follows the point. */
  moved() {
    if (!this.header) return;
    this.answer();
    this.mixer.mix(this.gain(), this.without === "audio");
    this.point(); this.scratch(); this.paintWave();
    const heard = this.root.querySelector(".heard"), name = this.header.names[this.header.truth];
    heard.textContent = this.without === "audio" ? "" : this.x < 0.03 ? `the ${name}, clean` : `the ${name} in the noise`;
  }

  place() {
    const { columns, rows } = this.axes();
    return [(this.x / columns) * this.field.clientWidth, (1 - this.y / rows) * this.field.clientHeight];
  }
  axes() { return { columns: this.header.decibels.length - 1, rows: this.header.blurs.length - 1 }; }

  point() {
    const [px, py] = this.place();
    this.handle.style.transform = `translate(${px}px, ${py}px)`;
    const across = this.root.querySelector(".across"), down = this.root.querySelector(".down");
    across.style.top = `${py}px`; across.style.width = `${px}px`;
    down.style.left = `${px}px`; down.style.top = `${py}px`; down.style.height = `${this.field.clientHeight - py}px`;
    for (const { span, left, right, top, bottom } of this.words ?? []) { // a word gives way to the point
      span.style.opacity = px > left - 12 && px < right + 12 && py > top - 12 && py < bottom + 12 ? 0 : 1;
    }
    this.ticks(px, py);
  }

  /** Axis labels; they give way to the bold live values. */
  ticks(px, py) {
    const { header, field } = this, { columns, rows } = this.axes(), width = field.clientWidth, height = field.clientHeight;
    const left = field.offsetLeft, below = height + 4, live = [this.decibels(), this.blur()], parts = [];
    const half = live[0].length * 3.6, at = clamp(px, half, width - half);
    for (const i of [0, columns / 4, columns / 2, (3 * columns) / 4, columns]) {
      const text = header.decibels[i] === null ? "clean" : `${header.decibels[i]}${i === columns ? " dB" : ""}`.replace("-", "−");
      const side = i === 0 ? "first" : i === columns ? "last" : "", own = text.length * (side ? 7 : 3.5);
      const gap = side === "first" ? at - half - own : side === "last" ? width - own - at - half : Math.abs((i / columns) * width - at) - half - own;
      if (gap > 5) parts.push(`<span class="x ${side}" style="left:${left + (i / columns) * width}px;top:${below}px">${text}</span>`);
    }
    parts.push(`<span class="x live" style="left:${left + at}px;top:${below}px">${live[0]}</span>`);
    const up = clamp(py, 8.5, height - 8.5);
    for (const j of [0, rows / 2, rows]) {
      const y = (1 - j / rows) * height, side = j === 0 ? "first" : j === rows ? "last" : "";
      const middle = side === "first" ? y - 8.5 : side === "last" ? y + 8.5 : y;
      if (Math.abs(middle - up) > 17) parts.push(`<span class="y ${side}" style="left:${left - 7}px;top:${y}px">${header.blurs[j]}${j === rows ? " px" : ""}</span>`);
    }
    parts.push(`<span class="y live" style="left:${left - 7}px;top:${up}px">${live[1]}</span>`);
    this.root.querySelector(".ticks").innerHTML = parts.join("");
  }

  /** Until the answer is revealed the map is covered; the point uncovers what it has passed. */
  scratch() {
    if (!this.grid) return;
    const [px, py] = this.place(), width = this.field.clientWidth, height = this.field.clientHeight;
    const last = this.trail.at(-1), now = [px / width, py / height];
    if (last && last[0] === now[0] && last[1] === now[1]) return;
    this.trail.push(now);
    this.rub(this.trail.slice(-2));
  }
  rub(points) {
    const { width, height } = this.canvas.cover, scale = width / Math.max(1, this.field.clientWidth), context = this.canvas.cover.getContext("2d");
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "destination-out";
    context.lineWidth = 2 * SCRATCH * scale; context.lineCap = context.lineJoin = "round";
    context.beginPath();
    points.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x * width, y * height));
    if (points.length === 1) context.lineTo(points[0][0] * width + 0.01, points[0][1] * height);
    context.stroke();
    context.restore();
  }

  layout() {
    if (!this.header || !this.field.clientWidth) return;
    this.drawn = null;
    this.regions(); this.moved();
  }

  /** The map of who knows, with the words inside; computed anew for another clip, size, theme or sense. */
  regions() {
    const { canvas, grid, root } = this;
    const { context, width, height } = sharp(canvas.cover);
    context.fillStyle = colour(root, "wash");
    context.fillRect(0, 0, width, height);
    if (this.trail.length) this.rub(this.trail);
    const map = sharp(canvas.regions), labels = root.querySelector(".labels");
    labels.innerHTML = ""; this.words = [];
    root.querySelector(".share").textContent = "";
    if (!grid) return;
    const ratio = 2; // twice as fine as the page: smooth edges
    const found = grid.map(Math.round(width * ratio), Math.round(height * ratio), this.without);
    this.map.paint(map.context, found, width, height);
    const share = found.code.reduce((sum, code) => sum + (code === ONLY), 0) / found.code.length;
    const only = `Only fusion: ${Math.round(100 * share)} % of this clip’s pad.`;
    root.querySelector(".share").textContent = this.without ? "" : only; // with one sense nothing is fused
    this.words = this.map.write(labels, found, ratio, this.place());
  }

  /** The sound in its noise, on one scale: as the noise swells, the sound shrinks into it. */
  paintWave() {
    const { canvas, mixer } = this;
    if (!mixer.sound) return;
    const { context, width, height } = sharp(canvas.wave), middle = height / 2, columns = Math.max(1, Math.round(width));
    if (this.envelopes?.[0].length !== columns) {
      this.envelopes = [mixer.sound, mixer.noise].map((wave) => {
        const out = new Float32Array(columns);
        wave.forEach((v, i) => { const x = Math.floor((i * columns) / wave.length); out[x] = Math.max(out[x], Math.abs(v)); });
        return out;
      });
      this.inks = ["audio", "page"].map((name) => colour(this.root, name));
    }
    const [sound, noise] = this.envelopes, gain = this.gain(), scale = (middle - 1) / Math.max(mixer.peaks[0], gain * mixer.peaks[1]);
    const shape = (envelope, factor) => {
      context.beginPath();
      for (let x = 0; x < columns; x++) { const half = Math.max(0.5, envelope[x] * factor); context.rect(x, middle - half, 1, 2 * half); }
      context.fill();
    };
    context.fillStyle = this.inks[0];
    if (gain > 0) { context.globalAlpha = 0.3; shape(noise, scale * gain); context.globalAlpha = 1; }
    shape(sound, scale);
  }

  /** What moves with the playhead. */
  frame() {
    const { mixer, header } = this;
    if (!header) return;
    const share = mixer.time / mixer.duration;
    this.head.style.transform = `translateX(${share * this.wave.clientWidth}px)`;
    const seconds = mixer.time.toFixed(1);
    if (seconds !== this.spoken) {
      this.spoken = seconds;
      this.root.querySelector(".time").textContent = `${seconds} of ${mixer.duration.toFixed(1)} s`;
      this.wave.setAttribute("aria-valuemax", mixer.duration.toFixed(1));
      this.wave.setAttribute("aria-valuenow", seconds);
      this.wave.setAttribute("aria-valuetext", `${seconds} seconds`);
    }
    const level = this.pictures[Math.round(this.y)];
    if (!level) return;
    const index = Math.min(level.length - 1, Math.floor(share * level.length)), now = `${Math.round(this.y)} ${index}`;
    if (now === this.drawn) return;
    this.drawn = now;
    const { context, width, height } = sharp(this.canvas.picture);
    context.imageSmoothingQuality = "high";
    context.drawImage(level[index], 0, 0, width, height);
  }

  /** The pad as a picture, as it stands now. */
  portrait() {
    const scale = 2, margin = 16, box = this.root.querySelector(".pad"), origin = box.getBoundingClientRect(), title = 26;
    const out = new OffscreenCanvas((box.clientWidth + 2 * margin) * scale, (box.clientHeight + 2 * margin + title) * scale);
    const context = out.getContext("2d");
    context.fillStyle = colour(this.root, "page");
    context.fillRect(0, 0, out.width, out.height);
    context.scale(scale, scale);
    context.translate(margin, margin + title);
    const write = (text, x, y, style, align = "center") => {
      context.fillStyle = style.color; context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`; context.textAlign = align; context.textBaseline = "middle";
      text.split("\n").forEach((line, i, all) => context.fillText(line, x, y + (i - (all.length - 1) / 2) * parseFloat(style.lineHeight)));
    };
    write(`${this.header.names[this.header.truth]}, clip ${this.header.number}: ${this.root.querySelector(".here").textContent}`, this.field.offsetLeft, -title / 2 - 2, getComputedStyle(this.root), "left");
    for (const part of [this.canvas.regions, this.canvas.cover]) {
      if (getComputedStyle(part).visibility === "visible") context.drawImage(part, this.field.offsetLeft, 0, this.field.clientWidth, this.field.clientHeight);
    }
    for (const label of this.root.querySelectorAll(".labels span, .ticks span, .x-title, .y-title")) {
      const style = getComputedStyle(label), at = label.getBoundingClientRect();
      if (style.visibility !== "visible") continue;
      const x = at.left + at.width / 2 - origin.left, y = at.top + at.height / 2 - origin.top;
      if (label.className === "y-title") { context.save(); context.translate(2, this.field.clientHeight / 2); context.rotate(-Math.PI / 2); write(label.textContent, 0, 0, { ...style, color: style.color, fontWeight: style.fontWeight, fontSize: style.fontSize, fontFamily: style.fontFamily, lineHeight: "17px" }); context.restore(); }
      else write(label.textContent, x, y, style);
    }
    const [px, py] = this.place();
    context.translate(this.field.offsetLeft, 0);
    for (const [radius, name] of [[10.4, "ink"], [9, "page"], [4, "ink"]]) { context.beginPath(); context.arc(px, py, radius, 0, 2 * Math.PI); context.fillStyle = colour(this.root, name); context.fill(); }
    context.strokeStyle = colour(this.root, "line");
    context.strokeRect(0.5, 0.5, this.field.clientWidth - 1, this.field.clientHeight - 1);
    return out.convertToBlob({ type: "image/png" });
  }

  close() { cancelAnimationFrame(this.request); clearTimeout(this.later); this.resize.disconnect(); this.mixer.close(); }
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const pad = instance(parentElement, () => new Pad(parentElement.querySelector(".lab")));
  if (data) pad.show(data, setStateValue, setTriggerValue);
  return () => { pad.close(); instances.delete(parentElement); };
}

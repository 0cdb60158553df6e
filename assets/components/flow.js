// The flow through a bottleneck: layers left to right, senses above and below, ribbons as wide as attention shares.
// Pointing and arrow keys draw from what came with the buffer; only a cut, and where one has come to rest, is told to Python.

const FULL = 24; // px of a ribbon that is all of the attention
const TOP = "visual"; // the sense that stands on top; the other stands below
const f4 = (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const said = (p) => (p >= 0.995 ? ">0.99" : p < 0.005 ? "<0.01" : p.toFixed(2));
const topOf = (p) => p.reduce((best, v, i) => (v > p[best] ? i : best), 0);

class FlowFigure {
  constructor(root) {
    this.root = root;
    this.keys = root.querySelector(".keys"); this.svg = root.querySelector(".net");
    this.hover = null; this.pinned = null; this.mode = "reads"; this.pictures = []; this.wanted = null;
    this.listen();
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
    root.picture = (kind) => this.picture(kind);
  }

  /** Take a clip and the state of its cuts; what has not changed is not decoded again. */
  async show(bytes, tell) {
    const { header, blob } = unpack(bytes);
    this.tell = tell; this.header = header; this.state = header.state;
    this.cut = new Set(header.state.cut); this.waiting = false;
    const { senses } = header;
    this.maps = Object.fromEntries(["reads", "takes"].map((mode) => [mode, Object.fromEntries(senses.map((s) => [s, f4(blob(header[`${mode}-${s}`]))]))]));
    this.mel = blob(header.mel);
    const first = header.exchanges[0].layer, given = /^(\d+)\.(\d+)$/.exec(header.state.at);
    if (!this.pinned) {
      const depth = given ? Number(given[1]) : first + 1, token = given ? Number(given[2]) : this.busiest(first + 1);
      this.pinned = { depth: clamp(depth, first, header.layers), token: clamp(token, 1, header.bottlenecks) };
    }
    if (header.key === this.key) { this.draw(); this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1); return; }
    this.key = header.key; this.hover = null;
    this.draw();
    const pictures = await Promise.all(header.frames.map((at) => createImageBitmap(new Blob([blob(at)], { type: "image/jpeg" }))));
    if (this.key !== header.key) return;
    this.pictures = pictures;
    this.draw();
    this.root.dataset.ready = header.key;
  }

  /** The token of a depth to which most attention is given. */
  busiest(depth) {
    const found = this.header.exchanges.find((e) => e.layer === depth);
    if (!found) return 1;
    const sums = found.taken[this.header.senses[0]].map((_, j) => this.header.senses.reduce((all, s) => all + found.taken[s][j], 0));
    return 1 + topOf(sums);
  }

  at() { return this.hover ?? this.pinned; }

  // ---- where things stand ----

  layout() {
    const { layers, bottlenecks } = this.header, width = this.root.clientWidth, wide = width >= 520;
    const grid = wide ? 54 : 34, right = wide ? 104 : 78, tall = wide ? 36 : 24;
    const step = (width - right - grid - 2) / layers, x = (depth) => 1 + grid / 2 + depth * step;
    const top = 24, low = wide ? 240 : 212, middle = (top + tall + low) / 2, pitch = Math.min(28, 120 / bottlenecks);
    return {
      width, wide, grid, tall, top, low, middle, x, height: low + tall + (wide ? 26 : 42), side: Math.min(9, pitch / 2 - 3),
      y: (token) => middle + (token - 1 - (bottlenecks - 1) / 2) * pitch,
      row: (sense) => (sense === TOP ? top : low), // of a sense's tokens
      edge: (sense) => (sense === TOP ? top + tall : low), // where its ribbons leave
      out: (sense) => (sense === TOP ? -1 : 1),
    };
  }

  isCut(sense, layer) { // layer from one: the one that writes
    const { ways, closed, frozen } = this.state;
    return closed || ways.some((way) => way.startsWith(`${sense}-`)) || (frozen && layer >= frozen) || this.cut.has(`${sense}.${layer}`);
  }

  isByHand(code) { return this.cut.has(code); }

  draw() {
    if (!this.header || !this.root.clientWidth) return;
    this.drawNet(); this.drawWords(); this.drawMaps();
  }

  drawNet() {
    const at = this.layout(), { header, state } = this, chosen = this.at(), { senses, exchanges } = header;
    const { svg } = this, parts = [], strong = [], first = exchanges[0].layer;
    svg.setAttribute("height", at.height); svg.setAttribute("viewBox", `0 0 ${at.width} ${at.height}`);
    svg.setAttribute("width", at.width);
    const text = (x, y, words, more = "") => `<text x="${x}" y="${y}" font-size="13" style="fill:var(--mmf-ink2)" ${more}>${words}</text>`;
    const path = (x0, y0, x1, y1) => { const m = (x0 + x1) / 2; return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${m.toFixed(1)} ${y0.toFixed(1)} ${m.toFixed(1)} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`; };
    const ribbon = (d, colour, share, opacity, broken, dotted) => {
      const width = dotted ? 1.2 : Math.max(0.7, share * FULL);
      const dash = dotted ? 'stroke-dasharray="1 4"' : broken ? 'pathLength="100" stroke-dasharray="14 22 64"' : "";
      return `<path class="ribbon" d="${d}" ${dash} fill="none" style="stroke:var(--mmf-${colour})" stroke-width="${width.toFixed(2)}" opacity="${opacity}"/>`;
    };
    // which way the chosen token's ribbons run: drops that travel along those that are wide enough
    const moves = (d, share) => (share * FULL < 2 ? "" : `<path class="moves" d="${d}" fill="none" stroke-width="${Math.min(5, share * FULL * 0.5).toFixed(2)}"/>`);
    // the streams' own lines
    for (const s of senses) {
      const y = at.row(s) + at.tall / 2;
      parts.push(`<path d="M${at.x(0)} ${y}H${at.x(header.layers)}" style="stroke:var(--mmf-${s})" stroke-width="1.4" opacity=".45"/>`);
    }
    for (const e of exchanges) {
      for (const s of senses) {
        for (let j = 1; j <= header.bottlenecks; j++) {
          const spread = (j - (header.bottlenecks + 1) / 2) * 2.5, out = at.out(s);
          const own = chosen.depth === e.layer + 1 && chosen.token === j;
          const off = this.isCut(s, e.layer + 1) || this.isByHand(`token.${e.layer + 1}.${j}`);
          const faint = e.heard ? 0.24 : 0.1;
          const d = path(at.x(e.layer) + at.grid / 2 + 1, at.edge(s) + out * 4 + spread, at.x(e.layer + 1) - at.side - 3, at.y(j) + out * 3);
          (own ? strong : parts).push(ribbon(d, s, e.read[s][j - 1], own ? (e.heard ? 0.9 : 0.55) : faint, off, false));
          if (own && !off) strong.push(moves(d, e.read[s][j - 1]));
          const from = chosen.depth === e.layer && chosen.token === j;
          const gone = this.isByHand(`token.${e.layer}.${j}`);
          const back = path(at.x(e.layer) + at.side + 3, at.y(j), at.x(e.layer + 1) - at.grid / 2 - 1, at.edge(s) + out * 4 + spread);
          (from ? strong : parts).push(ribbon(back, "bottleneck", e.taken[s][j - 1], from ? 0.9 : e.loaded ? 0.28 : 0.5, gone, !e.loaded));
          if (from && e.loaded && !gone) strong.push(moves(back, e.taken[s][j - 1]));
        }
      }
    }
    parts.push(...strong);
    for (let depth = 0; depth <= header.layers; depth++) {
      for (const s of senses) parts.push(this.grid(at, s, depth, chosen));
      parts.push(text(at.x(depth), at.low + at.tall + 20, depth ? (at.wide ? `layer ${depth}` : depth) : at.wide ? "input" : "in", 'text-anchor="middle"'));
      if (depth < first) continue;
      for (let j = 1; j <= header.bottlenecks; j++) {
        const own = chosen.depth === depth && chosen.token === j, s = at.side, x = at.x(depth), y = at.y(j);
        const known = header.knows[depth].bottleneck ?? [], fill = known.length > 1 ? "mixed" : known[0] ?? "page";
        const gone = this.isByHand(`token.${depth}.${j}`);
        if (own) parts.push(`<rect class="chosen" x="${x - s - 4.5}" y="${y - s - 4.5}" width="${2 * s + 9}" height="${2 * s + 9}" rx="5" fill="none" style="stroke:var(--mmf-ink);stroke-width:2px"/>`);
        parts.push(`<rect x="${x - s}" y="${y - s}" width="${2 * s}" height="${2 * s}" rx="2" style="fill:var(--mmf-${gone ? "page" : fill});stroke:var(--mmf-bottleneck)" stroke-width="2.4"${gone ? ' stroke-dasharray="3 2.5"' : ""}/>`);
        parts.push(`<rect class="tap" data-at="${depth}.${j}" x="${x - 20}" y="${y - 14}" width="40" height="28" fill="transparent"/>`);
        if (depth === first && at.wide) parts.push(`<text x="${x - s - 12}" y="${y + 4.5}" text-anchor="end" font-size="13" font-weight="600" style="fill:var(--mmf-bottleneck-words)">${j}</text>`);
      }
    }
    for (const s of senses) {
      const y = s === TOP ? 14 : at.wide ? at.low - 10 : at.height - 4;
      parts.push(`<text x="0" y="${y}" font-size="14" font-weight="600" style="fill:var(--mmf-${s}-words)">${header.names[s] ?? s}, ${header.counts[s]} tokens</text>`);
    }
    const words = at.wide ? [`${header.bottlenecks} bottleneck`, "tokens"] : [`${header.bottlenecks}`, "tokens"];
    words.forEach((w, i) => parts.push(`<text x="0" y="${at.middle - 3 + 17 * i}" font-size="14" font-weight="600" style="fill:var(--mmf-bottleneck-words)">${w}</text>`));
    parts.push(this.answer(at));
    for (const e of exchanges) for (const s of senses) parts.push(this.cross(at, `${s}.${e.layer + 1}`, at.x(e.layer) + at.grid / 2 + (at.wide ? 17 : 11), at.edge(s) + (s === TOP ? 19 : -19), `what the ${header.names[s] ?? s} puts in at layer ${e.layer + 1}, for the other alone`, this.isCut(s, e.layer + 1), false));
    if (chosen.depth > first) parts.push(this.cross(at, `token.${chosen.depth}.${chosen.token}`, at.x(chosen.depth) + at.side + 17, at.y(chosen.token), `token ${chosen.token} after layer ${chosen.depth}`, this.isByHand(`token.${chosen.depth}.${chosen.token}`), true));
    const focused = this.root.getRootNode().activeElement?.dataset?.cut;
    svg.innerHTML = parts.join("");
    if (focused) svg.querySelector(`[data-cut="${focused}"]`)?.focus();
    const all = header.bottlenecks * (header.layers - first + 1);
    this.keys.setAttribute("aria-valuemax", String(all));
    this.keys.setAttribute("aria-valuenow", String((chosen.depth - first) * header.bottlenecks + chosen.token));
  }

  /** A sense's tokens at a depth, in a small grid; those that the chosen token reads, or that read it, fuller. */
  grid(at, sense, depth, chosen) {
    const rows = 4, columns = sense === TOP ? 6 : 8, { header } = this, gap = 1;
    const w = (at.grid + gap) / columns, h = (at.tall + gap) / rows, x = at.x(depth) - at.grid / 2, y = at.row(sense);
    const known = header.knows[depth][sense] ?? [sense], colour = known.length > 1 ? "mixed" : sense;
    const mode = depth === chosen.depth - 1 ? "reads" : depth === chosen.depth + 1 ? "takes" : null;
    const sums = mode && mode === this.mode ? this.summed(sense, chosen, rows, columns) : null, most = sums ? Math.max(...sums, 1e-9) : 1;
    let out = "";
    if (sums) {
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
        const v = 0.12 + 0.88 * (sums[r * columns + c] / most);
        out += `<rect x="${(x + c * w).toFixed(1)}" y="${(y + r * h).toFixed(1)}" width="${(w - gap).toFixed(1)}" height="${(h - gap).toFixed(1)}" rx="1" style="fill:var(--mmf-${sense})" opacity="${v.toFixed(2)}"/>`;
      }
    } else { // one path: the figure is made anew at every token that is pointed at
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out += `M${(x + c * w).toFixed(1)} ${(y + r * h).toFixed(1)}h${(w - gap).toFixed(1)}v${(h - gap).toFixed(1)}h${(gap - w).toFixed(1)}z`;
      out = `<path d="${out}" style="fill:var(--mmf-${colour})" opacity="${colour === "mixed" ? 0.75 : 0.5}"/>`;
    }
    return `<g><rect x="${x - 1}" y="${y - 1}" width="${at.grid + 2}" height="${at.tall + 2}" style="fill:var(--mmf-page)"/>${out}</g>`;
  }

  /** The map of the chosen token over a sense, `(N,)` with its CLS first; null where there is none. */
  map(sense, mode, { depth, token }) {
    const { exchanges, bottlenecks, counts } = this.header;
    const index = exchanges.findIndex((e) => e.layer === (mode === "reads" ? depth - 1 : depth));
    if (index < 0) return null;
    const from = (index * bottlenecks + token - 1) * counts[sense];
    return this.maps[mode][sense].subarray(from, from + counts[sense]);
  }

  /** The map summed to rows and columns of a small grid: over frames, or over neighbouring moments. */
  summed(sense, chosen, rows, columns) {
    const map = this.map(sense, this.mode, chosen);
    if (!map) return null;
    const out = new Array(rows * columns).fill(0), cells = map.length - 1, wide = sense === TOP ? 6 : cells / rows;
    for (let i = 0; i < cells; i++) {
      const row = Math.floor(i / wide) % rows, column = i % wide;
      const shown = sense === TOP ? row : rows - 1 - row; // low bands below
      out[shown * columns + Math.floor((column / wide) * columns)] += map[i + 1];
    }
    return out;
  }

  /** The bracket from both CLS to the answer, as it is now and as it was. */
  answer(at) {
    const { header, state } = this, { classes, icons, truth, plain, now } = state, x = at.width - (at.wide ? 40 : 32);
    const from = at.x(header.layers) + at.grid / 2 + 2, out = [], best = topOf(now.p), was = topOf(plain.p);
    const line = 'fill="none" style="stroke:var(--mmf-ink)" stroke-width="1.4"';
    const ys = header.senses.map((s) => at.row(s) + at.tall / 2);
    const middle = at.middle, half = at.wide ? 46 : 44;
    out.push(`<path d="M${from} ${ys[0]}H${x}V${middle - half}" ${line}/><path d="M${from} ${ys[ys.length - 1]}H${x}V${middle + half + (state.edited ? 12 : 0)}" ${line}/>`);
    out.push(`<circle cx="${x}" cy="${middle - half + 6}" r="3.5" style="fill:var(--mmf-ink)"/>`);
    const mark = best === truth ? "✓" : "✗", size = at.wide ? 18 : 15;
    let y = middle - half + 18;
    if (icons?.[best]) { out.push(`<image href="${icons[best]}" x="${x - 11}" y="${y - 3}" width="22" height="22"/>`); y += 22; }
    const mid = (dy, words, more) => `<text x="${x}" y="${y + dy}" text-anchor="middle" ${more}>${words}</text>`;
    if (this.waiting) out.push(mid(15, "…", `font-size="${size}" style="fill:var(--mmf-ink3)"`));
    else {
      out.push(mid(14, escapeText(classes[best]), `font-size="${size}" font-weight="600" style="fill:var(--mmf-ink)" class="answer"`));
      out.push(mid(33, `${said(now.p[best])} ${mark}`, 'font-size="15" style="fill:var(--mmf-ink)" class="probability"'));
      if (state.edited) out.push(`<text x="${at.width}" y="${y + 51}" text-anchor="end" font-size="13" style="fill:var(--mmf-ink2)" class="was">was ${classes[was] === classes[best] ? "" : `${escapeText(classes[was])} `}${said(plain.p[was])}</text>`);
    }
    for (const s of header.senses) {
      const own = now.opinions[s], top = topOf(own), above = s === TOP;
      out.push(`<text x="${at.width}" y="${above ? 14 : at.low + at.tall + 20}" text-anchor="end" font-size="13" style="fill:var(--mmf-${s}-words)"><title>what the ${escapeText(header.names[s] ?? s)}'s CLS alone says</title>${escapeText(classes[top])} ${said(own[top])}</text>`);
    }
    return `<g>${out.join("")}</g>`;
  }

  /** A round × that cuts or mends. */
  cross(at, code, x, y, what, on, near) {
    const r = near ? 10 : 8, arm = r * 0.38, ink = on ? "page" : "ink", whole = on && !this.isByHand(code);
    return `<g role="button" tabindex="0" data-cut="${code}" aria-pressed="${on}" aria-label="cut ${escapeText(what)}"${whole ? ' aria-disabled="true"' : ""} opacity="${near || on ? 1 : 0.55}"><title>${on ? (whole ? "cut by the row above" : "mend") : "cut"} ${escapeText(what)}</title>` +
      `<circle cx="${x}" cy="${y}" r="${at.wide ? r + 4 : 17}" fill="transparent"/><circle class="ring" cx="${x}" cy="${y}" r="${r}" style="fill:var(--mmf-${on ? "ink" : "page"});stroke:var(--mmf-${near || on ? "ink" : "ghost"})" stroke-width="1.6"/>` +
      `<path d="M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x + arm} ${y - arm}L${x - arm} ${y + arm}" style="stroke:var(--mmf-${ink})" stroke-width="1.8" fill="none"/></g>`;
  }

  drawWords() {
    const { depth, token } = this.at(), code = `${depth}.${token}`, words = this.header.sentences[this.mode][code] ?? "";
    const line = this.root.querySelector(".words");
    line.innerHTML = `${words} <span>Width is reading, not use; the big number is use.</span>`;
    this.keys.setAttribute("aria-valuetext", line.textContent);
    for (const button of this.root.querySelectorAll(".modes button")) button.setAttribute("aria-pressed", String(button.dataset.mode === this.mode));
    this.root.dataset.at = `${code} ${this.mode}`;
  }

  /** What lies below the maps and does not change with the token: made once a clip, size and theme. */
  ground(width, height, tall) {
    const scheme = getComputedStyle(this.root).color, key = [this.key, this.pictures.length, width, height, tall, scheme].join();
    if (this.ready?.key === key) return this.ready;
    const rgb = (name) => colour(this.root, name).match(/\d+/g).slice(0, 3).map(Number), ratio = window.devicePixelRatio || 1;
    const sheet = (w, h) => { const c = new OffscreenCanvas(Math.max(1, w * ratio), Math.max(1, h * ratio)), pen = c.getContext("2d"); pen.scale(ratio, ratio); return [c, pen]; };
    const [frames, pen] = sheet(width, height), [mel, ink] = sheet(width, tall), boxes = [];
    const shown = width < 520 ? 4 : 8, cell = (width + 2) / shown, dark = rgb("page")[0] < 100;
    pen.filter = dark ? "grayscale(1) invert(1) brightness(.8)" : "grayscale(1)";
    pen.globalAlpha = 0.8;
    for (let i = 0; i < shown && this.pictures.length; i++) { // on a phone every other frame
      const f = shown === 8 ? i : 2 * i + 1, picture = this.pictures[f], w = cell - 2;
      const scale = Math.min(w / picture.width, height / picture.height), pw = picture.width * scale, ph = picture.height * scale;
      boxes.push({ f, x: i * cell + (w - pw) / 2, w: pw, h: ph });
      pen.drawImage(picture, boxes[i].x, 0, pw, ph);
    }
    const { bands, columns } = this.header.mel, [r, g, b] = rgb("ink"), image = new ImageData(columns, bands);
    for (let y = 0; y < bands; y++) for (let x = 0; x < columns; x++) image.data.set([r, g, b, 0.8 * this.mel[y * columns + x]], 4 * ((bands - 1 - y) * columns + x));
    const small = new OffscreenCanvas(columns, bands);
    small.getContext("2d").putImageData(image, 0, 0);
    ink.imageSmoothingQuality = "high";
    ink.drawImage(small, 0, 0, width, tall);
    this.ready = { key, frames, mel, boxes, seen: `rgb(${rgb("visual-ramp")})`, heard: `rgb(${rgb("audio-ramp")})` };
    return this.ready;
  }

  drawMaps() {
    const chosen = this.at(), [seen, heard] = [this.map("visual", this.mode, chosen), this.map("audio", this.mode, chosen)];
    const above = sharp(this.root.querySelector(".frames")), below = sharp(this.root.querySelector(".mel"));
    const ground = this.ground(above.width, above.height, below.height), most = (map) => map.subarray(1).reduce((a, v) => Math.max(a, v), 1e-9);
    above.context.drawImage(ground.frames, 0, 0, above.width, above.height);
    below.context.drawImage(ground.mel, 0, 0, below.width, below.height);
    if (seen) {
      const top = most(seen), pen = above.context;
      pen.fillStyle = ground.seen;
      for (const { f, x, w, h } of ground.boxes) for (let k = 0; k < 24; k++) {
        pen.globalAlpha = 0.9 * (seen[1 + f * 24 + k] / top);
        pen.fillRect(x + (k % 6) * (w / 6), Math.floor(k / 6) * (h / 4), w / 6, h / 4);
      }
    }
    if (heard) {
      const top = most(heard), pen = below.context, wide = (heard.length - 1) / 4;
      pen.fillStyle = ground.heard;
      for (let k = 0; k < heard.length - 1; k++) {
        pen.globalAlpha = 0.75 * (heard[1 + k] / top);
        pen.fillRect((k % wide) * (below.width / wide), (3 - Math.floor(k / wide)) * (below.height / 4), below.width / wide, below.height / 4);
      }
    }
    const spoken = this.root.querySelector(".words").textContent;
    this.root.querySelector(".frames").setAttribute("aria-label", `map over the frames: ${spoken}`);
    this.root.querySelector(".mel").setAttribute("aria-label", `map over the spectrogram: ${spoken}`);
  }

  // ---- what can be done ----

  listen() {
    const { svg, keys } = this;
    svg.onpointermove = (event) => {
      if (event.pointerType !== "mouse") return;
      const code = event.target.dataset?.at;
      if (code) this.point(code);
      else if (!event.target.closest?.("[data-cut^=token]")) this.point(null);
    };
    svg.onpointerleave = () => this.point(null);
    svg.onclick = (event) => {
      const cut = event.target.closest?.("[data-cut]")?.dataset.cut, code = event.target.dataset?.at;
      if (cut) this.toggle(cut);
      else if (code) { const [depth, token] = code.split(".").map(Number); this.pin({ depth, token }); }
    };
    svg.onkeydown = (event) => {
      const cut = event.target.closest?.("[data-cut]")?.dataset.cut;
      if (cut && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); this.toggle(cut); }
    };
    keys.onkeydown = (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const { layers, bottlenecks, exchanges } = this.header, { depth, token } = this.pinned;
      if (by) {
        event.preventDefault();
        this.pin({ depth: clamp(depth + by[0], exchanges[0].layer, layers), token: clamp(token + by[1], 1, bottlenecks) });
      } else if ((event.key === "x" || event.key === "Enter") && depth > exchanges[0].layer) {
        event.preventDefault(); this.toggle(`token.${depth}.${token}`);
      }
    };
    for (const button of this.root.querySelectorAll(".modes button")) button.onclick = () => { this.mode = button.dataset.mode; this.draw(); };
  }

  point(code) {
    const [depth, token] = code ? code.split(".").map(Number) : [];
    if ((this.hover?.depth === depth && this.hover?.token === token) || (!code && !this.hover)) return;
    this.hover = code ? { depth, token } : null;
    this.draw();
  }

  pin(at) {
    this.pinned = at; this.hover = null;
    this.draw();
    clearTimeout(this.later);
    this.later = setTimeout(() => this.tell("at", `${at.depth}.${at.token}`), 500);
  }

  toggle(code) {
    const [sense, layer] = code.split(".");
    if (sense !== "token" && this.isCut(sense, Number(layer)) && !this.cut.has(code)) return; // cut as a whole: not here
    if (this.cut.has(code)) this.cut.delete(code); else this.cut.add(code);
    this.waiting = true;
    this.draw();
    this.tell("cut", [...this.cut].join(" "));
  }

  // ---- what can be taken away ----

  async picture(kind) {
    const copy = this.svg.cloneNode(true), scale = 2, margin = 16;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.querySelectorAll("[data-at], .moves, [data-cut][aria-pressed=false]").forEach((part) => part.remove());
    const font = getComputedStyle(this.root).fontFamily.replace(/"/g, "'");
    copy.setAttribute("font-family", font);
    const written = new XMLSerializer().serializeToString(copy).replace(/var\(--mmf-([\w-]+)\)/g, (_, name) => colour(this.root, name));
    const text = written.replace(/(<svg[^>]*>)/, `$1<rect width="100%" height="100%" fill="${colour(this.root, "page")}"/>`);
    const vector = new Blob([text], { type: "image/svg+xml" });
    if (kind === "svg") return vector;
    if (kind === "html") { // the flow and its words, in one file that needs nothing else
      const [page, ink] = ["page", "ink"].map((name) => colour(this.root, name)), style = `font:16px/1.5 sans-serif;max-width:720px;margin:24px auto;background:${page};color:${ink}`;
      const body = `${text.replace(/(<svg[^>]*>)/, '$1<title>Flow through a bottleneck</title>')}<p>${this.root.querySelector(".words").innerHTML}</p>`;
      return new Blob([`<!doctype html><html lang="en"><meta charset="utf-8"><title>Flow through a bottleneck</title><body style="${style}">${body}</body></html>`], { type: "text/html" });
    }
    const url = URL.createObjectURL(vector), image = new Image();
    image.src = url; await image.decode();
    const canvases = [...this.root.querySelectorAll("canvas")], width = this.root.clientWidth, top = this.svg.clientHeight;
    const height = top + 26 + canvases.reduce((sum, c) => sum + c.clientHeight + 2, 0);
    const out = new OffscreenCanvas((width + 2 * margin) * scale, (height + 2 * margin) * scale), pen = out.getContext("2d");
    pen.fillStyle = colour(this.root, "page"); pen.fillRect(0, 0, out.width, out.height);
    pen.setTransform(scale, 0, 0, scale, margin * scale, margin * scale);
    pen.drawImage(image, 0, 0, width, top);
    URL.revokeObjectURL(url);
    pen.fillStyle = colour(this.root, "ink2"); pen.font = `13px ${font}`;
    const { depth, token } = this.at();
    pen.fillText(`token ${token} after layer ${depth} ${this.mode === "reads" ? "reads" : "is read by"}`, 0, top + 16);
    let y = top + 26;
    for (const part of canvases) { pen.drawImage(part, 0, y, part.clientWidth, part.clientHeight); y += part.clientHeight + 2; }
    return out.convertToBlob({ type: "image/png" });
  }

  close() { clearTimeout(this.later); this.resize.disconnect(); }
}

export default function ({ data, parentElement, setStateValue }) {
  const figure = instance(parentElement, () => new FlowFigure(parentElement.querySelector(".flow")));
  if (data) figure.show(data, setStateValue);
  return () => { figure.close(); instances.delete(parentElement); };
}

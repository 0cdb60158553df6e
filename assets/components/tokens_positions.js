// One position against all others, as heat maps over the frames and over the spectrogram; follows the figure above.

class Positions {
  constructor(root) {
    this.root = root; this.field = root.querySelector(".field");
    this.follow = ({ detail }) => {
      for (const sense of ["audio", "visual"]) { // the first time both are new: the picture's is looked at
        const { trained, pinned } = detail[sense];
        if (this.header && trained && pinned !== this.seen?.[sense]) this.look(this.token(sense, pinned));
      }
      this.seen = { visual: detail.visual.pinned, audio: detail.audio.pinned };
    };
    document.addEventListener("mmf-tokens", this.follow);
    const { field } = this;
    field.onpointermove = field.onclick = (event) => { const tile = event.target.closest?.("i"); if (tile) this.look(Number(tile.dataset.at)); };
    field.onkeydown = (event) => {
      const { columns, rows, steps, frames, bands } = this.header, cells = 1 + frames * rows * columns;
      const heard = this.at > cells, wide = heard ? steps : columns, up = heard ? wide : -wide;
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: up, ArrowDown: -up, PageUp: rows * columns, PageDown: -rows * columns }[event.key];
      if (!by) return;
      event.preventDefault();
      const next = clamp(this.at + by, 1, cells + bands * steps);
      this.look(next === cells ? next + Math.sign(by) : next);
    };
  }

  token(sense, index) { const { frames, rows, columns } = this.header; return sense === "visual" ? index : 1 + frames * rows * columns + index; }

  show(bytes) {
    const { header, blob } = unpack(bytes), body = blob(header.cosines);
    this.header = header;
    this.cosines = new Int8Array(body.buffer, body.byteOffset, body.byteLength);
    const { frames, rows, columns, bands, steps } = header, tile = (at) => `<i data-at="${at}"></i>`;
    this.count = 2 + frames * rows * columns + bands * steps;
    this.root.querySelector(".frames").innerHTML = Array.from({ length: frames }, (_, f) =>
      `<div class="frame" data-name="frame ${f + 1}">${Array.from({ length: rows * columns }, (_, i) => tile(1 + f * rows * columns + i)).join("")}</div>`).join("");
    const low = 2 + frames * rows * columns;
    this.root.querySelector(".cells").innerHTML = Array.from({ length: bands }, (_, b) => // low bands below
      Array.from({ length: steps }, (_, s) => tile(low + (bands - 1 - b) * steps + s)).join("")).join("");
    this.tiles = [...this.field.querySelectorAll("i")];
    this.look(this.at ?? this.token("visual", header.pins.visual));
    document.dispatchEvent(new CustomEvent("mmf-tokens-ask"));
  }

  look(at) {
    if (!(at >= 0 && at < this.count)) return;
    this.at = at;
    const row = at * this.count;
    for (const tile of this.tiles) {
      const to = Number(tile.dataset.at);
      tile.style.setProperty("--v", Math.max(0, this.cosines[row + to] / 127).toFixed(2));
      tile.classList.toggle("here", to === at);
    }
    const { frames, rows, columns, steps } = this.header, cells = 1 + frames * rows * columns, each = rows * columns;
    const place = at === 0 || at === cells ? "CLS"
      : at < cells ? `frame ${1 + Math.floor((at - 1) / each)}, row ${1 + Math.floor(((at - 1) % each) / columns)}, column ${1 + ((at - 1) % columns)}`
        : `band ${1 + Math.floor((at - cells - 1) / steps)}, step ${1 + ((at - cells - 1) % steps)}`;
    this.root.querySelector(".legend b").textContent = `p of ${place}`;
    this.field.setAttribute("aria-valuenow", String(at)); this.field.setAttribute("aria-valuemax", String(this.count - 1)); this.field.setAttribute("aria-valuetext", place);
  }

  close() { document.removeEventListener("mmf-tokens", this.follow); }
}

export default function ({ data, parentElement }) {
  const positions = instance(parentElement, () => new Positions(parentElement.querySelector(".map")));
  if (data) positions.show(data);
  return () => { positions.close(); instances.delete(parentElement); };
}

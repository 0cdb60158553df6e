// Two kernels on one plane: the boundary at every mixture came with the buffer, and is looked up under the finger.

class Bend {
  constructor(root) {
    this.root = root; this.canvas = root.querySelector("canvas"); this.input = root.querySelector("input");
    this.input.oninput = () => this.draw();
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
  }
  show(bytes) {
    const { header, blob } = unpack(bytes);
    this.header = header; this.field = blob(header.field);
    if (!this.input.max || Number(this.input.max) !== header.mixtures - 1) { this.input.max = header.mixtures - 1; this.input.value = 0; }
    this.draw();
    this.root.dataset.ready = "1";
  }
  draw() {
    const { header, canvas, root } = this;
    if (!header || !canvas.clientWidth) return;
    const { context, width, height } = sharp(canvas), n = header.side, k = Number(this.input.value), at = k * n * n;
    const [page, ink] = ["page", "ink"].map((name) => colour(root, name).match(/[\d.]+/g).slice(0, 3).map(Number)), ratio = window.devicePixelRatio || 1;
    const w = Math.round(width * ratio), image = new ImageData(w, w), value = (x, y) => {
      const i = clamp(Math.floor(y), 0, n - 2), j = clamp(Math.floor(x), 0, n - 2), v = clamp(y - i, 0, 1), u = clamp(x - j, 0, 1), f = this.field, o = at + i * n + j;
      return (f[o] * (1 - u) + f[o + 1] * u) * (1 - v) + (f[o + n] * (1 - u) + f[o + n + 1] * u) * v;
    };
    const line = new Float32Array(w * w);
    for (let y = 0; y < w; y++) for (let x = 0; x < w; x++) line[y * w + x] = value((x / w) * (n - 1), (y / w) * (n - 1)) - 128;
    for (let y = 0; y < w; y++) for (let x = 0; x < w; x++) {
      const o = y * w + x, t = line[o] > 0 ? 0.16 : 0.03, reach = Math.max(1, Math.round(ratio));
      const edge = (x + reach < w && line[o] > 0 !== line[o + reach] > 0) || (y + reach < w && line[o] > 0 !== line[o + reach * w] > 0);
      for (let c = 0; c < 3; c++) image.data[4 * o + c] = page[c] + (ink[c] - page[c]) * (edge ? 1 : t);
      image.data[4 * o + 3] = 255;
    }
    const flat = new OffscreenCanvas(w, w);
    flat.getContext("2d").putImageData(image, 0, 0);
    context.drawImage(flat, 0, 0, width, height);
    header.points.forEach(([x, y], i) => {
      context.beginPath(); context.arc(x * width, (1 - y) * height, 3.6, 0, 2 * Math.PI);
      context.fillStyle = colour(root, header.labels[i] ? "ink" : "page"); context.strokeStyle = colour(root, header.labels[i] ? "page" : "ink"); context.lineWidth = 1.2;
      context.fill(); context.stroke();
    });
    const share = k / (header.mixtures - 1), all = header.points.length;
    root.querySelector(".formula").innerHTML = `<i>K</i> = <b>${(1 - share).toFixed(2)}</b> <i>K</i><sub>linear</sub> + <b>${share.toFixed(2)}</b> <i>K</i><sub>RBF</sub>`;
    root.querySelector(".words").textContent = `${header.right[k]} of ${all} training points on their side. ${share === 0 ? "A sum of linear kernels can only cut straight." : share < 0.3 ? "A little of the other kernel bends the cut." : share < 1 ? "The more of it, the closer the cut follows the points." : "Distances alone: the cut follows the points."}`;
    this.input.setAttribute("aria-valuetext", `${share.toFixed(2)} of the weight on distances`);
    root.dataset.mixture = String(k);
  }
  close() { this.resize.disconnect(); }
}

export default function ({ data, parentElement }) {
  const figure = instance(parentElement, () => new Bend(parentElement.querySelector(".bend")));
  if (data) figure.show(data);
  return () => { figure.close(); instances.delete(parentElement); };
}

// J(β) of two kernels, and the lines from below that the level method has drawn so far.

class Cuts {
  constructor(root) {
    this.root = root; this.svg = root.querySelector("svg"); this.input = root.querySelector("input");
    this.input.oninput = () => this.draw();
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
  }
  show(bytes) {
    const { header } = unpack(bytes);
    if (!this.header || this.header.key !== header.key) { this.header = header; this.input.max = header.cuts.length; this.input.value = header.cuts.length; }
    this.draw();
    this.root.dataset.ready = header.key;
  }
  draw() {
    const { header, svg, root } = this;
    if (!header || !svg.clientWidth) return;
    const width = svg.clientWidth, height = 210, low = Math.min(...header.J), high = Math.max(...header.J), floor = low - 0.35 * (high - low);
    const x = (b) => 10 + b * (width - 70), y = (v) => 8 + (1 - (v - floor) / (high - floor)) * (height - 40), k = Number(this.input.value), parts = [];
    parts.push(`<clipPath id="c"><rect x="10" y="0" width="${width - 70}" height="${height - 32}"/></clipPath><path d="M10 ${height - 32}H${width - 60}" style="stroke:var(--mmf-line)"/>`);
    parts.push('<g clip-path="url(#c)">');
    header.cuts.slice(0, k).forEach(([a, b], i) => parts.push(`<path class="cut" d="M${x(0)} ${y(a)}L${x(1)} ${y(b)}" style="stroke:var(--mmf-${i === k - 1 ? "ink" : "ghost"})" stroke-width="${i === k - 1 ? 1.8 : 1.2}"/>`));
    parts.push("</g>", `<path d="${header.J.map((v, i) => `${i ? "L" : "M"}${x(header.at[i]).toFixed(1)} ${y(v).toFixed(1)}`).join("")}" fill="none" style="stroke:var(--mmf-ink)" stroke-width="2.400"/>`);
    parts.push(`<text x="${x(1) + 8}" y="${y(header.J.at(-1)) + 4}" style="fill:var(--mmf-ink);font-weight:600">J(β)</text><text x="10" y="${height - 14}">β = 0: ${header.names[1]} alone</text><text x="${width - 60}" y="${height - 14}" text-anchor="end">β = 1: ${header.names[0]} alone</text>`);
    if (k) parts.push(`<circle cx="${x(header.where[k - 1])}" cy="${height - 32}" r="5" style="fill:var(--mmf-ink)"/>`);
    svg.innerHTML = parts.join("");
    let least = Infinity, at = 0;
    if (k) for (let i = 0; i <= 1000; i++) { const b = i / 1000, v = Math.max(...header.cuts.slice(0, k).map(([a, c]) => a + b * (c - a))); if (v < least) { least = v; at = b; } }
    root.querySelector("p").textContent = k ? `${k} of ${header.cuts.length} cuts: J is nowhere below ${least.toFixed(3)}; its least value here is ${low.toFixed(3)}. Weights tried: β = ${header.where[k - 1].toFixed(2)}.` : "J is convex, and is the largest dual value at each β. No cut yet: nothing is known from below.";
    this.input.setAttribute("aria-valuetext", `${k} cuts`);
    root.dataset.cuts = String(k);
  }
  close() { this.resize.disconnect(); }
}

export default function ({ data, parentElement }) {
  const figure = instance(parentElement, () => new Cuts(parentElement.querySelector(".cuts")));
  if (data) figure.show(data);
  return () => { figure.close(); instances.delete(parentElement); };
}

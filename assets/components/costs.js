// Paths over C: weights at p = 1 and p = 2, and what the machines decide rightly.

const ROOM = { left: 34, right: 92, top: 12, bottom: 38, height: 164 };

class Costs {
  constructor(root) {
    this.root = root;
    this.resize = new ResizeObserver(() => this.draw());
    this.resize.observe(root);
  }
  show(bytes) {
    this.header = unpack(bytes).header;
    this.draw();
    this.root.dataset.ready = this.header.key;
  }
  draw() {
    if (!this.header || !this.root.clientWidth) return;
    this.weights(".one", 0); this.weights(".two", 1); this.right();
  }
  /** Places of columns and values, and the axes that they share. */
  frame(svg, ticks, top, bottom, said) {
    const { header } = this, width = svg.clientWidth, base = ROOM.height - ROOM.bottom, last = header.costs.length - 1;
    const x = (i) => ROOM.left + (i / last) * (width - ROOM.left - ROOM.right), y = (v) => ROOM.top + (1 - (v - bottom) / (top - bottom)) * (base - ROOM.top);
    const parts = ticks.map((v) => `<path d="M${ROOM.left} ${y(v)}H${x(last)}" style="stroke:var(--mmf-hairline)"/><text x="${ROOM.left - 6}" y="${y(v) + 4}" text-anchor="end">${said(v)}</text>`);
    header.costs.forEach((cost, i) => { if (Number.isInteger(Math.log10(cost))) parts.push(`<text x="${x(i)}" y="${base + 18}" text-anchor="middle">${cost}</text>`); });
    parts.push(`<text x="${x(last)}" y="${base + 35}" text-anchor="end">C</text>`);
    const at = header.costs.indexOf(header.cost);
    if (at >= 0) parts.push(`<path d="M${x(at)} ${ROOM.top}V${base}" style="stroke:var(--mmf-ink)" stroke-width="1.4"/>`);
    return { x, y, parts, edge: x(last) + 8 };
  }
  weights(place, which) {
    const { header, root } = this, svg = root.querySelector(place), shares = weightShares(header.weights[which], header.names.length), top = Math.max(...shares.flat());
    const { x, y, parts, edge } = this.frame(svg, [0, top], top, 0, (v) => (v ? shareText(v) : "0"));
    const lead = Math.max(header.costs.indexOf(header.cost), 0);
    parts.push(...weightLines({ shares, names: header.names, noise: header.noise, x, y, lead, edge }));
    svg.innerHTML = parts.join("");
    svg.setAttribute("aria-label", `share of the weight of each kernel against C, p = ${header.norms[which]}; kernels left: ${header.left[which].map((n, i) => `${n} at C = ${header.costs[i]}`).join(", ")}`);
  }
  right() {
    const { header, root } = this, svg = root.querySelector(".right"), { x, y, parts, edge } = this.frame(svg, [0.5, 0.75, 1], 1, 0.5, (v) => `${100 * v}`);
    const ends = header.right.map((values, i) => [y(values.at(-1)) + 4, i]).sort((a, b) => a[0] - b[0]);
    ends.forEach((end, i) => { if (i) end[0] = Math.max(end[0], ends[i - 1][0] + 15); });
    header.right.forEach((values, i) => parts.push(`<path class="reached" d="${values.map((v, j) => `${j ? "L" : "M"}${x(j).toFixed(1)} ${y(v).toFixed(1)}`).join("")}" fill="none" style="stroke:var(--mmf-${i ? "ghost" : "ink"})" stroke-width="2.4" ${i === header.right.length - 1 ? 'stroke-dasharray="5 4"' : ""}/>`));
    ends.forEach(([at, i]) => parts.push(`<text x="${edge}" y="${at}" style="${i ? "" : "fill:var(--mmf-ink);font-weight:600"}">p = ${header.norms[i]}</text>`));
    svg.innerHTML = parts.join("");
    svg.setAttribute("aria-label", `balanced accuracy on test pictures against C, %: ${header.right.map((values, i) => `p = ${header.norms[i]}: ${values.map((v) => (100 * v).toFixed(0)).join(", ")}`).join("; ")}`);
  }
  close() { this.resize.disconnect(); }
}

export default function ({ data, parentElement }) {
  const figure = instance(parentElement, () => new Costs(parentElement.querySelector(".costs")));
  if (data) figure.show(data);
  return () => { figure.close(); instances.delete(parentElement); };
}

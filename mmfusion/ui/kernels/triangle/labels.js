// Names beside their marks in the triangle, each on the first side where nothing stands.

/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

/** @type {[dx: number, dy: number, anchor: "start" | "middle" | "end"][]} */
const SIDES = [
  [11, 5, "start"],
  [-11, 5, "end"],
  [0, -12, "middle"],
  [0, 22, "middle"],
  [11, -9, "start"],
  [11, 19, "start"],
  [-11, -9, "end"],
  [-11, 19, "end"],
  [26, -18, "start"],
  [-26, 28, "end"],
  [26, 28, "start"],
  [-26, -18, "end"],
];

const INK = 'style="fill:var(--mmf-ink);stroke:var(--mmf-page)" stroke-width="1.4"';

/** @type {Record<string, (x: number, y: number) => string>} */
export const MARKS = {
  equal: (x, y) =>
    `<circle cx="${x}" cy="${y}" r="5.5" style="fill:var(--mmf-page);stroke:var(--mmf-ink)" stroke-width="1.6"/>`,
  L1: (x, y) => `<rect x="${x - 5}" y="${y - 5}" width="10" height="10" ${INK}/>`,
  L2: (x, y) => `<path d="M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z" ${INK}/>`,
  alignf: (x, y) => `<path d="M${x} ${y - 7}L${x + 6.5} ${y + 5}H${x - 6.5}Z" ${INK}/>`,
};

export class Labels {
  constructor() {
    /** @type {Box[]} */
    this.taken = [];
  }

  /** A mark of some radius stands here. @type {(x: number, y: number, radius: number) => void} */
  keep(x, y, radius) {
    this.taken.push([x - radius, y - radius, x + radius, y + radius]);
  }

  /** All that stands now, to be added to for a moment. */
  copy() {
    return Object.assign(new Labels(), { taken: [...this.taken] });
  }

  /** @type {(name: string, x: number, y: number, bold?: string) => string} */
  write(name, x, y, bold = "") {
    const w = 7.2 * name.length;
    /** @type {(side: typeof SIDES[0]) => Box} */
    const box = ([dx, dy, anchor]) => {
      const left = x + dx - (anchor === "start" ? 0 : anchor === "end" ? w : w / 2);
      return [left, y + dy - 12, left + w, y + dy + 3];
    };
    const hits = (b) => this.taken.filter((t) => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]).length;
    const side = SIDES.reduce((best, s) => (hits(box(s)) < hits(box(best)) ? s : best));
    this.taken.push(box(side));
    const [dx, dy, anchor] = side;
    return `<text class="${bold}" x="${x + dx}" y="${y + dy}" text-anchor="${anchor}">${name}</text>`;
  }
}

// A unit sphere looked at from the front: turning it, flattening it, and what lies where. Pure arithmetic.

/**
 * @typedef {[x: number, y: number, z: number]} Point z towards who looks
 * @typedef {[Point, Point, Point]} Turn a rotation, a row an axis
 */

/** As the sphere lies at first: seen a little from above. @type {Turn} */
export const START = [
  [1, 0, 0],
  [0, Math.cos(0.35), -Math.sin(0.35)],
  [0, Math.sin(0.35), Math.cos(0.35)],
];

/** @type {(turn: Turn, p: ArrayLike<number>) => Point} */
export const turned = (turn, p) =>
  /** @type {Point} */ (turn.map((row) => row[0] * p[0] + row[1] * p[1] + row[2] * p[2]));

/** First `turn`, then by some angles about the axes right and up. @type {(turn: Turn, right: number, up: number) => Turn} */
export function turnedBy(turn, right, up) {
  const [cr, sr, cu, su] = [Math.cos(right), Math.sin(right), Math.cos(up), Math.sin(up)];
  const about = [
    [cr, 0, sr],
    [-su * sr, cu, su * cr],
    [-cu * sr, -su, cu * cr],
  ];
  const columns = [0, 1, 2].map((c) => turn.map((row) => row[c]));
  return orthonormal(
    /** @type {Turn} */ (
      about.map((row) => columns.map((column) => row.reduce((sum, v, i) => sum + v * column[i], 0)))
    ),
  );
}

/** Rounding taken out of a rotation: Gram and Schmidt. @type {(turn: Turn) => Turn} */
function orthonormal([a, b]) {
  const x = unit(a);
  const along = x[0] * b[0] + x[1] * b[1] + x[2] * b[2];
  const y = unit(/** @type {Point} */ (b.map((v, i) => v - along * x[i])));
  return [x, y, [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]]];
}

/** Of length 1; nought stays nought. @type {(p: ArrayLike<number>) => Point} */
export function unit(p) {
  const length = Math.hypot(p[0], p[1], p[2]);
  return length ? [p[0] / length, p[1] / length, p[2] / length] : [0, 0, 0];
}

/** @type {(a: ArrayLike<number>, b: ArrayLike<number>) => number} */
export function cosine(a, b) {
  const size = Math.hypot(a[0], a[1], a[2]) * Math.hypot(b[0], b[1], b[2]);
  return size ? (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / size : 0;
}

/** One cloud of a frame: n points out of whole numbers of eight bits. @type {(bytes: Int8Array, frame: number, n: number) => Point[]} */
export function cloud(bytes, frame, n) {
  const at = 3 * n * frame;
  const part = (i, c) => bytes[at + 3 * i + c] / 127;
  return Array.from({ length: n }, (_, i) => [part(i, 0), part(i, 1), part(i, 2)]);
}

/** Between two clouds, back on the sphere where they lie on it.
 * @type {(from: Point[], to: Point[], share: number, sphere: boolean) => Point[]} */
export const between = (from, to, share, sphere) =>
  from.map((p, i) => {
    const moved = /** @type {Point} */ (p.map((v, c) => v + (to[i][c] - v) * share));
    return sphere ? unit(moved) : moved;
  });

/** @type {(points: Point[]) => Point} */
export const mean = (points) =>
  /** @type {Point} */ ([0, 1, 2].map((c) => points.reduce((sum, p) => sum + p[c], 0) / (points.length || 1)));

/** A cloud with its own mean taken from it: the gap goes, what lies in which direction stays.
 * @type {(points: Point[], middle: ArrayLike<number>, sphere: boolean) => Point[]} */
export const centred = (points, middle, sphere) =>
  points.map((p) => {
    const moved = /** @type {Point} */ (p.map((v, c) => v - middle[c]));
    return sphere ? unit(moved) : moved;
  });

/** Meridians and parallels, each a line of points. @type {() => Point[][]} */
export function lines() {
  const round = Array.from({ length: 49 }, (_, i) => (2 * Math.PI * i) / 48);
  const meridians = [0, 1, 2, 3].map((k) => {
    const [c, s] = [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)];
    return round.map((t) => /** @type {Point} */ ([Math.sin(t) * s, Math.cos(t), Math.sin(t) * c]));
  });
  const parallels = [-0.5, 0, 0.5].map((y) => {
    const r = Math.sqrt(1 - y * y);
    return round.map((t) => /** @type {Point} */ ([r * Math.cos(t), y, r * Math.sin(t)]));
  });
  return [...meridians, ...parallels];
}

/** Which of some places, px, is nearest to a point and within reach; −1 if none. What lies in front goes first.
 * @type {(places: { x: number, y: number, z: number }[], x: number, y: number, reach: number) => number} */
export function nearest(places, x, y, reach) {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  places.forEach((p, i) => {
    const far = Math.hypot(p.x - x, p.y - y);
    if (far > reach) return;
    const cost = far + (p.z < 0 ? reach : 0);
    if (cost < least) [best, least] = [i, cost];
  });
  return best;
}

/** The place of a frame before or at a step. @type {(steps: number[], step: number) => number} */
export function frameAt(steps, step) {
  let found = 0;
  for (let i = 0; i < steps.length; i++) if (steps[i] <= step) found = i;
  return found;
}

// Strokes of a pen: rows of points on a raster of 64 × 64, as text and back, and what an eraser leaves of them.

/** @typedef {[x: number, y: number]} Point 0 to 63 @typedef {Point[]} Stroke */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
export const RASTER = LETTERS.length;
export const LONGEST = 1600; // characters, as mmfusion/tasks/digits/strokes.py has it

/** @type {(strokes: Stroke[]) => string} */
export const encode = (strokes) =>
  strokes.map((stroke) => stroke.map(([x, y]) => LETTERS[Math.round(x)] + LETTERS[Math.round(y)]).join("")).join(".");

/** @type {(text: string) => Stroke[]} */
export const decode = (text) =>
  text
    .split(".")
    .filter(Boolean)
    .map((part) =>
      Array.from({ length: part.length / 2 }, (_, i) => [
        LETTERS.indexOf(part[2 * i]),
        LETTERS.indexOf(part[2 * i + 1]),
      ]),
    );

/** How far a point lies from the line between two others. @type {(p: Point, a: Point, b: Point) => number} */
function away([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy);
  if (!length) return Math.hypot(x - ax, y - ay);
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length ** 2));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** The same stroke with fewer points, none farther away than `least` (Douglas and Peucker, 1973).
 * @type {(stroke: Stroke, least: number) => Stroke} */
export function simpler(stroke, least) {
  if (stroke.length < 3) return stroke;
  const [first, last] = [stroke[0], stroke.at(-1)];
  let [far, at] = [0, 0];
  for (let i = 1; i < stroke.length - 1; i++) {
    const own = away(stroke[i], first, last);
    if (own > far) [far, at] = [own, i];
  }
  if (far <= least) return [first, last];
  return [...simpler(stroke.slice(0, at + 1), least).slice(0, -1), ...simpler(stroke.slice(at), least)];
}

/** The text of strokes, made coarser until it is short enough. @type {(strokes: Stroke[]) => string} */
export function written(strokes) {
  for (let least = 0.4; least < 16; least *= 1.6) {
    const text = encode(strokes.map((stroke) => simpler(stroke, least)));
    if (text.length <= LONGEST) return text;
  }
  return encode(strokes.slice(-200).map((stroke) => [stroke[0], stroke.at(-1)]));
}

/** What is left once a round eraser has been at a place: strokes are cut where it touched them.
 * @type {(strokes: Stroke[], at: Point, radius: number) => Stroke[]} */
export function erased(strokes, at, radius) {
  const left = [];
  for (const stroke of strokes) {
    let piece = [];
    for (const point of dense(stroke, 1)) {
      if (Math.hypot(point[0] - at[0], point[1] - at[1]) > radius) piece.push(point);
      else {
        if (piece.length) left.push(piece);
        piece = [];
      }
    }
    if (piece.length) left.push(piece);
  }
  return left;
}

/** The same stroke with no gap wider than `most`. @type {(stroke: Stroke, most: number) => Stroke} */
export function dense(stroke, most) {
  const out = stroke.slice(0, 1);
  for (const [x, y] of stroke.slice(1)) {
    const [ax, ay] = out.at(-1);
    const steps = Math.max(1, Math.ceil(Math.hypot(x - ax, y - ay) / most));
    for (let i = 1; i <= steps; i++) out.push([ax + ((x - ax) * i) / steps, ay + ((y - ay) * i) / steps]);
  }
  return out;
}

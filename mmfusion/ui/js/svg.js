// Paths of SVG.

/** A line through points. @type {(points: [x: number, y: number][]) => string} */
export const polyline = (points) =>
  points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

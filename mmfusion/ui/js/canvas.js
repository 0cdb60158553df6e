// Canvases in device pixels, and pictures made of numbers.

/** @typedef {{ context: CanvasRenderingContext2D, width: number, height: number }} Pen draws in CSS pixels */

/** How many times as large CSS `zoom` draws an element; pointers are told in the pixels of the window. @type {(element: Element) => number} */
export const zoomOf = (element) => /** @type {Element & { currentCSSZoom?: number }} */ (element).currentCSSZoom ?? 1;

/** Size a canvas to its box in device pixels; the context then draws in CSS pixels. @type {(canvas: HTMLCanvasElement) => Pen} */
export function sharp(canvas) {
  const ratio = (window.devicePixelRatio || 1) * zoomOf(canvas);
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** A picture whose every pixel is painted: red, green, blue and, if it is not opaque, alpha; rows from the top.
 * @type {(columns: number, rows: number, paint: (column: number, row: number) => ArrayLike<number> | null) => OffscreenCanvas} */
export function raster(columns, rows, paint) {
  const image = new ImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const pixel = paint(column, row);
      if (!pixel) continue; // left clear
      const at = 4 * (row * columns + column);
      image.data[at] = pixel[0];
      image.data[at + 1] = pixel[1];
      image.data[at + 2] = pixel[2];
      image.data[at + 3] = pixel[3] ?? 255;
    }
  }
  const picture = new OffscreenCanvas(columns, rows);
  picture.getContext("2d").putImageData(image, 0, 0);
  return picture;
}

/** The 256 steps between two colours, each opaque. @type {(from: number[], to: number[]) => Uint8ClampedArray[]} */
export const ramp = (from, to) =>
  Array.from({ length: 256 }, (_, i) =>
    Uint8ClampedArray.from([...from.map((v, c) => v + ((to[c] - v) * i) / 255), 255]),
  );

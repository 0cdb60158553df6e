// What every component needs: the byte buffer, the page's colours, a sharp canvas, one state per mounted instance.

/** A buffer is: uint32 length of a JSON header, the header, then the blobs that it points to (offsets count from its end). */
function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const blob = (at) => bytes.slice(4 + length + at.offset, 4 + length + at.offset + at.length);
  return { header, blob };
}

/** A palette colour as the browser resolves it now, in light or in dark: "rgb(r, g, b)". */
function colour(element, name) {
  const probe = document.createElement("i");
  probe.style.color = `var(--mmf-${name})`;
  element.appendChild(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Size a canvas to its box in device pixels; the context then draws in CSS pixels. */
function sharp(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const escapeText = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
/** A picture of another kind: they come ordered by kind, and a step that shares no factor with their number meets all. */
const another = (number, of) => (number + 37) % of;
const stillness = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const instances = new WeakMap();

/** Popovers hang below the body, outside of the app's element: tell them when the theme has changed. */
function followTheme() {
  const app = document.querySelector(".stApp");
  if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
}

/** The object that belongs to this mounted element, made on its first run. */
function instance(parentElement, make) {
  followTheme();
  if (!instances.has(parentElement)) instances.set(parentElement, make());
  return instances.get(parentElement);
}

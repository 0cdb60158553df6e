// The page's palette as the browser resolves it now, in light or in dark, and mixtures of it.

/** Told to the document where something is drawn while the page's style is not there: it came later, or is replaced. */
export const COLOURLESS = "mmf-colourless";

/** Whether the palette is there. @type {(element: Element) => boolean} */
export const coloured = (element) => getComputedStyle(element).getPropertyValue("--mmf-page") !== "";

/** A palette colour: "rgb(r, g, b)". @type {(element: Element, name: string) => string} */
export function colour(element, name) {
  if (element.isConnected && !coloured(element)) document.dispatchEvent(new Event(COLOURLESS));
  const probe = document.createElement("i");
  probe.style.color = `var(--mmf-${name})`;
  element.appendChild(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Red, green and blue of a CSS colour, 0 to 255. @type {(css: string) => number[]} */
export const channels = (css) =>
  css
    .match(/[\d.]+/g)
    .slice(0, 3)
    .map(Number);

/** @type {(element: Element, name: string) => number[]} */
export const rgb = (element, name) => channels(colour(element, name));

/** From one colour, at 0, to another, at 1. @type {(from: number[], to: number[], share: number) => number[]} */
export const mix = (from, to, share) => from.map((value, i) => value + (to[i] - value) * share);

/** @type {(page: number[]) => boolean} */
export const isDark = (page) => page[0] < 128;

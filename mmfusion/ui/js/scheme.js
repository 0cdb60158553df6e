// The page's figures in the light theme for a moment, whatever the page is in: what leaves the page, and what is printed.

import { redraw } from "./mount.js";

const frames = (count) =>
  new Promise((done) => {
    const next = () => (count-- > 0 ? requestAnimationFrame(next) : done(undefined));
    next();
  });

/** Put elements in the light theme, with what is painted in them. @type {(elements: HTMLElement[]) => () => void} what undoes it */
export function lit(elements) {
  const kept = elements.map(({ style }) => [style.colorScheme, style.color]);
  for (const { style } of elements) {
    style.colorScheme = "light";
    style.color = "var(--mmf-ink)";
  }
  redraw();
  return () => {
    elements.forEach(({ style }, i) => {
      [style.colorScheme, style.color] = kept[i];
    });
    redraw();
  };
}

/** Do something while elements are in the light theme.
 * @template T @param {HTMLElement[]} elements @param {() => Promise<T>} work @returns {Promise<T>} */
export async function inLight(elements, work) {
  const back = lit(elements);
  try {
    await frames(3); // figures are drawn a frame after they are told
    return await work();
  } finally {
    back();
  }
}

// The address of the view, and a figure of the page as PNG, SVG or HTML that this browser makes from what it shows.

import { save, within } from "../../js/files.js";
import { asHtml, asSvg } from "./markup.js";
import { paint } from "./paint.js";

/**
 * @typedef {import("./paint.js").Parts & { title: string, figure: string }} Figure `figure` selects it
 * @typedef {{ name: string, figures: Figure[] }} Data `name` is that of the files
 */

/** @type {Record<string, (root: HTMLElement, figure: Figure) => Blob | Promise<Blob>>} */
const FILES = {
  png: async (root, figure) => (await paint(root, figure)).convertToBlob({ type: "image/png" }),
  html: asHtml,
  svg: asSvg,
};

/** @param {{ data: Data, parentElement: HTMLElement }} run */
export default function ({ data, parentElement }) {
  const link = parentElement.querySelector("input");
  const which = parentElement.querySelector("select");
  const status = parentElement.querySelector("p");
  const copy = /** @type {HTMLButtonElement} */ (parentElement.querySelector(".copy"));
  if (which.options.length !== data.figures.length) {
    which.replaceChildren(...data.figures.map(({ title }, i) => new Option(title, String(i))));
  }
  which.parentElement.hidden = data.figures.length < 2;
  const write = () => {
    link.value = location.href;
  };
  // The figure writes its sliders and tokens into the address a moment after they have changed.
  const timer = setInterval(write, 300);
  write();
  link.onfocus = () => link.select();
  copy.onclick = async () => {
    write();
    try {
      await navigator.clipboard.writeText(link.value);
      status.textContent = "Copied.";
    } catch {
      link.select();
      status.textContent = "Press Ctrl+C to copy.";
    }
  };
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (parentElement.querySelectorAll(".figure"))) {
    button.onclick = async () => {
      const index = Number(which.value);
      const chosen = data.figures[index];
      const { kind } = button.dataset;
      const root = within(chosen.figure);
      status.textContent = root ? "" : `${chosen.title} is not on the page now.`;
      if (!root) return;
      const name = index ? `${data.name}-${chosen.title.replaceAll(" ", "-")}` : data.name;
      save(`${name}.${kind}`, await FILES[kind](root, chosen));
    };
  }
  return () => clearInterval(timer);
}

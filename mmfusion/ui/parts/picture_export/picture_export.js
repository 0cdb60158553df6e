// A figure that a component draws leaves as a file: the element's own `picture(kind)` makes it.

import { save, withinAll } from "../../js/files.js";

/**
 * @typedef {object} Data
 * @property {string} selector of the figure within its component
 * @property {string} name of the file, without its ending
 * @property {[kind: string, label: string][]} buttons a kind of file ("png", "svg", "html") and what stands on its button
 */

/** @param {{ data: Data, parentElement: HTMLElement }} run */
export default function ({ data, parentElement }) {
  const buttons = data.buttons.map(([kind, label]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = async () => {
      const figure = withinAll(data.selector).find((found) => found.picture);
      const blob = await figure?.picture(kind);
      if (blob) save(`${data.name}.${kind}`, blob);
    };
    return button;
  });
  parentElement.querySelector(".export").replaceChildren(...buttons);
}

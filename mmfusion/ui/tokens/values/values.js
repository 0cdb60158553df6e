// The formula strip's values, following the sliders of the figure of tokens.

import { mount } from "../../js/mount.js";
import { thousands } from "../../js/numbers.js";

/** @type {(name: string, sense: string, factors: string, all: number, covered: boolean) => string} */
function term(name, sense, factors, all, covered) {
  const value = covered ? "<b>?</b>" : `<b class="${sense}">${factors}</b> <b>= ${thousands(all)}</b>`;
  return `<span>N<sub>${name}</sub> <b>=</b> ${value}</span>`;
}

/** @type {(detail: import("../pieces/pieces.js").Detail) => string} */
export const values = ({ covered, visual, audio, width }) =>
  term("v", "visual", `${visual.frames} · ${visual.each}`, visual.all, covered) +
  term("a", "audio", `${audio.rows} · ${audio.columns}`, audio.all, covered) +
  (width ? `<span>d <b>= ${width}</b></span>` : "");

class Values {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.write = (event) => {
      root.innerHTML = values(event.detail);
    };
    document.addEventListener("mmf-tokens", this.write);
    document.dispatchEvent(new CustomEvent("mmf-tokens-ask"));
  }

  close() {
    document.removeEventListener("mmf-tokens", this.write);
  }
}

export default mount(".values", Values);

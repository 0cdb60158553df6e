// A page on paper, or as PDF: as wide as its figures are drawn, in the light theme, its address at the end.
// The rest is the style sheet's (@media print in shell/style.css).

import { lit } from "../../js/scheme.js";

const WIDE = 703; // px between the margins of A4, upright
const MAIN = ".stMainBlockContainer";

/** Make the page ready each time it is printed, and put it back. @returns {void} */
export function readyForPrint() {
  /** @type {(() => void)[]} */
  let undo = [];
  window.addEventListener("beforeprint", () => {
    const main = document.querySelector(MAIN);
    if (!main || undo.length) return;
    const inner = main.firstElementChild.getBoundingClientRect().width;
    const { style } = document.documentElement;
    style.setProperty("--mmf-print-width", `${inner}px`);
    style.setProperty("--mmf-print-zoom", String(Math.min(1, WIDE / inner)));
    const address = Object.assign(document.createElement("p"), {
      className: "mmf-printed",
      textContent: location.href,
    });
    main.append(address);
    const app = /** @type {HTMLElement | null} */ (document.querySelector(".stApp"));
    const back = lit([document.documentElement, ...(app ? [app] : [])]);
    undo = [back, () => address.remove()];
  });
  window.addEventListener("afterprint", () => {
    for (const step of undo) step();
    undo = [];
  });
}

// What a tab of the browser does on every page: one history entry a page, the focus is not lost, it prints, and
// it runs again when the system turns dark or light.

import { startOver } from "../../js/mount.js";
import { findFocus, keepFocus } from "./focus.js";
import { oneEntryAPage } from "./history.js";
import { readyForPrint } from "./print.js";

const STATE = "data-test-script-state";

/**
 * @typedef {object} Told
 * @property {number} undone how often something was taken back
 * @property {string} page the path of the page that is shown, "" for the first one
 */

/** Tells Python, by the last run's means. @type {import("../../js/mount.js").Run["setTriggerValue"]} */
let tell;

/** Run again when the system turns dark or light: Streamlit changes its own colours alone, not those of a chart.
 * @returns {void} */
function followSystem() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => tell("scheme", dark.matches ? "dark" : "light"));
}

/** Begin once, whatever mounts and goes. @returns {void} */
function begin() {
  const { dataset } = document.documentElement;
  const stands = oneEntryAPage(window, () => dataset.page ?? "");
  let followed = dataset.undone;
  const still = () => document.querySelector(`[${STATE}]`)?.getAttribute(STATE) === "notRunning";
  const rests = () => {
    if (!still()) return;
    stands();
    findFocus();
    if (followed !== dataset.undone) startOver();
    followed = dataset.undone;
  };
  keepFocus(still);
  readyForPrint();
  followSystem();
  rests();
  const changes = new MutationObserver(rests);
  changes.observe(document.body, { subtree: true, attributes: true, attributeFilter: [STATE] });
  changes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-undone"] });
}

/** @type {(run: import("../../js/mount.js").Run & { data: Told }) => void} */
export default ({ data, setTriggerValue }) => {
  tell = setTriggerValue;
  const { dataset } = document.documentElement;
  const first = dataset.undone === undefined;
  dataset.undone = String(data.undone);
  dataset.page = data.page;
  if (first) begin();
};

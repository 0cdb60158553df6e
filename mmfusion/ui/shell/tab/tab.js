// What a tab of the browser does on every page: one history entry a page, the focus is not lost, it prints.

import { startOver } from "../../js/mount.js";
import { findFocus, keepFocus } from "./focus.js";
import { oneEntryAPage } from "./history.js";
import { readyForPrint } from "./print.js";

const STATE = "data-test-script-state";

/**
 * @typedef {object} Told
 * @property {number} undone how often something was taken back
 */

/** Begin once, whatever mounts and goes. @returns {void} */
function begin() {
  const { dataset } = document.documentElement;
  const stands = oneEntryAPage(window);
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
  rests();
  const changes = new MutationObserver(rests);
  changes.observe(document.body, { subtree: true, attributes: true, attributeFilter: [STATE] });
  changes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-undone"] });
}

/** @type {(run: { data: Told }) => void} */
export default ({ data }) => {
  const { dataset } = document.documentElement;
  const first = dataset.undone === undefined;
  dataset.undone = String(data.undone);
  if (first) begin();
};

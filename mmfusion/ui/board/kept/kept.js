// Keeps who a tab is in its room, so that a page that is loaded again is the same tab: in the tab's own storage,
// which the browser forgets with the tab.

import { mount } from "../../js/mount.js";

const NAME = "mmfusion-board";

/**
 * @typedef {object} Pass
 * @property {string} code of the room
 * @property {string} session the tab's token
 * @property {string} key of the room, if it was opened here
 */

/**
 * What the tab kept, if it is of the same room and another session's; null if there is nothing to take up again.
 * @param {string | null} text
 * @param {Pass} now
 * @returns {Pass | null}
 */
export function before(text, now) {
  try {
    const kept = JSON.parse(text ?? "null");
    return kept?.code === now.code && typeof kept.session === "string" && kept.session !== now.session ? kept : null;
  } catch {
    return null;
  }
}

class Kept {
  /** @type {(pass: Pass, set: import("../../js/mount.js").Run["setStateValue"]) => void} */
  show(pass, set) {
    try {
      const kept = before(sessionStorage.getItem(NAME), pass);
      if (kept) set("kept", kept);
      else sessionStorage.setItem(NAME, JSON.stringify(pass));
    } catch {
      // A browser that keeps nothing for anybody: loaded again, the tab is somebody new.
    }
  }

  close() {}
}

export default mount(".kept", Kept);

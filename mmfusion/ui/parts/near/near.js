// Keeps a place free, and tells Python once that the viewer has come near it.

import { aside } from "../../js/aside.js";
import { mount } from "../../js/mount.js";

/** How far below the window a place is near already. */
const AHEAD = "400px";

/**
 * @typedef {object} Place
 * @property {number} tall height that is kept free, px; 0 once the viewer has come
 */

class Near {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {IntersectionObserver | null} */
    this.watch = null;
  }

  /** @type {(place: Place, set: import("../../js/mount.js").Run["setStateValue"]) => void} */
  show({ tall }, set) {
    this.close();
    this.root.style.height = `${tall}px`;
    if (!tall) return;
    const scrolls = document.querySelector("[data-testid=stMain]");
    this.watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        this.close();
        aside(() => set("came", true));
      },
      { root: scrolls, rootMargin: `0px 0px ${AHEAD} 0px` },
    );
    this.watch.observe(this.root);
  }

  close() {
    this.watch?.disconnect();
    this.watch = null;
  }
}

export default mount(".near", Near);

// Carries the sounds of a clip's cells to the figure of tokens, which is drawn before they are made.

import { int16, unpack } from "../../js/bytes.js";
import { mount } from "../../js/mount.js";

/**
 * @typedef {object} Header
 * @property {string} key of the clip
 * @property {number} rate samples a second
 * @property {number} hop samples between two parts
 * @property {number} length samples of a part
 * @property {number} columns of the spectrogram in a part
 * @property {number} steps parts along the clip
 * @property {import("../../js/bytes.js").Place} sounds (bands, steps, length) int16, 32767 the loudest
 */

class Carrier {
  constructor() {
    /** @type {import("../pieces/sound.js").Sounds | null} */
    this.sounds = null;
    this.give = () => {
      if (this.sounds) document.dispatchEvent(new CustomEvent("mmf-tokens-sounds", { detail: this.sounds }));
    };
    document.addEventListener("mmf-sounds-ask", this.give);
  }

  /** @param {Uint8Array} bytes */
  show(bytes) {
    const { header, blob } = unpack(bytes);
    this.sounds = { ...header, pcm: int16(blob(header.sounds)) };
    this.give();
  }

  close() {
    document.removeEventListener("mmf-sounds-ask", this.give);
  }
}

export default mount(".sounds", Carrier);

// Carries the sounds of a clip's cells to the figure of tokens, which is drawn before they are made.

import { int16, unpack } from "../../mmfusion/ui/js/bytes.js";
import { mount } from "../../mmfusion/ui/js/mount.js";

class Carrier {
  constructor() {
    /** @type {import("./tokens_sound.js").Sounds | null} */
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

// Frames for as long as something moves, and none when nothing does or nobody sees the page.

export class Loop {
  /** @param {(now: number) => boolean} step draws a frame and says whether another is needed */
  constructor(step) {
    /** @type {number | null} */
    this.request = null;
    this.frame = (now) => {
      this.request = null;
      if (step(now)) this.wake();
    };
    this.seen = () => (document.hidden ? this.rest() : this.wake());
    document.addEventListener("visibilitychange", this.seen);
  }

  /** Draw a frame, and go on while something moves. */
  wake() {
    if (this.request === null && !document.hidden) this.request = requestAnimationFrame(this.frame);
  }

  rest() {
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.request = null;
  }

  close() {
    this.rest();
    document.removeEventListener("visibilitychange", this.seen);
  }
}

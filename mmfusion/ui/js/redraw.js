// What draws a figure again when its size has changed; or its colours, which no browser tells.

export class Redraw {
  /** @param {() => void} draw */
  constructor(draw) {
    this.draw = draw;
    this.observer = new ResizeObserver(() => draw());
  }

  /** @param {Element} element whose size it follows */
  observe(element) {
    this.observer.observe(element);
  }

  disconnect() {
    this.observer.disconnect();
  }
}

// As much of a browser as the modules under test ask for, and no more: what is not here fails.

/** Frames that run when they are told to. */
export function frames() {
  let next = 1;
  const asked = new Map();
  const listeners = new Map();
  globalThis.requestAnimationFrame = (frame) => {
    asked.set(next, frame);
    return next++;
  };
  globalThis.cancelAnimationFrame = (request) => asked.delete(request);
  globalThis.document = {
    hidden: false,
    addEventListener: (name, listener) => listeners.set(name, listener),
    removeEventListener: (name) => listeners.delete(name),
  };
  globalThis.window = { matchMedia: () => ({ matches: false }) };
  return {
    asked,
    listeners,
    run(now) {
      const all = [...asked.values()];
      asked.clear();
      for (const frame of all) frame(now);
    },
    hide(hidden) {
      globalThis.document.hidden = hidden;
      listeners.get("visibilitychange")?.();
    },
  };
}

/** A sound card whose clock stands where it is put; every source remembers how it was started. */
export function soundCard() {
  const card = { time: 0, sources: [] };
  globalThis.AudioContext = class {
    destination = "speakers";
    get currentTime() {
      return card.time;
    }
    resume() {}
    close() {}
    createBuffer(channels, length, rate) {
      const data = new Float32Array(length);
      return { channels, length, rate, data, getChannelData: () => data };
    }
    createGain() {
      return {
        gain: { value: 1 },
        to: [],
        connect(other) {
          this.to.push(other);
          return other;
        },
      };
    }
  };
  globalThis.AudioBufferSourceNode = class {
    constructor(_, { buffer, loop }) {
      Object.assign(this, { buffer, loop, to: [], stopped: false });
      card.sources.push(this);
    }
    connect(other) {
      this.to.push(other);
      return other;
    }
    start(when, offset) {
      this.started = { when, offset };
    }
    stop() {
      this.stopped = true;
    }
  };
  return card;
}

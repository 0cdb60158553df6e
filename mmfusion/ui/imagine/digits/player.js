// One sound at a time, played once.

/** Samples, −1 to 1, of eight bits by μ-law (ITU-T G.711), as Python wrote them. @type {(bytes: Uint8Array) => Float32Array<ArrayBuffer>} */
export const expanded = (bytes) =>
  Float32Array.from(bytes, (code) => {
    const y = (code / 255) * 2 - 1;
    return (Math.sign(y) * Math.expm1(Math.abs(y) * Math.log1p(255))) / 255;
  });

export class Player {
  /** @param {() => void} changed a sound begins or ends */
  constructor(changed) {
    this.changed = changed;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {AudioBufferSourceNode | null} */
    this.source = null;
    /** Which sound is played; nothing while there is none. */
    this.name = "";
  }

  /** Play a sound, or stop it. @param {string} name @param {Float32Array<ArrayBuffer>} samples @param {number} rate */
  toggle(name, samples, rate) {
    const before = this.name;
    this.stop();
    if (before === name) return;
    this.context ??= new AudioContext();
    this.context.resume();
    const buffer = this.context.createBuffer(1, samples.length, rate);
    buffer.getChannelData(0).set(samples);
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.context.destination);
    source.onended = () => this.stop();
    source.start();
    this.source = source;
    this.name = name;
    this.changed();
  }

  stop() {
    const { source } = this;
    this.source = null;
    this.name = "";
    if (!source) return;
    source.onended = null;
    source.stop();
    this.changed();
  }

  close() {
    this.changed = () => {};
    this.stop();
    this.context?.close();
    this.context = null;
  }
}

// The voice in its noise, as the networks get it, played once.

export class Voice {
  /** @param {() => void} changed it begins or ends */
  constructor(changed) {
    this.changed = changed;
    this.wave = new Int16Array(0);
    this.noise = new Int16Array(0);
    this.rate = 8000;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {AudioBufferSourceNode | null} */
    this.source = null;
  }

  get playing() {
    return Boolean(this.source);
  }

  /** @param {Int16Array} wave @param {Int16Array} noise at 0 dB @param {number} rate */
  take(wave, noise, rate) {
    if (wave.length !== this.wave.length || wave.some((v, i) => v !== this.wave[i])) this.stop();
    Object.assign(this, { wave, noise, rate });
  }

  /** The largest sample of the mixture. @param {number} gain of the noise */
  peak(gain) {
    return this.wave.reduce((most, v, i) => Math.max(most, Math.abs(v + gain * this.noise[i])), 1);
  }

  /** @param {number} at signal to noise, dB */
  toggle(at) {
    if (this.source) {
      this.stop();
      return;
    }
    this.context ??= new AudioContext();
    this.context.resume();
    const gain = 10 ** (-at / 20);
    const scale = 0.8 / Math.max(this.peak(gain), 8000);
    const buffer = this.context.createBuffer(1, this.wave.length, this.rate);
    buffer.getChannelData(0).set(Float32Array.from(this.wave, (v, i) => (v + gain * this.noise[i]) * scale));
    this.source = new AudioBufferSourceNode(this.context, { buffer });
    this.source.connect(this.context.destination);
    this.source.onended = () => this.stop();
    this.source.start();
    this.changed();
  }

  stop() {
    const { source } = this;
    this.source = null;
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

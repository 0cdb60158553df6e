// What the pad plays: two tracks in one loop, sound + gain × noise, as the networks got them.

import { Clock } from "../../js/clock.js";

/** The volume at which nothing clips. @type {(peaks: number[], gain: number) => number} */
export const volume = (peaks, gain) => Math.min(1, 0.9 / (peaks[0] + gain * peaks[1]));

export class Mixer extends Clock {
  gain = 0;
  silent = false;
  /** @type {GainNode | null} */
  level = null;
  /** @type {GainNode | null} */
  whole = null;
  peaks = [1, 0];

  /** Samples of int16; of noise, `step` is what one of its counts is worth at a gain of one. */
  take({ sound, noise, step, rate, duration }) {
    const tracks = [Float32Array.from(sound, (v) => v / 32767), Float32Array.from(noise, (v) => v * step)];
    this.peaks = tracks.map((track) => track.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-4));
    this.load({ tracks, rate, duration, time: this.time });
  }

  /** Set the level of the noise; the volume of the whole gives way where it would clip. */
  mix(gain, silent) {
    this.gain = gain;
    this.silent = silent;
    if (!this.whole) {
      return;
    }
    this.level.gain.value = gain;
    this.whole.gain.value = silent ? 0 : volume(this.peaks, gain);
  }

  /** @override */
  route(context) {
    this.level = context.createGain();
    this.whole = context.createGain();
    this.sources[0].connect(this.whole);
    this.sources[1].connect(this.level).connect(this.whole);
    this.whole.connect(context.destination);
    this.mix(this.gain, this.silent);
  }

  /** @override @param {Float32Array} track */
  buffer(track) {
    const buffer = this.context.createBuffer(1, track.length, this.rate);
    buffer.getChannelData(0).set(track);
    return buffer;
  }
}

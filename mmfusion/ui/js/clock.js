// The one clock of a clip: seconds within the window, looping; the sound card's clock while the sound is on.

import { Loop } from "./loop.js";
import { stillness } from "./motion.js";
import { clamp } from "./numbers.js";

export class Clock {
  /** @param {(now: number) => boolean | void} follow draws what follows the clock; true while more than it moves */
  constructor(follow) {
    this.time = 0;
    this.duration = 1;
    this.playing = !stillness();
    this.loud = false;
    /** @type {number | null} when the last frame was drawn; null after a rest */
    this.last = null;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {AudioBufferSourceNode[]} */
    this.sources = [];
    /** @type {AudioBuffer[] | null} */
    this.buffers = null;
    /** @type {Float32Array[]} tracks that start together, −1 to 1 */
    this.tracks = [];
    this.rate = 1;
    this.offset = 0;
    this.began = 0;
    this.loop = new Loop((now) => {
      this.tick(now);
      const moves = follow(now) || this.playing;
      if (!moves) this.last = null;
      return moves;
    });
  }

  /** @param {number} now milliseconds */
  tick(now) {
    if (this.playing && this.sources.length) {
      this.time = (this.offset + this.context.currentTime - this.began) % this.duration;
    } else if (this.playing && this.last !== null) {
      // A page that was hidden comes back where it was, not where it would be.
      this.time = (this.time + Math.min(now - this.last, 1000) / 1000) % this.duration;
    }
    this.last = now;
  }

  /** Another clip: its tracks, samples a second, and seconds. */
  load({ tracks, rate, duration, time = 0 }) {
    if (!(duration > 0)) throw new RangeError("the clip has no length");
    Object.assign(this, { tracks, rate, duration, time: time % duration, buffers: null });
    this.sound();
  }

  /** @param {number} time */
  seek(time) {
    this.time = clamp(time, 0, this.duration - 1e-3);
    this.sound();
  }

  toggle() {
    this.playing = !this.playing;
    this.sound();
  }

  /** Start, restart or stop the sound so that it agrees with the clock; have what follows be drawn. */
  sound() {
    for (const source of this.sources) {
      source.onended = null;
      source.stop();
    }
    this.sources = [];
    this.loop.wake();
    if (!this.loud || !this.playing || !this.tracks.length) return;
    this.context ??= new AudioContext();
    this.context.resume();
    this.buffers ??= this.tracks.map((track) => this.buffer(track));
    this.sources = this.buffers.map((buffer) => new AudioBufferSourceNode(this.context, { buffer, loop: true }));
    this.route(this.context);
    this.offset = this.time;
    this.began = this.context.currentTime;
    for (const source of this.sources) source.start(this.began, this.time);
  }

  /** A track as long as the clip: silence after its end. @param {Float32Array} track */
  buffer(track) {
    const length = Math.max(1, Math.round(this.duration * this.rate));
    const buffer = this.context.createBuffer(1, length, this.rate);
    buffer.getChannelData(0).set(track.subarray(0, length));
    return buffer;
  }

  /** Where the sources lead. @param {AudioContext} context */
  route(context) {
    for (const source of this.sources) source.connect(context.destination);
  }

  close() {
    this.loud = false;
    this.sound();
    this.loop.close();
    this.context?.close();
    this.context = null;
  }
}

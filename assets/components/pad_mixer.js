// What the pad plays.

/** Two tracks in one loop, sound + gain × noise, as the networks got them; and the clock that all follows. */
class Mixer {
  constructor() { this.time = 0; this.duration = 1; this.playing = !stillness(); this.loud = false; this.gain = 0; this.last = null; }
  tick(now) {
    if (this.playing && this.sources) this.time = (this.offset + this.context.currentTime - this.began) % this.duration;
    else if (this.playing && this.last !== null) this.time = (this.time + (now - this.last) / 1000) % this.duration;
    this.last = now;
  }
  load({ sound, noise, step, rate, duration }) {
    this.sound = Float32Array.from(sound, (v) => v / 32767);
    this.noise = Float32Array.from(noise, (v) => v * step);
    this.peaks = [this.sound, this.noise].map((wave) => wave.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-4));
    Object.assign(this, { rate, duration, buffers: null });
    this.time %= duration;
    this.start();
  }
  seek(time) { this.time = clamp(time, 0, this.duration - 1e-3); this.start(); }
  toggle() { this.playing = !this.playing; this.start(); }
  /** Set the level of the noise; the volume of the whole gives way where it would clip. */
  mix(gain, silent) {
    this.gain = gain; this.silent = silent;
    if (!this.volume) return;
    this.level.gain.value = gain;
    this.volume.gain.value = silent ? 0 : Math.min(1, 0.9 / (this.peaks[0] + gain * this.peaks[1]));
  }
  start() {
    this.sources?.forEach((source) => source.stop());
    this.sources = null;
    if (!this.loud || !this.playing || !this.sound) return;
    this.context ??= new AudioContext();
    this.context.resume();
    this.buffers ??= [this.sound, this.noise].map((wave) => {
      const buffer = this.context.createBuffer(1, wave.length, this.rate);
      buffer.copyToChannel(wave, 0);
      return buffer;
    });
    this.level = this.context.createGain(); this.volume = this.context.createGain();
    this.sources = this.buffers.map((buffer) => new AudioBufferSourceNode(this.context, { buffer, loop: true }));
    this.sources[0].connect(this.volume); this.sources[1].connect(this.level).connect(this.volume);
    this.volume.connect(this.context.destination);
    this.mix(this.gain, this.silent);
    this.offset = this.time; this.began = this.context.currentTime;
    this.sources.forEach((source) => source.start(this.began, this.time));
  }
  close() { this.loud = false; this.start(); this.context?.close(); this.context = null; }
}

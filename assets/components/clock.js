// The one clock of a clip: it plays, loops, and is the sound card's while the sound is on.

const PLAY = "M3 1.5v9l7.5-4.5z", PAUSE = "M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z";
const LOUD = "M1 4.2h2.3L6.5 1.5v9L3.3 7.8H1zM9.2 4a3 3 0 0 1 0 4M11.4 2.2a6 6 0 0 1 0 7.6";
const MUTED = "M1 4.2h2.3L6.5 1.5v9L3.3 7.8H1zM10 4l4 4M14 4l-4 4";

/** The one clock: seconds within the window, looping; the sound card's clock while the sound is on. */
class Clock {
  constructor() {
    this.time = 0; this.duration = 1; this.playing = !stillness(); this.last = null;
    this.context = null; this.source = null; this.buffer = null; this.loud = false;
  }
  tick(now) {
    if (this.playing && this.source) {
      this.time = (this.offset + this.context.currentTime - this.began) % this.duration;
    } else if (this.playing && this.last !== null) {
      this.time = (this.time + (now - this.last) / 1000) % this.duration;
    }
    this.last = now;
  }
  seek(time) { this.time = clamp(time, 0, this.duration - 1e-3); this.sound(); }
  toggle() { this.playing = !this.playing; this.sound(); }
  /** Start, restart or stop the sound so that it agrees with the clock. */
  sound() {
    if (this.source) { this.source.onended = null; this.source.stop(); this.source = null; }
    if (!this.loud || !this.playing || !this.pcm) return;
    this.context ??= new AudioContext();
    this.context.resume();
    if (!this.buffer) {
      const length = Math.max(1, Math.round(this.duration * this.rate));
      this.buffer = this.context.createBuffer(1, length, this.rate);
      const channel = this.buffer.getChannelData(0);
      for (let i = 0; i < Math.min(length, this.pcm.length); i++) channel[i] = this.pcm[i] / 32768;
    }
    this.source = new AudioBufferSourceNode(this.context, { buffer: this.buffer, loop: true });
    this.source.connect(this.context.destination);
    this.offset = this.time; this.began = this.context.currentTime;
    this.source.start(0, this.time);
  }
  close() { this.loud = false; this.sound(); this.context?.close(); this.context = null; }
}

/** Have the buttons `.play` and `.sound` say what they would do. */
function showButtons(root, { playing, loud }) {
  const play = root.querySelector(".play"), sound = root.querySelector(".sound");
  play.setAttribute("aria-label", playing ? "pause" : "play");
  play.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
  sound.setAttribute("aria-label", loud ? "sound off" : "sound on");
  sound.querySelector("path").setAttribute("d", loud ? LOUD : MUTED);
}

// Camera and microphone for a few seconds; what is recorded goes to this app's own server and nowhere else.

import { marked, tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";

const KINDS = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4", "audio/webm", "audio/mp4", "audio/ogg"];
const WHY = {
  NotAllowedError: marked(
    "The browser was not allowed to use camera or microphone: allow it beside the address, then record again.",
  ),
  NotFoundError: marked("No camera or microphone was found: switch off the one that is missing, or open a file."),
  NotReadableError: marked("Another program is using the camera or the microphone: close it, then record again."),
};

/**
 * @typedef {object} Data
 * @property {number} seconds to record
 */

/** Base64 of a `data:` URL; the type before it may hold commas. @type {(url: string) => string} */
export const payload = (url) => url.split("base64,")[1];

class Recorder {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.go = /** @type {HTMLButtonElement} */ (root.querySelector(".go"));
    this.video = root.querySelector("video");
    this.progress = /** @type {HTMLElement} */ (root.querySelector(".progress"));
    /** @type {MediaRecorder | null} */
    this.media = null;
    /** @type {HTMLButtonElement[]} */
    this.pills = [...root.querySelectorAll("button.pill")].map((pill) => /** @type {HTMLButtonElement} */ (pill));
    for (const pill of this.pills) {
      pill.onclick = () => {
        pill.setAttribute("aria-pressed", String(pill.getAttribute("aria-pressed") !== "true"));
        this.ready();
      };
    }
    this.go.onclick = () => (this.media ? this.media.stop() : this.record());
  }

  /** @param {Data} data @param {unknown} _ @param {(name: string, value: unknown) => void} trigger */
  show(data, _, trigger) {
    this.seconds = data.seconds;
    this.send = (text) => trigger("recording", text);
    if (!this.media) this.ready();
  }

  /** @param {"video" | "audio"} device */
  wants(device) {
    const pill = this.pills.find((one) => one.dataset.device === device);
    return pill.getAttribute("aria-pressed") === "true";
  }

  say(text) {
    this.root.querySelector("p").textContent = text;
  }

  ready() {
    const able = Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder !== "undefined";
    this.go.textContent = tr("Record {seconds} seconds", { seconds: this.seconds });
    this.go.disabled = !able || !(this.wants("video") || this.wants("audio"));
    for (const pill of this.pills) pill.disabled = !able;
    this.say(
      able ? "" : tr("Browsers lend camera and microphone only to localhost and to HTTPS: here, open a file instead."),
    );
  }

  async record() {
    this.say("");
    this.go.disabled = true;
    try {
      const video = this.wants("video") && { width: { ideal: 640 }, height: { ideal: 480 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: this.wants("audio") });
    } catch (error) {
      this.ready();
      this.say(tr(WHY[error.name] ?? marked("Recording failed ({name}): open a file instead."), { name: error.name }));
      return;
    }
    const own = KINDS.filter((kind) => kind.startsWith("video") === this.wants("video"));
    const kind = own.find((one) => MediaRecorder.isTypeSupported(one));
    const chunks = [];
    this.media = new MediaRecorder(this.stream, { ...(kind && { mimeType: kind }), videoBitsPerSecond: 1_500_000 });
    this.media.ondataavailable = (event) => chunks.push(event.data);
    this.media.onstop = () => this.finish(new Blob(chunks, { type: kind }));
    this.video.hidden = !this.wants("video");
    this.video.srcObject = this.stream;
    this.video.play().catch(() => {});
    this.media.start(500);
    this.go.disabled = false;
    this.go.textContent = tr("Stop");
    this.follow(performance.now());
  }

  /** Show how much of the time has gone, and stop at its end. @param {number} began milliseconds */
  follow(began) {
    const line = /** @type {HTMLElement} */ (this.progress.firstElementChild);
    this.progress.hidden = false;
    this.timer = setInterval(() => {
      const share = (performance.now() - began) / 1000 / this.seconds;
      line.style.width = `${Math.min(1, share) * 100}%`;
      if (share >= 1.05 && this.media?.state === "recording") this.media.stop();
    }, 50);
  }

  release() {
    clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.media = null;
  }

  /** @param {Blob} blob */
  finish(blob) {
    this.release();
    this.video.hidden = true;
    this.progress.hidden = true;
    this.ready();
    if (!blob.size) {
      this.say(tr("Nothing was recorded: try again, or open a file."));
      return;
    }
    this.say(tr("Recorded; the networks are looking and listening …"));
    const reader = new FileReader();
    reader.onload = () => this.send(payload(String(reader.result)));
    reader.readAsDataURL(blob);
  }

  close() {
    if (this.media) this.media.onstop = null;
    this.release();
  }
}

export default mount(".recorder", Recorder);

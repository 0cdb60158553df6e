// Camera and microphone for a few seconds; what is recorded goes to this app's own server and nowhere else.

const KINDS = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4", "audio/webm", "audio/mp4", "audio/ogg"];
const WHY = {
  NotAllowedError: "The browser was not allowed to use camera or microphone: allow it beside the address, then record again.",
  NotFoundError: "No camera or microphone was found: switch off the one that is missing, or open a file.",
  NotReadableError: "Another program is using the camera or the microphone: close it, then record again.",
};

class Recorder {
  constructor(root) {
    this.root = root;
    this.go = root.querySelector(".go");
    this.video = root.querySelector("video");
    this.progress = root.querySelector(".progress");
    this.pills = [...root.querySelectorAll(".pill")];
    this.pills.forEach((pill) => { pill.onclick = () => { pill.setAttribute("aria-pressed", pill.getAttribute("aria-pressed") !== "true"); this.ready(); }; });
    this.go.onclick = () => (this.media ? this.media.stop() : this.record());
  }

  show(data, send) {
    this.seconds = data.seconds; this.send = send;
    if (!this.media) this.ready();
  }

  wants(device) { return this.pills.find((pill) => pill.dataset.device === device).getAttribute("aria-pressed") === "true"; }
  say(text) { this.root.querySelector("p").textContent = text; }

  ready() {
    const able = Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder !== "undefined";
    this.go.textContent = `Record ${this.seconds} seconds`;
    this.go.disabled = !able || !(this.wants("video") || this.wants("audio"));
    this.pills.forEach((pill) => { pill.disabled = !able; });
    this.say(able ? "" : "Browsers lend camera and microphone only to localhost and to HTTPS: here, open a file instead.");
  }

  async record() {
    this.say(""); this.go.disabled = true;
    try {
      const video = this.wants("video") && { width: { ideal: 640 }, height: { ideal: 480 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: this.wants("audio") });
    } catch (error) { this.ready(); this.say(WHY[error.name] ?? `Recording failed (${error.name}): open a file instead.`); return; }
    const kind = KINDS.filter((k) => k.startsWith("video") === this.wants("video")).find((k) => MediaRecorder.isTypeSupported(k));
    const chunks = [];
    this.media = new MediaRecorder(this.stream, { ...(kind && { mimeType: kind }), videoBitsPerSecond: 1_500_000 });
    this.media.ondataavailable = (event) => chunks.push(event.data);
    this.media.onstop = () => this.finish(new Blob(chunks, { type: kind }));
    this.video.hidden = !this.wants("video");
    this.video.srcObject = this.stream;
    this.video.play().catch(() => {});
    this.media.start(500);
    this.began = performance.now();
    this.go.disabled = false; this.go.textContent = "Stop";
    this.progress.hidden = false;
    this.timer = setInterval(() => {
      const share = (performance.now() - this.began) / 1000 / this.seconds;
      this.progress.firstElementChild.style.width = `${Math.min(1, share) * 100}%`;
      if (share >= 1.05 && this.media?.state === "recording") this.media.stop();
    }, 50);
  }

  release() {
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null; this.video.srcObject = null; this.media = null;
  }

  finish(blob) {
    this.release();
    this.video.hidden = this.progress.hidden = true;
    this.ready();
    if (!blob.size) { this.say("Nothing was recorded: try again, or open a file."); return; }
    this.say("Recorded; the networks are looking and listening …");
    const reader = new FileReader();
    reader.onload = () => this.send(reader.result.split("base64,")[1]); // the type before it may hold commas
    reader.readAsDataURL(blob);
  }

  close() { if (this.media) this.media.onstop = null; this.release(); }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const recorder = instance(parentElement, () => new Recorder(parentElement.querySelector(".recorder")));
  recorder.show(data, (text) => setTriggerValue("recording", text));
  return () => { recorder.close(); instances.delete(parentElement); };
}

// Carries the sounds of a clip's cells to the figure of tokens, which is drawn before they are made.

class Sounds {
  constructor() {
    this.give = () => { if (this.detail) document.dispatchEvent(new CustomEvent("mmf-tokens-sounds", { detail: this.detail })); };
    document.addEventListener("mmf-sounds-ask", this.give);
  }
  show(bytes) {
    const { header, blob } = unpack(bytes), body = blob(header.sounds);
    this.detail = { ...header, pcm: new Int16Array(body.buffer, body.byteOffset, body.byteLength / 2) };
    this.give();
  }
  close() { document.removeEventListener("mmf-sounds-ask", this.give); }
}

export default function ({ data, parentElement }) {
  const sounds = instance(parentElement, () => new Sounds());
  if (data) sounds.show(data);
  return () => { sounds.close(); instances.delete(parentElement); };
}

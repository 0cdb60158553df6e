// The formula strip's values, following the sliders of the figure of tokens.

class Values {
  constructor(root) {
    this.root = root;
    this.write = ({ detail }) => {
      const { covered, visual, audio, width } = detail, grouped = (value) => value.toLocaleString("en-GB");
      const term = (name, sense, factors, all) => `<span>N<sub>${name}</sub> <b>=</b> ${covered ? "<b>?</b>" : `<b class="${sense}">${factors}</b> <b>= ${grouped(all)}</b>`}</span>`;
      root.innerHTML = term("v", "visual", `${visual.frames} · ${visual.each}`, visual.all)
        + term("a", "audio", `${audio.rows} · ${audio.columns}`, audio.all)
        + (width ? `<span>d <b>= ${width}</b></span>` : "");
    };
    document.addEventListener("mmf-tokens", this.write);
    document.dispatchEvent(new CustomEvent("mmf-tokens-ask"));
  }
  close() { document.removeEventListener("mmf-tokens", this.write); }
}

export default function ({ parentElement }) {
  const values = instance(parentElement, () => new Values(parentElement.querySelector(".values")));
  return () => { values.close(); instances.delete(parentElement); };
}

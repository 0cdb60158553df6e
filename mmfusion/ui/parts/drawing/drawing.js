// A drawing that Python made from a spec (see its wrapper), in the page's colours.

/** @param {{ data: string, parentElement: HTMLElement }} run `data`: SVG */
export default function ({ data, parentElement }) {
  parentElement.querySelector(".drawing").innerHTML = data;
}

// A drawing that Python made from a spec (mmfusion/ui/drawing.py), in the page's colours.

export default function ({ data, parentElement }) {
  parentElement.querySelector(".drawing").innerHTML = data;
}

// Figures leave as files that this browser makes from what it shows: no second browser on the server.

import { colour } from "../../js/colour.js";
import { save, sheet, standing, svgFile, within } from "../../js/files.js";

/**
 * @typedef {object} Data
 * @property {string} name first part of the files' names
 */

/** What each button saves; what stands in the way, or nothing. @type {Record<string, (root: Element, name: string) => string>} */
const FIGURES = {
  clip(root, name) {
    const rail = within(".rail");
    if (!rail) return "There is no clip on this page.";
    const axis = within(".axis");
    const { clientWidth: width, clientHeight: height } = rail;
    const { canvas, context } = sheet(root, width, height + axis.clientHeight);
    const origin = rail.getBoundingClientRect();
    for (const part of rail.querySelectorAll("canvas")) {
      const box = part.getBoundingClientRect();
      if (!box.width) continue;
      context.drawImage(part, box.left - origin.left, box.top - origin.top, box.width, box.height);
    }
    context.fillStyle = colour(root, "ink3");
    context.font = "13px Source Sans, sans-serif";
    const marks = [...axis.querySelectorAll("span")];
    marks.forEach((mark, i) => {
      context.textAlign = i === 0 ? "left" : i === marks.length - 1 ? "right" : "center";
      context.fillText(mark.textContent, (i / (marks.length - 1)) * width, height + 15);
    });
    canvas.convertToBlob({ type: "image/png" }).then((blob) => save(`${name}-clip.png`, blob));
    return "";
  },
  drawing(root, name) {
    const svg = within(".drawing svg.net");
    if (!svg) return "There is no drawing on this page.";
    save(`${name}-drawing.svg`, svgFile(standing(svg.cloneNode(true), root)));
    return "";
  },
  charts(root, name) {
    const charts = [...document.querySelectorAll(".js-plotly-plot")];
    if (!charts.length) return "No chart is open: open one below, then come back.";
    charts.forEach((chart, index) => {
      const layers = [...chart.querySelectorAll("svg.main-svg")];
      const [first, ...others] = layers.map((svg) => /** @type {Element} */ (svg.cloneNode(true)));
      for (const svg of others) first.append(...svg.childNodes);
      save(`${name}-chart-${index + 1}.svg`, svgFile(standing(first, root)));
    });
    return "";
  },
};

/** @param {{ data: Data, parentElement: HTMLElement }} run */
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".export");
  for (const button of root.querySelectorAll("button")) {
    button.onclick = () => {
      root.querySelector("p").textContent = FIGURES[button.dataset.what](root, data.name);
    };
  }
}

// Figures leave as files that this browser makes from what it shows: no second browser on the server.

const SVG = "http://www.w3.org/2000/svg";

function save(name, blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The first element inside any component of the page that fits a selector. */
function within(selector) {
  for (const host of document.querySelectorAll("*")) {
    const found = host.shadowRoot?.querySelector(selector);
    if (found) return found;
  }
  return null;
}

/** An SVG that stands by itself: palette colours written out, page-coloured ground. */
function alone(svg, root) {
  const text = new XMLSerializer().serializeToString(svg).replace(/var\(--mmf-([\w-]+)\)/g, (_, name) => colour(root, name));
  const ground = `<rect width="100%" height="100%" fill="${colour(root, "page")}"/>`;
  return new Blob([text.replace(/(<svg[^>]*>)/, `$1${ground}`)], { type: "image/svg+xml" });
}

const FIGURES = {
  clip(root, name) {
    const rail = within(".rail"), axis = within(".axis");
    if (!rail) return "There is no clip on this page.";
    const scale = 2, margin = 16, width = rail.clientWidth, height = rail.clientHeight + axis.clientHeight;
    const canvas = new OffscreenCanvas((width + 2 * margin) * scale, (height + 2 * margin) * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = colour(root, "page");
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    context.translate(margin, margin);
    for (const part of rail.querySelectorAll("canvas")) {
      const box = part.getBoundingClientRect(), origin = rail.getBoundingClientRect();
      if (box.width) context.drawImage(part, box.left - origin.left, box.top - origin.top, box.width, box.height);
    }
    context.fillStyle = colour(root, "ink3");
    context.font = "13px Source Sans, sans-serif";
    const marks = [...axis.querySelectorAll("span")];
    marks.forEach((mark, i) => {
      context.textAlign = i === 0 ? "left" : i === marks.length - 1 ? "right" : "center";
      context.fillText(mark.textContent, (i / (marks.length - 1)) * width, rail.clientHeight + 15);
    });
    canvas.convertToBlob({ type: "image/png" }).then((blob) => save(`${name}-clip.png`, blob));
    return "";
  },
  drawing(root, name) {
    const svg = within(".drawing svg.net");
    if (!svg) return "There is no drawing on this page.";
    const copy = svg.cloneNode(true);
    copy.setAttribute("xmlns", SVG);
    save(`${name}-drawing.svg`, alone(copy, root));
    return "";
  },
  charts(root, name) {
    const charts = [...document.querySelectorAll(".js-plotly-plot")];
    if (!charts.length) return "No chart is open: open one below, then come back.";
    charts.forEach((chart, index) => {
      const [first, ...others] = [...chart.querySelectorAll("svg.main-svg")].map((svg) => svg.cloneNode(true));
      others.forEach((svg) => first.append(...svg.childNodes));
      first.setAttribute("xmlns", SVG);
      save(`${name}-chart-${index + 1}.svg`, alone(first, root));
    });
    return "";
  },
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".export");
  root.querySelectorAll("button").forEach((button) => {
    button.onclick = () => { root.querySelector("p").textContent = FIGURES[button.dataset.what](root, data.name); };
  });
}

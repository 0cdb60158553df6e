// The fonts of a figure's words, carried in its file: it looks the same where the page's fonts are not installed.

/** @typedef {import("./paper.js").Paper} Paper */

/** @type {Map<string, Promise<string>>} */
const fetched = new Map();

/** A file of the page as a `data:` address. @type {(address: string) => Promise<string>} */
export function asData(address) {
  if (!fetched.has(address)) {
    fetched.set(
      address,
      (async () => {
        const blob = await (await fetch(address)).blob();
        return new Promise((done) => {
          const reader = new FileReader();
          reader.onload = () => done(String(reader.result));
          reader.readAsDataURL(blob);
        });
      })(),
    );
  }
  return fetched.get(address);
}

/** All rules of the page that name a font. @returns {CSSFontFaceRule[]} */
function faces() {
  return [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
    } catch {
      return []; // a sheet of another origin tells nothing
    }
  });
}

/** Whether a face is for a weight. @type {(style: CSSStyleDeclaration, weight: number) => boolean} */
function heavy(style, weight) {
  const said = style.getPropertyValue("font-weight").replace("bold", "700").replace("normal", "400") || "400";
  const [from, to = from] = said.split(" ").map(Number);
  return from === to ? from >= 600 === weight >= 600 : from <= weight && weight <= to;
}

/** @param {Paper} paper @returns {Promise<string>} a style sheet */
export async function fonts(paper) {
  const wanted = [...paper.fonts.values()];
  const used = faces().filter(({ style }) => {
    const family = style.getPropertyValue("font-family").replaceAll(/["']/g, "");
    const italic = (style.getPropertyValue("font-style") || "normal") !== "normal";
    return wanted.some((one) => one.family === family && one.italic === italic && heavy(style, one.weight));
  });
  const written = used.map(async ({ style, parentStyleSheet }) => {
    const address = /url\("?([^")]+)"?\)/.exec(style.getPropertyValue("src"))?.[1];
    if (!address) return "";
    const data = await asData(new URL(address, parentStyleSheet.href ?? document.baseURI).href);
    const own = ["font-family", "font-style", "font-weight"].map((name) => {
      const value = style.getPropertyValue(name);
      return value ? `${name}:${value.replaceAll('"', "'")};` : "";
    });
    return `@font-face{${own.join("")}src:url(${data})}`;
  });
  return (await Promise.all(written)).join("");
}

// What leaves the page as a file, made by this browser from what it shows.

export const SVG = "http://www.w3.org/2000/svg";

/** @type {(name: string, blob: Blob) => void} */
export function save(name, blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** All elements below one, in the components' own trees too. @type {(root: Document | ShadowRoot | Element) => Element[]} */
export const below = (root) =>
  [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...below(one.shadowRoot)] : [one]));

/** All elements that fit a selector, on the page or inside its components, in their order on the page; none within another.
 * @type {(selector: string) => HTMLElement[]} */
export function everywhere(selector) {
  const found = /** @type {HTMLElement[]} */ (below(document).filter((one) => one.matches(selector)));
  return found.filter((one) => one.offsetParent && !found.some((other) => other !== one && other.contains(one)));
}

/** @type {(text: string) => Blob} */
export const svgFile = (text) => new Blob([text], { type: "image/svg+xml" });

/** An SVG's text as a picture to draw. @type {(text: string) => Promise<HTMLImageElement>} */
export async function drawn(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

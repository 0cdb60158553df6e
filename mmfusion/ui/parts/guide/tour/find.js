// The element that a step is about, in the page or inside a component, whatever has been drawn anew since.

/** The first visible element that fits a selector, in the page or in any shadow root below it.
 * @type {(selector: string, root?: Document | ShadowRoot) => HTMLElement | null} */
export function find(selector, root = document) {
  for (const found of root.querySelectorAll(selector)) if (visible(found)) return /** @type {HTMLElement} */ (found);
  for (const host of root.querySelectorAll("*")) {
    const inside = host.shadowRoot && find(selector, host.shadowRoot);
    if (inside) return inside;
  }
  return null;
}

/** @type {(element: Element) => boolean} */
export function visible(element) {
  const { width, height } = element.getBoundingClientRect();
  return element.isConnected && width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
}

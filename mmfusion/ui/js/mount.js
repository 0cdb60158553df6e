// One object for each mounted element: made on its first run, shown each time Python sends data, closed at the end.

import { escapeText } from "./text.js";

/**
 * What Streamlit hands to a component's default export at each run.
 * @typedef {object} Run
 * @property {any} data
 * @property {HTMLElement | ShadowRoot} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/**
 * @typedef {object} Figure
 * @property {(data: any, set: Run["setStateValue"], trigger: Run["setTriggerValue"]) => void | Promise<void>} [show]
 * @property {() => void} close
 */

/** @type {WeakMap<object, Figure>} */
const instances = new WeakMap();

/** Popovers hang below the body, outside of the app's element: tell them when the theme has changed. */
function followTheme() {
  const app = document.querySelector(".stApp");
  if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
}

/** Say in the figure's place, in one sentence, that it could not be drawn; nothing takes it away.
 * @type {(parent: Run["parentElement"], root: HTMLElement | null, reason: string | null) => void} */
function complain(parent, root, reason) {
  parent.querySelector(".mmf-broken")?.remove();
  if (root) root.style.display = reason ? "none" : "";
  if (!reason) return;
  const line = document.createElement("p");
  line.className = "mmf-broken";
  line.setAttribute("role", "alert");
  line.style.cssText = "margin:0;font:14px/20px var(--st-font, sans-serif);color:var(--mmf-ink2)";
  line.innerHTML = `This figure could not be drawn: ${escapeText(reason)}. Load the page again.`;
  parent.append(line);
}

/**
 * A component's default export.
 * @param {string} selector of the figure within the component's markup
 * @param {new (root: any) => Figure} Make
 * @returns {(run: Run) => () => void}
 */
export function mount(selector, Make) {
  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    followTheme();
    const root = /** @type {HTMLElement | null} */ (parentElement.querySelector(selector));
    const end = () => {
      instances.get(parentElement)?.close();
      instances.delete(parentElement);
    };
    const show = async () => {
      try {
        if (!instances.has(parentElement)) instances.set(parentElement, new Make(root));
        if (data === undefined || data === null) return;
        if (parentElement.querySelector(".mmf-broken")) complain(parentElement, root, null);
        await instances.get(parentElement).show?.(data, setStateValue, setTriggerValue);
      } catch (error) {
        end(); // half of what came may stand: nothing is drawn from it
        console.error(error);
        complain(parentElement, root, error instanceof Error ? error.message : String(error));
      }
    };
    show();
    return end;
  };
}

// One object for each mounted element: made on its first run, shown each time Python sends data, closed at the end.

import { COLOURLESS, coloured } from "./colour.js";
import { speak, tr } from "./language.js";
import { guard, held, locked, still } from "./lock.js";
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
 * @property {import("./redraw.js").Redraw} [resize] what draws it again
 * @property {() => void} close
 */

/** @type {Map<object, Figure>} */
const instances = new Map();

/** Draw all figures of the page again: their colours have changed. */
export function redraw() {
  for (const { resize } of instances.values()) resize?.draw();
}

let waiting = false;

/**
 * Draw all figures again once the page's colours are there: one was drawn without them.
 *
 * It looks by the clock and not by frames: a figure that stands asks for none.
 */
function awaitColours() {
  if (waiting) return;
  waiting = true;
  const look = () => {
    waiting = !coloured(document.documentElement);
    if (waiting) setTimeout(look, 50);
    else redraw();
  };
  setTimeout(look);
}
if (typeof document !== "undefined") document.addEventListener(COLOURLESS, awaitColours);

/**
 * A figure that has told Python something.
 * @typedef {object} Teller
 * @property {Map<string, () => void>} names what it told, and how it takes that back
 * @property {() => void} again makes it anew from what Python has sent it last
 */

/** @type {Map<object, Teller>} */
const tellers = new Map();
/** The markup of each mounted element as it came. @type {WeakMap<object, Node>} */
const markup = new WeakMap();

/** Take back what all figures have told, and make them anew: they stand as Python and the link say. */
export function startOver() {
  for (const { names, again } of [...tellers.values()]) {
    for (const forget of names.values()) forget();
    again();
  }
}

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
  line.innerHTML = tr("This figure could not be drawn: {reason}. Load the page again.", { reason: escapeText(reason) });
  parent.append(line);
}

/**
 * A component's default export.
 * @param {string} selector of the figure within the component's markup
 * @param {new (root: any) => Figure} Make
 * @param {import("./language.js").Said} [said] put in where the script is served
 * @returns {(run: Run) => () => void}
 */
export function mount(selector, Make, said = { language: "en", words: {} }) {
  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    followTheme();
    speak(said);
    let root = /** @type {HTMLElement | null} */ (parentElement.querySelector(selector));
    if (root && !markup.has(parentElement)) markup.set(parentElement, root.cloneNode(true));
    const end = () => {
      instances.get(parentElement)?.close();
      instances.delete(parentElement);
      tellers.delete(parentElement);
    };
    const again = () => {
      end();
      const fresh = /** @type {HTMLElement | undefined} */ (markup.get(parentElement)?.cloneNode(true));
      if (!root || !fresh) return;
      root.replaceWith(fresh);
      root = fresh;
      show();
    };
    // Streamlit 1.67 ends a run that the next one overtook while the module was being loaded, though the element
    // stays: the figure would lose its state, or stand there dead. Only what has left the page is closed.
    const leave = () => {
      if (!parentElement.isConnected) end();
    };
    const teller = tellers.get(parentElement);
    if (teller) teller.again = again;
    const locks = () => locked() && held(parentElement, root);
    /** @type {Run["setStateValue"]} what a locked figure shows under the pointer is not kept */
    const set = (name, value) => {
      if (locks()) return;
      setStateValue(name, value);
      const { names } = tellers.get(parentElement) ?? { names: new Map() };
      tellers.set(parentElement, { names: names.set(name, () => setStateValue(name, null)), again });
    };
    const show = async () => {
      try {
        if (!instances.has(parentElement)) {
          if (held(parentElement, root)) guard(parentElement);
          instances.set(parentElement, new Make(root));
        }
        if (data === undefined || data === null) return;
        if (parentElement.querySelector(".mmf-broken")) complain(parentElement, root, null);
        await instances.get(parentElement).show?.(data, set, setTriggerValue);
        if (locks()) still(root);
      } catch (error) {
        end(); // half of what came may stand: nothing is drawn from it
        console.error(error);
        complain(parentElement, root, error instanceof Error ? error.message : String(error));
      }
    };
    show();
    return leave;
  };
}

// The focus of the keyboard: an opened menu takes it, and it is not lost with what it stood on.

const FOCUSABLE =
  'button:not(:disabled), a[href], summary, input:not(:disabled):not([type=hidden]), select, textarea, [tabindex="0"]';
const MENU = "[data-testid=stPopoverBody]";
/** Above these nothing is looked for: it would be another place of the page. */
const TOP = "[data-testid=stMain], [data-testid=stSidebar], body";
/** Frames in which what stood under the focus may still go, after a run. */
const FRAMES = 20;

/** @type {(root: Element) => HTMLElement[]} what can have the focus and is seen, in order; of a group, what Tab comes to */
const stops = (root) =>
  /** @type {HTMLElement[]} */ ([...root.querySelectorAll(FOCUSABLE)]).filter(
    (one) => one.tabIndex >= 0 && one.getClientRects().length > 0,
  );

/** Give an element the focus that Tab does not come to. @param {HTMLElement} element */
function stand(element) {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/** Give a menu that has opened the focus; Tab leads from its ends back to its button, and Streamlit from Escape.
 * @param {HTMLElement} menu */
function enter(menu) {
  const button = document.activeElement;
  if (!(button instanceof HTMLElement) || menu.contains(button)) return;
  const [first] = stops(menu);
  // A field would bring up the keyboard of a phone.
  stand(first && !(first.matches("input, textarea") && matchMedia("(pointer: coarse)").matches) ? first : menu);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = stops(menu);
    const end = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement !== end && !(event.shiftKey && document.activeElement === menu)) return;
    event.preventDefault();
    button.focus();
  });
}

/** What the focus stood on last, and what holds it, from the inside out. @type {Element[]} */
let path = [];
/** The page that this was on. */
let page = "";

/** @type {(event: FocusEvent) => void} */
function remember({ target }) {
  path = [];
  page = location.pathname;
  for (let one = /** @type {Element | null} */ (target); one && !one.matches(TOP); one = one.parentElement)
    path.push(one);
}

/** Give the focus to what stands where it stood: the number that was covered, the guess, or what else can have it. */
function find() {
  if (document.activeElement !== document.body || !path.length || path[0].isConnected) return false;
  if (page !== location.pathname) return true;
  for (const place of path.filter((one) => one.isConnected)) {
    const asked = place.querySelector(".st-key-guessing");
    /** @type {HTMLElement | null} */
    const number = asked ? null : place.querySelector(".mmf-number");
    const next = number ?? stops(asked ?? place)[0];
    if (!next) continue;
    stand(next);
    return true;
  }
  return false;
}

/** Look for the focus after a run, until it is found or nothing goes any more. */
export function findFocus() {
  let frames = 0;
  const look = () => {
    if (!find() && ++frames < FRAMES) requestAnimationFrame(look);
  };
  look();
}

/** Watch over the focus of this window. @param {() => boolean} rests whether no script runs */
export function keepFocus(rests) {
  document.addEventListener("focusin", remember);
  new MutationObserver((changes) => {
    if (rests() && changes.some(({ removedNodes }) => removedNodes.length)) find(); // what went after the run
    for (const { addedNodes } of changes)
      for (const node of addedNodes) {
        const menu = node instanceof HTMLElement && (node.matches(MENU) ? node : node.querySelector(MENU));
        if (menu instanceof HTMLElement) requestAnimationFrame(() => enter(menu));
      }
  }).observe(document.body, { childList: true, subtree: true });
}

// A link that locks (?lock=1): what a figure holds cannot be changed; it is read, played and pointed at as before.

/** What changes nothing that a link says. */
const FREE = ".play, .sound, .listen, [role=slider][aria-label=playhead], a, video, audio";
/** What keys do on a page whatever has the focus. */
const KEYS = new Set(["Tab", "Escape", "F5", "F6", "F11", "F12"]);

/** Whether this page's link locks, or hides the controls: those that are parts of a figure stay in sight, locked. */
export function locked() {
  const said = new URLSearchParams(location.search);
  return said.get("lock") === "1" || (said.get("hide") ?? "").split(" ").includes("controls");
}

/** @type {(event: Event) => void} */
function refuse(event) {
  if (!locked()) return;
  const [target] = event.composedPath();
  if (target instanceof Element && target.closest(FREE)) return;
  if (event instanceof KeyboardEvent && (KEYS.has(event.key) || event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Whether a figure is one that a lock holds: on the page, not in a menu, and not marked as free of it.
 * @type {(parent: HTMLElement | ShadowRoot, root: Element | null) => boolean} */
export function held(parent, root) {
  const host = parent instanceof ShadowRoot ? parent.host : parent;
  const apart = host.closest("[class*=st-key-rail]") || root?.matches("[data-free]");
  return Boolean(host.closest("[data-testid=stMain]")) && !apart;
}

/** Refuse, from now on, whatever would change a figure while its link locks.
 * @type {(parent: HTMLElement | ShadowRoot) => void} */
export function guard(parent) {
  for (const name of ["pointerdown", "mousedown", "click", "dblclick", "keydown", "drop"])
    parent.addEventListener(name, refuse, { capture: true });
}

/** Disable a figure's fields: browsers move them before a script can refuse.
 * @type {(root: Element | null) => void} */
export function still(root) {
  /** @type {NodeListOf<HTMLInputElement> | undefined} */
  const fields = root?.querySelectorAll("input, select, textarea");
  for (const field of fields ?? []) field.disabled = true;
}

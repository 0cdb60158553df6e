// A card beside the real control and a ring round it: the viewer goes on with the arrows, and uses the page meanwhile.

import { stillness } from "../../../js/motion.js";
import { mount } from "../../../js/mount.js";
import { clamp } from "../../../js/numbers.js";
import { find, visible } from "./find.js";
import { both, overlap, place, toScroll } from "./place.js";

/**
 * @typedef {object} Stop
 * @property {string} heading what kind of step it is
 * @property {string} text what it says
 * @property {string} at selector of what it is about
 * @property {string} seen selector of where the effect is seen, "" if there
 * @property {string[]} hints of an exercise; the weaker first
 * @property {string} solution address at which an exercise is solved, "" where there is none
 * @property {string} solved the sentence that says that it is solved, or ""
 */

/**
 * @typedef {object} Data
 * @property {string} title of the lesson
 * @property {Stop[]} stops
 * @property {number} at which of them is shown first, from 1
 * @property {number} begun grows with every start: `at` then holds again
 * @property {string} next the next lesson's title, "" after the last
 * @property {string} back selector of what takes the focus when the tour ends
 */

/** How far the ring stands off its target, px. */
const OFF = 5;
/** How often the target is looked at, which a figure may have moved or drawn anew, ms. */
const EVERY = 200;
/** How often in a row it stands where it stood, before it counts as at rest. */
const RESTS = 4;
/** A menu that is open, which the card leaves free too. */
const MENU = "[data-testid=stPopoverBody]";
const MAIN = "[data-testid=stMain]";
const BLOCK = "[data-testid=stMainBlockContainer]";

class Tour {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`.${name}`));
    this.card = this.part("card");
    this.ring = this.part("ring");
    /** @type {Data | null} */
    this.data = null;
    this.at = 0;
    this.rests = 0;
    this.over = false;
    this.last = Number.NaN;
    /** @type {number[]} hints that are open, by step */
    this.open = [];
    /** @type {HTMLElement | null} */
    this.target = null;
    /** @type {HTMLElement | null} */
    this.effect = null;
    this.ended = new AbortController();
    const { signal } = this.ended;
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      this.part(name).addEventListener("click", act, { signal });
    on("back", () => this.go(this.at - 1));
    on("on", () => this.go(this.at + 1));
    on("end", () => this.end());
    on("next", () => this.tell("next"));
    on("hint", () => {
      this.open[this.at] = (this.open[this.at] ?? 0) + 1;
      this.write();
    });
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    const moved = () => this.follow();
    const own = () => this.leave();
    for (const name of ["wheel", "touchmove", "pointerdown"])
      document.addEventListener(name, own, { signal, capture: true, passive: true });
    document.addEventListener("scroll", moved, { signal, capture: true, passive: true });
    const resized = () => {
      this.rests = 0;
      moved();
    };
    window.addEventListener("resize", resized, { signal });
    this.watch = setInterval(() => {
      this.bring();
      this.follow();
    }, EVERY);
    // Something near the page's end can be brought up from behind the card.
    document.querySelector(BLOCK)?.setAttribute("data-tour", "");
  }

  /** @type {(data: Data, set: unknown, trigger: import("../../../js/mount.js").Run["setTriggerValue"]) => void} */
  show(data, _, trigger) {
    this.trigger = trigger;
    const begins = this.data?.begun !== data.begun;
    this.data = data;
    if (!begins) return this.write();
    this.open = [];
    if (!this.card.isConnected) return; // the page has gone on meanwhile
    for (const part of [this.ring, this.card]) if (!part.matches(":popover-open")) part.showPopover();
    this.turn(data.at);
    this.card.focus({ preventScroll: true });
  }

  /** @param {string} where */
  tell(where) {
    this.trigger("go", where);
  }

  /** @param {number} step */
  go(step) {
    const to = clamp(step, 1, this.data.stops.length);
    if (to === this.at) return;
    this.turn(to);
    this.tell(String(to));
  }

  /** @param {number} step */
  turn(step) {
    this.at = clamp(step, 1, this.data.stops.length);
    this.target = null;
    this.effect = null;
    this.rests = 0;
    this.write();
    this.bring();
  }

  end() {
    for (const part of [this.ring, this.card]) if (part.matches(":popover-open")) part.hidePopover();
    this.giveBack();
    this.over = true;
    this.tell("end");
  }

  /** Arrows that belong to a control of the page stay with it. @param {KeyboardEvent} event */
  key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const from = /** @type {Element} */ (event.composedPath()[0]);
    const free = from === document.body || from === document.documentElement || from.matches(MAIN);
    const own = event.composedPath().includes(this.card);
    if (event.key === "Escape" && (own || !document.querySelector(`${MENU}, [role=listbox]`))) this.end();
    else if ((own || free) && event.key === "ArrowRight") this.go(this.at + 1);
    else if ((own || free) && event.key === "ArrowLeft") this.go(this.at - 1);
    else return;
    event.preventDefault();
  }

  /** Write the step into the card. */
  write() {
    const { title, stops, next } = this.data;
    const stop = stops[this.at - 1];
    const [last, open] = [this.at === stops.length, this.open[this.at] ?? 0];
    const put = (/** @type {string} */ name, /** @type {string} */ text) => {
      if (this.part(name).textContent !== text) this.part(name).textContent = text;
    };
    put("lesson", title);
    this.card.querySelector("h2").textContent = stop.heading;
    put("text", stop.text);
    put("solved", stop.solved);
    if (stop.solution) /** @type {HTMLAnchorElement} */ (this.part("solution")).href = stop.solution;
    put("count", `${this.at} / ${stops.length}`);
    const hints = stop.hints
      .slice(0, open)
      .map((hint) => Object.assign(document.createElement("li"), { textContent: hint }));
    this.part("hints").replaceChildren(...hints);
    const shown = {
      back: this.at > 1,
      hint: open < stop.hints.length && !stop.solved,
      solution: stop.solution !== "" && open >= stop.hints.length && !stop.solved,
      on: !last,
      next: last && next !== "",
    };
    const focused =
      this.card.getRootNode() instanceof ShadowRoot
        ? /** @type {ShadowRoot} */ (this.card.getRootNode()).activeElement
        : null;
    for (const [name, there] of Object.entries(shown)) this.part(name).hidden = !there;
    if (focused instanceof HTMLElement && focused.hidden) this.card.focus({ preventScroll: true });
    this.follow();
  }

  /** Find the target, bring it into view once, and stand beside it. */
  follow() {
    if (!this.data || !this.card.matches(":popover-open")) return;
    if (!this.target || !visible(this.target)) this.target = find(this.data.stops[this.at - 1].at);
    const card = this.card.getBoundingClientRect();
    const room = windowSize();
    this.ring.style.visibility = this.target ? "visible" : "hidden";
    const box = this.target ? around(this.target, room) : { left: room.width / 2, top: 0, width: 0, height: 0 };
    const { seen } = this.data.stops[this.at - 1];
    if (seen && !(this.effect && visible(this.effect))) this.effect = find(seen);
    const menu = document.querySelector(MENU);
    const clear = menu && visible(menu) ? both(box, around(menu, room)) : box;
    const found = place(clear, card, room, seen && this.effect ? around(this.effect, room) : null);
    const { left, top } = found;
    const ring = overlap(box, found.ring);
    Object.assign(this.card.style, { left: `${left}px`, top: `${top}px` });
    const px = Object.entries(ring).map(([side, length]) => [side, `${length}px`]);
    Object.assign(this.ring.style, Object.fromEntries(px));
    this.card.dataset.at = this.target ? "beside" : "alone";
  }

  /** Bring the target into view until it rests there: a page that is still being written moves it. */
  bring() {
    if (!this.target || this.rests >= RESTS) return;
    const [card, room] = [this.card.getBoundingClientRect(), windowSize()];
    const box = around(this.target, room);
    const by = toScroll(box, card, room);
    this.rests = box.top === this.last ? this.rests + 1 : 0;
    this.last = box.top;
    if (by) document.querySelector(MAIN)?.scrollBy({ top: by, behavior: stillness() ? "instant" : "smooth" });
  }

  /** Where the viewer scrolls or points, the page stays. */
  leave() {
    this.rests = RESTS;
  }

  giveBack() {
    find(this.data.back)?.focus();
  }

  close() {
    // The run that takes the card away may have taken what had the focus as well.
    if (this.over) setTimeout(() => document.activeElement === document.body && this.giveBack(), EVERY);
    this.ended.abort();
    clearInterval(this.watch);
    document.querySelector(BLOCK)?.removeAttribute("data-tour");
  }
}

const windowSize = () => ({ width: document.documentElement.clientWidth, height: window.innerHeight });

/** The box round an element, not out of the window at its sides.
 * @type {(element: Element, room: { width: number }) => import("./place.js").Box} */
function around(element, room) {
  const box = element.getBoundingClientRect();
  const left = Math.max(2, box.left - OFF);
  const right = Math.min(room.width - 2, box.right + OFF);
  return { left, top: box.top - OFF, width: right - left, height: box.height + 2 * OFF };
}

export default mount(".tour", Tour);

// What changes a scene but dragging: another drawing, colour or size; one more, one fewer; another place.

import { tr } from "../../js/language.js";
import { escapeText } from "../../js/text.js";
import { moved, SIDE } from "./scene.js";

/**
 * @typedef {import("./scene.js").Drawing} Drawing
 * @typedef {{ change: (drawings: Drawing[], place?: number) => void, choose: (index: number) => void }} Told
 */

const options = (words, chosen) =>
  words
    .map((word, i) => `<option lang="en" value="${i}"${i === chosen ? " selected" : ""}>${escapeText(word)}</option>`)
    .join("");

const menu = (of, label, words, chosen) =>
  `<select data-of="${of}" aria-label="${label}">${options(words, chosen)}</select>`;

/** A drawing turned into another one: a kind keeps colour and size, a prop has none.
 * @type {(one: Drawing, number: number, kinds: number) => Drawing} */
export function turned(one, number, kinds) {
  if (number >= kinds) return { ...one, number, colour: -1, size: 0, flipped: false };
  return { ...one, number, colour: Math.max(0, one.colour) };
}

export class Tools {
  /** @param {HTMLElement} root @param {Told} told */
  constructor(root, { change, choose }) {
    this.root = root;
    this.change = change;
    this.choose = choose;
  }

  /** @param {import("./looking.js").Header} header @param {Drawing[]} drawings @param {number} chosen */
  draw(header, drawings, chosen) {
    this.header = header;
    this.drawings = drawings;
    this.chosen = chosen;
    const one = drawings[chosen];
    const key = JSON.stringify([header.place, drawings.length, chosen, one?.number, one?.colour, one?.size]);
    if (key === this.key) return;
    const active = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement;
    const held = this.root.contains(active) ? active.getAttribute("data-of") : null;
    this.key = key;
    this.root.innerHTML = one ? this.ofDrawing(one) : this.ofScene();
    for (const select of this.root.querySelectorAll("select")) {
      select.onchange = () => this.chose(select.dataset.of, Number(select.value));
    }
    for (const button of this.root.querySelectorAll("button")) button.onclick = () => this.press(button.dataset.of);
    if (held) /** @type {HTMLElement} */ (this.root.querySelector(`[data-of="${held}"]`))?.focus();
  }

  ofDrawing(one) {
    const { known } = this.header;
    const kind = menu("number", tr("which drawing"), known.drawings, one.number);
    const colour = one.colour < 0 ? "" : menu("colour", tr("its colour"), known.colours, one.colour);
    const size = one.colour < 0 ? "" : menu("size", tr("its size"), known.sizes, one.size);
    return (
      `${kind}${colour}${size}` +
      `<button type="button" data-of="flipped" aria-label="${tr("mirror it")}" title="${tr("mirror it")}">⇄</button>` +
      `<button type="button" data-of="remove" aria-label="${tr("remove it")}" title="${tr("remove it")}">×</button>`
    );
  }

  ofScene() {
    const { known, place } = this.header;
    const full = this.drawings.length >= known.most ? " disabled" : "";
    const more = `<option value="">${tr("add …")}</option>${options(known.drawings, -1)}`;
    const add = `<select data-of="add" aria-label="${tr("add a drawing")}"${full}>${more}</select>`;
    return `${add}${menu("place", tr("the place"), known.places, place)}<span>${tr("drag or choose one")}</span>`;
  }

  /** @param {string} of @param {number} value */
  chose(of, value) {
    const { drawings, chosen } = this;
    if (of === "place") this.change(drawings, value);
    else if (of === "add") this.add(value);
    else {
      const one = drawings[chosen];
      const other = of === "number" ? turned(one, value, this.header.known.kinds) : { ...one, [of]: value };
      this.change(drawings.map((own, i) => (i === chosen ? other : own)));
    }
  }

  /** @param {string} of */
  press(of) {
    const { drawings, chosen } = this;
    if (of === "remove") this.remove(chosen);
    else this.change(drawings.map((own, i) => (i === chosen ? { ...own, flipped: !own.flipped } : own)));
  }

  /** @param {number} index */
  remove(index) {
    this.choose(-1);
    this.change(this.drawings.filter((_, i) => i !== index));
  }

  /** One more, in the middle. @param {number} number */
  add(number) {
    const prop = number >= this.header.known.kinds;
    const one = {
      number,
      name: this.header.known.drawings[number],
      x: 0,
      y: 0,
      wide: 20,
      tall: 20,
      colour: prop ? -1 : 0,
      size: 0,
      flipped: false,
      cells: [],
    };
    const drawings = [...this.drawings, moved(one, SIDE / 2 - 10, SIDE / 2 - 10)];
    this.change(drawings);
    this.choose(drawings.length - 1);
  }
}

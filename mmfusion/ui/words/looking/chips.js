// The sentence as chips: a word is pinned, and swapped for another that may stand in its place.

import { tr } from "../../js/language.js";
import { escapeText } from "../../js/text.js";

/** @typedef {import("./looking.js").Word} Word */

/** The sentence with another word in one place; *an* and *a*, *is* and *are* are put right by who reads it.
 * @type {(words: Word[], index: number, other: string) => string} */
export const swapped = (words, index, other) => words.map(({ word }, i) => (i === index ? other : word)).join(" ");

export class Chips {
  /** @param {HTMLElement} root @param {{ pin: (word: number) => void, say: (text: string) => void }} told */
  constructor(root, { pin, say }) {
    this.root = root;
    this.pin = pin;
    this.say = say;
    this.text = "";
    root.onkeydown = (event) => this.key(event);
  }

  /** @param {Word[]} words @param {number} pinned */
  draw(words, pinned) {
    const text = JSON.stringify(words.map(({ word, others }) => [word, others]));
    if (text !== this.text) this.write(words);
    this.text = text;
    this.words = words;
    this.buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(i === pinned));
      button.tabIndex = i === pinned ? 0 : -1;
      button.parentElement.classList.toggle("pinned", i === pinned && button.parentElement !== this.root);
    });
  }

  /** @param {Word[]} words */
  write(words) {
    const active = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement;
    const held = this.root.contains(active) ? active.getAttribute("data-at") : null;
    this.root.innerHTML = words
      .map(({ word, others }, i) => {
        const button = `<button type="button" lang="en" data-at="word-${i}">${escapeText(word)}</button>`;
        if (!others.length) return button;
        const options = others.map(
          (one) => `<option lang="en"${one === word ? " selected" : ""}>${escapeText(one)}</option>`,
        );
        return (
          `<span class="chip">${button}<select data-at="other-${i}" aria-label="${tr("another word for {word}", { word: escapeText(word) })}">` +
          `${options.join("")}</select></span>`
        );
      })
      .join("");
    /** @type {HTMLButtonElement[]} */
    this.buttons = [...this.root.querySelectorAll("button")];
    this.buttons.forEach((button, i) => {
      button.onclick = () => this.pin(i);
    });
    for (const select of this.root.querySelectorAll("select")) {
      select.onchange = () => this.say(swapped(this.words, Number(select.dataset.at.slice(6)), select.value));
    }
    if (held) /** @type {HTMLElement} */ (this.root.querySelector(`[data-at="${held}"]`))?.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const index = this.buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = this.buttons[index + by];
    if (index < 0 || !next) return;
    event.preventDefault();
    next.focus();
    this.pin(index + by);
  }

  /** How much each word looks at a cell, or none of them. @param {Float32Array | null} column */
  look(column) {
    this.buttons.forEach((button, i) => {
      button.style.setProperty("--v", column ? String(Math.min(1, column[i])) : "0");
    });
  }
}

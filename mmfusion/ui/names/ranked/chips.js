// Names as chips: each can be taken away, and a field adds one.

import { tr } from "../../js/language.js";
import { escapeText } from "../../js/text.js";

/** Names with one more: cut to `longest`, none twice, `most` at most. Several come at once with commas between.
 * @type {(names: string[], text: string, most: number, longest: number) => string[]} */
export function added(names, text, most, longest) {
  const found = [...names];
  for (const part of text.split(/[,;\n]/)) {
    const name = part.replace(/\s+/g, " ").trim().slice(0, longest).trim();
    const there = found.some((one) => one.toLowerCase() === name.toLowerCase());
    if (name && !there && found.length < most) found.push(name);
  }
  return found;
}

export class Chips {
  /** @param {HTMLElement} root @param {(names: string[]) => void} told */
  constructor(root, told) {
    this.root = root;
    this.told = told;
    root.onclick = (event) => this.press(/** @type {HTMLElement} */ (event.target));
    root.onkeydown = (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) this.add(event.target);
    };
  }

  /** @param {{ names: { name: string }[], most: number, longest: number }} header */
  draw({ names, most, longest }) {
    const active = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement;
    const typing = active instanceof HTMLInputElement && this.root.contains(active);
    const text = typing && active.value !== this.sent ? active.value : "";
    this.names = names.map(({ name }) => name);
    this.limits = { most, longest };
    const full = names.length >= most;
    const field = full
      ? `<em>${tr("{n} names at most", { n: most })}</em>`
      : `<input type="text" maxlength="${4 * longest}" placeholder="${tr("another name")}" ` +
        `aria-label="${tr("another class name")}" enterkeyhint="done" autocomplete="off" spellcheck="false">` +
        `<em>${tr("Enter adds a name")}</em>`;
    this.root.innerHTML =
      this.names
        .map((name, i) => {
          const only = this.names.length < 2 ? " disabled" : "";
          const remove = tr("remove {name}", { name: escapeText(name) });
          const said = `aria-label="${remove}" title="${remove}"`;
          return `<span><b lang="en">${escapeText(name)}</b><button type="button" data-at="${i}"${only} ${said}>×</button></span>`;
        })
        .join("") + field;
    const input = this.root.querySelector("input");
    if (input) input.value = text;
    if (typing) input?.focus();
  }

  /** Mark the chip of the name that comes first. @param {number} index */
  first(index) {
    this.root.querySelectorAll("span").forEach((chip, i) => {
      chip.classList.toggle("first", i === index);
    });
  }

  /** @param {HTMLInputElement} input */
  add(input) {
    const names = added(this.names, input.value, this.limits.most, this.limits.longest);
    this.sent = input.value;
    if (names.length > this.names.length) this.told(names);
    else input.select();
  }

  /** @param {HTMLElement} target */
  press(target) {
    const at = target.closest("button")?.dataset.at;
    if (at !== undefined) this.told(this.names.filter((_, i) => i !== Number(at)));
  }
}

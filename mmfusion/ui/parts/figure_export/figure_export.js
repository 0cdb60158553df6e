// The address of the view, and a figure of the page as PNG, SVG or HTML that this browser makes from what it shows.

import { drawn, everywhere, save, svgFile } from "../../js/files.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { inLight } from "../../js/scheme.js";
import { escapeText } from "../../js/text.js";
import { asHtml } from "./markup.js";
import { asSvg } from "./svg.js";

/**
 * @typedef {{ name: string, title: string, figure: string }} Figure `figure` selects it, or its parts from top to bottom
 * @typedef {{ name: string, figures: Figure[] }} Data `name` is that of the files
 */

const FINE = 2; // pixels of the picture to a px of the page

/** @type {Record<string, (parts: HTMLElement[], title: string) => Promise<Blob>>} */
const FILES = {
  png: async (parts, title) => {
    const { text, width, height } = await asSvg(parts, title);
    const canvas = new OffscreenCanvas(FINE * width, FINE * height);
    const context = canvas.getContext("2d");
    context.drawImage(await drawn(text), 0, 0, canvas.width, canvas.height);
    return canvas.convertToBlob({ type: "image/png" });
  },
  html: async (parts, title) => {
    if (parts.every((part) => part.getRootNode() instanceof ShadowRoot)) return asHtml(parts, title);
    const { text } = await asSvg(parts, title); // of the page itself: its components would be lost in a copy
    return new Blob([`<!DOCTYPE html><meta charset="utf-8"><title>${escapeText(title)}</title>${text}`], {
      type: "text/html",
    });
  },
  svg: async (parts, title) => svgFile((await asSvg(parts, title)).text),
};

class Export {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.link = root.querySelector("input");
    this.which = root.querySelector("select");
    this.theme = /** @type {HTMLSelectElement} */ (root.querySelector(".theme"));
    this.status = root.querySelector("p");
    // The figure writes its sliders and tokens into the address a moment after they have changed.
    this.timer = setInterval(() => this.write(), 300);
    this.link.onfocus = () => this.link.select();
    /** @type {HTMLButtonElement} */ (root.querySelector(".copy")).onclick = () => this.copy();
    /** @type {HTMLButtonElement} */ (root.querySelector(".print")).onclick = () => window.print();
    this.which.onpointerdown = this.which.onfocus = () => this.options();
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll(".figure"))) {
      button.onclick = () => this.export(button.dataset.kind);
    }
  }

  /** @param {Data} data */
  show(data) {
    this.data = data;
    this.write();
    this.options();
  }

  write() {
    this.link.value = location.href;
  }

  async copy() {
    this.write();
    try {
      await navigator.clipboard.writeText(this.link.value);
      this.status.textContent = tr("Copied.");
    } catch {
      this.link.select();
      this.status.textContent = tr("Press Ctrl+C to copy.");
    }
  }

  /** The figures that are on the page now: what is folded away is not. */
  options() {
    const there = this.data.figures.map((one, i) => ({ ...one, i })).filter(({ figure }) => everywhere(figure).length);
    const values = there.map(({ i }) => String(i));
    if ([...this.which.options].map(({ value }) => value).join() === values.join()) return;
    const kept = this.which.value;
    const options = there.map(({ title, figure, i }) => {
      const option = new Option(title, String(i));
      option.dataset.figure = figure;
      return option;
    });
    this.which.replaceChildren(...options);
    if (values.includes(kept)) this.which.value = kept;
    this.which.parentElement.hidden = values.length < 2;
  }

  /** @param {string} kind */
  async export(kind) {
    const { name, title, figure } = this.data.figures[Number(this.which.value)];
    const parts = everywhere(figure);
    this.status.textContent = parts.length ? "" : tr("{figure} is not on the page now.", { figure: title });
    if (!parts.length) return;
    const made = () => FILES[kind](parts, title);
    const file = this.which.value === "0" ? this.data.name : `${this.data.name}-${name.replaceAll(" ", "-")}`;
    save(`${file}.${kind}`, await (this.theme.value === "light" ? inLight(parts, made) : made()));
  }

  close() {
    clearInterval(this.timer);
  }
}

export default mount(".export", Export);

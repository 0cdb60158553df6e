// The course as one picture: ruled rows of drawings; the pinned one is joined to the same idea elsewhere.

import { unpack } from "../../js/bytes.js";
import { marked, tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { Redraw } from "../../js/redraw.js";
import { polyline } from "../../js/svg.js";
import { escapeText } from "../../js/text.js";
import { GLYPHS } from "./glyphs.js";
import { moved, route } from "./links.js";

/**
 * @typedef {object} Node an idea of the course
 * @property {string} key
 * @property {number} part the number of its part
 * @property {string} name below its drawing, as HTML
 * @property {string} title as it is called in full
 * @property {string} value its number; empty while it is to come
 * @property {string} what of what the number is
 * @property {"runs" | "come" | "none"} state
 * @property {string} text what is said where it is pinned, as HTML
 * @property {string} page the title of the page where it runs
 * @property {string} href where that is; empty while it is to come
 * @property {string} code the dotted name of what computes it
 * @property {string[]} same keys of the same idea elsewhere
 *
 * @typedef {object} Part
 * @property {string} title
 * @property {number} row
 * @property {number} columns
 *
 * @typedef {object} Header
 * @property {Part[]} parts
 * @property {Node[]} nodes
 * @property {string} pin the key of the pinned node
 */

const STATES = { runs: marked("runs"), come: marked("to come"), none: marked("tested: no gain") };
const REST = 350; // ms: what the pointer only passes over is not told
const MARGIN = -14; // px, left of the columns

/** What a node says beyond what is seen of it. @type {(node: Node) => string} */
export const unseen = ({ title, state, page, href }) =>
  href
    ? tr("{title}, {state}, opens {page}", { title, state: tr(STATES[state]), page })
    : `${title}, ${tr(STATES[state])}`;

class Atlas {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.parts = this.$(".parts");
    this.pinned = this.$(".pinned");
    this.parts.addEventListener("pointerover", (event) => this.over(event));
    this.parts.addEventListener("focusin", (event) => this.over(event));
    this.parts.addEventListener("keydown", (event) => this.key(event));
    this.parts.addEventListener("pointerdown", (event) => {
      this.touched = event.pointerType === "touch" && this.wide() ? this.pin : null;
    });
    this.parts.addEventListener(
      "click",
      (event) => {
        const key = event.target.closest("a")?.dataset.key;
        if (this.touched !== null && this.touched !== undefined && key !== this.touched) event.preventDefault();
      },
      true,
    );
    this.resize = new Redraw(() => this.links());
    this.resize.observe(root);
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    /** @type {Header} */
    const header = unpack(bytes).header;
    this.set = set;
    const other = JSON.stringify([header.parts, header.nodes]);
    if (other !== this.drawn) {
      this.drawn = other;
      this.header = header;
      this.draw();
      this.pin = header.pin;
    } else if (header.pin !== this.told && !this.wait) this.pin = header.pin;
    this.told = header.pin;
    this.mark();
    this.root.dataset.ready = "1";
  }

  draw() {
    const { parts, nodes } = this.header;
    const used = [0, 0, 0, 0];
    this.places = [];
    this.parts.innerHTML = parts
      .map(({ title, row, columns }, number) => {
        const first = used[row];
        used[row] += columns;
        const own = nodes.filter(({ part }) => part === number);
        own.forEach((_, i) => {
          this.places.push({ row, column: first + i });
        });
        const place = `grid-column:${first + 1}/span ${columns};grid-row:${row + 1};--columns:${columns}`;
        return `<section style="${place}"><h3>${escapeText(title)}</h3><ul>${own.map((node) => this.node(node)).join("")}</ul></section>`;
      })
      .join("");
    this.parts.append(this.pinned);
    this.marks = [...this.parts.querySelectorAll("[data-key]")];
  }

  /** @param {Node} node */
  node(node) {
    const glyph = `<svg class="glyph" viewBox="0 0 56 36" aria-hidden="true">${GLYPHS[node.key] ?? ""}</svg>`;
    const inner =
      `${glyph}<b>${node.name}</b> <span class="value"><i class="${node.state}"></i>${escapeText(node.value)}</span> ` +
      `<span class="what">${escapeText(node.value ? node.what : tr(STATES[node.state]))}</span>` +
      `<span class="unseen">: ${escapeText(unseen(node))}</span>`;
    const at = `data-key="${node.key}" class="node ${node.state}" tabindex="-1"`;
    if (node.href) return `<li><a ${at} href="${escapeText(node.href)}" target="_self">${inner}</a></li>`;
    return `<li><div ${at} role="group">${inner}</div></li>`;
  }

  over(event) {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (key && key !== this.pin) this.choose(key);
  }

  key(event) {
    if (!event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { nodes } = this.header;
    const at = nodes.findIndex(({ key }) => key === this.pin);
    const to = moved(this.places, at, event.key);
    this.choose(nodes[to].key);
    this.marks[to].focus();
  }

  choose(key) {
    this.pin = key;
    this.mark();
    clearTimeout(this.wait);
    this.wait = setTimeout(() => {
      this.wait = undefined;
      if (this.pin === this.told) return;
      this.told = this.pin;
      this.set("pin", this.pin);
    }, REST);
  }

  mark() {
    const node = this.header.nodes.find(({ key }) => key === this.pin) ?? this.header.nodes[0];
    this.pin = node.key;
    for (const mark of this.marks) {
      const own = mark.dataset.key === node.key;
      mark.classList.toggle("pin", own);
      mark.classList.toggle("same", node.same.includes(mark.dataset.key));
      mark.tabIndex = own ? 0 : -1;
    }
    this.$(".pinned h3").textContent = node.title;
    this.$(".pinned .text").innerHTML = node.text;
    this.$(".pinned .to").innerHTML =
      `${escapeText(node.page)}${node.code ? ` <code>${escapeText(node.code).replaceAll(".", ".<wbr>")}</code>` : ""}`;
    this.root.dataset.pin = node.key;
    this.links();
  }

  /** Whether nodes stand in rows and columns, and not in a list. */
  wide() {
    return getComputedStyle(this.parts).display === "grid";
  }

  links() {
    const svg = this.$(".links");
    if (!this.header || !this.wide()) {
      svg.innerHTML = "";
      return;
    }
    const { left, top } = this.root.getBoundingClientRect();
    /** @type {(key: string) => import("./links.js").Spot} */
    const spot = (key) => {
      const at = this.header.nodes.findIndex((node) => node.key === key);
      const glyph = this.marks[at].querySelector(".glyph").getBoundingClientRect();
      const cell = this.marks[at].parentElement.getBoundingClientRect();
      const { row, column } = this.places[at];
      const gutter = column ? cell.left - left : MARGIN;
      return {
        row,
        x: glyph.left - left - 4,
        y: glyph.top - top + glyph.height / 2,
        gutter,
        lane: cell.bottom - top + 2,
      };
    };
    const node = this.header.nodes.find(({ key }) => key === this.pin);
    const from = spot(node.key);
    svg.innerHTML = node.same
      .map((key) => {
        const to = spot(key);
        const ends = [from, to].map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="3"/>`).join("");
        return `<path data-to="${key}" d="${polyline(route(from, to, MARGIN))}"/>${ends}`;
      })
      .join("");
  }

  close() {
    clearTimeout(this.wait);
    this.resize.disconnect();
  }
}

export default mount(".atlas", Atlas);

// A written digit heard, or a spoken one seen: imagined by a VAE, beside the nearest neighbour's partner.

import { unpack } from "../../js/bytes.js";
import { ramp, raster, sharp } from "../../js/canvas.js";
import { rgb } from "../../js/colour.js";
import { showPlay } from "../../js/icons.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { fixed, fraction } from "../../js/numbers.js";
import { Redraw } from "../../js/redraw.js";
import { escapeText } from "../../js/text.js";
import { expanded, Player } from "./player.js";

/**
 * @typedef {object} Made
 * @property {number} taken
 * @property {number} p
 * @property {number} narrower
 *
 * @typedef {object} Digit
 * @property {number} digit
 * @property {Made[]} made
 * @property {number} partner
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {string[]} experts
 * @property {number} kind
 * @property {string[]} ways
 * @property {number} way
 * @property {number} item
 * @property {Digit[][]} given
 * @property {number[]} counts
 * @property {number} side
 * @property {number} cells
 * @property {number} rate
 * @property {import("../../js/bytes.js").Place[]} views
 * @property {import("../../js/bytes.js").Place[]} partners
 * @property {import("../../js/bytes.js").Place[]} made
 * @property {import("../../js/bytes.js").Place[]} back
 * @property {import("../../js/bytes.js").Place[]} sounds
 * @property {import("../../js/bytes.js").Place[]} ends
 *
 * @typedef {"given" | "made" | "back" | "partner"} Place
 */

/** What is taken for what, in markup. @type {(made: Made, digit: number) => string} */
export const taken = (made, digit) =>
  made.taken === digit
    ? tr("taken for <b>{taken}</b> ✓, {p}", { taken: made.taken, p: fraction(made.p) })
    : tr("taken for <b>{taken}</b>, not {digit}, {p}", { taken: made.taken, digit, p: fraction(made.p) });

/** How sure the VAE is, beside what came of it. @type {(made: Made, digit: number, count: number, what: string) => string} */
export function certainty(made, digit, count, what) {
  const than = { share: fixed(100 * made.narrower, 0), n: count };
  const begin =
    what === "voice"
      ? tr("The posterior is narrower than that of {share} % of {n} test voices", than)
      : tr("The posterior is narrower than that of {share} % of {n} test pictures", than);
  const right = made.taken === digit;
  if (made.narrower >= 0.5) return `${begin}: ${right ? tr("sure, and correct.") : tr("sure, but wrong.")}`;
  return `${begin}: ${right ? tr("unsure, but correct.") : tr("unsure, and wrong.")}`;
}

class Digits {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    this.player = new Player(() => this.buttons());
    for (const button of this.$(".way").children) button.onclick = () => this.change({ way: Number(button.value) });
    for (const place of ["given", "made", "partner"]) {
      this.$(`.${place} .play`).onclick = () => this.player.toggle(place, this.sound(place), this.header.rate);
    }
    this.resize = new Redraw(() => this.draw());
    this.resize.observe(root);
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    const { header, blob } = unpack(bytes);
    this.set = set;
    /** @type {Header} */
    this.header = header;
    this.parts = { views: [], partners: [], made: [], back: [], sounds: [], ends: [] };
    for (const name of Object.keys(this.parts)) this.parts[name] = header[name].map(blob);
    const told = JSON.stringify([header.way, header.kind, header.item]);
    if (told !== this.told || !this.now) this.now = { way: header.way, kind: header.kind, item: header.item };
    this.told = told;
    this.$(".kind").innerHTML = header.experts
      .map((name, i) => `<button type="button" value="${i}">${escapeText(name)}</button>`)
      .join("");
    for (const button of this.$(".kind").children) button.onclick = () => this.change({ kind: Number(button.value) });
    this.draw();
    this.root.dataset.ready = header.key;
  }

  /** @param {object} by */
  change(by) {
    this.player.stop();
    Object.assign(this.now, by);
    this.draw();
    const { way, kind, item } = this.now;
    this.told = JSON.stringify([way, kind, item]);
    this.set("told", JSON.stringify({ way, kind, item }));
  }

  /** The bytes of one drawing. @param {Place} place @returns {Uint8Array} */
  bytes(place) {
    const { header, now, parts } = this;
    const { way, kind, item } = now;
    const count = header.given[way].length;
    const [own, other] = way ? [header.cells ** 2, header.side ** 2] : [header.side ** 2, header.cells ** 2];
    const [from, size, at] = {
      given: [parts.views, own, item],
      partner: [parts.partners, other, item],
      made: [parts.made, other, kind * count + item],
      back: [parts.back, own, kind * count + item],
    }[place];
    return from[way].subarray(at * size, (at + 1) * size);
  }

  /** @param {string} place @returns {Float32Array<ArrayBuffer>} */
  sound(place) {
    const { header, now, parts } = this;
    const { way, kind, item } = now;
    const count = header.given[way].length;
    const at = way || place === "partner" ? item : (1 + kind) * count + item;
    const raw = parts.ends[way];
    const ends = new Uint32Array(raw.buffer, raw.byteOffset, raw.byteLength / 4);
    return expanded(parts.sounds[way].subarray(at ? ends[at - 1] : 0, ends[at]));
  }

  draw() {
    const { header, now, root } = this;
    if (!header || !root.clientWidth) return;
    const { way, kind, item } = now;
    const own = header.given[way][item];
    const made = own.made[kind];
    for (const [group, value] of /** @type {[string, number][]} */ ([
      [".way", way],
      [".kind", kind],
    ])) {
      for (const button of this.$(group).children)
        button.setAttribute("aria-pressed", String(Number(button.value) === value));
    }
    this.gallery();
    const { digit } = own;
    this.paint("given", way, way ? tr("sound of a {digit}", { digit }) : tr("picture of a {digit}", { digit }));
    this.paint("made", 1 - way, way ? tr("picture imagined from it") : tr("sound imagined from it"));
    this.paint("back", way, way ? tr("sound imagined from that again") : tr("picture imagined from that again"));
    this.paint(
      "partner",
      1 - way,
      way
        ? tr("picture that belongs to the nearest training example")
        : tr("sound that belongs to the nearest training example"),
    );
    this.$(".given p").innerHTML = way
      ? tr("a test voice: <b>{digit}</b>", { digit })
      : tr("a test picture: <b>{digit}</b>", { digit });
    this.$(".made p").innerHTML = taken(made, own.digit);
    this.$(".back p").textContent = way
      ? tr("the sound made from the imagined picture")
      : tr("the picture made from the imagined sound");
    this.$(".partner p").innerHTML =
      own.partner === digit
        ? tr("of a <b>{partner}</b> ✓", { partner: digit })
        : tr("of a <b>{partner}</b>, not {digit}", { partner: own.partner, digit });
    this.$(".certainty").textContent = certainty(made, own.digit, header.counts[way], way ? "voice" : "picture");
    for (const place of ["made", "partner"]) this.$(`.${place} .play`).hidden = way === 1;
    this.$(".given .play").hidden = way === 0;
    this.buttons();
    root.dataset.digit = String(own.digit);
    root.dataset.taken = String(made.taken);
  }

  gallery() {
    const { header, now } = this;
    const place = this.$(".gallery");
    place.innerHTML = header.given[now.way]
      .map(({ digit }, i) => {
        const label = now.way
          ? tr("voice {n}, a {digit}", { n: i + 1, digit })
          : tr("picture {n}, a {digit}", { n: i + 1, digit });
        return `<button type="button" aria-label="${label}" aria-pressed="${i === now.item}">${digit}</button>`;
      })
      .join("");
    [...place.children].forEach((button, i) => {
      button.onclick = () => {
        this.change({ item: i });
        place.children[i].focus();
      };
    });
  }

  /** @param {Place} place @param {number} kind 0 a picture, 1 a sound @param {string} words */
  paint(place, kind, words) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.$(`.${place} canvas`));
    const bytes = this.bytes(place);
    const side = Math.round(Math.sqrt(bytes.length));
    const { context, width, height } = sharp(canvas);
    const steps = ramp(rgb(this.root, "page"), rgb(this.root, kind ? "audio-ramp" : "ink"));
    const picture = raster(side, side, (x, y) => steps[bytes[(kind ? side - 1 - y : y) * side + x]]);
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, width, height);
    canvas.setAttribute("aria-label", kind ? tr("log-mel: {what}", { what: words }) : words);
    canvas.dataset.of = kind ? "sound" : "picture";
    canvas.dataset.sum = String(bytes.reduce((sum, v) => sum + v, 0));
  }

  buttons() {
    for (const place of ["given", "made", "partner"]) {
      const button = this.$(`.${place} .play`);
      const playing = this.player.name === place;
      const [play, pause] = {
        given: [tr("play the voice"), tr("pause the voice")],
        made: [tr("play the imagined sound"), tr("pause the imagined sound")],
        partner: [tr("play the partner’s sound"), tr("pause the partner’s sound")],
      }[place];
      showPlay(button, playing, play, pause);
      button.querySelector("span").textContent = playing ? "stop" : "hear it";
    }
    this.root.dataset.playing = this.player.name;
  }

  close() {
    this.resize.disconnect();
    this.player.close();
  }
}

export default mount(".digits", Digits);

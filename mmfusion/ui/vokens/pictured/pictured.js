// A picture under every word. What networks tell came with the buffer; a swap is a sum, done here.

import { unpack } from "../../js/bytes.js";
import { tr } from "../../js/language.js";
import { mount } from "../../js/mount.js";
import { argmax, clamp, fixed, fraction, probability } from "../../js/numbers.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {object} Word
 * @property {string} word
 * @property {boolean} known whether the networks know it
 * @property {number} matched the voken that the matching gave it
 * @property {number} told the voken that the network tells
 * @property {number} p its probability
 * @property {string} code words of the code that the network with codes tells
 * @property {number} certain its probability
 * @property {number[]} offered vokens that may be put there
 * @property {number[]} masked by network, its probability where it is masked
 * @property {string[]} guess by network, the likeliest word there
 *
 * @typedef {object} Voken
 * @property {number} number
 * @property {string} name
 * @property {string} code words of the code that codes get instead
 * @property {number[][]} weights by network, of each topic; none for words alone
 *
 * @typedef {object} Header
 * @property {string} key
 * @property {string[]} titles
 * @property {string[]} topics
 * @property {number[][]} bias by network, of each topic
 * @property {number[][][]} parts by network and word, what it adds to each topic's score
 * @property {Word[]} words
 * @property {Voken[]} vokens
 * @property {number[][]} swaps
 * @property {number} at
 * @property {number} topic
 * @property {number} truth
 * @property {import("../../js/bytes.js").Place[]} pictures
 */

/** @typedef {Map<number, number>} Swaps place of a word -> number of a voken */

const LEFT = -0.25; // the ends of the bars' axis
const RIGHT = 2;

/**
 * The scores of a network: its bias, and what each word adds; a swapped word adds its new number's weights.
 * @type {(header: Pick<Header, "bias" | "parts" | "vokens">, network: number, swaps: Swaps) => number[]}
 */
export function scores({ bias, parts, vokens }, network, swaps) {
  const own = parts[network];
  return bias[network].map((start, topic) =>
    own.reduce((sum, part, place) => {
      const put = vokens.find(({ number }) => number === swaps.get(place))?.weights[network] ?? [];
      return sum + (put.length ? put[topic] / own.length : part[topic]);
    }, start),
  );
}

/** How a share of the axis stands. @type {(score: number) => number} */
export const along = (score) => (100 * (clamp(score, LEFT, RIGHT) - LEFT)) / (RIGHT - LEFT);

class Pictured {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {(selector: string) => any} */
    this.$ = (selector) => root.querySelector(selector);
    /** @type {string[]} */
    this.urls = [];
    /** @type {Swaps} */
    this.swaps = new Map();
    root.onclick = (event) => this.press(/** @type {HTMLElement} */ (event.target));
  }

  /** @param {Uint8Array} bytes @param {(name: string, value: unknown) => void} set */
  show(bytes, set) {
    const { header, blob } = unpack(bytes);
    const other = header.key !== this.header?.key;
    /** @type {Header} */
    this.header = header;
    this.set = set;
    const asked = JSON.stringify([header.swaps, header.at, header.topic]);
    if (other || asked === this.asked || this.asked === undefined) this.take(header);
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = header.pictures.map((place) => URL.createObjectURL(new Blob([blob(place)], { type: "image/png" })));
    this.draw();
    if (other) this.reach();
    this.root.dataset.ready = header.key;
  }

  /** @param {Header} header */
  take({ swaps, at, topic }) {
    this.swaps = new Map(/** @type {[number, number][]} */ (swaps));
    this.at = at;
    this.topic = topic;
    this.asked = JSON.stringify([swaps, at, topic]);
  }

  /** Have the word in view within what scrolls, where the sentence is wider than the screen. */
  reach() {
    const strip = this.$(".scroll");
    const cell = strip.querySelector("td.in");
    if (cell) strip.scrollLeft = cell.offsetLeft + cell.offsetWidth - strip.clientWidth;
  }

  /** Tell Python, so that the link and what stands below follow. */
  tell() {
    const swaps = [...this.swaps].sort(([a], [b]) => a - b);
    this.asked = JSON.stringify([swaps, this.at, this.topic]);
    this.set("told", JSON.stringify({ swaps, at: this.at, topic: this.topic }));
  }

  /** @param {HTMLElement} target */
  press(target) {
    const button = target.closest("button");
    if (!button || !this.root.contains(button)) return;
    const { place, voken, topic } = button.dataset;
    if (place !== undefined) this.at = Number(place);
    else if (voken !== undefined) this.put(Number(voken));
    else if (topic !== undefined) this.topic = Number(topic);
    else if (button.classList.contains("back")) this.swaps.delete(this.at);
    else if (button.classList.contains("all")) this.swaps.clear();
    this.draw();
    this.tell();
  }

  put(voken) {
    this.swaps.set(this.at, voken);
  }

  picture(voken) {
    return this.urls[this.header.vokens.findIndex(({ number }) => number === voken)];
  }

  voken(number) {
    return /** @type {Voken} */ (this.header.vokens.find((own) => own.number === number));
  }

  draw() {
    this.sentence();
    this.chooser();
    this.bars();
  }

  sentence() {
    const { words } = this.header;
    this.root.style.setProperty("--words", String(words.length));
    this.root.style.setProperty("--rows", String(words.length + 1)); // a word a row, where there is no room
    const held = this.focused();
    const column = (i) => (i === this.at ? ' class="in"' : "");
    const image = (number) =>
      `<img src="${this.picture(number)}" alt="${escapeText(this.voken(number).name)}" title="${escapeText(this.voken(number).name)}">`;
    this.$("thead").innerHTML = `<tr role="row"><th scope="row" role="rowheader">${tr("word")}</th>${words
      .map(({ word, known }, i) => {
        const rest = known ? "" : " unknown";
        const why = known ? "" : ` title="${tr("the networks do not know this word")}"`;
        const pressed = `data-place="${i}" aria-pressed="${i === this.at}"`;
        return `<td role="cell"${column(i)}><button type="button" class="word${rest}" ${pressed}${why}>${escapeText(word)}</button></td>`;
      })
      .join("")}</tr>`;
    const target = words.map(({ matched }, i) => `<td role="cell"${column(i)}>${image(matched)}</td>`).join("");
    const told = words
      .map((own, i) => {
        const put = this.swaps.get(i);
        const kind = put === undefined ? "" : " swapped";
        const p = put === undefined ? probability(own.p) : tr("yours");
        const label = `aria-label="${tr("picture under {word}", { word: escapeText(own.word) })}"`;
        const button = `<button type="button" class="place${kind}" data-place="${i}" ${label}>${image(put ?? own.told)}</button>`;
        return `<td role="cell"${column(i)}>${button}<small class="p">${p}</small></td>`;
      })
      .join("");
    const code = words
      .map((own, i) => {
        const put = this.swaps.get(i);
        const said = put === undefined ? own.code : this.voken(put).code;
        const p = put === undefined ? probability(own.certain) : tr("yours");
        const kind = `${i === this.at ? "in" : ""}${put === undefined ? "" : " changed"}`.trim();
        return `<td role="cell" class="${kind}"><small title="${escapeText(said)}">${escapeText(said.split(" ")[0])}</small><small class="p">${p}</small></td>`;
      })
      .join("");
    this.$("tbody").innerHTML =
      `<tr class="target" role="row"><th scope="row" role="rowheader">${tr("voken, by matching")}</th>${target}</tr>` +
      `<tr class="told" role="row"><th scope="row" role="rowheader">${tr("voken, by the network")}</th>${told}</tr>` +
      `<tr class="code" role="row"><th scope="row" role="rowheader">${tr("code, by the network")}</th>${code}</tr>`;
    if (held) /** @type {HTMLElement | null} */ (this.root.querySelector(held))?.focus();
  }

  /** The button that has the keyboard, as a selector, so that drawing anew leaves it there. */
  focused() {
    const active = /** @type {ShadowRoot | Document} */ (this.root.getRootNode()).activeElement;
    const own = active instanceof HTMLElement && this.root.contains(active) ? active : null;
    if (own?.dataset.voken !== undefined) return `[data-voken="${own.dataset.voken}"]`;
    if (own?.dataset.topic !== undefined) return `[data-topic="${own.dataset.topic}"]`;
    if (own?.dataset.place !== undefined) return `.${own.classList[0]}[data-place="${own.dataset.place}"]`;
    return "";
  }

  chooser() {
    const own = this.header.words[this.at];
    const put = this.swaps.get(this.at);
    const held = this.focused();
    this.$(".other h3").innerHTML = tr("Another picture under <em>{word}</em>", { word: escapeText(own.word) });
    this.$(".thumbs").innerHTML = own.offered
      .map((number) => {
        const name = escapeText(this.voken(number).name);
        const pressed = `data-voken="${number}" aria-pressed="${number === put}"`;
        const image = `<img src="${this.picture(number)}" alt="">`;
        return `<button type="button" ${pressed} aria-label="${name}" title="${name}">${image}</button>`;
      })
      .join("");
    const now = put ?? own.told;
    this.$(".chosen").innerHTML =
      put === undefined
        ? tr("The network predicts <b>{name}</b>, p {p}. The first six are those that the word looks like most.", {
            name: escapeText(this.voken(now).name),
            p: probability(own.p),
          })
        : tr("<b>{name}</b> is put there as certain; codes get that of <b>{code}</b>.", {
            name: escapeText(this.voken(now).name),
            code: escapeText(this.voken(now).code.split(" ")[0]),
          });
    this.$(".back").textContent = tr("{word}: as predicted", { word: own.word });
    this.$(".back").disabled = put === undefined;
    this.$(".all").disabled = !this.swaps.size;
    if (held) /** @type {HTMLElement | null} */ (this.root.querySelector(held))?.focus();
  }

  bars() {
    const { header, topic } = this;
    const held = this.focused();
    this.$(".topics").innerHTML = header.topics
      .map(
        (name, i) =>
          `<button type="button" data-topic="${i}" aria-pressed="${i === topic}">${escapeText(name)}</button>`,
      )
      .join("");
    const before = header.titles.map((_, network) => scores(header, network, new Map()));
    const after = header.titles.map((_, network) => scores(header, network, this.swaps));
    this.$(".bars").innerHTML = header.titles
      .map((title, network) => {
        const [from, to] = [before[network][topic], after[network][topic]];
        const [left, right] = [along(Math.min(0, to)), along(Math.max(0, to))];
        const first = argmax(after[network]);
        const said = tr("first: <b>{topic}</b>", { topic: escapeText(header.topics[first]) });
        const moved = this.swaps.size ? `<u style="left:${fixed(along(from), 1)}%"></u>` : "";
        return (
          `<div role="row" data-network="${network}"><span role="rowheader">${escapeText(title)}</span>` +
          `<span class="bar" role="cell"><i style="left:${fixed(left, 1)}%;width:${fixed(right - left, 1)}%"></i>` +
          `<s style="left:${fixed(along(0), 1)}%"></s>${moved}</span>` +
          `<span class="value" role="cell">${fraction(to)}</span>` +
          `<span class="first" role="cell">${said}${first === header.truth ? " ✓" : ""}</span></div>`
        );
      })
      .join("");
    const change = (network) => {
      const by = after[network][topic] - before[network][topic];
      return by ? `${by > 0 ? "+" : ""}${fraction(by)}` : "0";
    };
    this.$(".said").innerHTML = this.swaps.size
      ? tr(
          "Your pictures change the score of <b>{topic}</b> by {words} with masked words alone, by <b>{vokens}</b> " +
            "with vokens, by <b>{codes}</b> with codes; dashed: before.",
          {
            topic: escapeText(header.topics[topic]),
            words: change(0),
            vokens: change(1),
            codes: change(2),
          },
        )
      : tr("Scores from ten labels a topic: near 1 the topic, near 0 another. Put another picture under a word.");
    const own = header.words[this.at];
    this.$(".masked").innerHTML = own.known
      ? tr(
          "Where <b>{word}</b> is masked, its probability is: {said}. A voken is a target and no input: a swap changes none of these.",
          {
            word: escapeText(own.word),
            said: header.titles
              .map((title, i) =>
                tr("{network} {p} (first <i>{guess}</i>)", {
                  network: escapeText(title),
                  p: probability(own.masked[i]),
                  guess: escapeText(own.guess[i]),
                }),
              )
              .join(", "),
          },
        )
      : tr("<b>{word}</b> is not among the words that the networks know.", { word: escapeText(own.word) });
    this.root.dataset.topic = header.topics[topic];
    this.root.dataset.swaps = [...this.swaps].map(([place, voken]) => `${place}.${voken}`).join(",");
    if (held) /** @type {HTMLElement | null} */ (this.root.querySelector(held))?.focus();
  }

  close() {
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}

export default mount(".pictured", Pictured);

// Beside the scene: what is inside each word's region, the answers, and what else can be asked.

import { tr } from "../../js/language.js";
import { probability, share } from "../../js/numbers.js";
import { escapeText } from "../../js/text.js";

/**
 * @typedef {import("./looking.js").Header} Header
 * @typedef {import("./look.js").Look} Look
 */

/** Write a list of buttons anew; the one that is pressed keeps the focus, if the list had it.
 * @type {(box: HTMLElement, markup: string, press: (button: HTMLButtonElement) => void) => void} */
function rewrite(box, markup, press) {
  const active = /** @type {ShadowRoot | Document} */ (box.getRootNode()).activeElement;
  const focused = box.contains(active);
  box.innerHTML = markup;
  for (const button of box.querySelectorAll("button")) button.onclick = () => press(button);
  if (focused) /** @type {HTMLElement} */ (box.querySelector("[aria-pressed=true]"))?.focus();
}

/** A bar a word that has a region, and the words that have none.
 * @type {(box: HTMLElement, header: Header, look: Look, maps: import("./maps.js").Maps, pin: (word: number) => void) => void} */
export function drawBars(box, header, look, maps, pin) {
  const rows = header.words.flatMap(({ word, region }, i) => {
    if (!region) return [];
    const inside = maps.inside(look, i, region);
    const area = region.length / header.columns ** 2;
    const says = tr("{word}: {inside} of its attention is inside its region, which covers {area} of the picture", {
      word,
      inside: share(inside),
      area: share(area),
    });
    return [
      `<button type="button" data-word="${i}" aria-pressed="${i === look.word}" aria-label="${escapeText(says)}">` +
        `<span class="word" lang="en">${escapeText(word)}</span><span class="track" style="--p:${inside};--area:${area}">` +
        `<i></i><u></u></span><b>${share(inside)}</b></button>`,
    ];
  });
  const rest = [...new Set(header.words.filter(({ region }) => !region).map(({ word }) => word))];
  const title = rows.length ? tr("inside its region") : tr("no word has a region here");
  const without = rest.length
    ? `<span>${tr("{words}: no region", { words: rest.map(escapeText).join(", ") })}</span>`
    : "";
  rewrite(box, `<span>${title}</span>${rows.join("")}${without}`, (button) => pin(Number(button.dataset.word)));
}

/** A row an answer; the right one and a wrong one are marked. `about` is the one that a signed map is of.
 * @type {(box: HTMLElement, header: Header, about: string, explain: (name: string) => void) => void} */
export function drawAnswers(box, { answers, truth }, about, explain) {
  const row = ({ name, p }, i) => {
    const wrong = i === 0 && truth && name !== truth;
    const [mark, says] = name === truth ? [" ✓", tr(", the correct answer")] : wrong ? [" ✗", tr(", wrong")] : ["", ""];
    const value = `${probability(p)}${mark}<span class="unseen">${says}</span>`;
    return (
      `<button type="button" class="answer${i ? "" : " first"}" data-name="${escapeText(name)}" ` +
      `aria-pressed="${name === about}"><span class="name" lang="en">${escapeText(name)}</span>` +
      `<span class="bar" style="--p:${p}"><i></i></span><span class="p">${value}</span></button>`
    );
  };
  rewrite(box, answers.map(row).join(""), (button) => explain(button.dataset.name));
}

/** What can be asked of the scene, by what sort of question it is. @type {(select: HTMLSelectElement, header: Header) => void} */
export function drawQuestions(select, { questions, words }) {
  const now = words.map(({ word }) => word).join(" ");
  const key = JSON.stringify([questions, now]);
  if (select.dataset.key === key) return;
  select.dataset.key = key;
  const option = (text) => `<option lang="en"${text === now ? " selected" : ""}>${escapeText(text)}</option>`;
  const groups = [...new Set(questions.map(({ form }) => form))].map((form) => {
    const own = questions.filter((one) => one.form === form);
    return `<optgroup label="${escapeText(form)}">${own.map(({ text }) => option(text)).join("")}</optgroup>`;
  });
  const there = questions.some(({ text }) => text === now);
  select.innerHTML = `${there ? "" : option(now)}${groups.join("")}`;
}

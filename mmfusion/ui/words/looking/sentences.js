// What the figure says in words: what a word looks at, which words look at a cell, what spoke for and against an answer.

import { share } from "../../js/numbers.js";
import { escapeText } from "../../js/text.js";
import { most, said } from "./maps.js";

/**
 * @typedef {import("./looking.js").Header} Header
 * @typedef {import("./look.js").Look} Look
 * @typedef {import("./maps.js").Maps} Maps
 */

export const WHICH = {
  looks: "Attention is a share: never negative, it cannot show what speaks against an answer.",
  signed: "Attention × gradient has a sign: filled cells speak for the answer, ringed ones against it.",
  clamped: "The same, clamped at 0 as relevance methods do: what spoke against the answer cannot be seen.",
};

const WORDS = 3; // that are named where several look

/** The words that look most at a cell, each with the share of its attention.
 * @type {(header: Header, look: Look, maps: Maps, cell: number) => string} */
export function lookers(header, look, maps, cell) {
  const column = maps.column(look, cell);
  const order = [...column.keys()].sort((a, b) => column[b] - column[a]).slice(0, WORDS);
  return order.map((i) => `${header.words[i].word} ${share(column[i])}`).join(", ");
}

/** @type {(header: Header, look: Look, maps: Maps, cell: number) => string} */
export const atCell = (header, look, maps, cell) =>
  `At ${escapeText(said(cell, header.columns, header.drawings))} look ` +
  `<b>${escapeText(lookers(header, look, maps, cell))}</b> of their attention.`;

/** @type {(header: Header, look: Look, maps: Maps) => string} */
export function looksAt(header, look, maps) {
  const row = maps.row(look, look.word);
  const best = most(row, 1);
  const where = escapeText(said(best, header.columns, header.drawings));
  return `<b>${escapeText(header.words[look.word].word)}</b> looks most at ${where}: ${share(row[best])}.`;
}

/** @type {(header: Header, look: Look, signed: Maps) => string} */
export function forAndAgainst(header, look, signed) {
  const row = signed.row(look, look.word);
  const [plus, minus] = [most(row, 1), most(row, -1)];
  const at = (cell) => escapeText(said(cell, header.columns, header.drawings));
  const value = (cell) => Math.abs(row[cell]).toFixed(3);
  const parts = [plus < 0 ? "nothing speaks for it" : `most for it: ${at(plus)} +${value(plus)}`];
  if (look.view === "signed") {
    parts.push(minus < 0 ? "nothing against it" : `most against it: ${at(minus)} −${value(minus)}`);
  }
  const wrong = header.truth && header.about !== header.truth && header.about === header.answers[0].name;
  const instead = wrong ? `, which is wrong (${escapeText(header.truth)} is right)` : "";
  const word = escapeText(header.words[look.word].word);
  return `Through <b>${word}</b>, for the answer <b>${escapeText(header.about)}</b>${instead}: ${parts.join("; ")}.`;
}

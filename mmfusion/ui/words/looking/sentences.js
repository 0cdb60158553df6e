// What the figure says in words: what a word looks at, which words look at a cell, what spoke for and against an answer.

import { marked, tr } from "../../js/language.js";
import { share } from "../../js/numbers.js";
import { escapeText } from "../../js/text.js";
import { most, said } from "./maps.js";

/**
 * @typedef {import("./looking.js").Header} Header
 * @typedef {import("./look.js").Look} Look
 * @typedef {import("./maps.js").Maps} Maps
 */

export const WHICH = {
  looks: marked("Attention is never negative: it cannot show evidence against an answer."),
  signed: marked("Attention × gradient has a sign: filled cells are evidence for the answer, ringed ones against it."),
  clamped: marked("The same, clamped at 0 as relevance methods do: evidence against the answer cannot be seen."),
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
  tr("At {place} look <b>{words}</b> of their attention.", {
    place: escapeText(said(cell, header.columns, header.drawings)),
    words: escapeText(lookers(header, look, maps, cell)),
  });

/** @type {(header: Header, look: Look, maps: Maps) => string} */
export function looksAt(header, look, maps) {
  const row = maps.row(look, look.word);
  const best = most(row, 1);
  return tr("<b>{word}</b> looks most at {place}: {share}.", {
    word: escapeText(header.words[look.word].word),
    place: escapeText(said(best, header.columns, header.drawings)),
    share: share(row[best]),
  });
}

/** @type {(header: Header, look: Look, signed: Maps) => string} */
export function forAndAgainst(header, look, signed) {
  const row = signed.row(look, look.word);
  const [plus, minus] = [most(row, 1), most(row, -1)];
  const at = (cell) => escapeText(said(cell, header.columns, header.drawings));
  const value = (cell) => Math.abs(row[cell]).toFixed(3);
  const parts = [
    plus < 0
      ? tr("no evidence for it")
      : tr("strongest evidence for it: {place} +{value}", { place: at(plus), value: value(plus) }),
  ];
  if (look.view === "signed") {
    parts.push(
      minus < 0
        ? tr("no evidence against it")
        : tr("strongest evidence against it: {place} −{value}", { place: at(minus), value: value(minus) }),
    );
  }
  const wrong = header.truth && header.about !== header.truth && header.about === header.answers[0].name;
  const values = {
    word: escapeText(header.words[look.word].word),
    answer: escapeText(header.about),
    truth: escapeText(header.truth),
    evidence: parts.join("; "),
  };
  return wrong
    ? tr(
        "Through <b>{word}</b>, for the answer <b>{answer}</b>, which is wrong ({truth} is correct): {evidence}.",
        values,
      )
    : tr("Through <b>{word}</b>, for the answer <b>{answer}</b>: {evidence}.", values);
}

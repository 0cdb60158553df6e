// The language of what a component shows: English in the script, its texts in another language come with it.

/** @typedef {{ language: string, words: Record<string, string> }} Said the language, and English text -> text */

/** @type {Said} */
let said = { language: "en", words: {} };

/** Speak a language from now on; components of one language share their words.
 * @type {(next: Said) => void} */
export function speak(next) {
  said = next.language === said.language ? { ...next, words: { ...said.words, ...next.words } } : next;
  if (typeof document !== "undefined") document.documentElement.lang = said.language === "qps" ? "en" : said.language;
}

/** Mark a constant, which is translated where it is shown. @type {(text: string) => string} */
export const marked = (text) => text;

/**
 * A text in the language, with values put in for {names}.
 * @type {(text: string, values?: Record<string, unknown>) => string}
 */
export function tr(text, values = {}) {
  const found = said.language === "qps" ? `⟦${text}⟧` : Object.hasOwn(said.words, text) ? said.words[text] : text;
  return found.replace(/\{(\w+)\}/g, (all, name) => (Object.hasOwn(values, name) ? String(values[name]) : all));
}

/**
 * The text for one or for many, with {n} and values put in.
 * @type {(one: string, many: string, n: number, values?: Record<string, unknown>) => string}
 */
export const trn = (one, many, n, values = {}) => tr(n === 1 ? one : many, { n, ...values });

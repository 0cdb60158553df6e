// Words on their way into markup.

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** @type {(text: unknown) => string} */
export const escapeText = (text) => String(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);

// The buttons that play a clip: what they would do, drawn and said; and the swatch that stands for a picture.

import { tr } from "./language.js";

const PLAY = "M3 1.5v9l7.5-4.5z";
const PAUSE = "M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z";
const LOUD = "M1 4.2h2.3L6.5 1.5v9L3.3 7.8H1zM9.2 4a3 3 0 0 1 0 4M11.4 2.2a6 6 0 0 1 0 7.6";
const MUTED = "M1 4.2h2.3L6.5 1.5v9L3.3 7.8H1zM10 4l4 4M14 4l-4 4";

/** @type {(button: Element, icon: string, label: string) => void} */
function face(button, icon, label) {
  button.setAttribute("aria-label", label);
  button.querySelector("path").setAttribute("d", icon);
}

/** What a button would do, in words where more than one can play.
 * @type {(button: Element, playing: boolean, play?: string, pause?: string) => void} */
export const showPlay = (button, playing, play = tr("play"), pause = tr("pause")) =>
  face(button, playing ? PAUSE : PLAY, playing ? pause : play);

/** @type {(button: Element, loud: boolean) => void} */
export const showSound = (button, loud) => face(button, loud ? LOUD : MUTED, loud ? tr("sound off") : tr("sound on"));

/** Have the buttons `.play` and `.sound` say what they would do.
 * @type {(root: Element, clock: { playing: boolean, loud: boolean }) => void} */
export function showButtons(root, { playing, loud }) {
  showPlay(root.querySelector(".play"), playing);
  showSound(root.querySelector(".sound"), loud);
}

/** A picture's colours, each as wide as its share. @type {(parts: [css: string, share: number][]) => string} */
export function swatch(parts) {
  const bands = parts.map(([css, share]) => `<i style="flex:${share};background:${css}"></i>`);
  return `<span class="swatch" aria-hidden="true">${bands.join("")}</span>`;
}

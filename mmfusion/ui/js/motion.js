// Whether who looks has asked for stillness.

/** @type {() => boolean} */
export const stillness = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

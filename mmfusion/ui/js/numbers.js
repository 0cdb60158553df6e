// How figures are said: one form for each kind of number, on every page.

/** @type {(value: number, low: number, high: number) => number} */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {ArrayLike<number>} values */
export function total(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** The place of the largest value, the first of equals. @param {ArrayLike<number>} values */
export function argmax(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** The largest value, and never less than a little; what is no number is left out. @param {ArrayLike<number>} values */
export function largest(values, least = 1e-9) {
  let top = least;
  for (let i = 0; i < values.length; i++) if (values[i] > top) top = values[i];
  return top;
}

/** @type {(a: ArrayLike<number>, b: ArrayLike<number>) => number} */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Digits after the point, as Python's `f"{value:.1f}"` has them: of two that are equally near, the even one.
 * `toFixed` takes the larger: 33.25 was 33.3 in a figure and 33.2 in the table below it.
 * @type {(value: number, digits: number) => string}
 */
export function fixed(value, digits) {
  const exact = value.toFixed(digits + 25); // all digits of a number that lies in the middle
  const point = exact.indexOf(".");
  const middle = /^50*$/.test(exact.slice(point + 1 + digits));
  const below = exact.slice(0, digits ? point + 1 + digits : point);
  return middle && "02468".includes(below.slice(-1)) ? below : value.toFixed(digits);
}

/** A true minus sign. @type {(text: string) => string} */
export const minus = (text) => text.replace("-", "−");

/** A probability: two digits, and never a certainty that rounding made. @type {(p: number) => string} */
export const probability = (p) => (p >= 0.995 ? ">0.99" : p < 0.005 ? "<0.01" : fixed(p, 2));

/** Two digits without the leading nought: .42, −.07, 1.00. @type {(value: number) => string} */
export const fraction = (value) => minus(fixed(value, 2).replace(/^(-?)0/, "$1"));

/** A share of one: a little is said to be more than nothing. @type {(value: number) => string} */
export const share = (value) => (value > 0 && value < 0.005 ? "<.01" : fraction(value));

/** @type {(value: number) => string} */
export const thousands = (value) => value.toLocaleString("en-GB");

/** A share of one in per cent, one digit. @type {(value: number) => string} */
export const percent = (value) => fixed(100 * value, 1);

/** A difference of shares in points, with its sign; none where it rounds to nought. @type {(value: number) => string} */
export const points = (value) => `${Math.abs(value) < 0.0005 ? "" : value < 0 ? "−" : "+"}${percent(Math.abs(value))}`;

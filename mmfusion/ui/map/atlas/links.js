// Where the links of a pinned node run: in gutters beside the columns, lanes below the rows and the left margin, never
// across words.

/**
 * @typedef {object} Spot a node's place
 * @property {number} row from the top
 * @property {number} x where its drawing begins
 * @property {number} y the middle of its drawing
 * @property {number} gutter between its column and the one before
 * @property {number} lane below its row
 */

/**
 * The corners of a link, from one node to another.
 * @param {Spot} from
 * @param {Spot} to
 * @param {number} margin the line at the left on which a link changes rows
 * @returns {[number, number][]}
 */
export function route(from, to, margin) {
  /** @type {(spot: Spot) => [number, number][]} */
  const out = ({ x, y, gutter, lane }) =>
    gutter <= margin
      ? [
          [x, y],
          [margin, y],
        ]
      : [
          [x, y],
          [gutter, y],
          [gutter, lane],
          [margin, lane],
        ];
  if (from.row !== to.row) return [...out(from), ...out(to).reverse()];
  /** @type {(spot: Spot) => [number, number][]} */
  const own = ({ x, y, gutter, lane }) => [
    [x, y],
    [gutter, y],
    [gutter, lane],
  ];
  return [...own(from), ...own(to).reverse()];
}

/**
 * The node that an arrow key leads to: the next one in a row, or the nearest one of the row above or below.
 * @param {{ row: number, column: number }[]} places of all nodes, in their order
 * @param {number} at
 * @param {string} key
 * @returns {number} `at` itself where there is none
 */
export function moved(places, at, key) {
  const { row, column } = places[at];
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (step) return Math.min(places.length - 1, Math.max(0, at + step));
  const wanted = row + ({ ArrowUp: -1, ArrowDown: 1 }[key] ?? 0);
  if (wanted === row) return at;
  let best = at;
  let least = Number.POSITIVE_INFINITY;
  places.forEach((place, i) => {
    const far = Math.abs(place.column - column);
    if (place.row === wanted && far < least) [best, least] = [i, far];
  });
  return best;
}

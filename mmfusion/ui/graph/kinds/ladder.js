// The graph around one class, as rows from the class to the most general node: where each node stands, which edges
// join them, and which other classes join the way there.

import { depths } from "./closed.js";

/**
 * @typedef {object} Row
 * @property {number} node
 * @property {number} lane 0 for the way up by first parents, 1 and more for others beside it
 * @property {boolean} reached whether the class still gets there
 * @property {number[]} joins other classes whose nearest common ancestor with this one it is
 *
 * @typedef {object} Line an edge between two rows
 * @property {number} child its row, from the class
 * @property {number} parent
 * @property {boolean} cut
 * @property {boolean} added
 */

/** How far above the class each of its ancestors stands: the longest way. @type {(parents: number[][], node: number) => Map<number, number>} */
export function heights(parents, node) {
  const found = new Map();
  const up = (one, height) => {
    if (found.has(one) && found.get(one) >= height) return;
    found.set(one, height);
    for (const parent of parents[one]) up(parent, height + 1);
  };
  up(node, 0);
  return found;
}

/**
 * @param {number[][]} whole the graph before any edge was cut, with all that were added
 * @param {number[][]} now the graph as it is
 * @param {number} node of the class in view
 * @param {number[]} others nodes of the other classes
 * @param {[number, number][]} added
 * @returns {{ rows: Row[], lines: Line[] }}
 */
export function ladder(whole, now, node, others, added) {
  const height = heights(whole, node);
  const trunk = new Map([[node, 0]]);
  for (let at = node; whole[at].length; at = whole[at][0]) trunk.set(whole[at][0], 0);
  const order = [...height.keys()].sort((a, b) => height.get(a) - height.get(b) || (trunk.has(a) ? -1 : 1));
  const reached = depths(now, node);
  const joins = new Map();
  others.forEach((other, i) => {
    const best = meeting(reached, depths(now, other));
    if (best !== null) joins.set(best, [...(joins.get(best) ?? []), i]);
  });
  const rows = order.map((one) => ({
    node: one,
    lane: trunk.has(one) ? 0 : 1,
    reached: reached.has(one),
    joins: joins.get(one) ?? [],
  }));
  const place = new Map(order.map((one, i) => [one, i]));
  const lines = order.flatMap((one) =>
    whole[one].map((parent) => ({
      child: place.get(one),
      parent: place.get(parent),
      cut: !now[one].includes(parent),
      added: added.some(([a, b]) => a === one && b === parent),
    })),
  );
  return { rows, lines };
}

/** The common ancestor by which two nodes are nearest, of equals the one nearer to the first; null where there is none.
 * @type {(own: Map<number, number>, other: Map<number, number>) => number | null} */
export function meeting(own, other) {
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [node, depth] of own) {
    const far = depth + (other.get(node) ?? Number.POSITIVE_INFINITY);
    if (far < least) [best, least] = [node, far];
  }
  return best;
}

/**
 * The plane of three actions. Probabilities sum to one, scores and preferences' differences to zero: all of them live in
 * planes parallel to the one drawn here, with one compass for the landscape, the simplex and the score polygon:
 *
 *            C (0, 1)
 *           / \           across = (-1,  1, 0) / sqrt 2
 *          A---B          up     = (-1, -1, 2) / sqrt 6
 */

/** @typedef {[number, number]} Point */
/** @typedef {[number, number, number]} Triple */

const HALF = Math.SQRT1_2;
const SIXTH = 1 / Math.sqrt(6);

/** @type {Triple} */
export const ACROSS = [-HALF, HALF, 0];
/** @type {Triple} */
export const UP = [-SIXTH, -SIXTH, 2 * SIXTH];

/** Where a vector of three actions lies on the plane @param {readonly number[]} v @returns {Point} */
export function compass(v) {
  const [a = 0, b = 0, c = 0] = v;
  return [(b - a) * HALF, (2 * c - a - b) * SIXTH];
}

/** The triangle's corners: the policies that always take A, B, C. @type {[Point, Point, Point]} */
export const CORNERS = [compass([1, 0, 0]), compass([0, 1, 0]), compass([0, 0, 1])];

/** The probabilities at a point of the plane, negative outside the triangle @param {number} x @param {number} y @returns {Triple} */
export function probabilitiesAt(x, y) {
  const third = 1 / 3;
  return [third + x * ACROSS[0] + y * UP[0], third + x * ACROSS[1] + y * UP[1], third + y * UP[2]];
}

/**
 * The nearest policy that gives every action at least `least`: Euclidean projection onto the shrunken simplex.
 * @param {readonly number[]} v sums to one
 * @param {number} least
 * @returns {number[]}
 */
export function inside(v, least) {
  const room = 1 - least * v.length;
  const sorted = v.map((value) => value - least).sort((p, q) => q - p);
  let sum = 0;
  let cut = 0;
  sorted.forEach((value, k) => {
    sum += value;
    const level = (sum - room) / (k + 1);
    if (value > level) cut = level;
  });
  return v.map((value) => least + Math.max(0, value - least - cut));
}

/**
 * Give one action a probability; the others keep their proportions.
 * @param {readonly number[]} v
 * @param {number} action
 * @param {number} wanted
 * @param {number} least
 * @returns {number[]}
 */
export function withProbability(v, action, wanted, least) {
  const p = Math.min(1 - least * (v.length - 1), Math.max(least, wanted));
  const others = v.filter((_, a) => a !== action);
  const total = others.reduce((sum, value) => sum + value, 0);
  const shares = inside(
    others.map((value) => (total > 0 ? value / total : 1 / others.length)),
    least / (1 - p),
  );
  return v.map((_, a) => (a === action ? p : (shares[a > action ? a - 1 : a] ?? 0) * (1 - p)));
}

/**
 * How often a step fits into the simplex from a policy: pi + t step has no negative part up to this t.
 * @param {readonly number[]} v
 * @param {readonly number[]} step sums to zero
 */
export function stepsInside(v, step) {
  return v.reduce((least, p, a) => ((step[a] ?? 0) < 0 ? Math.min(least, -p / (step[a] ?? 0)) : least), Infinity);
}

/**
 * The policies whose value is at least a level, as an area over x: below and above it at each of its corners.
 * @param {readonly number[]} q [3], J at the corners
 * @param {number} level
 * @returns {{x: number[], y1: number[], y2: number[]}}
 */
export function above(q, level) {
  const rim = [...CORNERS, CORNERS[0]].flatMap((corner, i) => {
    const next = CORNERS[(i + 1) % 3] ?? corner;
    if (i === 3) return [];
    const [here, there] = [q[i] ?? 0, q[(i + 1) % 3] ?? 0];
    const crossed = here >= level !== there >= level ? [between(corner, next, (level - here) / (there - here))] : [];
    return [...(here >= level ? [corner] : []), ...crossed];
  });
  const x = [...new Set(rim.map(([across]) => across))].sort((a, b) => a - b);
  const ends = x.map((at) => {
    const heights = rim.flatMap((from, i) => {
      const to = rim[(i + 1) % rim.length] ?? from;
      if (from[0] === to[0]) return from[0] === at ? [from[1], to[1]] : [];
      const share = (at - from[0]) / (to[0] - from[0]);
      return share >= 0 && share <= 1 ? [between(from, to, share)[1]] : [];
    });
    return [Math.min(...heights), Math.max(...heights)];
  });
  return { x, y1: ends.map(([foot = 0]) => foot), y2: ends.map(([, head = 0]) => head) };
}

/** @param {Point} from @param {Point} to @param {number} share @returns {Point} */
function between([ax, ay], [bx, by], share) {
  return [ax + share * (bx - ax), ay + share * (by - ay)];
}

/**
 * Points of a triangular lattice well inside the simplex.
 * @param {number} n steps along a side
 * @returns {Triple[]}
 */
export function lattice(n) {
  /** @type {Triple[]} */
  const points = [];
  for (let a = 0; a < n; a += 1)
    for (let b = 0; a + b < n; b += 1) points.push([(a + 1 / 3) / n, (b + 1 / 3) / n, (n - a - b - 2 / 3) / n]);
  return points;
}

/**
 * Where the line { pi : pi . q = level } crosses the triangle: its two ends, or null where it does not.
 * @param {readonly number[]} q [3]
 * @param {number} level
 * @returns {[Point, Point] | null}
 */
export function levelLine(q, level) {
  /** @type {Point[]} */
  const ends = [];
  for (const [i, j] of /** @type {const} */ ([
    [0, 1],
    [1, 2],
    [2, 0],
  ])) {
    const [from, to] = [q[i] ?? 0, q[j] ?? 0];
    const t = (level - from) / (to - from);
    if (!(t >= 0 && t <= 1)) continue;
    const [p, r] = [CORNERS[i], CORNERS[j]];
    /** @type {Point} */
    const end = [p[0] + t * (r[0] - p[0]), p[1] + t * (r[1] - p[1])];
    if (ends.every((other) => Math.hypot(other[0] - end[0], other[1] - end[1]) > 1e-9)) ends.push(end);
  }
  return ends.length === 2 ? /** @type {[Point, Point]} */ (ends) : null;
}

/** Contour lines of a surface on a rectangular grid, by marching squares. Pure. */

/**
 * The pieces of one contour line.
 * @param {readonly number[]} x [n]
 * @param {readonly number[]} y [m]
 * @param {readonly (readonly number[])[]} value [m][n]
 * @param {number} level
 * @returns {number[]} x0, y0, x1, y1 for every piece, one after the other
 */
export function contour(x, y, value, level) {
  /** @type {number[]} */
  const pieces = [];
  for (let j = 0; j + 1 < y.length; j += 1) {
    const low = value[j] ?? [];
    const high = value[j + 1] ?? [];
    for (let i = 0; i + 1 < x.length; i += 1)
      square(pieces, x, y, i, j, [num(low[i]), num(low[i + 1]), num(high[i + 1]), num(high[i])], level);
  }
  return pieces;
}

/**
 * One cell: corners counted from the lower left, against the clock; edge k runs from corner k to the next.
 * @param {number[]} pieces
 * @param {readonly number[]} x
 * @param {readonly number[]} y
 * @param {number} i
 * @param {number} j
 * @param {[number, number, number, number]} corner
 * @param {number} level
 */
function square(pieces, x, y, i, j, corner, level) {
  const [a, b, c, d] = corner;
  const mask = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
  if (mask === 0 || mask === 15 || Number.isNaN(a + b + c + d)) return;
  const [x0, x1, y0, y1] = [num(x[i]), num(x[i + 1]), num(y[j]), num(y[j + 1])];
  /** @param {number} edge */
  const cross = (edge) => {
    if (edge === 0) pieces.push(x0 + share(a, b, level) * (x1 - x0), y0);
    else if (edge === 1) pieces.push(x1, y0 + share(b, c, level) * (y1 - y0));
    else if (edge === 2) pieces.push(x0 + share(d, c, level) * (x1 - x0), y1);
    else pieces.push(x0, y0 + share(a, d, level) * (y1 - y0));
  };
  // A saddle is joined the way its middle says.
  const saddle = mask === 5 || mask === 10;
  const key = saddle && (a + b + c + d) / 4 < level ? 15 - mask : mask;
  for (const edge of /** @type {readonly number[]} */ (EDGES[key])) cross(edge);
}

/** Which edges are crossed, in pairs, for each pattern of corners above the level. */
const EDGES = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [0, 1, 2, 3],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [3, 0, 1, 2],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

/** @param {number} from @param {number} to @param {number} level */
function share(from, to, level) {
  if (!Number.isFinite(from)) return 1;
  if (!Number.isFinite(to)) return 0;
  return (level - from) / (to - from);
}

/** @param {number | undefined} value */
function num(value) {
  return value ?? NaN;
}

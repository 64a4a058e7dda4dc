/**
 * A small square walked around in theta: a gradient field brings one back to the height one started from, other fields do not.
 *
 *   integral of g . d theta over a side = sum_k w_k g(x_k) . side      (Gauss-Legendre, exact to degree 15)
 *
 * Pure.
 */

import { largestFirst } from "./vectors.js";

/** @typedef {readonly number[]} Vector */
/**
 * @typedef {object} Stop              one point on the way round
 * @property {number[]} theta          [D]
 * @property {[number, number]} step   weight times the side, along theta_i and theta_j
 * @property {number} way              share of the whole way done with it, 0 to 1
 */

/** Eight nodes on -1 … 1 (the positive half) and their weights: Abramowitz & Stegun 1964, table 25.4. */
const HALF = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.31370664587788727],
  [0.7966664774136267, 0.22238103445337448],
  [0.9602898564975362, 0.10122853629037626],
];
/** The same on 0 … 1, in rising order. */
const NODES = [
  ...[...HALF].reverse().map(([x = 0, w = 0]) => [(1 - x) / 2, w / 2]),
  ...HALF.map(([x = 0, w = 0]) => [(1 + x) / 2, w / 2]),
];
/** Counter-clockwise, starting at the lower left. */
const SIDES = [
  [-1, -1, 1, 0],
  [1, -1, 0, 1],
  [1, 1, -1, 0],
  [-1, 1, 0, -1],
];

/** Points on a side. */
export const POINTS = NODES.length;

/**
 * @param {Vector} theta the middle
 * @param {readonly [number, number]} pair which two parameters
 * @param {number} side length
 * @returns {Stop[]} 4 x 8
 */
export function square(theta, [i, j], side) {
  return SIDES.flatMap(([x = 0, y = 0, dx = 0, dy = 0], k) => {
    let done = 0;
    return NODES.map(([at = 0, weight = 0]) => {
      done += weight;
      const point = [...theta];
      point[i] = (point[i] ?? 0) + side * (x / 2 + at * dx);
      point[j] = (point[j] ?? 0) + side * (y / 2 + at * dy);
      return {
        theta: point,
        step: /** @type {[number, number]} */ ([weight * side * dx, weight * side * dy]),
        way: (k + done) / 4,
      };
    });
  });
}

/**
 * The height gained after each stop of the walk; the last is the integral around the whole loop.
 * @param {readonly Stop[]} stops
 * @param {readonly Vector[]} field [stops][D]
 * @param {readonly [number, number]} pair
 * @returns {number[]} one longer than `stops`, from zero
 */
export function climbed(stops, field, [i, j]) {
  let height = 0;
  return [
    0,
    ...stops.map(({ step }, k) => (height += (field[k]?.[i] ?? 0) * step[0] + (field[k]?.[j] ?? 0) * step[1])),
  ];
}

/**
 * Two parameters worth a plane: the one with the largest gradient, and the largest of those that other states than its own use
 * (two of one state turn the same probabilities: a loop among them shows nothing).
 * @param {Vector} gradient [D]
 * @param {readonly string[]} owners [D] which states use a parameter, as one text
 * @returns {[number, number]}
 */
export function pairOf(gradient, owners) {
  const order = largestFirst(gradient);
  const [first = 0, second = 1] = order;
  const other = order.find((k) => owners[k] !== owners[first]) ?? second;
  return first < other ? [first, other] : [other, first];
}

/**
 * Which states' features have a parameter.
 * @param {readonly (readonly Vector[])[] | null} phi [S][A][D]; null: one-hot
 * @param {number} states
 * @param {number} actions
 * @param {number} parameters
 */
export function ownersOf(phi, states, actions, parameters) {
  return Array.from({ length: parameters }, (_, k) => {
    if (!phi) return String(Math.floor(k / actions));
    const users = Array.from({ length: states }, (__, s) => s).filter((s) => phi[s]?.some((row) => row[k] !== 0));
    return users.join(" ");
  });
}

/** Each part's share of the whole. @param {Vector} parts */
export function shares(parts) {
  const whole = parts.reduce((sum, value) => sum + value, 0);
  return parts.map((value) => (whole > 0 ? value / whole : 0));
}

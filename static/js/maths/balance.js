/**
 * One state's features as weights on a plane: where they lie, what balances them, and what dragging one changes. Pure.
 *
 *   h(a) = theta . phi(a)     pi = softmax(h / tau)     pivot = sum_b pi(b) phi(b)     arm(a) = phi(a) - pivot = tau grad log pi(a)
 */

import { scores, softmax } from "./softmax.js";
import { ACROSS, UP } from "./triangle.js";
import { combined, dot, norm, plus, principal, scaled } from "./vectors.js";

/** @typedef {readonly number[]} Vector */
/**
 * @typedef {object} Balance
 * @property {number[]} h        [A] preferences
 * @property {number[]} pi       [A]
 * @property {number[]} pivot    [D] the centre of mass
 * @property {number[][]} arms   [A][D] from the pivot to each weight
 * @property {number} rest       length of sum_a pi(a) arm(a): zero but for rounding
 */
/**
 * @typedef {object} Plane
 * @property {Vector} x          [D]
 * @property {Vector} y          [D], zeros where there is only one direction
 * @property {"simplex" | "coordinates" | "regular" | "principal"} kind
 */

/**
 * @param {readonly Vector[]} phi [A][D]
 * @param {Vector} theta [D]
 * @param {number} temperature
 * @returns {Balance}
 */
export function balance(phi, theta, temperature) {
  const h = phi.map((row) => dot(row, theta));
  const pi = softmax(h, temperature);
  const arms = scores(pi, phi);
  return { h, pi, pivot: combined(pi, phi), arms, rest: norm(combined(pi, arms)) };
}

/**
 * The plane the weights are drawn on: the compass of three actions where every phi has the same sum, the parameters themselves
 * where there are two, a ring where all weights are equally far from each other (one-hot actions: no direction is the main one),
 * else the two directions in which the weights spread most.
 * @param {readonly Vector[]} phi [A][D]
 * @returns {Plane}
 */
export function planeOf(phi) {
  const [first = []] = phi;
  const size = first.length;
  const sums = phi.map((row) => row.reduce((total, value) => total + value, 0));
  if (size === 3 && sums.every((total) => Math.abs(total - (sums[0] ?? 0)) < 1e-9))
    return { x: ACROSS, y: UP, kind: "simplex" };
  if (size <= 2) return { x: [1, 0].slice(0, size), y: [0, 1].slice(0, size), kind: "coordinates" };
  const centre = scaled(
    combined(
      phi.map(() => 1),
      phi,
    ),
    1 / phi.length,
  );
  const spread = phi.map((row) => plus(row, -1, centre));
  if (regular(phi)) {
    // The first action stands at the top, the others follow clockwise, as a compass has it.
    const turn = phi.map((_, a) => Math.PI / 2 - (2 * Math.PI * a) / phi.length);
    const [across, up] = [Math.cos, Math.sin].map((wave) => combined(turn.map(wave), spread));
    return {
      x: scaled(across ?? [], 1 / norm(across ?? [])),
      y: scaled(up ?? [], 1 / norm(up ?? [])),
      kind: "regular",
    };
  }
  const [x = first.map((_, i) => (i === 0 ? 1 : 0)), y = first.map(() => 0)] = principal(spread, 2);
  return { x: upright(x), y: upright(y), kind: "principal" };
}

/** Whether at least four weights are all equally far from each other. @param {readonly Vector[]} phi */
function regular(phi) {
  const apart = phi.flatMap((row, a) => phi.slice(a + 1).map((other) => norm(plus(row, -1, other))));
  const [some = 0] = apart;
  return phi.length > 3 && some > 0 && apart.every((length) => Math.abs(length - some) < 1e-9 * some);
}

/** A direction's sense: its largest component is positive. @param {Vector} v */
function upright(v) {
  const most = v.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-12 ? value : best), 0);
  return most < 0 ? scaled(v, -1) : v;
}

/** @param {Plane} plane @param {Vector} v @returns {[number, number]} */
export function project(plane, v) {
  return [dot(v, plane.x), dot(v, plane.y)];
}

/** Whether distances between the weights are lost on the plane. @param {Plane} plane @param {readonly Vector[]} phi */
export function projected(plane, phi) {
  const [first = []] = phi;
  return phi.some((row) => {
    const apart = plus(row, -1, first);
    const [x, y] = project(plane, apart);
    return norm(plus(plus(apart, -x, plane.x), -y, plane.y)) > 1e-9 * Math.max(1, norm(apart));
  });
}

/** The features that lie at a point of the plane, moved along the plane only. @param {Plane} plane @param {Vector} row @param {number} x @param {number} y */
export function movedTo(plane, row, x, y) {
  const [from, low] = project(plane, row);
  return plus(plus(row, x - from, plane.x), y - low, plane.y);
}

/**
 * Which parameters a narrow table shows: all, or those in which the state's features are largest, in their own order.
 * @param {readonly Vector[]} phi [A][D]
 * @param {number} most
 */
export function columnsOf(phi, most) {
  const size = phi[0]?.length ?? 0;
  const all = Array.from({ length: size }, (_, k) => k);
  if (size <= most) return all;
  const large = all.map((k) => Math.max(...phi.map((row) => Math.abs(row[k] ?? 0))));
  return all
    .sort((i, j) => (large[j] ?? 0) - (large[i] ?? 0) || i - j)
    .slice(0, most)
    .sort((i, j) => i - j);
}

/**
 * Every state's features, one state's replaced; `offset` is where its columns begin in the whole.
 * @param {readonly (readonly Vector[])[]} whole [S][A][D]
 * @param {number} state
 * @param {readonly Vector[]} rows [A][d]
 * @param {number} [offset]
 * @returns {number[][][]}
 */
export function replaced(whole, state, rows, offset = 0) {
  return whole.map((lines, s) =>
    lines.map((line, a) => (s === state ? line.map((value, k) => rows[a]?.[k - offset] ?? value) : [...line])),
  );
}

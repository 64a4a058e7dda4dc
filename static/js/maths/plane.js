/**
 * Planes through theta-space: what the landscape is drawn on. Pure.
 *
 * A plane is an anchor and two orthonormal directions; a theta has the coordinates (x . (theta - anchor), y . (theta - anchor)),
 * and what is left of it lies off the plane.
 */

import { ACROSS, UP } from "./triangle.js";
import { axis, dot, norm, orthonormal, plus } from "./vectors.js";

/** @typedef {readonly number[]} Vector */
/** @typedef {{anchor: Vector, x: Vector, y: Vector, blind: boolean}} Plane   blind: J does not change off the plane */

/** Two parameters as they are. @param {number} size @param {number} i @param {number} j @returns {Plane} */
export function parameterPlane(size, i, j) {
  return { anchor: zeros(size), x: axis(size, i), y: axis(size, j), blind: size === 2 };
}

/** Three preferences up to a constant that softmax does not see. @returns {Plane} */
export function preferencePlane() {
  return { anchor: zeros(3), x: ACROSS, y: UP, blind: true };
}

/**
 * The gradient's direction across, the trajectory's direction up, through the present point.
 *
 * Where one of them gives no direction (at a maximum, before the first update, or both alike) the parameter with the largest
 * part in the gradient that is not used up stands in.
 * @param {Vector} theta where the run is
 * @param {Vector} gradient exact
 * @param {Vector} moved from where the run started to theta
 * @returns {Plane & {full: boolean}} full: both directions are what they are called
 */
export function directionPlane(theta, gradient, moved) {
  const order = gradient.map((_, i) => i).sort((i, j) => Math.abs(gradient[j] ?? 0) - Math.abs(gradient[i] ?? 0));
  /** @param {Vector} wanted @param {Vector[]} taken */
  const either = (wanted, taken) => {
    const straight = orthonormal(wanted, taken);
    // A trajectory that differs from the gradient by rounding alone has no direction to show.
    if (straight && Math.abs(dot(straight, wanted)) > 1e-3 * norm(wanted)) return { direction: straight, full: true };
    for (const i of order) {
      const stand = orthonormal(axis(theta.length, i), taken);
      if (stand && Math.abs(stand[i] ?? 0) > 0.3) return { direction: stand, full: false };
    }
    return { direction: orthonormal(axis(theta.length, taken.length), taken) ?? axis(theta.length, 0), full: false };
  };
  const x = either(gradient, []);
  const y = either(moved, [x.direction]);
  return { anchor: theta, x: x.direction, y: y.direction, blind: theta.length === 2, full: x.full && y.full };
}

/** The coordinates of a theta. @param {Plane} plane @param {Vector} theta @returns {[number, number]} */
export function onPlane(plane, theta) {
  const { anchor, x, y } = plane;
  let across = 0;
  let up = 0;
  for (let i = 0; i < theta.length; i += 1) {
    const away = /** @type {number} */ (theta[i]) - /** @type {number} */ (anchor[i]);
    across += away * /** @type {number} */ (x[i]);
    up += away * /** @type {number} */ (y[i]);
  }
  return [across, up];
}

/** The coordinates of a direction, such as a gradient. @param {Plane} plane @param {Vector} v @returns {[number, number]} */
export function alongPlane(plane, v) {
  return [dot(plane.x, v), dot(plane.y, v)];
}

/** A theta moved within the plane to these coordinates. @param {Plane} plane @param {Vector} theta @param {number} across @param {number} up */
export function moveTo(plane, theta, across, up) {
  const [x, y] = onPlane(plane, theta);
  return plus(plus(theta, across - x, plane.x), up - y, plane.y);
}

/** How far two thetas differ off the plane; 0 where J does not see it. @param {Plane} plane @param {Vector} a @param {Vector} b */
export function drift(plane, a, b) {
  if (plane.blind) return 0;
  const apart = plus(a, -1, b);
  const [x, y] = alongPlane(plane, apart);
  return norm(plus(plus(apart, -x, plane.x), -y, plane.y));
}

/** @param {number} size */
function zeros(size) {
  return Array.from({ length: size }, () => 0);
}

/** Scales and windows that hold still while numbers jitter, and change in round steps when they must. Pure. */

import { short } from "./format.js";
import { niceStep } from "./levels.js";

/**
 * How many times longer than its true length an arrow is drawn: round numbers, changed only when arrows leave the picture or
 * shrink to nothing in it.
 * @param {number | null} before the factor in use
 * @param {number} longest the longest arrow's true length, in data units
 * @param {number} span the room there is, in data units
 * @param {number} [least] the share of it below which an arrow is nothing
 */
export function arrowFactor(before, longest, span, least = 0.16) {
  if (!(longest > 0) || !(span > 0)) return before ?? 1;
  const share = before === null ? 0 : (before * longest) / span;
  if (before !== null && share <= 1 && share >= least) return before;
  const most = (0.85 * span) / longest;
  const up = niceStep(most);
  return up > most * (1 + 1e-9) ? before125(up) : up;
}

/** The next lower of 1, 2, 5 times a power of ten. @param {number} value */
function before125(value) {
  const base = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const lead = Math.round(value / base);
  return lead === 1 ? base / 2 : lead === 2 ? base : 2 * base;
}

/** Below this share of the room an exact arrow on the estimate's scale could not be read. */
const READABLE = 0.2;

/**
 * One factor for both arrows, so that their lengths compare; only where the estimate dwarfs the exact gradient does that one get
 * a larger factor, which the picture states.
 * @param {{exact: number | null, estimate: number | null}} before
 * @param {number} exact the exact arrow's true length
 * @param {number} estimate the longest estimate's of late
 * @param {number} span the room there is
 * @param {number} [ahead] the room there is in the exact gradient's direction
 */
export function arrowFactors(before, exact, estimate, span, ahead = span) {
  const common = arrowFactor(before.estimate, Math.max(exact, estimate), span);
  if (!(exact > 0) || common * exact >= READABLE * span) return { exact: common, estimate: common };
  // The margin keeps a gradient near the limit from switching to and fro.
  const own = before.exact !== null && before.exact !== common ? before.exact : null;
  return { exact: Math.max(common, arrowFactor(own, exact, Math.min(0.45 * span, ahead), STEADY)), estimate: common };
}

/** The exact gradient does not jitter: its arrow grows again as soon as the next round factor fits. */
const STEADY = 0.3;

/** A factor as it is written: 5, 0.2, 2e10, never 0.30000000000000004. @param {number} factor */
export function factorText(factor) {
  return `\u00d7\u2009${short(factor, factor >= 1 && factor < 1000 ? 3 : 1)}`;
}

/**
 * A square window that holds a point: unchanged while the point is well inside, else moved and widened to hold the points given.
 * @param {{x: number, y: number, half: number}} window
 * @param {[number, number]} point
 * @param {readonly (readonly [number, number])[]} points what it is to hold once it changes
 */
export function holding(window, point, points) {
  const inner = 0.86 * window.half;
  if (Math.abs(point[0] - window.x) <= inner && Math.abs(point[1] - window.y) <= inner) return window;
  let [left, right, low, high] = [point[0], point[0], point[1], point[1]];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  const reach = Math.max(right - left, high - low) / 2;
  return { x: (left + right) / 2, y: (low + high) / 2, half: Math.max(window.half, niceStep(reach * 1.45)) };
}

/**
 * Updates at which a trajectory is marked: round numbers, at most `most` of them.
 * @param {number} first
 * @param {number} last
 * @param {number} most
 */
export function timeMarks(first, last, most) {
  if (!(last - first >= 2)) return [];
  const step = Math.max(1, niceStep((last - first) / most));
  const marks = [];
  for (let at = Math.floor(first / step + 1) * step; at < last; at += step) marks.push(Math.round(at));
  return marks;
}

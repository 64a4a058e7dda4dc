/** Pure arithmetic on a cloud of single-episode contributions. */

import { scores } from "./softmax.js";

/** @typedef {readonly [number, number]} Point */
/** @typedef {{x: number, y: number, count: number, action: number}} Spot   action: which one's score it lies along, or -1 */

/** Two points this close, as a share of the cloud's size, are one. */
const SAME = 1e-7;
/** More than twice as many steps of that size as a coordinate can have: two of them make one whole number, exactly. */
const SPAN = 3 / SAME;

/**
 * Equal points together, each with how many there are: a bandit without noise has one spot an arm, and a dot drawn 60 times
 * would look like one episode.
 * @param {readonly Point[]} samples [k][2]
 * @returns {Spot[]} the most frequent first, so that small ones are drawn above
 */
export function spotsOf(samples) {
  let size = 0;
  for (const [x, y] of samples) size = Math.max(size, Math.abs(x), Math.abs(y));
  const unit = size * SAME || 1;
  /** @type {Map<number, Spot>} */
  const spots = new Map();
  for (const [x, y] of samples) {
    const key = Math.round(x / unit) * SPAN + Math.round(y / unit);
    const spot = spots.get(key);
    if (spot) spot.count += 1;
    else spots.set(key, { x, y, count: 1, action: -1 });
  }
  const all = [...spots.values()];
  return all.length < samples.length ? all.sort((a, b) => b.count - a.count) : all;
}

/**
 * Which action drew each spot, where that can be told: in a bandit a contribution is (reward - b) times the arm's score, so it
 * lies on the line through that score.
 * @param {Spot[]} spots
 * @param {readonly Point[]} scores [A] the same two components of every action's score
 * @param {boolean} [noiseless] every arm always pays the same: a spot at zero is then the one arm that has no other
 */
export function nameSpots(spots, scores, noiseless = false) {
  for (const spot of spots) {
    const length = Math.hypot(spot.x, spot.y);
    if (length === 0) continue;
    let found = -1;
    let several = false;
    scores.forEach(([x, y], a) => {
      const reach = Math.hypot(x, y);
      if (reach === 0 || Math.abs(spot.x * y - spot.y * x) > 1e-7 * length * reach) return;
      several = several || found >= 0;
      found = a;
    });
    spot.action = several ? -1 : found;
  }
  const still = spots.filter((spot) => spot.action < 0);
  const left = scores.map((_, a) => a).filter((a) => !spots.some((spot) => spot.action === a));
  const [only] = still;
  if (noiseless && only && still.length === 1 && left.length === 1 && only.x === 0 && only.y === 0)
    only.action = /** @type {number} */ (left[0]);
  return spots;
}

/**
 * Two components of every action's score in the one state of a bandit: (phi(a) - sum_b pi(b) phi(b)) / temperature.
 * @param {readonly (readonly number[])[]} phi [A][D]
 * @param {readonly number[]} pi [A]
 * @param {readonly [number, number]} axes
 * @param {number} temperature
 * @returns {Point[]}
 */
export function scoresAlong(phi, pi, axes, temperature) {
  return scores(
    pi,
    phi.map((row) => axes.map((d) => row[d] ?? 0)),
    temperature,
  ).map(([x = 0, y = 0]) => [x, y]);
}

/**
 * A spot's radius: its area is in proportion to how many episodes it stands for.
 * @param {number} count
 * @param {number} total
 * @param {number} largest radius of a spot that holds them all, px
 * @param {number} [least] a lone episode is never smaller than this, px
 */
export function radiusOf(count, total, largest, least = 1.5) {
  return Math.max(least, largest * Math.sqrt(count / Math.max(1, total)));
}

/**
 * Half the width and height of a covariance's ellipse at `sigmas` standard deviations: what a range must cover.
 * @param {readonly (readonly number[])[]} covariance
 * @param {number} sigmas
 * @returns {[number, number]}
 */
export function reachOf(covariance, sigmas) {
  return [
    sigmas * Math.sqrt(Math.max(0, covariance[0]?.[0] ?? 0)),
    sigmas * Math.sqrt(Math.max(0, covariance[1]?.[1] ?? 0)),
  ];
}

/** The share of a bivariate normal inside its ellipse at `sigmas` standard deviations. @param {number} sigmas */
export function normalShare(sigmas) {
  return 1 - Math.exp((-sigmas * sigmas) / 2);
}

/**
 * The score polygon of one state. Pure.
 *
 *   sum_a pi(a) score(a) = 0                             the sides close
 *   sum_a pi(a) (q(a) - b) score(a) = grad J             they open by the gradient, whatever b
 *   tr Var(b) = F (b - b*)^2 + least                     of one draw's contribution (R - b) score(A)
 *   F = sum_a pi(a) |score(a)|^2,   b* = sum_a pi(a) q(a) |score(a)|^2 / F        (Greensmith, Bartlett & Baxter 2004)
 */

import { dot, plus, scaled } from "./vectors.js";

/** @typedef {readonly number[]} Vector */

/**
 * The sides pi(a) weight(a) score(a).
 * @param {Vector} probabilities pi[A]
 * @param {Vector} weights [A]; all ones for the closed polygon
 * @param {readonly Vector[]} scoreVectors [A][D]
 * @returns {number[][]} [A][D]
 */
export function sides(probabilities, weights, scoreVectors) {
  return scoreVectors.map((score, a) => scaled(score, (probabilities[a] ?? 0) * (weights[a] ?? 0)));
}

/**
 * Corners of sides laid head to tail from the origin: one more than there are sides; the last is the gap.
 * @param {readonly Vector[]} vectors [A][D]
 * @returns {number[][]} [A + 1][D]
 */
export function corners(vectors) {
  let end = scaled(vectors[0] ?? [], 0);
  return [end, ...vectors.map((side) => (end = plus(end, 1, side)))];
}

/**
 * The total variance of (R - b) score(A) as a parabola in b.
 *
 * Its least is the variance at b*, summed over pairs of actions (Var X = sum_{a < c} pi(a) pi(c) |X(a) - X(c)|^2) and not taken
 * as E|X|^2 - |E X|^2, which leaves rounding where X hardly varies.
 * @param {Vector} probabilities pi[A]
 * @param {Vector} q the mean of R for each action [A]
 * @param {readonly Vector[]} scoreVectors [A][D]
 * @param {Vector} [noise] the variance of R for each action [A]; none: rewards at their means
 * @returns {{at: (b: number) => number, best: number, least: number, curvature: number}}
 */
export function variance(probabilities, q, scoreVectors, noise) {
  const weights = scoreVectors.map((score, a) => (probabilities[a] ?? 0) * dot(score, score));
  const curvature = weights.reduce((sum, weight) => sum + weight, 0);
  const share = weights.map((weight) => (curvature > 0 ? weight / curvature : 0));
  const best = dot(share, q);
  const drawn = scoreVectors.map((score, a) =>
    scaled(
      score,
      share.reduce((sum, w, b) => sum + w * ((q[a] ?? 0) - (q[b] ?? 0)), 0),
    ),
  );
  let least = dot(weights, noise ?? weights.map(() => 0));
  drawn.forEach((mine, a) => {
    for (let b = 0; b < a; b += 1) {
      const apart = plus(mine, -1, drawn[b] ?? []);
      least += (probabilities[a] ?? 0) * (probabilities[b] ?? 0) * dot(apart, apart);
    }
  });
  return { at: (b) => curvature * (b - best) ** 2 + least, best, least, curvature };
}

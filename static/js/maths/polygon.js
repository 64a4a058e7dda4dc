/**
 * The score polygon of one state. Pure.
 *
 *   sum_a pi(a) score(a) = 0                             the sides close
 *   sum_a pi(a) (q(a) - b) score(a) = grad J             they open by the gradient, whatever b
 *   tr Var(b) = F (b - b*)^2 + least                     of one draw's contribution (R - b) score(A)
 *   F = sum_a pi(a) |score(a)|^2,   b* = sum_a pi(a) q(a) |score(a)|^2 / F        (Greensmith, Bartlett & Baxter 2004)
 */

import { gradient } from "./softmax.js";
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
 * @param {Vector} probabilities pi[A]
 * @param {Vector} q the mean of R for each action [A]
 * @param {readonly Vector[]} scoreVectors [A][D]
 * @param {Vector} [noise] the variance of R for each action [A]; none: rewards at their means
 * @returns {{at: (b: number) => number, best: number, least: number, curvature: number}}
 */
export function variance(probabilities, q, scoreVectors, noise) {
  let curvature = 0;
  let tilt = 0;
  let square = 0;
  scoreVectors.forEach((score, a) => {
    const weight = (probabilities[a] ?? 0) * dot(score, score);
    const mean = q[a] ?? 0;
    curvature += weight;
    tilt += weight * mean;
    square += weight * (mean ** 2 + (noise?.[a] ?? 0));
  });
  const gap = gradient(probabilities, q, scoreVectors);
  const best = curvature > 0 ? tilt / curvature : 0;
  const least = Math.max(0, square - curvature * best ** 2 - dot(gap, gap));
  return { at: (b) => curvature * (b - best) ** 2 + least, best, least, curvature };
}

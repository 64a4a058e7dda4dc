/**
 * The softmax policy in one state, as server/policyscope/policies has it: pi(a) = exp(h(a) / tau) / sum_b exp(h(b) / tau).
 * Pure. A actions, D parameters; phi[A][D] are the features of that state's actions.
 */

import { dot, mean, plus, scaled } from "./vectors.js";

/** @typedef {readonly number[]} Vector */

/**
 * Probabilities of preferences; the largest is taken off first, so no exponential overflows.
 * @param {Vector} preferences h[A]
 * @param {number} [temperature]
 */
export function softmax(preferences, temperature = 1) {
  const most = Math.max(...preferences);
  const weights = preferences.map((h) => Math.exp((h - most) / temperature));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/**
 * The preferences with these probabilities, their mean as given (softmax cannot see it).
 * @param {Vector} probabilities all above zero
 * @param {number} [temperature]
 * @param {number} [middle] the mean they are to have
 */
export function preferences(probabilities, temperature = 1, middle = 0) {
  const logs = probabilities.map((p) => temperature * Math.log(p));
  const centre = mean(logs);
  return logs.map((h) => h - centre + middle);
}

/**
 * Score vectors: score(a) = (phi(a) - sum_b pi(b) phi(b)) / tau.
 * @param {Vector} probabilities pi[A]
 * @param {readonly Vector[]} phi [A][D]
 * @param {number} [temperature]
 * @returns {number[][]} [A][D]
 */
export function scores(probabilities, phi, temperature = 1) {
  let middle = scaled(phi[0] ?? [], 0);
  phi.forEach((row, a) => (middle = plus(middle, probabilities[a] ?? 0, row)));
  return phi.map((row) => scaled(plus(row, -1, middle), 1 / temperature));
}

/** One-hot features of one state @param {number} actions @returns {number[][]} the identity, [A][A] */
export function oneHot(actions) {
  return Array.from({ length: actions }, (_, a) => Array.from({ length: actions }, (__, b) => (a === b ? 1 : 0)));
}

/**
 * How the probabilities move when theta moves: d pi(a) = pi(a) score(a) . d theta.
 * @param {Vector} probabilities pi[A]
 * @param {readonly Vector[]} scoreVectors [A][D]
 * @param {Vector} step [D]
 */
export function pushed(probabilities, scoreVectors, step) {
  return probabilities.map((p, a) => p * dot(scoreVectors[a] ?? [], step));
}

/**
 * The velocity of the policy under exact gradient ascent on J = sum_a pi(a) q(a), one state.
 *
 *   plain     d pi(a) = pi(a) score(a) . sum_b pi(b) q(b) score(b)
 *             one-hot, tau = 1:  pi(a) [ pi(a) (q(a) - J) - sum_b pi(b)^2 (q(b) - J) ]
 *   natural   d pi(a) = pi(a) (q(a) - J), whatever tau and whatever features that reach every policy: the replicator equation
 * @param {Vector} probabilities pi[A]
 * @param {Vector} q [A]
 * @param {{phi?: readonly Vector[], temperature?: number, natural?: boolean}} [how]
 */
export function flow(probabilities, q, how = {}) {
  const value = dot(probabilities, q);
  if (how.natural) return probabilities.map((p, a) => p * ((q[a] ?? 0) - value));
  const vectors = scores(probabilities, how.phi ?? oneHot(probabilities.length), how.temperature ?? 1);
  return pushed(probabilities, vectors, gradient(probabilities, q, vectors));
}

/**
 * The exact gradient of sum_a pi(a) q(a): sum_a pi(a) q(a) score(a).
 * @param {Vector} probabilities pi[A]
 * @param {Vector} q [A]
 * @param {readonly Vector[]} scoreVectors [A][D]
 */
export function gradient(probabilities, q, scoreVectors) {
  let sum = scaled(scoreVectors[0] ?? [], 0);
  scoreVectors.forEach((score, a) => (sum = plus(sum, (probabilities[a] ?? 0) * (q[a] ?? 0), score)));
  return sum;
}

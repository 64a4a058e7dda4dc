/**
 * The softmax policy in one state, as server/policyscope/policies has it: pi(a) = exp(h(a) / tau) / sum_b exp(h(b) / tau).
 * Pure. A actions, D parameters; phi[A][D] are the features of that state's actions.
 *
 * Differences from the policy's mean are never taken from it: near a corner of the simplex the mean is one action's value to the
 * last digit, and what is left of the subtraction is rounding. Each is a sum over the other actions, all of whose digits hold:
 *
 *   1 - pi(a) = sum_{b != a} pi(b)     q(a) - V = sum_b pi(b) (q(a) - q(b))     tau score(a) = sum_b pi(b) (phi(a) - phi(b))
 */

import { combined, dot, mean, scaled } from "./vectors.js";

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
 * 1 - pi(a).
 * @param {Vector} probabilities pi[A]
 * @param {number} a
 */
export function others(probabilities, a) {
  return probabilities.reduce((sum, p, b) => (b === a ? sum : sum + p), 0);
}

/**
 * q(a) - V, V = sum_b pi(b) q(b).
 * @param {Vector} probabilities pi[A]
 * @param {Vector} q [A]
 * @returns {number[]} [A]
 */
export function advantages(probabilities, q) {
  return q.map((mine) => probabilities.reduce((sum, p, b) => sum + p * (mine - (q[b] ?? 0)), 0));
}

/**
 * Score vectors: score(a) = (phi(a) - sum_b pi(b) phi(b)) / tau.
 * @param {Vector} probabilities pi[A]
 * @param {readonly Vector[]} phi [A][D]
 * @param {number} [temperature]
 * @returns {number[][]} [A][D]
 */
export function scores(probabilities, phi, temperature = 1) {
  return phi.map((mine, a) => {
    const score = mine.map(() => 0);
    phi.forEach((row, b) => {
      if (b === a) return;
      const p = probabilities[b] ?? 0;
      for (let d = 0; d < score.length; d += 1) score[d] = (score[d] ?? 0) + p * ((mine[d] ?? 0) - (row[d] ?? 0));
    });
    return scaled(score, 1 / temperature);
  });
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
 *
 * With an entropy bonus beta the ascent is on J + beta H, whose slope has q(a) - beta log pi(a) in q's place.
 * @param {Vector} probabilities pi[A]
 * @param {Vector} q [A]
 * @param {{phi?: readonly Vector[], temperature?: number, natural?: boolean, bonus?: number}} [how]
 */
export function flow(probabilities, q, how = {}) {
  const { bonus = 0 } = how;
  const worth =
    bonus === 0
      ? q
      : q.map((value, a) => value - ((probabilities[a] ?? 0) > 0 ? bonus * Math.log(probabilities[a] ?? 1) : 0));
  if (how.natural) return advantages(probabilities, worth).map((better, a) => (probabilities[a] ?? 0) * better);
  const vectors = scores(probabilities, how.phi ?? oneHot(probabilities.length), how.temperature ?? 1);
  return pushed(probabilities, vectors, gradient(probabilities, worth, vectors));
}

/**
 * The exact gradient of sum_a pi(a) q(a): sum_a pi(a) (q(a) - V) score(a).
 * @param {Vector} probabilities pi[A]
 * @param {Vector} q [A]
 * @param {readonly Vector[]} scoreVectors [A][D]
 */
export function gradient(probabilities, q, scoreVectors) {
  return combined(
    advantages(probabilities, q).map((better, a) => (probabilities[a] ?? 0) * better),
    scoreVectors,
  );
}

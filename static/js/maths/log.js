/**
 * With the log and without: what q(a) ∇log π(a) and q(a) ∇π(a) are on average when actions are drawn from π. Pure.
 *
 *   with      Σ_a π(a) q(a) ∇log π(a) = Σ_a q(a) ∇π(a) = the gradient
 *   without   Σ_a π(a) q(a) ∇π(a): every action counted by π twice
 */

import { gradient } from "./softmax.js";
import { combined, dot, norm } from "./vectors.js";

/**
 * @param {readonly number[]} pi            [A]
 * @param {readonly number[]} q             [A]
 * @param {readonly (readonly number[])[]} scores  [A][D]
 * @returns {{right: number[], wrong: number[], cosine: number, ratio: number}}  cosine: NaN where either is zero; ratio: the length
 *   without the log over that with it
 */
export function withAndWithout(pi, q, scores) {
  const right = gradient(pi, q, scores);
  const wrong = combined(
    pi.map((p, a) => p * p * (q[a] ?? 0)),
    scores,
  );
  const [long, short] = [norm(right), norm(wrong)];
  return { right, wrong, cosine: dot(right, wrong) / (long * short), ratio: short / long };
}

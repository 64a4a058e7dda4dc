/** What the score polygon shows of one moment, worked out without a page. */

import { corners, sides, variance } from "../../maths/polygon.js";
import { gradient, oneHot, scores } from "../../maths/softmax.js";
import { ACROSS, compass, UP } from "../../maths/triangle.js";
import { dot, norm, orthonormal, plus, principal } from "../../maths/vectors.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {[number, number]} Point */
/** @typedef {{x: readonly number[], y: readonly number[], exact: boolean}} Basis   [D] each; exact: unless the picture is a projection */
/**
 * @typedef {object} Facts
 * @property {readonly number[]} pi          [A]
 * @property {readonly number[]} q           [A]
 * @property {number} value                  sum of pi q: J of a bandit, V of a state
 * @property {readonly number[][]} scores    [A][D], one-hot features: [A][A], the state's own block
 * @property {readonly number[]} gap         the gradient (a state's share of it, a visit)
 * @property {ReturnType<typeof variance>} curve
 */

/**
 * @param {Lab} lab
 * @param {Frame} frame
 * @param {number} state
 * @returns {Facts | null} null where the frame kept too little
 */
export function factsOf(lab, frame, state) {
  const { problem, experiment, policy } = lab;
  const pi = frame.probabilities?.[state];
  const q = frame.values?.action_values[state] ?? (problem.discrete_bandit ? problem.mean_reward[state] : undefined);
  const phi = experiment.policy.features?.kind === "one_hot" ? oneHot(problem.actions) : policy.phi?.[state];
  if (!pi || !q || !phi) return null;
  const vectors = scores(pi, phi, experiment.policy.temperature);
  return {
    pi,
    q,
    value: dot(pi, q),
    scores: vectors,
    gap: gradient(pi, q, vectors),
    curve: variance(pi, q, vectors, noiseOf(lab, state) ?? undefined),
  };
}

/**
 * The variance of each action's reward where an episode is one action long and the problem says it; null elsewhere.
 * @param {Lab} lab
 * @param {number} state
 * @returns {number[] | null} [A]
 */
export function noiseOf({ problem, experiment }, state) {
  const { kind, distribution, reward_std } = experiment.problem;
  if (kind !== "bandit" && kind !== "testbed" && kind !== "contextual_bandit") return null;
  const means = problem.mean_reward[state] ?? [];
  if (distribution === "bernoulli") return means.map((mean) => mean * (1 - mean));
  return means.map((_, a) => (Array.isArray(reward_std) ? reward_std[a] : reward_std) ** 2);
}

/**
 * The plane the polygon is drawn on: exact for three one-hot actions (the compass all pictures share); otherwise the gradient's
 * direction across and the scores' main direction at right angles to it up.
 * @param {Facts} facts
 * @param {Basis | null} before directions keep their sense from one frame to the next
 * @returns {Basis}
 */
export function basisOf({ pi, scores: vectors, gap }, before) {
  const size = gap.length;
  const kept = before?.x.length === size ? before : null;
  if (
    size === 3 &&
    pi.length === 3 &&
    vectors.every((row) => Math.abs(row.reduce((sum, value) => sum + value, 0)) < 1e-9)
  )
    return { x: ACROSS, y: UP, exact: true };
  const weighted = vectors.map((score, a) => score.map((value) => value * Math.sqrt(pi[a] ?? 0)));
  const far = norm(gap) > 1e-9 * Math.max(...weighted.map(norm));
  const x = (far ? orthonormal(gap) : null) ?? kept?.x ?? principal(weighted, 1)[0] ?? vectors[0] ?? [];
  const rest = weighted.map((row) => plus(row, -dot(row, x), x));
  const y = kept ? followed(rest, kept.y, x) : (principal(rest, 1)[0] ?? x.map(() => 0));
  // How many directions the scores span does not change with theta.
  return { x, y, exact: kept ? kept.exact : principal(weighted, 3).length <= 2 };
}

/**
 * The main direction of some vectors, found from the one a frame ago: a few steps of the power method, so that it turns without
 * jumps and costs little.
 * @param {readonly (readonly number[])[]} rows
 * @param {readonly number[]} start
 * @param {readonly number[]} x what it stands at right angles to
 */
function followed(rows, start, x) {
  let y = orthonormal(start, [x]) ?? start;
  for (let step = 0; step < 6; step += 1) {
    let next = y.map(() => 0);
    for (const row of rows) next = plus(next, dot(row, y), row);
    const unit = orthonormal(next, [x]);
    if (!unit) break;
    y = unit;
  }
  return y;
}

/**
 * Corners of a polygon on a basis.
 * @param {Facts} facts
 * @param {readonly number[]} weights [A]
 * @param {{x: readonly number[], y: readonly number[]}} basis
 * @returns {Point[]} [A + 1]
 */
export function outline({ pi, scores: vectors }, weights, basis) {
  const points = corners(sides(pi, weights, vectors));
  return points.map((point) => (basis.x === ACROSS ? compass(point) : [dot(point, basis.x), dot(point, basis.y)]));
}

/**
 * The baselines worth trying: from a little below the least q to a little above the largest, zero among them.
 * @param {readonly number[]} q
 * @returns {[number, number]}
 */
export function baselines(q) {
  const low = Math.min(0, ...q);
  const high = Math.max(0, ...q);
  const air = 0.25 * (high - low || 1);
  return [low - air, high + air];
}

/**
 * The baseline the run subtracts in a state now, as its frame says; what depends on a batch not drawn yet lies near the mean return.
 * @param {Frame} frame
 * @param {number} state
 * @param {Facts} facts
 * @returns {number}
 */
export function runsBaseline(frame, state, facts) {
  return frame.baseline?.values?.[state] ?? frame.baseline?.value ?? facts.value;
}

/** Sides shorter than this are not drawn: what they show would be drawn as large as any other polygon. */
const FAINT = 1e-30;

/** The weights with which the sides close. @param {Facts} facts */
export const onesOf = ({ pi }) => pi.map(() => 1);

/** Those with which the gap is the gradient. @param {Facts} facts @param {number} b */
export const weightsOf = ({ q }, b) => q.map((one) => one - b);

/**
 * The longest side where even that is too short to be drawn, else null.
 * @param {Facts} facts
 * @param {readonly number[]} weights [A]
 */
export function faint({ pi, scores: vectors }, weights) {
  const longest = Math.max(...sides(pi, weights, vectors).map(norm));
  return longest < FAINT ? longest : null;
}

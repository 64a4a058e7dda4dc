/** The polygon in words and as a table. */

import { digitsFor, fixed, magnitude, rounded, short } from "../../maths/format.js";
import { norm } from "../../maths/vectors.js";
import { noiseOf, weightsOf } from "./facts.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../polygon.js").Scene} Scene */

/** @param {Scene | null} scene @param {Lab} lab @param {number} state */
export function sentence(scene, lab, state) {
  if (!scene) return "No action values were kept for this moment.";
  const { facts, basis, b } = scene;
  const { problem, experiment } = lab;
  const gap = equal(facts.gap);
  const share = problem.discrete_bandit
    ? `The gap is ∇J${gap.startsWith("=") ? "" : ","} ${gap}`
    : `The gap is ${problem.state_names[state]}’s share of ∇J, per visit`;
  const plane = basis.exact ? "" : " The sides are projected.";
  const bonus =
    (experiment.estimator["entropy_bonus"] ?? 0) > 0 ? " Rewards alone: the bonus β\u202fH is left out here." : "";
  const noise = noiseOf(lab, state) ? "" : " of the choice alone";
  const least = `${share}; with b = ${magnitude(b)} the variance${noise} is ${magnitude(facts.curve.at(b))}.`;
  return `${least}${stepsBest(scene, lab)}${bonus}${plane}`;
}

/** The b* that the run's own baseline is counted from, where it is another than the estimate's. @param {Scene} scene @param {Lab} lab */
function stepsBest({ running, facts }, { experiment, problem }) {
  const { baseline } = experiment.estimator;
  if (baseline?.kind !== "optimal_constant" || baseline["of"] === "estimate" || !problem.discrete_bandit) return "";
  const best = running - Number(baseline["offset"] ?? 0);
  const same = Math.abs(best - facts.curve.best) <= 1e-6 * Math.max(1, Math.abs(best));
  return same ? "" : ` The run’s own b* is its natural step’s, ${magnitude(best)}.`;
}

/** @param {Scene | null} scene @param {Lab} lab */
export function tableOf(scene, { problem }) {
  if (!scene) return { columns: ["Action"], rows: [] };
  const { facts, b } = scene;
  const letter = problem.discrete_bandit ? "q" : "Q";
  const [pi, q, weights] = [facts.pi, facts.q, weightsOf(facts, b)];
  const rows = problem.action_names.map((name, a) => {
    const score = facts.scores[a] ?? [];
    const side = score.map((one) => one * (pi[a] ?? 0) * (weights[a] ?? 0));
    return [name, rounded(pi[a], 4), rounded(q[a], 4), rounded(weights[a], 4), listed(score), listed(side)];
  });
  rows.push(["Sum", rounded(1, 4), "", "", "", listed(facts.gap)]);
  return { columns: ["Action", "π", letter, `${letter} − b`, "Score", "Side"], rows };
}

/** Numbers and signs that half a panel has room for. */
const ROOM = 35;

/** A vector in numbers, or its length where it has many, or long ones. @param {readonly number[]} v */
function vector(v) {
  const text = v.length > 4 ? "" : `(${v.map(magnitude).join(", ")})`;
  return text && text.length <= ROOM ? text : `of length ${magnitude(norm(v))}`;
}

/** The same after what it is equal to. @param {readonly number[]} v */
export function equal(v) {
  const text = vector(v);
  return text.startsWith("(") ? `= ${text}` : text;
}

/** A vector in a table. @param {readonly number[]} value */
const listed = (value) => ({ value, text: vector(value) });

/** A variance: three decimals, and more where they would all be zero. @param {number} amount */
export function spread(amount) {
  if (amount >= 1e5 || (amount > 0 && amount < 1e-3)) return short(amount, 3);
  const few = amount >= 1000 ? 0 : amount >= 100 ? 1 : 3;
  return fixed(amount, amount > 0 ? Math.max(few, digitsFor(amount)) : 3);
}

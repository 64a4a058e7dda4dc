/** The ledger's lines: which estimators are set beside the one in use, and what their numbers say. */

import { bonusOf, climbedName } from "./objective.js";

/** @typedef {Pick<import("../types.js").Experiment, "estimator" | "objective">} Experiment */
/** @typedef {Pick<import("../types.js").Problem, "horizon"> & {continuous?: object | null}} Problem */
/** @typedef {import("../types.js").Part} Part */

/** @typedef {{key: string, name: string, estimator: Part, inUse: boolean}} Entry   key: stands for it whatever the problem; "" the one in use */
/** @typedef {{key: string, name: string, estimator: Part, usual: boolean}} Candidate   usual: shown until a person chooses */
/**
 * @typedef {object} Estimate          one entry of the answer of /api/estimates
 * @property {number[]} mean
 * @property {number[]} standard_error
 * @property {number} variance
 * @property {number} bias_norm
 * @property {number | null} cosine
 * @property {number | null} snr
 * @property {number | null} episodes_for_sign
 * @property {number | null} exact_bias_norm
 * @property {number | null} exact_variance
 */

/** Finite differences ask for two episodes a parameter: with more of them nobody would wait for it. */
const MOST_DIFFERENCES = 200;

/**
 * The estimators to compare at one theta: the one in use first, then those chosen (or the usual ones) that differ from it.
 * @param {Experiment} experiment
 * @param {Problem & {actions?: number}} problem
 * @param {number} value the exact mean return, J or with a bonus J + βH, for a constant baseline of that height
 * @param {ReadonlySet<string> | null} [chosen] keys; null: the usual ones
 * @param {number} [parameters]
 * @returns {Entry[]}
 */
export function comparisons(experiment, problem, value, chosen = null, parameters = 0) {
  const now = experiment.estimator;
  /** @type {Entry[]} */
  const entries = [{ key: "", name: nameOf(now, problem), estimator: now, inUse: true }];
  for (const { key, name, estimator, usual } of candidates(experiment, problem, value, parameters)) {
    if ((chosen ? chosen.has(key) : usual) && !same(now, estimator, problem))
      entries.push({ key, name, estimator, inUse: false });
  }
  return entries;
}

/**
 * All the estimators that can be set beside the one in use, with its entropy bonus as far as they can have one.
 * @param {Experiment} experiment
 * @param {Problem} problem
 * @param {number} value the exact mean return, for a constant baseline of that height
 * @param {number} [parameters] of theta
 * @returns {Candidate[]}
 */
export function candidates(experiment, problem, value, parameters = 0) {
  const now = experiment.estimator;
  const batch = Math.max(2, now["batch_size"] ?? 1);
  const several = problem.horizon !== 1;
  const bonus = bonusOf(experiment) > 0 ? { entropy_bonus: bonusOf(experiment) } : {};
  /** @param {string} kind @param {object} [more] @returns {Part} */
  const baseline = (kind, more = {}) => ({ kind, ...more });
  /** @param {Part} base @param {object} [more] @returns {Part} */
  const reinforce = (base, more = {}) => ({
    kind: "reinforce",
    credit: "reward_to_go",
    discount_weighting: true,
    baseline: base,
    batch_size: 1,
    ...bonus,
    ...more,
  });
  const number = Boolean(problem.continuous);
  const few = parameters <= MOST_DIFFERENCES;
  /** @param {string} kind @param {object} [more] @returns {Part} */
  const other = (kind, more = {}) => ({ kind, batch_size: 1, ...(kind === "no_log" ? {} : bonus), ...more });
  const weighted = { discount_weighting: true };
  /** Where it stands in the list, what it is, whether it is there, whether it is usual. @type {[string, string, Part, boolean, boolean][]} */
  const all = [
    ["none", "no baseline", reinforce(baseline("none")), true, true],
    ["total", "total return", reinforce(baseline("none"), { credit: "total_return" }), several, true],
    [
      "unweighted",
      "without γᵗ",
      reinforce(baseline("none"), { discount_weighting: false }),
      several && experiment.objective.discount < 1,
      true,
    ],
    ["constant", `constant b = ${climbedName(experiment)}`, reinforce(baseline("constant", { value })), true, true],
    ["running", "running mean", reinforce(baseline("running_mean")), true, false],
    ["learned", "learned V(s)", reinforce(baseline("learned_value")), true, false],
    ["value", several ? "exact V(s)" : "exact value", reinforce(baseline("exact_value")), true, true],
    ["optimal", "optimal constant b*", reinforce(baseline("optimal_constant", { offset: 0 })), true, true],
    [
      "others",
      `leave one out, N = ${batch}`,
      reinforce(baseline("leave_one_out"), { batch_size: batch }),
      true,
      !number,
    ],
    ["batch", `batch mean, N = ${batch}`, reinforce(baseline("batch_mean"), { batch_size: batch }), true, !number],
    ["actions", "all actions", other("all_actions", weighted), !number, true],
    ["critic", "actor-critic, exact critic", other("actor_critic", { critic: "exact", ...weighted }), !number, false],
    ["gae", "GAE(0.9), exact critic", other("gae", { critic: "exact", lambda_: 0.9, ...weighted }), !number, false],
    [
      "uniform",
      "uniform behaviour",
      other("uniform_behaviour", { baseline: baseline("none"), ...weighted }),
      !number,
      false,
    ],
    ["no_log", "no log", other("no_log", { baseline: baseline("none"), ...weighted }), !number, false],
    ["pathwise", "pathwise", other("pathwise"), number, true],
    ["measured", "measure-valued", other("measure_valued"), number, true],
    ["differences", "finite differences", other("finite_difference", { spacing: 0.1 }), number || few, number],
  ];
  return all
    .filter(([, , , there]) => there)
    .map(([key, name, estimator, , usual]) => ({ key, name, estimator, usual }));
}

/** @type {Record<string, string>} */
const BASELINES = {
  none: "no baseline",
  constant: "constant b",
  running_mean: "running mean",
  batch_mean: "batch mean",
  leave_one_out: "leave one out",
  learned_value: "learned V(s)",
  exact_value: "exact V(s)",
  optimal_constant: "optimal constant b*",
};

/** Estimators without a baseline to name. @type {Record<string, string>} */
const OTHERS = {
  exact: "exact gradient",
  all_actions: "all actions",
  actor_critic: "actor-critic",
  gae: "GAE",
  finite_difference: "finite differences",
  pathwise: "pathwise",
  measure_valued: "measure-valued",
};

/**
 * The estimator in use in a few words.
 * @param {Part} estimator
 * @param {Problem} problem
 */
export function nameOf(estimator, problem) {
  const other = OTHERS[estimator.kind];
  const batches = estimator["batch_size"] > 1 ? [`N = ${estimator["batch_size"]}`] : [];
  if (other) return [other, ...(estimator["critic"] ? [`${estimator["critic"]} critic`] : []), ...batches].join(", ");
  const base = estimator["baseline"] ?? { kind: "none" };
  let name = BASELINES[base.kind] ?? base.kind;
  if (base.kind === "constant")
    name = `constant b = ${String(Number(Number(base["value"]).toPrecision(3))).replace("-", "\u2212")}`;
  const parts = [
    ...(estimator.kind === "reinforce" ? [] : [estimator.kind === "no_log" ? "no log" : "uniform behaviour"]),
    name,
  ];
  if (problem.horizon !== 1) {
    if (estimator["credit"] === "total_return") parts.push("total return");
    else if (estimator["discount_weighting"] === false) parts.push("without γᵗ");
  }
  return [...parts, ...batches].join(", ");
}

/** Baselines that look at the whole batch: for the others one episode's contribution does not depend on N. */
const OF_BATCH = new Set(["batch_mean", "leave_one_out"]);

/** Whether two estimators' contributions have the same distribution. @param {Part} a @param {Part} b @param {Problem} problem */
function same(a, b, problem) {
  if (a.kind !== b.kind || (a["entropy_bonus"] ?? 0) !== (b["entropy_bonus"] ?? 0)) return false;
  if (["critic", "lambda_", "spacing"].some((field) => a[field] !== b[field])) return false;
  const [x, y] = [a["baseline"] ?? { kind: "none" }, b["baseline"] ?? { kind: "none" }];
  if (x.kind !== y.kind) return false;
  if (x.kind === "constant" && x["value"] !== y["value"]) return false;
  if (x.kind === "optimal_constant" && (x["offset"] ?? 0) !== (y["offset"] ?? 0)) return false;
  if (OF_BATCH.has(x.kind) && a["batch_size"] !== b["batch_size"]) return false;
  if (problem.horizon === 1) return true;
  if (a.kind === "all_actions") return a["discount_weighting"] === b["discount_weighting"];
  return (
    a["credit"] === b["credit"] &&
    (a["credit"] === "total_return" || a["discount_weighting"] === b["discount_weighting"])
  );
}

/**
 * The size of the mean's own sampling error, |standard error|: a bias is one only when it stands clear of this.
 * @param {readonly number[]} standardError
 */
export function errorNorm(standardError) {
  return Math.hypot(...standardError);
}

/** Whether a bias stands clear of the error it was measured with. @param {Pick<Estimate, "bias_norm" | "standard_error">} estimate */
export function biased(estimate) {
  return estimate.bias_norm > 3 * errorNorm(estimate.standard_error) && estimate.bias_norm > 1e-12;
}

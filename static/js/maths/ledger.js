/** The ledger's lines: which estimators are set beside the one in use, and what their numbers say. */

/** @typedef {Pick<import("../types.js").Experiment, "estimator" | "objective">} Experiment */
/** @typedef {Pick<import("../types.js").Problem, "horizon"> & {continuous?: object | null}} Problem */
/** @typedef {import("../types.js").Part} Part */

/** @typedef {{name: string, estimator: Part, inUse: boolean}} Entry */
/**
 * @typedef {object} Estimate          one entry of the answer of /api/estimates
 * @property {number[]} mean
 * @property {number[]} standard_error
 * @property {number} variance
 * @property {number} bias_norm
 * @property {number | null} cosine
 * @property {number | null} snr
 * @property {number | null} episodes_for_sign
 */

/**
 * The estimators to compare at one theta: the one in use first, then the usual alternatives that differ from it.
 * @param {Experiment} experiment
 * @param {Problem} problem
 * @param {number} value the exact J, for a constant baseline of that height
 * @returns {Entry[]}
 */
export function comparisons(experiment, problem, value) {
  const now = experiment.estimator;
  const batch = Math.max(2, now["batch_size"] ?? 1);
  const several = problem.horizon !== 1;
  /** @param {string} kind @param {object} [more] @returns {Part} */
  const baseline = (kind, more = {}) => ({ kind, ...more });
  /** @param {Part} base @param {object} [more] @returns {Part} */
  const reinforce = (base, more = {}) => ({ kind: "reinforce", credit: "reward_to_go", discount_weighting: true, baseline: base, batch_size: 1, ...more });
  /** @type {[string, Part][]} */
  const others = [
    ["no baseline", reinforce(baseline("none"))],
    ["constant b = J", reinforce(baseline("constant", { value }))],
    [several ? "exact V(s)" : "exact value", reinforce(baseline("exact_value"))],
    ["optimal constant b*", reinforce(baseline("optimal_constant", { offset: 0 }))],
    [`leave one out, N = ${batch}`, reinforce(baseline("leave_one_out"), { batch_size: batch })],
    [`batch mean, N = ${batch}`, reinforce(baseline("batch_mean"), { batch_size: batch })],
    ["all actions", { kind: "all_actions", discount_weighting: true, batch_size: 1 }],
  ];
  if (problem.continuous) {
    others.splice(4, others.length, ["pathwise", { kind: "pathwise", batch_size: 1 }], ["measure-valued", { kind: "measure_valued", batch_size: 1 }]);
    others.push(["finite differences", { kind: "finite_difference", batch_size: 1, spacing: 0.1 }]);
  }
  if (several) others.splice(1, 0, ["total return", reinforce(baseline("none"), { credit: "total_return" })]);
  if (several && experiment.objective.discount < 1) others.splice(2, 0, ["without γᵗ", reinforce(baseline("none"), { discount_weighting: false })]);
  /** @type {Entry[]} */
  const entries = [{ name: nameOf(now, problem), estimator: now, inUse: true }];
  for (const [name, estimator] of others) if (!same(now, estimator, problem)) entries.push({ name, estimator, inUse: false });
  return entries;
}

/** @type {Record<string, string>} */
const BASELINES = {
  none: "no baseline", constant: "constant b", running_mean: "running mean", batch_mean: "batch mean", leave_one_out: "leave one out",
  learned_value: "learned V(s)", exact_value: "exact V(s)", optimal_constant: "optimal constant b*",
};

/** Estimators without a baseline to name. @type {Record<string, string>} */
const OTHERS = { exact: "exact gradient", all_actions: "all actions", actor_critic: "actor-critic", gae: "GAE", finite_difference: "finite differences", pathwise: "pathwise", measure_valued: "measure-valued" };

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
  if (base.kind === "constant") name = `constant b = ${String(Number(Number(base["value"]).toPrecision(3))).replace("-", "\u2212")}`;
  const parts = [...(estimator.kind === "reinforce" ? [] : [estimator.kind === "no_log" ? "no log" : "uniform behaviour"]), name];
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
  const [x, y] = [a["baseline"] ?? { kind: "none" }, b["baseline"] ?? { kind: "none" }];
  if (x.kind !== y.kind) return false;
  if (x.kind === "constant" && x["value"] !== y["value"]) return false;
  if (x.kind === "optimal_constant" && (x["offset"] ?? 0) !== (y["offset"] ?? 0)) return false;
  if (OF_BATCH.has(x.kind) && a["batch_size"] !== b["batch_size"]) return false;
  if (problem.horizon === 1) return true;
  if (a.kind === "all_actions") return a["discount_weighting"] === b["discount_weighting"];
  return a["credit"] === b["credit"] && (a["credit"] === "total_return" || a["discount_weighting"] === b["discount_weighting"]);
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

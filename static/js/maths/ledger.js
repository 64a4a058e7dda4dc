/** The ledger's lines: which estimators are set beside the one in use, and what their numbers say. */

import { short as digits } from "./format.js";
import { bonusOf, climbedName } from "./objective.js";

/** @typedef {Pick<import("../types.js").Experiment, "estimator" | "objective">} Experiment */
/** @typedef {Pick<import("../types.js").Problem, "horizon"> & {continuous?: object | null, linear_quadratic?: object | null}} Problem */
/** @typedef {import("../types.js").Part} Part */
/** @typedef {import("../types.js").Kinds} Kinds */
/** @typedef {import("../types.js").Estimate} Estimate */

/** @typedef {{key: string, name: string, estimator: Part, inUse: boolean}} Entry   key: stands for it whatever the problem; "" the one in use */
/** @typedef {{key: string, name: string, estimator: Part, usual: boolean}} Candidate   usual: shown until a person chooses */

/** Finite differences ask for two episodes a parameter: with more of them nobody would wait for it. */
const MOST_DIFFERENCES = 200;

/** The paper's clip, and some epochs of small steps. */
const CLIPPED = { epsilon: 0.2, epochs: 4, epoch_step_size: 0.1 };

/** Where it stands in the list, what it is, whether it is there, whether it is usual. @typedef {[string, string, Part, boolean, boolean]} Row */

/** Baselines are listed by what they look at. */
const ORDER = ["nothing", "past", "exact", "batch"];

/** Short keys of the first baselines there were: addresses hold them. @type {Record<string, string>} */
const KEYS = {
  running_mean: "running",
  learned_value: "learned",
  exact_value: "value",
  optimal_constant: "optimal",
  leave_one_out: "others",
  batch_mean: "batch",
};

/**
 * The estimators to compare at one theta: the one in use first, then those chosen (or the usual ones) that differ from it.
 * @param {Experiment} experiment
 * @param {Problem & {actions?: number}} problem
 * @param {number} value the exact mean return, J or with a bonus J + βH, for a constant baseline of that height
 * @param {Kinds} kinds
 * @param {ReadonlySet<string> | null} [chosen] keys; null: the usual ones
 * @param {number} [parameters]
 * @returns {Entry[]}
 */
export function comparisons(experiment, problem, value, kinds, chosen = null, parameters = 0) {
  const now = experiment.estimator;
  /** @type {Entry[]} */
  const entries = [{ key: "", name: nameOf(now, problem, kinds), estimator: now, inUse: true }];
  for (const { key, name, estimator, usual } of candidates(experiment, problem, value, kinds, parameters)) {
    if ((chosen ? chosen.has(key) : usual) && !same(now, estimator, problem, kinds))
      entries.push({ key, name, estimator, inUse: false });
  }
  return entries;
}

/**
 * All the estimators that can be set beside the one in use, with its entropy bonus as far as they can have one.
 * @param {Experiment} experiment
 * @param {Problem} problem
 * @param {number} value the exact mean return, for a constant baseline of that height
 * @param {Kinds} kinds
 * @param {number} [parameters] of theta
 * @returns {Candidate[]}
 */
export function candidates(experiment, problem, value, kinds, parameters = 0) {
  const now = experiment.estimator;
  const batch = Math.max(2, now["batch_size"] ?? 1);
  const several = problem.horizon !== 1;
  const bonus = bonusOf(experiment) > 0 ? { entropy_bonus: bonusOf(experiment) } : {};
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
  const family = familyOf(problem);
  const number = family !== "tabular";
  /** @param {{families: string[]} | undefined} facts */
  const suits = (facts) => facts?.families.includes(family) === true;
  /** @param {string} kind */
  const there = (kind) => suits(kinds.estimator[kind]);
  const few = parameters <= MOST_DIFFERENCES;
  /** @param {string} kind @param {object} [more] @returns {Part} */
  const other = (kind, more = {}) => ({ kind, batch_size: 1, ...(kind === "no_log" ? {} : bonus), ...more });
  const weighted = { discount_weighting: true };
  const clipped = { ...CLIPPED, credit: "reward_to_go", baseline: { kind: "exact_value" }, ...weighted };
  /** @param {string} kind */
  const short = (kind) => kinds.estimator[kind]?.short ?? kind;
  const plain = { kind: "none" };
  const below = several && experiment.objective.discount < 1;
  const ordered = ORDER.flatMap((looks) =>
    Object.entries(kinds.baseline).filter(([, facts]) => facts.looks_at === looks && suits(facts)),
  );
  /** @type {Row[]} */
  const baselines = ordered.map(([kind, facts]) => {
    const ofBatch = facts.looks_at === "batch";
    const base = kind === "constant" ? { kind, value } : { kind };
    let name = facts.short;
    if (kind === "constant") name = `constant b = ${climbedName(experiment)}`;
    else if (kind === "exact_value" && !several) name = "exact value";
    else if (ofBatch) name = `${facts.short}, N = ${batch}`;
    const usual = facts.looks_at !== "past" && !(ofBatch && number);
    return [KEYS[kind] ?? kind, name, reinforce(base, ofBatch ? { batch_size: batch } : {}), true, usual];
  });
  /** @type {Row[]} */
  const all = [
    ...baselines.slice(0, 1),
    ["total", "total return", reinforce(plain, { credit: "total_return" }), several, true],
    ["unweighted", "without γᵗ", reinforce(plain, { discount_weighting: false }), below, true],
    ...baselines.slice(1),
    ["actions", short("all_actions"), other("all_actions", weighted), there("all_actions"), true],
    [
      "critic",
      "actor-critic, exact critic",
      other("actor_critic", { critic: "exact", ...weighted }),
      there("actor_critic"),
      false,
    ],
    [
      "gae",
      "GAE(0.9), exact critic",
      other("gae", { critic: "exact", lambda_: 0.9, ...weighted }),
      there("gae"),
      false,
    ],
    [
      "uniform",
      short("uniform_behaviour"),
      other("uniform_behaviour", { baseline: plain, ...weighted }),
      there("uniform_behaviour"),
      false,
    ],
    [
      "clipped",
      `${short("clipped_surrogate")}, ${CLIPPED.epochs} epochs`,
      other("clipped_surrogate", clipped),
      there("clipped_surrogate"),
      false,
    ],
    ["no_log", short("no_log"), other("no_log", { baseline: plain, ...weighted }), there("no_log"), false],
    ["pathwise", short("pathwise"), other("pathwise"), there("pathwise"), true],
    ["measured", short("measure_valued"), other("measure_valued"), there("measure_valued"), true],
    ["differences", short("finite_difference"), other("finite_difference", { spacing: 0.1 }), number || few, number],
  ];
  return all
    .filter(([, , , offered]) => offered)
    .map(([key, name, estimator, , usual]) => ({ key, name, estimator, usual }));
}

/** The family of a problem, as the catalog names it. @param {Problem} problem */
function familyOf(problem) {
  if (problem.linear_quadratic) return "linear_quadratic";
  return problem.continuous ? "continuous" : "tabular";
}

/**
 * The estimator in use in a few words.
 * @param {Part} estimator
 * @param {Problem} problem
 * @param {Kinds} kinds
 */
export function nameOf(estimator, problem, kinds) {
  const short = kinds.estimator[estimator.kind]?.short ?? estimator.kind;
  const batches = estimator["batch_size"] > 1 ? [`N = ${estimator["batch_size"]}`] : [];
  const base = estimator["baseline"];
  if (!base) return [short, ...(estimator["critic"] ? [`${estimator["critic"]} critic`] : []), ...batches].join(", ");
  let name = kinds.baseline[base.kind]?.short ?? base.kind;
  const offset = Number(base["offset"] ?? 0);
  if (base.kind === "constant") name = `constant b = ${digits(Number(base["value"]), 3)}`;
  if (offset) name += ` ${offset < 0 ? "\u2212" : "+"} ${digits(Math.abs(offset), 3)}`;
  if (base["of"] === "estimate") name += " of the estimate";
  const epochs = estimator["epochs"] > 1 ? [`${estimator["epochs"]} epochs`] : [];
  const parts = [...(estimator.kind === "reinforce" ? [] : [short]), name];
  if (problem.horizon !== 1) {
    if (estimator["credit"] === "total_return") parts.push("total return");
    else if (estimator["discount_weighting"] === false) parts.push("without γᵗ");
    if (estimator["moves"] === "every_step") parts.push("θ moves every step");
  }
  return [...parts, ...epochs, ...batches].join(", ");
}

/** Whether two estimators' contributions have the same distribution. @param {Part} a @param {Part} b @param {Problem} problem @param {Kinds} kinds */
function same(a, b, problem, kinds) {
  if (a.kind !== b.kind || (a["entropy_bonus"] ?? 0) !== (b["entropy_bonus"] ?? 0)) return false;
  if (["critic", "lambda_", "spacing", "epsilon", "epochs", "epoch_step_size"].some((field) => a[field] !== b[field]))
    return false;
  const [x, y] = [a["baseline"] ?? { kind: "none" }, b["baseline"] ?? { kind: "none" }];
  if (x.kind !== y.kind) return false;
  if (x.kind === "constant" && x["value"] !== y["value"]) return false;
  if (x.kind === "optimal_constant" && (x["offset"] ?? 0) !== (y["offset"] ?? 0)) return false;
  if ((x["of"] ?? "step") !== (y["of"] ?? "step")) return false;
  if (kinds.baseline[x.kind]?.looks_at === "batch" && a["batch_size"] !== b["batch_size"]) return false;
  if (a["epochs"] > 1 && a["batch_size"] !== b["batch_size"]) return false;
  if (problem.horizon === 1) return true;
  if ((a["moves"] ?? "once") !== (b["moves"] ?? "once")) return false;
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

/** What each sub-step of an update says: a formula with numbers under its symbols, and a sentence. */

import { fixed, short } from "../../format.js";
import { returnTerms } from "../../maths/lesson.js";
import { at, log, mi, mn, mo, nabla, round, row, sub, sum, sup, theta, tight } from "../../mathml.js";

/** @typedef {import("../../maths/lesson.js").Lesson} Lesson */
/** @typedef {import("../../maths/lesson.js").Share} Share */
/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {{m: string, n?: string}} Part   a symbol and the number under it */
/** @typedef {{parts: Part[], text: string, chips: boolean}} Telling */

export const SUB_STEPS = ["Sample", "Reward", "Return", "Score", "Weight", "Update"];

const chance = (/** @type {string} */ of) => row(mi("π"), round(of, tight("|"), at("S")));
/** The score as the formulas write it. */
export const SCORE = row(nabla, log, chance(at("A")));
/** @param {Lesson} lesson */
export const RETURN = (lesson) => (lesson.total ? sub(mi("G"), mn("0")) : at("G"));
export const POWER = sup(mi("γ"), mi("t"));

/** @type {Record<string, string>} */
const BASELINES = {
  none: "No baseline is subtracted: b = 0.",
  constant: "b is a constant.",
  running_mean: "b is the mean of the returns so far.",
  batch_mean: "b is the batch's mean return at this step.",
  leave_one_out: "b is the mean return of the batch's other episodes.",
  learned_value: "b is the learned value of this state.",
  exact_value: "b is the exact value of this state.",
  optimal_constant: "b is the constant of least variance.",
};

/** Rewards and the like: three decimals, fewer for large ones. @param {number} value */
export function amount(value) {
  const size = Math.abs(value);
  return fixed(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @param {number} index of the sub-step @returns {Telling} */
export function telling(lesson, share, lab, index) {
  const tellers = [sample, reward, returned, score, weight, update];
  return (tellers[index] ?? update)(lesson, share, lab);
}

/** @param {Lesson} _lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function sample(_lesson, share, lab) {
  const name = lab.problem.action_names[share.action] ?? "";
  const parts = [{ m: at("A"), n: name }, { m: mo("∼") }, { m: row(mi("π"), round(tight("·"), tight("|"), at("S"), tight(","), theta)), n: fixed(share.chances[share.action], 3) }];
  const where = lab.problem.states > 1 ? `In ${lab.problem.state_names[share.state]} the` : "The";
  return { parts, chips: true, text: `${where} policy drew ${name}, which had probability ${fixed(share.chances[share.action], 3)}.` };
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function reward(lesson, share, lab) {
  const { problem } = lab;
  const next = lesson.episode?.states[share.t + 1] ?? lesson.episode?.next_state;
  const last = share.t + 1 >= lesson.length;
  let text = `${problem.action_names[share.action]} paid ${amount(share.reward)}.`;
  if (!problem.discrete_bandit && problem.horizon !== 1) {
    text = `${problem.action_names[share.action]} led to ${problem.state_names[next ?? 0]} and paid ${amount(share.reward)}${last ? "; there the episode ended" : ""}.`;
  }
  return { parts: [{ m: at("R", "1"), n: amount(share.reward) }], text, chips: false };
}

/** @param {Lesson} lesson @param {Share} share @returns {Telling} */
function returned(lesson, share) {
  const { terms, more } = returnTerms(lesson, share.t, 3);
  /** @type {Part[]} */
  const parts = [{ m: RETURN(lesson), n: amount(share.value) }];
  terms.forEach(([value, power], k) => {
    parts.push({ m: mo(k === 0 ? "=" : "+") });
    const after = lesson.total ? sub(mi("R"), mn(k + 1)) : at("R", String(k + 1));
    if (power > 0) parts.push({ m: power === 1 ? mi("γ") : sup(mi("γ"), mn(power)), n: short(lesson.gamma ** power, 3) });
    parts.push({ m: after, n: amount(value) });
  });
  if (more > 0) parts.push({ m: mo("+") }, { m: mo("⋯"), n: `${more} more` });
  const alone = lesson.length === 1;
  const discounted = lesson.gamma < 1 ? `, each step's counting ${short(lesson.gamma)} times the one before` : "";
  return {
    parts, chips: false,
    text: alone ? "The episode has one step: its return is its reward." : lesson.total ? `The whole episode's rewards${discounted}.` : `The rewards from here to the end${discounted}.`,
  };
}

/** @param {Lesson} lesson @param {Share} _share @param {Lab} lab @returns {Telling} */
function score(lesson, _share, lab) {
  const oneHot = lab.experiment.policy.features.kind === "one_hot";
  /** @type {Part[]} */
  const parts = [{ m: SCORE }, { m: mo("=") }];
  if (oneHot) parts.push({ m: row(sub(mn("1"), row(mi("a"), tight("="), at("A"))), mo("−"), chance(mi("a"))) });
  else parts.push({ m: row(mi("φ"), round(at("S"), tight(","), at("A")), mo("−"), sum(mi("a")), chance(mi("a")), mi("φ"), round(at("S"), tight(","), mi("a"))) });
  if (lesson.temperature !== 1) parts.push({ m: tight("/") }, { m: mi("τ"), n: short(lesson.temperature, 3) });
  return {
    parts, chips: oneHot,
    text: oneHot ? "Up for the action taken, down for the others: target minus result." : "The features of the action taken, minus their mean under the policy.",
  };
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function weight(lesson, share, lab) {
  /** @type {Part[]} */
  const parts = [];
  if (lesson.weighted) parts.push({ m: POWER, n: short(share.factor, 3) });
  parts.push({ m: tight("(") }, { m: RETURN(lesson), n: amount(share.value) }, { m: mo("−") }, { m: mi("b"), n: amount(share.baseline) }, { m: tight(")") });
  parts.push({ m: mo("=") }, { m: mi("w"), n: amount(share.weight) });
  const name = lab.problem.action_names[share.action];
  const effect = share.weight > 0 ? `${name} is made more likely.` : share.weight < 0 ? `${name} is made less likely.` : "a weight of zero teaches nothing.";
  return { parts, chips: false, text: `${BASELINES[lesson.baseline] ?? ""} ${share.weight === 0 ? "Here" : share.weight > 0 ? "Positive:" : "Negative:"} ${effect}` };
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function update(lesson, share, lab) {
  const inner = [];
  if (lesson.batch > 1) inner.push(row(tight("("), mn("1"), tight("/"), mn(lesson.batch), tight(")")), sum(mi("i")));
  if (lesson.length > 1 || lab.problem.horizon !== 1) inner.push(sum(mi("t")));
  if (lesson.weighted) inner.push(POWER);
  const fisher = lesson.natural ? [sup(mi("F"), row(tight("−"), mn("1")))] : [];
  const parts = [{ m: row(theta, mo("←"), theta, mo("+"), mi("α"), ...fisher, ...inner, round(RETURN(lesson), mo("−"), mi("b")), SCORE) }];
  return { parts, chips: false, text: outcome(lesson, share, lab) };
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab */
function outcome(lesson, share, lab) {
  const left = lesson.batch - lesson.index - 1;
  if (lesson.pending) return `Episode ${lesson.index + 1} of ${lesson.batch}: θ moves when ${left === 1 ? "one more is" : `${left} more are`} drawn.`;
  if (lesson.moved) return "θ was moved by hand after this update.";
  const size = lesson.before && lesson.after ? Math.hypot(...lesson.after.map((value, d) => value - (lesson.before?.[d] ?? 0))) : NaN;
  if (!Number.isFinite(size)) return "Step once to see θ before and after.";
  if (size === 0) return "θ stayed where it was.";
  const others = [];
  if (lesson.length > 1) others.push(`the episode's other ${lesson.length - 1} steps`);
  if (lesson.batch > 1) others.push(`${lesson.batch - 1} other episode${lesson.batch > 2 ? "s" : ""}`);
  const rest = others.length ? ` ⋯ stands for ${others.join(" and ")}.` : "";
  const name = lab.problem.action_names[share.action];
  const change = lesson.batch === 1 && lesson.length === 1 && share.weight !== 0 ? `, towards ${share.weight > 0 ? "more" : "less"} of ${name}` : "";
  return `θ moved by ${short(size, 3)}${change}.${rest}`;
}

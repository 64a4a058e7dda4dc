/** What each sub-step of an update says: a formula with numbers under its symbols, and a sentence. */

import {
  at,
  frac,
  gap,
  log,
  mi,
  mn,
  mo,
  nabla,
  over,
  round,
  row,
  sqrt,
  sub,
  sum,
  sup,
  theta,
  tight,
} from "../../dom/mathml.js";
import { fixed, magnitude, short } from "../../maths/format.js";
import { entropyOf, plain, returnTerms, single } from "../../maths/lesson.js";

/** @typedef {import("../../maths/lesson.js").Lesson} Lesson */
/** @typedef {import("../../maths/lesson.js").Share} Share */
/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {{m: string, n?: string}} Part   a symbol and the number under it */
/** @typedef {{parts: Part[], text: string, chips: boolean}} Telling */

/** @type {readonly import("../../types.js").Light["part"][]} */
export const SUB_STEPS = ["Sample", "Reward", "Return", "Score", "Weight", "Update"];

const chance = (/** @type {string} */ of) => row(mi("π"), round(of, tight("|"), at("S")));
/** The score as the formulas write it. */
const SCORE = row(nabla, log, chance(at("A")));
/** The same without its log. */
const SLOPE = row(nabla, chance(at("A")));
/** @param {Lesson} lesson */
const scored = (lesson) => (lesson.estimator === "no_log" ? SLOPE : SCORE);
/** @param {Lesson} lesson */
export const RETURN = (lesson) => (lesson.total ? sub(mi("G"), mn("0")) : at("G"));
const POWER = sup(mi("γ"), mi("t"));
/** What stands before the bracket: gamma^t, and the odds of the actions so far where they were drawn uniformly. @param {Lesson} lesson */
export function factorOf(lesson) {
  if (lesson.estimator !== "uniform_behaviour") return POWER;
  const odds = sub(mi("ρ"), lesson.length > 1 ? row(mn("0"), tight("…"), mi("t")) : mi("t"));
  return lesson.weighted ? row(POWER, odds) : odds;
}

/** Rewards and the like: three decimals, fewer for large ones. @param {number} value */
export function amount(value) {
  return fixed(value, decimalsFor(Math.abs(value)));
}

/** @param {number} size */
const decimalsFor = (size) => (size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @param {number} index of the sub-step @returns {Telling} */
export function telling(lesson, share, lab, index) {
  const tellers = [sample, reward, returned, score, weight, update];
  return (tellers[index] ?? update)(lesson, share, lab);
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function sample(lesson, share, lab) {
  const name = lab.problem.action_names[share.action] ?? "";
  const parts = [
    { m: at("A"), n: name },
    { m: mo("∼") },
    {
      m: row(mi("π"), round(tight("·"), tight("|"), at("S"), tight(","), theta)),
      n: fixed(share.chances[share.action], 3),
    },
  ];
  if (lesson.estimator === "uniform_behaviour") {
    const even = 1 / share.chances.length;
    return {
      parts: [
        { m: at("A"), n: name },
        { m: mo("∼") },
        { m: mi("uniform"), n: fixed(even, 3) },
        { m: tight(",") },
        { m: at("ρ"), n: short(share.odds, 3) },
      ],
      chips: true,
      text: `All actions were equally likely. The policy takes ${name} with probability ${fixed(share.chances[share.action], 3)}, ${short(share.odds, 3)} times that.`,
    };
  }
  const where = lab.problem.states > 1 ? `In ${lab.problem.state_names[share.state]} the` : "The";
  return {
    parts,
    chips: true,
    text: `${where} policy drew ${name}, which had probability ${fixed(share.chances[share.action], 3)}.`,
  };
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
  if (!plain(lesson)) return bootstrapped(lesson, share);
  const { terms, more } = returnTerms(lesson, share.t, 3);
  /** @type {Part[]} */
  const parts = [{ m: RETURN(lesson), n: amount(share.value) }];
  terms.forEach(([value, power], k) => {
    parts.push({ m: mo(k === 0 ? "=" : "+") });
    const after = lesson.total ? sub(mi("R"), mn(k + 1)) : at("R", String(k + 1));
    if (power > 0)
      parts.push({ m: power === 1 ? mi("γ") : sup(mi("γ"), mn(power)), n: short(lesson.gamma ** power, 3) });
    parts.push({ m: after, n: amount(value) });
  });
  if (more > 0) parts.push({ m: mo("+") }, { m: mo("⋯"), n: `${more} more` });
  const alone = lesson.length === 1;
  const discounted = lesson.gamma < 1 ? `, each step's counting ${short(lesson.gamma)} times the one before` : "";
  return {
    parts,
    chips: false,
    text: alone
      ? "The episode has one step: its return is its reward."
      : lesson.total
        ? `The whole episode's rewards${discounted}.`
        : `The rewards from here to the end${discounted}.`,
  };
}

/**
 * A return told from the step after it: with a critic, an entropy bonus or odds in it.
 * @param {Lesson} lesson @param {Share} share @returns {Telling}
 */
function bootstrapped(lesson, share) {
  const { episode, trace, entropy, gamma } = lesson;
  const last = share.t + 1 >= lesson.length;
  const critic = lesson.estimator === "actor_critic" || lesson.estimator === "gae";
  /** @type {Part[]} */
  const parts = [{ m: RETURN(lesson), n: amount(share.value) }];
  if (lesson.total)
    return { parts, chips: false, text: "The whole episode's rewards, with the entropy bonus of every step." };
  parts.push({ m: mo("=") }, { m: at("R", "1"), n: amount(share.reward) });
  if (entropy > 0)
    parts.push(
      { m: mo("+") },
      { m: mi("β"), n: short(entropy, 3) },
      { m: sub(mi("H"), mi("t")), n: fixed(entropyOf(share.chances), 3) },
    );
  if (last) return { parts, chips: false, text: "The episode ends here: nothing follows." };
  const next = { m: at("G", "1"), n: amount(episode?.returns[share.t + 1] ?? NaN) };
  const value = {
    m: row(over(mi("V"), tight("^")), round(at("S", "1"))),
    n: amount(episode?.baselines[share.t + 1] ?? NaN),
  };
  parts.push({ m: mo("+") }, { m: mi("γ"), n: short(gamma, 3) });
  if (!critic) {
    if (lesson.estimator === "uniform_behaviour")
      parts.push({ m: at("ρ", "1"), n: short(oddsAfter(lesson, share), 3) });
    return {
      parts: [...parts, next],
      chips: false,
      text:
        lesson.estimator === "uniform_behaviour"
          ? "Later rewards are weighted by the policy's odds of getting there."
          : "Every step also earns β times the policy's entropy there.",
    };
  }
  if (trace === 0) parts.push(value);
  else if (trace === 1) parts.push(next);
  else
    parts.push(
      { m: tight("(") },
      { m: row(tight("("), mn("1"), tight("−"), mi("λ"), tight(")")), n: short(1 - trace, 3) },
      value,
      { m: mo("+") },
      { m: mi("λ"), n: short(trace, 3) },
      next,
      { m: tight(")") },
    );
  return {
    parts,
    chips: false,
    text:
      trace === 0
        ? "One reward, then the critic's estimate of the rest."
        : "The critic's estimate and the sampled return, mixed by λ.",
  };
}

/** @param {Lesson} lesson @param {Share} share */
function oddsAfter({ chances, episode }, { t }) {
  const row = chances[t + 1];
  return row && episode ? (row[episode.actions[t + 1] ?? 0] ?? NaN) * row.length : NaN;
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function score(lesson, share, lab) {
  const { policy } = lab.experiment;
  const oneHot = policy.features?.kind === "one_hot";
  const network = policy.kind === "mlp";
  const slope = network ? row(nabla, mi("h")) : mi("φ");
  /** @type {Part[]} */
  const parts = [{ m: SCORE }, { m: mo("=") }];
  if (oneHot) parts.push({ m: row(sub(mn("1"), row(mi("a"), tight("="), at("A"))), mo("−"), chance(mi("a"))) });
  else
    parts.push({
      m: row(
        slope,
        round(at("S"), tight(","), at("A")),
        mo("−"),
        sum(mi("a")),
        chance(mi("a")),
        slope,
        round(at("S"), tight(","), mi("a")),
      ),
    });
  if (lesson.temperature !== 1) parts.push({ m: tight("/") }, { m: mi("τ"), n: short(lesson.temperature, 3) });
  if (lesson.estimator === "no_log") {
    const pi = share.chances[share.action];
    return {
      parts: [{ m: SLOPE }, { m: mo("=") }, { m: chance(at("A")), n: fixed(pi, 3) }, { m: SCORE }],
      chips: oneHot,
      text: "Without its log the score shrinks by π: frequent actions count twice.",
    };
  }
  return {
    parts,
    chips: oneHot,
    text: oneHot
      ? "Up for the action taken, down for the others: target minus output."
      : network
        ? "The slope of the taken action's preference, by backpropagation, minus its mean under the policy."
        : "The features of the action taken, minus their mean under the policy.",
  };
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function weight(lesson, share, lab) {
  /** @type {Part[]} */
  const parts = [];
  if (lesson.weighted || lesson.estimator === "uniform_behaviour")
    parts.push({ m: factorOf(lesson), n: short(share.factor, 3) });
  parts.push(
    { m: tight("(") },
    { m: RETURN(lesson), n: amount(share.value) },
    { m: mo("−") },
    { m: mi("b"), n: amount(share.baseline) },
    { m: tight(")") },
  );
  parts.push({ m: mo("=") }, { m: mi("w"), n: amount(share.weight) });
  const name = lab.problem.action_names[share.action];
  const effect =
    share.weight > 0
      ? `${name} is made more likely.`
      : share.weight < 0
        ? `${name} is made less likely.`
        : "a weight of zero teaches nothing.";
  return {
    parts,
    chips: false,
    text: `${lesson.subtracted} ${share.weight === 0 ? "Here" : share.weight > 0 ? "Positive:" : "Negative:"} ${effect}`,
  };
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab @returns {Telling} */
function update(lesson, share, lab) {
  const inner = [];
  if (lesson.batch > 1) inner.push(row(tight("("), mn("1"), tight("/"), mn(lesson.batch), tight(")")), sum(mi("i")));
  if (lesson.length > 1 || lab.problem.horizon !== 1) inner.push(sum(mi("t")));
  if (lesson.weighted || lesson.estimator === "uniform_behaviour") inner.push(factorOf(lesson));
  const estimate = row(
    ...inner,
    round(RETURN(lesson), mo("−"), mi("b")),
    scored(lesson),
    ...(lesson.entropy > 0 ? [mo("+"), mi("β"), nabla, mi("H")] : []),
  );
  if (!lesson.indirect)
    return {
      parts: [{ m: row(theta, mo("←"), theta, mo("+"), mi("α"), estimate) }],
      chips: false,
      text: outcome(lesson, share, lab),
    };
  return {
    parts: [{ m: row(stepOf(lesson), tight(",")) }, { m: row(gap("0.5em"), mi("g"), mo("="), estimate) }],
    chips: false,
    text: outcome(lesson, share, lab),
  };
}

/** What the optimizer moves along. @param {Lesson} lesson */
export function directionOf(lesson) {
  if (lesson.optimizer === "momentum") return mi("m");
  if (lesson.optimizer === "adam")
    return frac(over(mi("m"), tight("^")), row(sqrt(over(mi("v"), tight("^"))), mo("+"), mi("ε")));
  if (lesson.normalized) return frac(mi("g"), row(tight("‖"), mi("g"), tight("‖")));
  return lesson.natural ? row(sup(mi("F"), row(tight("−"), mn("1"))), mi("g")) : mi("g");
}

/** The optimizer's line. @param {Lesson} lesson */
function stepOf(lesson) {
  const own = [directionOf({ ...lesson, optimizer: "ascent" })];
  const memory =
    lesson.optimizer === "momentum"
      ? [mi("m"), mo("←"), mi("μ"), mi("m"), mo("+"), ...own, tight(","), gap("0.5em")]
      : [];
  return row(...memory, theta, mo("←"), theta, mo("+"), mi("α"), directionOf(lesson));
}

/** Estimates that weigh no scores: their formula and a sentence. @param {Lesson} lesson @returns {Telling} */
export function tellingWhole(lesson) {
  const moves = lesson.indirect ? "the optimizer is given" : "θ moves along";
  /** @type {Record<string, [string, string]>} */
  const known = {
    exact:
      lesson.entropy > 0
        ? [
            row(nabla, round(mi("J"), mo("+"), mi("β"), mi("H"))),
            `No samples: ${moves} the exact gradient, entropy bonus included.`,
          ]
        : [row(nabla, mi("J")), `No samples: ${moves} the exact gradient.`],
    all_actions: [
      row(
        sum(mi("t")),
        ...(lesson.weighted ? [POWER] : []),
        sum(mi("a")),
        nabla,
        chance(mi("a")),
        mi("Q"),
        round(at("S"), tight(","), mi("a")),
      ),
      "Sampled states, but every action counted by its exact value: no scores are weighed.",
    ],
    finite_difference: [
      frac(
        row(
          over(mi("G"), tight("¯")),
          round(theta, mo("+"), mi("ε"), mi("e")),
          mo("−"),
          over(mi("G"), tight("¯")),
          round(theta, mo("−"), mi("ε"), mi("e")),
        ),
        row(mn("2"), mi("ε")),
      ),
      "Returns on both sides along every parameter, with common random numbers: no score is needed.",
    ],
    clipped_surrogate: [
      frac(row(sub(theta, mi("k")), mo("−"), theta), row(mi("k"), sub(mi("α"), mi("L")))),
      "The mean direction of k ascents of the clipped surrogate L on one batch, each a step of α_L; the first is REINFORCE's.",
    ],
  };
  const [formula, text] = known[lesson.estimator] ?? [mi("g"), ""];
  const parts = lesson.indirect
    ? [{ m: row(stepOf(lesson), tight(",")) }, { m: row(gap("0.5em"), mi("g"), mo("="), formula) }]
    : [{ m: row(theta, mo("←"), theta, mo("+"), mi("α"), formula) }];
  return { parts, chips: false, text };
}

/** @param {Lesson} lesson @param {Share} share @param {Lab} lab */
function outcome(lesson, share, lab) {
  const left = lesson.batch - lesson.index - 1;
  if (lesson.pending)
    return `Episode ${lesson.index + 1} of ${lesson.batch}: θ moves when ${left === 1 ? "one more is" : `${left} more are`} drawn.`;
  if (lesson.moved) return "θ was moved by hand after this update.";
  const size =
    lesson.before && lesson.after
      ? Math.hypot(...lesson.after.map((value, d) => value - (lesson.before?.[d] ?? 0)))
      : NaN;
  if (lesson.after?.some(Number.isNaN)) return "θ is no longer finite after this update.";
  if (!Number.isFinite(size)) return "Step once to see θ before and after.";
  if (size === 0) return "θ stayed where it was.";
  const others = [];
  if (lesson.length > 1)
    others.push(`the episode's other ${lesson.length === 2 ? "step" : `${lesson.length - 1} steps`}`);
  if (lesson.batch > 1) others.push(`${lesson.batch - 1} other episode${lesson.batch > 2 ? "s" : ""}`);
  if (lesson.entropy > 0) others.push("the entropy bonus");
  const rest = others.length ? ` ⋯ stands for ${others.join(", ").replace(/, ([^,]*)$/, " and $1")}.` : "";
  const name = lab.problem.action_names[share.action];
  const change =
    single(lesson) && !lesson.indirect && share.weight !== 0
      ? `, towards ${share.weight > 0 ? "more" : "less"} of ${name}`
      : "";
  return `θ moved by ${magnitude(size)}${change}.${rest}`;
}

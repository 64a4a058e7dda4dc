/**
 * One update taken apart: which episode, which step of it, what each symbol of the formula was worth.
 *
 *   theta' = theta + alpha g,   g = 1 / N * sum over episodes and steps of  gamma^t (G_t - b) score(S_t, A_t)
 *
 * Some estimators weigh no scores (exact, all actions, finite differences): of those only the whole g is shown. Some
 * optimizers do not follow g itself (momentum, Adam, the natural or normalized gradient): then the step is theta' - theta.
 *
 * A frame shows theta after the update. What it was before comes from the frame kept just before it, or by taking
 * alpha times the estimate away again.
 */

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Episode} Episode */
/** @typedef {import("../types.js").Experiment} Experiment */

/**
 * @typedef {object} Lesson
 * @property {"episode" | "whole" | "nothing"} kind   whole: an estimate that is no sum of weighted scores
 * @property {string} estimator        its kind
 * @property {string} optimizer        its kind
 * @property {boolean} indirect        theta does not move along g itself
 * @property {number} update           the update's number, from 1
 * @property {Episode | null} episode
 * @property {number[][]} scores       [K][D]
 * @property {number[][]} chances      [K][A]
 * @property {number} length           T, how long the episode was
 * @property {number} shown            K, the steps whose scores are here
 * @property {number} batch            N
 * @property {number} index            this episode's place in the batch, from 0
 * @property {boolean} pending         the batch is not full: theta has not moved yet
 * @property {number} alpha            as its schedule has it at this update
 * @property {number} gamma
 * @property {number} entropy          the bonus beta
 * @property {number} trace            lambda of a lambda-return
 * @property {number} temperature
 * @property {boolean} total           credit is the total return: every step is weighed by G_0
 * @property {boolean} weighted        gamma^t is in the weights
 * @property {string} baseline         its kind
 * @property {string} subtracted       what it is, in a sentence
 * @property {boolean} natural
 * @property {boolean} normalized      theta moves along g/‖g‖
 * @property {number} damping
 * @property {number[] | null} before  [D]
 * @property {number[] | null} after   [D]
 * @property {number[] | null} gradient [D] the batch's mean contribution
 * @property {boolean} moved           theta was moved by hand since
 */

/** Numbers this close are one, as a share of their size. */
const CLOSE = 1e-9;

/**
 * @param {Frame} frame
 * @param {Frame | undefined} previous the kept frame before it
 * @param {Pick<Experiment, "policy" | "objective" | "estimator" | "optimizer">} experiment in force at that moment
 * @param {import("../types.js").Kinds} kinds
 * @param {number | null} [horizon] where every episode has one step, there is no gamma^t to speak of
 * @returns {Lesson}
 */
export function lessonOf(frame, previous, experiment, kinds, horizon = null) {
  const { estimator, optimizer, objective, policy } = experiment;
  const episode = frame.episode ?? null;
  const scores = frame.scores ?? [];
  const natural = optimizer["preconditioner"] === "natural";
  const normalized = optimizer["preconditioner"] === "normalized";
  const total = estimator["credit"] === "total_return";
  const pending = frame.sample > 0;
  const update = pending ? frame.update + 1 : frame.update;
  const facts = kinds.estimator[estimator.kind];
  const drawn = facts?.weighs_scores && episode && scores.length > 0;
  const critic = estimator["critic"] === "exact" ? "exact_value" : "learned_value";
  const baseline = facts?.has_critic ? critic : (estimator["baseline"]?.kind ?? "none");
  /** @type {Lesson} */
  const lesson = {
    kind: drawn ? "episode" : facts?.weighs_scores ? "nothing" : "whole",
    estimator: estimator.kind,
    optimizer: optimizer.kind,
    indirect: natural || normalized || optimizer.kind !== "ascent",
    update,
    episode,
    scores,
    chances: frame.episode_probabilities ?? [],
    length: episode?.length ?? 0,
    shown: Math.min(scores.length, episode?.states.length ?? 0),
    batch: episode?.count ?? estimator["batch_size"] ?? 1,
    index: episode?.index ?? 0,
    pending,
    alpha: rateOf(optimizer, update - 1),
    gamma: objective.discount,
    temperature: policy.temperature,
    total,
    entropy: estimator["entropy_bonus"] ?? 0,
    trace: estimator.kind === "actor_critic" ? 0 : (estimator["lambda_"] ?? 1),
    weighted: !total && estimator["discount_weighting"] !== false && horizon !== 1,
    baseline,
    subtracted: kinds.baseline[baseline]?.sentence ?? "",
    natural,
    normalized,
    damping: optimizer["damping"] ?? 0,
    before: null,
    after: null,
    gradient: pending ? null : (frame.estimate ?? null),
    moved: false,
  };
  if (frame.update === 0 && !pending) return { ...lesson, kind: "nothing" };
  const known = previous && !pending && previous.update === frame.update - 1 ? previous.theta : null;
  if (pending) lesson.before = frame.theta;
  else if (lesson.estimator === "exact") throughExact(lesson, frame, previous, known);
  else if (known) throughPast(lesson, frame, known);
  else if (lesson.gradient && !lesson.indirect) {
    const { alpha, gradient } = lesson;
    lesson.before = frame.theta.map((value, d) => value - alpha * (gradient[d] ?? 0));
    lesson.after = frame.theta;
  }
  return lesson;
}

/**
 * The learning rate after some updates.
 * @param {import("../types.js").Part} optimizer @param {number} updates done before
 */
function rateOf(optimizer, updates) {
  const rate = optimizer["learning_rate"];
  const slowed = 1 + updates / (optimizer["decay_after"] ?? Infinity);
  return optimizer["schedule"] === "1/t"
    ? rate / slowed
    : optimizer["schedule"] === "1/sqrt(t)"
      ? rate / Math.sqrt(slowed)
      : rate;
}

/**
 * With the theta before known, alpha is checked: the control may have been changed since, or theta moved by hand.
 * @param {Lesson} lesson @param {Frame} frame @param {number[]} before
 */
function throughPast(lesson, frame, before) {
  lesson.before = before;
  lesson.after = frame.theta;
  const { gradient } = lesson;
  if (!gradient || lesson.indirect || frame.lost) return;
  const change = frame.theta.map((value, d) => value - (before[d] ?? 0));
  if (apart(change, gradient, lesson.alpha) <= tolerance(change, before)) return;
  const used = dot(change, gradient) / (dot(gradient, gradient) || 1);
  if (apart(change, gradient, used) <= tolerance(change, before)) {
    lesson.alpha = Number(used.toPrecision(9));
    return;
  }
  lesson.moved = true;
  lesson.after = before.map((value, d) => value + lesson.alpha * (gradient[d] ?? 0));
}

/** @param {Lesson} lesson @param {Frame} frame @param {Frame | undefined} previous @param {number[] | null} before */
function throughExact(lesson, frame, previous, before) {
  if (!before || !(lesson.alpha > 0)) return;
  lesson.before = before;
  lesson.after = frame.theta;
  lesson.gradient =
    previous?.exact?.gradient ?? frame.theta.map((value, d) => (value - (before[d] ?? 0)) / lesson.alpha);
}

/** @param {readonly number[]} a @param {readonly number[]} b */
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
/** @param {readonly number[]} change @param {readonly number[]} gradient @param {number} rate */
const apart = (change, gradient, rate) =>
  Math.max(...change.map((value, d) => Math.abs(value - rate * (gradient[d] ?? 0))));
/** @param {readonly number[]} change @param {readonly number[]} before */
const tolerance = (change, before) =>
  CLOSE * Math.max(1e-3, ...change.map(Math.abs), ...before.map((value) => Math.abs(value) * 1e-4));

/**
 * @typedef {object} Share             one step's share of the estimate
 * @property {number} t
 * @property {number} state
 * @property {number} action
 * @property {number[]} chances        [A]
 * @property {number} reward
 * @property {number} value            the return that weighs it: G_t, or G_0
 * @property {number} baseline
 * @property {number} factor           gamma^t (times the odds of the actions so far, where they were drawn uniformly), or 1
 * @property {number} odds             pi over the probability the action was drawn with
 * @property {number} weight
 * @property {number[]} score          [D] what is weighed: the score, or its pi-fold where the log is left out
 */

/**
 * One step of the lesson's episode.
 * @param {Lesson} lesson
 * @param {number} t below lesson.shown
 * @returns {Share | null}
 */
export function shareOf(lesson, t) {
  const { episode } = lesson;
  const score = lesson.scores[t];
  if (!episode || !score || t >= lesson.shown) return null;
  /** @param {number[]} list */
  const at = (list) => list[t] ?? 0;
  const action = at(episode.actions);
  const chances = lesson.chances[t] ?? [];
  const uniform = lesson.estimator === "uniform_behaviour";
  /** @param {number} k */
  const oddsAt = (k) => (uniform ? (lesson.chances[k]?.[episode.actions[k] ?? 0] ?? 0) * chances.length : 1);
  let factor = lesson.weighted ? lesson.gamma ** t : 1;
  for (let k = 0; uniform && k <= t; k += 1) factor *= oddsAt(k);
  const pi = chances[action] ?? 0;
  return {
    t,
    state: at(episode.states),
    action,
    chances,
    reward: at(episode.rewards),
    value: at(episode.returns),
    baseline: at(episode.baselines),
    factor,
    odds: oddsAt(t),
    weight: at(episode.weights),
    score: lesson.estimator === "no_log" ? score.map((value) => value * pi) : score,
  };
}

/**
 * The rewards a return is made of: [reward, power of gamma], from step t on, or from the first where credit is the total return.
 * @param {Lesson} lesson @param {number} t @param {number} most
 * @returns {{terms: [number, number][], more: number}}  more: how many further ones there are
 */
export function returnTerms(lesson, t, most) {
  const rewards = lesson.episode?.rewards ?? [];
  const from = lesson.total ? 0 : t;
  const terms = rewards.slice(from, from + most).map((reward, k) => /** @type {[number, number]} */ ([reward, k]));
  return { terms, more: Math.max(0, lesson.length - from - terms.length) };
}

/**
 * What all other steps and episodes add: N times the estimate without this step's share; null while it is not known.
 * @param {Lesson} lesson @param {Share} share
 */
export function restOf(lesson, share) {
  const { gradient, batch } = lesson;
  return gradient ? gradient.map((value, d) => batch * value - share.weight * (share.score[d] ?? 0)) : null;
}

/** Whether one step of one episode is the whole update. @param {Lesson} lesson */
export function single(lesson) {
  return lesson.length === 1 && lesson.batch === 1 && lesson.entropy === 0;
}

/** Whether returns are plain sums of discounted rewards. @param {Lesson} lesson */
export function plain(lesson) {
  return (lesson.estimator === "reinforce" || lesson.estimator === "no_log") && lesson.entropy === 0;
}

/** The entropy of a policy's row, in nats. @param {readonly number[]} chances */
export function entropyOf(chances) {
  return chances.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/**
 * The parameters worth a row: all of a few, else those this step's score touches, among them the ones it moves
 * most, upwards and downwards.
 * @param {readonly number[]} score @param {number} most
 * @returns {number[]}
 */
export function rowsOf(score, most) {
  const all = score.map((_, d) => d);
  if (all.length <= most) return all;
  const touched = all.filter((d) => score[d] !== 0);
  const rows = touched.length ? touched : all;
  const furthest = [1, -1].map((way) =>
    rows.reduce((best, d) => (way * (score[d] ?? 0) > way * (score[best] ?? 0) ? d : best)),
  );
  const others = rows.filter((d) => !furthest.includes(d));
  return [...new Set([...furthest, ...others])].slice(0, most).sort((one, other) => one - other);
}

/**
 * Decimals that show a change: at least three, and two digits of the change itself.
 * @param {readonly number[]} changes
 */
export function digitsOf(changes) {
  const largest = Math.max(0, ...changes.map(Math.abs).filter(Number.isFinite));
  if (largest === 0) return 3;
  return Math.min(8, Math.max(3, 1 - Math.floor(Math.log10(largest))));
}

/** A Gaussian policy: its bell over the reward curve, and below, on the same actions, its scores or what each sample pushes. */

import { el, setText } from "../dom/elements.js";
import { frac, math, mi, mn, mo, row, sub, sup } from "../dom/mathml.js";
import { actionsOf, alongMean, movedMean, rewardsOf, scoresAt } from "../maths/bell.js";
import { fixed, rounded, signed } from "../maths/format.js";
import { patient, quantile, steady } from "../maths/steady.js";
import { bellMarks, gripsOf, heightOf } from "./gaussian/bell.js";
import { keyRow, keysOf } from "./gaussian/key.js";
import { pushMarks, scoreMarks } from "./gaussian/scores.js";
import { choice, firstState, reader, stateChoice } from "./parts/fields.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Continuous} Continuous */
/** @typedef {import("../types.js").Samples} Samples */
/** @typedef {[number, number]} Range */

/**
 * @typedef {object} Scene             what both pictures draw: one context's part of a moment
 * @property {number} context
 * @property {number} mean
 * @property {number} sigma
 * @property {boolean} learned         whether sigma is a parameter
 * @property {number | null} value     J; null where this context's is not the whole
 * @property {[number, number] | null} exact     slopes of J along the mean and along log sigma
 * @property {[number, number] | null} estimate
 * @property {number | null} baseline
 * @property {Drop[]} drops
 * @property {"score" | "slope" | "pair"} weighed   what a drop's weight is: of a score, a slope of the curve, or of a pair of actions
 * @property {number} top              the density that fills the bell's height
 */
/**
 * @typedef {object} Drop              one sample
 * @property {number} action
 * @property {number} reward
 * @property {number} weight
 * @property {[number, number]} push   what it adds to the slopes along mean and log sigma
 * @property {number[] | null} probes
 * @property {number[] | null} probed
 */

/** What other estimators than score functions weigh. @type {Record<string, Scene["weighed"]>} */
const WEIGHED = { pathwise: "slope", measure_valued: "pair", finite_difference: "pair" };
const MARGIN = { l: 46, r: 8 };
/** @param {import("../types.js").Experiment} experiment */
const weighedBy = ({ estimator }) => WEIGHED[estimator.kind] ?? "score";
/** A choice that outlives a new problem. */
let below = "score";

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { lab } = host;
  const { problem, policy } = lab;
  const world = /** @type {Continuous} */ (problem.continuous);
  const learned = policy.parameter_names.length > (world.contexts[0]?.length ?? 1);
  const due = reader();
  let context = firstState(problem);
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Range | null} */
  let actions = null;
  /** @type {Range | null} */
  let rewards = null;
  /** @type {Range | null} */
  let peaks = null;
  let pushes = patient(40, { air: 0.08, slack: 2.5 });

  // --- what stands around the pictures -----------------------------------------------------------------------------
  const values = [el("span", { class: "gaussian-value" }), el("span", { class: "gaussian-value" })];
  const formulas = el("p", { class: "gaussian-formulas" }, ...formulae(learned, values));
  const mode = choice({
    label: "Below",
    options: [
      ["score", "Scores"],
      ["push", "Weight × score"],
    ],
    value: below,
    quiet: true,
    change(value) {
      below = value;
      pushes = patient(40, { air: 0.08, slack: 2.5 });
      host.redraw();
    },
  });
  const upper = el("div", { class: "gaussian-upper" });
  const lower = el("div", { class: "gaussian-lower" });
  const between = el("div", { class: "panel-row gaussian-between" }, mode.element, formulas);
  if (problem.states > 1) {
    between.prepend(
      stateChoice(problem, context, (wanted) => {
        context = wanted;
        actions = rewards = peaks = null;
        host.redraw();
      }),
    );
  }
  const keys = () =>
    keysOf(host.theme, { alone: problem.states === 1, weighed: weighedBy(latest?.lab.experiment ?? lab.experiment) });
  const key = el("div", {}, keyRow(keys()));
  host.body.append(el("div", { class: "gaussian" }, key, upper, between, lower));

  const bell = host.stage(
    {
      label:
        "The policy's density over the reward curve. Dashed: the expected reward for every mean. Marks: the last batch's actions.",
      x: { range: [-3, 3], ticks: 0 },
      y: { range: [-1, 1], title: "reward", ticks: 4 },
      margin: { ...MARGIN, t: 8, b: 6 },
      zoom: false,
      marks: (st) => (scene ? bellMarks(st, world, scene) : []),
    },
    upper,
  );
  const scores = host.stage(
    {
      label:
        "The score of every action for the mean, and for log sigma if it is learned. Marks: the last batch's actions.",
      x: { range: [-3, 3], title: "action a", ticks: 6 },
      y: { range: [-3, 3], ticks: 4 },
      margin: { ...MARGIN, t: 6, b: 34 },
      zoom: false,
      marks: (st) => (scene ? (below === "score" ? scoreMarks : pushMarks)(st, scene) : []),
    },
    lower,
  );
  bell.drag({
    acts: true,
    handles: () => {
      if (!scene || latest?.scrubbed) return [];
      const [, [foot, top]] = /** @type {[Range, Range]} */ (bell.ranges());
      const s = scene;
      return gripsOf(s).map((a, i) => ({
        name: i ? "Spread σ" : "Mean μ",
        x: a,
        y: foot + heightOf(a, s) * (top - foot),
      }));
    },
    move(handle, x) {
      if (!latest || !scene) return;
      const { theta } = latest.frame;
      const by = x - scene.mean;
      if (handle.name === "Mean μ")
        host.send({
          type: "set_theta",
          theta: movedMean(theta, world.contexts[context] ?? [1], by).map((value, k) =>
            k < policy.parameters - Number(learned) ? value : (theta[k] ?? value),
          ),
        });
      else if (by > 1e-3) {
        if (learned) host.send({ type: "set_theta", theta: [...theta.slice(0, -1), Math.log(by)] });
        else host.preview({ "policy.sigma": Number(by.toPrecision(4)) });
      }
    },
  });

  // --- the moment --------------------------------------------------------------------------------------------------
  /** @param {Moment} m @returns {Scene | null} */
  function see(m) {
    const { density: now, samples, exact, estimate, baseline } = m.frame;
    const mean = now?.means[context];
    if (!now || mean === undefined) return null;
    const x = world.contexts[context] ?? [1];
    const alone = problem.states === 1;
    /** @param {readonly number[] | null | undefined} g @returns {[number, number] | null} */
    const slopes = (g) => (g ? [alongMean(g, x), learned ? (g.at(-1) ?? 0) : 0] : null);
    peaks = steady(peaks, [0, 1 / now.sigma], { air: 0, slack: 2.2 });
    return {
      weighed: weighedBy(m.lab.experiment),
      context,
      mean,
      sigma: now.sigma,
      learned,
      drops: dropsOf(samples, slopes),
      value: alone ? (exact?.value ?? null) : null,
      exact: alone ? slopes(exact?.gradient) : null,
      estimate: alone ? slopes(estimate) : null,
      baseline: baseline?.value ?? baseline?.values?.[context] ?? null,
      top: peaks[1] / Math.sqrt(2 * Math.PI),
    };
  }

  /** @param {Samples | null | undefined} samples @param {(g: readonly number[]) => [number, number] | null} slopes @returns {Drop[]} */
  function dropsOf(samples, slopes) {
    if (!samples) return [];
    return samples.actions.flatMap((action, i) =>
      samples.contexts[i] !== context
        ? []
        : [
            {
              action,
              reward: samples.rewards[i] ?? 0,
              weight: samples.weights[i] ?? 0,
              push: slopes(samples.contributions[i] ?? []) ?? [0, 0],
              probes: samples.probes?.[i] ?? null,
              probed: samples.probed?.[i] ?? null,
            },
          ],
    );
  }

  /** @param {Scene} s */
  function frameUp(s) {
    actions = steady(actions, actionsOf(world, context, s.mean, s.sigma), { air: 0.04, slack: 2.2 });
    rewards = steady(rewards, rewardsOf(world, context, actions, s.mean, s.sigma), { air: 0.12, slack: 2.5 });
    bell.range(actions, rewards);
    scores.range(actions, below === "score" ? scoreRange(s) : pushRange(s));
  }

  /** @param {Scene} s @returns {Range} */
  function scoreRange({ sigma }) {
    const reach = Math.max(2.4 / sigma, learned ? 4 : 0);
    return pushes([learned ? Math.min(-1.4, -reach) : -reach, reach]);
  }

  /** @param {Scene} s @returns {Range} */
  function pushRange({ drops, exact, estimate }) {
    const all = drops.flatMap(({ push }) => (learned ? push : [push[0]])).sort((a, b) => a - b);
    const ends = all.length ? [quantile(all, 0.04), quantile(all, 0.96)] : [];
    const wanted = [0, ...ends, ...(exact ?? []), ...(estimate ?? [])];
    return pushes([Math.min(...wanted), Math.max(...wanted) || 1]);
  }

  function write() {
    if (!scene) return;
    const { mean, sigma } = scene;
    const last = scene.drops.at(-1);
    const now = last ? scoresAt(last.action, mean, sigma) : null;
    values.forEach((value, i) => setText(value, now ? `= ${fixed(now[i], 2)}` : ""));
    formulas.title = last ? `At the last action, a = ${fixed(last.action, 3)}` : "";
  }

  return {
    draw(m) {
      if (latest && weighedBy(latest.lab.experiment) !== weighedBy(m.lab.experiment)) {
        latest = m;
        key.replaceChildren(keyRow(keys()));
      }
      latest = m;
      scene = see(m);
      if (scene) frameUp(scene);
      if (due(m.playing)) write();
      bell.redraw();
      scores.redraw();
    },
    summary(m) {
      const now = see(m);
      if (!now) return "No density was kept for this moment.";
      const where = problem.states > 1 ? ` in ${problem.state_names[context]}` : "";
      const guess = now.estimate ? `, the last estimate ${signed(now.estimate[0], 3)}` : "";
      const uphill = now.exact ? `; J’s slope along μ is ${signed(now.exact[0], 3)}${guess}` : "";
      return `μ = ${fixed(now.mean, 3)}, σ = ${fixed(now.sigma, 3)}${where}${uphill}.`;
    },
    table(m) {
      const now = see(m);
      return {
        columns: ["Action", "Reward", "Weight", "Adds along μ", ...(learned ? ["Adds along log σ"] : [])],
        rows: (now?.drops ?? []).map(({ action, reward, weight, push }) =>
          [action, reward, weight, ...(learned ? push : [push[0]])].map((value) => rounded(value)),
        ),
      };
    },
    keys,
    destroy() {
      bell.destroy();
      scores.destroy();
    },
  };
}

/** The scores in symbols, each before its value at the last action. @param {boolean} learned @param {Node[]} values */
function formulae(learned, [first, second]) {
  const away = row(mo("("), mi("a"), mo("−"), mi("μ"), mo(")"));
  const square = sup(mi("σ"), mn("2"));
  const one = el(
    "span",
    { class: "gaussian-formula mean" },
    math(row(sub(mi("ψ"), mi("μ")), mo("="), frac(row(mi("a"), mo("−"), mi("μ")), square))),
    first ?? "",
  );
  if (!learned) return [one];
  const two = el(
    "span",
    { class: "gaussian-formula spread" },
    math(row(sub(mi("ψ"), row(mi("log"), mi("σ"))), mo("="), frac(sup(away, mn("2")), square), mo("−"), mn("1"))),
    second ?? "",
  );
  return [one, two];
}

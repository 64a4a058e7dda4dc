/** A Gaussian policy: its bell over what actions pay, and below, on the same actions, its scores or what each sample pushes. */

import { el, setText } from "../dom/elements.js";
import { frac, math, mi, mn, mo, row, sub, sup } from "../dom/mathml.js";
import { actionsOf, rewardsOf, scoresAt } from "../maths/bell.js";
import { fixed, rounded, signed } from "../maths/format.js";
import { patient, quantile, steady } from "../maths/steady.js";
import { bellMarks, gripsOf, heightOf } from "./gaussian/bell.js";
import { keyRow, keysOf } from "./gaussian/key.js";
import { tryout } from "./gaussian/reward.js";
import { pushMarks, scoreMarks } from "./gaussian/scores.js";
import { viewOf } from "./gaussian/views.js";
import { choice } from "./parts/fields.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Continuous} Continuous */
/** @typedef {import("./gaussian/views.js").View} View */
/** @typedef {[number, number]} Range */

/**
 * @typedef {object} Scene             what both pictures draw: one part of a moment
 * @property {import("./gaussian/views.js").Names} names
 * @property {Continuous} world        the curve over the actions
 * @property {Continuous | null} own   the run's, where another one is tried
 * @property {(window: Range) => {x: number, y: number}[]} holds    where the curve can be taken hold of
 * @property {number} context          which of its curves
 * @property {number} mean
 * @property {number} sigma
 * @property {boolean} learned         whether sigma is a parameter
 * @property {number | null} value     of the blurred curve at the mean; null where that is not the whole
 * @property {[number, number] | null} exact     its slopes along the mean and along log sigma
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
const [MEAN, SPREAD] = ["Mean μ", "Spread σ"];
/** @param {import("../types.js").Experiment} experiment */
const weighedBy = ({ estimator }) => WEIGHED[estimator.kind] ?? "score";
/** A choice that outlives a new problem. */
let below = "score";

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const view = viewOf(host.lab, () => {
    frame.forget();
    host.redraw();
  });
  const { learned, names } = view;
  const frame = framing(learned);
  const trial = tryout(host, () => host.redraw());
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Scene | null} */
  let scene = null;

  const formulas = formulasOf(learned);
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
      frame.forgetPushes();
      host.redraw();
    },
  });
  const upper = el("div", { class: "gaussian-upper" });
  const lower = el("div", { class: "gaussian-lower" });
  const between = el(
    "div",
    { class: "panel-row gaussian-between" },
    ...(view.control ? [view.control] : []),
    mode.element,
    formulas.element,
    ...(trial ? [trial.element] : []),
  );
  const keys = () => keysOf(host.theme, { ...view, weighed: weighedBy(latest?.lab.experiment ?? host.lab.experiment) });
  const key = el("div", {}, keyRow(keys()));
  host.body.append(el("div", { class: "gaussian" }, key, upper, between, lower));

  const bell = host.stage(
    {
      label: `The policy’s density over ${names.curve}. Dashed: the expected ${names.axis} for every mean. Marks: the last batch’s actions.`,
      x: { range: [-3, 3], ticks: 0 },
      y: { range: [-1, 1], title: names.axis, ticks: 4 },
      margin: { ...MARGIN, t: 8, b: 6 },
      zoom: false,
      marks: (st) => (scene ? bellMarks(st, scene) : []),
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
    handles() {
      if (!scene) return [];
      const ranges = /** @type {[Range, Range]} */ (bell.ranges());
      return [...(latest?.scrubbed ? [] : handlesOf(scene, ranges)), ...(trial?.grips(ranges[0]) ?? [])];
    },
    move({ name }, x, y) {
      if (!latest || !scene) return;
      if (name === MEAN || name === SPREAD) pull(host, view, latest.frame.theta, name, x - scene.mean);
      else trial?.move(name, x, y, /** @type {[Range, Range]} */ (bell.ranges())[0]);
    },
  });

  /** @param {Moment} m @returns {Scene | null} */
  function see(m) {
    const seen = view.see(m);
    if (!seen) return null;
    const rest = { names, learned, weighed: weighedBy(m.lab.experiment), top: frame.peak(seen.sigma), own: null };
    const holds = trial ? trial.grips : () => [];
    if (!trial?.tried()) return { ...seen, ...rest, holds };
    // Of another curve than the run's the frame knows neither slopes nor J.
    const unknown = { value: null, exact: null, estimate: null };
    return { ...seen, ...rest, ...unknown, holds, own: seen.world, world: trial.over(seen.world) };
  }

  return {
    draw(m, words) {
      const other = latest && weighedBy(latest.lab.experiment) !== weighedBy(m.lab.experiment);
      latest = m;
      if (other) key.replaceChildren(keyRow(keys()));
      scene = see(m);
      if (scene) {
        bell.range(...frame.over(scene));
        scores.range(/** @type {Range} */ (frame.actions()), frame.under(scene));
        if (words) formulas.write(scene);
      }
      bell.redraw();
      scores.redraw();
    },
    summary: (m) => `${trial?.tried() ? "Tried here, not yet played: another curve. " : ""}${sentence(see(m), view)}`,
    table: (m) => ({
      columns: [
        "Action",
        names.axis === "reward" ? "Reward" : names.curve,
        "Weight",
        "Adds along μ",
        ...(learned ? ["Adds along log σ"] : []),
      ],
      rows: (see(m)?.drops ?? []).map(({ action, reward, weight, push }) =>
        [action, reward, weight, ...(learned ? push : [push[0]])].map((value) => rounded(value)),
      ),
    }),
    keys,
    destroy() {
      bell.destroy();
      scores.destroy();
    },
  };
}

/** @param {Scene | null} now @param {View} view */
function sentence(now, { names, where }) {
  if (!now) return "No density was kept for this moment.";
  const guess = now.estimate ? `, the last estimate ${signed(now.estimate[0], 3)}` : "";
  const uphill = now.exact ? `; ${names.value}’s slope along μ is ${signed(now.exact[0], 3)}${guess}` : "";
  return `μ = ${fixed(now.mean, 3)}, σ = ${fixed(now.sigma, 3)}${where()}${uphill}.`;
}

/** What may be dragged: the mean, and the spread. @param {Scene} scene @param {[Range, Range]} ranges */
function handlesOf(scene, [, [foot, top]]) {
  return gripsOf(scene).map((a, i) => ({
    name: i ? SPREAD : MEAN,
    x: a,
    y: foot + heightOf(a, scene) * (top - foot),
  }));
}

/**
 * A handle was moved to an action that lies `by` from the mean.
 * @param {Host} host
 * @param {View} view
 * @param {readonly number[]} theta
 * @param {string} handle
 * @param {number} by
 */
function pull(host, { learned, moved }, theta, handle, by) {
  if (handle === MEAN) host.send({ type: "set_theta", theta: moved(theta, by) });
  else if (by <= 1e-3) return;
  else if (learned) host.send({ type: "set_theta", theta: [...theta.slice(0, -1), Math.log(by)] });
  else host.preview({ "policy.sigma": Number(by.toPrecision(4)) });
}

/** The windows of both pictures, which move as seldom as they can. @param {boolean} learned */
function framing(learned) {
  const calm = () => patient(40, { air: 0.08, slack: 2.5 });
  /** @type {Range | null} */
  let actions = null;
  /** @type {Range | null} */
  let rewards = null;
  /** @type {Range | null} */
  let peaks = null;
  let pushes = calm();
  return {
    forget() {
      actions = rewards = peaks = null;
    },
    forgetPushes() {
      pushes = calm();
    },
    actions: () => actions,
    /** The density that fills the bell's height. @param {number} sigma */
    peak(sigma) {
      peaks = steady(peaks, [0, 1 / sigma], { air: 0, slack: 2.2 });
      return peaks[1] / Math.sqrt(2 * Math.PI);
    },
    /** @param {Scene} scene @returns {[Range, Range]} */
    over({ world, context, mean, sigma }) {
      actions = steady(actions, actionsOf(world, context, mean, sigma), { air: 0.04, slack: 2.2 });
      rewards = steady(rewards, rewardsOf(world, context, actions, mean, sigma), { air: 0.12, slack: 2.5 });
      return [actions, rewards];
    },
    /** @param {Scene} scene @returns {Range} */
    under({ sigma, drops, exact, estimate }) {
      if (below === "score") {
        const reach = Math.max(2.4 / sigma, learned ? 4 : 0);
        return pushes([learned ? Math.min(-1.4, -reach) : -reach, reach]);
      }
      const all = drops.flatMap(({ push }) => (learned ? push : [push[0]])).sort((a, b) => a - b);
      const ends = all.length ? [quantile(all, 0.04), quantile(all, 0.96)] : [];
      const wanted = [0, ...ends, ...(exact ?? []), ...(estimate ?? [])];
      return pushes([Math.min(...wanted), Math.max(...wanted) || 1]);
    },
  };
}

/** The scores in symbols, each before its value at the last action. @param {boolean} learned */
function formulasOf(learned) {
  const values = [el("span", { class: "gaussian-value" }), el("span", { class: "gaussian-value" })];
  const element = el("p", { class: "gaussian-formulas" }, ...formulae(learned, values));
  return {
    element,
    /** @param {Scene} scene */
    write({ mean, sigma, drops }) {
      const last = drops.at(-1);
      const now = last ? scoresAt(last.action, mean, sigma) : null;
      values.forEach((value, i) =>
        setText(value, now ? `= ${fixed(now[i], 2)}${i ? "" : ` at a = ${fixed(last?.action, 2)}`}` : ""),
      );
      element.title = last ? "At the last action" : "";
    },
  };
}

/** The scores in symbols, each before its value at the last action. @param {boolean} learned @param {Node[]} values */
function formulae(learned, [first, second]) {
  const rest = (/** @type {string} */ formula, /** @type {Node} */ value = document.createTextNode("")) =>
    el("span", { class: "gaussian-rest" }, math(formula), value);
  const away = row(mo("("), mi("a"), mo("−"), mi("μ"), mo(")"));
  const square = sup(mi("σ"), mn("2"));
  const one = el(
    "span",
    { class: "gaussian-formula mean" },
    math(sub(mi("ψ"), mi("μ"))),
    rest(row(mo("="), frac(row(mi("a"), mo("−"), mi("μ")), square)), first),
  );
  if (!learned) return [one];
  const two = el(
    "span",
    { class: "gaussian-formula spread" },
    math(sub(mi("ψ"), row(mi("log"), mi("σ")))),
    rest(row(mo("="), frac(sup(away, mn("2")), square), mo("−"), mn("1")), second),
  );
  return [one, two];
}

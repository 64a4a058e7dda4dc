/** Objectives: one theta, three gradients, where each looks, and a loop that tells a gradient from what is none. */

import { el } from "../dom/elements.js";
import { math, mi, row } from "../dom/mathml.js";
import { fixed, rounded } from "../maths/format.js";
import { arrowFactor } from "../maths/framing.js";
import { ownersOf, pairOf, shares } from "../maths/loop.js";
import { steady } from "../maths/steady.js";
import { norm } from "../maths/vectors.js";
import { same } from "../run/protocol.js";
import { follower } from "./objectives/answers.js";
import { createFacts } from "./objectives/facts.js";
import { createLoop } from "./objectives/loop.js";
import { climbMarks, gradientMarks, KINDS, loopMarks, visitMarks } from "./objectives/pictures.js";
import { choice, numberField, reader } from "./parts/fields.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("./objectives/answers.js").Answers} Answers */
/** @typedef {import("./objectives/pictures.js").Arrow} Arrow */
/** @typedef {[number, number]} Pair */

/** Where the run itself has no discount below 1. */
const DISCOUNT = 0.9;
/** Each arrow's length, as a share of the half width: different ones, since two of them lie on one line. */
const LENGTHS = [0.75, 0.54, 0.33];
/** A choice that outlives a new problem. */
let view = "gradients";

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const { problem, policy } = lab;
  const due = reader();
  const owners = ownersOf(
    lab.experiment.policy.features?.kind === "one_hot" ? null : (policy.phi ?? []),
    problem.states,
    problem.actions,
    policy.parameters,
  );
  let gamma = discountOf(lab.experiment) ?? DISCOUNT;
  let runs = lab.experiment.objective;
  /** @type {Pair | null} */
  let pair = null;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Answers | null} */
  let answers = null;
  let failed = "";
  /** @type {{x: number, y: number, half: number} | null} */
  let window_ = null;
  /** @type {number | null} */
  let loopFactor = null;

  const questions = follower(
    host,
    () => gamma,
    (given, text) => {
      answers = given ?? answers;
      failed = text;
      host.redraw();
    },
  );

  // --- controls ----------------------------------------------------------------------------------------------------
  const options = policy.parameter_names.map((name, i) => /** @type {[string, string]} */ ([String(i), name]));
  const views = choice({
    label: "Show",
    quiet: true,
    options: [
      ["gradients", "Gradients"],
      ["loop", "A loop in θ"],
    ],
    value: view,
    change: (value) => {
      view = value;
      show();
    },
  });
  const selects = /** @type {const} */ ([0, 1]).map((k) =>
    choice({
      label: k ? "Vertical parameter of the objectives" : "Horizontal parameter of the objectives",
      quiet: true,
      options,
      value: String(k),
      change: (value) => pick(k, Number(value)),
    }),
  );
  const discount = numberField({
    label: math(row(mi("γ"))),
    name: "Discount of the objectives",
    digits: 3,
    step: 0.01,
    change: (value) => {
      gamma = Math.min(1, Math.max(0, value));
      host.redraw();
    },
  });
  for (const asks of [views, discount]) asks.element.dataset["acts"] = "";
  const bar = el("div", { class: "panel-row" }, views.element, ...selects.map((one) => one.element), discount.element);

  const facts = createFacts(theme);
  const loop = createLoop(host, {
    changed() {
      window_ = null;
      host.redraw();
    },
    start() {
      if (!latest || !pair) return;
      loopFactor = null;
      const { problem, policy } = latest.lab.experiment;
      void loop.start({ problem, policy, theta: latest.frame.theta, pair, discount: gamma });
    },
  });
  const picture = el("div", { class: "objectives-picture" });
  host.body.append(
    el(
      "div",
      { class: "objectives" },
      bar,
      el("div", { class: "objectives-both" }, picture, facts.element, loop.element),
    ),
  );

  // --- pictures ------------------------------------------------------------------------------------------------------
  const axes = {
    x: { range: /** @type {Pair} */ ([-1, 1]), title: " ", ticks: 4, grid: false },
    y: { range: /** @type {Pair} */ ([-1, 1]), title: " ", ticks: 4, grid: false },
  };
  const plane = host.stage(
    {
      label: "The plane of two parameters around the current θ: the gradients of three objectives, or a square loop.",
      ...axes,
      equal: true,
      zoom: false,
      margin: { l: 52, r: 2, t: 2, b: 36 },
      inset: { l: 10, r: 10, t: 12, b: 10 },
      marks(st) {
        if (!latest || !pair || latest.frame.lost) return [];
        if (view !== "loop") return gradientMarks(st, at(answers?.theta ?? latest.frame.theta), arrows());
        const { walked, side } = loop;
        const middle = at(walked?.theta ?? latest.frame.theta);
        return loopMarks(st, { middle, side: walked?.side ?? side, loop: walked, factor: loopFactor ?? 1 });
      },
    },
    picture,
  );
  const bars = host.stage(
    {
      label: "Where each objective looks: two bars per state.",
      x: {
        range: [-0.6, problem.states - 0.4],
        ticks: 0,
        grid: false,
        names:
          problem.states <= 8
            ? { values: problem.state_names.map((_, s) => s), texts: problem.state_names }
            : { values: [], texts: [] },
      },
      y: { range: [0, 1.15], ticks: 2, grid: false },
      zoom: false,
      margin: { l: 28, r: 4, t: 10, b: Math.ceil(theme.size) + 8 },
      marks: (st) =>
        answers
          ? visitMarks(st, shares(answers.start.visitation), answers.reward?.visitation ?? null, problem.state_names)
          : [],
    },
    facts.visits,
  );
  const climb = host.stage(
    {
      label: "Height gained on the way around the loop: back to zero for a gradient.",
      x: { range: [0, 4], ticks: 0, grid: false, names: { values: [0.5, 1.5, 2.5, 3.5], texts: ["→", "↑", "←", "↓"] } },
      y: { range: [-1, 1], ticks: 3, grid: false },
      zoom: false,
      margin: { l: 44, r: 8, t: 2, b: Math.ceil(theme.size) + 8 },
      inset: { l: 0, r: 0, t: 18, b: 0 },
      marks: (st) => (loop.walked ? climbMarks(st, loop.walked) : []),
    },
    loop.chart,
  );
  /** @type {Pair | null} */
  let heights = null;

  /** @param {readonly number[]} v @returns {Pair} */
  const at = (v) => [v[pair?.[0] ?? 0] ?? 0, v[pair?.[1] ?? 1] ?? 0];

  /** @returns {Arrow[]} */
  function arrows() {
    return KINDS.flatMap((kind, k) => {
      const answer = answers?.[kind.key];
      return answer ? [{ kind, by: at(answer.gradient), factor: factor(k) }] : [];
    });
  }

  /** How many times its length on the plane an arrow is drawn. @param {number} k */
  function factor(k) {
    const size = norm(at(answers?.[KINDS[k]?.key ?? "start"]?.gradient ?? []));
    return size > 1e-12 ? ((LENGTHS[k] ?? 1) * (window_?.half ?? 1)) / size : 1;
  }

  function show() {
    facts.element.hidden = view === "loop";
    loop.element.hidden = view !== "loop";
    window_ = null;
    host.redraw();
  }

  /** @param {0 | 1} k @param {number} i */
  function pick(k, i) {
    if (!pair) return;
    pair = pair[1 - k] === i ? [pair[1], pair[0]] : k ? [pair[0], i] : [i, pair[1]];
    window_ = null;
    loopFactor = null;
    loop.forget();
    name();
    host.redraw();
  }

  function name() {
    const [i, j] = pair ?? [0, 1];
    axes.x.title = `θ ${policy.parameter_names[i]}`;
    axes.y.title = `θ ${policy.parameter_names[j]}`;
    selects.forEach((one, k) => (one.select.value = String(k ? j : i)));
  }

  /** Whether a window holds every arrow from a point. @param {{x: number, y: number, half: number}} window @param {Pair} point */
  function holds({ x, y, half }, point) {
    const tips = [
      point,
      ...arrows().map(({ by, factor: times }) => [point[0] + times * by[0], point[1] + times * by[1]]),
    ];
    return tips.every(([tx = 0, ty = 0]) => Math.abs(tx - x) <= half && Math.abs(ty - y) <= half);
  }

  /** Room for what is shown, and arrows that fit in it. */
  function frameUp() {
    if (!latest || !pair) return;
    const { walked } = loop;
    const point = view === "loop" && walked ? at(walked.theta) : at(answers?.theta ?? latest.frame.theta);
    const half = view === "loop" ? 0.8 * (walked?.side ?? loop.side) : 1;
    if (window_ === null || view === "loop" || !holds(window_, point)) window_ = { x: point[0], y: point[1], half };
    plane.range(
      [window_.x - window_.half, window_.x + window_.half],
      [window_.y - window_.half, window_.y + window_.half],
    );
    if (!walked) return;
    const all = [...walked.exact, ...walked.dropped];
    loopFactor = arrowFactor(loopFactor, Math.max(...all.map((g) => norm(at(g)))), 0.34 * walked.side);
    const reached = [...walked.climbedExact, ...walked.climbedDropped];
    heights = steady(heights, [Math.min(0, ...reached), Math.max(0, ...reached)], { air: 0.18, slack: 1.4 });
    climb.range([0, 4], heights);
  }

  /** Whether the loop was walked somewhere else than where the run stands. */
  const elsewhere = () => {
    const { walked, side } = loop;
    return (
      walked !== null && (walked.discount !== gamma || walked.side !== side || !same(walked.theta, latest?.frame.theta))
    );
  };

  /** @param {Moment} m */
  function write(m) {
    discount.show(gamma);
    facts.show(answers, factor);
    loop.show(m.playing, wordsOnLoop());
    host.note(failed || (answers && discountOf(m.lab.experiment) === null ? noteOnDiscount(m) : ""));
  }

  /** @param {Moment} m */
  function noteOnDiscount(m) {
    return m.lab.experiment.objective.discount === 1
      ? `The run’s γ is 1, where the average value is unbounded; here γ = ${fixed(gamma, 2)}.`
      : "";
  }

  function wordsOnLoop() {
    if (gamma === 1) return "At γ = 1 there is nothing to drop: both come back to zero.";
    if (!loop.walked) return "A gradient leads back to the height it started from, whatever the loop.";
    if (elsewhere()) return "This loop was walked at another θ, side or γ: walk it again.";
    if (pair && owners[pair[0]] === owners[pair[1]])
      return "Both parameters belong to the same states: choose one of each.";
    return "∇J₁ is back at its height; without γᵗ it is not: that direction is the gradient of nothing.";
  }

  /** @param {Moment} m */
  function follow(m) {
    const spec = m.lab.experiment.objective;
    if (!same(spec, runs)) {
      runs = spec;
      gamma = discountOf(m.lab.experiment) ?? gamma;
    }
    if (!pair && m.frame.exact) {
      pair = pairOf(m.frame.exact.gradient, owners);
      name();
    }
    if (m.frame.lost) answers = null;
    else questions.follow(m);
  }

  show();
  return {
    draw(m) {
      latest = m;
      follow(m);
      frameUp();
      if (due(m.playing)) write(m);
      plane.redraw();
      (view === "loop" ? climb : bars).redraw();
    },
    summary() {
      if (!answers) return failed || "Computing the three objectives.";
      const { walked } = loop;
      if (view === "loop" && walked)
        return `Around a square of side ${fixed(walked.side, 2)} the true gradient adds up to ${fixed(walked.climbedExact.at(-1), 6)}, the direction without γᵗ to ${fixed(walked.climbedDropped.at(-1), 6)}.`;
      const parts = [
        `start value ${fixed(answers.start.value, 3)}`,
        ...(answers.value ? [`average value ${fixed(answers.value.value, 3)}`] : []),
        ...(answers.reward ? [`average reward ${fixed(answers.reward.value, 3)}`] : []),
      ];
      const steps = problem.horizon === null ? "" : `; the start value counts ${problem.horizon} steps`;
      return `θ of update ${answers.update}, γ = ${fixed(answers.discount, 2)}: ${parts.join(", ")}${steps}.`;
    },
    numbers(m) {
      return this.table(m);
    },
    table() {
      const rows = KINDS.map((kind) => {
        const answer = answers?.[kind.key];
        const numbers = (/** @type {readonly number[] | undefined} */ v) => ({
          value: v,
          text: (v ?? []).map((value) => fixed(value, 4)).join(", ") || "–",
        });
        return [
          `${kind.short}, ${kind.name}`,
          rounded(answer?.value, 4),
          numbers(answer?.gradient),
          numbers(answer?.visitation),
        ];
      });
      rows.push(
        ["∮ ∇J₁ · dθ", rounded(loop.walked?.climbedExact.at(-1), 6), "", ""],
        ["∮ without γᵗ", rounded(loop.walked?.climbedDropped.at(-1), 6), "", ""],
      );
      return { columns: ["Objective", "Value", "Gradient", `Visits of ${problem.state_names.join(", ")}`], rows };
    },
    keys: () =>
      view === "loop"
        ? []
        : [
            { mark: "square", color: theme.exact, text: "discounted steps from the start" },
            { mark: "square", color: theme.action(1).color, text: "steps in the long run" },
          ],
    destroy() {
      loop.destroy();
      questions.stop();
      for (const one of [plane, bars, climb]) one.destroy();
    },
  };
}

/** The run's own discount, where it has one below 1. @param {import("../types.js").Experiment} experiment @returns {number | null} */
function discountOf({ objective }) {
  const { discount } = objective;
  return typeof discount === "number" && discount < 1 ? discount : null;
}

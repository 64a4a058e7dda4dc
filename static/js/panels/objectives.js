/** Objectives: one theta, three gradients, where each looks, and a loop that tells a gradient from what is none. */

import { el } from "../dom/elements.js";
import { fixed } from "../maths/format.js";
import { same } from "../run/protocol.js";
import { follower } from "./objectives/answers.js";
import { climbStage, planeStage, visitsStage } from "./objectives/charts.js";
import { createFacts } from "./objectives/facts.js";
import { createLoop } from "./objectives/loop.js";
import { createPair } from "./objectives/pair.js";
import { gradientMarks, loopMarks } from "./objectives/pictures.js";
import { createRow } from "./objectives/row.js";
import { createWindow } from "./objectives/window.js";
import { loopSentence, sentence, tableOf, wordsOnLoop } from "./objectives/words.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./objectives/answers.js").Answers} Answers */

/** Where the run itself has no discount below 1. */
const DISCOUNT = 0.9;
/** A choice that outlives a new problem. */
let view = "gradients";

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const { problem, policy } = lab;
  const pair = host.kept("pair", () => createPair(lab));
  const { at } = pair;
  const gamma = createDiscount(lab.experiment);
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Answers | null} */
  let answers = null;
  let failed = "";

  const room = createWindow(at);
  const questions = follower(
    host,
    () => gamma.now,
    (given, text) => {
      answers = given ?? answers;
      failed = text;
      host.redraw();
    },
  );
  const row = createRow(policy.parameter_names, {
    view,
    look(wanted) {
      view = wanted;
      show();
    },
    pick,
    discount(value) {
      gamma.now = value;
      host.redraw();
    },
  });
  const facts = createFacts(theme);
  const loop = createLoop(host, {
    changed() {
      room.forget();
      host.redraw();
    },
    start() {
      if (!latest || !pair.now) return;
      room.forget();
      const { problem, policy } = latest.lab.experiment;
      void loop.start({ problem, policy, theta: latest.frame.theta, pair: pair.now, discount: gamma.now });
    },
  });
  const picture = el("div", { class: "objectives-picture" });
  host.body.append(layout(row.element, picture, facts.element, loop.element));
  const { stage: plane, axes } = planeStage(host, picture, (st) => {
    if (!latest || !pair.now || latest.frame.lost) return [];
    if (view !== "loop") return gradientMarks(st, at(answers?.theta ?? latest.frame.theta), room.arrows(answers));
    const { walked, side } = loop;
    const middle = at(walked?.theta ?? latest.frame.theta);
    return loopMarks(st, { middle, side: walked?.side ?? side, loop: walked, factor: room.loopFactor });
  });
  const bars = visitsStage(host, facts.visits, () => answers);
  const climb = climbStage(host, loop.chart, () => loop.walked);

  function show() {
    facts.element.hidden = view === "loop";
    loop.element.hidden = view !== "loop";
    room.forget();
    host.redraw();
  }

  /** @param {0 | 1} k @param {number} i */
  function pick(k, i) {
    pair.pick(k, i);
    room.forget();
    loop.forget();
    name();
    host.redraw();
  }

  function name() {
    const [i, j] = pair.now ?? [0, 1];
    axes.x.title = `θ ${policy.parameter_names[i]}`;
    axes.y.title = `θ ${policy.parameter_names[j]}`;
    row.show([i, j]);
  }

  /** Room for what is shown, and arrows that fit in it. */
  function frameUp() {
    if (!latest || !pair.now) return;
    const { walked } = loop;
    const { theta } = latest.frame;
    plane.range(
      ...(view === "loop"
        ? room.aroundLoop(at(walked?.theta ?? theta), walked?.side ?? loop.side)
        : room.aroundArrows(at(answers?.theta ?? theta), answers)),
    );
    if (walked) climb.range([0, 4], room.heights(walked));
  }

  /** @param {Moment} m */
  function write(m) {
    row.discount.show(gamma.now);
    facts.show(answers, (k) => room.factor(answers, k));
    const elsewhere = !loop.walkedAt(m.frame.theta, gamma.now);
    loop.show(
      m.playing,
      wordsOnLoop({ gamma: gamma.now, walked: loop.walked !== null, elsewhere, sameStates: pair.sameStates }),
    );
    host.note(failed || (answers ? noteOnDiscount(m.lab.experiment, gamma.now) : ""));
  }

  /** @param {Moment} m */
  function follow(m) {
    gamma.follow(m.lab.experiment);
    if (pair.lead(m.frame.exact?.gradient)) name();
    if (m.frame.lost) answers = null;
    else questions.follow(m);
  }

  show();
  return {
    draw(m, words) {
      latest = m;
      follow(m);
      frameUp();
      if (words) write(m);
      plane.redraw();
      (view === "loop" ? climb : bars).redraw();
    },
    summary() {
      if (!answers) return failed || "Computing the three objectives.";
      return view === "loop" && loop.walked ? loopSentence(loop.walked) : sentence(answers, problem.horizon);
    },
    numbers: () => tableOf(answers, loop.walked, problem.state_names),
    table: () => tableOf(answers, loop.walked, problem.state_names),
    keys: () => (view === "loop" ? [] : keysOf(theme)),
    destroy() {
      loop.destroy();
      questions.stop();
      for (const one of [plane, bars, climb]) one.destroy();
    },
  };
}

/** The discount the objectives are compared at: set here, or the run's own whenever that becomes another below 1. @param {Experiment} experiment */
function createDiscount(experiment) {
  let runs = experiment.objective;
  return {
    now: discountOf(experiment) ?? DISCOUNT,
    /** @param {Experiment} newer */
    follow(newer) {
      if (same(newer.objective, runs)) return;
      runs = newer.objective;
      this.now = discountOf(newer) ?? this.now;
    },
  };
}

/** @param {HTMLElement} row @param {HTMLElement[]} both the picture, and what stands beside it */
function layout(row, ...both) {
  return el("div", { class: "objectives" }, row, el("div", { class: "objectives-both" }, ...both));
}

/** What the two bars of a state are. @param {import("../types.js").Theme} theme @returns {import("../types.js").Key[]} */
function keysOf(theme) {
  return [
    { mark: "square", color: theme.exact, text: "discounted steps from the start" },
    { mark: "square", color: theme.action(1).color, text: "steps in the long run" },
  ];
}

/** The run's own discount, where it has one below 1. @param {Experiment} experiment @returns {number | null} */
function discountOf({ objective }) {
  const { discount } = objective;
  return typeof discount === "number" && discount < 1 ? discount : null;
}

/** What discount stands for a run's own where that is 1. @param {Experiment} experiment @param {number} gamma */
function noteOnDiscount({ objective }, gamma) {
  return objective.discount === 1
    ? `The run’s γ is 1, where the average value is unbounded; here γ = ${fixed(gamma, 2)}.`
    : "";
}

/** Why the log: which terms of an episode's probability the gradient keeps, and what the average becomes without the log. */

import { el, setText } from "../dom/elements.js";
import { log as logarithm, math, mi, mo, nabla, round, row, sub, sum, theta } from "../dom/mathml.js";
import { fixed, magnitude, rounded } from "../maths/format.js";
import { withAndWithout } from "../maths/log.js";
import { steady } from "../maths/steady.js";
import { barMarks, KEY, numberRoom } from "./log/bars.js";
import { blocksOf } from "./log/blocks.js";
import { keptState, stateChoice } from "./parts/fields.js";
import { factsOf } from "./polygon/facts.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("./polygon/facts.js").Facts} Facts */
/** @typedef {[number, number]} Range */

/** Bars for at most this many parameters: more would not be read. */
const BARS = 12;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { lab } = host;
  const { problem } = lab;
  const single = problem.discrete_bandit;
  const kept = keptState(host);
  let { state } = kept;
  let slope = false;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Facts | null} */
  let facts = null;
  /** @type {ReturnType<typeof withAndWithout> | null} */
  let both = null;
  /** @type {Range | null} */
  let reach = null;

  // --- the blocks an episode's log-probability is made of ----------------------------------------------------------
  const blocks = el("ol", { class: "log-blocks", "aria-label": "Terms of the episode’s log-probability" });
  const take = el(
    "button",
    {
      class: "button small",
      type: "button",
      "aria-pressed": "false",
      onclick: () => {
        slope = !slope;
        take.setAttribute("aria-pressed", String(slope));
        if (latest) writeBlocks(latest);
      },
    },
    math(sub(nabla, theta)),
    " Take the gradient",
  );
  const claim = el("span", { class: "log-claim" });

  const run = el("button", {
    class: "button small",
    type: "button",
    "data-acts": true,
    onclick: () => host.preview({ estimator: other((latest?.lab ?? lab).experiment.estimator) }),
  });

  const controls = el("div", { class: "panel-row" }, take, run, claim);
  host.body.append(controls, blocks, formulas(single));
  if (problem.states > 1) {
    controls.prepend(
      stateChoice(problem, state, (chosen) => {
        state = kept.state = chosen;
        reach = null;
        host.redraw();
      }),
    );
  }
  const parameters = () => (facts ? Math.min(BARS, facts.gap.length) : 0);
  /** @param {number} d */
  const nameOf = (d) => {
    const oneHot = lab.experiment.policy.features?.kind === "one_hot";
    return (oneHot ? problem.action_names[d] : lab.policy.parameter_names[d]) ?? String(d + 1);
  };
  const names = () => Array.from({ length: parameters() }, (_, d) => nameOf(d));
  const x = { range: /** @type {Range} */ ([-0.5, 2.5]), names: { values: [0], texts: [""] }, grid: false };
  const stage = host.stage({
    label: "For each parameter two bars: the true gradient, and the average without the log.",
    x,
    y: { range: [-1, 1], title: "average", ticks: 5 },
    zoom: false,
    margin: { l: 64, b: 22, t: 7 },
    inset: { l: 0, r: 0, t: KEY, b: 0 },
    marks: (st) => (both ? barMarks(st, both, names()) : []),
  });

  /** @param {Moment} m */
  function writeBlocks(m) {
    const items = blocksOf(m.frame, problem, slope);
    blocks.replaceChildren(...(items ?? []));
    if (!items) {
      const exact = m.lab.experiment.estimator.kind === "exact";
      setText(
        claim,
        exact ? "The exact gradient draws no episode: none to take apart." : "Step once: this needs an episode.",
      );
    } else
      setText(
        claim,
        slope
          ? "Start and world do not know θ: the scores are left."
          : "A product becomes a sum: one term per random choice.",
      );
  }

  return {
    draw(m, words) {
      latest = m;
      facts = factsOf(m.lab, m.frame, state);
      both = facts && withAndWithout(facts.pi, facts.q, facts.scores);
      host.note(facts ? "" : "No action values were kept for this moment.");
      if (both) {
        const n = parameters();
        reach = steady(
          reach,
          [
            Math.min(0, ...both.right.slice(0, n), ...both.wrong.slice(0, n)),
            Math.max(0, ...both.right.slice(0, n), ...both.wrong.slice(0, n)),
          ],
          { air: Math.min(0.3, Math.max(0.15, numberRoom(host.theme) / (stage.area.height - KEY))), slack: 2 },
        );
        const texts = names();
        x.names = { values: texts.map((_, d) => d), texts };
        stage.range([-0.5, n - 0.5], reach);
      }
      if (words) {
        writeBlocks(m);
        const without = m.lab.experiment.estimator.kind === "no_log";
        setText(run, without ? "Run with the log again" : "Let the run leave it out");
        run.setAttribute("aria-pressed", String(without));
      }
      stage.redraw();
    },
    summary() {
      if (!both || !facts) return "No action values were kept for this moment.";
      const where = single ? "" : ` in ${problem.state_names[state]}`;
      const more = parameters() < facts.gap.length;
      return `${turned(both, where)}${more ? ` The bars are the first ${parameters()} of ${facts.gap.length} parameters.` : ""}`;
    },
    numbers(m) {
      return this.table(m);
    },
    table() {
      if (!both || !facts) return { columns: ["Parameter"], rows: [] };
      const { right, wrong } = both;
      return {
        columns: ["Parameter", "With the log", "Without"],
        rows: right.map((value, d) => [nameOf(d), rounded(value, 4), rounded(wrong[d], 4)]),
      };
    },
    destroy: () => stage.destroy(),
  };
}

/** What leaving the log out does to the average's direction and length. @param {ReturnType<typeof withAndWithout>} both @param {string} where */
function turned({ cosine, ratio }, where) {
  const degrees = (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
  if (Number.isNaN(degrees)) return `There is no gradient${where} here.`;
  const way = `${fixed(degrees, 0)}° off the gradient${degrees > 90 ? " (downhill)" : ""}`;
  return `Without the log${where}: ${way}, ${magnitude(ratio)} times as long.`;
}

/** The gradient with the log and without, in symbols. @param {boolean} single one state only, and rewards in place of values */
function formulas(single) {
  const a = mi("a");
  const q = single ? row(mi("q"), round(a)) : row(mi("Q"), round(a));
  const pi = row(mi("π"), round(a));
  const goal = single ? row(nabla, mi("J")) : sub(mi("g"), mi("s"));
  const good = row(sum(a), q, nabla, pi, mo("="), sum(a), pi, q, nabla, logarithm, pi, mo("="), goal);
  const bad = row(sum(a), pi, q, nabla, pi, mo("≠"), goal);
  return el(
    "div",
    { class: "log-lines" },
    el("p", { class: "log-line right" }, math(good)),
    el("p", { class: "log-line wrong" }, math(bad), "\u2002weighs each action by π twice"),
  );
}

/** An estimator with the log, or without: what it has not, REINFORCE has by default. @param {import("../types.js").Experiment["estimator"]} estimator */
function other({
  kind,
  batch_size = 1,
  discount_weighting = true,
  credit = "reward_to_go",
  baseline = { kind: "none" },
}) {
  return { kind: kind === "no_log" ? "reinforce" : "no_log", batch_size, discount_weighting, credit, baseline };
}

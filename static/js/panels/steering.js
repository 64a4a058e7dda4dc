/** Steering a number: where it goes over an episode, and below, what the policy does about it: its mean line, and every action drawn. */

import { el } from "../dom/elements.js";
import { fixed, rounded, short, signed } from "../maths/format.js";
import { steady } from "../maths/steady.js";
import { bestSteered, policyOf, riccati, statesUnder } from "../maths/steering.js";
import { gripsOf, pathMarks, policyMarks } from "./steering/pictures.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").LinearQuadratic} Plant */
/** @typedef {[number, number]} Range */

/**
 * @typedef {object} Scene       what both pictures draw
 * @property {import("../maths/steering.js").Policy} policy
 * @property {{means: number[], deviations: number[]}} states    under the policy [H + 1]
 * @property {{means: number[], deviations: number[]}} best      under the best gains there are
 * @property {number[]} gains                                    those [H]
 * @property {import("../types.js").Paths | null} paths
 * @property {boolean} weighed                                   whether a weight is of a score
 * @property {boolean} constant
 */

const MARGIN = { l: 46, r: 10 };

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { problem } = host.lab;
  const plant = /** @type {Plant} */ (problem.linear_quadratic);
  const horizon = problem.horizon ?? 1;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Range | null} */
  let states = null;
  /** @type {Range | null} */
  let actions = null;

  const upper = el("div", { class: "steering-picture" });
  const lower = el("div", { class: "steering-picture" });
  host.body.append(el("div", { class: "steering" }, keys(), upper, lower));
  const path = host.stage(
    {
      label:
        "The state over the steps of an episode. Thin lines: the last batch. Band: two standard deviations round the mean. Dashed: the best gains there are.",
      x: { range: [0, horizon], title: "step t", ticks: Math.min(horizon, 6) },
      y: { range: [-1, 1], title: "state S", ticks: 4 },
      margin: { ...MARGIN, t: 6, b: 34 },
      zoom: false,
      marks: (st) => (scene ? pathMarks(st, scene) : []),
    },
    upper,
  );
  const rule = host.stage(
    {
      label:
        "The action over the state. Line and band: the policy's mean and one σ. Dashed: the best gain. Marks: the last batch's actions.",
      x: { range: [-1, 1], title: "state S", ticks: 6 },
      y: { range: [-1, 1], title: "action A", ticks: 4 },
      margin: { ...MARGIN, t: 6, b: 34 },
      zoom: false,
      marks: (st) => (scene ? policyMarks(st, scene) : []),
    },
    lower,
  );
  rule.drag({
    acts: true,
    handles: () => {
      if (!scene || latest?.scrubbed) return [];
      return gripsOf(scene, /** @type {[Range, Range]} */ (rule.ranges())[0]);
    },
    move(handle, _x, y) {
      if (latest && scene) pull(handle, y);
    },
  });

  /** A handle was moved up or down. @param {import("../types.js").Handle} handle @param {number} y */
  function pull(handle, y) {
    const { policy } = /** @type {Scene} */ (scene);
    const theta = [.../** @type {Moment} */ (latest).frame.theta];
    const away = y - policy.shift - policy.gain * handle.x;
    if (handle.name === "Gain w") theta[0] = (y - policy.shift) / handle.x;
    else if (handle.name === "Shift c") theta[1] = y;
    else if (away <= 1e-3) return;
    else if (latest?.lab.experiment.policy["learn_sigma"]) theta[theta.length - 1] = Math.log(away);
    else return host.preview({ "policy.sigma": Number(away.toPrecision(4)) });
    host.send({ type: "set_theta", theta });
  }

  /** @param {Moment} m @returns {Scene | null} */
  function see(m) {
    const { experiment } = m.lab;
    const policy = policyOf(m.frame.theta, plant, experiment.policy);
    if (![policy.gain, policy.shift, policy.sigma].every(Number.isFinite)) return null;
    const { gains } = riccati(plant, horizon, experiment.objective.discount ?? 1);
    const same = new Array(horizon).fill(policy.gain);
    return {
      policy,
      gains,
      states: statesUnder(plant, same, policy.shift, policy.sigma),
      best: statesUnder(plant, gains, 0, 0),
      paths: m.frame.paths ?? null,
      weighed: experiment.estimator.kind === "reinforce",
      constant: plant.constant,
    };
  }

  /** @param {Scene} s */
  function frameUp({ policy, states: { means, deviations }, best, paths }) {
    const drawn = (paths?.states ?? []).flat();
    const reach = means.flatMap((mean, t) => [mean - 2 * (deviations[t] ?? 0), mean + 2 * (deviations[t] ?? 0)]);
    states = steady(states, rangeOf([0, ...reach, ...best.means, ...drawn]), { air: 0.06, slack: 2.2 });
    const ends = states.flatMap((s) => [-1, 1].map((side) => policy.gain * s + policy.shift + side * policy.sigma));
    actions = steady(actions, rangeOf([0, ...ends, ...(paths?.actions ?? []).flat()]), { air: 0.06, slack: 2.2 });
    path.range([0, horizon], states);
    rule.range(states, actions);
  }

  return {
    draw(m) {
      latest = m;
      scene = see(m);
      if (scene) frameUp(scene);
      path.redraw();
      rule.redraw();
    },
    summary(m) {
      const now = see(m);
      if (!now) return "θ is no longer finite: the state was lost.";
      const { policy, gains } = now;
      const factor = plant.a + plant.b * policy.gain;
      const best = bestSteered(plant, horizon, m.lab.experiment.objective.discount ?? 1, 0);
      const shift = plant.constant ? `, c = ${fixed(policy.shift, 3)}` : "";
      const j = m.frame.exact ? ` J = ${short(m.frame.exact.value, 4)}, of at most ${short(best, 4)}.` : "";
      return `w = ${fixed(policy.gain, 3)}${shift}, σ = ${fixed(policy.sigma, 3)}: each step multiplies the mean state by a + bw = ${signed(factor, 3)}. The best first gain is ${fixed(gains[0], 3)}.${j}`;
    },
    table(m) {
      const now = see(m);
      return {
        columns: ["Step", "Mean state", "Its standard deviation", "Mean action", "Best gain"],
        rows: (now?.gains ?? []).map((gain, t) => {
          const mean = now?.states.means[t] ?? 0;
          const action = (now?.policy.gain ?? 0) * mean + (now?.policy.shift ?? 0);
          return [String(t), ...[mean, now?.states.deviations[t], action, gain].map((value) => rounded(value))];
        }),
      };
    },
    destroy() {
      path.destroy();
      rule.destroy();
    },
  };
}

/** What the lines are. */
function keys() {
  return el(
    "p",
    { class: "steering-keys" },
    ...[
      ["policy", "the policy, on average"],
      ["best", "the best gains there are"],
      ["drawn", "the last batch"],
    ].map(([kind, words]) =>
      el("span", { class: "steering-key" }, el("i", { class: kind, "aria-hidden": "true" }), words),
    ),
  );
}

/** @param {number[]} values @returns {Range} */
function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low < high ? [low, high] : [low - 1, low + 1];
}

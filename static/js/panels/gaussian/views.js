/** What the Gaussian panel looks at: one context of a bandit, or one state of a number that is steered. */

import { el } from "../../dom/elements.js";
import { alongMean, blurredAt, movedMean, rewardAt } from "../../maths/bell.js";
import { fixed } from "../../maths/format.js";
import { policyOf, worthAt } from "../../maths/steering.js";
import { firstState, stateChoice } from "../parts/fields.js";

/** @typedef {import("../../types.js").Continuous} Continuous */
/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").LinearQuadratic} Plant */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("../../types.js").Paths} Paths */
/** @typedef {import("../gaussian.js").Drop} Drop */
/** @typedef {import("../gaussian.js").Scene} Scene */

/**
 * @typedef {object} View
 * @property {HTMLElement | null} control      which context, or which state
 * @property {Names} names
 * @property {boolean} learned                 whether sigma is a parameter
 * @property {boolean} alone                   whether the slopes of the blurred curve can be drawn
 * @property {boolean} estimated               whether the last estimate has slopes here too
 * @property {(m: Moment) => Seen | null} see
 * @property {(theta: readonly number[], by: number) => number[]} moved   θ whose mean is that much larger here
 * @property {() => string} where              in words, for a sentence
 */
/** @typedef {Omit<Scene, "weighed" | "learned" | "names" | "top" | "own" | "holds">} Seen */
/**
 * @typedef {object} Names                     of the marks
 * @property {string} curve
 * @property {string} blurred
 * @property {string} value                    of the blurred curve at the mean
 * @property {string} slope                    of the blurred curve along the mean
 * @property {string} exact                    its arrow
 * @property {string} axis
 */

/** States of drawn steps that count as the chosen one: within this share of half the slider's length. */
const NEARBY = 0.05;

/**
 * @param {Lab} lab
 * @param {() => void} changed  another context or state was chosen
 * @returns {View}
 */
export function viewOf(lab, changed) {
  return lab.problem.linear_quadratic ? oneState(lab, lab.problem.linear_quadratic, changed) : oneContext(lab, changed);
}

/** @param {Lab} lab @param {() => void} changed @returns {View} */
function oneContext({ problem, policy }, changed) {
  const world = /** @type {Continuous} */ (problem.continuous);
  const learned = policy.parameter_names.length > (world.contexts[0]?.length ?? 1);
  const alone = problem.states === 1;
  let context = firstState(problem);
  const features = () => world.contexts[context] ?? [1];
  /** @param {readonly number[] | null | undefined} g @returns {[number, number] | null} */
  const slopes = (g) => (g ? [alongMean(g, features()), learned ? (g.at(-1) ?? 0) : 0] : null);
  return {
    control: alone
      ? null
      : stateChoice(problem, context, (wanted) => {
          context = wanted;
          changed();
        }),
    names: {
      curve: "r(a)",
      blurred: "r blurred by σ",
      value: "J",
      slope: "∂J/∂μ",
      exact: "exact ∂J/∂μ",
      axis: "reward",
    },
    learned,
    alone,
    estimated: alone,
    see({ frame: { density: now, samples, exact, estimate, baseline } }) {
      const mean = now?.means[context];
      if (!now || mean === undefined) return null;
      return {
        world,
        context,
        mean,
        sigma: now.sigma,
        drops: samples ? samplesOf(samples, context, slopes) : [],
        value: alone ? (exact?.value ?? null) : null,
        exact: alone ? slopes(exact?.gradient) : null,
        estimate: alone ? slopes(estimate) : null,
        baseline: baseline?.value ?? baseline?.values?.[context] ?? null,
      };
    },
    moved(theta, by) {
      const moved = movedMean(theta, features(), by);
      return moved.map((value, k) => (k < policy.parameters - Number(learned) ? value : (theta[k] ?? value)));
    },
    where: () => (alone ? "" : ` in ${problem.state_names[context]}`),
  };
}

/**
 * @param {import("../../types.js").Samples} samples
 * @param {number} context
 * @param {(g: readonly number[]) => [number, number] | null} slopes
 * @returns {Drop[]}
 */
function samplesOf(samples, context, slopes) {
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

/**
 * The first step at a state one may choose. What an action is worth there is a parabola too: Q of the present policy.
 * @param {Lab} lab
 * @param {Plant} plant
 * @param {() => void} changed
 * @returns {View}
 */
function oneState({ problem, policy }, plant, changed) {
  const learned = policy.parameter_names.length > 1 + Number(plant.constant);
  const horizon = problem.horizon ?? 1;
  const reach = Math.max(1, Math.abs(plant.start_mean) + 3 * plant.start_std);
  let state = plant.start_mean;
  const slider = el("input", { type: "range", min: -reach, max: reach, step: reach / 100, "aria-label": "State S" });
  slider.value = String(state);
  const shown = el("output", { class: "gaussian-state-value", text: fixed(state, 2) });
  slider.addEventListener("input", () => {
    state = Number(slider.value);
    shown.textContent = fixed(state, 2);
    changed();
  });
  return {
    control: el("label", { class: "inline-field gaussian-state" }, "State S", slider, shown),
    names: {
      curve: "Q₀(S, a)",
      blurred: "Q₀ blurred by σ",
      value: "V₀(S)",
      slope: "slope of V₀(S) along μ",
      exact: "exact slope of V₀(S)",
      axis: "value",
    },
    learned,
    alone: true,
    estimated: false,
    see({ frame, lab }) {
      const now = policyOf(frame.theta, plant, lab.experiment.policy);
      if (![now.gain, now.shift, now.sigma].every(Number.isFinite)) return null;
      const { target, scale, top } = worthAt(plant, horizon, lab.experiment.objective.discount ?? 1, now, state);
      /** @type {Continuous} */
      const world = { shape: "quadratic", curve: [[target, scale, top]], contexts: [[state, 1]], reward_std: 0 };
      const mean = now.gain * state + now.shift;
      return {
        world,
        context: 0,
        mean,
        sigma: now.sigma,
        drops: frame.paths ? stepsOf(frame.paths, world, state, NEARBY * reach, lab.experiment.estimator.kind) : [],
        value: blurredAt(world, 0, mean, now.sigma),
        exact: [-2 * scale * (mean - target), -2 * scale * now.sigma ** 2],
        estimate: null,
        baseline: frame.baseline?.value ?? null,
      };
    },
    moved(theta, by) {
      if (plant.constant) return theta.map((value, k) => (k === 1 ? value + by : value));
      return theta.map((value, k) => (k === 0 && state !== 0 ? value + by / state : value));
    },
    where: () => ` at S = ${fixed(state, 2)}`,
  };
}

/**
 * Steps of the last batch whose state was near.
 * @param {Paths} paths
 * @param {Continuous} world
 * @param {number} state
 * @param {number} near
 * @param {string} estimator
 * @returns {Drop[]}
 */
function stepsOf({ states, actions, weights, gain, shift, sigma }, world, state, near, estimator) {
  return actions.flatMap((row, i) =>
    row.flatMap((action, t) => {
      const at = states[i]?.[t] ?? NaN;
      if (!(Math.abs(at - state) <= near)) return [];
      const z = (action - gain * at - shift) / sigma;
      const weight = weights[i]?.[t] ?? 0;
      /** @type {[number, number]} */
      const push =
        estimator === "pathwise" ? [weight, weight * sigma * z] : [(weight * z) / sigma, weight * (z * z - 1)];
      return [{ action, reward: rewardAt(world, 0, action), weight, push, probes: null, probed: null }];
    }),
  );
}

/** How directions of θ move one state's policy in the triangle, to first order, and how a run climbs there. */

import { bonusOf } from "../../maths/objective.js";
import { oneHot, pushed, scores } from "../../maths/softmax.js";
import { compass } from "../../maths/triangle.js";

/** @typedef {import("../../types.js").Experiment} Experiment */
/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Lab} Lab */

/** Whether every preference is a parameter of its own. @param {Lab} lab */
export const ofPreferences = (lab) => lab.experiment.policy.features?.kind === "one_hot";

/** Rewards that make J a slope over the triangle: one state, one action an episode. @param {Lab} lab */
export const rewardsOf = ({ problem }) => (problem.discrete_bandit ? (problem.mean_reward[0] ?? null) : null);

/** Whether a run follows the undamped natural gradient. @param {Experiment} experiment */
const natural = ({ optimizer }) => optimizer["preconditioner"] === "natural" && !(optimizer["damping"] > 0);

/** @param {Lab} lab */
export function motionOf(lab) {
  const own = ofPreferences(lab);
  const slope = rewardsOf(lab) !== null;

  /** Features of a state's actions [A, …]; one-hot ones stand for their own block of theta. A network has none. @param {number} state */
  const features = (state) => (own ? oneHot(3) : (lab.policy.phi?.[state] ?? null));

  /**
   * How pi [3] moves along a direction of theta.
   * @param {number} state
   * @param {Experiment} experiment
   * @param {readonly number[]} pi
   * @param {readonly number[]} direction
   * @returns {number[] | null} [3]
   */
  function movement(state, experiment, pi, direction) {
    const { temperature } = experiment.policy;
    // One state, one-hot: F's pseudo-inverse makes tau times the gradient of it (Kakade 2001).
    if (natural(experiment) && slope && own) return direction.map((value) => value * temperature);
    const phi = features(state);
    const block = own ? direction.slice(3 * state, 3 * state + 3) : direction;
    return phi ? pushed(pi, scores(pi, phi, temperature), block) : null;
  }

  return {
    movement,
    /** The exact gradient and the last estimate, in the triangle. @param {number} state @param {Experiment} experiment @param {Frame} frame */
    directions(state, experiment, { exact, estimate, probabilities }) {
      const pi = probabilities?.[state];
      const [truth, guess] = [exact?.gradient, estimate].map((direction) => {
        const moves = direction && pi && movement(state, experiment, pi, direction);
        return moves ? compass(moves) : null;
      });
      return /** @type {const} */ ([truth ?? null, guess ?? null]);
    },
    /** How the run climbs in a state, where features say it. @param {number} state @param {Experiment} experiment */
    climb(state, experiment) {
      const phi = features(state);
      const { temperature } = experiment.policy;
      return phi && { phi, temperature, natural: natural(experiment), bonus: bonusOf(experiment) };
    },
  };
}

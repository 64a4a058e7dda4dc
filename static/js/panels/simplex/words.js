/** The triangle in words and as a table. */

import { fixed, rounded } from "../../maths/format.js";
import { bonusOf, climbedName } from "../../maths/objective.js";
import { runsOf } from "../parts/river.js";
import { rewardsOf } from "./motion.js";

/** @typedef {import("../../types.js").Moment} Moment */

/** @param {Moment} m @param {number} state */
export function sentence({ frame, lab }, state) {
  const { problem, experiment } = lab;
  const pi = frame.probabilities?.[state];
  if (!pi) return "No probabilities were kept for this moment.";
  const where = problem.states > 1 ? ` in state ${problem.state_names[state]}` : "";
  const climbs = bonusOf(experiment) > 0 ? `; the arrows climb ${climbedName(experiment)}` : "";
  const value = frame.exact && rewardsOf(lab) ? `; J = ${fixed(frame.exact.value, 4)}${climbs}` : "";
  const network = experiment.policy.kind === "mlp" ? " Arrows need features, and a network has none." : "";
  const named = problem.action_names.map((name, a) => `${name} ${fixed(pi[a], 3)}`).join(", ");
  return `The policy${where} is ${named}${value}.${network}${runsOf(frame)}`;
}

/**
 * @param {Moment} m
 * @param {number} state
 * @param {ReturnType<typeof import("./motion.js").motionOf>["movement"]} movement
 */
export function tableOf({ frame, lab }, state, movement) {
  const pi = frame.probabilities?.[state];
  const rewards = rewardsOf(lab);
  const [exact, estimate] = [frame.exact?.gradient, frame.estimate].map((direction) =>
    direction && pi ? movement(state, lab.experiment, pi, direction) : null,
  );
  return {
    columns: [
      "Action",
      "Probability",
      "Moves with the exact gradient",
      "With the last estimate",
      ...(rewards ? ["Mean reward"] : []),
    ],
    rows: lab.problem.action_names.map((name, a) => [
      name,
      rounded(pi?.[a], 4),
      rounded(exact?.[a], 4),
      rounded(estimate?.[a], 4),
      ...(rewards ? [rounded(rewards[a], 4)] : []),
    ]),
  };
}

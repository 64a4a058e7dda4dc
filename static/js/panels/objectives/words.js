/** What is said of the objectives: the sentence, the note on a loop, and the table. Pure. */

import { fixed, rounded } from "../../maths/format.js";
import { KINDS } from "./pictures.js";

/** @typedef {import("./answers.js").Answers} Answers */
/** @typedef {import("./answers.js").Loop} Loop */

/** The three objectives' values. @param {Answers} answers @param {number | null} horizon */
export function sentence(answers, horizon) {
  const parts = [
    `start value ${fixed(answers.start.value, 3)}`,
    ...(answers.value ? [`average value ${fixed(answers.value.value, 3)}`] : []),
    ...(answers.reward ? [`average reward ${fixed(answers.reward.value, 3)}`] : []),
  ];
  const steps = horizon === null ? "" : `; the start value counts ${horizon} steps`;
  return `θ of update ${answers.update}, γ = ${fixed(answers.discount, 2)}: ${parts.join(", ")}${steps}.`;
}

/** What a walk around the loop came to. @param {Loop} walked */
export function loopSentence({ side, climbedExact, climbedDropped }) {
  return `Around a square of side ${fixed(side, 2)} the true gradient adds up to ${fixed(climbedExact.at(-1), 6)}, the direction without γᵗ to ${fixed(climbedDropped.at(-1), 6)}.`;
}

/**
 * What there is to say beside the loop.
 * @param {{gamma: number, walked: boolean, elsewhere: boolean, sameStates: boolean}} now
 */
export function wordsOnLoop({ gamma, walked, elsewhere, sameStates }) {
  if (gamma === 1) return "At γ = 1 there is nothing to drop: both come back to zero.";
  if (!walked) return "A gradient leads back to the height it started from, whatever the loop.";
  if (elsewhere) return "This loop was walked at another θ, side or γ: walk it again.";
  if (sameStates) return "Both parameters belong to the same states: choose one of each.";
  return "∇J₁ is back at its height; without γᵗ it is not: that direction is the gradient of nothing.";
}

/** @param {Answers | null} answers @param {Loop | null} walked @param {readonly string[]} states @returns {import("../../types.js").Table} */
export function tableOf(answers, walked, states) {
  const numbers = (/** @type {readonly number[] | undefined} */ v) => ({
    value: v,
    text: (v ?? []).map((value) => fixed(value, 4)).join(", ") || "–",
  });
  const rows = KINDS.map((kind) => {
    const answer = answers?.[kind.key];
    return [
      `${kind.short}, ${kind.name}`,
      rounded(answer?.value, 4),
      numbers(answer?.gradient),
      numbers(answer?.visitation),
    ];
  });
  return {
    columns: ["Objective", "Value", "Gradient", `Visits of ${states.join(", ")}`],
    rows: [
      ...rows,
      ["∮ ∇J₁ · dθ", rounded(walked?.climbedExact.at(-1), 6), "", ""],
      ["∮ without γᵗ", rounded(walked?.climbedDropped.at(-1), 6), "", ""],
    ],
  };
}

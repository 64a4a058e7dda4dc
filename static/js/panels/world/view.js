/** What a world shows of a frame: its heat, as shares of the colour scale and in numbers, and what the arrows are. */

import { digitsFor, fixed, short } from "../../maths/format.js";
import { pulls, spanOf } from "../../maths/gridmap.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Moment} Moment */
/**
 * @typedef {object} View
 * @property {readonly string[]} map
 * @property {number[][] | undefined} probabilities [S][A]
 * @property {number[] | null} heat    [S] 0 to 1
 * @property {number[][] | null} pull  [S][A] in -1 to 1: arrows show this instead of pi
 * @property {((s: number, fewer: number) => string) | null} write  a state's number, with that many digits fewer than there are
 * @property {((s: number) => string) | null} tell   what hovering a state says
 * @property {import("../../types.js").Episode | null} episode
 * @property {boolean} still           not playing: small numbers can be read
 */

/** @type {[string, string][]} */
export const HEATS = [
  ["value", "Value V"],
  ["visitation", "Visits"],
  ["pull", "Gradient"],
  ["none", "No heat"],
];

/** @param {Lab} lab */
export const shapeOf = ({ problem, experiment }) => ({
  oneHot: experiment.policy.features?.kind === "one_hot",
  states: problem.states,
  actions: problem.actions,
  horizon: problem.horizon,
});

/** @param {readonly string[]} map @returns {View} */
export const nothing = (map) => ({
  map,
  probabilities: undefined,
  heat: null,
  pull: null,
  write: null,
  tell: null,
  episode: null,
  still: true,
});

/**
 * @param {Moment} m
 * @param {string} heat one of HEATS
 * @param {readonly string[]} map
 * @param {(s: number) => string} tell
 * @returns {View}
 */
export function viewOf(m, heat, map, tell) {
  const { frame, lab } = m;
  const { terminal } = lab.problem;
  const pull =
    heat === "pull" ? pulls(frame, { ...shapeOf(lab), temperature: lab.experiment.policy.temperature }) : null;
  const numbers =
    heat === "value"
      ? frame.values?.state_values
      : heat === "visitation"
        ? frame.values?.visitation
        : pull?.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0));
  const span = numbers ? spanOf(numbers, terminal) : null;
  const low = heat === "value" ? (span?.[0] ?? 0) : 0;
  const wide = (span?.[1] ?? 1) - low || 1;
  const most = pull ? Math.max(1e-12, ...pull.flat().map(Math.abs)) : 1;
  return {
    map,
    tell,
    probabilities: frame.probabilities ?? undefined,
    still: !m.playing,
    episode: frame.episode ?? null,
    heat: numbers && span ? numbers.map((value) => (value - low) / wide) : null,
    pull: pull ? pull.map((row) => row.map((value) => value / most)) : null,
    write: numbers ? (s, fewer) => written(numbers[s] ?? 0, heat, wide, fewer) : null,
  };
}

/** Never so few digits that values which differ look alike. @param {number} value @param {string} heat @param {number} wide the span of all @param {number} fewer */
function written(value, heat, wide, fewer) {
  if (heat !== "value") return short(value, Math.max(1, 2 - fewer));
  const digits = Math.min(3, Math.max(Math.abs(value) >= 100 ? 0 : 1, digitsFor(wide) - 1));
  return fixed(value, Math.max(0, digitsFor(wide / 3) - 2, digits - fewer));
}

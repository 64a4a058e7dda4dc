/** The two parameters that span the plane: chosen by the gradient until a person picks them. */

import { ownersOf, pairOf } from "../../maths/loop.js";

/** @typedef {[number, number]} Pair */

/** @param {import("../../types.js").Lab} lab */
export function createPair({ problem, policy, experiment }) {
  const phi = experiment.policy.features?.kind === "one_hot" ? null : (policy.phi ?? []);
  const owners = ownersOf(phi, problem.states, problem.actions, policy.parameters);
  /** @type {Pair | null} */
  let pair = null;
  return {
    get now() {
      return pair;
    },
    /** Where a vector lies on the plane. @param {readonly number[]} v @returns {Pair} */
    at: (v) => [v[pair?.[0] ?? 0] ?? 0, v[pair?.[1] ?? 1] ?? 0],
    /** Whether both belong to the same states: no loop through them tells anything. */
    get sameStates() {
      return pair !== null && owners[pair[0]] === owners[pair[1]];
    },
    /** The first gradient chooses. @param {readonly number[] | undefined} gradient @returns {boolean} whether it did */
    lead(gradient) {
      if (pair || !gradient) return false;
      pair = pairOf(gradient, owners);
      return true;
    },
    /** The same parameter twice means the two change places. @param {0 | 1} k @param {number} i */
    pick(k, i) {
      if (pair) pair = pair[1 - k] === i ? [pair[1], pair[0]] : k ? [pair[0], i] : [i, pair[1]];
    },
  };
}

/** What panels may know of a run besides its moments. Pure. */

import { same } from "./protocol.js";

/** @typedef {import("../types.js").Opened} Opened */
/** @typedef {import("../types.js").Experiment} Experiment */

/**
 * @param {Opened} run
 * @param {import("../types.js").Kinds} kinds
 * @param {() => Experiment | null} experiment the one in force, or of the moment shown
 * @returns {import("../types.js").Lab}
 */
export function labOf({ problem, policy, limits, recorded, experiment: opened }, kinds, experiment) {
  return {
    ...(recorded && { recorded }),
    problem,
    policy,
    limits,
    kinds,
    get experiment() {
      return experiment() ?? opened;
    },
  };
}

/** Whether panels made for one run can show another. @param {Pick<Opened, "problem" | "policy">} a @param {Pick<Opened, "problem" | "policy">} b */
export const alikeLabs = (a, b) => same(a.problem, b.problem) && same(a.policy, b.policy);

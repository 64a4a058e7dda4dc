/** Which function a run climbs, and what it is called: J of the rewards alone, or with an entropy bonus beta J + beta H. Pure. */

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Frame} Frame */

/** beta; 0 without a bonus. @param {Pick<Experiment, "estimator">} experiment @returns {number} */
export const bonusOf = ({ estimator }) => estimator["entropy_bonus"] ?? 0;

/** @param {Pick<Experiment, "estimator">} experiment */
export const climbedName = (experiment) => (bonusOf(experiment) > 0 ? "J + βH" : "J");

/** The value of what is climbed; undefined where the moment kept none. @param {Frame} frame */
export const climbedValue = ({ exact }) => exact?.regularized_value ?? exact?.value;

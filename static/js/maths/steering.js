/** Steering a number, linear dynamics and quadratic costs: what closed forms say (server: gradients/linear_quadratic/exact.py). Pure. */

/** @typedef {import("../types.js").LinearQuadratic} Plant */
/** @typedef {{gain: number, shift: number, sigma: number}} Policy   A ~ N(gain * S + shift, sigma^2) */

/**
 * The policy that theta = (w[, c][, log sigma]) stands for.
 * @param {readonly number[]} theta
 * @param {Pick<Plant, "constant">} plant
 * @param {Record<string, any>} policy the experiment's
 * @returns {Policy}
 */
export function policyOf(theta, { constant }, policy) {
  const sigma = policy["learn_sigma"] ? Math.exp(theta.at(-1) ?? 0) : policy["sigma"];
  return { gain: theta[0] ?? 0, shift: constant ? (theta[1] ?? 0) : 0, sigma };
}

/**
 * Riccati's recursion: the best gain of every step, and what a state costs from there on, P_t S^2.
 * @param {Plant} plant
 * @param {number} horizon
 * @param {number} discount
 * @returns {{gains: number[], costs: number[]}} [H] and [H + 1]
 */
export function riccati({ a, b, q, r, final }, horizon, discount) {
  const gains = new Array(horizon).fill(0);
  const costs = new Array(horizon + 1).fill(final);
  for (let t = horizon - 1; t >= 0; t -= 1) {
    const later = discount * costs[t + 1];
    const curvature = r + later * b * b;
    gains[t] = curvature > 0 ? -(later * a * b) / curvature : 0;
    costs[t] = q + later * a * (a + b * gains[t]);
  }
  return { gains, costs };
}

/**
 * The highest J of any policy with this spread, whose gain may differ from step to step; with a spread of 0 the best there is.
 * @param {Plant} plant
 * @param {number} horizon
 * @param {number} discount
 * @param {number} sigma
 */
export function bestSteered(plant, horizon, discount, sigma) {
  const { costs } = riccati(plant, horizon, discount);
  let value = -(costs[0] ?? 0) * (plant.start_mean ** 2 + plant.start_std ** 2);
  let weight = 1;
  for (let t = 0; t < horizon; t += 1) {
    const later = discount * (costs[t + 1] ?? 0);
    value -= weight * (later * plant.noise ** 2 + (plant.r + later * plant.b ** 2) * sigma ** 2);
    weight *= discount;
  }
  return value;
}

/**
 * Mean and standard deviation of the state before each step, and after the last.
 * @param {Plant} plant
 * @param {readonly number[]} gains one a step [H]
 * @param {number} shift
 * @param {number} sigma
 * @returns {{means: number[], deviations: number[]}} [H + 1]
 */
export function statesUnder({ a, b, noise, start_mean, start_std }, gains, shift, sigma) {
  const means = [start_mean];
  const variances = [start_std ** 2];
  gains.forEach((gain, t) => {
    const k = a + b * gain;
    means.push(k * (means[t] ?? 0) + b * shift);
    variances.push(k * k * (variances[t] ?? 0) + noise ** 2 + (b * sigma) ** 2);
  });
  return { means, deviations: variances.map(Math.sqrt) };
}

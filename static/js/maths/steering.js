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

/**
 * What an action is worth at the first step, Q_0(s, a) = top - scale (a - target)^2, all later steps under a policy: the same backward
 * recursion as the server's. No bonus counts in it.
 * @param {Plant} plant
 * @param {number} horizon
 * @param {number} discount
 * @param {Policy} policy
 * @param {number} state
 */
export function worthAt({ a, b, q, r, final, noise }, horizon, discount, { gain, shift, sigma }, state) {
  // V(s) = square s^2 + slope s + level of the step after this one.
  let [square, slope, level] = [-final, 0, 0];
  for (let t = horizon - 1; ; t -= 1) {
    // Q(s, a) = bend a^2 + (mixed s + tilt) a + (own s^2 + lean s + rest).
    const bend = discount * square * b * b - r;
    const mixed = 2 * discount * square * a * b;
    const tilt = discount * slope * b;
    const own = discount * square * a * a - q;
    const lean = discount * slope * a;
    const rest = discount * (square * noise ** 2 + level);
    if (t <= 0) {
      const along = mixed * state + tilt;
      const target = bend === 0 ? 0 : -along / (2 * bend);
      return { target, scale: -bend, top: own * state ** 2 + lean * state + rest - bend * target ** 2 };
    }
    square = bend * gain ** 2 + mixed * gain + own;
    slope = 2 * bend * gain * shift + mixed * shift + tilt * gain + lean;
    level = bend * (shift ** 2 + sigma ** 2) + tilt * shift + rest;
  }
}

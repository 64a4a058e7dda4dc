/** Made-up frames of a two-armed bandit for tests. */

/** @typedef {import("../../static/js/types.js").Frame} Frame */

/** @param {number} step @param {Partial<Frame>} [more] @returns {Frame} */
export function frame(step, more = {}) {
  return {
    type: "frame",
    update: step,
    sample: 0,
    theta: [step / 100, -step / 100],
    state: `state-${step}`,
    block: { updates: step === 0 ? 0 : 1, episodes: step === 0 ? 0 : 1, actions: 1, mean_return: 1, truncated: 0 },
    probabilities: [[0.5, 0.5]],
    ...more,
  };
}

/** @returns {import("../../static/js/types.js").Experiment} */
export function experiment() {
  return {
    problem: { kind: "bandit", means: [1, 0] },
    policy: { kind: "softmax", features: { kind: "one_hot" }, temperature: 1 },
    objective: { kind: "start_value", discount: 1 },
    estimator: { kind: "reinforce", baseline: { kind: "none" } },
    optimizer: { kind: "ascent", learning_rate: 0.1 },
    initial_theta: null,
    seed: 0,
  };
}

/** @param {import("../../static/js/types.js").Experiment} [asked] @returns {import("../../static/js/types.js").Opened} */
export function opened(asked = experiment()) {
  return {
    type: "opened",
    experiment: asked,
    problem: {
      states: 1,
      actions: 2,
      state_names: ["s"],
      action_names: ["A", "B"],
      start: [1],
      terminal: [false],
      horizon: 1,
      mean_reward: [[1, 0]],
      discrete_bandit: true,
      grid: null,
      continuous: null,
      linear_quadratic: null,
      notes: {},
    },
    policy: { parameters: 2, parameter_names: ["A", "B"], phi: null, inputs: null },
    limits: {},
    session: { frame_rate: 30, max_updates_per_second: 10_000 },
  };
}

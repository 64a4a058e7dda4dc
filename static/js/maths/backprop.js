/**
 * A network's scores as NumPy, layer by layer forwards and back: what `snippet` writes where theta is a network's.
 *
 *   y1 = tanh(x W1 + b1),  h = y1 W2 + b2,  d2 = (onehot - pi) / tau,  d1 = (d2 W2') (1 - y1^2)
 */

/**
 * @typedef {object} Layers
 * @property {readonly number[]} sizes        inputs, hidden units, actions
 * @property {readonly (readonly number[])[] | null} inputs  [S][I]; null: one-hot
 */

/**
 * What the page knows about a run's network; null if there is none, or if it has too many inputs to send.
 * @param {{experiment: import("../types.js").Experiment, policy: import("../types.js").Policy, problem: {states: number, actions: number}}} lab
 * @returns {Layers | null}
 */
export function layersOf({ experiment, policy, problem }) {
  const { kind, inputs, hidden } = experiment.policy;
  if (kind !== "mlp") return null;
  if (inputs.kind === "one_hot") return { sizes: [problem.states, ...hidden, problem.actions], inputs: null };
  return policy.inputs
    ? { sizes: [policy.inputs[0]?.length ?? 0, ...hidden, problem.actions], inputs: policy.inputs }
    : null;
}

/**
 * Lines that make `pi` and `scores`, one row a step, of the arrays `s` and `a`.
 * @param {Layers} layers
 * @param {readonly number[]} visited the steps' states
 * @param {string} over "" or " / tau"
 * @param {(row: readonly number[]) => string} list
 */
export function backprop({ sizes, inputs }, visited, over, list) {
  const last = sizes.length - 1;
  /** @type {string[]} */
  const lines = [];
  let at = 0;
  for (let k = 1; k <= last; k += 1) {
    const [rows, columns] = [sizes[k - 1] ?? 0, sizes[k] ?? 0];
    const bias = at + rows * columns;
    lines.push(`W${k}, b${k} = theta[${at}:${bias}].reshape(${rows}, ${columns}), theta[${bias}:${bias + columns}]`);
    at = bias + columns;
  }
  if (inputs)
    lines.push(
      `x = np.array([\n${visited.map((s) => `    ${list(inputs[s] ?? [])},`).join("\n")}\n])  # inputs, one row a step`,
    );
  else lines.push(`x = np.eye(${sizes[0]})[s]  # inputs, one row a step`);
  /** @param {number} k */
  const below = (k) => (k === 0 ? "x" : `y${k}`);
  for (let k = 1; k < last; k += 1) lines.push(`y${k} = np.tanh(${below(k - 1)} @ W${k} + b${k})`);
  const sum = `${below(last - 1)} @ W${last} + b${last}`;
  lines.push(
    "",
    `h = ${over ? `(${sum})${over}` : sum}`,
    "pi = np.exp(h - h.max(axis=1, keepdims=True))",
    "pi = pi / pi.sum(axis=1, keepdims=True)",
  );
  lines.push("", `d${last} = (np.eye(${sizes[last]})[a] - pi)${over}  # the slope of log pi, and from here backwards`);
  for (let k = last - 1; k >= 1; k -= 1) lines.push(`d${k} = d${k + 1} @ W${k + 1}.T * (1 - y${k}**2)`);
  lines.push("outer = lambda y, d: (y[:, :, None] * d[:, None, :]).reshape(len(s), -1)");
  const parts = Array.from({ length: last }, (_, i) => `outer(${below(i)}, d${i + 1}), d${i + 1}`);
  lines.push(`scores = np.hstack([${parts.join(", ")}])`);
  return lines;
}

/** Closed forms of a steered number against the golden ratio, against each other, and against the server's. */

import assert from "node:assert/strict";
import test from "node:test";

import { bestSteered, policyOf, riccati, statesUnder, worthAt } from "../../../static/js/maths/steering.js";
import { printed } from "../python.js";

const GOLDEN = (1 + Math.sqrt(5)) / 2;
const PLAIN = { a: 1, b: 1, q: 1, r: 1, final: GOLDEN, noise: 0.1, start_mean: 1, start_std: 0.5, constant: false };
const OTHER = { a: 0.9, b: -0.6, q: 0.5, r: 2, final: 3, noise: 0.3, start_mean: -0.7, start_std: 0.2, constant: true };

/** @param {number} got @param {number} wanted */
const near = (got, wanted) =>
  assert.ok(Math.abs(got - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted)), `${got} ${wanted}`);

test("theta is read in the order w, c, log sigma", () => {
  assert.deepEqual(policyOf([-0.5], PLAIN, { sigma: 0.3 }), { gain: -0.5, shift: 0, sigma: 0.3 });
  assert.deepEqual(policyOf([-0.5, 0.2, 0], OTHER, { sigma: 0.3, learn_sigma: true }), {
    gain: -0.5,
    shift: 0.2,
    sigma: 1,
  });
});

test("with the cost of going on for ever at the end, every gain is minus one over the golden ratio", () => {
  const { gains, costs } = riccati(PLAIN, 8, 1);
  for (const gain of gains) near(gain, -1 / GOLDEN);
  for (const cost of costs) near(cost, GOLDEN);
  near(bestSteered(PLAIN, 8, 1, 0), -(GOLDEN * 1.25 + 8 * GOLDEN * 0.01));
});

test("the best value is what its own states and actions cost", () => {
  for (const sigma of [0, 0.4]) {
    const { gains } = riccati(OTHER, 6, 0.9);
    const { means, deviations } = statesUnder(OTHER, gains, 0, sigma);
    const squares = means.map((mean, t) => mean ** 2 + (deviations[t] ?? 0) ** 2);
    const paid = gains.map((gain, t) => (OTHER.q + OTHER.r * gain ** 2) * (squares[t] ?? 0) + OTHER.r * sigma ** 2);
    const total = paid.reduce((sum, cost, t) => sum + 0.9 ** t * cost, 0.9 ** 6 * OTHER.final * (squares[6] ?? 0));
    near(bestSteered(OTHER, 6, 0.9, sigma), -total);
  }
});

test("an action's worth is what it costs now and what the next state costs", () => {
  const policy = { gain: 0.7, shift: -0.2, sigma: 0.3 };
  const { target, scale, top } = worthAt(OTHER, 1, 0.9, policy, 1.5);
  for (const a of [-2, 0, 0.4, 3]) {
    const next = (OTHER.a * 1.5 + OTHER.b * a) ** 2 + OTHER.noise ** 2;
    near(top - scale * (a - target) ** 2, -OTHER.q * 1.5 ** 2 - OTHER.r * a ** 2 - 0.9 * OTHER.final * next);
  }
  const free = { ...OTHER, r: 0, b: 0 };
  assert.deepEqual(worthAt(free, 1, 1, policy, 0), { target: 0, scale: 0, top: -OTHER.final * OTHER.noise ** 2 });
});

test("they are the server's", () => {
  const print = `
import json
from policyscope.runs import ExactRequest, exact_answer
problem = {"kind": "linear_quadratic", "horizon": 6, **${JSON.stringify(OTHER).replace("true", "True")}}
asked = ExactRequest(problem=problem, policy={"kind": "gaussian", "sigma": 0.4}, objective={"kind": "start_value", "discount": 0.9}, theta=[-0.3, 0.1])
answer = exact_answer(asked)
print(json.dumps([answer["value"], answer["optimal_value"], *answer["optimal_gains"], *answer["state_means"], *answer["state_variances"]]))
`;
  const theirs = printed(print, { env: { NUMBA_DISABLE_JIT: "1" } });
  const { means, deviations } = statesUnder(OTHER, new Array(6).fill(-0.3), 0.1, 0.4);
  /** V_0(s), a parabola: two states a standard deviation away average to J. @param {number} s */
  const worth = (s) => {
    const { target, scale, top } = worthAt(OTHER, 6, 0.9, { gain: -0.3, shift: 0.1, sigma: 0.4 }, s);
    return top - scale * ((-0.3 * s + 0.1 - target) ** 2 + 0.4 ** 2);
  };
  const ours = [
    (worth(OTHER.start_mean + OTHER.start_std) + worth(OTHER.start_mean - OTHER.start_std)) / 2,
    bestSteered(OTHER, 6, 0.9, 0),
    ...riccati(OTHER, 6, 0.9).gains,
    ...means,
    ...deviations.map((one) => one ** 2),
  ];
  assert.equal(ours.length, theirs.length);
  ours.forEach((value, i) => near(value, theirs[i]));
});

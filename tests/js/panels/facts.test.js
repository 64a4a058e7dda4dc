import assert from "node:assert/strict";
import test from "node:test";
import { dot, norm } from "../../../static/js/maths/vectors.js";
import {
  baselines,
  basisOf,
  factsOf,
  faint,
  noiseOf,
  outline,
  runsBaseline,
} from "../../../static/js/panels/polygon/facts.js";

/** @param {object} [changes] @returns {any} */
const labOf = (changes = {}) => ({
  experiment: {
    problem: { kind: "bandit", means: [1, 2, 4], reward_std: 0, distribution: "gaussian" },
    policy: { kind: "softmax", features: { kind: "one_hot" }, temperature: 1 },
    estimator: { kind: "reinforce", baseline: { kind: "none" } },
    ...changes,
  },
  problem: { actions: 3, states: 1, discrete_bandit: true, mean_reward: [[1, 2, 4]] },
  policy: { parameters: 3, phi: null },
});
const FRAME = /** @type {any} */ ({ probabilities: [[0.5, 0.3, 0.2]] });

test("a bandit's frame needs no action values; the worked example comes out", () => {
  const facts = factsOf(labOf(), FRAME, 0);
  assert.ok(facts);
  assert.ok(Math.abs(facts.value - 1.9) < 1e-12);
  facts.gap.forEach((value, a) => assert.ok(Math.abs(value - ([-0.45, 0.03, 0.42][a] ?? 0)) < 1e-12));
});

test("without probabilities, or a problem's action values, there is nothing to show", () => {
  assert.equal(factsOf(labOf(), /** @type {any} */ ({}), 0), null);
  const lab = labOf();
  lab.problem.discrete_bandit = false;
  assert.equal(factsOf(lab, FRAME, 0), null);
});

test("reward noise is known for bandits only", () => {
  assert.deepEqual(noiseOf(labOf({ problem: { kind: "bandit", reward_std: [0, 1, 2] } }), 0), [0, 1, 4]);
  assert.deepEqual(noiseOf(labOf({ problem: { kind: "testbed", reward_std: 3 } }), 0), [9, 9, 9]);
  const coins = labOf({ problem: { kind: "bandit", distribution: "bernoulli", reward_std: 0 } });
  coins.problem.mean_reward = [[0.5, 1, 0]];
  assert.deepEqual(noiseOf(coins, 0), [0.25, 0, 0]);
  assert.equal(noiseOf(labOf({ problem: { kind: "gridworld" } }), 0), null);
});

test("three one-hot actions are drawn as they are: lengths on the page are lengths of the vectors", () => {
  const facts = factsOf(labOf(), FRAME, 0);
  assert.ok(facts);
  const basis = basisOf(facts, null);
  assert.ok(basis.exact);
  const points = outline(facts, facts.q, basis);
  assert.ok(Math.abs(Math.hypot(...(points.at(-1) ?? [])) - norm(facts.gap)) < 1e-12);
});

test("four actions are projected on the gap, which keeps its length, and the direction across turns without jumps", () => {
  const lab = labOf();
  lab.problem.mean_reward = [[1, 2, 4, -1]];
  lab.problem.actions = 4;
  const facts = factsOf(lab, /** @type {any} */ ({ probabilities: [[0.4, 0.3, 0.2, 0.1]] }), 0);
  assert.ok(facts);
  const basis = basisOf(facts, null);
  assert.equal(basis.exact, false);
  assert.ok(Math.abs(dot(basis.x, basis.y)) < 1e-9);
  const [x, y] = outline(facts, facts.q, basis).at(-1) ?? [NaN, NaN];
  assert.ok(Math.abs(x - norm(facts.gap)) < 1e-12 && Math.abs(y) < 1e-12);
  const later = factsOf(lab, /** @type {any} */ ({ probabilities: [[0.41, 0.3, 0.19, 0.1]] }), 0);
  assert.ok(later);
  const turned = basisOf(later, basis);
  assert.ok(dot(turned.y, basis.y) > 0.99 && dot(turned.x, basis.x) > 0.99);
  const fresh = basisOf(later, null);
  assert.ok(Math.abs(dot(turned.y, fresh.y)) > 0.999);
});

test("no gradient, no direction: the one before stays", () => {
  const facts = factsOf(labOf(), FRAME, 0);
  assert.ok(facts);
  const four = {
    ...facts,
    pi: [0.25, 0.25, 0.25, 0.25],
    scores: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [-1, -1, -1],
    ],
    gap: [0, 0, 0],
  };
  const before = { x: [0, 1, 0], y: [1, 0, 0], exact: false };
  assert.deepEqual(basisOf(four, before).x, [0, 1, 0]);
});

test("the run's baseline is the one its frame says it subtracts, and the mean return where that hangs on a batch not drawn", () => {
  const facts = factsOf(labOf(), FRAME, 0);
  assert.ok(facts);
  /** @param {object} [frame] */
  const baseline = (frame = {}) => runsBaseline(/** @type {any} */ (frame), 0, facts);
  assert.equal(baseline({ baseline: { value: 0, values: null } }), 0);
  assert.equal(baseline({ baseline: { value: 0.5, values: null } }), 0.5);
  assert.equal(baseline({ baseline: { value: null, values: [5] } }), 5);
  assert.equal(baseline({ baseline: { value: null, values: null } }), facts.value);
  assert.equal(baseline(), facts.value);
});

test("sides are too small to draw when the longest is", () => {
  const facts = factsOf(labOf(), /** @type {any} */ ({ probabilities: [[1, 2e-65, 3e-65]] }), 0);
  assert.ok(facts);
  const longest = faint(facts, [1, 1, 1]);
  assert.ok(longest !== null && Math.abs(longest - Math.hypot(5, 2, 3) * 1e-65) < 1e-78);
  const large = factsOf(labOf(), FRAME, 0);
  assert.ok(large);
  assert.equal(faint(large, [1, 1, 1]), null);
});

test("baselines worth trying hold zero and every q", () => {
  const [low, high] = baselines([1, 2, 4]);
  assert.ok(low < 0 && high > 4);
  const [below, above] = baselines([-20, -5]);
  assert.ok(below < -20 && above > 0);
});

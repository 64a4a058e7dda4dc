import assert from "node:assert/strict";
import test from "node:test";

import {
  bestOf,
  climbedOf,
  exactOf,
  gapTicks,
  inLanes,
  logGap,
  logTicks,
  logUpdate,
  rangeOf,
  returnsOf,
  spreadOf,
  standings,
} from "../../../static/js/maths/curve.js";

/** @param {number} step @param {number | null} value @param {number | null} mean @returns {any} */
const frame = (step, value, mean) => ({
  update: step,
  exact: value === null ? undefined : { value, gradient: [] },
  block: { updates: 1, episodes: 1, actions: 1, mean_return: mean, truncated: 0 },
});

test("moments without a value or without episodes leave no point", () => {
  const frames = [frame(0, 0.5, null), frame(1, null, 1), frame(2, 0.6, 0)];
  assert.deepEqual(exactOf(frames), [
    { update: 0, value: 0.5 },
    { update: 2, value: 0.6 },
  ]);
  assert.deepEqual(returnsOf(frames), [
    { update: 1, value: 1 },
    { update: 2, value: 0 },
  ]);
});

test("the range holds the whole curve and the best, and not one wild return", () => {
  const exact = [
    { update: 0, value: -3 },
    { update: 1, value: -1 },
  ];
  const returns = Array.from({ length: 100 }, (_, step) => ({ update: step, value: step === 0 ? -1000 : -2 }));
  const [low, high] = rangeOf(exact, returns, 0);
  assert.ok(low <= -3 && low > -10);
  assert.equal(high, 0);
  assert.deepEqual(rangeOf([], [], null), [0, 1]);
});

test("several runs are a median and a band, and the range holds them", () => {
  const values = Array.from({ length: 11 }, (_, i) => 10 - i);
  const frames = [
    frame(0, 0, null),
    { ...frame(1, 0, null), ensemble: { theta: null, probabilities: null, values } },
    { ...frame(2, 0, null), ensemble: null },
  ];
  const spread = spreadOf(frames);
  assert.deepEqual(spread, [{ update: 1, low: 1, middle: 5, high: 9 }]);
  assert.deepEqual(values[0], 10, "the frame's own values keep their order");
  assert.equal(spreadOf(frames)[0], spread[0], "worked out once a frame");
  assert.deepEqual(rangeOf([{ update: 0, value: 4 }], [], null, spread), [1, 9]);
});

test("the best value comes from the problem's notes", () => {
  /** @param {object} notes @param {any} [continuous] @param {object} [policy] */
  const best = (notes, continuous = null, policy = {}) =>
    bestOf(/** @type {any} */ ({ problem: { notes, continuous, start: [1] }, experiment: { policy } }));
  assert.equal(best({ optimal_value: 1 }), 1);
  assert.equal(best({}), null);
  const hill = { shape: "quadratic", curve: [[2, 0.5, 3, 0, 0, 0]], contexts: [[1]], reward_std: 0 };
  assert.equal(best({ optimal_value: 3 }, hill, { learn_sigma: true, sigma: 2 }), 3);
  assert.equal(
    best({ optimal_value: 3 }, hill, { learn_sigma: false, sigma: 2 }),
    1,
    "a spread that stays costs its square",
  );
});

test("J and J + βH are two lines, the second only where there is a bonus", () => {
  const with_ = { ...frame(1, 0.5, null), exact: { value: 0.5, entropy: 1, regularized_value: 0.75, gradient: [] } };
  assert.deepEqual(climbedOf([frame(0, 0.4, null), with_]), [{ update: 1, value: 0.75 }]);
  assert.deepEqual(exactOf([frame(0, 0.4, null), with_]), [
    { update: 0, value: 0.4 },
    { update: 1, value: 0.5 },
  ]);
});

test("runs that are lost are no part of the band", () => {
  const lost = { ...frame(1, 0, null), ensemble: { theta: null, probabilities: null, values: [NaN, 1, 3, NaN, 2] } };
  const none = { ...frame(2, 0, null), ensemble: { theta: null, probabilities: null, values: [NaN] } };
  assert.deepEqual(spreadOf([lost, none]), [{ update: 1, low: 1.2, middle: 2, high: 2.8 }]);
});

test("a logarithmic axis starts at one and marks powers of ten", () => {
  assert.equal(logUpdate(0), 0);
  assert.equal(logUpdate(1000), 3);
  assert.deepEqual(logTicks(1500), { values: [0, 1, 2, 3], texts: ["1", "10", "100", "1000"] });
  assert.equal(logTicks(1e6).texts.at(-1), "10⁶");
});

test("labels do not cover each other", () => {
  const placed = inLanes(
    [
      { at: 0, width: 50 },
      { at: 20, width: 50 },
      { at: 30, width: 50 },
      { at: 60, width: 50 },
    ],
    2,
    100,
  );
  assert.deepEqual(
    placed.map((one) => one.lane),
    [0, 1, -1, -1],
  );
  assert.deepEqual(
    inLanes(
      [
        { at: 0, width: 50 },
        { at: 60, width: 30 },
      ],
      1,
      100,
    ).map((one) => one.lane),
    [0, 0],
  );
  assert.equal(inLanes([{ at: 90, width: 30 }], 1, 100)[0]?.left, 60);
});

test("what is lost stands on a logarithmic axis as long as it is more than rounding noise", () => {
  assert.equal(logGap(0.9, 1), Math.log10(1 - 0.9));
  assert.equal(logGap(-20, -10), 1);
  assert.equal(logGap(1, 1), null);
  assert.equal(logGap(1 - 1e-15, 1), null, "noise");
  assert.equal(logGap(1.1, 1), null, "better than the best known");
});

test("a logarithmic axis names few ticks, and enough", () => {
  assert.deepEqual(gapTicks([-1, 0]).texts, ["0.1", "0.2", "0.5", "1", "2", "5"]);
  assert.deepEqual(gapTicks([-4.2, -0.5]).texts, ["10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1"]);
  const far = gapTicks([-15, 0]);
  assert.ok(far.values.length <= 9);
  assert.deepEqual(far.texts.slice(0, 2), ["10⁻¹⁴", "10⁻¹²"]);
  assert.deepEqual(gapTicks([-9.3, -8.9]).texts.slice(0, 2), ["10⁻¹⁰", "2·10⁻¹⁰"]);
});

test("runs are counted where they stand, and nowhere while undecided", () => {
  const probabilities = [
    [0.5, 0.3, 0.2],
    [0.1, 0.8, 0.1],
    [0.6, 0.2, 0.2],
    [0.4, 0.4, 0.2],
  ];
  assert.deepEqual(standings(probabilities), [2, 1, 0]);
  assert.deepEqual(standings([]), []);
});

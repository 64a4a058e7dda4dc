import assert from "node:assert/strict";
import test from "node:test";

import { nameSpots, normalShare, radiusOf, reachOf, scoresAlong, spotsOf } from "../../../static/js/maths/cloud.js";
import { patient, quantile, steady } from "../../../static/js/maths/steady.js";

test("equal points become one spot that knows how many they were", () => {
  const spots = spotsOf([
    [1, 2],
    [0, 0],
    [1, 2],
    [1, 2 + 1e-12],
    [0.5, 0],
  ]);
  assert.deepEqual(
    spots.map((spot) => spot.count),
    [3, 1, 1],
  );
  assert.equal(
    spots.reduce((sum, spot) => sum + spot.count, 0),
    5,
  );
});

test("a cloud of one repeated zero is one spot", () => {
  assert.deepEqual(
    spotsOf([
      [0, 0],
      [0, 0],
    ]),
    [{ x: 0, y: 0, count: 2, action: -1 }],
  );
});

test("a spot's area is its share of the episodes", () => {
  const [one, four] = [radiusOf(10, 100, 30), radiusOf(40, 100, 30)];
  assert.ok(Math.abs((four / one) ** 2 - 4) < 1e-12);
  assert.equal(radiusOf(100, 100, 30), 30);
  assert.equal(radiusOf(1, 1_000_000, 30), 1.5);
});

test("scores of a tabular softmax are one-hot minus pi, over the temperature", () => {
  const phi = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  /** @param {number | undefined} a @param {number | undefined} b */
  const near = (a, b) => assert.ok(Math.abs((a ?? NaN) - (b ?? NaN)) < 1e-12, `${a} is not ${b}`);
  const scores = scoresAlong(phi, [0.5, 0.3, 0.2], [0, 2], 2);
  [
    [0.25, -0.1],
    [-0.25, -0.1],
    [-0.25, 0.4],
  ].forEach((row, a) => row.forEach((value, i) => near(scores[a]?.[i], value)));
});

test("spots are named by the arm whose score they lie along, and left alone where two arms share a line", () => {
  const pi = [0.5, 0.3, 0.2];
  const phi = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const scores = scoresAlong(phi, pi, [0, 1], 1);
  const spots = scores.map(([x, y], a) => ({ x: (a + 1) * x, y: (a + 1) * y, count: 1, action: -1 }));
  assert.deepEqual(
    nameSpots(spots, scores).map((spot) => spot.action),
    [0, 1, 2],
  );
  const four = scoresAlong(
    [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
    [0.4, 0.3, 0.2, 0.1],
    [0, 1],
    1,
  );
  const [x, y] = /** @type {[number, number]} */ (four[2]);
  assert.equal(nameSpots([{ x: 2 * x, y: 2 * y, count: 1, action: -1 }], four)[0]?.action, -1);
  assert.equal(nameSpots([{ x: 0, y: 0, count: 1, action: -1 }], scores)[0]?.action, -1);
  const zeroed = () => scores.map(([x, y], a) => ({ x: a === 2 ? 0 : x, y: a === 2 ? 0 : y, count: 1, action: -1 }));
  assert.deepEqual(
    nameSpots(zeroed(), scores, true).map((spot) => spot.action),
    [0, 1, 2],
  );
  assert.deepEqual(
    nameSpots(zeroed(), scores).map((spot) => spot.action),
    [0, 1, -1],
  );
});

test("the ellipse at two standard deviations holds 86 % of a bivariate normal", () => {
  assert.equal(normalShare(2).toFixed(4), "0.8647");
  assert.deepEqual(
    reachOf(
      [
        [4, 1],
        [1, 9],
      ],
      2,
    ),
    [4, 6],
  );
});

test("a range stays while it serves and is made anew when it does not", () => {
  const first = steady(null, [0, 1], { air: 0.1 });
  assert.deepEqual(first, [-0.1, 1.1]);
  assert.equal(steady(first, [0.2, 0.9], { air: 0.1 }), first);
  assert.notEqual(steady(first, [0, 1.2], { air: 0.1 }), first);
  assert.notEqual(steady(first, [0.5, 0.6], { air: 0.1 }), first);
  const [low, high] = steady(null, [2, 2]);
  assert.ok(low < 2 && high > 2);
});

test("a patient range widens at once and narrows only after a while", () => {
  const range = patient(3, { air: 0, slack: 2 });
  assert.deepEqual(range([0, 1]), [0, 1]);
  assert.deepEqual(range([0, 4]), [0, 4]);
  assert.deepEqual(range([0, 1]), [0, 4]);
  assert.deepEqual(range([0, 1]), [0, 4]);
  assert.deepEqual(range([0, 1]), [0, 1]);
  assert.deepEqual(range([-1, 1]), [-1, 1]);
});

test("quantiles are NumPy's", () => {
  assert.equal(quantile([1, 2, 3, 4], 0.5), 2.5);
  assert.equal(quantile([1, 2, 3, 4], 1), 4);
  assert.equal(quantile([7], 0.3), 7);
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  actionsOf,
  alongMean,
  bestBlurred,
  blurredAt,
  density,
  movedMean,
  normal,
  rewardAt,
  rewardsOf,
  scoresAt,
} from "../../../static/js/maths/bell.js";

const QUADRATIC = {
  shape: /** @type {const} */ ("quadratic"),
  curve: [[2, 0.5, 3, 0, 0, 0]],
  contexts: [[1]],
  reward_std: 0,
};
const HILLS = {
  shape: /** @type {const} */ ("hills"),
  curve: [[1, -1.5, 1, 2, 2, 0.3]],
  contexts: [[1]],
  reward_std: 0,
};
const STAIR = { shape: /** @type {const} */ ("stair"), curve: [[1, -2, 5, 0, 0, 0]], contexts: [[1]], reward_std: 0 };

/** @param {number} got @param {number} expected @param {number} [within] */
const close = (got, expected, within = 1e-12) =>
  assert.ok(Math.abs(got - expected) <= within, `${got} against ${expected}`);

/** E[f(A)] by the midpoint rule: exact to rounding for what is smooth. @param {(a: number) => number} f @param {number} mean @param {number} sigma */
function mean(f, mean, sigma) {
  const n = 40_000;
  const step = (20 * sigma) / n;
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const a = mean - 10 * sigma + (i + 0.5) * step;
    total += f(a) * density(a, mean, sigma) * step;
  }
  return total;
}

for (const world of [QUADRATIC, HILLS, STAIR]) {
  test(`${world.shape}: the blurred curve is the mean reward, its slope the mean of reward times score`, () => {
    for (const [m, sigma] of /** @type {[number, number][]} */ ([
      [0.3, 1.2],
      [-1, 0.4],
    ])) {
      const r = (/** @type {number} */ a) => rewardAt(world, 0, a);
      const within = world.shape === "stair" ? 2e-3 : 1e-9;
      close(mean(r, m, sigma), blurredAt(world, 0, m, sigma), within);
      const h = 1e-5;
      const slope = (blurredAt(world, 0, m + h, sigma) - blurredAt(world, 0, m - h, sigma)) / (2 * h);
      close(
        mean((a) => r(a) * scoresAt(a, m, sigma)[0], m, sigma),
        slope,
        within + 1e-7,
      );
      const wider =
        (blurredAt(world, 0, m, sigma * Math.exp(h)) - blurredAt(world, 0, m, sigma * Math.exp(-h))) / (2 * h);
      close(
        mean((a) => r(a) * scoresAt(a, m, sigma)[1], m, sigma),
        wider,
        within + 1e-7,
      );
    }
  });
}

test("scores average to zero, and the spread's changes sign at one sigma", () => {
  close(
    mean((a) => scoresAt(a, 0.7, 0.5)[0], 0.7, 0.5),
    0,
  );
  close(
    mean((a) => scoresAt(a, 0.7, 0.5)[1], 0.7, 0.5),
    0,
  );
  assert.deepEqual(scoresAt(1.5, 1, 0.5), [2, 0]);
  assert.deepEqual(scoresAt(0.5, 1, 0.5), [-2, 0]);
  assert.ok(scoresAt(1.4, 1, 0.5)[1] < 0 && scoresAt(1.6, 1, 0.5)[1] > 0);
});

test("the normal distribution function agrees with tables, tails included", () => {
  for (const [z, value] of /** @type {[number, number][]} */ ([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.96, 0.024997895148220428],
    [3.5, 0.9997673709209645],
    [5, 0.9999997133484281],
  ])) {
    close(normal(z), value, 1e-12);
  }
  close(normal(-6) / 9.865876450376946e-10, 1, 1e-10);
  assert.equal(normal(50), 1);
  assert.equal(normal(-50), 0);
});

test("the picture holds the bell and what the curve has to show", () => {
  assert.deepEqual(actionsOf(QUADRATIC, 0, 0, 1), [-3, 3]);
  assert.deepEqual(actionsOf(QUADRATIC, 0, -4, 1), [-7, 2]);
  assert.deepEqual(actionsOf(HILLS, 0, 0, 0.1), [-3.5, 2.6]);
  const [low, high] = rewardsOf(QUADRATIC, 0, [-7, 2], -4, 1);
  close(low, rewardAt(QUADRATIC, 0, -6));
  assert.equal(high, 3);
  assert.deepEqual(rewardsOf(STAIR, 0, [-3, 3], 0, 1), [-2, 5]);
});

test("a context's mean is moved through its weights, and slopes come back the same way", () => {
  const x = [1, 2];
  const moved = movedMean([0.5, -1, 7], x, 0.4);
  close((moved[0] ?? 0) + 2 * (moved[1] ?? 0) - (0.5 - 2), 0.4);
  assert.equal(moved[2], 7);
  close(alongMean([3, 6], x), 3);
  assert.equal(alongMean(null, x), 0);
  assert.equal(alongMean([1], [0]), 0);
});

test("the best that a policy of fixed spread reaches: 0.592 on two hills with sigma 1.5", () => {
  close(bestBlurred(HILLS, [1], 1.5) ?? NaN, 0.592, 5e-4);
  // The curve's own top, where the wide hill adds its foot to the narrow one: 2 + exp(-0.5 * 3.5^2), nearly.
  close(bestBlurred(HILLS, [1], 1e-6) ?? NaN, 2 + Math.exp(-6.125), 1e-4);
  close(bestBlurred(QUADRATIC, [1], 2) ?? NaN, 3 - 0.5 * 4);
  assert.equal(bestBlurred(STAIR, [1], 3), 5);
  assert.equal(bestBlurred({ ...HILLS, curve: [[-1, 0, 1, -2, 2, 0.3]] }, [1], 1), 0);
  for (let at = -5; at < 5; at += 0.1) assert.ok(blurredAt(HILLS, 0, at, 0.7) <= (bestBlurred(HILLS, [1], 0.7) ?? NaN));
});

test("contexts that share weights: least squares for quadratics, no word on hills", () => {
  const shared = {
    shape: /** @type {const} */ ("quadratic"),
    curve: [
      [1, 1, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0],
    ],
    contexts: [[1], [1]],
    reward_std: 0,
  };
  // One mean for the targets 1 and 0: half way, and half of a quarter from each.
  close(bestBlurred(shared, [0.5, 0.5], 0.1) ?? NaN, -0.25 - 0.01);
  close(
    bestBlurred(
      {
        ...shared,
        contexts: [
          [1, 0],
          [1, 1],
        ],
      },
      [0.5, 0.5],
      0.1,
    ) ?? NaN,
    -0.01,
  );
  const hills = {
    shape: /** @type {const} */ ("hills"),
    curve: [
      [1, -1, 1, 0, 0, 1],
      [1, 1, 1, 0, 0, 1],
    ],
    contexts: [[1], [2]],
    reward_std: 0,
  };
  assert.equal(bestBlurred(hills, [0.5, 0.5], 1), null);
  close(
    bestBlurred(
      {
        ...hills,
        contexts: [
          [1, 0],
          [1, 1],
        ],
      },
      [0.25, 0.75],
      1,
    ) ?? NaN,
    Math.SQRT1_2,
  );
});

/** Near a corner of the simplex every digit holds: against exact arithmetic, and against closed forms. */

import assert from "node:assert/strict";
import test from "node:test";

import { balance } from "../../../static/js/maths/balance.js";
import { scoresAlong } from "../../../static/js/maths/cloud.js";
import { corners, sides, variance } from "../../../static/js/maths/polygon.js";
import { advantages, flow, gradient, oneHot, others, scores, softmax } from "../../../static/js/maths/softmax.js";
import { norm } from "../../../static/js/maths/vectors.js";
import { dyadic, minus, number, product, sum } from "./dyadic.js";

const Q = [1, 0.7, 0];
/** Preferences from an ordinary policy to the last corner that doubles can tell from the corner itself. */
const GAPS = [
  [0, 0.3, 1],
  [0, -5, -9],
  [0, -16.11809565095832, -43.74911676688687],
  [-20, 0, -40],
  [0, -37, -37.5],
  [0, -149, -148],
  [-350, -700, 0],
  [0, -700, -700],
];

/** @param {number} got @param {number} wanted @param {number} [error] relative */
function near(got, wanted, error = 1e-13) {
  assert.ok(Math.abs(got - wanted) <= error * Math.abs(wanted), `${got} is not ${wanted}`);
}

test("1 - pi(a), q(a) - V and the scores are exact arithmetic's", () => {
  for (const theta of GAPS) {
    const pi = softmax(theta);
    const exact = pi.map(dyadic);
    const q = Q.map(dyadic);
    const vectors = scores(pi, oneHot(3));
    const better = advantages(pi, Q);
    for (let a = 0; a < 3; a += 1) {
      const rest = number(sum(...exact.filter((_, b) => b !== a)));
      near(others(pi, a), rest);
      near(better[a] ?? NaN, number(sum(...exact.map((p, b) => product(p, sum(q[a] ?? p, minus(q[b] ?? p)))))));
      for (let b = 0; b < 3; b += 1) near(vectors[a]?.[b] ?? NaN, a === b ? rest : -(pi[b] ?? NaN));
    }
  }
});

test("a bandit's gradient is pi(a) (q(a) - V), sums to zero and points to the better arms", () => {
  for (const theta of GAPS) {
    const pi = softmax(theta);
    const exact = pi.map(dyadic);
    const slope = gradient(pi, Q, scores(pi, oneHot(3)));
    const wanted = exact.map((p, a) =>
      number(sum(...exact.map((other, b) => product(p, other, sum(dyadic(Q[a] ?? 0), minus(dyadic(Q[b] ?? 0))))))),
    );
    slope.forEach((value, a) => near(value, wanted[a] ?? NaN));
    const largest = Math.max(...slope.map(Math.abs));
    assert.ok(Math.abs(slope.reduce((total, value) => total + value, 0)) <= 1e-15 * largest);
    assert.ok((slope[0] ?? 0) > 0 && (slope[2] ?? 0) < 0);
  }
});

test("the committal corner: (3.21, -0.74, -2.47) e-65, the best arm's upwards", () => {
  const pi = [1, 0.74e-65 / 0.3, 2.47e-65];
  gradient(pi, Q, scores(pi, oneHot(3))).forEach((value, a) => near(value, [3.21e-65, -0.74e-65, -2.47e-65][a] ?? NaN));
});

test("the non-committal corner: (2.38, -2.38, 0) e-16", () => {
  const pi = [1, 2.38e-16 / 0.3, 1e-40];
  const slope = gradient(pi, Q, scores(pi, oneHot(3)));
  near(slope[0] ?? NaN, 2.38e-16);
  near(slope[1] ?? NaN, -2.38e-16);
  near(slope[2] ?? NaN, -1e-40, 1e-13);
});

test("the polygon closes to rounding, and opens by the gradient, at any gap", () => {
  for (const theta of GAPS) {
    const pi = softmax(theta);
    const vectors = scores(pi, oneHot(3));
    for (const [weights, wanted] of [
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
      [Q, gradient(pi, Q, vectors)],
    ]) {
      const all = sides(pi, weights ?? [], vectors);
      const longest = Math.max(...all.map(norm));
      assert.ok(longest > 0);
      (corners(all).at(-1) ?? []).forEach((value, d) =>
        assert.ok(Math.abs(value - (wanted?.[d] ?? NaN)) <= 4e-16 * longest, `${theta}`),
      );
    }
  }
});

test("b* and the least variance near a corner are those of the rare arms", () => {
  // To first order in eps: |score|^2 pi is 2 eps for each rare arm and less for the frequent one, so b* weighs them by eps alone.
  for (const eps of [1e-6, 1e-20, 1e-100, 1e-300]) {
    const pi = [1, eps, eps];
    const curve = variance(pi, Q, scores(pi, oneHot(3)));
    near(curve.best, 0.35, 4 * eps + 1e-14);
    near(curve.curvature, 4 * eps, 4 * eps + 1e-14);
    near(curve.least, 4 * eps * 0.35 ** 2, 8 * eps + 1e-13);
  }
});

test("two actions and no noise have no variance at b*, whatever the offset of the rewards", () => {
  for (const p of [0.5, 0.9, 1 - 1e-9]) {
    const pi = [p, 1 - p];
    const curve = variance(pi, [990001, 990000], scores(pi, oneHot(2)));
    assert.ok(curve.least <= 1e-20 * curve.curvature, `${curve.least}`);
  }
});

test("features in general: the gradient is the covariance of q and phi, pair by pair", () => {
  const phi = [
    [1, 0],
    [0.5, 2],
    [-1, 0.25],
  ];
  for (const theta of GAPS) {
    const pi = softmax(theta);
    const slope = gradient(pi, Q, scores(pi, phi, 0.5));
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ];
    slope.forEach((value, d) => {
      const terms = pairs.map(([a = 0, b = 0]) =>
        product(
          dyadic(pi[a] ?? 0),
          dyadic(pi[b] ?? 0),
          sum(dyadic(Q[a] ?? 0), minus(dyadic(Q[b] ?? 0))),
          dyadic(2 * ((phi[a]?.[d] ?? 0) - (phi[b]?.[d] ?? 0))),
        ),
      );
      const size = Math.max(...terms.map((term) => Math.abs(number(term))));
      assert.ok(Math.abs(value - number(sum(...terms))) <= 1e-14 * size, `${theta}: ${value}`);
    });
  }
});

test("arms of the balance and axes of the cloud are the same scores", () => {
  const theta = [0, -40, -80];
  const pi = softmax(theta);
  const vectors = scores(pi, oneHot(3));
  assert.deepEqual(balance(oneHot(3), theta, 1).arms, vectors);
  assert.deepEqual(
    scoresAlong(oneHot(3), pi, [0, 2], 1),
    vectors.map(([x, , z]) => [x, z]),
  );
});

test("the natural flow near a corner: pi(a) (q(a) - V), and with a bonus of J + beta H", () => {
  const pi = softmax([0, -40, -80]);
  const [, b = 0, c = 0] = pi;
  const natural = flow(pi, Q, { natural: true });
  near(natural[0] ?? NaN, 0.3 * b + c);
  near(natural[1] ?? NaN, -0.3 * b);
  // log pi is 0, -40, -80 here, up to pi(b): the bonus' slope dwarfs the rewards' from beta = 1 / 40 on.
  const bonus = flow(pi, Q, { natural: true, bonus: 0.1 });
  near(bonus[1] ?? NaN, b * (-0.3 + 4), 1e-12);
  near(bonus[2] ?? NaN, c * (-1 + 8), 1e-12);
});

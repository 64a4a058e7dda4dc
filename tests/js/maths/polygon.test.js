import assert from "node:assert/strict";
import test from "node:test";

import { corners, sides, variance } from "../../../static/js/maths/polygon.js";
import { gradient, oneHot, scores } from "../../../static/js/maths/softmax.js";
import { randoms } from "./random.js";

const PI = [0.5, 0.3, 0.2];
const Q = [1, 2, 4];
const SCORES = scores(PI, oneHot(3));

/** @param {readonly number[]} got @param {readonly number[]} wanted @param {number} [error] */
function near(got, wanted, error = 1e-12) {
  assert.equal(got.length, wanted.length);
  got.forEach((value, i) => assert.ok(Math.abs(value - (wanted[i] ?? NaN)) <= error, `${got} is not ${wanted}`));
}

test("the unweighted polygon closes", () => {
  near(corners(sides(PI, [1, 1, 1], SCORES)).at(-1) ?? [], [0, 0, 0]);
});

test("the gap of the worked example is (-0.45, 0.03, 0.42) for every baseline", () => {
  for (const b of [-7, 0, 1.9, 2.326, 10, 1e3]) {
    const weighted = sides(
      PI,
      Q.map((q) => q - b),
      SCORES,
    );
    near(corners(weighted).at(-1) ?? [], [-0.45, 0.03, 0.42], 1e-12 * Math.max(1, Math.abs(b)));
  }
});

test("the total variance of the worked example: 3.88 at 0, 0.641 at J, 0.528 at b*, 37.0 at 10", () => {
  const curve = variance(PI, Q, SCORES);
  assert.equal(curve.at(0).toFixed(2), "3.88");
  assert.equal(curve.at(1.9).toFixed(3), "0.641");
  assert.equal(curve.best.toFixed(3), "2.326");
  assert.equal(curve.at(curve.best).toFixed(3), "0.528");
  assert.equal(curve.at(10).toFixed(1), "37.0");
});

test("a baseline may raise the variance: pi = (.9, .1), q = (1, 0): 64 times at J", () => {
  const pi = [0.9, 0.1];
  const curve = variance(pi, [1, 0], scores(pi, oneHot(2)));
  assert.equal(Math.round(curve.at(0.9) / curve.at(0)), 64);
});

test("the parabola equals the variance enumerated over actions and two-valued noise", () => {
  const next = randoms(3);
  for (let trial = 0; trial < 20; trial += 1) {
    const weights = [next(), next(), next(), next()];
    const total = weights.reduce((a, b) => a + b, 0);
    const pi = weights.map((w) => w / total);
    const q = pi.map(() => 4 * next() - 2);
    const spread = pi.map(() => next());
    const phi = pi.map(() => [next(), next(), next()]);
    const vectors = scores(pi, phi, 0.7);
    const b = 6 * next() - 3;
    const gap = gradient(pi, q, vectors);
    let enumerated = 0;
    vectors.forEach((score, a) => {
      for (const sign of [-1, 1]) {
        const reward = (q[a] ?? 0) + sign * (spread[a] ?? 0);
        enumerated +=
          ((pi[a] ?? 0) / 2) * score.reduce((sum, s, d) => sum + ((reward - b) * s - (gap[d] ?? 0)) ** 2, 0);
      }
    });
    const curve = variance(
      pi,
      q,
      vectors,
      spread.map((s) => s * s),
    );
    assert.ok(Math.abs(curve.at(b) - enumerated) < 1e-12 * Math.max(1, enumerated));
    assert.ok(curve.at(curve.best) <= curve.at(b));
  }
});

test("a policy that always does the same has no variance and no best baseline to speak of", () => {
  const pi = [1, 0, 0];
  const curve = variance(pi, Q, scores(pi, oneHot(3)));
  assert.deepEqual([curve.best, curve.least, curve.at(5)], [0, 0, 0]);
});

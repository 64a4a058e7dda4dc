import assert from "node:assert/strict";
import test from "node:test";

import { flow, gradient, oneHot, preferences, pushed, scores, softmax } from "../../../static/js/maths/softmax.js";
import { dot, plus } from "../../../static/js/maths/vectors.js";
import { randoms } from "./random.js";

/** @param {() => number} next @param {number} n */
const numbers = (next, n) => Array.from({ length: n }, () => 4 * next() - 2);

test("probabilities stand up to preferences of 1e4", () => {
  assert.deepEqual(softmax([1e4, -1e4, 1e4]), [0.5, 0, 0.5]);
});

test("preferences are the inverse of softmax, with the mean asked for", () => {
  const h = preferences([0.5, 0.3, 0.2], 2.5, 1.25);
  softmax(h, 2.5).forEach((p, a) => assert.ok(Math.abs(p - ([0.5, 0.3, 0.2][a] ?? 0)) < 1e-12));
  assert.ok(Math.abs((h[0] ?? 0) + (h[1] ?? 0) + (h[2] ?? 0) - 3.75) < 1e-12);
});

test("stacked features: phi = (x(s), a), pi = (0.7, 0.3) give action 0 the score (0, 0, -0.3)", () => {
  const [first] = scores(
    [0.7, 0.3],
    [
      [1, 1, 0],
      [1, 1, 1],
    ],
  );
  first?.forEach((value, d) => assert.ok(Math.abs(value - ([0, 0, -0.3][d] ?? 1)) < 1e-15));
});

test("scores average to zero and the gradient is that of the value, by differences", () => {
  const next = randoms(1);
  for (let trial = 0; trial < 20; trial += 1) {
    const tau = 0.3 + next();
    const phi = [numbers(next, 5), numbers(next, 5), numbers(next, 5), numbers(next, 5)];
    const theta = numbers(next, 5);
    const q = numbers(next, 4);
    /** @param {readonly number[]} at */
    const policy = (at) =>
      softmax(
        phi.map((row) => dot(row, at)),
        tau,
      );
    const pi = policy(theta);
    const vectors = scores(pi, phi, tau);
    gradient(pi, [1, 1, 1, 1], vectors).forEach((value) => assert.ok(Math.abs(value) < 1e-12));
    gradient(pi, q, vectors).forEach((value, d) => {
      const step = theta.map((_, i) => (i === d ? 1e-5 : 0));
      const slope = (dot(policy(plus(theta, 1, step)), q) - dot(policy(plus(theta, -1, step)), q)) / 2e-5;
      assert.ok(Math.abs(value - slope) < 1e-7);
    });
  }
});

test("the flow is how probabilities move when theta takes a small exact step", () => {
  const next = randoms(2);
  for (let trial = 0; trial < 20; trial += 1) {
    const tau = 0.3 + next();
    const phi = [numbers(next, 4), numbers(next, 4), numbers(next, 4)];
    const theta = numbers(next, 4);
    const q = numbers(next, 3);
    /** @param {readonly number[]} at */
    const policy = (at) =>
      softmax(
        phi.map((row) => dot(row, at)),
        tau,
      );
    const pi = policy(theta);
    const velocity = flow(pi, q, { phi, temperature: tau });
    const step = gradient(pi, q, scores(pi, phi, tau));
    const [after, before] = [policy(plus(theta, 1e-5, step)), policy(plus(theta, -1e-5, step))];
    velocity.forEach((v, a) =>
      assert.ok(Math.abs(v - ((after[a] ?? 0) - (before[a] ?? 0)) / 2e-5) < 1e-6 * Math.max(1, Math.abs(v))),
    );
  }
});

test("one-hot flow has the closed form pi_a [pi_a (q_a - J) - sum_b pi_b^2 (q_b - J)]", () => {
  const pi = [0.5, 0.3, 0.2];
  const q = [1, 2, 4];
  const value = dot(pi, q);
  const common = pi.reduce((sum, p, b) => sum + p * p * ((q[b] ?? 0) - value), 0);
  flow(pi, q).forEach((v, a) => {
    const p = pi[a] ?? 0;
    assert.ok(Math.abs(v - p * (p * ((q[a] ?? 0) - value) - common)) < 1e-15);
  });
});

test("the natural flow is the replicator equation, and what F's pseudo-inverse gives", () => {
  const pi = [0.6, 0.3, 0.1];
  const q = [1, 0.7, 0];
  const natural = flow(pi, q, { natural: true, temperature: 3 });
  const value = dot(pi, q);
  // For one-hot features F = diag(pi) - pi pi' (tau = 1), and its pseudo-inverse takes the gradient to the centred advantages.
  const direction = q.map((r) => r - value);
  pushed(pi, scores(pi, oneHot(3)), direction).forEach((v, a) => assert.ok(Math.abs(v - (natural[a] ?? 0)) < 1e-15));
  assert.ok(Math.abs(natural.reduce((sum, v) => sum + v, 0)) < 1e-15);
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  above,
  CORNERS,
  compass,
  inside,
  lattice,
  levelLine,
  probabilitiesAt,
  stepsInside,
  withProbability,
} from "../../../static/js/maths/triangle.js";
import { dot } from "../../../static/js/maths/vectors.js";
import { randoms } from "./random.js";

const sum = (/** @type {readonly number[]} */ v) => v.reduce((a, b) => a + b, 0);

test("the corners make an equilateral triangle, A left, B right, C above", () => {
  const [a, b, c] = CORNERS;
  for (const [p, q] of [
    [a, b],
    [b, c],
    [c, a],
  ])
    assert.ok(Math.abs(Math.hypot((p?.[0] ?? 0) - (q?.[0] ?? 0), (p?.[1] ?? 0) - (q?.[1] ?? 0)) - Math.SQRT2) < 1e-12);
  assert.ok(a[0] < b[0] && a[1] === b[1] && c[1] > a[1] && Math.abs(c[0]) < 1e-12);
});

test("points and probabilities are each other's inverse", () => {
  const pi = [0.5, 0.3, 0.2];
  probabilitiesAt(...compass(pi)).forEach((p, a) => assert.ok(Math.abs(p - (pi[a] ?? 0)) < 1e-12));
});

test("points outside are brought to the nearest policy inside", () => {
  const next = randoms(4);
  for (let trial = 0; trial < 50; trial += 1) {
    const [a, b] = [4 * next() - 2, 4 * next() - 2];
    const outside = [a, b, 1 - a - b];
    const near = inside(outside, 0.001);
    assert.ok(Math.abs(sum(near) - 1) < 1e-12 && Math.min(...near) >= 0.001 - 1e-12);
    // No lattice point is nearer: the projection is Euclidean.
    const far = (/** @type {readonly number[]} */ v) =>
      v.reduce((total, p, i) => total + (p - (outside[i] ?? 0)) ** 2, 0);
    for (const point of lattice(12)) assert.ok(far(near) <= far(point) + 1e-2);
  }
  inside([0.5, 0.3, 0.2], 0.001).forEach((p, a) => assert.ok(Math.abs(p - ([0.5, 0.3, 0.2][a] ?? 0)) < 1e-12));
});

test("a typed probability is met and the others keep their proportions", () => {
  const typed = withProbability([0.5, 0.3, 0.2], 2, 0.6, 0.001);
  assert.ok(Math.abs((typed[2] ?? 0) - 0.6) < 1e-12 && Math.abs((typed[0] ?? 0) / (typed[1] ?? 1) - 5 / 3) < 1e-9);
  const whole = withProbability([0.5, 0.3, 0.2], 0, 7, 0.001);
  assert.ok(Math.abs((whole[0] ?? 0) - 0.998) < 1e-12 && Math.abs(sum(whole) - 1) < 1e-12);
});

test("level lines lie where the value is the level", () => {
  const q = [1, 0.7, 0];
  for (const level of [0.2, 0.7, 0.85]) {
    const line = levelLine(q, level);
    assert.ok(line);
    for (const [x, y] of line) assert.ok(Math.abs(dot(probabilitiesAt(x, y), q) - level) < 1e-12);
  }
  assert.equal(levelLine(q, 1.2), null);
  assert.equal(levelLine([1, 1, 1], 1), null);
});

test("the lattice lies inside", () => {
  for (const point of lattice(9)) assert.ok(Math.min(...point) > 0 && Math.abs(sum(point) - 1) < 1e-12);
});

test("a typed probability keeps the rest at their least share where they have none", () => {
  withProbability([1, 0, 0], 0, 0.5, 0.001).forEach((p, a) =>
    assert.ok(Math.abs(p - ([0.5, 0.25, 0.25][a] ?? 0)) < 1e-12),
  );
  assert.ok(Math.min(...withProbability([0.5, 0.4999, 0.0001], 0, 0.6, 0.01)) >= 0.01 - 1e-12);
});

test("a step fits as often as its first probability to vanish allows", () => {
  assert.equal(stepsInside([0.5, 0.25, 0.25], [0.5, -0.25, -0.25]), 1);
  assert.equal(stepsInside([0.5, 0.3, 0.2], [-0.25, 0.25, 0]), 2);
  assert.equal(stepsInside([0.5, 0.3, 0.2], [0, 0, 0]), Infinity);
});

test("the area above a level holds exactly the policies worth that much", () => {
  const random = randoms(5);
  for (let round = 0; round < 200; round += 1) {
    const q = [random(), random(), random()];
    const [low, high] = [Math.min(...q), Math.max(...q)];
    const level = low + (high - low) * random();
    const { x, y1, y2 } = above(q, level);
    assert.ok(x.length >= 2 && x.every((at, i) => i === 0 || at > (x[i - 1] ?? 0)));
    for (const pi of lattice(12)) {
      const [px, py] = compass(pi);
      const i = x.findIndex((at, k) => k > 0 && px <= at && px >= (x[k - 1] ?? 0));
      const share = (px - (x[i - 1] ?? 0)) / ((x[i] ?? 0) - (x[i - 1] ?? 0));
      const mix = (/** @type {number[]} */ v) => (v[i - 1] ?? 0) + share * ((v[i] ?? 0) - (v[i - 1] ?? 0));
      const inArea = i > 0 && py >= mix(y1) - 1e-9 && py <= mix(y2) + 1e-9;
      const worth = dot(pi, q);
      if (Math.abs(worth - level) > 1e-6) assert.equal(inArea, worth > level);
    }
  }
  const whole = above([0.2, 0.5, 0.1], 0.1);
  assert.deepEqual([Math.min(...whole.x), Math.max(...whole.x)], [CORNERS[0][0], CORNERS[1][0]]);
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  alongPlane,
  directionPlane,
  drift,
  moveTo,
  onPlane,
  parameterPlane,
  preferencePlane,
} from "../../../static/js/maths/plane.js";
import { dot, eigen, norm, orthonormal, plus, principal } from "../../../static/js/maths/vectors.js";
import { randoms } from "./random.js";

/** @param {() => number} next @param {number} n */
const numbers = (next, n) => Array.from({ length: n }, () => 4 * next() - 2);

/** @param {{x: readonly number[], y: readonly number[]}} plane */
function assertOrthonormal({ x, y }) {
  assert.ok(Math.abs(norm(x) - 1) < 1e-12 && Math.abs(norm(y) - 1) < 1e-12 && Math.abs(dot(x, y)) < 1e-12);
}

test("two parameters keep their own values as coordinates", () => {
  assert.deepEqual(onPlane(parameterPlane(4, 2, 0), [1, 2, 3, 4]), [3, 1]);
});

test("the preference plane does not see a constant added to every preference", () => {
  const plane = preferencePlane();
  assertOrthonormal(plane);
  const [x, y] = onPlane(plane, [1, 2, 3]);
  const [u, v] = onPlane(plane, [11, 12, 13]);
  assert.ok(Math.abs(x - u) < 1e-12 && Math.abs(y - v) < 1e-12);
  assert.equal(drift(plane, [0, 0, 0], [5, 5, 5]), 0);
});

test("moving within a plane reaches the coordinates and leaves the rest alone", () => {
  const next = randoms(5);
  for (let trial = 0; trial < 10; trial += 1) {
    const theta = numbers(next, 7);
    const plane = directionPlane(theta, numbers(next, 7), numbers(next, 7));
    assertOrthonormal(plane);
    assert.ok(plane.full);
    const away = plus(theta, 1, numbers(next, 7));
    const moved = moveTo(plane, away, 0.4, -1.2);
    const [x, y] = onPlane(plane, moved);
    assert.ok(Math.abs(x - 0.4) < 1e-12 && Math.abs(y + 1.2) < 1e-12);
    assert.ok(drift(plane, moved, away) < 1e-12);
    assert.ok(drift(plane, theta, away) > 0.1);
  }
});

test("the whole gradient lies along the first direction", () => {
  const gradient = [0.3, -0.1, 0.2, 0];
  const [x, y] = alongPlane(directionPlane([0, 0, 0, 0], gradient, [1, 0, 0, 1]), gradient);
  assert.ok(Math.abs(x - norm(gradient)) < 1e-12 && Math.abs(y) < 1e-12);
});

test("where gradient or trajectory give no direction a parameter stands in, and the plane says so", () => {
  for (const [gradient, moved] of [
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [1, 0, 0],
      [0, 0, 0],
    ],
    [
      [1, 2, 3],
      [2, 4, 6],
    ],
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
  ]) {
    const plane = directionPlane([0, 0, 0], gradient ?? [], moved ?? []);
    assertOrthonormal(plane);
    assert.equal(plane.full, false);
  }
});

test("orthonormal gives nothing where nothing is left", () => {
  assert.equal(orthonormal([0, 0]), null);
  assert.equal(orthonormal([1, 1], [[Math.SQRT1_2, Math.SQRT1_2]]), null);
});

test("eigenvectors rebuild a random symmetric matrix; principal directions are orthonormal and sorted", () => {
  const next = randoms(8);
  const rows = Array.from({ length: 5 }, () => numbers(next, 9));
  const gram = rows.map((a) => rows.map((b) => dot(a, b)));
  const { values, vectors } = eigen(gram);
  gram.forEach((row, i) =>
    row.forEach((value, j) => {
      const rebuilt = values.reduce((sum, l, k) => sum + l * (vectors[i]?.[k] ?? 0) * (vectors[j]?.[k] ?? 0), 0);
      assert.ok(Math.abs(value - rebuilt) < 1e-9);
    }),
  );
  const [first = [], second = []] = principal(rows, 2);
  assertOrthonormal({ x: first, y: second });
  /** @param {readonly number[]} direction */
  const spread = (direction) => rows.reduce((sum, row) => sum + dot(row, direction) ** 2, 0);
  assert.ok(Math.abs(spread(first) - Math.max(...values)) < 1e-9 && spread(first) >= spread(second));
  assert.deepEqual(
    principal(
      [
        [0, 0],
        [0, 0],
      ],
      2,
    ),
    [],
  );
});

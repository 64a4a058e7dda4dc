import assert from "node:assert/strict";
import test from "node:test";

import { climbed, ownersOf, POINTS, pairOf, shares, square } from "../../../static/js/maths/loop.js";

const MIDDLE = [0.3, -1, 2];

test("a square of four sides closes", () => {
  const stops = square(MIDDLE, [0, 2], 0.8);
  assert.equal(stops.length, 4 * POINTS);
  for (const k of /** @type {const} */ ([0, 1]))
    assert.ok(Math.abs(stops.reduce((sum, { step }) => sum + step[k], 0)) < 1e-12);
  assert.ok(Math.abs((stops.at(-1)?.way ?? 0) - 1) < 1e-12);
  assert.ok(stops.every(({ theta }) => theta[1] === -1));
});

test("the loop of a gradient is zero: f = exp(x y) + sin x", () => {
  const stops = square(MIDDLE, [0, 2], 0.8);
  const field = stops.map(({ theta: [x = 0, , y = 0] }) => [y * Math.exp(x * y) + Math.cos(x), 0, x * Math.exp(x * y)]);
  assert.ok(Math.abs(climbed(stops, field, [0, 2]).at(-1) ?? 1) < 1e-12);
});

test("the loop of (-y, x) is twice the area (Green)", () => {
  const stops = square(MIDDLE, [0, 2], 0.8);
  const total =
    climbed(
      stops,
      stops.map(({ theta: [x = 0, , y = 0] }) => [-y, 0, x]),
      [0, 2],
    ).at(-1) ?? 0;
  assert.ok(Math.abs(total - 2 * 0.64) < 1e-12);
});

test("a side is integrated exactly up to degree fifteen", () => {
  const side = square([0.5, 0], [0, 1], 1).slice(0, POINTS);
  const total =
    climbed(
      side,
      side.map(({ theta: [x = 0] }) => [x ** 15, 0]),
      [0, 1],
    ).at(-1) ?? 0;
  assert.ok(Math.abs(total - 1 / 16) < 1e-14);
});

test("the two parameters are of different states where there are such", () => {
  const owners = ownersOf(null, 2, 2, 4);
  assert.deepEqual(owners, ["0", "0", "1", "1"]);
  assert.deepEqual(pairOf([0.6, -0.6, 0.02, -0.02], owners), [0, 2]);
  assert.deepEqual(pairOf([0.1, -0.9], ["0 1", "0 1"]), [0, 1]);
  // Two actions' preferences have opposite gradients: which is larger by rounding does not matter.
  assert.deepEqual(pairOf([0.6, -0.6000000000000001, 0.02, -0.020000000000000004], owners), [0, 2]);
  assert.deepEqual(
    ownersOf(
      [
        [
          [1, 0],
          [0, 0],
        ],
        [
          [0, 2],
          [1, 0],
        ],
      ],
      2,
      2,
      2,
    ),
    ["0 1", "1"],
  );
});

test("shares add up to one", () => {
  assert.deepEqual(shares([3, 1]), [0.75, 0.25]);
  assert.deepEqual(shares([0, 0]), [0, 0]);
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  balance,
  columnsOf,
  movedTo,
  planeOf,
  project,
  projected,
  replaced,
} from "../../../static/js/maths/balance.js";
import { oneHot, scores, softmax } from "../../../static/js/maths/softmax.js";
import { dot, norm, plus } from "../../../static/js/maths/vectors.js";
import { randoms } from "./random.js";

/** @param {() => number} next @param {number} rows @param {number} columns */
const matrix = (next, rows, columns) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 4 * next() - 2));

test("arms balance about the pivot, whatever phi and theta", () => {
  const next = randoms(5);
  for (let trial = 0; trial < 30; trial += 1) {
    const phi = matrix(next, 2 + (trial % 5), 1 + (trial % 7));
    const theta = matrix(next, 1, phi[0]?.length ?? 1)[0] ?? [];
    assert.ok(balance(phi, theta, 0.5 + next()).rest < 1e-12);
  }
});

test("an arm is the temperature times the score", () => {
  const next = randoms(6);
  const [phi, theta] = [matrix(next, 4, 5), matrix(next, 1, 5)[0] ?? []];
  const { pi, arms, h } = balance(phi, theta, 2);
  assert.deepEqual(pi, softmax(h, 2));
  scores(pi, phi, 2).forEach((score, a) => assert.ok(norm(plus(arms[a] ?? [], -2, score)) < 1e-12));
});

test("three one-hot actions lie on the shared compass, nothing lost", () => {
  const plane = planeOf(oneHot(3));
  assert.equal(plane.kind, "simplex");
  assert.equal(projected(plane, oneHot(3)), false);
  assert.ok(Math.abs(project(plane, [0, 0, 1])[1] - Math.sqrt(2 / 3)) < 1e-12);
});

test("two parameters are their own plane; many are projected on the main directions", () => {
  assert.deepEqual(
    planeOf([
      [1, 0],
      [0, 1],
    ]),
    { x: [1, 0], y: [0, 1], kind: "coordinates" },
  );
  const plane = planeOf(oneHot(5).map((row, a) => row.map((value) => value * (a + 1))));
  assert.equal(plane.kind, "principal");
  assert.ok(Math.abs(dot(plane.x, plane.y)) < 1e-9);
  assert.equal(projected(plane, oneHot(5)), true);
  const flat = [
    [1, 2, 3, 4],
    [0, 1, 0, 1],
    [5, 5, 1, 0],
  ];
  assert.equal(projected(planeOf(flat), flat), false, "three points always lie on a plane");
});

test("four or more one-hot actions stand on a ring, the first at the top, clockwise", () => {
  const plane = planeOf(oneHot(4));
  assert.equal(plane.kind, "regular");
  assert.ok(
    Math.abs(dot(plane.x, plane.y)) < 1e-12 &&
      Math.abs(norm(plane.x) - 1) < 1e-12 &&
      Math.abs(norm(plane.y) - 1) < 1e-12,
  );
  const half = Math.SQRT1_2;
  [
    [0, half],
    [half, 0],
    [0, -half],
    [-half, 0],
  ].forEach((wanted, a) => {
    project(plane, oneHot(4)[a] ?? []).forEach((value, k) => assert.ok(Math.abs(value - (wanted[k] ?? NaN)) < 1e-12));
  });
});

test("one direction only: the other is nothing", () => {
  const plane = planeOf([
    [1, 1, 1],
    [2, 3, 1],
    [3, 5, 1],
  ]);
  assert.equal(norm(plane.y), 0);
  assert.deepEqual(project(planeOf([[1], [2]]), [2]), [2, 0]);
});

test("a dragged weight lies where it was put and keeps what the plane does not show", () => {
  const next = randoms(7);
  const phi = matrix(next, 5, 6);
  const plane = planeOf(phi);
  const row = movedTo(plane, phi[2] ?? [], 0.4, -1.1);
  const [x, y] = project(plane, row);
  assert.ok(Math.abs(x - 0.4) < 1e-12 && Math.abs(y + 1.1) < 1e-12);
  const change = plus(row, -1, phi[2] ?? []);
  assert.ok(Math.abs(norm(change) - Math.hypot(...project(plane, change))) < 1e-12);
});

test("a narrow table keeps the largest columns in their order", () => {
  assert.deepEqual(columnsOf([[1, 2]], 12), [0, 1]);
  assert.deepEqual(columnsOf([[0, 5, 0, -7, 1]], 2), [1, 3]);
});

test("one state's block is replaced in the whole", () => {
  const whole = [
    [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ],
    [
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
  ];
  assert.deepEqual(
    replaced(
      whole,
      1,
      [
        [7, 8],
        [9, 6],
      ],
      2,
    ),
    [
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
      ],
      [
        [0, 0, 7, 8],
        [0, 0, 9, 6],
      ],
    ],
  );
});

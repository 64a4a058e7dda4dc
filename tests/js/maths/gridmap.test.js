import assert from "node:assert/strict";
import test from "node:test";

import {
  CYCLE,
  cycled,
  fault,
  pulls,
  spanOf,
  standsOn,
  statesOf,
  walked,
  waysOf,
  withCell,
  wordOf,
} from "../../../static/js/maths/gridmap.js";

test("clicks go round floor, wall, goal, cliff and start", () => {
  let letter = ".";
  const seen = CYCLE.map(() => (letter = cycled(letter)));
  assert.deepEqual(seen, ["#", "G", "C", "S", "."]);
  assert.equal(cycled("x"), ".");
  assert.equal(wordOf("C"), "cliff");
  assert.equal(wordOf("7"), "cell 7");
});

test("one cell changes and the rest stays", () => {
  const map = ["S.", ".G"];
  assert.deepEqual(withCell(map, 1, 0, "#"), ["S.", "#G"]);
  assert.deepEqual(map, ["S.", ".G"]);
});

test("a map without a start is refused", () => {
  assert.equal(fault(["S.", ".G"]), null);
  assert.match(fault(["..", ".G"]) ?? "", /start/);
});

test("arrows point where their actions' names say, in whatever order", () => {
  assert.deepEqual(waysOf(["\u2190", "\u2193", "\u2192", "\u2191", "pick up"]), [
    [-1, 0],
    [0, 1],
    [1, 0],
    [0, -1],
    [0, 0],
  ]);
  assert.deepEqual([..."S#GCH."].map(standsOn), [true, false, true, false, true, true]);
});

test("cells know their states", () => {
  assert.deepEqual(
    statesOf({
      rows: 2,
      columns: 2,
      cells: [
        [0, 0],
        [1, 1],
      ],
    }),
    [
      [0, -1],
      [-1, 1],
    ],
  );
});

test("with one-hot features the pull is the gradient, else visitation times pi times advantage", () => {
  const shape = { oneHot: true, states: 2, actions: 2, horizon: 5, temperature: 1 };
  assert.deepEqual(pulls({ exact: { gradient: [1, -1, 2, -2] } }, shape), [
    [1, -1],
    [2, -2],
  ]);
  const values = {
    state_values: [0, 0],
    action_values: [],
    advantages: [
      [1, -1],
      [0, 0],
    ],
    visitation: [2, 1],
  };
  const probabilities = [
    [0.5, 0.5],
    [0.5, 0.5],
  ];
  assert.equal(pulls({ values, probabilities }, { ...shape, oneHot: false }), null);
  assert.deepEqual(pulls({ values, probabilities }, { ...shape, oneHot: false, horizon: null, temperature: 2 }), [
    [0.5, -0.5],
    [0, 0],
  ]);
});

test("the span leaves terminal states out", () => {
  assert.deepEqual(spanOf([-3, 0, -1], [false, true, false]), [-3, -1]);
  assert.equal(spanOf([0], [true]), null);
});

test("a walk begins and ends in cells' middles and keeps to the right of its way", () => {
  const there = walked([
    [0, 0],
    [0, 1],
    [0, 2],
  ]);
  assert.deepEqual(there.jumps, []);
  assert.deepEqual([there.x[0], there.y[0], there.x.at(-1), there.y.at(-1)], [0.5, 0.5, 2.5, 0.5]);
  assert.ok(
    there.y.slice(1, -1).every((y) => Math.abs((y ?? 0) - 0.57) < 1e-12),
    "rightwards: below",
  );
  const back = walked([
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
  assert.ok(
    back.y.some((y) => Math.abs((y ?? 0) - 0.43) < 1e-12),
    "leftwards: above",
  );
});

test("a way walked a hundred times is one line, and bumping into a wall draws nothing", () => {
  /** @type {[number, number][]} */
  const places = Array.from({ length: 200 }, (_, k) => [0, k % 2]);
  assert.deepEqual(walked(places).x.length, walked(places.slice(0, 6)).x.length);
  assert.deepEqual(
    walked([
      [1, 1],
      [1, 1],
      [1, 1],
    ]).x,
    [],
  );
});

test("where one is put elsewhere a walk is broken, in both cells' middles", () => {
  const { x, y, jumps } = walked([
    [0, 0],
    [0, 1],
    [5, 5],
    [5, 6],
  ]);
  assert.deepEqual(jumps, [2]);
  const gap = x.indexOf(null);
  assert.deepEqual([x[gap - 1], y[gap - 1], x[gap + 1], y[gap + 1]], [1.5, 0.5, 5.5, 5.5]);
});

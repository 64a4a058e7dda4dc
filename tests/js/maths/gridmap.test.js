import assert from "node:assert/strict";
import test from "node:test";

import {
  beside,
  CYCLE,
  cycled,
  fault,
  pulls,
  spanOf,
  standsOn,
  statesOf,
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

test("a path's visits stay well inside their cells", () => {
  for (let k = 0; k < 200; k += 1) assert.ok(Math.hypot(...beside(k)) < 0.2);
});

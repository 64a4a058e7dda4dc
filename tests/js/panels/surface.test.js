import assert from "node:assert/strict";
import test from "node:test";

import { moveTo, onPlane } from "../../../static/js/maths/plane.js";
import { plus } from "../../../static/js/maths/vectors.js";
import { requestOf, surfaceOf } from "../../../static/js/panels/parts/surface.js";

const HALF = Math.SQRT1_2;
const PLANE = { anchor: [0.5, -1, 2, 0], x: [HALF, HALF, 0, 0], y: [0, 0, 0, 1], blind: false };
const EXPERIMENT = /** @type {any} */ ({
  problem: { kind: "bandit" },
  policy: { kind: "softmax" },
  objective: { kind: "start_value" },
  estimator: { kind: "reinforce" },
  seed: 3,
});
/** @type {[[number, number], [number, number]]} */
const RANGES = [
  [-1, 3],
  [2, 2.5],
];

test("what is asked for is the rectangle shown, on the parallel plane through theta", () => {
  const theta = [0.3, 0.2, 5, 7];
  const body = requestOf({ plane: PLANE, theta, ranges: RANGES, experiment: EXPERIMENT, resolution: 5 });
  assert.deepEqual([body.problem.kind, body.half_width, body.resolution], ["bandit", 1, 5]);
  assert.equal("seed" in body, false);
  assert.equal(body.entropy_bonus, 0);
  const bonus = /** @type {any} */ ({ ...EXPERIMENT, estimator: { kind: "exact", entropy_bonus: 0.5 } });
  assert.equal(requestOf({ plane: PLANE, theta, ranges: RANGES, experiment: bonus, resolution: 5 }).entropy_bonus, 0.5);
  for (const [u, v] of [
    [-1, -1],
    [1, -1],
    [0.3, 0.8],
  ]) {
    const asked = plus(plus(body.origin, u ?? 0, body.x_direction), v ?? 0, body.y_direction);
    const [x, y] = onPlane(PLANE, asked);
    assert.ok(Math.abs(x - (1 + 2 * (u ?? 0))) < 1e-12 && Math.abs(y - (2.25 + 0.25 * (v ?? 0))) < 1e-12);
    moveTo(PLANE, theta, x, y).forEach((value, i) => assert.ok(Math.abs(value - (asked[i] ?? 0)) < 1e-12));
  }
});

test("an answer is put back on the plane's coordinates; holes stay holes", () => {
  const surface = surfaceOf(
    {
      x: [-1, 0, 1],
      y: [-1, 0, 1],
      value: [
        [0, 0.5, 1],
        [0, null, 1],
        [0, 0.5, 1],
      ],
    },
    RANGES,
  );
  assert.deepEqual(
    [surface.x, surface.y],
    [
      [-1, 1, 3],
      [2, 2.25, 2.5],
    ],
  );
  assert.ok(Number.isNaN(surface.value[1]?.[1]));
  assert.deepEqual([surface.low, surface.high], [0, 1]);
  assert.equal(surface.words(surface.levels[0] ?? 0), "0.1");
});

test("levels that thin out are written without needless zeros", () => {
  const rows = Array.from({ length: 30 }, (_, j) =>
    Array.from({ length: 30 }, (__, i) => -11.66 - Math.exp((i + j) / 6)),
  );
  const ticks = rows.map((_, i) => i / 14.5 - 1);
  const surface = surfaceOf({ x: ticks, y: ticks, value: rows }, RANGES);
  for (const level of surface.levels) assert.equal(Number(surface.words(level).replace("\u2212", "-")), level);
});

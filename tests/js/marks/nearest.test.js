import assert from "node:assert/strict";
import test from "node:test";

import { nearest } from "../../../static/js/marks/nearest.js";

/** A stage whose units are px, upwards from 100. @type {any} */
const stage = { x: (/** @type {number} */ x) => x, y: (/** @type {number} */ y) => 100 - y };
const named = (/** @type {string} */ name) => ({
  name,
  fill: "",
  stroke: "",
  title: (/** @type {number} */ i) => `${name} ${i}`,
});

test("the nearest point within reach is meant, the upper of two in one place", () => {
  const marks = /** @type {any[]} */ ([
    { mark: "dot", x: [10, 50], y: [10, 50], ...named("low") },
    { mark: "dot", x: [50], y: [50], ...named("high") },
    { mark: "dot", x: [52], y: [52], name: "silent", fill: "" },
  ]);
  assert.equal(nearest(marks, stage, 51, 51)?.words, "high 0");
  assert.equal(nearest(marks, stage, 12, 92)?.words, "low 0");
  assert.equal(nearest(marks, stage, 90, 10), null);
});

test("bars and boxes are meant from within, arrows at their tips", () => {
  const marks = /** @type {any[]} */ ([
    { mark: "barY", x: [20], y: [80], width: 10, ...named("bar") },
    { mark: "rect", x1: [60], x2: [90], y1: [0], y2: [40], ...named("box") },
    { mark: "arrow", x1: 0, y1: 0, x2: 5, y2: 95, ...named("arrow") },
  ]);
  assert.equal(nearest(marks, stage, 22, 70)?.words, "bar 0");
  assert.equal(nearest(marks, stage, 75, 80)?.words, "box 0");
  assert.equal(nearest(marks, stage, 6, 6)?.words, "arrow 0");
  assert.deepEqual([nearest(marks, stage, 22, 70)?.x, nearest(marks, stage, 22, 70)?.y], [20, 20]);
});

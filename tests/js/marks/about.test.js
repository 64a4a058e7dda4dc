/** What a sub-step is about is lit up, and nothing else. */

import assert from "node:assert/strict";
import test from "node:test";

import { isAbout, raised } from "../../../static/js/marks/about.js";

const theme = /** @type {any} */ ({ ink: "ink", paper: "white" });
const marks = /** @type {any[]} */ ([
  { mark: "line", name: "π(A)", x: [0], y: [1], stroke: "blue", strokeWidth: 1.5 },
  { mark: "dot", name: "A: π(B)", x: [0], y: [1], fill: "red" },
  { mark: "barY", name: "π(B)", x: [0], y: [1], width: 1, fill: "red" },
  { mark: "dot", name: "B: π(B)", x: [0], y: [1], fill: "white", r: 3 },
  { mark: "text", name: "π(B)", x: [0], y: [1], text: ["0.5"], fill: "ink", fontSize: 12 },
  { mark: "arrow", name: "last estimate", x1: 0, y1: 0, x2: 1, y2: 1, fill: "violet" },
]);

test("the action drawn stands out among the probabilities, of two runs the first one's, in its own colour", () => {
  const seen = /** @type {any[]} */ (raised(marks, { part: "Sample", action: "B" }, "probabilities", theme));
  assert.deepEqual([seen[0], seen[3], seen[5]], [marks[0], marks[3], marks[5]]);
  assert.deepEqual([seen[1].fill, seen[1].stroke], ["red", "ink"]);
  assert.ok(seen[1].r > 3);
  assert.deepEqual([seen[2].fill, seen[2].stroke], ["red", "ink"]);
  assert.equal(seen[4].fontWeight, 700);
});

test("each sub-step has its panels, and without one nothing changes", () => {
  assert.equal(raised(marks, null, "probabilities", theme), marks);
  assert.equal(raised(marks, { part: "Update", action: "B" }, "probabilities", theme), marks);
  const moved = /** @type {any[]} */ (raised(marks, { part: "Update", action: "B" }, "landscape", theme));
  assert.equal(moved[5].strokeWidth, 3);
  /** @type {[import("../../../static/js/types.js").Light["part"], string][]} */
  const places = [
    ["Sample", "world"],
    ["Reward", "curve"],
    ["Return", "curve"],
    ["Score", "polygon"],
    ["Weight", "polygon"],
    ["Update", "simplex"],
  ];
  for (const [part, panel] of places) assert.ok(isAbout({ part, action: "A" }, panel), part);
  assert.ok(!isAbout({ part: "Sample", action: "A" }, "cloud"));
});

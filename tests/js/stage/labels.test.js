import assert from "node:assert/strict";
import test from "node:test";

import { boxesAlong, boxesOf, createLabels } from "../../../static/js/stage/labels.js";

const WITHIN = { left: 0, top: 0, width: 100, height: 50 };

/** Labels whose letters are ten pixels wide. */
const labelled = () => createLabels({ size: 10, font: "", within: WITHIN }, (text) => 10 * text.length);

test("a label takes the first free place", () => {
  const labels = labelled();
  assert.deepEqual(labels.find("one", [{ x: 50, y: 20 }]), { x: 50, y: 20 });
  const places = [
    { x: 55, y: 25 },
    { x: 50, y: 31 },
  ];
  assert.deepEqual(labels.find("two", places), { x: 50, y: 31 });
});

test("a label without a free place stays away, and none leaves the picture", () => {
  const labels = labelled();
  labels.keep([0, 0, 100, 20]);
  assert.equal(labels.find("kept", [{ x: 50, y: 10 }]), null);
  const out = [
    { x: 10, y: 40 },
    { x: 90, y: 40 },
    { x: 50, y: 48 },
  ];
  assert.equal(labels.find("out", out), null);
  assert.deepEqual(labels.find("in", [{ x: 90, y: 40 }]), { x: 90, y: 40 });
});

test("two names side by side have air between them: b* and V are not read as b*V", () => {
  const labels = labelled();
  assert.ok(labels.find("b*", [{ x: 30, y: 20 }]));
  assert.equal(labels.find("V", [{ x: 46, y: 20 }]), null);
  assert.ok(labels.find("V", [{ x: 49, y: 20 }]));
});

test("marks take their places: dots, words beside them, and arrows all along", () => {
  const stage = /** @type {any} */ ({ x: (/** @type {number} */ v) => v, y: (/** @type {number} */ v) => v });
  const [from, to] = [boxesAlong([0, 0], [30, 0]), boxesAlong([0, 0], [Infinity, 0])];
  assert.deepEqual([from[0], from.at(-1), from.length], [[-3, -3, 3, 3], [27, -3, 33, 3], 6]);
  assert.deepEqual(to, [], "what is not finite is nowhere");
  assert.ok(boxesAlong([0, 0], [1e9, 0]).length < 1000);
  const marks = /** @type {any[]} */ ([
    { mark: "dot", x: [10, null], y: [5, 5], r: 4 },
    { mark: "arrow", x1: 0, y1: 0, x2: 12, y2: 0 },
    { mark: "line", x: [0, 1], y: [0, 1] },
  ]);
  assert.deepEqual(boxesOf(stage, marks), [[5, 0, 15, 10], ...boxesAlong([0, 0], [12, 0])]);
});

/** Two runs in one picture are told apart by how they are drawn. */

import assert from "node:assert/strict";
import test from "node:test";

import { firstOf, secondOf } from "../../../static/js/marks/second.js";

const theme = /** @type {any} */ ({ paper: "white", action: (/** @type {number} */ a) => ({ color: `action ${a}` }) });
const marks = /** @type {any[]} */ ([
  { mark: "line", name: "π(A)", x: [0], y: [1], stroke: "action 0", strokeDasharray: [2, 2], title: () => "0.5" },
  { mark: "line", name: "best", x: [0], y: [1], stroke: "ink", strokeDasharray: [6, 4] },
  { mark: "dot", name: "now", x: [0], y: [1], fill: "action 0" },
  { mark: "areaY", name: "band", x: [0], y1: [1], y2: [2], fill: "accent", fillOpacity: 0.2 },
  { mark: "barY", name: "π", x: [0], y: [1], width: 0.5, fill: "action 0" },
  { mark: "arrow", name: "∇J", x1: 0, y1: 0, x2: 1, y2: 1, fill: "black" },
  { mark: "text", name: "words", x: [0], y: [0], text: ["J"], fill: "ink", fontSize: 12 },
]);

test("the first run is solid where actions were told apart by dashes, and else as it was", () => {
  const first = /** @type {any[]} */ (firstOf(marks, theme));
  assert.equal(first.length, marks.length);
  assert.deepEqual(first[0].strokeDasharray, []);
  assert.deepEqual(first[1].strokeDasharray, [6, 4]);
  assert.ok(first.every(({ name }) => name.startsWith("A: ")));
  assert.equal(first[2].fill, "action 0");
});

test("the second is dashed and open, in the same colours, without words", () => {
  const second = /** @type {any[]} */ (secondOf(marks, theme));
  assert.deepEqual(
    second.map(({ mark }) => mark),
    ["line", "line", "dot", "areaY", "barY", "arrow"],
  );
  const [line, , dot, band, bar, arrow] = second;
  assert.equal(line.stroke, "action 0");
  assert.ok(line.strokeDasharray.length > 0);
  assert.equal(line.title(0), "B, 0.5");
  assert.deepEqual([dot.fill, dot.stroke], ["white", "action 0"]);
  assert.equal(band.fillOpacity, 0.1);
  assert.deepEqual([bar.fill, bar.stroke], ["transparent", "action 0"]);
  assert.equal(arrow.hollow, "white");
  assert.equal(marks[2]?.stroke, undefined, "the panel's own marks are left as they are");
});

/** Marks that many things share: rectangles with their hatching, and arrows of a length in px, by both pens. */

import assert from "node:assert/strict";
import test from "node:test";

import { drawMarks } from "../../../static/js/marks/canvas.js";
import { plotlyMarks } from "../../../static/js/marks/figure.js";
import { rect, vector } from "../../../static/js/marks/mark.js";
import { hatching, vectorOutlines } from "../../../static/js/marks/shapes.js";

/** @typedef {import("../../../static/js/types.js").Stage} Stage */

/** Ten px a unit of x from 5 on, twenty a unit of y, upwards from 200. */
const stage = /** @type {Stage} */ (
  /** @type {unknown} */ ({
    area: { left: 5, top: 0, width: 300, height: 200 },
    theme: { size: 12, font: "sans-serif" },
    x: (/** @type {number} */ value) => 5 + 10 * value,
    y: (/** @type {number} */ value) => 200 - 20 * value,
    at: (/** @type {number} */ left, /** @type {number} */ top) => [(left - 5) / 10, (200 - top) / 20],
  })
);

/** What a canvas was asked for, a call a line. @param {import("../../../static/js/types.js").Mark[]} marks */
function drawn(marks) {
  /** @type {[string, ...any[]][]} */
  const calls = [];
  const ctx = new Proxy(/** @type {Record<string, any>} */ ({}), {
    get:
      (_, name) =>
      (/** @type {any[]} */ ...given) =>
        calls.push([String(name), ...given]),
    set: (_, name, value) => Boolean(calls.push([`${String(name)} =`, value])),
  });
  drawMarks(/** @type {any} */ (ctx), marks, stage);
  return calls;
}

const only = (/** @type {[string, ...any[]][]} */ calls, /** @type {string} */ name) =>
  calls.filter(([one]) => one === name).map(([, ...given]) => given);

test("hatching rises at 45°, ends on the edges and keeps its distance", () => {
  const lines = hatching(10, 20, 40, 32, 6);
  assert.equal(lines.length, 6);
  lines.forEach(([x1, y1, x2, y2], i) => {
    assert.ok(Math.abs(x2 - x1 + (y2 - y1)) < 1e-9, "45°");
    assert.ok(Math.abs(x1 + y1 - (30 + 6 * (i + 1))) < 1e-9, "a step further");
    assert.ok((x1 === 10 || y1 === 32) && (x2 === 40 || y2 === 20), "from edge to edge");
  });
});

test("both pens put a rectangle on the same pixels, whichever corner is given first, and leave out what is missing", () => {
  const mark = rect({
    name: "cells",
    x1: [1, null, 4],
    x2: [3, 4, 2],
    y1: [0, 0, 5],
    y2: [2, 1, 3],
    fill: ["red", "blue", "none"],
  });
  const calls = drawn([mark]);
  assert.deepEqual(only(calls, "fillRect"), [[15, 160, 20, 40]]);
  const [bars] = plotlyMarks([mark], stage, new Set()).traces;
  assert.deepEqual(bars?.x, [2, null, 3]);
  assert.deepEqual(bars?.["y"], [2, 1, -2]);
  assert.deepEqual(bars?.["base"], [0, 0, 5]);
  assert.deepEqual(bars?.["width"].map(Math.abs), [2, 0, 2]);
  assert.deepEqual(bars?.["marker"].color, ["red", "blue", "rgba(0,0,0,0)"]);
});

test("a hatched rectangle has the same lines by both pens", () => {
  const mark = rect({ name: "cliff", x1: [0], x2: [2], y1: [0], y2: [1], fill: "none", stroke: "gray", hatch: 5 });
  const calls = drawn([mark]);
  const starts = only(calls, "moveTo");
  const [, lines] = plotlyMarks([mark], stage, new Set()).traces;
  const x = /** @type {(number | null)[]} */ (lines?.["x"] ?? []).filter((_, i) => i % 3 === 0);
  assert.deepEqual(
    x.map((value) => stage.x(value ?? 0)),
    starts.map(([left]) => left),
  );
  assert.ok(starts.length > 5);
});

test("a vector's tip lies its length and inset away, clockwise from upwards, and short ones are not drawn", () => {
  const mark = vector({
    name: "ways",
    x: [1, 1, 1, 1, null],
    y: [1, 1, 1, 1, 1],
    length: [20, 30, 0.2, 100, 9],
    rotate: [0, 90, 0, 180, 0],
    inset: 2,
    fill: "red",
  });
  const outlines = vectorOutlines(mark, stage);
  assert.equal(outlines.length, 3);
  const tips = outlines.map((outline) => outline[3]?.map((value) => Math.round(value)));
  assert.deepEqual(tips, [
    [15, 158],
    [47, 180],
    [15, 282],
  ]);
  const widths = outlines.map((outline) =>
    Math.hypot(...[0, 1].map((k) => (outline[0]?.[k] ?? 0) - (outline[6]?.[k] ?? 0))),
  );
  assert.deepEqual(widths.map(Math.round), [6, 9, 16]);
  assert.equal(only(drawn([mark]), "fill").length, 1, "one fill for all");
  const { traces } = plotlyMarks([mark], stage, new Set());
  assert.equal(traces.length, 1, "one trace for all");
  assert.equal(traces[0]?.["x"].filter((/** @type {number | null} */ one) => one === null).length, 3);
});

import assert from "node:assert/strict";
import test from "node:test";

import { lit } from "../../../static/js/marks/lit.js";
import { barY, line, rect } from "../../../static/js/marks/mark.js";

const MARKS = [
  line({ name: "π(A)", x: [0], y: [0], stroke: "#000000" }),
  barY({ name: "π(B)", x: [1], y: [1], width: 1, fill: "#000000" }),
  rect({ name: "cells", x1: [0], y1: [0], x2: [1], y2: [1], fill: ["#ff0000", "none"], stroke: "rgba(0, 0, 0, 0.5)" }),
];

test("what is named is bolder, all else is nearer the paper", () => {
  const [one, other, cells] = lit(MARKS, new Set(["π(A)"]), "#ffffff");
  assert.deepEqual(one, { ...MARKS[0], strokeWidth: 2.5 });
  assert.equal(other?.mark === "barY" && other.fill, "#bfbfbf");
  assert.deepEqual(cells?.mark === "rect" && [cells.fill, cells.stroke], [["#ffbfbf", "none"], "rgba(0, 0, 0, 0.5)"]);
});

test("a picture without any of them stays as it is", () => {
  assert.equal(lit(MARKS, new Set(["b"]), "#ffffff"), MARKS);
  assert.equal(lit(MARKS, new Set(), "#ffffff"), MARKS);
});

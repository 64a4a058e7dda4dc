import assert from "node:assert/strict";
import test from "node:test";

import { bestOf, sentence, tableOf, wholeTable } from "../../../static/js/maths/study.js";

/** @param {number} cell @param {(number | null)[]} mean @param {object} [more] @returns {import("../../../static/js/replies.js").StudyCell} */
const cellOf = (cell, mean, more = {}) => ({
  type: "cell",
  cell,
  changes: { "a.b": cell },
  mean,
  standard_error: mean.map(() => 0.0123),
  quantiles: mean.map((value) => [value, value, value, value, value]),
  lost: mean.map(() => 0),
  ended: {},
  error: "",
  ...more,
});
const WRONG = cellOf(2, [], { error: "a.b: expected less." });

/** @param {(import("../../../static/js/replies.js").StudyCell | undefined)[]} cells @returns {import("../../../static/js/maths/study.js").Found} */
const foundOf = (...cells) => ({
  plan: { type: "study", grid: { "a.b": [0, 1, 2] }, update: [0, 10], seeds: 5, measure: "value", cells: 3 },
  cells,
});

test("the best is the highest at the end, among those that are there", () => {
  assert.equal(bestOf(foundOf(undefined, undefined, undefined)), -1);
  assert.equal(bestOf(foundOf(cellOf(0, [9, 1]), cellOf(1, [0, 2]), WRONG)), 1);
  assert.equal(bestOf(foundOf(cellOf(0, [0, null]), undefined, undefined)), -1);
});

test("the sentence says the best with as many digits as its error, what is lost and what is wrong", () => {
  const name = (/** @type {{cell: number}} */ { cell }) => `b = ${cell}`;
  assert.equal(
    sentence(foundOf(cellOf(0, [0, 1.23456]), undefined, undefined), name),
    "Highest so far: 1.235 ± 0.012, with b = 0.",
  );
  const lossy = cellOf(1, [0, 1], { lost: [0, 2] });
  assert.equal(
    sentence(foundOf(cellOf(0, [0, 2]), lossy, WRONG), name),
    "Highest: 2.000 ± 0.012, with b = 0. 2 runs have no finite number and are left out. One cell could not be computed: a.b: expected less.",
  );
});

test("the table has a row for each cell that is there, and counts ends where they are few", () => {
  const found = foundOf(cellOf(0, [0, 2], { ended: { 0: 3, 1: 2 } }), undefined, WRONG);
  const { table, cells } = tableOf(found, ["b"], ({ cell }) => [cell]);
  assert.deepEqual(cells, [0, 2]);
  assert.deepEqual(table.columns, ["b", "mean", "± error", "10 %", "median", "90 %", "lost", "runs by action"]);
  assert.equal(table.rows[0]?.at(-1), "0: 3, 1: 2");
  const many = foundOf(cellOf(0, [0, 2], { ended: { 0: 1, 1: 1, 2: 1, 3: 1, 4: 1 } }), undefined, undefined);
  assert.equal(tableOf(many, ["b"], () => []).table.columns.at(-1), "lost");
});

test("a file has every moment to the last digit", () => {
  const { columns, rows } = wholeTable(foundOf(cellOf(0, [0.1, 1 / 3]), undefined, WRONG));
  assert.deepEqual(columns, [
    "a.b",
    "update",
    "mean",
    "standard_error",
    "q10",
    "q25",
    "q50",
    "q75",
    "q90",
    "lost",
    "error",
  ]);
  assert.equal(rows.length, 3);
  assert.deepEqual(rows[1]?.slice(0, 3), ["0", { value: 10, text: "" }, { value: 1 / 3, text: "" }]);
  assert.deepEqual(rows[2]?.at(-1), "a.b: expected less.");
});

import assert from "node:assert/strict";
import test from "node:test";

import { figureOf } from "../../../static/js/page/study/figure.js";
import { wordsOf } from "../../../static/js/page/study/words.js";
import { read, withStudies } from "../../../static/js/run/study.js";
import { catalog } from "../catalog.js";
import { studies } from "../studies.js";

const CATALOG = withStudies(catalog(), studies());
const LOOK = { color: "#102030", line: "solid", symbol: "circle", shape: "circle", dash: [] };
const THEME = /** @type {any} */ ({
  action: () => LOOK,
  ramp: [
    [0, "#fff"],
    [1, "#000"],
  ],
  size: 11,
  weight: 1,
  font: "sans",
}); // prettier-ignore
const SIZE = { width: 800, height: 500 };

/** A study of two by three cells, the first `there` of which have come. @param {string} query @param {number} there @param {number} columns */
function found(query, there, columns) {
  const { study } = read(query, CATALOG, studies());
  const words = wordsOf(CATALOG.schema, study);
  const grid = Object.fromEntries(study.along.map(({ path, values }) => [path, values]));
  const count = study.along.reduce((product, { values }) => product * values.length, 1);
  /** @type {any[]} */
  const cells = Array.from({ length: count }, (_, i) => {
    if (i >= there) return undefined;
    const changes = Object.fromEntries(
      study.along.map(({ path, values }, k) => [path, values[k ? i % columns : Math.floor(i / columns)]]),
    );
    return {
      type: "cell",
      cell: i,
      changes,
      mean: [0, i],
      standard_error: [0, 0.5],
      quantiles: [[], [i - 1, i, i, i, i + 1]],
      lost: [0, 0],
      ended: {},
      error: "",
    }; // prettier-ignore
  });
  return { words, found: { plan: /** @type {any} */ ({ grid, update: [0, 10], seeds: 4, cells: count }), cells } };
}

test("a sweep has a curve and a band for each value of the second field", () => {
  const { words, found: it } = found(
    "preset=three_arms&x=lr&x.values=1,0.1,10&y=baseline&y.values=none,running_mean",
    5,
    2,
  );
  const { data, layout } = figureOf(it, { picture: "sweep", words, theme: THEME, ...SIZE });
  const curves = data.filter(({ mode }) => mode === "lines+markers");
  assert.deepEqual(
    curves.map(({ name }) => name),
    ["No baseline", "Running mean"],
  );
  assert.deepEqual(curves[0]?.["x"], [0.1, 1, 10], "in the order of the values, however they were typed");
  assert.deepEqual(curves[0]?.["customdata"], [2, 0, 4]);
  assert.deepEqual(curves[1]?.["y"], [3, 1], "what is not there yet is left out");
  assert.deepEqual(
    data.find(({ fill }) => fill)?.["y"],
    [2.5, 0.5, 4.5, 3.5, -0.5, 1.5],
    "mean ± standard error, there and back",
  );
  assert.equal(layout["xaxis"].type, "log");
  assert.equal(layout["yaxis"].title.text, "J after 500 updates");
});

test("kinds stand side by side, with bars", () => {
  const { words, found: it } = found("preset=three_arms&x=baseline&x.values=none,running_mean", 2, 1);
  const { data, layout } = figureOf(it, { picture: "sweep", words, theme: THEME, ...SIZE });
  assert.deepEqual(data[0]?.["x"], ["No baseline", "Running mean"]);
  assert.deepEqual(data[0]?.["error_y"].array, [0.5, 0.5]);
  assert.equal(layout["xaxis"].type, "category");
});

test("a heat map has a place for each cell, empty until it is there", () => {
  const { words, found: it } = found("preset=three_arms&x=lr&x.values=0.1,1,10&y=batch&y.values=1,2", 3, 2);
  const [heat] = figureOf(it, { picture: "map", words, theme: THEME, ...SIZE }).data;
  assert.deepEqual(heat?.["z"], [
    [0, 2, null],
    [1, null, null],
  ]); // prettier-ignore
  assert.deepEqual(heat?.["customdata"], [
    [0, 2, 4],
    [1, 3, 5],
  ]); // prettier-ignore
});

test("over time each cell has its curve", () => {
  const { words, found: it } = found("preset=three_arms&x=lr&x.values=0.1,1,10", 2, 1);
  const { data, layout } = figureOf(it, { picture: "time", words, theme: THEME, ...SIZE });
  assert.deepEqual(
    data.filter(({ fill }) => !fill).map(({ name, x, y }) => [name, x, y]),
    [
      ["α = 0.1", [0, 10], [0, 0]],
      ["α = 1", [0, 10], [0, 1]],
    ],
  ); // prettier-ignore
  assert.equal(layout["yaxis"].title.text, "J");
});

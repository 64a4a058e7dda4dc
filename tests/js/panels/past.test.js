import assert from "node:assert/strict";
import test from "node:test";

import { curvePast } from "../../../static/js/panels/curve/past.js";
import { parameterColumns, pastTable, policyColumns } from "../../../static/js/panels/parts/past.js";

/** @param {number} update @param {object} more @returns {any} */
const frame = (update, more) => ({ update, block: { mean_return: null, episodes: 0 }, ...more });

test("a row an update, the last word on each, every digit, and nothing where nothing was kept", () => {
  const problem = { states: 2, state_names: ["start", "goal"], action_names: ["left", "right"] };
  const frames = [
    frame(0, { theta: [0, 0], probabilities: [[0.5, 0.5]] }),
    frame(1, { theta: [0.1, 0], probabilities: [[1 / 3, 2 / 3]] }),
    frame(1, { theta: [0.1 + 0.2, 0], probabilities: [[0.25, 0.75]] }),
    frame(7, { theta: [1e-9, 0] }),
  ];
  const table = pastTable(frames, [...policyColumns(problem, 0), ...parameterColumns(["θ a", "θ b"])]);
  assert.deepEqual(table.columns, ["update", "π(left|start)", "π(right|start)", "θ a", "θ b"]);
  assert.deepEqual(table.rows, [
    [0, 0.5, 0.5, 0, 0],
    [1, 0.25, 0.75, 0.30000000000000004, 0],
    [7, "", "", 1e-9, 0],
  ]);
  assert.deepEqual(policyColumns({ ...problem, states: 1 }, 0)[0]?.[0], "π(left)");
});

test("the learning curve's columns are those in which there is something", () => {
  const frames = [
    frame(0, { exact: { value: 0.5, regularized_value: null } }),
    frame(3, { exact: { value: 2 / 3, regularized_value: null }, block: { mean_return: 0.7, episodes: 3 } }),
  ];
  assert.deepEqual(curvePast(frames), {
    columns: ["update", "J", "mean return of the episodes since", "episodes since"],
    rows: [
      [0, 0.5, "", 0],
      [3, 2 / 3, 0.7, 3],
    ],
  });
  const runs = [frame(0, { exact: { value: 0.5 }, ensemble: { values: [0, 0.5, 1] } })];
  assert.deepEqual(curvePast(runs).columns.slice(-3), [
    "10 % of the runs below",
    "half of the runs below",
    "90 % of the runs below",
  ]);
});

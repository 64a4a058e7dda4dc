import assert from "node:assert/strict";
import test from "node:test";

import { valueAt } from "../../../static/js/run/protocol.js";
import {
  askOf,
  begin,
  labQuery,
  offered,
  pictureOf,
  read,
  runOf,
  usual,
  valuesOf,
  withStudies,
  write,
} from "../../../static/js/run/study.js";
import { keysOf, read as readLab } from "../../../static/js/run/url.js";
import { catalog } from "../catalog.js";
import { studies } from "../studies.js";

const LAB = catalog();
const STUDIES = studies();
const ALL = withStudies(LAB, STUDIES);

/** @param {string} query */
const from = (query) => read(query, ALL, STUDIES);

test("without a word the page opens with the first study, and says so", () => {
  const { study, notes } = from("");
  assert.deepEqual(notes, []);
  assert.equal(study.preset, STUDIES[0]?.name);
  assert.equal(write(study, ALL, STUDIES), `preset=${STUDIES[0]?.name}`);
});

test("every study and every experiment is named by its preset alone, and comes back", () => {
  for (const { name } of ALL.presets) {
    const { study, notes } = from(`preset=${name}`);
    assert.deepEqual(notes, [], name);
    assert.equal(write(study, ALL, STUDIES), `preset=${name}`);
    assert.ok(
      study.along.length >= 1 || !offered(LAB.schema, study.experiment).some(({ name }) => name === "learning_rate"),
    );
  }
});

test("names of studies and of experiments differ, and no key of ours is one of the lab's", () => {
  assert.equal(new Set(ALL.presets.map(({ name }) => name)).size, ALL.presets.length);
  const keys = new Set(keysOf(LAB.schema).values());
  for (const key of ["x", "y", "seeds", "updates", "measure", "picture"]) assert.ok(!keys.has(key), key);
});

test("what is chosen is in the address, and read again", () => {
  const query =
    "preset=three_arms&batch=4&x=lr&x.values=0.1,1&y=baseline&y.values=none,running_mean&seeds=7&updates=90&measure=average&picture=map";
  const { study, notes } = from(query);
  assert.deepEqual(notes, []);
  assert.deepEqual(study.along, [
    { path: "optimizer.learning_rate", values: [0.1, 1] },
    { path: "estimator.baseline", values: ["none", "running_mean"] },
  ]);
  assert.equal(valueAt(study.experiment, "estimator.batch_size"), 4);
  assert.deepEqual([study.seeds, study.updates, study.measure, study.picture], [7, 90, "average", "map"]);
  const again = from(write(study, ALL, STUDIES)).study;
  assert.deepEqual(again, study);
  assert.deepEqual(askOf(study).grid, {
    "optimizer.learning_rate": [0.1, 1],
    "estimator.baseline": ["none", "running_mean"],
  });
});

test("a second field of the preset can be left out", () => {
  const { study } = from("preset=gradient_bandit&y=none");
  assert.equal(study.along.length, 1);
  assert.equal(write(study, ALL, STUDIES), "preset=gradient_bandit&y=none");
});

test("a field that is named without values has the usual ones", () => {
  const { study } = from("preset=three_arms&x=batch");
  const field = offered(LAB.schema, study.experiment).find(({ path }) => path === "estimator.batch_size");
  assert.ok(field);
  assert.deepEqual(study.along, [{ path: "estimator.batch_size", values: usual(field) }]);
  assert.equal(write(study, ALL, STUDIES), "x=batch");
});

test("what cannot be used is ignored with a note", () => {
  const { study, notes } = from("preset=three_arms&x=nothing&seeds=0&updates=x&measure=regret&picture=pie&colour=red");
  const { along, seeds, updates, measure } = begin(ALL, STUDIES, "three_arms", study.experiment);
  assert.deepEqual(
    [study.along, study.seeds, study.updates, study.measure, study.picture],
    [along, seeds, updates, measure, null],
  );
  assert.deepEqual(
    ["x=", "seeds=", "updates=", "measure=", "picture=", "colour"].map((key) =>
      notes.some((note) => note.startsWith(key)),
    ),
    [true, true, true, true, true, true],
  );
});

test("values are numbers with commas between, or kinds there are", () => {
  const fields = offered(LAB.schema, LAB.defaults);
  const rate = fields.find(({ path }) => path === "optimizer.learning_rate");
  const baseline = fields.find(({ path }) => path === "estimator.baseline");
  assert.ok(rate && baseline);
  assert.deepEqual(valuesOf(rate, "0.1, 1,2e-3"), [0.1, 1, 0.002]);
  assert.equal(valuesOf(rate, "0.1,x"), null);
  assert.equal(valuesOf(rate, ""), null);
  assert.deepEqual(valuesOf(baseline, "none,running_mean"), ["none", "running_mean"]);
  assert.equal(valuesOf(baseline, "none,wall"), null);
});

test("every field that can vary has usual values, the field's own kind of", () => {
  for (const { experiment } of LAB.presets)
    for (const field of offered(LAB.schema, experiment)) {
      const values = usual(field);
      assert.ok(values.length >= 1, field.path);
      if (field.type === "integer") assert.ok(values.every(Number.isInteger), field.path);
      if (field.type === "number") assert.ok(values.every(Number.isFinite), field.path);
    }
});

test("a cell's run has its changes: kinds first, and a part of the same kind as it is", () => {
  const corridor = LAB.presets.find(({ name }) => name === "corridor_baseline")?.experiment;
  assert.ok(corridor);
  const run = runOf(
    LAB.schema,
    { ...corridor, runs: 9 },
    { "optimizer.learning_rate": 0.5, "estimator.baseline": "learned_value" },
  );
  assert.equal(run.runs, 1);
  assert.equal(run.optimizer.learning_rate, 0.5);
  assert.deepEqual(run.estimator.baseline, corridor.estimator.baseline);
  const other = runOf(LAB.schema, corridor, { "estimator.baseline.value": 3, "estimator.baseline": "constant" });
  assert.deepEqual(other.estimator.baseline, { kind: "constant", value: 3 });
});

test("a cell leads to its run in the lab", () => {
  const { study } = from("preset=gradient_bandit");
  const query = labQuery(study, { "optimizer.learning_rate": 4, "estimator.baseline": "none" }, LAB, STUDIES);
  const { state, notes } = readLab(query, LAB);
  assert.deepEqual(notes, []);
  assert.equal(state.experiment.optimizer.learning_rate, 4);
  assert.equal(state.experiment.estimator.baseline?.kind, "none");
  assert.equal(state.experiment.problem["each_run"], true);
});

test("the picture suits the fields", () => {
  const { study } = from("preset=gradient_bandit");
  assert.equal(pictureOf(study), "sweep");
  assert.equal(pictureOf({ ...study, picture: "map" }), "map");
  assert.equal(pictureOf({ ...study, along: study.along.slice(0, 1), picture: "map" }), "sweep");
  assert.equal(pictureOf({ along: [], picture: null }), "time");
  const [x] = study.along;
  assert.ok(x);
  assert.equal(pictureOf({ along: [x, x], picture: null }), "map");
});

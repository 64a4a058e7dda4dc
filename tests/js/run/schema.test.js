import assert from "node:assert/strict";
import test from "node:test";

import { withValue } from "../../../static/js/run/protocol.js";
import {
  describeChanges,
  differences,
  fieldsOf,
  misfit,
  partOf,
  splitTitle,
  startsAnew,
} from "../../../static/js/run/schema.js";
import { catalog } from "../catalog.js";

const CATALOG = catalog();
const { schema } = CATALOG;

test("fields know their labels, ranges and kinds from the schema", () => {
  const fields = fieldsOf(schema, CATALOG.defaults);
  const rate = fields.find((field) => field.path === "optimizer.learning_rate");
  assert.deepEqual([rate?.type, rate?.live, rate?.scale], ["number", true, "log"]);
  const baseline = fields.find((field) => field.path === "estimator.baseline");
  assert.equal(baseline?.type, "kind");
  assert.deepEqual(
    baseline?.options.slice(0, 2).map((option) => option.value),
    ["none", "constant"],
  );
  assert.ok(!fields.some((field) => field.path === "estimator.baseline.value"));
  const constant = withValue(
    CATALOG.defaults,
    "estimator.baseline",
    partOf(schema, CATALOG.defaults, "estimator.baseline", "constant"),
  );
  assert.ok(fieldsOf(schema, constant).some((field) => field.path === "estimator.baseline.value"));
  assert.equal(partOf(schema, CATALOG.defaults, "problem", "tabular"), null);
});

test("a list that is too short does not fit", () => {
  const means = fieldsOf(schema, CATALOG.defaults).find((field) => field.path === "problem.means");
  assert.ok(means);
  assert.equal(misfit(means, [1]), `at least ${means.least} numbers`);
  assert.equal(misfit(means, [1, 0]), "");
});

test("titles, changes and restarts in words", () => {
  assert.deepEqual(splitTitle("Learning rate \u03b1"), ["Learning rate", "\u03b1"]);
  assert.deepEqual(splitTitle("Step size \u03b1_w"), ["Step size", "\u03b1_w"]);
  assert.deepEqual(splitTitle("Initial \u03b8"), ["Initial \u03b8", ""]);
  assert.deepEqual(splitTitle("Map"), ["Map", ""]);
  const after = withValue(CATALOG.defaults, "estimator.baseline", { kind: "constant", value: -0.5 });
  assert.equal(
    describeChanges(schema, after, {
      "estimator.baseline": { kind: "constant", value: -0.5 },
      "optimizer.learning_rate": 0.3,
    }),
    "Baseline constant \u22120.5, Learning rate 0.3",
  );
  assert.ok(startsAnew("problem.means") && startsAnew("seed") && !startsAnew("estimator"));
  assert.ok(startsAnew("objective") && !startsAnew("objective.discount"));
});

test("what differs from a preset is found, a kind standing for all that is in it", () => {
  const base = /** @type {any} */ (CATALOG.defaults);
  assert.deepEqual(differences(schema, base, base), {});
  const other = {
    ...base,
    seed: 5,
    optimizer: { ...base.optimizer, learning_rate: 0.3 },
    estimator: { ...base.estimator, baseline: { kind: "constant", value: 2 } },
  };
  const found = differences(schema, base, other);
  assert.deepEqual(Object.keys(found).sort(), ["estimator.baseline", "optimizer.learning_rate", "seed"]);
  assert.equal(describeChanges(schema, other, found), "Baseline constant 2, Learning rate 0.3, Seed 5");
});

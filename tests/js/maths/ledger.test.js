import assert from "node:assert/strict";
import test from "node:test";

import { kindsOf } from "../../../static/js/maths/kinds.js";
import { biased, candidates, comparisons, errorNorm, nameOf } from "../../../static/js/maths/ledger.js";

import { catalog } from "../catalog.js";

/** @typedef {import("../../../static/js/types.js").Part} Part */

const kinds = kindsOf(catalog());

const bandit = { horizon: 1 };
const grid = { horizon: 60 };
/** @param {Part} estimator @param {number} [discount] */
const experiment = (estimator, discount = 1) => ({ estimator, objective: { kind: "start_value", discount } });
/** @param {Part} baseline @param {object} [more] @returns {Part} */
const reinforce = (baseline, more = {}) => ({
  kind: "reinforce",
  credit: "reward_to_go",
  discount_weighting: true,
  baseline,
  batch_size: 1,
  ...more,
});

test("the estimator in use comes first and not twice", () => {
  const entries = comparisons(experiment(reinforce({ kind: "none" })), bandit, 0.5, kinds);
  assert.equal(entries[0]?.inUse, true);
  assert.equal(entries.filter((entry) => entry.inUse).length, 1);
  assert.equal(entries.filter((entry) => entry.name === "no baseline").length, 1);
  assert.deepEqual(
    entries.map((entry) => entry.name),
    [
      "no baseline",
      "constant b = J",
      "exact value",
      "optimal constant b*",
      "optimal b*(s)",
      "batch mean, N = 2",
      "leave one out, N = 2",
      "all actions",
    ],
  );
});

test("with an entropy bonus all have it, and a constant is as high as the mean return", () => {
  const entries = comparisons(experiment(reinforce({ kind: "none" }, { entropy_bonus: 0.5 })), bandit, 1.1, kinds);
  assert.deepEqual(
    entries.map((entry) => entry.estimator["entropy_bonus"]),
    entries.map(() => 0.5),
  );
  assert.equal(
    "entropy_bonus" in
      (candidates(experiment(reinforce({ kind: "none" }, { entropy_bonus: 0.5 })), bandit, 0, kinds).find(
        ({ key }) => key === "no_log",
      )?.estimator ?? {}),
    false,
  );
  assert.deepEqual(
    [entries.length, entries[1]?.name, entries[1]?.estimator.baseline],
    [8, "constant b = J + βH", { kind: "constant", value: 1.1 }],
  );
});

test("a batch size changes the contributions only of the baselines that look at the batch", () => {
  const plain = comparisons(experiment(reinforce({ kind: "none" }, { batch_size: 8 })), bandit, 0, kinds);
  assert.ok(!plain.some((entry) => !entry.inUse && entry.name === "no baseline"));
  const loo = comparisons(experiment(reinforce({ kind: "leave_one_out" }, { batch_size: 8 })), bandit, 0, kinds);
  assert.ok(!loo.some((entry) => !entry.inUse && entry.name.startsWith("leave one out")));
  assert.ok(loo.some((entry) => entry.name === "batch mean, N = 8"));
});

test("actions that are numbers have estimators of their own", () => {
  const entries = comparisons(experiment(reinforce({ kind: "none" })), { horizon: 1, continuous: {} }, 0.5, kinds);
  assert.deepEqual(
    entries.map((entry) => entry.name),
    [
      "no baseline",
      "constant b = J",
      "exact value",
      "optimal constant b*",
      "optimal b*(s)",
      "pathwise",
      "measure-valued",
      "finite differences",
    ],
  );
  assert.equal(nameOf({ kind: "measure_valued", batch_size: 4 }, bandit, kinds), "measure-valued, N = 4");
});

test("longer episodes bring credit in, and discounting the missing weight", () => {
  /** @param {number} discount */
  const names = (discount) =>
    comparisons(experiment(reinforce({ kind: "none" }), discount), grid, 0, kinds).map((entry) => entry.name);
  assert.ok(names(1).includes("total return"));
  assert.ok(!names(1).includes("without γᵗ"));
  assert.ok(names(0.9).includes("without γᵗ"));
  const unweighted = comparisons(
    experiment(reinforce({ kind: "none" }, { discount_weighting: false }), 0.9),
    grid,
    0,
    kinds,
  );
  assert.equal(unweighted[0]?.name, "no baseline, without γᵗ");
  assert.ok(unweighted.some((entry) => !entry.inUse && entry.name === "no baseline"));
});

test("what was chosen is compared, as far as it fits the problem, and the one in use always", () => {
  const chosen = new Set(["no_log", "pathwise", "total", "none"]);
  /** @param {import("../../../static/js/maths/ledger.js").Entry[]} entries */
  const keys = (entries) => entries.map((entry) => entry.key);
  assert.deepEqual(keys(comparisons(experiment(reinforce({ kind: "none" })), bandit, 0, kinds, chosen)), [
    "",
    "no_log",
  ]);
  assert.deepEqual(keys(comparisons(experiment(reinforce({ kind: "none" })), grid, 0, kinds, chosen)), [
    "",
    "total",
    "no_log",
  ]);
  assert.deepEqual(
    keys(comparisons(experiment(reinforce({ kind: "exact_value" })), { horizon: 1, continuous: {} }, 0, kinds, chosen)),
    ["", "none", "pathwise"],
  );
  assert.deepEqual(
    keys(
      comparisons(
        experiment({ kind: "gae", critic: "exact", lambda_: 0.5, batch_size: 1, discount_weighting: true }),
        grid,
        0,
        kinds,
        new Set(["gae"]),
      ),
    ),
    ["", "gae"],
  );
});

test("every candidate has a key of its own, and differences only where somebody could wait for them", () => {
  for (const problem of [bandit, grid, { horizon: 1, continuous: {} }]) {
    const all = candidates(experiment(reinforce({ kind: "none" }), 0.9), problem, 0, kinds, 3000).map(({ key }) => key);
    assert.equal(new Set(all).size, all.length);
    assert.equal(all.includes("differences"), problem !== bandit && problem !== grid);
  }
});

test("names say what was set", () => {
  assert.equal(nameOf({ kind: "exact" }, bandit, kinds), "exact gradient");
  assert.equal(
    nameOf(reinforce({ kind: "constant", value: -0.25 }, { batch_size: 4 }), bandit, kinds),
    "constant b = −0.25, N = 4",
  );
  assert.equal(
    nameOf(reinforce({ kind: "none" }, { credit: "total_return" }), grid, kinds),
    "no baseline, total return",
  );
  assert.equal(nameOf(reinforce({ kind: "none" }, { credit: "total_return" }), bandit, kinds), "no baseline");
  assert.equal(nameOf({ kind: "gae", critic: "exact", batch_size: 4 }, grid, kinds), "GAE, exact critic, N = 4");
  assert.equal(
    nameOf({ kind: "no_log", baseline: { kind: "none" }, batch_size: 1 }, bandit, kinds),
    "no log, no baseline",
  );
});

test("several epochs on one batch are named, and other settings of them are another line", () => {
  const epochs = {
    kind: "clipped_surrogate",
    epochs: 4,
    epsilon: 0.2,
    batch_size: 1,
    baseline: { kind: "exact_value" },
  };
  assert.equal(nameOf(epochs, bandit, kinds), "clipped surrogate, exact V(s), 4 epochs");
  const listed = candidates(experiment(epochs), bandit, 0, kinds).find(({ key }) => key === "clipped");
  assert.equal(listed?.name, "clipped surrogate, 4 epochs");
  const chosen = new Set(["clipped"]);
  const own = { ...listed?.estimator, kind: "clipped_surrogate" };
  assert.equal(comparisons(experiment(own), bandit, 0, kinds, chosen).length, 1);
  for (const other of [{ epochs: 5 }, { epsilon: 0.1 }, { batch_size: 8 }])
    assert.equal(comparisons(experiment({ ...own, ...other }), bandit, 0, kinds, chosen).length, 2);
});

test("b* of the estimate is another than b* of the step", () => {
  const base = { kind: "optimal_constant", of: "estimate" };
  assert.equal(nameOf(reinforce(base), bandit, kinds), "optimal constant b* of the estimate");
  assert.equal(nameOf(reinforce({ kind: "optimal_constant", offset: -1 }), bandit, kinds), "optimal constant b* − 1");
  const chosen = new Set(["optimal"]);
  assert.equal(comparisons(experiment(reinforce(base)), bandit, 0, kinds, chosen).length, 2);
  assert.equal(comparisons(experiment(reinforce({ ...base, of: "step" })), bandit, 0, kinds, chosen).length, 1);
});

test("a bias is called one only when it stands clear of its error", () => {
  assert.equal(errorNorm([3, 4]), 5);
  assert.equal(biased({ bias_norm: 0.1, standard_error: [0.05, 0] }), false);
  assert.equal(biased({ bias_norm: 0.2, standard_error: [0.05, 0] }), true);
});

test("where a number is steered, what suits that family is offered and nothing else", () => {
  const steered = { horizon: 5, linear_quadratic: {} };
  const keys = candidates(experiment(reinforce({ kind: "none" })), steered, -2, kinds).map(({ key }) => key);
  for (const there of ["none", "total", "value", "optimal_state", "pathwise", "differences"])
    assert.ok(keys.includes(there), there);
  for (const other of ["optimal", "actions", "critic", "measured", "no_log", "clipped"])
    assert.ok(!keys.includes(other), other);
});

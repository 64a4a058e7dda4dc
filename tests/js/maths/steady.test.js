import assert from "node:assert/strict";
import test from "node:test";
import { patient, steady } from "../../../static/js/maths/steady.js";

test("a range stays while it serves", () => {
  const before = steady(null, [-1, 1]);
  assert.equal(steady(before, [-0.8, 0.9]), before);
  assert.deepEqual(steady(before, [-0.01, 0.01], { air: 0 }), [-0.01, 0.01]);
});

test("while playing it narrows only after a while, and widens at once", () => {
  const range = patient(3, { air: 0, slack: 2 });
  assert.deepEqual(range([-10, 10]), [-10, 10]);
  assert.deepEqual(range([-1, 1]), [-10, 10]);
  assert.deepEqual(range([-1, 2]), [-10, 10]);
  assert.deepEqual(range([-1, 1]), [-1, 2]);
  assert.deepEqual(range([-5, 1]), [-5, 1]);
});

test("at rest it does not wait", () => {
  const range = patient(3, { air: 0, slack: 2 });
  range([-10, 10]);
  assert.deepEqual(range([-1, 1], true), [-1, 1]);
});

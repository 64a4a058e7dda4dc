import assert from "node:assert/strict";
import test from "node:test";

import { likeliest } from "../../../static/js/maths/likeliest.js";

const NAMES = ["A", "B", "C", "D", "E"];

test("one action may be the likeliest, several, or all alike", () => {
  assert.equal(likeliest(NAMES.slice(0, 3), [0.3, 0.6, 0.1]), "B most often, with probability 0.600");
  assert.equal(
    likeliest(NAMES.slice(0, 3), [1 / 3, 1 / 3, 1 / 3]),
    "all actions equally often, with probability 0.333 each",
  );
  assert.equal(likeliest(NAMES.slice(0, 2), [0.5, 0.5], 2), "all actions equally often, with probability 0.50 each");
  assert.equal(likeliest(NAMES.slice(0, 3), [0.45, 0.1, 0.45]), "A and C most often, with probability 0.450 each");
  assert.equal(
    likeliest(NAMES.slice(0, 4), [0.3, 0.1, 0.3, 0.3]),
    "A, C and D most often, with probability 0.300 each",
  );
  assert.equal(
    likeliest(NAMES, [0.24, 0.24, 0.24, 0.24, 0.04]),
    "4 of 5 actions most often, with probability 0.240 each",
  );
});

test("what reads the same is the same", () => {
  assert.equal(likeliest(["A", "B"], [0.5002, 0.4998]), "all actions equally often, with probability 0.500 each");
  assert.equal(likeliest(["A", "B"], [0.501, 0.499]), "A most often, with probability 0.501");
});

import assert from "node:assert/strict";
import test from "node:test";

import { pathOf } from "../../../static/js/maths/track.js";

/** @param {(number | null)[]} values @returns {any[]} */
const framesOf = (values) => values.map((value, update) => ({ update, exact: value === null ? undefined : { value } }));

test("the least J lies at the bottom, the greatest at the top, moments evenly apart", () => {
  assert.equal(pathOf(framesOf([1, 3, 2])), "M0.0 100.0L50.0 0.0L100.0 50.0");
});

test("moments that do not know J leave a gap", () => {
  assert.equal(pathOf(framesOf([0, 1, null, 1, 0])), "M0.0 100.0L25.0 0.0M75.0 0.0L100.0 100.0");
});

test("nothing to draw: no moments, one moment, no J, the same J throughout", () => {
  for (const values of [[], [1], [null, null], [2, 2, 2]]) assert.equal(pathOf(framesOf(values)), "");
});

test("a long past is thinned, and its newest moment is always there", () => {
  const path = pathOf(framesOf(Array.from({ length: 1200 }, (_, i) => i)));
  assert.ok(path.split(/[ML]/).length <= 203);
  assert.ok(path.endsWith("L100.0 0.0"));
});

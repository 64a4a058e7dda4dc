import assert from "node:assert/strict";
import test from "node:test";

import { arrowFactor, arrowFactors, factorText, holding, timeMarks } from "../../../static/js/maths/framing.js";

test("an arrow's factor is round, fits, and holds still while the arrow jitters", () => {
  for (const longest of [0.0013, 0.11, 0.5, 2, 70]) {
    const factor = arrowFactor(null, longest, 1);
    const share = factor * longest;
    assert.ok(share <= 1 && share > 0.16, `${factor} times ${longest}`);
    assert.ok([1, 2, 5].includes(Math.round(factor / 10 ** Math.floor(Math.log10(factor) + 1e-9))));
    assert.equal(arrowFactor(factor, longest * 0.6, 1), factor);
    assert.notEqual(arrowFactor(factor, longest * 20, 1), factor);
    assert.notEqual(arrowFactor(factor, longest / 200, 1), factor);
  }
  assert.equal(arrowFactor(5, 0, 1), 5);
  assert.equal(arrowFactor(null, 0, 1), 1);
});

test("factors are written as people write them", () => {
  assert.deepEqual([2e4, 2e10, 5e42].map(factorText), ["\u00d7\u200920000", "\u00d7\u20092e10", "\u00d7\u20095e42"]);
  assert.deepEqual([50, 1, 0.2, 0.001].map(factorText), [
    "\u00d7\u200950",
    "\u00d7\u20091",
    "\u00d7\u20090.2",
    "\u00d7\u20090.001",
  ]);
});

test("a window stays until the point leaves its middle, then holds everything", () => {
  const window = { x: 0, y: 0, half: 2 };
  assert.equal(holding(window, [1.5, -1.5], []), window);
  const path = /** @type {[number, number][]} */ ([
    [0, 0],
    [3, 1],
    [7, 2],
  ]);
  const next = holding(window, [7, 2], path);
  for (const [x, y] of path) assert.ok(Math.abs(x - next.x) < next.half && Math.abs(y - next.y) < next.half);
  assert.equal(holding(next, [7, 2], path), next);
});

test("time marks are round updates within the trajectory", () => {
  assert.deepEqual(timeMarks(0, 1000, 4), [500]);
  assert.deepEqual(timeMarks(0, 2100, 5), [500, 1000, 1500, 2000]);
  assert.deepEqual(timeMarks(0, 1, 4), []);
});

test("both arrows share a factor unless the exact one could not be read on it", () => {
  const none = { exact: null, estimate: null };
  const alike = arrowFactors(none, 0.3, 0.4, 1);
  assert.equal(alike.exact, alike.estimate);
  const apart = arrowFactors(none, 0.01, 0.8, 1);
  assert.equal(apart.estimate, 1);
  assert.ok(apart.exact * 0.01 > 0.05 && apart.exact * 0.01 <= 0.45);
  assert.deepEqual(arrowFactors(apart, 0.012, 0.7, 1), apart);
  const near = arrowFactors(none, 0.01, 0.8, 1, 0.06);
  assert.ok(near.exact * 0.01 <= 0.06 && near.exact >= near.estimate);
  assert.deepEqual(arrowFactors(none, 0, 0, 1), { exact: 1, estimate: 1 });
});

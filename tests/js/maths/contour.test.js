import assert from "node:assert/strict";
import test from "node:test";

import { contour } from "../../../static/js/maths/contour.js";
import { banded, contourLevels, distinct, levelDigits, niceStep } from "../../../static/js/maths/levels.js";

const TICKS = Array.from({ length: 41 }, (_, i) => -2 + i / 10);

/** @param {(x: number, y: number) => number} f */
const surface = (f) => TICKS.map((y) => TICKS.map((x) => f(x, y)));

/** @param {number[]} pieces @param {(x: number, y: number) => void} look */
function each(pieces, look) {
  for (let i = 0; i < pieces.length; i += 2) look(pieces[i] ?? NaN, pieces[i + 1] ?? NaN);
}

test("a slope's contours are straight, exact and unbroken", () => {
  const pieces = contour(
    TICKS,
    TICKS,
    surface((x, y) => x + 2 * y),
    0.33,
  );
  each(pieces, (x, y) => assert.ok(Math.abs(x + 2 * y - 0.33) < 1e-12));
  let length = 0;
  for (let i = 0; i < pieces.length; i += 4)
    length += Math.hypot((pieces[i + 2] ?? 0) - (pieces[i] ?? 0), (pieces[i + 3] ?? 0) - (pieces[i + 1] ?? 0));
  assert.ok(Math.abs(length - 2 * Math.sqrt(5)) < 1e-9);
});

test("a bowl's contour is its circle", () => {
  const pieces = contour(
    TICKS,
    TICKS,
    surface((x, y) => x * x + y * y),
    1,
  );
  each(pieces, (x, y) => assert.ok(Math.abs(Math.hypot(x, y) - 1) < 0.003));
  assert.ok(pieces.length > 100);
});

test("a saddle is drawn in four pieces a middle cell at most, and holes stay empty", () => {
  const pieces = contour(
    [0, 1],
    [0, 1],
    [
      [1, -1],
      [-1, 1],
    ],
    0.5,
  );
  assert.equal(pieces.length, 8);
  each(pieces, (x, y) => assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1));
  assert.deepEqual(
    contour(
      [0, 1],
      [0, 1],
      [
        [1, NaN],
        [-1, 1],
      ],
      0,
    ),
    [],
  );
  each(
    contour(
      [0, 1],
      [0, 1],
      [
        [1, 1],
        [-Infinity, 1],
      ],
      0,
    ),
    (x, y) => assert.ok(Number.isFinite(x + y)),
  );
});

test("levels are round numbers inside the surface", () => {
  const values = surface((x, y) => 0.5 + 0.1 * x + 0.05 * y).flat();
  const levels = contourLevels(values, 8);
  assert.ok(levels.length >= 3 && levels.length <= 8);
  levels.forEach((level) => assert.ok(Math.abs(level * 20 - Math.round(level * 20)) < 1e-9));
  assert.equal(levelDigits([0.1, 0.15, 0.2]), 2);
  assert.equal(levelDigits([-20, -10]), 0);
  assert.deepEqual(contourLevels([3, 3, 3], 8), []);
  assert.deepEqual(contourLevels([], 8), []);
});

test("where values fall without bound the levels thin out downwards and the summit keeps some", () => {
  const values = surface((x, y) => -11.66 - Math.exp(2.5 * (Math.abs(x) + Math.abs(y)))).flat();
  const levels = contourLevels(values, 9);
  assert.ok(levels.length >= 5);
  assert.ok((levels.at(-1) ?? 0) > -40 && (levels[0] ?? 0) < -1000);
  levels.forEach((level, i) => assert.ok(i === 0 || level > (levels[i - 1] ?? 0)));
});

test("an abyss of a hundred million times the summit's depth takes no level from the summit", () => {
  const values = surface((x, y) => -2 - (1 + x * x + y * y) ** 12).flat();
  const levels = contourLevels(values, 9);
  assert.ok(levels.length >= 5);
  assert.ok((levels.at(-1) ?? -Infinity) > -100, String(levels));
});

test("bands share the colours evenly and never fall", () => {
  const position = banded([-100, -10, -1], -1000, 0);
  assert.deepEqual([-1000, -100, -10, -1, 0].map(position), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual([position(-1e9), position(5), position(NaN)], [0, 1, 0]);
});

test("nice steps are 1, 2, 5 times a power of ten", () => {
  assert.deepEqual([0.011, 0.2, 3, 7, 10].map(niceStep), [0.02, 0.2, 5, 10, 10]);
});

test("levels that run through the same cells are one", () => {
  const steps = Array.from({ length: 20 }, (_, i) => i);
  const cliff = steps.map(() => steps.map((i) => (i < 10 ? 0 : 1)));
  assert.deepEqual(distinct([0.1, 0.5, 0.9], cliff), [0.1]);
  const slope = steps.map(() => steps.map((i) => i / 20));
  assert.deepEqual(distinct([0.1, 0.5, 0.9], slope), [0.1, 0.5, 0.9]);
});

test("near a top that most of a surface reaches, levels end where they would be written as the top is", () => {
  // A policy that hardly errs: J = 2 to rounding on nine tenths of the plane, and a slope down to 1.
  const noise = Array.from({ length: 900 }, (_, i) => 2 - (i % 100) * 4.4e-16);
  const slope = Array.from({ length: 100 }, (_, i) => 1 + i / 100);
  const levels = contourLevels([...noise, ...slope], 9);
  assert.ok(levels.length > 3);
  assert.ok(Math.max(...levels) <= 2 - 1e-5, `${levels}`);
  assert.equal(new Set(levels.map((level) => level.toPrecision(6))).size, levels.length);
  // Nothing but noise, with one cell below it: no level at all, or one that can be written.
  for (const level of contourLevels([...noise, 2 - 1e-9], 9)) assert.ok(level <= 2 - 1e-5);
});

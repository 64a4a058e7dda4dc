import assert from "node:assert/strict";
import test from "node:test";

import {
  areaOf,
  covering,
  equalRanges,
  growing,
  linear,
  tickDigits,
  tickStep,
  ticks,
} from "../../../static/js/stage/scale.js";
import { randoms } from "../maths/random.js";

test("a scale and its inverse cancel", () => {
  const random = randoms(1);
  for (let i = 0; i < 200; i += 1) {
    const low = random() * 20 - 10;
    const scale = linear([low, low + 0.01 + random() * 50], random() * 100, (random() - 0.5) * 900);
    const value = random() * 30 - 15;
    assert.ok(Math.abs(scale.from(scale.to(value)) - value) < 1e-9 * (1 + Math.abs(value)));
  }
});

test("range ends lie on the plot area's edges", () => {
  const area = areaOf(400, 300, { l: 46, t: 8, r: 10, b: 36 });
  assert.deepEqual(area, { left: 46, top: 8, width: 344, height: 256 });
  const y = linear([-2, 2], area.top + area.height, -area.height);
  assert.ok(Math.abs(y.to(-2) - 264) < 1e-9 && Math.abs(y.to(2) - 8) < 1e-9);
});

test("equal ranges have square units, cut nothing and keep the middle", () => {
  const random = randoms(2);
  for (let i = 0; i < 200; i += 1) {
    /** @type {[number, number]} */
    const x = [-random() * 5, random() * 5];
    /** @type {[number, number]} */
    const y = [-random() * 5, random() * 5];
    const [width, height] = [50 + random() * 500, 50 + random() * 500];
    const [wideX, wideY] = equalRanges(x, y, width, height);
    assert.ok(Math.abs((wideX[1] - wideX[0]) / width - (wideY[1] - wideY[0]) / height) < 1e-9);
    for (const [wide, one] of /** @type {const} */ ([
      [wideX, x],
      [wideY, y],
    ])) {
      assert.ok(wide[0] <= one[0] + 1e-9 && wide[1] >= one[1] - 1e-9);
      assert.ok(Math.abs(wide[0] + wide[1] - one[0] - one[1]) < 1e-9);
    }
  }
});

test("ticks are round, inside, evenly spaced and not too many", () => {
  const random = randoms(3);
  for (let i = 0; i < 300; i += 1) {
    const low = (random() - 0.5) * 10 ** Math.floor(random() * 8 - 4);
    const high = low + 10 ** (random() * 8 - 4);
    const step = tickStep([low, high], 5);
    assert.ok([1, 2, 5].some((unit) => Math.abs(Math.log10(step / unit) - Math.round(Math.log10(step / unit))) < 1e-9));
    const list = ticks([low, high], 5);
    assert.ok(list.length >= 1 && list.length <= 6, String(list));
    assert.ok(list.every((tick) => tick >= low - step * 1e-6 && tick <= high + step * 1e-6));
  }
  assert.deepEqual(
    ticks([0, 1], 5).map((tick) => tick.toFixed(tickDigits(0.2))),
    ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"],
  );
  assert.deepEqual(ticks([1, 0], 5).length, 6);
  assert.deepEqual(ticks([0, 1], 0), []);
});

test("a growing axis stands still for a while", () => {
  const ends = new Set();
  for (let step = 0; step <= 100_000; step += 1) {
    const end = growing(step);
    assert.ok(end >= step && end <= Math.max(20, 2 * step));
    ends.add(end);
  }
  assert.ok(ends.size < 30);
});

test("a covering range has air and never zero width", () => {
  assert.deepEqual(covering([], 0.1), [0, 1]);
  const [low, high] = covering([2, 2], 0.1, 1);
  assert.ok(low < 2 && high > 2 && Math.abs(high - low - 1.2) < 1e-12);
  assert.deepEqual(covering([NaN, 0, Infinity, 10], 0), [0, 10]);
});

test("equal ranges hold what they were made of, to the last bit: what stands at an end is inside", () => {
  const random = randoms(11);
  for (let i = 0; i < 500; i += 1) {
    const [columns, rows] = [1 + Math.floor(random() * 12), 1 + Math.floor(random() * 12)];
    const [x, y] = equalRanges([0, columns], [rows, 0], 80 + random() * 900, 60 + random() * 700);
    assert.ok(x[0] <= 0 && x[1] >= columns && y[0] >= rows && y[1] <= 0, `${x} ${y}`);
  }
});

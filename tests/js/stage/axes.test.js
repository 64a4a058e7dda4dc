import assert from "node:assert/strict";
import { test } from "node:test";
import { ticksOf } from "../../../static/js/stage/axes.js";

const texts = (/** @type {[number, number]} */ range, /** @type {number} */ room) =>
  ticksOf({ range, ticks: 5 }, range, { room, size: 11 }).texts;

test("a short axis has fewer numbers, none touching the next", () => {
  assert.deepEqual(texts([-650, 50], 400), ["−600", "−400", "−200", "0"]);
  assert.deepEqual(texts([-650, 50], 90), ["−500", "0"]);
  assert.deepEqual(texts([0, 23], 62), ["0", "10", "20"]);
});

test("up an axis numbers stand below each other, however wide", () => {
  assert.equal(ticksOf({ range: [0, 5e4], ticks: 5 }, [0, 5e4]).texts.length, 6);
});

test("an axis has two ticks at the least: one alone says nothing of the scale", () => {
  assert.deepEqual(ticksOf({ range: [-0.45, 0.48], ticks: 4 }, [-0.45, 0.48]).texts, [
    "−0.4",
    "−0.2",
    "0.0",
    "0.2",
    "0.4",
  ]);
  for (let span = 0.1; span < 10; span *= 1.07)
    assert.ok(ticksOf({ range: [-span, 0.9 * span], ticks: 4 }, [-span, 0.9 * span]).texts.length >= 2, String(span));
  assert.deepEqual(ticksOf({ range: [0, 1], ticks: 0 }, [0, 1]).texts, []);
});

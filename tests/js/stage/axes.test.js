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

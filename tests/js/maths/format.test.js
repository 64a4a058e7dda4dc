import assert from "node:assert/strict";
import test from "node:test";

import {
  chance,
  count,
  digitsFor,
  fitting,
  fixed,
  magnitude,
  parse,
  short,
  signed,
  tickTexts,
} from "../../../static/js/maths/format.js";

test("a true minus sign, and never a negative zero", () => {
  assert.equal(fixed(-1.256, 2), "\u22121.26");
  assert.equal(fixed(-0.001, 2), "0.00");
  assert.equal(signed(0.004, 2), "0.00");
  assert.equal(signed(0.25, 2), "+0.25");
  assert.equal(signed(-0.25, 2), "\u22120.25");
});

test("what is not a finite number says so", () => {
  assert.deepEqual(
    [fixed(null), fixed(undefined), fixed(NaN), fixed(Infinity), fixed(-Infinity)],
    ["\u2013", "\u2013", "\u2013", "\u221e", "\u2212\u221e"],
  );
});

test("lengths have three significant digits at any size, and one notation", () => {
  assert.deepEqual([0, 0.24189, 0.000204, 1.5e-4, 1.014e-18, -7.4e-66, 123456, 5e40].map(magnitude), [
    "0",
    "0.242",
    "0.000204",
    "0.000150",
    "1.01e\u221218",
    "\u22127.4e\u221266",
    "123000",
    "5e40",
  ]);
  assert.equal(magnitude(NaN), "\u2013");
});

test("a probability between 0 and 1 never reads as either", () => {
  assert.deepEqual([0, 1, 0.5, 0.996, 0.004, 1 - 1e-9, 1e-9, undefined].map(chance), [
    "0.00",
    "1.00",
    "0.50",
    "0.996",
    "0.004",
    ">0.999",
    "<0.001",
    "\u2013",
  ]);
});

test("short numbers have no idle zeros", () => {
  assert.deepEqual(
    [0, 0.1, 0.000244140625, 2e-7, 1234567, -8.14159].map((x) => short(x)),
    ["0", "0.1", "0.0002441", "2e\u22127", "1.235e6", "\u22128.142"],
  );
});

test("thousands are grouped from five digits on", () => {
  assert.deepEqual([0, 999, 1000, 10000, 1234567, -10000].map(count), [
    "0",
    "999",
    "1000",
    "10\u202f000",
    "1\u202f234\u202f567",
    "\u221210\u202f000",
  ]);
});

test("digits follow the span", () => {
  assert.deepEqual([1, 12, 150, 0.02, 0].map(digitsFor), [2, 1, 0, 4, 2]);
});

test("a person may type a true minus or a decimal comma", () => {
  assert.deepEqual([parse("\u22120,5"), parse(" 1e-3 "), parse("3")], [-0.5, 0.001, 3]);
  assert.ok([parse(""), parse("fast"), parse("1,2,3")].every(Number.isNaN));
});

test("what is shown can be typed again", () => {
  for (const value of [0.1, -2.5, 1e-7, 12345.678, -1e9]) assert.equal(parse(short(value, 10)), value);
});

test("ticks are grouped as counts are, and keep beside their axis", () => {
  assert.deepEqual(tickTexts([0, 5000, 10000], 0), ["0", "5000", "10\u202f000"]);
  assert.deepEqual(tickTexts([-0.5, 0, 0.5], 1), ["\u22120.5", "0.0", "0.5"]);
  assert.deepEqual(tickTexts([-1500000, -1000000, 0], 0), ["\u22121.5e6", "\u22121e6", "0"]);
  assert.deepEqual(tickTexts([0, 0.000005], 6), ["0", "5e\u22126"]);
});

test("a number keeps to its room", () => {
  assert.equal(fitting(1.234, 2, 6), "1.23");
  assert.equal(fitting(-267.83, 2, 6), "\u2212267.8");
  assert.equal(fitting(-26783.2, 2, 6), "\u221226783");
  assert.equal(fitting(-1234567, 2, 6), "\u22121.2e6");
});

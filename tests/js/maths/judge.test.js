import assert from "node:assert/strict";
import test from "node:test";

import { judge, numberTyped } from "../../../static/js/maths/judge.js";

/** @type {import("../../../static/js/maths/judge.js").Asked} */
const BARS = {
  kind: "bars",
  answer: [-0.09, 0.09],
  near: 0.012,
  labels: ["A", "B"],
  wrong: [
    { at: [0.09, -0.09], title: "Downhill", says: "down" },
    { at: [0.063, -0.063], title: "The log left out", says: "log" },
  ],
  options: [],
};

test("what is near the truth is right", () => {
  assert.equal(judge(BARS, [-0.09, 0.09]).right, true);
  assert.equal(judge(BARS, [-0.102, 0.078]).right, true);
  assert.equal(judge(BARS, [-0.103, 0.09]).right, false);
});

test("the nearest known error names a wrong answer", () => {
  assert.equal(judge(BARS, [0.088, -0.092]).title, "Downhill");
  assert.equal(judge(BARS, [0.06, -0.06]).title, "The log left out");
});

test("what is near nothing has no name", () => {
  assert.deepEqual(judge(BARS, [0, 0.2]), { right: false, title: "", says: "" });
  assert.deepEqual(judge(BARS, [-0.06, 0.06]), { right: false, title: "", says: "" });
  assert.equal(judge({ ...BARS, wrong: [] }, [1, 1]).right, false);
  assert.equal(judge(BARS, [-0.09]).right, false);
});

test("a choice is judged by its options", () => {
  /** @type {import("../../../static/js/maths/judge.js").Asked} */
  const choice = {
    ...BARS,
    kind: "choice",
    options: [
      { right: false, says: "no" },
      { right: true, says: "" },
    ],
  };
  assert.deepEqual(judge(choice, [0]), { right: false, title: "", says: "no" });
  assert.equal(judge(choice, [1]).right, true);
  assert.equal(judge(choice, [7]).right, false);
});

test("numbers as people type them", () => {
  assert.equal(numberTyped("0,5"), 0.5);
  assert.equal(numberTyped(" −.25 "), -0.25);
  assert.equal(numberTyped("3/4"), 0.75);
  assert.equal(numberTyped("1e-3"), 0.001);
  for (const text of ["", "a", "1/0", "1 2", "--1"]) assert.equal(numberTyped(text), null, text);
});

test("an order is right or has the first known pair the wrong way round", () => {
  /** @type {import("../../../static/js/maths/judge.js").Asked} */
  const order = {
    ...BARS,
    kind: "order",
    answer: [1, 2, 0],
    wrong: [
      { at: [0, 2], title: "", says: "0 before 2" },
      { at: [2, 1], title: "", says: "2 before 1" },
    ],
  };
  assert.equal(judge(order, [1, 2, 0]).right, true);
  assert.equal(judge(order, [0, 2, 1]).says, "0 before 2");
  assert.equal(judge(order, [2, 1, 0]).says, "2 before 1");
  assert.deepEqual(judge({ ...order, wrong: [] }, [2, 1, 0]), { right: false, title: "", says: "" });
});

test("the error that is named says where it lies", () => {
  assert.deepEqual(judge({ ...BARS, kind: "arrow" }, [0.06, -0.06]).at, [0.063, -0.063]);
});

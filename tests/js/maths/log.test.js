import assert from "node:assert/strict";
import test from "node:test";

import { withAndWithout } from "../../../static/js/maths/log.js";
import { oneHot, scores } from "../../../static/js/maths/softmax.js";

/** @param {number[]} got @param {number[]} expected */
function close(got, expected) {
  got.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? NaN)) < 1e-12, `${got} against ${expected}`));
}

test("pi = (.9, .1), q = (1, 2): the gradient is (-.09, +.09), without the log (+.063, -.063), the other way", () => {
  const pi = [0.9, 0.1];
  const { right, wrong, cosine } = withAndWithout(pi, [1, 2], scores(pi, oneHot(2)));
  close(right, [-0.09, 0.09]);
  close(wrong, [0.063, -0.063]);
  close([cosine], [-1]);
});

test("where all actions are as likely, leaving the log out only scales", () => {
  const pi = [0.25, 0.25, 0.25, 0.25];
  const { right, wrong, cosine, ratio } = withAndWithout(pi, [1, -2, 0.5, 3], scores(pi, oneHot(4)));
  close(
    wrong,
    right.map((value) => value / 4),
  );
  close([cosine, ratio], [1, 0.25]);
});

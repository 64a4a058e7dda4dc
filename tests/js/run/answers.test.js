import assert from "node:assert/strict";
import test from "node:test";

import { fragmentOf, placeFrom } from "../../../static/js/run/answers.js";

test("a place comes back from its fragment", () => {
  const place = {
    step: 3,
    alone: false,
    answers: new Map([
      ["2.1", [-0.09, 0.0912345]],
      ["2.2", null],
      ["3.1", [1]],
    ]),
  };
  assert.equal(fragmentOf(place), "#3;2.1=-0.09,0.0912345;2.2=?;3.1=1");
  assert.deepEqual(placeFrom(fragmentOf(place), 7), place);
  assert.deepEqual(placeFrom("#3%3B2.2%3D%3F", 7), { step: 3, alone: false, answers: new Map([["2.2", null]]) });
});

test("what makes no sense is left out", () => {
  assert.deepEqual(placeFrom("", 5), { step: 1, alone: false, answers: new Map() });
  assert.deepEqual(placeFrom("#text;2=1;2.1=a,b;x", 5), { step: 1, alone: false, answers: new Map() });
  assert.equal(placeFrom("#99", 5).step, 5);
  assert.equal(placeFrom("#0", 5).step, 1);
  assert.equal(placeFrom("#step-2", 5).step, 2);
  assert.equal(placeFrom("#%E0%A4%A", 5).step, 1);
});

test("a step may stand alone", () => {
  const place = placeFrom("#3&embed;3.1=2", 7);
  assert.deepEqual(place, { step: 3, alone: true, answers: new Map([["3.1", [2]]]) });
  assert.equal(fragmentOf(place), "#3&embed;3.1=2");
});

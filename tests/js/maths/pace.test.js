import assert from "node:assert/strict";
import test from "node:test";

import { createPace } from "../../../static/js/maths/pace.js";

/** What is said at the end of so many seconds, 30 frames each. @param {number} made updates a second @param {number} asked @param {number} seconds */
function after(made, asked, seconds) {
  const pace = createPace();
  let said = null;
  for (let i = 0; i <= 30 * seconds; i += 1) said = pace.follow((1000 * i) / 30, Math.floor((made * i) / 30), asked);
  return said;
}

test("a run that keeps up says nothing", () => {
  for (const speed of [1, 7, 30, 1000, 10_000]) assert.equal(after(speed, speed, 5), null);
  assert.equal(after(9000, 10_000, 5), null, "nearly what was asked for");
});

test("one that does not says how fast it is", () => {
  assert.ok(Math.abs((after(1700, 10_000, 5) ?? 0) - 1700) < 20);
  assert.ok(Math.abs((after(0.5, 10_000, 9) ?? 9) - 0.5) < 0.5);
});

test("nothing is said before enough has been seen, after a pause, or at a new speed", () => {
  assert.equal(after(1700, 10_000, 1), null);
  const pace = createPace();
  for (let i = 0; i <= 90; i += 1) pace.follow((1000 * i) / 30, i, 1000);
  assert.ok(pace.follow(3100, 92, 1000) !== null);
  assert.equal(pace.follow(3200, 92, null), null);
  assert.equal(pace.follow(3300, 92, 1000), null);
  assert.equal(pace.follow(9000, 5, 1000), null, "another run");
});

import assert from "node:assert/strict";
import test from "node:test";

import { History, weigh } from "../../../static/js/run/history.js";
import { experiment, frame } from "../frames.js";
import { randoms } from "../maths/random.js";

const SMALL = { frames: 50, numbers: 1e9, marks: 5 };

/** @param {number} n @param {typeof SMALL} [bounds] */
function filled(n, bounds = SMALL) {
  const history = new History(bounds);
  for (let step = 0; step <= n; step += 1) history.push(frame(step), experiment());
  return history;
}

test("short runs are kept whole", () => {
  const history = filled(30);
  assert.deepEqual(
    history.frames.map((one) => one.update),
    Array.from({ length: 31 }, (_, i) => i),
  );
  assert.equal(history.words, "all 31 moments kept");
});

test("long runs stay bounded, evenly spread, with their first and newest frame", () => {
  for (const n of [100, 1000, 100_000]) {
    const history = filled(n);
    const steps = history.frames.map((one) => one.update);
    assert.ok(steps.length <= SMALL.frames && steps.length >= SMALL.frames / 2 - 2, `${steps.length}`);
    assert.deepEqual([steps[0], steps.at(-1)], [0, n]);
    const gaps = steps.slice(1, -1).map((step, i) => step - (steps[i] ?? 0));
    assert.equal(new Set(gaps).size, 1, `${gaps}`);
    assert.ok(history.words.includes(` of ${n + 1} moments kept`));
  }
});

test("frames are bounded by the numbers in them too", () => {
  const history = new History({ frames: 1000, numbers: 5000, marks: 5 });
  for (let step = 0; step < 2000; step += 1)
    history.push(frame(step, { theta: new Array(100).fill(step) }), experiment());
  assert.ok(history.weight <= 5000 && history.length > 10, `${history.weight} ${history.length}`);
  assert.equal(
    history.weight,
    history.frames.reduce((sum, one) => sum + weigh(one), 0),
  );
});

test("the moments of control changes are kept", () => {
  const history = new History(SMALL);
  for (let step = 0; step <= 5000; step += 1) {
    history.push(frame(step), experiment());
    if (step === 777 || step === 778 || step === 3001) history.mark({ update: step, changes: {}, text: "changed" });
  }
  const steps = new Set(history.frames.map((one) => one.update));
  assert.ok(steps.has(777) && steps.has(778) && steps.has(3001));
  assert.ok(history.length <= SMALL.frames);
});

test("marks are bounded, and a dragged slider is one mark", () => {
  const history = new History(SMALL);
  for (let step = 0; step < 200; step += 1) {
    history.push(frame(step), experiment());
    for (let i = 0; i < 3; i += 1) history.mark({ update: step, changes: { rate: i }, text: `to ${i}` });
  }
  assert.equal(history.marks.length, SMALL.marks);
  assert.deepEqual(history.marks.at(-1)?.changes, { rate: 2 });
  assert.ok(history.length <= SMALL.frames);
});

test("thin lists are bounded, ordered, end with the newest and begin with the first", () => {
  const random = randoms(4);
  const history = new History({ ...SMALL, frames: 120 });
  for (let step = 0; step < 3000; step += 1) {
    history.push(frame(step), experiment());
    if (random() < 0.01) history.mark({ update: step, changes: {}, text: "" });
    if (random() < 0.3) continue;
    const thin = history
      .past()
      .thin(20)
      .map((one) => one.update);
    assert.ok(thin.length <= 20, `${thin.length}`);
    assert.deepEqual([thin[0], thin.at(-1)], [0, step]);
    assert.ok(
      thin.every((one, i) => i === 0 || one > (thin[i - 1] ?? 0)),
      `${thin}`,
    );
    const fresh = new History({ ...SMALL, frames: 120 });
    Object.assign(fresh, {
      entries: history.entries,
      frames: history.frames,
      stride: history.stride,
      pushed: history.pushed,
    });
    assert.deepEqual(
      fresh
        .past()
        .thin(20)
        .map((one) => one.update)
        .at(-1),
      step,
    );
  }
  assert.ok(history.past().thin(20).length >= 8);
});

test("the same moment seen anew replaces itself", () => {
  const history = filled(10);
  history.push(frame(10, { theta: [9, 9] }), experiment());
  assert.equal(history.length, 11);
  assert.deepEqual(history.past().thin(100).at(-1)?.theta, [9, 9]);
  history.push(frame(10, { sample: 1 }), experiment());
  assert.equal(history.length, 12);
});

test("the past seen from a kept moment ends there", () => {
  const history = filled(40);
  history.mark({ update: 30, changes: {}, text: "" });
  const past = history.past(20);
  assert.equal(past.frames.at(-1)?.update, 20);
  assert.equal(past.marks.length, 0);
  assert.deepEqual(past.thin(5).at(-1)?.update, 20);
  assert.ok(past.thin(5).length <= 5);
  assert.equal(history.indexAt(20), 20);
  assert.equal(history.indexAt(-1), 0);
  assert.equal(history.indexAt(1e9), 40);
});

test("a branch forgets what came after, and goes on", () => {
  const history = filled(200);
  const index = 10;
  const { update: step } = /** @type {import("../../../static/js/types.js").Frame} */ (history.frames[index]);
  history.mark({ update: 200, changes: {}, text: "" });
  history.cut(index);
  assert.equal(history.length, index + 1);
  assert.equal(history.marks.length, 0);
  history.push(frame(step + 1), experiment());
  assert.deepEqual(
    history.frames.slice(-2).map((one) => one.update),
    [step, step + 1],
  );
  assert.equal(
    history.weight,
    history.frames.reduce((sum, one) => sum + weigh(one), 0),
  );
});

test("clearing forgets everything", () => {
  const history = filled(100);
  history.past().thin(10);
  history.clear();
  assert.deepEqual(
    [history.length, history.weight, history.past().thin(10).length, history.frames.length],
    [0, 0, 0, 0],
  );
  history.push(frame(0), experiment());
  assert.deepEqual(
    history
      .past()
      .thin(10)
      .map((one) => one.update),
    [0],
  );
});

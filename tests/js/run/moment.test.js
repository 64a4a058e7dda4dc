/** How a link names a moment, and how a run is led there. */

import assert from "node:assert/strict";
import test from "node:test";

import { byHand, History } from "../../../static/js/run/history.js";
import { changesFrom, lead, MOST_AT, momentOf } from "../../../static/js/run/moment.js";
import { catalog as read } from "../catalog.js";

const catalog = read();

/** @param {number} update @param {number} [sample] */
const frame = (update, sample = 0) =>
  /** @type {any} */ ({ update, sample, state: `state of ${update}`, theta: [update] });
const experiment = /** @type {any} */ (catalog.defaults);
const faster = { ...experiment, optimizer: { ...experiment.optimizer, learning_rate: 0.3 } };

/** A player that stands at its newest frame. @param {(history: History) => void} fill */
function standing(fill) {
  const history = new History();
  fill(history);
  return /** @type {any} */ ({ history, index: history.length - 1, frame: history.frames.at(-1) });
}

test("a run without changes is named by its experiment and its update", () => {
  const player = standing((history) => {
    history.push(frame(0), experiment);
    history.push(frame(12), experiment);
  });
  assert.deepEqual(momentOf(player), { experiment, at: 12, changes: [], state: "" });
  assert.equal(momentOf(/** @type {any} */ ({ history: new History(), index: -1 })), null);
});

test("changes on the way are named with their updates, the ones before the first update are not", () => {
  const player = standing((history) => {
    history.push(frame(0), experiment);
    history.mark({ update: 0, changes: { "optimizer.learning_rate": 0.2 }, text: "" });
    history.push(frame(8), experiment);
    history.mark({ update: 8, changes: { "optimizer.learning_rate": 0.3 }, text: "" });
    history.push(frame(20), faster);
    history.mark(byHand(20, [1, 2], false));
  });
  assert.deepEqual(momentOf(player), {
    experiment,
    at: 20,
    changes: [
      [8, { "optimizer.learning_rate": 0.3 }],
      [20, { theta: [1, 2] }],
    ],
    state: "",
  });
});

test("where no list of changes leads, the frame's own state does", () => {
  const dragged = standing((history) => {
    history.push(frame(0), experiment);
    history.mark(byHand(3, [1], true));
    history.push(frame(9), faster);
  });
  const half = standing((history) => {
    history.push(frame(0), experiment);
    history.push(frame(9, 2), faster);
  });
  const far = standing((history) => {
    history.push(frame(0), experiment);
    history.push(frame(MOST_AT + 1), faster);
  });
  for (const player of [dragged, half, far])
    assert.deepEqual(momentOf(player), {
      experiment: faster,
      at: 0,
      changes: [],
      state: player.frame.state,
    });
});

test("a run is led to its moment by steps and changes in turn", () => {
  /** @type {any[]} */
  const done = [];
  const player = /** @type {any} */ ({
    experiment,
    script: [],
    step: (/** @type {string} */ unit, /** @type {number} */ count) => done.push([unit, count]),
    control: (/** @type {object} */ changes) => done.push(changes),
    change: (/** @type {object} */ _, /** @type {object} */ changes) => done.push(["anew", changes]),
    setTheta: (/** @type {number[]} */ theta) => done.push(theta),
  });
  const changes = /** @type {import("../../../static/js/run/moment.js").Change[]} */ ([
    [2, { "optimizer.learning_rate": 0.3, theta: [1, 2] }],
    [3, { "optimizer.kind": "adam" }],
    [9, { "optimizer.learning_rate": 0.4 }],
  ]);
  lead(player, { at: 3, changes }, catalog.schema);
  for (const work of player.script) work();
  assert.deepEqual(done.slice(0, 5), [
    ["update", 1],
    ["update", 1],
    { "optimizer.learning_rate": 0.3 },
    [1, 2],
    ["update", 1],
  ]);
  assert.equal(done.length, 6, "what lies after the moment is not done");
});

test("a long way is gone in few steps, and all of it", () => {
  const player = /** @type {any} */ ({ script: [], step: (/** @type {string} */ _, /** @type {number} */ n) => n });
  lead(player, { at: 10_000, changes: [] }, catalog.schema);
  assert.ok(player.script.length <= 121);
  assert.equal(
    player.script.reduce((/** @type {number} */ sum, /** @type {() => number} */ work) => sum + work(), 0),
    10_000,
  );
});

test("lists of changes are read, and others are not", () => {
  assert.deepEqual(changesFrom('[[2,{"a":1}],[2,{"b":2}]]'), [
    [2, { a: 1 }],
    [2, { b: 2 }],
  ]);
  for (const text of ["", "{}", "[[1]]", "[[1,2]]", "[[2,{}],[1,{}]]", "[[1.5,{}]]", "[[-1,{}]]", "[[1,null]]"])
    assert.equal(changesFrom(text), undefined, text);
});

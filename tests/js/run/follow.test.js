/** A second run keeps abreast of the first: settings, play and pause, and the update. */

import assert from "node:assert/strict";
import test from "node:test";

import { Follower } from "../../../static/js/run/follow.js";
import { History } from "../../../static/js/run/history.js";
import { catalog as read } from "../catalog.js";

const catalog = read();
const { schema } = catalog;
const experiment = /** @type {any} */ (catalog.defaults);

/** A player that writes down what it is asked. @param {number} updates */
function playerAt(updates) {
  const history = new History();
  for (let update = 0; update <= updates; update += 1)
    history.push(/** @type {any} */ ({ update, sample: 0, theta: [update], state: "" }), experiment);
  const player = {
    history,
    experiment,
    run: {},
    state: "paused",
    playing: false,
    scrubbed: false,
    stepping: 0,
    speed: 30,
    script: /** @type {(() => void)[]} */ ([]),
    done: /** @type {any[]} */ ([]),
    /** @type {number | null} */
    shown: null,
    get index() {
      return player.shown ?? history.length - 1;
    },
    get frame() {
      return history.frames[player.index];
    },
    play: () => player.done.push("play"),
    pause: () => player.done.push("pause"),
    setSpeed(/** @type {number} */ speed) {
      player.speed = speed;
    },
    step: (/** @type {string} */ _, /** @type {number} */ count) => player.done.push(["step", count]),
    control: (/** @type {object} */ changes) => player.done.push(changes),
    change: (/** @type {any} */ _, /** @type {object} */ changes) => player.done.push(["change", changes]),
    open: (/** @type {any} */ opened) => player.done.push(["open", opened]),
    scrub(/** @type {number | null} */ index) {
      player.shown = index;
    },
    setTheta: () => undefined,
  };
  return /** @type {any} */ (player);
}

/** @param {number} a @param {number} b @param {import("../../../static/js/types.js").Changes} [changes] */
function pair(a, b, changes = {}) {
  const [first, second] = [playerAt(a), playerAt(b)];
  second.experiment = experiment;
  const follower = new Follower(first, second, schema);
  follower.changes = changes;
  return { first, second, follower };
}

test("it plays and pauses with the first, at its speed", () => {
  const { first, second, follower } = pair(5, 5);
  first.playing = true;
  first.speed = 100;
  follower.follow();
  assert.deepEqual([second.done, second.speed], [["play"], 100]);
  second.playing = true;
  first.playing = false;
  follower.follow();
  assert.deepEqual(second.done, ["play", "pause"]);
});

test("in a pause it steps to the first's update, or shows the moment it has passed", () => {
  const behind = pair(9, 5);
  behind.follower.follow();
  assert.deepEqual(behind.second.done, [["step", 1]]);
  assert.equal(behind.second.script.length, 3, "one after the other");
  const ahead = pair(5, 9);
  ahead.follower.follow();
  assert.deepEqual([ahead.second.done, ahead.second.frame.update], [[], 5]);
  const back = pair(9, 9);
  back.first.shown = 3;
  back.first.scrubbed = true;
  back.follower.follow();
  assert.equal(back.second.frame.update, 3);
});

test("settings are the first's, but for what is to differ", () => {
  const { first, second, follower } = pair(5, 5, { "optimizer.learning_rate": 0.5 });
  follower.follow();
  assert.deepEqual(second.done, [{ "optimizer.learning_rate": 0.5 }]);
  second.experiment = follower.differing(experiment);
  first.experiment = { ...experiment, estimator: { ...experiment.estimator, entropy_bonus: 0.1 } };
  follower.follow();
  assert.deepEqual(second.done[1], { "estimator.entropy_bonus": 0.1 });
});

test("what the server refused is not asked for again and again", () => {
  const { second, follower } = pair(5, 5, { "optimizer.learning_rate": 0.5 });
  follower.refused();
  follower.follow();
  assert.deepEqual(second.done, []);
});

test("it begins where the first began, with what was changed on the way but for its own", () => {
  const { first, second, follower } = pair(0, 0, { "optimizer.learning_rate": 0.5 });
  first.history.push({ update: 4, sample: 0, theta: [4], state: "" }, experiment);
  first.history.mark({
    update: 4,
    changes: { "optimizer.learning_rate": 0.3, "estimator.entropy_bonus": 0.1 },
    text: "",
  });
  first.history.push({ update: 6, sample: 0, theta: [6], state: "" }, experiment);
  follower.begin();
  assert.equal(second.done[0][0], "open");
  assert.equal(second.done[0][1].optimizer.learning_rate, 0.5);
  second.done.length = 0;
  for (const work of second.script) work();
  assert.deepEqual(
    second.done.filter((/** @type {any} */ one) => !Array.isArray(one)),
    [{ "estimator.entropy_bonus": 0.1 }],
  );
  assert.equal(second.done.filter((/** @type {any} */ one) => Array.isArray(one)).length, 6);
});

/** B is a run of six updates that was left, in which something was changed at update 4. @param {number} a how far the first is */
function taken(a) {
  const { first, second, follower } = pair(a, 0);
  const past = playerAt(6).history;
  past.mark({ update: 4, changes: { "optimizer.learning_rate": 0.5 }, text: "" });
  const kept = {
    ...experiment,
    optimizer: { ...experiment.optimizer, learning_rate: 0.5 },
  };
  second.resume = (/** @type {any} */ one) => {
    second.history.restore(one.past);
    second.experiment = second.confirmed = one.experiment;
  };
  follower.take({ experiment: kept, past: past.aside({ frames: 100, numbers: 1e6 }) });
  return { first, second, follower, past };
}

test("a run that was left is shown as it was while the first is not that far, whatever that has", () => {
  const { first, second, follower } = taken(3);
  assert.deepEqual(follower.changes, { "optimizer.learning_rate": 0.5 });
  assert.ok(follower.own);
  first.playing = true;
  first.experiment = { ...experiment, estimator: { ...experiment.estimator, entropy_bonus: 0.1 } };
  follower.follow();
  assert.equal(second.frame.update, 3);
  assert.deepEqual(second.done, ["pause"], "it is not played, and nothing is set");
});

test("from its end on it goes on with the first, and has what it had otherwise", () => {
  const { first, second, follower } = taken(8);
  first.experiment = { ...experiment, estimator: { ...experiment.estimator, entropy_bonus: 0.1 } };
  follower.follow();
  assert.deepEqual(second.done, [{ "estimator.entropy_bonus": 0.1 }]);
  second.experiment = follower.differing(first.experiment);
  follower.follow();
  assert.deepEqual(second.done[1], ["step", 1]);
});

test("what is kept of a run that was left stays as it is", () => {
  const { second, past } = taken(3);
  second.history.push({ update: 7, sample: 0, theta: [7], state: "" }, experiment);
  second.history.mark({ update: 7, changes: {}, text: "" });
  assert.deepEqual([past.length, past.marks.length], [7, 1]);
});

test("it has a link with its own beginning and changes, until it is to differ in something else", () => {
  const { follower } = taken(3);
  const { began, made, whole } = follower.named;
  assert.deepEqual([began, made, whole], [experiment, [[4, { "optimizer.learning_rate": 0.5 }]], true]);
  follower.differ({ seed: 5 });
  assert.deepEqual(follower.named, { other: { seed: 5 }, began: null, made: null, whole: true });
});

test("a theta dragged on its way cannot be in a link, which is told", () => {
  const { follower, second } = taken(3);
  second.history.mark({ update: 6, changes: {}, text: "", dragged: true });
  second.frame.state = "a state";
  assert.equal(follower.named.whole, false);
});

test("led through its own changes, it goes further than the first, if they do", () => {
  const { second, follower } = pair(6, 0);
  follower.begin([[9, { "optimizer.learning_rate": 0.5 }]]);
  assert.deepEqual(follower.named.made, [[9, { "optimizer.learning_rate": 0.5 }]]);
  for (const work of second.script) work();
  assert.equal(second.done.filter((/** @type {any} */ one) => one[0] === "step").length, 9);
  assert.deepEqual(second.done.at(-1), { "optimizer.learning_rate": 0.5 });
});

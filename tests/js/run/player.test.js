import assert from "node:assert/strict";
import test from "node:test";

import { Player } from "../../../static/js/run/player.js";
import { withChanges } from "../../../static/js/run/protocol.js";
import { experiment, frame, opened } from "../frames.js";

/** A player with a recorded world; `take` empties what it sent. */
function stand() {
  /** @type {any[]} */
  let sent = [];
  /** @type {string[]} */
  const said = [];
  const player = new Player({
    send: (message) => sent.push(message) > 0,
    opened: () => undefined,
    leaving: () => undefined,
    changed: () => undefined,
    said: (kind, _, pointer) => said.push(pointer ? `${kind} ${pointer}` : kind),
    describe: (changes) => Object.keys(changes).join(),
  });
  player.streams = ["probabilities"];
  const take = () => {
    const now = sent;
    sent = [];
    return now;
  };
  return { player, take, said };
}

/** A player whose run stands at step `n`. @param {number} [n] */
function running(n = 3) {
  const all = stand();
  all.player.open(experiment());
  all.player.receive(opened());
  for (let step = 0; step <= n; step += 1) all.player.receive(frame(step));
  all.player.drawn();
  all.take();
  return all;
}

test("opening subscribes and grants, and frames count only after the answer", () => {
  const { player, take } = stand();
  player.open(experiment());
  assert.deepEqual(take(), [{ type: "open", experiment: experiment(), subscribe: ["probabilities"], grant: 3 }]);
  player.receive(frame(7));
  assert.equal(player.history.length, 0);
  player.receive(opened());
  player.receive(frame(0));
  assert.deepEqual([player.state, player.history.length], ["paused", 1]);
});

test("play, speed and pause", () => {
  const { player, take, said } = running();
  player.play();
  player.setSpeed(100);
  player.pause();
  assert.deepEqual(take(), [
    { type: "play", updates_per_second: 30 },
    { type: "play", updates_per_second: 100 },
    { type: "pause" },
  ]);
  assert.deepEqual(said, ["paused"]);
  player.pause();
  assert.deepEqual(take(), []);
});

test("frames taken are paid for once they are drawn", () => {
  const { player, take } = running();
  player.receive(frame(4));
  player.receive(frame(5));
  player.drawn();
  player.drawn();
  assert.deepEqual(take(), [{ type: "grant", frames: 2 }]);
});

test("a step pauses, and its frame is announced once", () => {
  const { player, take, said } = running();
  player.play();
  player.step("sample");
  assert.deepEqual(take().slice(-2), [{ type: "pause" }, { type: "step", unit: "sample", count: 1 }]);
  player.receive(frame(3, { sample: 1 }));
  player.receive(frame(4));
  assert.deepEqual(said, ["paused", "stepped"]);
});

test("a dragged control coalesces behind the one under way", () => {
  const { player, take } = running();
  for (const rate of [0.2, 0.3, 0.4]) player.control({ "optimizer.learning_rate": rate });
  assert.equal(player.experiment?.optimizer.learning_rate, 0.4);
  assert.deepEqual(take(), [{ type: "control", changes: { "optimizer.learning_rate": 0.2 } }]);
  player.receive({ type: "control_applied", update: 3, changes: { "optimizer.learning_rate": 0.2 } });
  assert.deepEqual(take(), [{ type: "control", changes: { "optimizer.learning_rate": 0.4 } }]);
  assert.equal(player.experiment?.optimizer.learning_rate, 0.4);
  player.receive({ type: "control_applied", update: 3, changes: { "optimizer.learning_rate": 0.4 } });
  assert.equal(player.confirmed?.optimizer.learning_rate, 0.4);
  assert.equal(player.history.marks.length, 1);
});

test("a refusal says which field it is about", () => {
  const { player, said } = running();
  player.control({ "optimizer.learning_rate": -1 });
  player.receive({ type: "error", title: "no", detail: "too small", pointer: "/optimizer/learning_rate" });
  player.open(experiment());
  player.receive({ type: "error", title: "no", detail: "not so", pointer: "/experiment/problem/map" });
  assert.deepEqual(said, ["refused /optimizer/learning_rate", "refused /experiment/problem/map"]);
});

test("a refused control falls back to what is in force", () => {
  const { player, said } = running();
  player.control({ "optimizer.learning_rate": -1 });
  player.receive({ type: "error", title: "no", detail: "too small", pointer: "" });
  assert.equal(player.experiment?.optimizer.learning_rate, 0.1);
  assert.deepEqual(said, ["refused"]);
});

test("after a loss the run goes on from its last frame, playing as before, with unanswered controls sent again", () => {
  const { player, take } = running(5);
  player.control({ "optimizer.learning_rate": 0.5 });
  player.receive({ type: "control_applied", update: 5, changes: { "optimizer.learning_rate": 0.5 } });
  player.play();
  player.receive(frame(6));
  player.control({ "estimator.baseline": { kind: "constant", value: 1 } });
  take();
  player.lost();
  assert.equal(player.state, "opening");
  player.connected();
  const [open] = take();
  assert.equal(open.state, "state-6");
  assert.equal(open.experiment.optimizer.learning_rate, 0.5);
  assert.deepEqual(open.experiment.estimator.baseline, { kind: "none" });
  player.receive(opened(open.experiment));
  assert.deepEqual(take(), [
    { type: "control", changes: { "estimator.baseline": { kind: "constant", value: 1 } } },
    { type: "play", updates_per_second: 30 },
  ]);
  assert.equal(player.history.length, 7);
});

test("a loss before the first frame opens the experiment again", () => {
  const { player, take } = stand();
  player.open(experiment());
  player.lost();
  take();
  player.connected();
  assert.deepEqual(
    take().map((message) => [message.type, message.state]),
    [["open", undefined]],
  );
});

test("scrubbing shows the past and its settings, and ends at the newest", () => {
  const { player, take } = running(5);
  player.control({ "optimizer.learning_rate": 0.5 });
  player.receive({ type: "control_applied", update: 5, changes: { "optimizer.learning_rate": 0.5 } });
  player.receive(frame(6));
  player.scrub(2);
  assert.deepEqual([player.frame?.update, player.scrubbed, player.experiment?.optimizer.learning_rate], [2, true, 0.1]);
  player.scrub(6);
  assert.deepEqual(
    [player.frame?.update, player.scrubbed, player.experiment?.optimizer.learning_rate],
    [6, false, 0.5],
  );
  player.scrub(-4);
  assert.equal(player.index, 0);
  player.scrub(null);
  assert.equal(player.scrubbed, false);
  assert.ok(!take().some((message) => message.type === "open"));
});

for (const [name, act, then] of /** @type {[string, (p: Player) => void, any][]} */ ([
  ["play", (p) => p.play(), { type: "play", updates_per_second: 30 }],
  ["step", (p) => p.step("update"), { type: "step", unit: "update", count: 1 }],
  [
    "control",
    (p) => p.control({ "optimizer.learning_rate": 2 }),
    { type: "control", changes: { "optimizer.learning_rate": 2 } },
  ],
  ["theta", (p) => p.setTheta([1, 2]), { type: "set_theta", theta: [1, 2] }],
])) {
  test(`${name} while scrubbed branches: the run goes on from the moment shown`, () => {
    const { player, take } = running(5);
    player.scrub(2);
    act(player);
    const [open] = take();
    assert.equal(open.state, "state-2");
    assert.equal(player.history.length, 3);
    player.receive(frame(99));
    assert.equal(player.history.length, 3);
    player.receive(opened(open.experiment));
    assert.deepEqual(take(), [then]);
    player.receive(frame(3));
    assert.deepEqual(
      player.history.frames.map((one) => one.update),
      [0, 1, 2, 3],
    );
  });
}

test("reset opens the same experiment anew, with another seed if asked", () => {
  const { player, take } = running();
  player.play();
  player.reset();
  assert.equal(player.playing, false);
  player.receive(opened());
  assert.equal(player.history.length, 0);
  player.reset(9);
  assert.deepEqual(
    take()
      .filter((message) => message.type === "open")
      .map((message) => message.experiment.seed),
    [0, 9],
  );
});

test("another experiment may go on from the same state", () => {
  const { player, take } = running(4);
  player.change(withChanges(experiment(), { estimator: { kind: "exact" } }), { estimator: { kind: "exact" } });
  const [open] = take();
  assert.deepEqual([open.state, open.experiment.estimator.kind, player.history.marks.length], ["state-4", "exact", 0]);
  player.receive(opened(open.experiment));
  assert.deepEqual([player.history.marks.length, player.history.length], [1, 5]);
});

test("asking for other streams says so once", () => {
  const { player, take } = running();
  player.subscribe(["exact", "probabilities"]);
  player.subscribe(["exact", "probabilities"]);
  player.subscribe(["exact", "probabilities"], [0, 1]);
  assert.deepEqual(take(), [
    { type: "subscribe", streams: ["exact", "probabilities"] },
    { type: "subscribe", streams: ["exact", "probabilities"], cloud_axes: [0, 1] },
  ]);
});

test("a finished run pauses", () => {
  const { player, said } = running();
  player.play();
  player.receive({ type: "finished", reason: "theta is not finite" });
  assert.deepEqual([player.state, player.playing, said.at(-1)], ["paused", false, "finished"]);
});

test("a run whose theta is lost is not asked to go on, and goes on from a moment before or a theta moved", () => {
  const { player, take, said } = running(3);
  player.step("update", 10);
  player.receive({ ...frame(7), theta: /** @type {any} */ ([null, 0.5]) });
  player.receive({ type: "finished", reason: "theta" });
  assert.deepEqual([player.frame?.lost, player.stepping, player.waits], [true, 0, false]);
  take();
  said.length = 0;
  player.play();
  player.step("update");
  player.step("sample");
  assert.deepEqual([take(), said, player.playing, player.waits], [[], ["refused", "refused", "refused"], false, false]);
  player.setTheta([NaN, 2]);
  assert.deepEqual(take(), [{ type: "set_theta", theta: [0.03, 2] }], "what was not moved is where it was last");
  player.scrub(1);
  player.step("update");
  assert.deepEqual(
    take().map((message) => [message.type, message.state]),
    [["open", "state-1"]],
  );
  player.receive(opened());
  assert.deepEqual(take(), [{ type: "step", unit: "update", count: 1 }]);
});

test("the gradient where an estimate was drawn is the one a single update before", () => {
  const { player } = running(1);
  /** @param {number} step @param {number} slope @param {number} updates @returns {any} */
  const seen = (step, slope, updates) => ({
    ...frame(step),
    exact: { value: 0, gradient: [slope, 0] },
    estimate: [1, 1],
    block: { ...frame(step).block, updates },
  });
  player.receive(seen(2, 20, 1));
  assert.equal(player.frame?.climbed, undefined, "the moment before kept no gradient");
  player.receive(seen(3, 30, 1));
  assert.deepEqual(player.frame?.climbed, [20, 0]);
  player.receive({
    ...seen(3, 31, 0),
    block: { updates: 0, episodes: 0, actions: 0, mean_return: null, truncated: 0 },
  });
  assert.deepEqual(player.frame?.climbed, [20, 0], "theta was moved since, the estimate was not");
  player.receive(seen(9, 90, 6));
  assert.equal(player.frame?.climbed, undefined, "where the last of six was drawn no frame says");
});

test("of two experiments asked for one after the other, the second's answer counts", () => {
  const { player } = running(4);
  const other = { ...experiment(), problem: { kind: "bandit", means: [1, 2, 3, 4] } };
  player.open(other);
  player.open(experiment());
  player.receive({ ...opened(), experiment: other });
  player.receive(frame(0, { theta: [0, 0, 0, 0] }));
  assert.deepEqual(
    [player.state, player.history.length],
    ["opening", 5],
    "what was seen stays until the run wanted stands",
  );
  player.receive(opened());
  player.receive(frame(0));
  assert.deepEqual(
    [player.state, player.history.length, player.frame?.theta.length],
    ["paused", 1, frame(0).theta.length],
  );
});

test("a refusal of what is not wanted any more is not said", () => {
  const { player, said } = running(4);
  player.open({ ...experiment(), problem: { kind: "bandit", means: [] } });
  player.open(experiment());
  player.receive({ type: "error", title: "no", detail: "two arms at least", pointer: "" });
  player.receive(opened());
  assert.deepEqual([player.state, player.history.length, said], ["paused", 0, []]);
});

test("opens that a lost connection took with it are not waited for", () => {
  const { player } = running(4);
  player.open(experiment());
  player.open(experiment());
  player.lost();
  player.connected();
  player.receive(opened());
  assert.deepEqual([player.state, player.history.length], ["paused", 0]);
});

test("a refused experiment leaves the run before it standing", () => {
  const { player, take, said } = running(4);
  player.open({ ...experiment(), problem: { kind: "bandit", means: [] } });
  assert.equal(player.history.length, 5, "nothing is forgotten before the new run stands");
  take();
  player.receive({ type: "error", title: "no", detail: "two arms at least", pointer: "" });
  assert.deepEqual(said, ["refused"]);
  const [open] = take();
  assert.deepEqual([open.state, open.experiment], ["state-4", experiment()]);
  player.receive(opened());
  assert.deepEqual([player.state, player.history.length], ["paused", 5]);
});

test("a refused change goes back to what was in force", () => {
  const { player, take } = running(4);
  player.change(withChanges(experiment(), { "objective.discount": 7 }), { "objective.discount": 7 });
  take();
  player.receive({ type: "error", title: "no", detail: "at most 1", pointer: "" });
  const [open] = take();
  assert.deepEqual([open.state, open.experiment.objective.discount], ["state-4", 1]);
  player.receive(opened());
  assert.deepEqual([player.experiment?.objective.discount, player.history.marks.length], [1, 0]);
});

test("a state nobody knows any more starts the run again", () => {
  const { player, take } = running(4);
  player.lost();
  player.connected();
  take();
  player.receive({ type: "error", title: "no", detail: "not a state of this run", pointer: "state" });
  assert.deepEqual(
    take().map((message) => [message.type, message.state]),
    [["open", undefined]],
  );
  player.receive(opened());
  assert.equal(player.history.length, 0);
});

test("a server that refuses everything is not asked for ever", () => {
  const { player, take, said } = running(4);
  player.open(experiment());
  for (let i = 0; i < 20; i += 1) player.receive({ type: "error", title: "no", detail: "no", pointer: "" });
  assert.ok(take().length < 10);
  assert.equal(player.state, "idle");
  assert.ok(said.length > 0);
});

test("with nothing to go back to, a refused experiment leaves the player idle", () => {
  const { player, take } = stand();
  player.open(experiment());
  take();
  player.receive({ type: "error", title: "no", detail: "no", pointer: "" });
  assert.deepEqual([player.state, take()], ["idle", []]);
});

test("an answer to a control keeps what the last update did", () => {
  const { player } = running(3);
  player.receive(
    frame(3, { block: { updates: 0, episodes: 0, actions: 0, mean_return: null, truncated: 0 }, theta: [7, 7] }),
  );
  assert.deepEqual([player.frame?.block.mean_return, player.frame?.theta], [1, [7, 7]]);
});

test("an error that crosses an open belongs to the control before it", () => {
  const { player, take } = running(4);
  player.control({ "optimizer.learning_rate": -1 });
  player.reset();
  take();
  player.receive({ type: "error", title: "no", detail: "too small", pointer: "" });
  assert.deepEqual([player.state, take()], ["opening", []]);
  player.receive(opened());
  assert.deepEqual([player.state, player.history.length], ["paused", 0]);
});

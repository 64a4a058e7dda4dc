import assert from "node:assert/strict";
import test from "node:test";
import { replayOf } from "../../../static/js/run/played_back.js";
import { Player } from "../../../static/js/run/player.js";
import { frame, opened } from "../frames.js";

/** @typedef {import("../../../static/js/types.js").Frame} Frame */

const FRAMES = Array.from({ length: 11 }, (_, i) => frame(i, { state: String(i) }));

/** A player on a recording, and what it says. @param {Frame[]} frames */
async function playing(
  frames = FRAMES,
  changes = /** @type {import("../../../static/js/run/moment.js").Change[]} */ ([]),
) {
  /** @type {string[]} */
  const said = [];
  /** @type {Player} */
  let player;
  const socket = replayOf({ opened: opened(), frames, changes })({
    up: () => said.push("up"),
    down: () => assert.fail("a recording is never away"),
    message: (message) => player.receive(message),
    expecting: () => false,
  });
  player = new Player({
    send: (message) => socket.send(message),
    changed: () => undefined,
    opened: () => said.push("opened"),
    leaving: () => undefined,
    describe: () => "",
    said: (kind, text) => said.push(`${kind}: ${text}`),
  });
  socket.start();
  player.open(opened().experiment);
  await later();
  return { player, said, socket };
}

const later = () => new Promise((resolve) => setTimeout(resolve, 0));
const updates = (/** @type {Player} */ player) => player.history.frames.map(({ update }) => update);

test("a recording opens at its first moment, and steps as a server does", async () => {
  const { player, said } = await playing();
  assert.deepEqual(said, ["up", "opened"]);
  assert.equal(player.frame?.update, 0);
  player.step("update");
  await later();
  assert.deepEqual(updates(player), [0, 1]);
  assert.equal(player.frame?.block.updates, 1);
  player.step("update", 4);
  await later();
  assert.deepEqual(updates(player), [0, 1, 2, 3, 4, 5], "everything on the way is kept");
  assert.equal(player.stepping, 0);
});

test("a past moment is gone on from, with the same numbers", async () => {
  const { player } = await playing();
  player.step("update", 6);
  await later();
  player.scrub(2);
  player.step("update");
  await later();
  assert.equal(player.frame?.update, 3);
  assert.deepEqual(updates(player), [0, 1, 2, 3]);
  player.reset();
  await later();
  assert.deepEqual(updates(player), [0]);
});

test("it plays at the speed asked for, waits for credit, and ends with the last moment", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { player, said } = await playing();
  player.setSpeed(30);
  player.play();
  await later();
  for (let i = 0; i < 10; i += 1) t.mock.timers.tick(34);
  assert.deepEqual(updates(player), [0, 1, 2, 3], "three moments are ahead of the page at most");
  for (let i = 0; i < 12; i += 1) {
    player.drawn();
    await later();
    t.mock.timers.tick(34);
  }
  assert.deepEqual(updates(player), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal(player.playing, false);
  assert.equal(said.at(-1), "finished: The recording ends at update 10.");
});

test("at a high speed every moment passed is kept", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { player } = await playing();
  player.setSpeed(120);
  player.play();
  await later();
  t.mock.timers.tick(34);
  t.mock.timers.tick(34);
  assert.deepEqual(updates(player).slice(0, 5), [0, 1, 2, 3, 4]);
  player.pause();
});

test("thinned moments are stepped through one by one", async () => {
  const { player } = await playing([0, 5, 10, 12].map((update, i) => frame(update, { state: String(i) })));
  player.step("update");
  await later();
  assert.equal(player.frame?.update, 5);
  player.step("update", 6);
  await later();
  assert.deepEqual(updates(player), [0, 5, 10]);
});

test("what would change the run is refused in words, and nothing changes", async () => {
  const { player, said } = await playing();
  player.control({ "optimizer.learning_rate": 0.5 });
  await later();
  assert.match(said.at(-1) ?? "", /^refused: A recording shows what has happened/);
  assert.equal(player.experiment?.optimizer.learning_rate, 0.1);
  player.step("sample");
  await later();
  assert.match(said.at(-1) ?? "", /^refused: Single samples are not in the recording/);
  player.setTheta([1, 1]);
  await later();
  assert.equal(player.history.length, 1);
});

test("what the page adds to a moment does not stay in the recording", async () => {
  const { player } = await playing();
  player.step("update");
  await later();
  Object.assign(player.frame ?? {}, { climbed: [9, 9] });
  player.reset();
  await later();
  player.step("update");
  await later();
  assert.equal(player.frame?.climbed, undefined);
});

test("what was changed on the way is in force from then on, and marked", async () => {
  const { player } = await playing(FRAMES, [[3, { "optimizer.learning_rate": 0.5 }]]);
  player.step("update", 3);
  await later();
  assert.equal(player.experiment?.optimizer.learning_rate, 0.1);
  player.step("update", 3);
  await later();
  assert.equal(player.experiment?.optimizer.learning_rate, 0.5);
  assert.deepEqual(
    player.history.marks.map(({ update }) => update),
    [3],
  );
  player.scrub(3);
  assert.equal(player.experiment?.optimizer.learning_rate, 0.1);
  player.step("update");
  await later();
  assert.equal(player.experiment?.optimizer.learning_rate, 0.5);
  assert.deepEqual(
    player.history.marks.map(({ update }) => update),
    [3],
  );
});

test("what is not live cannot be changed from a moment either", async () => {
  const { player, said } = await playing();
  player.step("update", 2);
  await later();
  player.change({ ...opened().experiment, seed: 9 }, { seed: 9 });
  await later();
  await later();
  assert.ok(said.some((words) => words.startsWith("refused: A recording shows what has happened")));
  assert.equal(player.experiment?.seed, 0);
  assert.equal(player.frame?.update, 2);
});

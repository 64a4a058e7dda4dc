import assert from "node:assert/strict";
import test from "node:test";

import { Replay } from "../../../static/js/run/replay.js";

/** A player that stands at update 100, with a moment every ten updates. */
function standing() {
  const frames = Array.from({ length: 11 }, (_, i) => ({ update: 10 * i }));
  const player = {
    shown: /** @type {number | null} */ (null),
    playing: false,
    history: {
      frames,
      length: frames.length,
      indexAt: (/** @type {number} */ update) =>
        Math.max(
          0,
          frames.findLastIndex((frame) => frame.update <= update),
        ),
    },
    get scrubbed() {
      return player.shown !== null;
    },
    get index() {
      return player.shown ?? frames.length - 1;
    },
    get frame() {
      return frames[player.index];
    },
    /** @param {number | null} index */
    scrub(index) {
      player.shown = index !== null && index < frames.length - 1 ? index : null;
    },
  };
  return player;
}

test("what is kept is played again from the moment shown, as fast as was chosen, and ends at the newest", () => {
  const player = standing();
  const replay = new Replay(/** @type {any} */ (player));
  player.scrub(2);
  replay.setSpeed(20, 0);
  replay.start(1000);
  /** @param {number} time */
  const at = (time) => {
    replay.tick(time);
    return player.frame?.update;
  };
  assert.deepEqual([1000, 1499, 1500, 2000, 4900].map(at), [20, 20, 30, 40, 90]);
  assert.ok(replay.on);
  assert.equal(at(5100), 100);
  assert.ok(!player.scrubbed);
  assert.ok(!replay.on);
});

test("from the newest moment it begins at the first, and a new speed counts from where it is", () => {
  const player = standing();
  const replay = new Replay(/** @type {any} */ (player));
  replay.setSpeed(10, 0);
  replay.start(0);
  assert.equal(player.frame?.update, 0);
  replay.tick(2000);
  assert.equal(player.frame?.update, 20);
  replay.setSpeed(1, 2000);
  replay.tick(11_000);
  assert.equal(player.frame?.update, 20);
  replay.tick(12_100);
  assert.equal(player.frame?.update, 30);
});

test("whoever moves the timeline, plays or stops ends it", () => {
  for (const meddle of [
    (/** @type {any} */ player) => player.scrub(7),
    (/** @type {any} */ player) => Object.assign(player, { playing: true }),
    (/** @type {any} */ _, /** @type {Replay} */ replay) => replay.stop(),
  ]) {
    const player = standing();
    const replay = new Replay(/** @type {any} */ (player));
    player.scrub(1);
    replay.start(0);
    meddle(player, replay);
    replay.tick(60_000);
    assert.ok(!replay.on);
    assert.notEqual(player.frame?.update, 110);
  }
  const empty = { ...standing(), history: { length: 1 } };
  const replay = new Replay(/** @type {any} */ (empty));
  replay.start(0);
  assert.ok(!replay.on);
});

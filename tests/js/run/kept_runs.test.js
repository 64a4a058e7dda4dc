/** Runs that were left are kept, bounded, and gone back to. */

import assert from "node:assert/strict";
import test from "node:test";

import { History } from "../../../static/js/run/history.js";
import { KeptRuns, MOST_RUNS } from "../../../static/js/run/kept_runs.js";

const experiment = /** @type {any} */ ({ seed: 0 });

/** A player whose run has done so many updates. @param {number} updates */
function playerAt(updates) {
  const history = new History();
  for (let update = 0; update <= updates; update += 1)
    history.push(/** @type {any} */ ({ update, sample: 0, theta: [update] }), experiment);
  const player = {
    history,
    confirmed: experiment,
    away: false,
    pause: () => undefined,
    /** @param {any} kept */
    resume: ({ past }) => history.restore(past),
  };
  return /** @type {any} */ (player);
}

test("a run that has done nothing is not kept", () => {
  const runs = new KeptRuns();
  runs.leave(playerAt(0), 0);
  assert.deepEqual([runs.list.length, runs.current], [0, { id: 1, from: 0 }]);
});

test("a run is gone back to as it was, and the other is kept in its place", () => {
  const runs = new KeptRuns();
  const player = playerAt(6);
  runs.leave(player, 3);
  player.history.cut(3);
  player.history.push(/** @type {any} */ ({ update: 3, sample: 0, theta: [-1] }), { seed: 9 });
  player.history.push(/** @type {any} */ ({ update: 4, sample: 0, theta: [-4] }), { seed: 9 });
  assert.deepEqual(runs.current, { id: 2, from: 3 });
  runs.goTo(player, 1);
  assert.deepEqual(
    player.history.frames.map((/** @type {any} */ frame) => frame.theta[0]),
    [0, 1, 2, 3, 4, 5, 6],
  );
  assert.deepEqual(player.history.experimentAt(3), experiment, "what was changed at the branch is the branch's");
  assert.deepEqual(
    runs.list.map(({ id, from, to }) => [id, from, to]),
    [[2, 3, 4]],
  );
  player.away = true;
  runs.goTo(player, 2);
  assert.equal(runs.current.id, 1, "the server that would go on with it is away");
});

test("only the last few are kept, and none over another problem", () => {
  const runs = new KeptRuns();
  for (let i = 0; i < MOST_RUNS + 3; i += 1) runs.leave(playerAt(2), 0);
  assert.equal(runs.list.length, MOST_RUNS);
  assert.equal(runs.list[0]?.id, 4);
  runs.clear();
  assert.deepEqual([runs.list.length, runs.current.id], [0, 1]);
});

/** Runs that were left are kept, bounded, and gone back to. */

import assert from "node:assert/strict";
import test from "node:test";

import { History } from "../../../static/js/run/history.js";
import { KeptRuns, MOST_RUNS, treeOf } from "../../../static/js/run/kept_runs.js";
import { randoms } from "../maths/random.js";

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
  assert.deepEqual([runs.list.length, runs.current], [0, { id: 1, from: 0, parent: 0 }]);
});

test("a run is gone back to as it was, and the other is kept in its place", () => {
  const runs = new KeptRuns();
  const player = playerAt(6);
  runs.leave(player, 3);
  player.history.cut(3);
  player.history.push(/** @type {any} */ ({ update: 3, sample: 0, theta: [-1] }), { seed: 9 });
  player.history.push(/** @type {any} */ ({ update: 4, sample: 0, theta: [-4] }), { seed: 9 });
  assert.deepEqual(runs.current, { id: 2, from: 3, parent: 1 });
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
  assert.deepEqual([runs.list[0]?.id, runs.gone], [4, 3]);
  runs.clear();
  assert.deepEqual([runs.list.length, runs.current.id], [0, 1]);
});

/** @param {[id: number, from: number, parent: number, to: number][]} runs */
const rows = (runs) =>
  treeOf(runs.map(([id, from, parent, to]) => ({ id, from, parent, to }))).map(({ id, from, row, stem }) => [
    id,
    from,
    row,
    stem,
  ]);

test("a branch lies below the run it left, the latest first", () => {
  assert.deepEqual(
    rows([
      [1, 0, 0, 60],
      [2, 20, 1, 70],
      [3, 40, 1, 80],
      [4, 50, 2, 55],
      [5, 0, 0, 9],
    ]),
    [
      [1, 0, 0, 0],
      [3, 40, 1, 0],
      [2, 20, 2, 0],
      [4, 50, 3, 2],
      [5, 0, 4, 4],
    ],
  );
});

test("what left before its parent did left the one before that; what it left may be gone", () => {
  assert.deepEqual(
    rows([
      [1, 0, 0, 60],
      [2, 20, 1, 70],
      [3, 10, 2, 80],
    ]),
    [
      [1, 0, 0, 0],
      [2, 20, 1, 0],
      [3, 10, 2, 0],
    ],
  );
  assert.deepEqual(
    rows([
      [7, 30, 2, 40],
      [8, 35, 7, 50],
    ]),
    [
      [7, 0, 0, 0],
      [8, 35, 1, 0],
    ],
  );
});

test("no line of a tree crosses another", () => {
  const random = randoms(3);
  for (let round = 0; round < 200; round += 1) {
    /** @type {{id: number, from: number, parent: number, to: number}[]} */
    const runs = [{ id: 1, from: 0, parent: 0, to: 100 }];
    for (let id = 2; id < 9; id += 1) {
      const parent = /** @type {any} */ (runs[Math.floor(random() * runs.length)]);
      const from = Math.floor(random() * parent.to);
      runs.push({ id, from, parent: from ? parent.id : 0, to: from + 1 + Math.floor(random() * 50) });
    }
    const tree = treeOf(runs);
    assert.equal(tree.length, runs.length);
    for (const { from, row, stem } of tree)
      for (const other of tree.slice(stem + 1, row))
        assert.ok(other.from >= from, "its stem runs past lines that begin later");
  }
});

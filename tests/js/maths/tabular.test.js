import assert from "node:assert/strict";
import test from "node:test";

import { randomProblem, readProblem, written } from "../../../static/js/maths/tabular.js";
import { asked } from "./ask.js";

const SIZES = [2, 3, 4, 5, 6].flatMap((states) => [2, 3, 4].map((actions) => /** @type {const} */ ([states, actions])));

test("a random problem is one the page reads back as it was, whatever its size and seed", () => {
  for (const [states, actions] of SIZES)
    for (let seed = 0; seed < 20; seed += 1) {
      const problem = randomProblem(states, actions, seed);
      assert.deepEqual(readProblem(written(problem)), { problem, wrong: "" });
      assert.equal(problem.transition.length, states);
      assert.ok(problem.transition.every((rows) => rows.length === actions));
    }
});

test("the same seed gives the same problem, another another", () => {
  const texts = Array.from({ length: 50 }, (_, seed) => written(randomProblem(3, 2, seed)));
  assert.equal(written(randomProblem(3, 2, 7)), texts[7]);
  assert.ok(new Set(texts).size > 45);
});

test("the server takes every random problem", () => {
  const problems = SIZES.map(([states, actions], seed) => randomProblem(states, actions, seed));
  assert.deepEqual(
    asked(problems),
    SIZES.map(([states, actions]) => [states, actions]),
  );
});

test("a problem is written a state a line, without the parts that say nothing", () => {
  const text = written(randomProblem(3, 2, 0));
  assert.equal(text.split("\n").length, 11);
  assert.ok(!text.includes("reward_std"));
});

/** @param {(problem: any) => void} change */
function broken(change) {
  const problem = randomProblem(3, 2, 0);
  change(problem);
  return readProblem(JSON.stringify(problem)).wrong;
}

test("what is wrong is said in plain words, where it stands", () => {
  assert.match(readProblem("").wrong, /^Expected a problem/);
  assert.match(readProblem('{\n "start": [1, 0\n "terminal": 1}').wrong, /line 3, at "terminal"/);
  assert.match(readProblem('{"start": [1, 0').wrong, /the end: something is still open/);
  assert.match(readProblem("[1]").wrong, /^Expected \{ … \} with transition, reward/);
  assert.match(
    broken((p) => (p.rewards = 1)),
    /There is no “rewards”; a problem has/,
  );
  assert.match(
    broken((p) => delete p.start),
    /“start” is missing: with which probability/,
  );
  assert.equal(
    broken((p) => (p.transition[1][0] = [0.5, 0.4, 0])),
    "“transition” of state 1, action 0 should add to 1, and adds to 0.9.",
  );
  assert.match(
    broken((p) => p.transition[1][1].pop()),
    /state 1, action 1 should have a probability for each of the 3 states, and has 2/,
  );
  assert.match(
    broken((p) => p.transition[2].pop()),
    /of state 2 should have a row for each action/,
  );
  assert.match(
    broken((p) => (p.start = [1, 1, 0])),
    /“start” should add to 1, and adds to 2/,
  );
  assert.match(
    broken((p) => (p.terminal = [false, true])),
    /for each of the 3 states/,
  );
  assert.match(
    broken((p) => (p.reward = [1, 2])),
    /“reward” should be numbers/,
  );
  assert.match(
    broken((p) => (p.horizon = 0.5)),
    /“horizon” should be a whole number/,
  );
  assert.equal(
    broken(
      (p) =>
        (p.transition[2] = [
          [0, 0, 0],
          [0, 0, 0],
        ]),
    ),
    "",
    "a terminal state's rows may be all zeros",
  );
});

import assert from "node:assert/strict";
import test from "node:test";

import { pauseWords, stepWords } from "../../../static/js/page/announce.js";
import { lostWords, sound } from "../../../static/js/run/finite.js";
import { frame } from "../frames.js";

/** @param {Partial<import("../../../static/js/types.js").Frame> | Record<string, unknown>} more @returns {import("../../../static/js/types.js").Frame} */
const parsed = (more) => JSON.parse(JSON.stringify({ ...frame(3), ...more }));

test("a frame of finite numbers is left as it is, nulls that say there is nothing included", () => {
  const whole = parsed({
    exact: { value: 1, gradient: [0, 1] },
    estimate: null,
    episode: null,
    baseline: { value: null, values: null },
    density: null,
    ensemble: null,
  });
  assert.deepEqual(sound(structuredClone(whole)), whole);
});

test("theta that is null in JSON is NaN, and streams with holes are left out", () => {
  const lost = sound(
    parsed({
      theta: [null, 2],
      exact: { value: null, gradient: [null, null] },
      probabilities: [[null, null]],
      estimate: [0.5, 0],
      values: { state_values: [null], action_values: [[1, 0]], advantages: [[null, null]], visitation: [1] },
    }),
  );
  assert.equal(lost.lost, true);
  assert.deepEqual(lost.theta, [NaN, 2]);
  assert.deepEqual(
    ["exact", "probabilities", "values"].filter((name) => name in lost),
    [],
  );
  assert.deepEqual(lost.estimate, [0.5, 0], "what was drawn before is as finite as ever");
});

test("a value that overflows takes its stream, not theta's", () => {
  const odd = sound(parsed({ exact: { value: null, gradient: [1, 1] }, density: { means: [0], sigma: null } }));
  assert.equal(odd.lost, undefined);
  assert.deepEqual([odd.exact, odd.density, odd.probabilities], [undefined, undefined, [[0.5, 0.5]]]);
});

test("of several runs the others stay", () => {
  const { ensemble, lost } = sound(
    parsed({
      ensemble: {
        theta: [
          [0, 1],
          [null, null],
        ],
        values: [0.5, null],
        probabilities: [
          [0.5, 0.5],
          [null, null],
        ],
      },
    }),
  );
  assert.equal(lost, undefined);
  assert.deepEqual(ensemble?.values, [0.5, NaN]);
  assert.deepEqual(ensemble?.theta, [
    [0, 1],
    [NaN, NaN],
  ]);
});

test("the words name the update, wherever one looks from", () => {
  const [before, first, later] = [
    frame(2),
    sound(parsed({ theta: [null, null] })),
    sound(parsed({ update: 4, theta: [null, null] })),
  ];
  /** @param {any} now @param {any[]} frames @returns {any} */
  const moment = (now, frames) => ({ frame: now, history: { frames, marks: [], thin: () => frames }, lab: {} });
  assert.equal(lostWords(moment(before, [before])), "");
  const words = "θ is no longer finite (since update 3). Reset or move θ to go on.";
  assert.equal(lostWords(moment(first, [before, first])), words);
  assert.equal(lostWords(moment(later, [before, first, later])), words);
  assert.equal(stepWords(moment(first, [before, first]), before), `Update 3: ${words}`);
  assert.equal(pauseWords(moment(first, [before, first])), `Paused at update 3. ${words}`);
});

import assert from "node:assert/strict";
import test from "node:test";

import { kindsOf } from "../../../static/js/maths/kinds.js";
import { digitsOf, lessonOf, restOf, returnTerms, rowsOf, shareOf, single } from "../../../static/js/maths/lesson.js";
import { snippet, updateLine } from "../../../static/js/maths/numpy.js";
import { catalog } from "../catalog.js";

const kinds = kindsOf(catalog());

const experiment = {
  policy: { kind: "softmax", features: { kind: "one_hot" }, temperature: 1 },
  objective: { kind: "start_value", discount: 0.5 },
  estimator: /** @type {import("../../../static/js/types.js").Part} */ ({
    kind: "reinforce",
    credit: "reward_to_go",
    discount_weighting: true,
    baseline: { kind: "none" },
    batch_size: 1,
  }),
  optimizer: { kind: "ascent", learning_rate: 0.1, preconditioner: "none", damping: 0 },
};

/** A two-armed bandit's update: pi even, arm 1 paid 2. @param {object} [more] @returns {any} */
const frame = (more = {}) => ({
  type: "frame",
  update: 1,
  sample: 0,
  theta: [-0.1, 0.1],
  state: "",
  block: { updates: 1, episodes: 1, actions: 1, mean_return: 2, truncated: 0 },
  episode: {
    states: [0],
    actions: [1],
    rewards: [2],
    returns: [2],
    baselines: [0],
    weights: [2],
    next_state: 0,
    length: 1,
    index: 0,
    count: 1,
  },
  scores: [[-0.5, 0.5]],
  episode_probabilities: [[0.5, 0.5]],
  estimate: [-1, 1],
  ...more,
});

test("without the frame before, theta is traced back through the estimate", () => {
  const lesson = lessonOf(frame(), undefined, experiment, kinds);
  assert.equal(lesson.kind, "episode");
  assert.deepEqual(lesson.before, [0, 0]);
  assert.deepEqual(lesson.after, [-0.1, 0.1]);
  assert.ok(single(lesson));
});

test("every symbol of the formula has its number", () => {
  const share = shareOf(lessonOf(frame(), undefined, experiment, kinds), 0);
  assert.ok(share);
  assert.equal(share.factor * (share.value - share.baseline), share.weight);
  assert.deepEqual(share.chances, [0.5, 0.5]);
});

test("a learning rate changed after the update does not rewrite it", () => {
  const later = { ...experiment, optimizer: { ...experiment.optimizer, learning_rate: 3 } };
  const lesson = lessonOf(frame(), frame({ update: 0, theta: [0, 0] }), later, kinds);
  assert.equal(lesson.alpha, 0.1);
  assert.equal(lesson.moved, false);
});

test("theta moved by hand after the update is told apart from it", () => {
  const lesson = lessonOf(frame({ theta: [3, 4] }), frame({ update: 0, theta: [0, 0] }), experiment, kinds);
  assert.equal(lesson.moved, true);
  assert.deepEqual(lesson.after, [-0.1, 0.1]);
});

test("while the batch fills, theta has not moved", () => {
  const four = { ...experiment, estimator: { ...experiment.estimator, batch_size: 4 } };
  const lesson = lessonOf(frame({ update: 0, sample: 1, theta: [0, 0], estimate: null }), undefined, four, kinds);
  assert.equal(lesson.pending, true);
  assert.equal(lesson.update, 1);
  assert.deepEqual(lesson.before, [0, 0]);
  assert.equal(lesson.after, null);
  assert.equal(snippet(lesson, { oneHot: true, states: 1, actions: 2 }), null);
});

test("before the first update there is nothing to take apart", () => {
  assert.equal(
    lessonOf(frame({ update: 0, episode: null, scores: null, estimate: null }), undefined, experiment, kinds).kind,
    "nothing",
  );
});

test("this step's share and the rest make the estimate", () => {
  const drawn = frame({
    episode: {
      states: [0, 0],
      actions: [1, 0],
      rewards: [1, 4],
      returns: [3, 4],
      baselines: [0, 0],
      weights: [3, 2],
      next_state: 1,
      length: 2,
      index: 1,
      count: 2,
    },
    scores: [
      [-0.5, 0.5],
      [0.5, -0.5],
    ],
    episode_probabilities: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
    estimate: [-1, 1],
  });
  const lesson = lessonOf(drawn, undefined, experiment, kinds);
  const share = shareOf(lesson, 1);
  assert.ok(share);
  assert.equal(share.factor, 0.5);
  const rest = restOf(lesson, share) ?? [];
  assert.deepEqual(
    rest.map((value, d) => (value + share.weight * (share.score[d] ?? 0)) / 2),
    [-1, 1],
  );
  assert.equal(shareOf(lesson, 2), null);
  assert.equal(updateLine(lesson), "theta = theta + alpha * g");
});

test("a return is told term by term", () => {
  const lesson = lessonOf(
    frame({
      episode: {
        states: [0, 0, 0],
        actions: [1, 0, 1],
        rewards: [1, 4, 2],
        returns: [3.5, 5, 2],
        baselines: [0, 0, 0],
        weights: [3.5, 2.5, 0.5],
        next_state: 1,
        length: 3,
        index: 0,
        count: 1,
      },
      scores: [
        [-0.5, 0.5],
        [0.5, -0.5],
        [-0.5, 0.5],
      ],
    }),
    undefined,
    experiment,
    kinds,
  );
  assert.deepEqual(returnTerms(lesson, 1, 2), {
    terms: [
      [4, 0],
      [2, 1],
    ],
    more: 0,
  });
  assert.deepEqual(returnTerms(lesson, 0, 2), {
    terms: [
      [1, 0],
      [4, 1],
    ],
    more: 1,
  });
  assert.deepEqual(returnTerms({ ...lesson, total: true }, 2, 1), { terms: [[1, 0]], more: 2 });
});

test("rows and digits suit what there is to show", () => {
  assert.deepEqual(rowsOf([0, 1, 0], 8), [0, 1, 2]);
  assert.deepEqual(rowsOf([0, 1, 0, -1, 0], 3), [1, 3]);
  assert.deepEqual(rowsOf([0.1, 0.2, -0.1, 0, -0.9], 2), [1, 4], "the furthest upwards and downwards");
  assert.deepEqual(rowsOf([-0.1, -0.2, -0.3, 0.9, -0.7, -0.1], 3), [0, 3, 4]);
  assert.equal(digitsOf([0.5, -0.03]), 3);
  assert.equal(digitsOf([0.00021]), 5);
  assert.equal(digitsOf([0]), 3);
});

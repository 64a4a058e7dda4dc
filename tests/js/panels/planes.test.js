import assert from "node:assert/strict";
import test from "node:test";

import { createPlanes } from "../../../static/js/panels/landscape/planes.js";
import { pointWords, sentence } from "../../../static/js/panels/landscape/words.js";

/** @param {number} states @param {number} actions @param {string[]} names */
const lab = (states, actions, names) =>
  /** @type {any} */ ({
    problem: { states, actions },
    policy: { parameters: names.length, parameter_names: names },
    experiment: { policy: { features: { kind: "one_hot" } } },
  });
/** @param {number[]} gradient @param {number[][]} thetas the way so far */
const moment = (gradient, thetas) =>
  /** @type {any} */ ({
    frame: { update: thetas.length - 1, theta: thetas.at(-1), exact: { gradient } },
    history: { frames: thetas.map((theta) => ({ theta })) },
  });

test("three preferences, two parameters and everything else begin on planes of their own", () => {
  assert.deepEqual(createPlanes(lab(1, 3, ["a", "b", "c"])).titles(), ["(θ b − θ a) / √2", "(2 θ c − θ a − θ b) / √6"]);
  assert.deepEqual(createPlanes(lab(1, 2, ["a", "θ₂"])).titles(), ["θ a", "θ₂"]);
  const planes = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  assert.deepEqual([planes.kind, planes.kinds, planes.crooked(0)], ["directions", ["parameters", "directions"], true]);
});

test("the first gradient leads to the parameters it says most about, once", () => {
  const planes = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  planes.choose("parameters");
  assert.equal(planes.lead(undefined), false);
  assert.equal(planes.lead([0, 0.1, -3, 2]), true);
  assert.deepEqual(
    [planes.pair, planes.titles(), planes.plane.x],
    [
      [2, 3],
      ["θ c", "θ d"],
      [0, 0, 1, 0],
    ],
  );
  assert.equal(planes.lead([9, 8, 0, 0]), false);
});

test("two axes never show the same parameter", () => {
  const planes = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  planes.choose("parameters");
  planes.pick(0, 1);
  assert.deepEqual(planes.pair, [1, 0]);
  planes.pick(1, 3);
  assert.deepEqual(planes.pair, [1, 3]);
});

test("a plane of directions is aligned once gradient and trajectory both point somewhere", () => {
  const planes = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  planes.align(moment([1, 0, 0, 0], [[0, 0, 0, 0]]));
  assert.equal(planes.titles()[1], "at right angles to it");
  assert.deepEqual([planes.crooked(0), planes.crooked(1)], [false, true], "at the same update it would stay as it is");
  planes.align(
    moment(
      [1, 0, 0, 0],
      [
        [0, 0, 0, 0],
        [1, 2, 0, 0],
      ],
    ),
  );
  assert.deepEqual([planes.crooked(2), planes.plane.x, planes.plane.y], [false, [1, 0, 0, 0], [0, 1, 0, 0]]);
});

test("another run's plane is that one's to turn", () => {
  const planes = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  planes.take(createPlanes(lab(2, 2, ["a", "b", "c", "d"])));
  assert.deepEqual([planes.kind, planes.crooked(3)], ["directions", false]);
});

test("how far a point lies off the plane drawn: through the present one, or through that of the run whose plane it is", () => {
  const planes = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  planes.choose("parameters");
  assert.equal(planes.off([0, 0, 3, 4]), 0);
  planes.through([5, 6, 1, 1]);
  assert.equal(planes.off([0, 0, 4, 5]), 5);
  assert.equal(planes.off([-7, 9, 1, 1]), 0);

  const second = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  second.take(planes);
  second.through([0, 0, 4, 5]);
  assert.equal(second.off([0, 0, 4, 5]), 5);
  planes.through([0, 0, 4, 5]);
  assert.equal(second.off([0, 0, 4, 5]), 0);
});

test("three preferences have no point off their plane: J does not see a constant added to all", () => {
  const planes = createPlanes(lab(1, 3, ["a", "b", "c"]));
  planes.through([0, 0, 0]);
  assert.equal(planes.off([7, 7, 7]), 0);
});

test("a point off the plane is said to be", () => {
  const frame = { update: 7, theta: [0, 0], exact: { value: 2, gradient: [0, 0] } };
  const one = /** @type {any} */ ({ frame, lab: { experiment: { estimator: { entropy_bonus: 0 } } } });
  assert.match(sentence(one, 9.8), /^J = 2\.0000, θ 9\.80 off the plane drawn; exact gradient/);
  assert.match(sentence(one, 0.01), /^J = 2\.0000; exact gradient/);
  assert.match(
    pointWords(one.lab, () => 5)(/** @type {any} */ (frame)),
    /^update 7: J = 2\.0000, θ 5\.00 off the plane drawn$/,
  );
});

import assert from "node:assert/strict";
import test from "node:test";

import { createPlanes } from "../../../static/js/panels/landscape/planes.js";

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
    frame: { theta: thetas.at(-1), exact: { gradient } },
    history: { frames: thetas.map((theta) => ({ theta })) },
  });

test("three preferences, two parameters and everything else begin on planes of their own", () => {
  assert.deepEqual(createPlanes(lab(1, 3, ["a", "b", "c"])).titles(), ["(θ b − θ a) / √2", "(2 θ c − θ a − θ b) / √6"]);
  assert.deepEqual(createPlanes(lab(1, 2, ["a", "θ₂"])).titles(), ["θ a", "θ₂"]);
  const planes = createPlanes(lab(2, 2, ["a", "b", "c", "d"]));
  assert.deepEqual([planes.kind, planes.kinds, planes.aligned], ["directions", ["parameters", "directions"], false]);
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
  assert.deepEqual([planes.aligned, planes.titles()[1]], [false, "at right angles to it"]);
  planes.align(
    moment(
      [1, 0, 0, 0],
      [
        [0, 0, 0, 0],
        [1, 2, 0, 0],
      ],
    ),
  );
  assert.deepEqual([planes.aligned, planes.plane.x, planes.plane.y], [true, [1, 0, 0, 0], [0, 1, 0, 0]]);
});

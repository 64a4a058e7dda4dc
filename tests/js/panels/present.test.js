import assert from "node:assert/strict";
import test from "node:test";

import { createPresent } from "../../../static/js/panels/parts/present.js";

/** @param {object} frame @param {object[]} frames */
const moment = (frame, frames) => /** @type {any} */ ({ frame, history: { frames } });

test("what is dragged is held until the run has come there", () => {
  const present = createPresent();
  const first = { update: 0 };
  const before = moment(first, [first]);
  present.hold([1, 2]);
  present.follow(before, moment({ update: 1 }, [first]));
  assert.deepEqual(present.held, [1, 2], "still in hand");
  present.drop();
  present.follow(before, before);
  assert.deepEqual(present.held, [1, 2], "no new frame yet");
  assert.equal(present.follow(before, moment({ update: 1 }, [first])), false);
  assert.equal(present.held, null);
});

test("arrows share one scale, which the longest estimate of late sets, and another run begins afresh", () => {
  const present = createPresent();
  const factor = () => present.arrows([1, 0], [0, 1])[0]?.factor ?? 0;
  present.scale([0.5, 0], [0, 1], true, 1, 1);
  const crowded = factor();
  assert.ok(crowded <= 1, `${crowded}`);
  present.scale([0.5, 0], [0, 0.9], true, 1, 1);
  assert.equal(factor(), crowded, "a little shorter: the scale holds still");
  const first = { update: 0 };
  assert.equal(present.follow(null, moment(first, [first])), true);
  present.scale([0.5, 0], null, true, 1, 1);
  assert.ok(factor() > crowded);
  assert.deepEqual(
    present.arrows([1, 0], null).map(({ kind }) => kind),
    ["exact"],
  );
});

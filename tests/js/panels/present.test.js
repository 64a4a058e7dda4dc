/** One scale for the arrows of two runs in one picture: what the key says is true of both. */

import assert from "node:assert/strict";
import test from "node:test";

import { createPresent } from "../../../static/js/panels/parts/present.js";

test("a second run's arrows are on the first one's scale, which holds the longest of both", () => {
  const [first, second] = [createPresent(), createPresent()];
  second.join(first);
  second.scale([3, 4], [0, 0.01], false, 1);
  first.scale([0.03, 0.04], [0, 0.5], false, 1);
  const [a, b] = [first.arrows([0.03, 0.04], [0, 0.5]), second.arrows([3, 4], [0, 0.01])];
  assert.deepEqual(
    a.map(({ factor }) => factor),
    b.map(({ factor }) => factor),
  );
  assert.ok((a[0]?.factor ?? NaN) * 5 <= 1.01, "the second's exact gradient, 5 long, is inside the room of 1");
});

test("alone, a run's arrows have the scale that suits them", () => {
  const alone = createPresent();
  alone.scale([0.03, 0.04], null, false, 1);
  const factor = alone.arrows([0.03, 0.04], null)[0]?.factor ?? NaN;
  assert.ok(factor * 0.05 > 0.3 && factor * 0.05 <= 1.01, String(factor));
});

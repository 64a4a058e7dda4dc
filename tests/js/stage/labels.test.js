import assert from "node:assert/strict";
import test from "node:test";

import { createLabels } from "../../../static/js/stage/labels.js";

const WITHIN = { left: 0, top: 0, width: 100, height: 50 };

/** A context that writes nothing and measures ten pixels a letter. */
function pen() {
  /** @type {[string, number, number][]} */
  const written = [];
  const ctx = {
    measureText: (/** @type {string} */ text) => ({ width: 10 * text.length }),
    strokeText() {},
    fillText: (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) =>
      void written.push([text, x, y]),
  };
  const labels = createLabels(/** @type {any} */ (ctx), { size: 10, font: "", color: "", halo: "", within: WITHIN });
  return { labels, written };
}

test("a label takes the first free place", () => {
  const { labels, written } = pen();
  assert.ok(labels.put("one", [{ x: 50, y: 20 }]));
  assert.ok(
    labels.put("two", [
      { x: 55, y: 25 },
      { x: 50, y: 31 },
    ]),
  );
  assert.deepEqual(written, [
    ["one", 50, 20],
    ["two", 50, 31],
  ]);
});

test("a label without a free place stays away, and none leaves the picture", () => {
  const { labels, written } = pen();
  labels.keep([0, 0, 100, 20]);
  assert.ok(!labels.put("kept", [{ x: 50, y: 10 }]));
  assert.ok(
    !labels.put("out", [
      { x: 10, y: 40 },
      { x: 90, y: 40, align: "left" },
      { x: 50, y: 48 },
    ]),
  );
  assert.ok(labels.put("in", [{ x: 100, y: 40, align: "right" }]));
  assert.deepEqual(written, [["in", 100, 40]]);
});

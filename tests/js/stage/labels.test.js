import assert from "node:assert/strict";
import test from "node:test";

import { createLabels } from "../../../static/js/stage/labels.js";

const WITHIN = { left: 0, top: 0, width: 100, height: 50 };

/** Labels whose letters are ten pixels wide. */
const labelled = () => createLabels({ size: 10, font: "", within: WITHIN }, (text) => 10 * text.length);

test("a label takes the first free place", () => {
  const labels = labelled();
  assert.deepEqual(labels.find("one", [{ x: 50, y: 20 }]), { x: 50, y: 20 });
  const places = [
    { x: 55, y: 25 },
    { x: 50, y: 31 },
  ];
  assert.deepEqual(labels.find("two", places), { x: 50, y: 31 });
});

test("a label without a free place stays away, and none leaves the picture", () => {
  const labels = labelled();
  labels.keep([0, 0, 100, 20]);
  assert.equal(labels.find("kept", [{ x: 50, y: 10 }]), null);
  const out = [
    { x: 10, y: 40 },
    { x: 90, y: 40 },
    { x: 50, y: 48 },
  ];
  assert.equal(labels.find("out", out), null);
  assert.deepEqual(labels.find("in", [{ x: 90, y: 40 }]), { x: 90, y: 40 });
});

test("two names side by side have air between them: b* and V are not read as b*V", () => {
  const labels = labelled();
  assert.ok(labels.find("b*", [{ x: 30, y: 20 }]));
  assert.equal(labels.find("V", [{ x: 46, y: 20 }]), null);
  assert.ok(labels.find("V", [{ x: 49, y: 20 }]));
});

import assert from "node:assert/strict";
import test from "node:test";

import { merged, parseMessage, same, valueAt, withChanges, withValue } from "../../../static/js/run/protocol.js";
import { experiment } from "../frames.js";

test("only documented messages are messages", () => {
  assert.equal(parseMessage('{"type":"frame","update":1}')?.type, "frame");
  for (const text of [
    "",
    "{",
    "null",
    "[]",
    '"frame"',
    '{"type":"song"}',
    '{"type":null}',
    new ArrayBuffer(1),
    undefined,
  ])
    assert.equal(parseMessage(text), null);
});

test("a frame's count of updates is read under its name of version 0.2", () => {
  const [old, now, both] = [
    '{"type":"frame","step":7}',
    '{"type":"frame","update":7}',
    '{"type":"frame","step":3,"update":7}',
  ];
  for (const text of [old, now, both]) assert.equal(/** @type {any} */ (parseMessage(text)).update, 7);
  assert.equal("update" in /** @type {any} */ (parseMessage('{"type":"heartbeat"}')), false);
});

test("a changed experiment shares what did not change", () => {
  const before = experiment();
  const after = withChanges(before, {
    "optimizer.learning_rate": 0.3,
    "estimator.baseline": { kind: "constant", value: 1 },
  });
  assert.equal(after.optimizer.learning_rate, 0.3);
  assert.equal(before.optimizer.learning_rate, 0.1);
  assert.equal(after.problem, before.problem);
  assert.deepEqual(after.estimator.baseline, { kind: "constant", value: 1 });
});

test("paths read and write", () => {
  assert.equal(valueAt({ a: { b: [1, 2] } }, "a.b.1"), 2);
  assert.equal(valueAt({ a: null }, "a.b"), undefined);
  assert.deepEqual(withValue({}, "a.b", 1), { a: { b: 1 } });
});

test("later changes win, and a part set as a whole forgets what was set inside it", () => {
  assert.deepEqual(merged({ "e.b.value": 1, rate: 1 }, { "e.b": { kind: "none" }, rate: 2 }), {
    "e.b": { kind: "none" },
    rate: 2,
  });
  assert.deepEqual(merged({ "e.b": { kind: "constant" } }, { "e.b.value": 3 }), {
    "e.b": { kind: "constant" },
    "e.b.value": 3,
  });
});

test("equality is of values", () => {
  assert.ok(same({ a: [1, { b: null }], c: 2 }, { c: 2, a: [1, { b: null }] }));
  assert.ok(!same([], {}) && !same([1], [1, 2]) && !same({ a: undefined }, { b: undefined }) && !same(null, {}));
});

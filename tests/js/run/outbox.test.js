import assert from "node:assert/strict";
import test from "node:test";

import { Outbox } from "../../../static/js/run/outbox.js";

/** @param {boolean} [up] */
function outbox(up = true) {
  /** @type {object[]} */
  const sent = [];
  return { sent, box: new Outbox((changes) => sent.push(changes) > 0 && up) };
}

test("one message is under way at a time; what comes meanwhile is merged and follows it", () => {
  const { sent, box } = outbox();
  box.put({ a: 1 }, false);
  box.put({ a: 2 }, false);
  box.put({ a: 3, b: 1 }, false);
  assert.deepEqual([sent, box.busy], [[{ a: 1 }], true]);
  assert.deepEqual(box.next(), { a: 3, b: 1 });
  assert.deepEqual(sent, [{ a: 1 }, { a: 3, b: 1 }]);
  assert.equal(box.next(), null);
  assert.equal(box.busy, false);
});

test("what was not acknowledged can be taken out and sent again", () => {
  const { sent, box } = outbox();
  box.put({ a: 1, b: 1 }, false);
  box.put({ a: 2 }, false);
  assert.deepEqual(box.take(), { a: 2, b: 1 });
  assert.equal(box.take(), null);
  box.put({ c: 1 }, true);
  assert.equal(sent.length, 1, "it waits while a run is being opened");
});

test("an answer belongs to a message that arrived, of a run left behind too", () => {
  const { box } = outbox();
  box.put({ a: 1 }, false);
  box.clear();
  assert.deepEqual([box.answered(), box.answered()], [true, false]);
  box.put({ a: 1 }, false);
  box.lost();
  assert.equal(box.answered(), false);
  const down = outbox(false);
  down.box.put({ a: 1 }, false);
  assert.deepEqual([down.box.busy, down.box.answered()], [true, false]);
});

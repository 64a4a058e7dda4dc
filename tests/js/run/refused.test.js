import assert from "node:assert/strict";
import test from "node:test";

import { beside, pathOf, Refused } from "../../../static/js/run/refused.js";
import { createServer } from "../../../static/js/run/server.js";

test("a refusal carries the server's words and where they point", () => {
  const detail = "estimators.1.baseline: expected one of none, got 3.";
  const errors = [
    { pointer: "/estimators/1/baseline", detail },
    { pointer: "/theta", detail: "theta: expected 3 numbers." },
  ];
  const refused = Refused.of({ title: "Invalid input", detail, errors }, 422);
  assert.deepEqual([refused.message, refused.pointer, refused.name], [detail, "/estimators/1/baseline", "Refused"]);
  assert.deepEqual([Refused.of({ title: "Too Many" }, 429).message, Refused.of({}, 502).pointer], ["Too Many", ""]);
  assert.equal(Refused.of({}, 502).message, "The server answered 502.");
});

test("words beside a field do not name it again", () => {
  const text = "estimators.1.baseline: expected one of none, got 3.";
  assert.equal(beside(text, "estimators.1"), "baseline: expected one of none, got 3.");
  assert.equal(beside(text, pathOf("/estimators/1/baseline")), "Expected one of none, got 3.");
  assert.equal(beside(text, "estimators.10"), text);
  assert.equal(beside("Expected an object.", pathOf("")), "Expected an object.");
});

test("what the server refuses is a rejection with a pointer, whatever the body", async (t) => {
  const { ask } = createServer((path) => `lab/${path}`);
  /** @type {[string, any][]} */
  const asked = [];
  /** @type {Response[]} */
  const answers = [
    Response.json({ detail: "theta: expected 3 numbers.", errors: [{ pointer: "/theta" }] }, { status: 422 }),
    new Response("<html>", { status: 502 }),
    Response.json({ value: 1 }),
  ];
  t.mock.method(globalThis, "fetch", async (/** @type {string} */ url, /** @type {any} */ options) => {
    asked.push([url, JSON.parse(options.body)]);
    return answers.shift();
  });
  await assert.rejects(ask("api/exact", { theta: [] }), { name: "Refused", pointer: "/theta" });
  await assert.rejects(ask("api/exact", {}), { message: "The server answered 502.", pointer: "" });
  assert.deepEqual(await ask("api/exact", {}), { value: 1 });
  assert.deepEqual(asked[0], ["lab/api/exact", { theta: [] }]);
});

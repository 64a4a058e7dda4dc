import assert from "node:assert/strict";
import test from "node:test";

import { causeOf, createReach } from "../../../static/js/run/reach.js";

const ORIGIN = "https://lab.example:8443";
const TAKES = { status: 426, origin: ORIGIN, host: "lab.example", origin_allowed: true };
const REFUSES = { ...TAKES, host: "127.0.0.1:8000", origin_allowed: false };
const WELL = { status: "ok" };

/** A server as plain HTTP sees it: what is missing does not answer. @param {Record<string, any>} answers */
function http(answers) {
  /** @type {string[]} */
  const asked = [];
  const get = async (/** @type {string} */ path) => {
    asked.push(path);
    const answer = answers[path.split("?")[0] ?? ""];
    if (answer === undefined) throw new Error("no answer");
    return answer;
  };
  return { get, asked };
}

test("a server that takes the origin, or whose proxy refuses api/live alone, is blocked on the way", async () => {
  for (const answers of [
    { "api/live": TAKES },
    { healthz: WELL },
    { "api/live": { error: "forbidden" }, healthz: WELL },
  ]) {
    const cause = await causeOf(http(answers).get, ORIGIN);
    assert.equal(cause?.text, "The live connection is blocked.");
    assert.match(cause?.detail ?? "", /WebSocket.*Upgrade and Connection/s);
  }
});

test("a refused origin is named, with the host the server saw and the setting", async () => {
  const { get, asked } = http({ "api/live": REFUSES, healthz: WELL });
  const cause = await causeOf(get, ORIGIN);
  assert.equal(cause?.text, "The live connection is refused.");
  for (const word of [ORIGIN, "127.0.0.1:8000", "POLICYSCOPE_ALLOWED_ORIGINS"])
    assert.ok(cause?.detail.includes(word), word);
  assert.deepEqual(asked, [`api/live?origin=${encodeURIComponent(ORIGIN)}`]);
});

test("a server that is away, or another's page in its place, is no cause", async () => {
  for (const answers of [{}, { healthz: { status: "teapot" } }, { "api/live": null, healthz: null }])
    assert.equal(await causeOf(http(answers).get, ORIGIN), null);
});

test("the server is asked after two failures, not at each, and what was found is over once connected", async () => {
  const { get, asked } = http({ "api/live": TAKES });
  /** @type {(string | undefined)[]} */
  const found = [];
  const reach = createReach(get, ORIGIN, (cause) => found.push(cause?.text));
  await reach.lost(1, 0);
  assert.equal(asked.length, 0);
  await reach.lost(2, 100);
  await reach.lost(3, 300);
  assert.equal(asked.length, 1);
  await reach.lost(9, 6000);
  assert.equal(asked.length, 2);
  assert.deepEqual(found, ["The live connection is blocked."]);
  reach.up();
  assert.equal(reach.cause, null);
  await reach.lost(0, 6100);
  assert.deepEqual(found, ["The live connection is blocked.", undefined]);
});

test("an answer that comes after the connection stands is not said", async () => {
  /** @type {(value: any) => void} */
  let answer = () => undefined;
  const reach = createReach(
    () => new Promise((resolve) => (answer = resolve)),
    ORIGIN,
    () => assert.fail("nothing is wrong any more"),
  );
  const asking = reach.lost(2, 0);
  reach.up();
  answer(TAKES);
  await asking;
  assert.equal(reach.cause, null);
});

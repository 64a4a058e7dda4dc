/** What every panel must have and be; a new one is tested here by its entry in panels/index.js. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { PANELS } from "../../../static/js/panels/index.js";
import { catalog } from "../catalog.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { streams } = /** @type {any} */ (catalog());

test("no two panels share a name", () => {
  assert.equal(new Set(PANELS.map(({ name }) => name)).size, PANELS.length);
});

for (const panel of PANELS) {
  test(`${panel.name}: its entry says what the page must know before its file is there`, () => {
    assert.match(panel.name, /^[a-z_]+$/);
    assert.match(panel.title, /^[A-Z]/);
    assert.match(panel.question, /^[A-Z].*\?$/, "a panel answers one question");
    assert.ok(panel.streams.length > 0);
    for (const stream of panel.streams) assert.ok(streams.includes(stream), `${stream} is no stream the server knows`);
    assert.equal(typeof panel.suits, "function");
    for (const style of panel.styles ?? []) assert.ok(existsSync(`${root}static/css/${style}.css`), style);
  });

  test(`${panel.name}: its file makes it`, async () => {
    const file = /** @type {any} */ (await panel.load());
    assert.deepEqual(Object.keys(file), ["create"], "a panel's file exports `create` and nothing else");
    assert.equal(file.create.length, 1, "create(host)");
  });
}

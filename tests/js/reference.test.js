import assert from "node:assert/strict";
import test from "node:test";

import { valueAt } from "../../static/js/run/protocol.js";
import { read } from "../../static/js/run/url.js";
import { catalog } from "./catalog.js";
import { printed } from "./python.js";

const PRINT = `
import json
from policyscope.runs.kinds import CHOICES, GROUPS
from policyscope.runs.reference import ENTRIES, documented
from policyscope.web.reference import lab_link
print(json.dumps([[lab_link(each), {**GROUPS, **CHOICES}[group], each.kind] for group in ENTRIES for each in documented(group)]))`;

test("every link of the reference opens the lab with its kind, and nothing is ignored", () => {
  const known = catalog();
  /** @type {[string, string, string][]} */
  const links = printed(PRINT);
  assert.ok(links.length > 40);
  for (const [link, path, kind] of links) {
    if (!link) continue;
    const { state, notes } = read(link.slice(1), known);
    assert.deepEqual(notes, [], link);
    const there = valueAt(state.experiment, path);
    assert.equal(there.kind ?? there, kind, link);
  }
});

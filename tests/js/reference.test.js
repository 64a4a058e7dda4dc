import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { valueAt } from "../../static/js/run/protocol.js";
import { read } from "../../static/js/run/url.js";
import { catalog } from "./catalog.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = process.env["PYTHON"] || (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3");
const PRINT = `
import json
from policyscope.runs.kinds import CHOICES, GROUPS
from policyscope.runs.reference import ENTRIES, documented
from policyscope.web.reference import lab_link
print(json.dumps([[lab_link(each), {**GROUPS, **CHOICES}[group], each.kind] for group in ENTRIES for each in documented(group)]))`;

test("every link of the reference opens the lab with its kind, and nothing is ignored", () => {
  const known = catalog();
  /** @type {[string, string, string][]} */
  const links = JSON.parse(
    execFileSync(python, ["-c", PRINT], {
      cwd: root,
      env: { ...process.env, PYTHONPATH: `${root}server` },
      encoding: "utf8",
    }),
  );
  assert.ok(links.length > 40);
  for (const [link, path, kind] of links) {
    if (!link) continue;
    const { state, notes } = read(link.slice(1), known);
    assert.deepEqual(notes, [], link);
    const there = valueAt(state.experiment, path);
    assert.equal(there.kind ?? there, kind, link);
  }
});

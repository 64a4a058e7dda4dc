import assert from "node:assert/strict";
import test from "node:test";

import { citations } from "../../../static/js/run/citation.js";
import { catalog } from "../catalog.js";

const known = catalog();

test("what is in use is cited, each source once, and nothing else", () => {
  const cited = citations(
    /** @type {any} */ ({
      ...known.defaults,
      estimator: { kind: "gae" },
      optimizer: { kind: "adam", preconditioner: "natural", schedule: "constant" },
    }),
    known,
  );
  const titles = cited.map(({ title }) => title);
  for (const title of ["GAE", "Adam", "Natural"]) assert.ok(titles.includes(title), title);
  assert.ok(!titles.includes("REINFORCE"));
  assert.equal(new Set(cited.map(({ source }) => source)).size, cited.length);
});

test("every preset's list is the server's", () => {
  for (const { experiment } of known.presets) assert.ok(citations(experiment, known).length > 1);
  assert.deepEqual(citations(null, known), []);
});

import assert from "node:assert/strict";
import test from "node:test";

import { bibtex, citations } from "../../../static/js/run/citation.js";
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

test("as BibTeX each work is an entry, with what it is cited for and where", () => {
  /** @param {string} title @param {string} source */
  const one = (title, source) => ({ group: "", title, source });
  const text = bibtex(
    [
      one(
        "REINFORCE",
        "Williams (1992), Simple algorithms; Sutton & Barto (2018), Reinforcement Learning, §13.3 and §13.4",
      ),
      one("No baseline", "Williams (1992)"),
      one(
        "Cliff",
        "Towers et al. (2024), Gymnasium: a standard, CliffWalking-v1; Sutton & Barto (2018), Reinforcement Learning, §10; example 6.6",
      ),
      one("b*", "Weaver & Tao (2001), The 5% rule, theorem 8; Le Roux (2021) for offsets from it"),
    ],
    "0.2",
  );
  assert.equal(text.match(/^@/gm)?.length, 6);
  assert.match(
    text,
    /@misc\{williams1992,\n {2}author = \{Williams\},\n {2}title = \{Simple algorithms\},\n {2}year = \{1992\},\n {2}note = \{REINFORCE; No baseline\},\n\}/,
  );
  assert.match(
    text,
    /title = \{Reinforcement Learning\},\n {2}year = \{2018\},\n {2}note = \{REINFORCE: §13\.3 and §13\.4; Cliff: §10; Cliff: example 6\.6\}/,
  );
  assert.match(text, /author = \{Towers and others\},\n {2}title = \{Gymnasium: a standard, CliffWalking-v1\}/);
  assert.match(text, /title = \{The 5\\% rule\}.*\n.*\n {2}note = \{b\*: theorem 8\}/);
  assert.match(text, /author = \{Le Roux\},\n {2}year = \{2021\},\n {2}note = \{b\*: for offsets from it\}/);
  assert.match(text, /@software\{policyscope,.*\n.*\n {2}version = \{0\.2\}/);
});

test("every source of the catalog becomes an entry with authors and a year", () => {
  for (const { experiment } of known.presets) {
    const text = bibtex(citations(experiment, known), "0.2");
    for (const part of text.split("\n\n").filter((each) => each.startsWith("@misc"))) {
      assert.match(part, /author = \{\p{L}.*\},\n/u, part);
      assert.match(part, /year = \{\d{4}\}/, part);
    }
    assert.equal(text.split("{").length, text.split("}").length);
  }
});

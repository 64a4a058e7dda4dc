import assert from "node:assert/strict";
import test from "node:test";

import { meaningOf, SYMBOLS } from "../../../static/js/maths/symbols.js";

test("every symbol has one entry, and finds it", () => {
  assert.equal(new Set(SYMBOLS.map(({ symbol }) => symbol)).size, SYMBOLS.length);
  for (const { symbol, meaning } of SYMBOLS) {
    assert.match(meaning, /^[\p{L}∇].*\.$/u);
    if (!symbol.includes(" ")) assert.equal(meaningOf(symbol)?.symbol, symbol);
  }
});

test("a symbol means what stands around it", () => {
  assert.equal(meaningOf("∇", "", "J")?.name, "gradient");
  assert.equal(meaningOf("∇", "(", "log")?.name, "score");
  assert.equal(meaningOf("log", "∇", "π")?.name, "score");
  assert.equal(meaningOf("log", "", "n")?.name, "natural logarithm");
});

test("letters written otherwise mean the same, and what has no meaning has none", () => {
  assert.equal(meaningOf("\u{1d6c9}")?.name, "parameters");
  assert.equal(meaningOf("q")?.name, "value of an action");
  assert.equal(meaningOf("S")?.name, "state");
  for (const token of ["(", "=", "3", "", "foo"]) assert.equal(meaningOf(token), undefined);
});

import assert from "node:assert/strict";
import test from "node:test";

import { csvOf, jsonOf, plain } from "../../../static/js/page/table.js";

const TABLE = {
  columns: ["Action", "π, now", "Score"],
  rows: [
    ["A", "\u22120.25", "(0.1, \u22122)"],
    ['the "best"', "12\u202f345", "\u2013"],
  ],
};

test("signs for people become signs for programs", () => {
  assert.equal(plain("\u22121.5"), "-1.5");
  assert.equal(plain("12\u202f345\u202f678"), "12345678");
  assert.equal(plain("\u2013"), "");
  assert.equal(plain("−0.1 ± 0.2"), "-0.1 ± 0.2");
  assert.equal(plain(3), "3");
});

test("CSV quotes what it must and nothing else", () => {
  assert.equal(csvOf(TABLE), 'Action,"π, now",Score\r\nA,-0.25,"(0.1, -2)"\r\n"the ""best""",12345,\r\n');
});

test("JSON has numbers where there are numbers", () => {
  assert.deepEqual(JSON.parse(jsonOf(TABLE, { panel: "polygon", update: 3 })), {
    panel: "polygon",
    update: 3,
    columns: TABLE.columns,
    rows: [
      ["A", -0.25, "(0.1, -2)"],
      ['the "best"', 12345, null],
    ],
  });
});

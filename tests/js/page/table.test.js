import assert from "node:assert/strict";
import test from "node:test";

import { rounded } from "../../../static/js/maths/format.js";
import { beside, csvOf, jsonOf, plain, shownCell } from "../../../static/js/page/table.js";

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

test("a number is shown rounded and saved to its last digit", () => {
  const third = rounded(-1 / 3);
  assert.equal(shownCell(third), "\u22120.3333");
  assert.equal(plain(third), "-0.3333333333333333");
  assert.equal(plain(rounded(5e-324)), "5e-324");
  for (const nothing of [null, undefined, Number.NaN]) {
    assert.equal(shownCell(rounded(nothing)), "\u2013");
    assert.equal(plain(rounded(nothing)), "");
  }
  const vector = { value: [0.1 + 0.2, -2], text: "(0.30, \u22122.00)" };
  const table = { columns: ["score", "none"], rows: [[vector, { value: [], text: "\u2013" }]] };
  assert.equal(csvOf(table), 'score,none\r\n"(0.30000000000000004, -2)",\r\n');
  assert.deepEqual(JSON.parse(jsonOf(table, {})).rows, [[[0.30000000000000004, -2], []]]);
});

test("two runs stand in one table, with the columns of both", () => {
  const a = { columns: ["update", "J"], rows: [[0, 0.5]] };
  const b = { columns: ["update", "J", "J + βH"], rows: [[0, 0.25, 0.75]] };
  assert.deepEqual(beside(a, b), {
    columns: ["run", "update", "J", "J + βH"],
    rows: [
      ["A", 0, 0.5, ""],
      ["B", 0, 0.25, 0.75],
    ],
  });
});

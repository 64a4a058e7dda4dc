/** What is saved: chunks of a PNG file, series of marks, room closed up. */

import assert from "node:assert/strict";
import test from "node:test";
import { crc32 as reference } from "node:zlib";

import { broken, closedUp } from "../../../static/js/page/figure.js";
import { crc32, withWords } from "../../../static/js/page/png.js";
import { longTable, shownBy } from "../../../static/js/page/series.js";

test("the checksum is PNG's", () => {
  for (const text of ["", "123456789", "policyscope θ"]) {
    const bytes = new TextEncoder().encode(text);
    assert.equal(crc32(bytes), reference(bytes));
  }
});

test("words stand between a PNG file's header and the rest of it", () => {
  const png = Uint8Array.from({ length: 60 }, (_, i) => i);
  const [head, chunk, rest] = withWords(png, { Title: "θ" });
  assert.deepEqual([...(head ?? []), ...(rest ?? [])], [...png]);
  assert.equal(head?.length, 33);
  const text = new TextDecoder().decode(chunk?.slice(4, -4));
  assert.equal(text, "iTXtTitle\0\0\0\0\0θ");
  assert.equal(new DataView(/** @type {any} */ (chunk).buffer).getUint32(0), text.length - 4 + 1);
});

test("room in which nothing stands is closed up, and what overlaps keeps its distances", () => {
  const place = closedUp([
    { left: 0, right: 1, top: 10, bottom: 50 },
    { left: 0, right: 1, top: 20, bottom: 60 },
    { left: 0, right: 1, top: 200, bottom: 230 },
  ]);
  assert.deepEqual([10, 20, 60, 200, 215, Infinity].map(place), [0, 10, 50, 58, 73, 88]);
});

test("a sentence is broken where it no longer fits", () => {
  assert.deepEqual(
    broken("a bb ccc dddd", 6, (text) => text.length),
    ["a bb", "ccc", "dddd"],
  );
});

test("a mark is a series; words and signs that only repeat another are none", () => {
  const look = { stroke: "", fill: "" };
  const marks = /** @type {any[]} */ ([
    { mark: "line", name: "J", x: [0, 1], y: [0.1, null], title: () => "", ...look },
    { mark: "dot", name: "J", x: [1], y: [0.3], ...look },
    { mark: "dot", name: "lonely", x: [1], y: [0.3], ...look },
    { mark: "areaY", name: "band", x: [0], y1: [1], y2: [2], ...look },
    { mark: "arrow", name: "g", x1: 0, y1: 0, x2: 1, y2: 0.1 + 0.2, ...look },
    { mark: "text", name: "t", x: [0], y: [0], text: ["x"], ...look },
    { mark: "line", name: "empty", x: [], y: [], ...look },
  ]);
  const shown = shownBy(
    /** @type {any} */ ({ label: "A picture", marks, layout: { annotations: [{ text: "updates" }, { text: "J" }] } }),
  );
  assert.deepEqual(
    shown.series.map(({ name, mark }) => `${mark} ${name}`),
    ["line J", "dot lonely", "areaY band", "arrow g"],
  );
  const { rows } = longTable([shown]);
  assert.deepEqual(rows[0], [1, "J", "line", 0, 0.1, "", ""]);
  assert.deepEqual(rows[1], [1, "J", "line", 1, "", "", ""]);
  assert.deepEqual(rows.at(-1), [1, "g", "arrow", 0, 0, 1, 0.30000000000000004]);
});

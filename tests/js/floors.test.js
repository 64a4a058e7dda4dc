/**
 * The floors of the page's code: what lies on one imports from the floors below it, and nothing looks up or sideways.
 *
 *      main.js   embed.js   reference.js      what a page of its own begins with
 *     ─────────────────────────────────
 *      page/                                  the whole page: app, board of panels, header, timeline, keyboard, saving
 *     ─────────────────┬───────────────
 *      controls/       │ panels/              settings and transport; one file a panel, its parts beside it
 *                      ├───────────────
 *                      │ stage/               Plotly below, a canvas above, one set of transforms for both
 *                      ├───────────────
 *                      │ marks/               what a picture shows, and the two pens that draw it
 *     ────────┬────────┴──┬────────────
 *      dom/   │ run/      │ maths/            elements and theme; player, history, live socket, URL; numbers and their names
 *     ────────┴───────────┴────────────
 *      types.js   wire.js   replies.js        the shapes everybody may name; the server's are generated
 *
 * Types count: a module that only names another floor's type leans on it all the same. `run/` and `maths/` know no document, so that
 * what they do is tested without a browser.
 */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { importsOf, modules } from "./modules.js";

const JS = "static/js";
const ENTRY = "an entry";
const SHAPES = ["types.js", "wire.js", "replies.js"];

/** Which floors a floor may import from, besides itself and the shapes. @type {Record<string, readonly string[]>} */
const BELOW = {
  [ENTRY]: ["page", "dom"],
  page: ["controls", "panels", "stage", "marks", "dom", "run", "maths"],
  controls: ["dom", "run", "maths"],
  panels: ["stage", "marks", "dom", "run", "maths"],
  stage: ["marks", "maths"],
  marks: [],
  dom: [],
  run: [],
  maths: [],
};
/** Floors without a document: what they do can be tested without a browser. */
const BARE = ["run", "maths"];

/** @param {string} path of a module, from the repository's root */
function floorOf(path) {
  const [folder, file] = path.slice(JS.length + 1).split("/");
  return file === undefined ? (SHAPES.includes(folder ?? "") ? "types" : ENTRY) : (folder ?? "");
}

/** What is wrong with the imports of these modules. @param {Map<string, string>} files path to text */
function faults(files) {
  /** @type {string[]} */
  const found = [];
  for (const [path, text] of files) {
    const floor = floorOf(path);
    if (floor !== "types" && !(floor in BELOW)) found.push(`${path} lies on no floor`);
    for (const { path: other } of importsOf(path, text)) {
      const below = floorOf(other);
      if (!files.has(other)) found.push(`${path} imports ${other}, which is not there`);
      else if (below !== floor && below !== "types" && !BELOW[floor]?.includes(below))
        found.push(`${path} looks up to ${other}`);
    }
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    if (BARE.includes(floor) && /\b(?:document|location|localStorage)\s*[.[]|\brequestAnimationFrame\(/.test(code))
      found.push(`${path} knows the document`);
  }
  return found;
}

test("every module keeps to its floor", () => {
  const files = modules(JS);
  assert.deepEqual(faults(files), []);
  const floors = new Set([...files.keys()].map(floorOf));
  assert.deepEqual([...floors].sort(), [...Object.keys(BELOW), "types"].sort(), "every floor of the table is there");
});

test("the table itself has no circle", () => {
  /** @param {string} floor @param {readonly string[]} above */
  const climb = (floor, above) => {
    assert.ok(!above.includes(floor), [...above, floor].join(" -> "));
    for (const below of BELOW[floor] ?? []) climb(below, [...above, floor]);
  };
  for (const floor of Object.keys(BELOW)) climb(floor, []);
});

test("a look up is noticed wherever it is planted", (t) => {
  const root = mkdtempSync(join(tmpdir(), "floors-"));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(fileURLToPath(new URL(`../../${JS}`, import.meta.url)), join(root, JS), { recursive: true });
  const planted = [
    ["maths/plane.js", 'import { Player } from "../run/player.js";', "looks up to static/js/run/player.js"],
    ["run/player.js", 'import {\n  PANELS,\n} from "../panels/index.js";', "looks up to static/js/panels/index.js"],
    ["stage/axes.js", '/** @typedef {import("../dom/theme.js").Any} Any */', "looks up to static/js/dom/theme.js"],
    ["panels/cloud/ledger.js", 'const late = () => import("../../page/app.js");', "looks up to static/js/page/app.js"],
    ["dom/theme.js", 'import "../run/history.js";', "looks up to static/js/run/history.js"],
    ["controls/fields.js", 'import "../main.js";', "looks up to static/js/main.js"],
    ["run/url.js", "document.title = location.search;", "knows the document"],
    ["page/app.js", 'import "./none.js";', "imports static/js/page/none.js, which is not there"],
  ];
  for (const [name = "", line = "", fault = ""] of planted) {
    const file = join(root, JS, name);
    const before = readFileSync(file, "utf8");
    writeFileSync(file, `${before}\n${line}\n`);
    assert.deepEqual(faults(modules(JS, root)), [`${JS}/${name} ${fault}`]);
    writeFileSync(file, before);
  }
  writeFileSync(join(root, JS, "main.js"), 'import "./types.js";\n');
  assert.deepEqual(faults(modules(JS, root)), []);
});

/**
 * No dead wood: what a module exports is imported by another one.
 *
 * An export that only a test imports is alive as long as its own module uses it too. The type checker sees unused names inside a
 * file, but takes every export for wanted.
 */

import assert from "node:assert/strict";
import test from "node:test";

import { exportsOf, importsOf, modules } from "./modules.js";

/** Exports without an importer, and why. @type {Record<string, string>} */
const ALLOWED = {};

/** @param {Map<string, string>} files @param {Map<string, string>} tests paths to texts */
function unused(files, tests) {
  const imported = new Set([...files].flatMap((file) => importsOf(...file)).map(({ path, name }) => `${path} ${name}`));
  const tested = new Set([...tests].flatMap((file) => importsOf(...file)).map(({ path, name }) => `${path} ${name}`));
  return [...files].flatMap(([path, text]) =>
    exportsOf(text)
      .filter((name) => !imported.has(`${path} ${name}`) && !imported.has(`${path} *`))
      .filter((name) => !(tested.has(`${path} ${name}`) && mentions(text, name) > 1))
      .map((name) => `${path} ${name}`),
  );
}

/** @param {string} text @param {string} name */
function mentions(text, name) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return [...code.matchAll(new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`, "g"))].length;
}

test("every export has an importer", () => {
  const [files, tests] = [modules("static/js"), modules("tests/js")];
  assert.ok(files.size > 80 && tests.size > 30, "the modules were found");
  assert.deepEqual(unused(files, tests), Object.keys(ALLOWED));
});

test("an export that nobody imports is noticed", () => {
  const files = new Map([
    ["static/js/a.js", 'import { used } from "./b.js";\nimport * as c from "./c.js";\nused(c);'],
    ["static/js/b.js", "export function used() {}\nexport const idle = 1;\nexport const tried = () => 2;\ntried();"],
    ["static/js/c.js", "export class Any {}"],
  ]);
  const tests = new Map([["tests/js/b.test.js", 'import { idle, tried } from "../../static/js/b.js";']]);
  assert.deepEqual(unused(files, tests), ["static/js/b.js idle"]);
});

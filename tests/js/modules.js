/** The page's modules as texts: what each imports and exports. */

import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const STATIC = /^import\s+(?:(?<what>\{[^}]*\}|\*\s+as\s+[\w$]+)\s+from\s+)?"(?<path>\.{1,2}\/[^"]+)";/gm;
const LATER = /\bimport\(\s*"(?<path>\.{1,2}\/[^"]+)"\s*\)(?:\.(?<name>[\w$]+))?/g;
const EXPORT = /^export (?:async )?(?:function\*?|class|const) (?<name>[\w$]+)/gm;

/**
 * The modules below a folder.
 * @param {string} folder from the repository's root
 * @param {string} [root]
 * @returns {Map<string, string>} path from the root to text
 */
export function modules(folder, root = ROOT) {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const paths = files.filter((file) => file.endsWith(".js")).map((file) => posix.join(folder, ...file.split(/[\\/]/)));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/**
 * Each name a module imports: "*" for all of them, "" for none, "create" for a panel that is loaded when it is shown. Types are
 * imports too; `type` marks those.
 * @param {string} from the module's path
 * @param {string} text
 * @returns {{path: string, name: string, type: boolean}[]}
 */
export function importsOf(from, text) {
  /** @param {string | undefined} path */
  const to = (path) => posix.join(posix.dirname(from), path ?? "");
  const found = [];
  for (const { groups = {} } of text.matchAll(STATIC)) {
    const what = groups["what"] ?? "";
    const names = what.startsWith("{") ? what.slice(1, -1).split(",") : [what && "*"];
    for (const name of names.map((one) => one.trim().split(/\s+/)[0] ?? "").filter((one, i) => one || i === 0))
      found.push({ path: to(groups["path"]), name, type: false });
  }
  for (const { groups = {} } of text.matchAll(LATER))
    found.push({ path: to(groups["path"]), name: groups["name"] ?? "create", type: groups["name"] !== undefined });
  return found;
}

/** @param {string} text @returns {string[]} */
export function exportsOf(text) {
  return [...text.matchAll(EXPORT)].map(({ groups }) => groups?.["name"] ?? "");
}

/** The real catalog, as the server would answer it: what the page reads is tested against what is written in Python. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = process.env["PYTHON"] || (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3");
const print =
  "import orjson, sys; from policyscope.runs import catalog; sys.stdout.buffer.write(orjson.dumps(catalog()))";

/** @returns {import("../../static/js/run/url.js").Catalog} */
export function catalog() {
  const env = { ...process.env, PYTHONPATH: `${root}server` };
  return JSON.parse(execFileSync(python, ["-c", print], { cwd: root, env, encoding: "utf8", maxBuffer: 1 << 24 }));
}

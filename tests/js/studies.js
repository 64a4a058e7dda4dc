/** The studies of the page, as the server writes them into it. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = process.env["PYTHON"] || (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3");
const print =
  "import orjson, sys; from policyscope.studies import PRESETS; sys.stdout.buffer.write(orjson.dumps([one.as_json() for one in PRESETS]))";

/** @returns {import("../../static/js/run/study.js").StudyPreset[]} */
export function studies() {
  const env = { ...process.env, PYTHONPATH: `${root}server` };
  return JSON.parse(execFileSync(python, ["-c", print], { cwd: root, env, encoding: "utf8", maxBuffer: 1 << 24 }));
}

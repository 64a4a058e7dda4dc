/** What Python prints: the library's own names, schemas and numbers, which the page's modules are held against. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = process.env["PYTHON"] || (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3");

/** What a program prints, which is JSON. @param {string} program @param {{input?: string, env?: Record<string, string>}} [given] */
export function printed(program, { input = "", env = {} } = {}) {
  const answer = execFileSync(python, ["-c", program], {
    cwd: root,
    env: { ...process.env, PYTHONPATH: `${root}server`, ...env },
    input,
    encoding: "utf8",
    maxBuffer: 1 << 24,
  });
  return JSON.parse(answer);
}

/** The same, kept until a file of the server changes: each file of tests is a process, and Python takes a second to start. @param {string} program */
export function printedOnce(program) {
  const folder = `${root}node_modules/.cache`;
  const place = `${folder}/${createHash("sha256").update(program).update(version()).digest("hex").slice(0, 24)}.json`;
  if (existsSync(place)) return JSON.parse(readFileSync(place, "utf8"));
  const answer = printed(program);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${place}.${process.pid}`, JSON.stringify(answer));
  renameSync(`${place}.${process.pid}`, place);
  return answer;
}

/** When which file of the server was written, and the Python that reads them. */
function version() {
  const names = readdirSync(`${root}server`, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".py"),
  );
  return JSON.stringify([python, names.sort().map((name) => [name, statSync(`${root}server/${name}`).mtimeMs])]);
}

/** The server's own check of problems, asked from here. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const python = process.env["PYTHON"] || (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3");
const program = `
import json, sys
from policyscope.runs import parse_experiment
for problem in json.load(sys.stdin):
    mdp = parse_experiment({"problem": problem}).problem.build()
    print(json.dumps(list(mdp.transition.shape[:2])))
`;

/** States and actions of each problem, as the server builds it. @param {object[]} problems @returns {number[][]} */
export function asked(problems) {
  const env = { ...process.env, PYTHONPATH: `${root}server` };
  const answer = execFileSync(python, ["-c", program], {
    cwd: root,
    env,
    input: JSON.stringify(problems),
    encoding: "utf8",
  });
  return answer
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

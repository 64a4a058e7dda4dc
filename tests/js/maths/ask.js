/** The server's own check of problems, asked from here. */

import { printed } from "../python.js";

const PRINT = `
import json, sys
from policyscope.runs import parse_experiment
problems = [parse_experiment({"problem": problem}).problem.build() for problem in json.load(sys.stdin)]
print(json.dumps([mdp.transition.shape[:2] for mdp in problems]))
`;

/** States and actions of each problem, as the server builds it. @param {object[]} problems @returns {number[][]} */
export const asked = (problems) => printed(PRINT, { input: JSON.stringify(problems) });

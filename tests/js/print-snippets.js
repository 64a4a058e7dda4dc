/** Reads [{frame, previous, experiment, horizon, shape, policy}] as JSON and writes their NumPy snippets as JSON: tests/test_numpy_snippet.py runs them. */

import { layersOf } from "../../static/js/maths/backprop.js";
import { kindsOf } from "../../static/js/maths/kinds.js";
import { lessonOf } from "../../static/js/maths/lesson.js";
import { snippet } from "../../static/js/maths/numpy.js";
import { catalog } from "./catalog.js";

const kinds = kindsOf(catalog());

let text = "";
for await (const chunk of process.stdin) text += chunk;
/** @type {any[]} */
const cases = JSON.parse(text);
process.stdout.write(
  JSON.stringify(
    cases.map(({ frame, previous, experiment, horizon, shape, policy }) =>
      snippet(lessonOf(frame, previous, experiment, kinds, horizon), {
        ...shape,
        layers: layersOf({ experiment, policy, problem: shape }),
      }),
    ),
  ),
);

/** Reads [{experiment, problem, value, parameters}] as JSON and prints the usual estimators that the ledger sets beside the one in use. */

import { readFileSync } from "node:fs";

import { kindsOf } from "../../static/js/maths/kinds.js";
import { candidates } from "../../static/js/maths/ledger.js";
import { catalog } from "./catalog.js";

const kinds = kindsOf(catalog());
/** @type {any[]} */
const all = JSON.parse(readFileSync(0, "utf8"));
console.log(
  JSON.stringify(
    all.map(({ experiment, problem, value, parameters }) =>
      candidates(experiment, problem, value, kinds, parameters)
        .filter(({ usual }) => usual)
        .map(({ estimator }) => estimator),
    ),
  ),
);

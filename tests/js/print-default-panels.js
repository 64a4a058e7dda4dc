/** Reads what runs say when they open, a JSON list, and prints the panels that the page shows of each by itself. */

import { readFileSync } from "node:fs";

import { defaultPanels, PANELS } from "../../static/js/panels/index.js";

const all = JSON.parse(readFileSync(0, "utf8"));
const suited = (/** @type {any} */ lab) => PANELS.filter((panel) => panel.suits(lab)).map((panel) => panel.name);
console.log(JSON.stringify(all.map((/** @type {any} */ lab) => [defaultPanels(lab), suited(lab)])));

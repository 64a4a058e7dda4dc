/**
 * The panels. Adding one is one new file here and one line in PANELS.
 *
 * How to write a panel (probabilities.js is the model):
 *
 *   export const mine = {
 *     name: "mine",                      // its key in the URL: ?panels=mine,simplex
 *     title: "My panel",                 // heading and accessible region name
 *     question: "What does it answer?",  // one question, shown under the heading
 *     streams: ["probabilities"],        // what the server must send for it; frames may still lack them (scrubbed past)
 *     suits: (lab) => lab.problem.actions === 3,
 *     create(host) {
 *       const stage = host.stage({ label, x: { range, title }, y: { range, title }, paint(ctx, stage) { ... } });
 *       return { draw(m) { latest = m; stage.redraw(); }, settle(m) { stage.settle(traces) }, summary, table, destroy };
 *     },
 *   };
 *
 * - `draw` only remembers the moment and redraws: <= 0.5 ms, no layout reads, no Plotly. It is called at most once per
 *   animation frame and only while the panel is on screen. DOM text is written only when it changed (dom.js `setText`).
 * - Lines over time come from `m.history.thin(300)`, never from all frames. Long lines are hairlines (stage/marks.js says why).
 * - Whatever takes longer (contours) goes through `stage.base(traces)` after a pause, or when the lab's facts change.
 * - `settle` hands the same marks to Plotly as scatter or bar traces, for hover and export; the page never shows them.
 * - The grid, heading, summary line, data table, enlarge and remove belong to board.js: a panel fills `host.body` and no more.
 * - `create` runs again when the problem or the theme changes; keep what a person chose in `host.lab`-free module state only
 *   if it should survive that.
 */

import { cloud } from "./cloud.js";
import { curve } from "./curve.js";
import { features } from "./features.js";
import { landscape } from "./landscape.js";
import { log } from "./log.js";
import { numbers } from "./numbers.js";
import { objectives } from "./objectives.js";
import { polygon } from "./polygon.js";
import { probabilities } from "./probabilities.js";
import { simplex } from "./simplex.js";
import { world } from "./world.js";

/** @typedef {import("../types.js").Panel} Panel */
/** @typedef {import("../types.js").Lab} Lab */

/** @type {Panel[]} */
export const PANELS = [
  landscape,
  simplex,
  probabilities,
  polygon,
  cloud,
  numbers,
  world,
  curve,
  features,
  objectives,
  log,
];

/** The first that suit a problem are shown by default, in this order and at most this many. */
const MOST = 6;

/** @param {string} name */
export function panelNamed(name) {
  return PANELS.find((panel) => panel.name === name);
}

/** @param {Lab} lab @returns {string[]} */
export function defaultPanels(lab) {
  return PANELS.filter((panel) => panel.suits(lab)).slice(0, MOST).map((panel) => panel.name);
}

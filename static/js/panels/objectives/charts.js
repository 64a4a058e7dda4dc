/** The three charts of the objectives, empty: the plane of two parameters, the bars of visits, the heights along the loop. */

import { shares } from "../../maths/loop.js";
import { climbMarks, visitMarks } from "./pictures.js";

/** @typedef {import("../../types.js").Host} Host */
/** @typedef {[number, number]} Pair */

/** The plane; `axes` take their titles once the parameters are known. @param {Host} host @param {HTMLElement} place @param {(stage: import("../../types.js").Stage) => import("../../types.js").Mark[]} marks */
export function planeStage(host, place, marks) {
  const axes = {
    x: { range: /** @type {Pair} */ ([-1, 1]), title: " ", ticks: 4, grid: false },
    y: { range: /** @type {Pair} */ ([-1, 1]), title: " ", ticks: 4, grid: false },
  };
  const stage = host.stage(
    {
      label: "The plane of two parameters around the current θ: the gradients of three objectives, or a square loop.",
      ...axes,
      equal: true,
      zoom: false,
      margin: { l: 52, r: 2, t: 2, b: 36 },
      inset: { l: 10, r: 10, t: 12, b: 10 },
      marks,
    },
    place,
  );
  return { stage, axes };
}

/** Where each objective looks. @param {Host} host @param {HTMLElement} place @param {() => import("./answers.js").Answers | null} answers */
export function visitsStage(host, place, answers) {
  const { state_names: names, states } = host.lab.problem;
  const said = states <= 8 ? { values: names.map((_, s) => s), texts: names } : { values: [], texts: [] };
  return host.stage(
    {
      label: "Where each objective looks: two bars per state.",
      x: { range: [-0.6, states - 0.4], ticks: 0, grid: false, names: said },
      y: { range: [0, 1.15], ticks: 2, grid: false },
      zoom: false,
      margin: { l: 28, r: 4, t: 10, b: Math.ceil(host.theme.size) + 8 },
      marks(st) {
        const now = answers();
        return now ? visitMarks(st, shares(now.start.visitation), now.reward?.visitation ?? null, names) : [];
      },
    },
    place,
  );
}

/** @param {Host} host @param {HTMLElement} place @param {() => import("./answers.js").Loop | null} walked */
export function climbStage(host, place, walked) {
  const sides = { values: [0.5, 1.5, 2.5, 3.5], texts: ["→", "↑", "←", "↓"] };
  return host.stage(
    {
      label: "Height gained on the way around the loop: back to zero for a gradient.",
      x: { range: [0, 4], ticks: 0, grid: false, names: sides },
      y: { range: [-1, 1], ticks: 3, grid: false },
      zoom: false,
      margin: { l: 44, r: 8, t: 2, b: Math.ceil(host.theme.size) + 8 },
      inset: { l: 0, r: 0, t: 18, b: 0 },
      marks(st) {
        const loop = walked();
        return loop ? climbMarks(st, loop) : [];
      },
    },
    place,
  );
}

/** The learning curve as numbers: a row an update that is kept, to the last digit. Pure. */

import { spreadOf } from "../../maths/curve.js";
import { pastTable } from "../parts/past.js";

/** @typedef {import("../parts/past.js").Column} Column */

/** @type {Column[]} */
const CURVE = [
  ["J", ({ exact }) => exact?.value],
  ["J + βH", ({ exact }) => exact?.regularized_value],
  ["mean return of the episodes since", ({ block }) => block.mean_return],
  ["episodes since", ({ block }) => block.episodes],
  ["10 % of the runs below", (frame) => spreadOf([frame])[0]?.low],
  ["half of the runs below", (frame) => spreadOf([frame])[0]?.middle],
  ["90 % of the runs below", (frame) => spreadOf([frame])[0]?.high],
];

/** Only columns in which there is something. @param {readonly import("../../types.js").Frame[]} frames */
export function curvePast(frames) {
  const told = CURVE.filter(([, read]) => frames.some((frame) => typeof read(frame) === "number"));
  return pastTable(frames, told);
}

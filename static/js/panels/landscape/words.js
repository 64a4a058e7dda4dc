/** The landscape in words and as tables. */

import { count, fixed, magnitude, rounded } from "../../maths/format.js";
import { climbedName, climbedValue } from "../../maths/objective.js";
import { dot, norm } from "../../maths/vectors.js";
import { parameterColumns, pastTable } from "../parts/past.js";
import { runsOf } from "../parts/river.js";
import { titled } from "./planes.js";

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Moment} Moment */

/** Rows of the data table, and parameters of a saved one, at most. */
const ROWS = 64;

/** A point so near the plane drawn lies on it, in units of theta. */
const NEAR = 0.05;

/** That a point is drawn where it is not. @param {number} off its distance from the plane */
const offWords = (off) => (off > NEAR ? `, θ ${magnitude(off)} off the plane drawn` : "");

/** @param {Moment} m @param {number} [off] how far theta lies off the plane drawn */
export function sentence({ frame, lab }, off = 0) {
  const { exact, estimate, climbed, theta } = frame;
  if (!exact) return "No exact gradient was kept for this moment.";
  const all = theta.length > 2 ? ` in all ${theta.length} parameters` : "";
  const start = `${climbedName(lab.experiment)} = ${fixed(climbedValue(frame), 4)}${offWords(off)}; exact gradient ${magnitude(norm(exact.gradient))} long${all}`;
  if (!estimate || norm(estimate) === 0) return `${start}.${runsOf(frame)}`;
  const angle =
    climbed && norm(climbed) > 0 ? `, ${apart(climbed, estimate)}° off the gradient where it was drawn` : "";
  return `${start}; last estimate ${magnitude(norm(estimate))}${angle}.${runsOf(frame)}`;
}

/**
 * What a point of the trajectory says.
 * @param {Lab} lab
 * @param {(theta: readonly number[]) => number} off   how far it lies off the plane drawn
 * @returns {(frame: Frame) => string}
 */
export function pointWords({ experiment }, off) {
  const name = climbedName(experiment);
  return (frame) => {
    const value = frame.exact ? `: ${name} = ${fixed(climbedValue(frame), 4)}` : "";
    return `update ${count(frame.update)}${value}${offWords(off(frame.theta))}`;
  };
}

/** @param {Moment} m */
export function tableOf({ frame: { theta, exact, estimate }, lab }) {
  const names = lab.policy.parameter_names;
  const rows = theta
    .slice(0, ROWS)
    .map((value, i) => [
      titled(names[i] ?? String(i)),
      rounded(value, 4),
      rounded(exact?.gradient[i], 4),
      rounded(estimate?.[i], 4),
    ]);
  if (theta.length > ROWS) rows.push([`… ${theta.length - ROWS} more`, "", "", ""]);
  return { columns: ["Parameter", "Value", "Exact gradient", "Last estimate"], rows };
}

/** The past to be saved. @param {Moment} m @param {[string, string]} axes @param {(frame: Frame) => readonly [number, number] | null} at */
export function pastOf({ history, lab: { policy } }, [across, up], at) {
  return pastTable(history.frames, [
    ["J", ({ exact }) => exact?.value],
    [`${across} (across)`, (frame) => at(frame)?.[0]],
    [`${up} (up)`, (frame) => at(frame)?.[1]],
    ...(policy.parameters <= ROWS ? parameterColumns(policy.parameter_names.map(titled)) : []),
  ]);
}

/** The angle between two directions, in whole degrees. @param {readonly number[]} a @param {readonly number[]} b */
function apart(a, b) {
  const cosine = dot(a, b) / norm(a) / norm(b);
  return Math.round((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI);
}

/** A learning curve in words and numbers: its sentence and its table. */

import { spreadOf } from "../../maths/curve.js";
import { count, fixed, magnitude, rounded } from "../../maths/format.js";
import { bestInWords, endsInWords } from "./ends.js";

/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("../curve.js").Scene} Scene */

/** Moments in the table, at most. */
const ROWS = 24;

/** @param {Moment} m @param {Scene} scene */
export function sentence({ frame, lab }, { best, spread, runs }) {
  const { value: now, regularized_value: whole } = frame.exact ?? {};
  if (now === undefined) return "No exact value was kept for this moment.";
  const digits = Math.abs(now) < 100 ? 3 : 1;
  const lost = best === null ? "" : `, ${belowWords(Math.max(0, best - now), digits)} the best possible`;
  const bonus = whole === undefined ? "" : `; J + βH = ${fixed(whole, digits)}`;
  const { mean_return: mean, episodes } = frame.block;
  const drawn =
    mean === null
      ? ""
      : episodes === 1
        ? `; the last episode returned ${fixed(mean, digits)}`
        : `; the last ${count(episodes)} episodes returned ${fixed(mean, digits)} on average`;
  const band = spread.at(-1);
  const among = band
    ? ` Of ${count(runs)} runs the median is ${fixed(band.middle, digits)}, and 80 % lie between ${fixed(band.low, digits)} and ${fixed(band.high, digits)}.${endsInWords(frame, lab.problem.action_names)}${bestInWords(frame)}`
    : "";
  const done = `${count(frame.update)} ${frame.update === 1 ? "update" : "updates"}`;
  return `J = ${fixed(now, digits)} after ${done}${lost}${bonus}${drawn}.${among}`;
}

/** How far below, with the sentence's decimals where they tell anything. @param {number} gap @param {number} digits */
function belowWords(gap, digits) {
  if (gap === 0) return "level with";
  return `${gap < 10 ** -digits ? magnitude(gap) : fixed(gap, digits)} below`;
}

/** @param {Moment} m @param {Scene} scene @returns {import("../../types.js").Table} */
export function tableOf({ history }, { climbed, runs }) {
  return {
    columns: [
      "Update",
      "Exact J",
      ...(climbed.length ? ["J + βH"] : []),
      "Mean return",
      "Episodes",
      ...(runs > 1 ? ["10 % of runs", "Median", "90 %"] : []),
    ],
    rows: history.thin(ROWS).map((frame) => {
      const [band] = spreadOf([frame]);
      return [
        frame.update,
        rounded(frame.exact?.value, 4),
        ...(climbed.length ? [rounded(frame.exact?.regularized_value, 4)] : []),
        rounded(frame.block.mean_return, 4),
        frame.block.episodes,
        ...(runs > 1 ? [rounded(band?.low, 4), rounded(band?.middle, 4), rounded(band?.high, 4)] : []),
      ];
    }),
  };
}

/**
 * Three pairs of axes for a learning curve:
 *
 *   updates       J over the updates
 *   log updates   the same, the first updates as wide as the last
 *   best − J      what is still lost, both logarithmic: a power of t is a straight line, 1/t falls by one decade a decade
 */

import { gapTicks, logGap, logTicks, logUpdate } from "../../maths/curve.js";

/**
 * @typedef {object} Axes
 * @property {string} title                           in the menu
 * @property {boolean} [gap]                          what is lost, instead of J
 * @property {(update: number) => number} along       where an update stands
 * @property {(value: number, best: number) => number | null} up   where a value stands
 * @property {(last: number) => {title: string, range: [number, number], ticks: number, names?: {values: number[], texts: string[]}}} x
 * @property {(range: [number, number]) => {title?: string, range: [number, number], ticks: number, names?: {values: number[], texts: string[]}}} y
 */

/** @param {number} last */
const logX = (last) => ({
  title: "updates, logarithmic",
  range: /** @type {[number, number]} */ ([0, logUpdate(last)]),
  ticks: 4,
  names: logTicks(last),
});

/** @type {Record<"linear" | "log" | "gap", Axes>} */
export const AXES = {
  linear: {
    title: "updates",
    along: (update) => update,
    up: (value) => value,
    x: (last) => ({ title: "updates", range: [0, last], ticks: 4 }),
    y: (range) => ({ range, ticks: 5 }),
  },
  log: {
    title: "log updates",
    along: logUpdate,
    up: (value) => value,
    x: logX,
    y: (range) => ({ range, ticks: 5 }),
  },
  gap: {
    title: "best − J, log–log",
    gap: true,
    along: logUpdate,
    up: logGap,
    x: logX,
    y: (range) => ({ title: "best − J, logarithmic", range, ticks: 5, names: gapTicks(range) }),
  },
};

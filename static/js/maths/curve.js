/** What the learning curve shows of the kept past. Pure. */

import { bestBlurred } from "./bell.js";
import { quantile } from "./steady.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Problem} Problem */
/** @typedef {{update: number, value: number}} Dot */

/** Exact J at the kept moments that know it. @param {readonly Frame[]} frames @returns {Dot[]} */
export function exactOf(frames) {
  /** @type {Dot[]} */
  const dots = [];
  for (const { update, exact } of frames) if (exact) dots.push({ update, value: exact.value });
  return dots;
}

/** J + beta H at the kept moments with an entropy bonus. @param {readonly Frame[]} frames @returns {Dot[]} */
export function climbedOf(frames) {
  /** @type {Dot[]} */
  const dots = [];
  for (const { update, exact } of frames)
    if (typeof exact?.regularized_value === "number") dots.push({ update, value: exact.regularized_value });
  return dots;
}

/** The mean return of each kept moment's block of episodes. @param {readonly Frame[]} frames @returns {Dot[]} */
export function returnsOf(frames) {
  /** @type {Dot[]} */
  const dots = [];
  for (const { update, block } of frames)
    if (block.mean_return !== null) dots.push({ update, value: block.mean_return });
  return dots;
}

/** @typedef {{update: number, low: number, middle: number, high: number}} Spread */

/** @type {WeakMap<Frame, Spread>} */
const spreads = new WeakMap();

/** How the values of R coupled runs lie at the kept moments that know them: median, and the tenth and ninetieth percentile. @param {readonly Frame[]} frames @returns {Spread[]} */
export function spreadOf(frames) {
  /** @type {Spread[]} */
  const list = [];
  for (const frame of frames) {
    if (!frame.ensemble) continue;
    let spread = spreads.get(frame);
    if (!spread) {
      const sorted = frame.ensemble.values.filter(Number.isFinite).sort((a, b) => a - b);
      if (sorted.length === 0) continue;
      spread = {
        update: frame.update,
        low: quantile(sorted, 0.1),
        middle: quantile(sorted, 0.5),
        high: quantile(sorted, 0.9),
      };
      spreads.set(frame, spread);
    }
    list.push(spread);
  }
  return list;
}

/**
 * The range worth showing: all of the curve and the band, and the returns but for their most extreme few, which would flatten it.
 * @param {readonly Dot[]} exact @param {readonly Dot[]} returns @param {number | null} best @param {readonly Spread[]} [spread]
 * @returns {[number, number]}
 */
export function rangeOf(exact, returns, best, spread = []) {
  let low = Infinity;
  let high = -Infinity;
  for (const { value } of exact) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  for (const band of spread) {
    low = Math.min(low, band.low);
    high = Math.max(high, band.high);
  }
  if (returns.length) {
    const sorted = returns.map((dot) => dot.value).sort((a, b) => a - b);
    low = Math.min(low, quantile(sorted, 0.05));
    high = Math.max(high, quantile(sorted, 0.95));
  }
  if (best !== null) high = Math.max(high, best);
  return low <= high ? [low, high] : [0, 1];
}

/**
 * The highest J a policy of this kind could have; null where that is not known. A Gaussian policy whose spread does not learn never
 * reaches the top of the reward curve.
 * @param {{problem: Pick<Problem, "notes" | "continuous" | "start">, experiment: Pick<import("../types.js").Experiment, "policy">}} lab
 * @returns {number | null}
 */
export function bestOf({ problem, experiment: { policy } }) {
  if (problem.continuous && !policy["learn_sigma"])
    return bestBlurred(problem.continuous, problem.start, policy["sigma"]);
  const value = problem.notes?.optimal_value;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** An update on a logarithmic axis: the first moment stands at 1. @param {number} update */
export const logUpdate = (update) => Math.log10(Math.max(1, update));

/**
 * Ticks of a logarithmic axis up to an update: powers of ten.
 * @param {number} last
 */
export function logTicks(last) {
  const values = Array.from({ length: Math.max(1, Math.floor(logUpdate(last) + 1e-9) + 1) }, (_, k) => k);
  return {
    values,
    texts: values.map((k) =>
      k < 5 ? String(10 ** k) : `10${[...String(k)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`,
    ),
  };
}

/**
 * Labels in lanes, so that none covers another; one that finds no room is left out (its line stays).
 * @param {readonly {at: number, width: number}[]} wanted from left to right
 * @param {number} lanes @param {number} end right end of the room
 * @returns {{lane: number, left: number}[]} lane -1: left out
 */
export function inLanes(wanted, lanes, end) {
  const free = new Array(lanes).fill(-Infinity);
  return wanted.map(({ at, width }) => {
    const left = at + width > end ? at - width : at;
    const lane = free.findIndex((taken) => taken <= left);
    if (lane < 0) return { lane: -1, left };
    free[lane] = left + width;
    return { lane, left };
  });
}

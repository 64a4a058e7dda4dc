/** What the learning curve shows of the kept past. Pure. */

import { bestBlurred } from "./bell.js";
import { quantile } from "./steady.js";
import { bestSteered } from "./steering.js";

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
 * reaches the top of the reward curve; where a number is steered, what is known is the best with gains that differ from step to step.
 * @param {{problem: Pick<Problem, "notes" | "continuous" | "linear_quadratic" | "start" | "horizon">, experiment: Pick<import("../types.js").Experiment, "policy" | "objective">}} lab
 * @returns {number | null}
 */
export function bestOf({ problem, experiment: { policy, objective } }) {
  if (problem.linear_quadratic)
    return bestSteered(
      problem.linear_quadratic,
      problem.horizon ?? 1,
      objective.discount ?? 1,
      policy["learn_sigma"] ? 0 : policy["sigma"],
    );
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
    texts: values.map((k) => (k < 5 ? String(10 ** k) : `10${raised(k)}`)),
  };
}

/** Below this share of the best value, what is lost is rounding noise. */
const NOISE = 2e-15;

/** What is lost of the best value, on a logarithmic axis; null where nothing is, to the digits there are. @param {number} value @param {number} best */
export function logGap(value, best) {
  const gap = best - value;
  return gap > NOISE * Math.max(1, Math.abs(best)) ? Math.log10(gap) : null;
}

/**
 * Ticks of a logarithmic axis: powers of ten, with 2 and 5 between where there are few, and some left out where there are many.
 * @param {readonly [number, number]} range of logarithms
 */
export function gapTicks([low, high]) {
  const span = high - low;
  const between = span < 1.8 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(span / 8));
  /** @type {number[]} */
  const values = [];
  /** @type {string[]} */
  const texts = [];
  for (let k = Math.ceil(Math.floor(low) / every) * every; k <= high; k += every)
    for (const factor of between) {
      values.push(k + Math.log10(factor));
      texts.push(
        Math.abs(k) < 4 ? String(Number(`${factor}e${k}`)) : `${factor > 1 ? `${factor}·` : ""}10${raised(k)}`,
      );
    }
  return { values, texts };
}

/**
 * How many of R runs take each action most often; a run that takes several equally often is counted nowhere.
 * @param {readonly (readonly number[])[]} probabilities [R][A]
 * @returns {number[]} [A]
 */
export function standings(probabilities) {
  const counts = new Array(probabilities[0]?.length ?? 0).fill(0);
  for (const row of probabilities) {
    const most = Math.max(...row);
    const first = row.indexOf(most);
    if (first >= 0 && row.indexOf(most, first + 1) < 0) counts[first] += 1;
  }
  return counts;
}

/** A whole number as an exponent. @param {number} k */
const raised = (k) => [...String(k)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("");

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

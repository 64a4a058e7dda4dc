/** The windows of the polygon's three pictures: they hold still as long as they serve, and while a baseline is tried they do not narrow. */

import { steady } from "../../maths/steady.js";
import { baselines, faint, onesOf, outline, weightsOf } from "./facts.js";

/** @typedef {import("./facts.js").Facts} Facts */
/** @typedef {import("./facts.js").Basis} Basis */
/** @typedef {readonly [number, number]} Point */
/** @typedef {[number, number]} Range */
/** @typedef {[Range, Range]} Box */

/** A picture this many times too wide is drawn closer. */
const SLACK = 1.5;
/** Baselines whose polygons are this many times larger than those near are left out of the picture. */
const FAR = 3;

export function createWindows() {
  /** @type {Box | null} */
  let closed = null;
  /** @type {Box | null} */
  let open = null;
  /** @type {Range | null} */
  let between = null;
  /** @type {Range | null} */
  let top = null;
  return {
    forget() {
      closed = open = between = top = null;
    },
    /** The baselines the slider reaches. @returns {Range} */
    get between() {
      return between ?? [0, 1];
    },
    /** Of the variance over the baseline. @param {Facts} f @param {number} b @param {boolean} trying @returns {Box} */
    curve(f, b, trying) {
      between = steady(between, baselines(f.q), { air: 0, slack: trying ? Infinity : 1.6 });
      /** @type {Range} */
      const span = [Math.min(between[0], b), Math.max(between[1], b)];
      top = steady(top, [0, Math.max(...span.map(f.curve.at))], { air: 0.04, slack: trying ? Infinity : 2 });
      return [span, top];
    },
    /**
     * Of both polygons; null where there is nothing to draw.
     * @param {Facts} f
     * @param {Basis} basis
     * @param {number} b
     * @param {boolean} trying
     * @returns {{closed: Box, open: Box} | null}
     */
    halves(f, basis, b, trying) {
      if (faint(f, onesOf(f)) !== null || faint(f, weightsOf(f, b)) !== null) return null;
      closed = boxed(closed, outline(f, onesOf(f), basis), SLACK);
      // Room for every baseline between the rewards, so that the gap does not seem to change while b is dragged, unless they are
      // so far apart that nothing would be left to see.
      /** @param {number[]} values */
      const around = (...values) => values.flatMap((one) => outline(f, weightsOf(f, one), basis));
      const [near, far] = [around(f.value, f.curve.best, b), around(Math.min(...f.q), Math.max(...f.q))];
      open = boxed(open, size(far) < FAR * size(near) ? [...near, ...far] : near, trying ? Infinity : SLACK);
      return { closed, open };
    },
  };
}

/** How far points reach along an axis. @param {readonly Point[]} points @param {0 | 1} k @returns {Range} */
function reach(points, k) {
  const values = points.map((point) => point[k]);
  return [Math.min(...values), Math.max(...values)];
}

/** How large a figure is. @param {readonly Point[]} points */
function size(points) {
  const [[left, right], [low, high]] = [reach(points, 0), reach(points, 1)];
  return Math.max(right - left, high - low);
}

/** @param {Box | null} before @param {readonly Point[]} points @param {number} slack @returns {Box} */
function boxed(before, points, slack) {
  /** @param {0 | 1} k */
  const along = (k) => steady(before?.[k] ?? null, reach(points, k), { air: 0.02, slack });
  return [along(0), along(1)];
}

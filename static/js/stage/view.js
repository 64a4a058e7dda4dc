/** What of the data a stage shows, and where it lies: the ranges a panel wants, or those a person has zoomed to. Knows no DOM. */

import { areaOf, equalRanges, insetRange, linear } from "./scale.js";

/** @typedef {[number, number]} Range */
/** @typedef {[Range, Range]} Ranges */

const NO_INSET = { l: 0, t: 0, r: 0, b: 0 };

/** @param {import("../types.js").StageOptions} options */
export function createView(options) {
  /** @type {Ranges} */
  let wanted = [options.x.range, options.y.range];
  let shown = wanted;
  let area = areaOf(1, 1, NO_INSET);
  let [scaleX, scaleY] = scales();
  let zoomed = false;

  function scales() {
    return [linear(shown[0], area.left, area.width), linear(shown[1], area.top + area.height, -area.height)];
  }

  /** @param {Ranges} ranges */
  function show(ranges) {
    shown = ranges;
    [scaleX, scaleY] = scales();
  }

  /** The ranges shown for those wanted. @returns {Ranges} */
  function fitted() {
    const { l, r, t, b } = { ...NO_INSET, ...options.inset };
    const { width: wide, height: high } = area;
    const [across, up] = options.equal
      ? equalRanges(...wanted, Math.max(1, wide - l - r), Math.max(1, high - t - b))
      : wanted;
    return [insetRange(across, wide, l, r), insetRange(up, high, b, t)];
  }

  return {
    get area() {
      return area;
    },
    get shown() {
      return shown;
    },
    get zoomed() {
      return zoomed;
    },
    /** Data to CSS px, and back. @param {number} value */
    x: (value) => scaleX.to(value),
    /** @param {number} value */
    y: (value) => scaleY.to(value),
    /** @param {number} left @param {number} top @returns {[number, number]} */
    at: (left, top) => [scaleX.from(left), scaleY.from(top)],
    /** Other ranges are wanted: whether they are others. @param {Range} x @param {Range} [y] */
    want(x, y = wanted[1]) {
      const before = wanted;
      wanted = [x, y];
      return wanted.some((one, i) => one[0] !== before[i]?.[0] || one[1] !== before[i]?.[1]);
    },
    /** Another size. @param {number} width @param {number} height @param {import("../types.js").Margin} margin */
    resize(width, height, margin) {
      area = areaOf(width, height, margin);
      show(zoomed ? shown : fitted());
    },
    /** Show what is wanted. */
    fit() {
      show(fitted());
    },
    /** A person zooms to these. @param {Ranges} ranges */
    zoom(ranges) {
      zoomed = true;
      show(ranges);
    },
    /** Back from a zoom: what is wanted fits again. */
    home() {
      zoomed = false;
    },
  };
}

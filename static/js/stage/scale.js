/** The stage's arithmetic: pure, and equal to Plotly's, so that overlay and axes agree to the pixel. */

/** @typedef {import("../types.js").Margin} Margin */
/** @typedef {[number, number]} Range */

/**
 * Data to pixels along one axis: `start` is where range[0] lies, `length` is signed (negative upwards).
 * @param {Range} range
 * @param {number} start
 * @param {number} length
 */
export function linear(range, start, length) {
  const slope = length / (range[1] - range[0]);
  const origin = start - range[0] * slope;
  return {
    /** @param {number} value */
    to: (value) => origin + value * slope,
    /** @param {number} pixel */
    from: (pixel) => (pixel - origin) / slope,
  };
}

/**
 * The plot area inside a box.
 * @param {number} width
 * @param {number} height
 * @param {Margin} margin
 */
export function areaOf(width, height, margin) {
  return {
    left: margin.l,
    top: margin.t,
    width: Math.max(1, width - margin.l - margin.r),
    height: Math.max(1, height - margin.t - margin.b),
  };
}

/**
 * Widen whichever range is needed so that a unit of x is as long as a unit of y; the middle stays in the middle.
 * @param {Range} x
 * @param {Range} y
 * @param {number} width
 * @param {number} height
 * @returns {[Range, Range]}
 */
export function equalRanges(x, y, width, height) {
  const perPixel = Math.max(Math.abs(x[1] - x[0]) / width, Math.abs(y[1] - y[0]) / height);
  return [widened(x, perPixel * width), widened(y, perPixel * height)];
}

/**
 * Widen a range so that it keeps its distance, in px, from both ends of an axis.
 * @param {Range} range
 * @param {number} length of the axis, px
 * @param {number} before px kept free at its beginning
 * @param {number} after and at its end
 * @returns {Range}
 */
export function insetRange(range, length, before, after) {
  const perPixel = (range[1] - range[0]) / Math.max(1, length - before - after);
  return [range[0] - before * perPixel, range[1] + after * perPixel];
}

/**
 * @param {Range} range
 * @param {number} span
 * @returns {Range}
 */
function widened(range, span) {
  // Not narrower by a rounding: what stands at its end would be outside.
  if (span <= Math.abs(range[1] - range[0]) * (1 + 1e-12)) return [...range];
  const middle = (range[0] + range[1]) / 2;
  const half = (Math.sign(range[1] - range[0]) || 1) * (span / 2);
  return [middle - half, middle + half];
}

/**
 * The distance between ticks for at most about `most` of them: 1, 2 or 5 times a power of ten. Plotly is told to use the same.
 * @param {Range} range
 * @param {number} most
 */
export function tickStep(range, most) {
  const rough = Math.abs(range[1] - range[0]) / Math.max(1, most);
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const base = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / base;
  return base * (ratio <= 1 + 1e-9 ? 1 : ratio <= 2 + 1e-9 ? 2 : ratio <= 5 + 1e-9 ? 5 : 10);
}

/**
 * Tick values inside a range, both ends included up to rounding.
 * @param {Range} range
 * @param {number} most
 */
export function ticks(range, most) {
  if (most <= 0) return [];
  const step = tickStep(range, most);
  const low = Math.min(...range);
  const high = Math.max(...range);
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) values.push(i * step);
  return values;
}

/**
 * The decimals a tick step needs.
 * @param {number} step
 */
export function tickDigits(step) {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/**
 * An upper end for an axis that grows with the run: still for a while, then wider.
 * @param {number} value
 * @param {number} [least]
 */
export function growing(value, least = 20) {
  const wanted = Math.max(value, least);
  const base = 10 ** Math.floor(Math.log10(wanted));
  for (const factor of [1, 1.5, 2, 3, 5, 7.5, 10]) if (factor * base >= wanted) return factor * base;
  return 10 * base;
}

/**
 * A range that covers values with some air, never of zero width.
 * @param {Iterable<number>} values
 * @param {number} [air] as a share of the span
 * @param {number} [least] smallest span
 * @returns {Range}
 */
export function covering(values, air = 0.08, least = 1e-9) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  const span = Math.max(high - low, least);
  const middle = (low + high) / 2;
  return [middle - span * (0.5 + air), middle + span * (0.5 + air)];
}

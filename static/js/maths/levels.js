/** Contour levels at round numbers, and a scale of colour that follows them. Pure. */

/**
 * About `most` levels for a surface. Even ones, 1-2-5 apart; where most of the surface lies near its top (values fall off a
 * cliff, or without bound) levels that thin out downwards instead, so that the summit is drawn too.
 * @param {readonly number[]} values all cells, in any order; those not finite are left out
 * @param {number} most
 * @returns {number[]} rising
 */
export function contourLevels(values, most) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const low = sorted[0];
  const high = sorted.at(-1);
  if (low === undefined || high === undefined || !(high - low > 1e-12 * Math.max(1, Math.abs(high), Math.abs(low))))
    return [];
  const middle = /** @type {number} */ (sorted[sorted.length >> 1]);
  if (high - middle > 0.12 * (high - low)) return even(low, high, most);
  return thinning(sorted, high, most);
}

/** @param {number} low @param {number} high @param {number} most */
function even(low, high, most) {
  const rough = (high - low) / most;
  // One level too many is better than half as many.
  const fine = niceStep(rough / 1.4);
  const step = (high - low) / fine <= most + 2 ? fine : niceStep(rough);
  const levels = [];
  for (let i = Math.ceil(low / step + 1e-9); i * step < high - 1e-9 * step; i += 1) levels.push(tidy(i * step, step));
  return levels;
}

/** So many times farther down than the summit's rim is no part of the picture any more. */
const ABYSS = 1e8;

/** So near the top, as a share of its height, a level would be written as the top is; far nearer still, values are rounding noise. */
const WRITTEN = 1e-5;

/** Distances from the top grow by one factor. @param {number[]} sorted @param {number} high @param {number} most */
function thinning(sorted, high, most) {
  /** @param {number} share */
  const below = (share) => high - /** @type {number} */ (sorted[Math.floor((1 - share) * (sorted.length - 1))]);
  const summit = below(0.06);
  // Where values fall by powers of ten without end, the summit is worth more levels than the abyss.
  const reach = below(0.97) > ABYSS * summit && summit > 0 ? summit * 1e4 : below(0.97);
  const near = Math.max(summit, reach * 1e-4, WRITTEN * Math.abs(high));
  const far = reach > near ? reach : below(1);
  if (!(far > near)) return [];
  const factor = (far / near) ** (1 / Math.max(1, most - 1));
  /** @type {number[]} */
  const levels = [];
  for (let i = most - 1; i >= 0; i -= 1) {
    const distance = near * factor ** i;
    const step = niceStep(distance / 4);
    const level = tidy(Math.round((high - distance) / step) * step, step);
    if (level < high && level > /** @type {number} */ (sorted[0]) && level > (levels.at(-1) ?? -Infinity))
      levels.push(level);
  }
  return levels;
}

/** The least of 1, 2, 5 times a power of ten that is not below `rough`. @param {number} rough */
export function niceStep(rough) {
  const base = 10 ** Math.floor(Math.log10(rough));
  for (const factor of [1, 2, 5]) if (factor * base >= rough * (1 - 1e-9)) return factor * base;
  return 10 * base;
}

/** @param {number} value @param {number} step */
function tidy(value, step) {
  return Number(value.toFixed(Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))));
}

/**
 * The levels that can be told apart on a grid: one that mostly runs through the same cells as the one below it is left out.
 * @param {readonly number[]} levels rising
 * @param {readonly (readonly number[])[]} value [m][n]
 * @returns {number[]}
 */
export function distinct(levels, value) {
  /** @type {number[]} */
  const lows = [];
  /** @type {number[]} */
  const highs = [];
  for (let j = 0; j + 1 < value.length; j += 1) {
    const [row = [], next = []] = [value[j], value[j + 1]];
    for (let i = 0; i + 1 < row.length; i += 1) {
      const corners = /** @type {number[]} */ ([row[i], row[i + 1], next[i], next[i + 1]]);
      lows.push(Math.min(...corners));
      highs.push(Math.max(...corners));
    }
  }
  /** @type {number[]} */
  const kept = [];
  for (const level of levels) {
    const below = kept.at(-1) ?? -Infinity;
    let [crossed, shared] = [0, 0];
    lows.forEach((low, k) => {
      if (!(low < level && level <= (highs[k] ?? NaN))) return;
      crossed += 1;
      if (low < below) shared += 1;
    });
    if (2 * shared <= crossed) kept.push(level);
  }
  return kept;
}

/** The decimals the levels need to be written in full. @param {readonly number[]} levels */
export function levelDigits(levels) {
  let digits = 0;
  for (const level of levels)
    while (digits < 6 && Math.abs(level - Number(level.toFixed(digits))) > 1e-9 * Math.abs(level)) digits += 1;
  return digits;
}

/**
 * From a value to 0..1, each band between two levels as wide as any other: colours are shared out where the surface lies.
 * @param {readonly number[]} levels rising
 * @param {number} low the surface's least value
 * @param {number} high its largest
 */
export function banded(levels, low, high) {
  const edges = [Math.min(low, levels[0] ?? low), ...levels, Math.max(high, levels.at(-1) ?? high)];
  const bands = edges.length - 1;
  /** @param {number} value */
  return (value) => {
    if (!(value > /** @type {number} */ (edges[0]))) return 0;
    let i = 0;
    while (i < bands && value >= /** @type {number} */ (edges[i + 1])) i += 1;
    if (i >= bands) return 1;
    const [from = 0, to = 0] = [edges[i], edges[i + 1]];
    return (i + (value - from) / (to - from)) / bands;
  };
}

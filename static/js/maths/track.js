/** The line of J along the timeline. Pure. */

/** @typedef {import("../types.js").Frame} Frame */

/** Most points the line is drawn with: more would not be told apart on a track. */
const POINTS = 200;

/**
 * Exact J over the kept moments as an SVG path on a field of 100 by 100: x is the moment's place under the slider, the least J
 * lies at the bottom, the greatest at the top. Moments that do not know J leave a gap; no path where J is the same throughout.
 * @param {readonly Frame[]} frames
 */
export function pathOf(frames) {
  const last = frames.length - 1;
  const step = Math.max(1, Math.ceil(last / POINTS));
  /** @type {[number, number | undefined][]} */
  const points = [];
  for (let i = 0; i < last; i += step) points.push([i, frames[i]?.exact?.value]);
  if (last > 0) points.push([last, frames[last]?.exact?.value]);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const [, value] of points) {
    if (value === undefined || !Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (!(most > least)) return "";
  let path = "";
  let command = "M";
  for (const [i, value] of points) {
    if (value === undefined || !Number.isFinite(value)) {
      command = "M";
      continue;
    }
    path += `${command}${((100 * i) / last).toFixed(1)} ${(100 - (100 * (value - least)) / (most - least)).toFixed(1)}`;
    command = "L";
  }
  return path;
}

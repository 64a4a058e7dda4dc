/** Which point of a picture's marks a pointer means, where plotly.js is not there to tell. Pure but for the stage's transforms. */

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {{x: number, y: number, words: string, far: number}} Found   in CSS px; far: from the pointer */

/** No farther from a point than this is it meant, px. */
const REACH = 20;

/** @param {readonly Mark[]} marks the lowest first @param {Stage} stage @param {number} left @param {number} top @returns {Found | null} */
export function nearest(marks, stage, left, top) {
  /** @type {Found | null} */
  let found = null;
  for (const mark of marks) {
    const { title } = mark;
    if (!title) continue;
    pointsOf(mark, stage, left, top, (i, x, y, far) => {
      // Of points equally far the upper mark's is seen.
      if (far > REACH || (found && far > found.far)) return;
      const words = title(i);
      if (words) found = { x, y, words, far };
    });
  }
  return found;
}

/**
 * @param {Mark} mark @param {Stage} stage @param {number} left @param {number} top
 * @param {(i: number, x: number, y: number, far: number) => void} each  where the words point to, and how far the pointer is from it
 */
function pointsOf(mark, stage, left, top, each) {
  if (mark.mark === "arrow") {
    const [x, y] = [stage.x(mark.x2), stage.y(mark.y2)];
    return each(0, x, y, Math.hypot(x - left, y - top));
  }
  if (mark.mark === "rect") {
    for (let i = 0; i < mark.x1.length; i += 1) {
      const [a, b] = [stage.x(mark.x1[i] ?? NaN), stage.x(mark.x2[i] ?? NaN)];
      const [c, d] = [stage.y(mark.y1[i] ?? NaN), stage.y(mark.y2[i] ?? NaN)];
      each(i, (a + b) / 2, (c + d) / 2, off(left, a, b) + off(top, c, d));
    }
    return undefined;
  }
  const ys = mark.mark === "areaY" ? mark.y2 : mark.y;
  for (let i = 0; i < mark.x.length; i += 1) {
    const [x, y] = [stage.x(mark.x[i] ?? NaN), stage.y(ys[i] ?? NaN)];
    if (mark.mark === "barY") {
      const half = Math.abs(stage.x(mark.width) - stage.x(0)) / 2;
      each(i, x, y, off(left, x - half, x + half) + off(top, y, stage.y(mark.base ?? 0)));
    } else each(i, x, y, Math.hypot(x - left, y - top));
  }
  return undefined;
}

/** How far a number is from between two others. @param {number} value @param {number} a @param {number} b */
function off(value, a, b) {
  return Math.max(0, Math.min(a, b) - value, value - Math.max(a, b));
}

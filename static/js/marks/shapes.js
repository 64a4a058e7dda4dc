/** Outlines that both pens draw alike: plotly.js's own symbols, and arrows and hatching, which it has not. Pure geometry. */

/** @typedef {import("../types.js").Shape} Shape */

const ROOT3 = Math.sqrt(3);
/** Half an arm of the diagonal cross. */
const ARM = 0.8 / Math.SQRT2;

/** What plotly.js calls each shape. @type {Record<Shape, string>} */
export const SYMBOLS = {
  circle: "circle",
  square: "square",
  triangle: "triangle-up",
  wedge: "triangle-down",
  diamond: "diamond",
  cross: "x",
  plus: "cross",
  hexagon: "hexagon",
};

/** Corners on a unit circle, y downwards, as plotly.js draws them; a circle has none. @type {Record<Shape, readonly (readonly [number, number])[]>} */
const CORNERS = {
  circle: [],
  square: around([1, 1]),
  diamond: [
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
    [0, -1.3],
  ],
  triangle: [
    [-2 / ROOT3, 0.5],
    [2 / ROOT3, 0.5],
    [0, -1],
  ],
  wedge: [
    [-2 / ROOT3, -0.5],
    [2 / ROOT3, -0.5],
    [0, 1],
  ],
  plus: around([1.2, -0.4], [1.2, 0.4], [0.4, 0.4]),
  cross: around([ARM, 2 * ARM], [0, ARM], [-ARM, 2 * ARM]),
  hexagon: [
    [ROOT3 / 2, -0.5],
    [ROOT3 / 2, 0.5],
    [0, 1],
    [-ROOT3 / 2, 0.5],
    [-ROOT3 / 2, -0.5],
    [0, -1],
  ],
};

/** Some corners and the same after one, two and three quarter turns. @param {...[number, number]} corners @returns {[number, number][]} */
function around(...corners) {
  return [0, 1, 2, 3].flatMap((turns) =>
    corners.map((corner) => {
      let [x, y] = corner;
      for (let i = 0; i < turns; i += 1) [x, y] = [-y, x];
      return /** @type {[number, number]} */ ([x, y]);
    }),
  );
}

/** Corners of a shape of radius 1; empty for a circle. @param {Shape} shape */
export const corners = (shape) => CORNERS[shape];

/**
 * An arrow as one polygon in px: a shaft of some width and a head; shorter than its head it is a head only.
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {number} width
 * @param {number} head  its length
 * @returns {[number, number][]} empty where the arrow is too short to be seen
 */
function arrowOutline(x1, y1, x2, y2, width, head) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (!(length > 0.5) || !Number.isFinite(length)) return [];
  const tip = Math.min(head, length);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const half = width / 2;
  const wing = tip * 0.42;
  const shaft = length - tip;
  return /** @type {[number, number][]} */ ([
    [0, half],
    [shaft, half],
    [shaft, wing],
    [length, 0],
    [shaft, -wing],
    [shaft, -half],
    [0, -half],
  ]).map(([along, aside]) => [x1 + ux * along - uy * aside, y1 + uy * along + ux * aside]);
}

/**
 * An arrow's polygons, the lowest first: its halo, itself, and the hollow inside.
 * @param {import("../types.js").ArrowMark} mark
 * @param {import("../types.js").Stage} stage
 * @returns {{outline: [number, number][], fill: string}[]}
 */
export function arrowParts(mark, stage) {
  const [x1, y1, x2, y2] = [stage.x(mark.x1), stage.y(mark.y1), stage.x(mark.x2), stage.y(mark.y2)];
  const length = Math.hypot(x2 - x1, y2 - y1);
  const width = mark.strokeWidth ?? 2;
  const head = mark.head ?? 9;
  /** @param {number} longer @param {number} wide @param {number} tip @param {string} fill */
  const part = (longer, wide, tip, fill) => ({
    outline: arrowOutline(x1, y1, x2 + (longer * (x2 - x1)) / length, y2 + (longer * (y2 - y1)) / length, wide, tip),
    fill,
  });
  const parts = [part(0, width, head, mark.fill)];
  if (mark.halo) parts.unshift(part(2.5, width + 2.5, head + 3, mark.halo));
  if (mark.hollow) parts.push(part(-2.6, width - 2, head - 4.5, mark.hollow));
  return parts.filter(({ outline }) => outline.length > 0);
}

/**
 * A vector mark's outlines in px, each as long as its mark says and the bolder the longer, up to a width.
 * @param {import("../types.js").VectorMark} mark
 * @param {import("../types.js").Stage} stage
 * @returns {[number, number][][]}
 */
export function vectorOutlines({ x, y, length, rotate, inset = 0, anchor = "start", bold = 0.3 }, stage) {
  return x.flatMap((left, i) => {
    const [top, long] = [y[i] ?? null, length[i] ?? 0];
    if (left === null || top === null || !(long > 0)) return [];
    const angle = ((typeof rotate === "number" ? rotate : (rotate[i] ?? 0)) * Math.PI) / 180;
    const [ux, uy] = [Math.sin(angle), -Math.cos(angle)];
    const from = anchor === "middle" ? -long / 2 : inset;
    const [x1, y1] = [stage.x(left) + from * ux, stage.y(top) + from * uy];
    const width = Math.min(bold * long, 16);
    // A slim one still has a head.
    const head = Math.max(2.07 * width, 0.32 * Math.min(long, 24));
    const outline = arrowOutline(x1, y1, x1 + long * ux, y1 + long * uy, width, head);
    return outline.length ? [outline] : [];
  });
}

/**
 * Lines that rise across a rectangle at 45°, px: from, to. They tell it from a plain one without colour.
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 * @param {number} step  from line to line, along an edge
 * @returns {[number, number, number, number][]}
 */
export function hatching(left, top, right, bottom, step) {
  /** @type {[number, number, number, number][]} */
  const lines = [];
  for (let c = left + top + step; c < right + bottom - 0.01; c += step)
    lines.push([
      Math.max(left, c - bottom),
      Math.min(bottom, c - left),
      Math.min(right, c - top),
      Math.max(top, c - right),
    ]);
  return lines;
}

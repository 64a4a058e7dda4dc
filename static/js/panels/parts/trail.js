/** A trajectory through a plane: a hairline that fades into the past, with round updates marked on it. */

import { count } from "../../maths/format.js";
import { factorText, timeMarks } from "../../maths/framing.js";
import { arrow, label, marker, path } from "../../stage/marks.js";

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {[number, number]} Point */
/** @typedef {{kind: "exact" | "estimate", by: readonly number[], factor: number}} Vector   by: in data units */

/** Points a trajectory is drawn with, and the updates marked on it. */
export const POINTS = 300;
const MARKS = 5;
/** Strength of the oldest, the middle and the newest third. */
const FADE = [0.5, 0.72, 1];

/**
 * Points of frames, worked out once a frame.
 * @param {(frame: Frame) => Point | null} place
 */
export function places(place) {
  /** @type {WeakMap<Frame, Point | null>} */
  let known = new WeakMap();
  return {
    /** @param {Frame} frame */
    at(frame) {
      let point = known.get(frame);
      if (point === undefined) {
        point = place(frame);
        known.set(frame, point);
      }
      return point;
    },
    forget() {
      known = new WeakMap();
    },
    /** The frames of a past that have a place, and where. @param {readonly Frame[]} frames @returns {{frames: Frame[], points: Point[]}} */
    along(frames) {
      /** @type {Frame[]} */
      const kept = [];
      /** @type {Point[]} */
      const points = [];
      for (const frame of frames) {
        const point = this.at(frame);
        if (!point) continue;
        kept.push(frame);
        points.push(point);
      }
      return { frames: kept, points };
    },
  };
}

/**
 * Whether a moment belongs to another run than the one before: its history begins elsewhere. A theta that is dragged before the
 * first update replaces the first frame and is the same run.
 * @param {import("../../types.js").Moment | null} before
 * @param {import("../../types.js").Moment} now
 */
export function anotherRun(before, now) {
  if (!before) return true;
  const [was, is] = [before.history.frames[0], now.history.frames[0]];
  if (was === is) return false;
  return before.frame.update !== now.frame.update || now.history.frames.length !== 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {{frames: readonly Frame[], points: readonly Point[]}} trail
 */
export function drawTrail(ctx, stage, { frames, points }) {
  const { theme } = stage;
  const n = points.length;
  if (n < 2) return;
  const px = points.map(([x]) => stage.x(x));
  const py = points.map(([, y]) => stage.y(y));
  FADE.forEach((alpha, third) => {
    const from = Math.floor(((n - 1) * third) / 3);
    const to = Math.floor(((n - 1) * (third + 1)) / 3);
    ctx.globalAlpha = alpha;
    path(
      ctx,
      to - from + 1,
      (i) => px[from + i] ?? 0,
      (i) => py[from + i] ?? 0,
      { color: theme.trail },
    );
  });
  ctx.globalAlpha = 1;
  marker(ctx, "circle", px[0] ?? 0, py[0] ?? 0, 2.5, { color: theme.trail, rim: theme.paper });
  const marks = timeMarks(frames[0]?.update ?? 0, frames[n - 1]?.update ?? 0, MARKS);
  const apart = (marks[1] ?? 2 * (marks[0] ?? 0)) - (marks[0] ?? 0);
  const font = `${theme.size - 1}px ${theme.font}`;
  const last = [px[n - 1] ?? 0, py[n - 1] ?? 0];
  let [lx, ly] = last;
  let k = n - 1;
  for (const step of marks.reverse()) {
    while (k > 0 && (frames[k]?.update ?? 0) > step) k -= 1;
    const gap = (frames[k + 1]?.update ?? step) - (frames[k]?.update ?? 0);
    // Between kept moments the line is straight; where too little was kept nobody knows where the run was then.
    if (gap > apart / 2) continue;
    const t = gap > 0 ? (step - (frames[k]?.update ?? 0)) / gap : 0;
    const x = (px[k] ?? 0) + t * ((px[k + 1] ?? 0) - (px[k] ?? 0));
    const y = (py[k] ?? 0) + t * ((py[k + 1] ?? 0) - (py[k] ?? 0));
    marker(ctx, "circle", x, y, 2, { color: theme.trail });
    // A number only where it has room.
    if (Math.hypot(x - (lx ?? 0), y - (ly ?? 0)) < 26) continue;
    label(ctx, count(step), x + 5, y - 6, { color: theme.ink, font, halo: theme.paper });
    [lx, ly] = [x, y];
  }
}

/**
 * The present moment: the point everything is about.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {Point} point
 */
export function drawPresent(ctx, stage, [x, y]) {
  marker(ctx, "circle", stage.x(x), stage.y(y), 5, { color: stage.theme.accent, rim: stage.theme.paper });
}

/**
 * Arrows from one point, the longest first, so that none hides another.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {Point} from
 * @param {readonly Vector[]} vectors
 */
export function drawVectors(ctx, stage, from, vectors) {
  const long = (/** @type {Vector} */ { by, factor }) => factor * Math.hypot(by[0] ?? 0, by[1] ?? 0);
  for (const vector of [...vectors].sort((a, b) => long(b) - long(a))) drawVector(ctx, stage, from, vector);
}

/**
 * An arrow from a point, true in direction, `factor` times its length: the exact one filled, the estimate hollow.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {Point} from data units
 * @param {Vector} vector
 */
function drawVector(ctx, stage, from, { kind, by, factor }) {
  const { theme } = stage;
  const [x0, y0] = [stage.x(from[0]), stage.y(from[1])];
  const [x1, y1] = [stage.x(from[0] + factor * (by[0] ?? 0)), stage.y(from[1] + factor * (by[1] ?? 0))];
  sign(ctx, x0, y0, x1, y1, kind, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {"exact" | "estimate"} kind
 * @param {import("../../types.js").Theme} theme
 */
function sign(ctx, x0, y0, x1, y1, kind, theme) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 0.5)) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const wide = 3 * theme.weight;
  arrow(ctx, x0, y0, x1 + 2.5 * ux, y1 + 2.5 * uy, { color: theme.paper, width: wide + 2.5, head: 14 });
  arrow(ctx, x0, y0, x1, y1, { color: theme[kind], width: wide, head: 11 });
  if (kind === "estimate")
    arrow(ctx, x0, y0, x1 - 2.6 * ux, y1 - 2.6 * uy, { color: theme.paper, width: wide - 2, head: 6.5 });
}

/**
 * What the arrows are and how much longer than true: one line each in a corner of the picture.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {readonly {kind: "exact" | "estimate", factor: number}[]} vectors
 * @param {[number, number]} [corner] left and top, CSS px
 */
export function drawKey(ctx, { theme, area }, vectors, corner = [area.left, area.top]) {
  const font = `${theme.size}px ${theme.font}`;
  const line = theme.size + 5;
  const words = area.width < NARROW ? SHORT : WORDS;
  const x = corner[0] + 7;
  let y = corner[1] + 5 + line / 2;
  for (const { kind, factor } of vectors) {
    sign(ctx, x, y, x + 18, y, kind, theme);
    label(ctx, `${words[kind]} ${factorText(factor)}`, x + 25, y + 0.5, { color: theme.ink, font, halo: theme.paper });
    y += line;
  }
}

const WORDS = { exact: "exact gradient", estimate: "last estimate" };
const SHORT = { exact: "exact", estimate: "estimate" };
/** Pictures narrower than this, CSS px, take the short words. */
const NARROW = 300;

/** The room the key takes in the upper left corner, CSS px. @param {Stage} stage @returns {[number, number]} */
export const keyRoom = ({ theme, area }) => [
  25 + (area.width < NARROW ? 7 : 10) * theme.size,
  2 * (theme.size + 5) + 10,
];

/**
 * The trajectory as a Plotly trace, for hover.
 * @param {{frames: readonly Frame[], points: readonly Point[]}} trail
 * @param {import("../../types.js").Theme} theme
 * @param {(frame: Frame) => string} words
 */
export function trailTrace({ frames, points }, theme, words) {
  return {
    type: "scatter",
    mode: "lines",
    name: "trajectory",
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    line: { color: theme.trail, width: 1 },
    text: frames.map(words),
    hovertemplate: "%{text}<extra></extra>",
  };
}

/**
 * The present point and the arrows as Plotly traces, for export.
 * @param {Point} point
 * @param {readonly Vector[]} vectors
 * @param {import("../../types.js").Theme} theme
 */
export function presentTraces(point, vectors, theme) {
  const arrows = vectors.map(({ kind, by, factor }) => ({
    type: "scatter",
    mode: "lines+markers",
    name: WORDS[kind],
    hoverinfo: "skip",
    x: [point[0], point[0] + factor * (by[0] ?? 0)],
    y: [point[1], point[1] + factor * (by[1] ?? 0)],
    line: { color: theme[kind], width: 3, dash: kind === "estimate" ? "4px 2px" : "solid" },
    marker: {
      color: theme[kind],
      size: [0, 11],
      symbol: kind === "estimate" ? "arrow-open" : "arrow",
      angleref: "previous",
      opacity: 1,
      line: { width: kind === "estimate" ? 1.5 : 0 },
    },
  }));
  const now = {
    type: "scatter",
    mode: "markers",
    name: "now",
    hoverinfo: "skip",
    x: [point[0]],
    y: [point[1]],
    marker: { color: theme.accent, size: 10 },
  };
  return [...arrows, now];
}

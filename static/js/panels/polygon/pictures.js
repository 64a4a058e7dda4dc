/** The score polygon's three pictures: sides head to tail, and the variance over the baseline. */

import { fixed, magnitude, short } from "../../maths/format.js";
import { niceStep } from "../../maths/levels.js";
import { createLabels } from "../../stage/labels.js";
import { arrow, label, marker, path, segment } from "../../stage/marks.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {[number, number]} Point */

/**
 * Sides as arrows in their actions' colours, and the gap from where they start to where they end.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {readonly Point[]} points [A + 1]
 * @param {{names: readonly string[], gap: string}} words  gap: what the opening is, or "" if there is none
 */
export function drawPolygon(ctx, stage, points, { names, gap }) {
  const { theme } = stage;
  const font = `${theme.size}px ${theme.font}`;
  const px = points.map(([x, y]) => /** @type {Point} */ ([stage.x(x), stage.y(y)]));
  const n = px.length - 1;
  const first = px[0] ?? [0, 0];
  const last = px[n] ?? first;
  const middle = [0, 1].map((k) => px.reduce((sum, point) => sum + (point[k] ?? 0), 0) / px.length);
  const few = n <= 5;
  if (gap) drawGap(ctx, stage, first, last);
  for (let a = 0; a < n; a += 1) {
    const [x0, y0] = px[a] ?? [0, 0];
    const [x1, y1] = px[a + 1] ?? [0, 0];
    const look = theme.action(a);
    arrow(ctx, x0, y0, x1, y1, { color: look.color, width: 2.2 * theme.weight, head: few ? 10 : 7 });
  }
  marker(ctx, "circle", first[0], first[1], 3, { color: theme.ink, rim: theme.paper });
  for (let a = 0; a < n; a += 1) {
    const [x0, y0] = px[a] ?? [0, 0];
    const [x1, y1] = px[a + 1] ?? [0, 0];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length < 14) continue;
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
    // Names stand on the outer side.
    let [nx, ny] = [(y0 - y1) / length, (x1 - x0) / length];
    if ((mx - (middle[0] ?? 0)) * nx + (my - (middle[1] ?? 0)) * ny < 0) [nx, ny] = [-nx, -ny];
    marker(ctx, theme.action(a).shape, mx, my, few ? 4.5 : 3.5, { color: theme.action(a).color, rim: theme.paper });
    if (few)
      label(ctx, names[a] ?? "", mx + 14 * nx, my + 12 * ny, {
        color: theme.ink,
        font,
        halo: theme.paper,
        align: "center",
      });
  }
  const long = Math.hypot(last[0] - first[0], last[1] - first[1]);
  if (gap && long > 8) {
    const [gx, gy] = [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
    let [nx, ny] = [(first[1] - last[1]) / long, (last[0] - first[0]) / long];
    if ((gx - (middle[0] ?? 0)) * nx + (gy - (middle[1] ?? 0)) * ny < 0) [nx, ny] = [-nx, -ny];
    label(ctx, gap, gx + 18 * nx, Math.max(0.6 * theme.size, gy + 14 * ny), {
      color: theme.exact,
      font: `600 ${font}`,
      halo: theme.paper,
      align: "center",
    });
  }
}

/** In a polygon's place, where its longest side is this short. @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {number} longest */
export function drawFaint(ctx, { area, theme }, longest) {
  const look = { color: theme.quiet, font: `${theme.size}px ${theme.font}`, align: /** @type {const} */ ("center") };
  const [x, y] = [area.left + area.width / 2, area.top + area.height / 2];
  label(ctx, "too small to draw:", x, y - 0.7 * theme.size, look);
  label(ctx, `longest side ${magnitude(longest)}`, x, y + 0.7 * theme.size, look);
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {Point} from @param {Point} to */
function drawGap(ctx, stage, from, to) {
  const { theme } = stage;
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length < 3) return;
  arrow(ctx, from[0], from[1], to[0], to[1], { color: theme.exact, width: 4.5 * theme.weight, head: 14 });
}

/** A bar that says how long the sides are, and whether the picture is a projection. @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {boolean} exact */
export function drawScale(ctx, stage, exact) {
  const { area, theme } = stage;
  const unit = Math.abs(stage.x(1) - stage.x(0));
  const length = niceStep(34 / unit);
  const [x, y] = [6, area.top + area.height + 12];
  const wide = length * unit;
  segment(ctx, x, y, x + wide, y, { color: theme.quiet, width: 1 });
  segment(ctx, x, y - 3, x, y + 3, { color: theme.quiet, width: 1 });
  segment(ctx, x + wide, y - 3, x + wide, y + 3, { color: theme.quiet, width: 1 });
  const font = `${theme.size - 1}px ${theme.font}`;
  ctx.font = font;
  // The panel's sentence says so too: where there is no room, the bar goes without.
  const words = [`${short(length)}${exact ? "" : ", projected"}`, short(length)].find(
    (text, i) => i === 1 || x + wide + 5 + ctx.measureText(text).width <= area.left + area.width + 18,
  );
  label(ctx, words ?? "", x + wide + 5, y, { color: theme.quiet, font, halo: theme.paper });
}

/**
 * A polygon as Plotly traces.
 * @param {readonly Point[]} points
 * @param {Theme} theme
 * @param {{names: readonly string[], words: (a: number) => string, gap: boolean}} given
 */
export function polygonTraces(points, theme, { names, words, gap }) {
  const longest = Math.max(...points.slice(1).map((to, a) => apart(points[a] ?? to, to)));
  const list = points.slice(1).map((to, a) => {
    const from = points[a] ?? to;
    const look = theme.action(a);
    const head = apart(from, to) > 0.02 * longest;
    return {
      type: "scatter",
      mode: "lines+markers+text",
      cliponaxis: false,
      x: [from[0], (from[0] + to[0]) / 2, to[0]],
      y: [from[1], (from[1] + to[1]) / 2, to[1]],
      line: { color: look.color, width: 2.5 },
      marker: {
        color: look.color,
        size: head ? [0, 8, 10] : 0,
        symbol: ["circle", look.symbol, "arrow"],
        angleref: "previous",
        opacity: 1,
        line: { width: 0 },
      },
      text: ["", head ? names[a] : "", ""],
      textposition: "top center",
      hovertext: words(a),
      hovertemplate: "%{hovertext}<extra></extra>",
    };
  });
  const [from, to] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
  if (!gap) return list;
  return [
    {
      type: "scatter",
      mode: "lines+markers",
      x: [from[0], to[0]],
      y: [from[1], to[1]],
      line: { color: theme.exact, width: 4.5 },
      marker: {
        color: theme.exact,
        size: [0, 14],
        symbol: "arrow",
        angleref: "previous",
        opacity: 1,
        line: { width: 0 },
      },
      text: "the gap: ∇J",
      hovertemplate: "%{text}<extra></extra>",
    },
    ...list,
  ];
}

/** @param {Point} a @param {Point} b */
function apart(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

const STEPS = 48;

/**
 * The variance over the baseline, with the marks that matter.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {{at: (b: number) => number}} curve
 * @param {{text: string, b: number}[]} marks
 * @param {number} b the present one
 */
export function drawVariance(ctx, stage, curve, marks, b) {
  const { theme, area } = stage;
  const font = `${theme.size}px ${theme.font}`;
  const [[from, to]] = /** @type {[[number, number], [number, number]]} */ (stage.ranges());
  /** @param {number} i */
  const bAt = (i) => from + ((to - from) * i) / STEPS;
  path(
    ctx,
    STEPS + 1,
    (i) => stage.x(bAt(i)),
    (i) => stage.y(curve.at(bAt(i))),
    { color: theme.trail, width: 1.5 * theme.weight },
  );
  const foot = area.top + area.height;
  const seen = marks.filter((mark) => mark.b >= from && mark.b <= to).sort((p, q) => p.b - q.b);
  for (const mark of seen) {
    const [x, y] = [stage.x(mark.b), stage.y(curve.at(mark.b))];
    segment(ctx, x, Math.min(foot, y), x, foot, { color: theme.line, width: 1, dash: [2, 2] });
    marker(ctx, "diamond", x, y, 3.5, { color: theme.trail, rim: theme.paper });
  }
  const labels = createLabels(ctx, {
    size: theme.size,
    font,
    color: theme.ink,
    halo: theme.paper,
    within: { left: 0, top: 0, width: area.left + area.width + 8, height: foot },
  });
  seen.forEach((mark, i) => {
    const [x, y] = [stage.x(mark.b), stage.y(curve.at(mark.b))];
    // Neighbours lean away from each other, or stand one above the other.
    const leans = seen[i + 1] !== undefined && stage.x(seen[i + 1]?.b ?? 0) - x < 26;
    /** @type {import("../../stage/labels.js").Place[]} */
    const sides = [
      { x: x - 4, y: y - 10, align: "right" },
      { x: x + 4, y: y - 10, align: "left" },
    ];
    labels.put(mark.text, [
      ...(leans ? sides : [{ x, y: y - 10 }, ...sides.reverse()]),
      { x, y: y - 10 - theme.size },
      { x, y: y - 10 - 2 * theme.size },
    ]);
  });
  const [x, y] = [stage.x(b), stage.y(curve.at(b))];
  segment(ctx, x, y, x, foot, { color: theme.accent, width: 1 });
  marker(ctx, "circle", x, y, 5, { color: theme.accent, rim: theme.paper });
}

/** @param {{at: (b: number) => number}} curve @param {[number, number]} range @param {Theme} theme */
export function varianceTraces(curve, [from, to], theme) {
  const x = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
  return [
    {
      type: "scatter",
      mode: "lines",
      x,
      y: x.map(curve.at),
      line: { color: theme.trail, width: 1.5 },
      text: x.map((b) => `b = ${fixed(b, 2)}: total variance ${fixed(curve.at(b), 3)}`),
      hovertemplate: "%{text}<extra></extra>",
    },
  ];
}

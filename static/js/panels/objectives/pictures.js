/** Three gradients on a plane of two parameters, where each objective looks, and a loop with the height gained along it. */

import { short } from "../../maths/format.js";
import { arrow, label, marker, path, segment } from "../../stage/marks.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Shape} Shape */
/** @typedef {import("./answers.js").Loop} Loop */
/** @typedef {[number, number]} Point */
/** @typedef {{key: "start" | "value" | "reward", short: string, name: string, shape: Shape, mark: string, symbol: string}} Kind */
/** @typedef {{kind: Kind, by: Point, factor: number}} Arrow */

/** How each objective looks, always: colour, marker, and how its arrow is drawn. @type {Kind[]} */
export const KINDS = [
  { key: "start", short: "J₁", name: "start value", shape: "circle", mark: "●", symbol: "circle" },
  { key: "value", short: "J avV", name: "average value", shape: "square", mark: "■", symbol: "square" },
  { key: "reward", short: "J avR", name: "average reward", shape: "diamond", mark: "◆", symbol: "diamond" },
];

/** @param {Theme} theme @param {Kind["key"]} key */
export function colorOf(theme, key) {
  return key === "start" ? theme.exact : key === "value" ? theme.action(0).color : theme.action(1).color;
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {Point} from @param {readonly Arrow[]} arrows */
export function drawGradients(ctx, stage, from, arrows) {
  const { theme, area } = stage;
  const font = `600 ${theme.size}px ${theme.font}`;
  const [x0, y0] = [stage.x(from[0]), stage.y(from[1])];
  arrows.forEach(({ kind, by, factor }, k) => {
    const color = colorOf(theme, kind.key);
    const [x, y] = [stage.x(from[0] + factor * by[0]), stage.y(from[1] + factor * by[1])];
    const long = Math.hypot(x - x0, y - y0);
    if (long < 3) return;
    const [ux, uy] = [(x - x0) / long, (y - y0) / long];
    if (kind.key === "start") arrow(ctx, x0, y0, x, y, { color, width: 3 * theme.weight, head: 12 });
    else
      segment(ctx, x0, y0, x, y, {
        color,
        width: (kind.key === "value" ? 2 : 5) * theme.weight,
        dash: kind.key === "value" ? [6, 4] : [2, 3],
      });
    marker(ctx, kind.shape, x, y, 5, { color, rim: theme.paper });
    // Names stand in turn on either side: the arrows of J_avV and J_avR always lie on one line.
    const way = k % 2 === 0 ? 1 : -1;
    const text = area.width < 460 ? kind.short : `${kind.short} ×\u2009${short(factor, 2)}`;
    const wide = 4 + 3.2 * text.length;
    const [tx, ty] = [x - (8 + wide) * uy * way, y + 15 * ux * way];
    const at = Math.min(area.left + area.width - wide, Math.max(area.left + wide, tx));
    label(ctx, text, at, Math.min(area.top + area.height - 8, Math.max(area.top + 8, ty)), {
      color,
      font,
      halo: theme.paper,
      align: "center",
    });
  });
  marker(ctx, "circle", x0, y0, 5, { color: theme.accent, rim: theme.paper });
}

/** @param {readonly Arrow[]} arrows @param {Point} from @param {Theme} theme */
export function gradientTraces(arrows, from, theme) {
  return arrows.map(({ kind, by, factor }) => ({
    type: "scatter",
    mode: "lines+markers+text",
    x: [from[0], from[0] + factor * by[0]],
    y: [from[1], from[1] + factor * by[1]],
    text: ["", kind.short],
    textposition: "top center",
    line: {
      color: colorOf(theme, kind.key),
      width: 2,
      dash: kind.key === "start" ? "solid" : kind.key === "value" ? "dash" : "dot",
    },
    marker: { color: colorOf(theme, kind.key), symbol: kind.symbol, size: [0, 9] },
    hovertext: `∇${kind.short}, drawn × ${short(factor, 2)}`,
    hovertemplate: "%{hovertext}<extra></extra>",
  }));
}

/**
 * The square, and both fields at its points.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {{middle: Point, side: number, loop: Loop | null, factor: number}} given
 */
export function drawLoop(ctx, stage, { middle, side, loop, factor }) {
  const { theme } = stage;
  const half = side / 2;
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ].map(([x = 0, y = 0]) => [stage.x(middle[0] + half * x), stage.y(middle[1] + half * y)]);
  path(
    ctx,
    5,
    (i) => corners[i]?.[0] ?? 0,
    (i) => corners[i]?.[1] ?? 0,
    { color: theme.line, width: theme.weight, dash: [5, 3] },
  );
  // Which way round: a head in the middle of each side.
  for (let k = 0; k < 4; k += 1) {
    const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = []] = [corners[k], corners[k + 1]];
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const [ux, uy] = [Math.sign(x1 - x0), Math.sign(y1 - y0)];
    arrow(ctx, mx - 5 * ux, my - 5 * uy, mx + 5 * ux, my + 5 * uy, { color: theme.quiet, width: 1, head: 10 });
  }
  if (loop) {
    const [i, j] = loop.pair;
    loop.stops.forEach((stop, k) => {
      if (k % 2 !== 1) return;
      const [x, y] = [stop.theta[i] ?? 0, stop.theta[j] ?? 0];
      for (const [field, color] of /** @type {const} */ ([
        [loop.dropped, theme.estimate],
        [loop.exact, theme.exact],
      ])) {
        const [gx, gy] = [(field[k]?.[i] ?? 0) * factor, (field[k]?.[j] ?? 0) * factor];
        const [px, py, qx, qy] = [stage.x(x), stage.y(y), stage.x(x + gx), stage.y(y + gy)];
        if (field === loop.exact) arrow(ctx, px, py, qx, qy, { color, width: 1.8 * theme.weight, head: 8 });
        else {
          segment(ctx, px, py, qx, qy, { color, width: 1.4 * theme.weight, dash: [3, 2] });
          marker(ctx, "square", qx, qy, 2.6, { color, rim: theme.paper });
        }
      }
    });
  }
  marker(ctx, "circle", stage.x(middle[0]), stage.y(middle[1]), 5, { color: theme.accent, rim: theme.paper });
}

/** The height gained along the walk. @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {Loop} loop */
export function drawClimb(ctx, stage, loop) {
  const { theme, area } = stage;
  const font = `600 ${theme.size}px ${theme.font}`;
  const way = [0, ...loop.stops.map((stop) => 4 * stop.way)];
  segment(ctx, area.left, stage.y(0), area.left + area.width, stage.y(0), { color: theme.line, width: 1 });
  for (const k of [1, 2, 3])
    segment(ctx, stage.x(k), area.top, stage.x(k), area.top + area.height, { color: theme.grid, width: 1 });
  /** @type {[number[], string, Shape, number[], string, number][]} */
  const lines = [
    [loop.climbedDropped, theme.estimate, "square", [5, 3], "without γᵗ", -9],
    [loop.climbedExact, theme.exact, "circle", [], "∇J₁", 9],
  ];
  for (const [heights, color, shape, dash, name, side] of lines) {
    path(
      ctx,
      heights.length,
      (i) => stage.x(way[i] ?? 0),
      (i) => stage.y(heights[i] ?? 0),
      { color, width: 1.8 * theme.weight, dash },
    );
    marker(ctx, shape, stage.x(4), stage.y(heights.at(-1) ?? 0), 4, { color, rim: theme.paper });
    // Named in the middle of the second side, each on its own side of its line.
    const middle = Math.round((heights.length - 1) * 0.375);
    const up = (heights[middle] ?? 0) >= 0;
    label(ctx, name, stage.x(way[middle] ?? 0), stage.y(heights[middle] ?? 0) + (side < 0 === up ? -11 : 13), {
      color,
      font,
      halo: theme.paper,
      align: "center",
    });
  }
}

/** @param {Loop} loop @param {Theme} theme */
export function climbTraces(loop, theme) {
  const x = [0, ...loop.stops.map((stop) => 4 * stop.way)];
  const base = { type: "scatter", mode: "lines", x };
  return [
    {
      ...base,
      name: "∇J₁",
      y: loop.climbedExact,
      line: { color: theme.exact },
      hovertemplate: "∇J₁: %{y:.6f}<extra></extra>",
    },
    {
      ...base,
      name: "without γᵗ",
      y: loop.climbedDropped,
      line: { color: theme.estimate, dash: "dash" },
      hovertemplate: "without γᵗ: %{y:.6f}<extra></extra>",
    },
  ];
}

/**
 * Two bars a state: the share of discounted steps from the start, and of all steps in the long run.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {readonly number[]} start
 * @param {readonly number[] | null} stationary
 */
export function drawVisits(ctx, stage, start, stationary) {
  const { theme } = stage;
  const unit = Math.abs(stage.x(1) - stage.x(0));
  const foot = stage.y(0);
  const wide = Math.min(34, 0.38 * unit);
  start.forEach((share, s) => {
    const left = stage.x(s);
    ctx.fillStyle = colorOf(theme, "start");
    ctx.fillRect(left - wide, stage.y(share), wide - 1, foot - stage.y(share));
    const other = stationary?.[s];
    if (other === undefined) return;
    ctx.strokeStyle = colorOf(theme, "reward");
    ctx.lineWidth = 2;
    ctx.strokeRect(left + 2, stage.y(other) + 1, wide - 2, Math.max(0, foot - stage.y(other) - 1));
    if (wide < 30) return;
    const font = `${theme.size - 1}px ${theme.font}`;
    label(ctx, share.toFixed(3), left - wide / 2, stage.y(share) - 7, { color: theme.ink, font, align: "center" });
    label(ctx, other.toFixed(3), left + wide / 2 + 1, stage.y(other) - 7, { color: theme.ink, font, align: "center" });
  });
}

/** @param {readonly number[]} start @param {readonly number[] | null} stationary @param {readonly string[]} names @param {Theme} theme */
export function visitTraces(start, stationary, names, theme) {
  const x = start.map((_, s) => s);
  return [
    {
      type: "bar",
      x: x.map((s) => s - 0.2),
      y: [...start],
      width: 0.36,
      name: "discounted steps from the start",
      text: [...names],
      marker: { color: colorOf(theme, "start") },
      hovertemplate: "%{text}: %{y:.4f} of discounted steps<extra></extra>",
    },
    ...(stationary
      ? [
          {
            type: "bar",
            x: x.map((s) => s + 0.2),
            y: [...stationary],
            width: 0.36,
            name: "long run",
            text: [...names],
            marker: { color: colorOf(theme, "reward") },
            hovertemplate: "%{text}: %{y:.4f} in the long run<extra></extra>",
          },
        ]
      : []),
  ];
}

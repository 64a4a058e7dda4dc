/** The estimate cloud drawn: its dots, its mean and its spread, the exact gradient, and where words cover least of them. */

import { radiusOf } from "../../maths/cloud.js";
import { count } from "../../maths/format.js";
import { createLabels } from "../../stage/labels.js";
import { arrow, dots, ellipse, marker, trace } from "../../stage/marks.js";

/** @typedef {import("../../types.js").Cloud} Cloud */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../maths/cloud.js").Spot} Spot */

/** How many standard deviations the ellipses reach. */
export const SIGMAS = 2;
/** A spot that holds the whole cloud has this radius, px. */
const LARGEST = 30;
/** Up to this many spots each say what they are; of more, only those that hold much of the cloud. */
const FEW = 24;
/** Points of the ellipse that words should not cover. */
const RIM = 24;

/** @param {Spot} spot @param {number} total */
const radius = (spot, total) => radiusOf(spot.count, total, LARGEST, 2);

/**
 * The dots; those beyond the picture's edge stand at it.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {readonly Spot[]} spots the largest first
 * @param {number} total episodes in the cloud
 * @param {readonly string[]} names of the actions
 */
export function drawSpots(ctx, stage, spots, total, names) {
  const { area, theme } = stage;
  const { left, top, width, height } = area;
  /** @param {number} value */
  const atX = (value) => Math.min(left + width - 3, Math.max(left + 3, stage.x(value)));
  /** @param {number} value */
  const atY = (value) => Math.min(top + height - 3, Math.max(top + 3, stage.y(value)));
  const few = spots.length <= FEW;
  ctx.globalAlpha = few ? 0.75 : 0.55;
  const first = spots.length - lone(spots);
  for (const spot of spots.slice(0, first)) {
    const look = spot.action >= 0 ? theme.action(spot.action) : null;
    ctx.fillStyle = look?.color ?? theme.trail;
    ctx.beginPath();
    trace(ctx, look?.shape ?? "circle", atX(spot.x), atY(spot.y), radius(spot, total));
    ctx.fill();
  }
  // Lone episodes of no known action are many, and squares are the cheapest dots.
  dots(
    ctx,
    spots.length - first,
    (i) => atX(spots[first + i]?.x ?? 0),
    (i) => atY(spots[first + i]?.y ?? 0),
    { color: theme.trail, size: 4, alpha: ctx.globalAlpha },
  );
  ctx.globalAlpha = 1;
  const labels = createLabels(ctx, {
    size: theme.size,
    font: `${theme.size}px ${theme.font}`,
    color: theme.ink,
    halo: theme.paper,
    within: area,
  });
  for (const spot of spots.slice(0, few ? first : Math.min(first, 3))) {
    if (!few && spot.count < 0.05 * total) break;
    const r = radius(spot, total);
    const [x, y] = [atX(spot.x), atY(spot.y)];
    const [aside, beyond] = [r + 4, (spot.y < 0 ? 1 : -1) * (r + theme.size * 0.75)];
    labels.put(`${spot.action >= 0 ? `${names[spot.action]} ` : ""}${count(spot.count)}×`, [
      { x, y: y + beyond },
      { x, y: y - beyond },
      { x: x + aside, y, align: "left" },
      { x: x - aside, y, align: "right" },
    ]);
  }
}

/** How many at the end are single episodes of no known action. @param {readonly Spot[]} spots */
function lone(spots) {
  const last = spots.findLastIndex((spot) => spot.count !== 1 || spot.action !== -1);
  return spots.length - 1 - last;
}

/**
 * The mean, the spread of one episode and of a batch's mean, and the exact gradient.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {Cloud} cloud
 * @param {number} batch episodes in the estimate of an update
 */
export function drawMoments(ctx, stage, { mean, covariance, exact }, batch) {
  const { theme } = stage;
  const [x0, y0] = [stage.x(0), stage.y(0)];
  /** @type {[number, number]} */
  const jacobian = [stage.x(1) - x0, stage.y(1) - y0];
  /** @type {[number, number]} */
  const centre = [stage.x(mean[0]), stage.y(mean[1])];
  ellipse(ctx, centre, covariance, jacobian, { color: theme.ink, sigmas: SIGMAS });
  const narrow = { color: theme.estimate, sigmas: SIGMAS / Math.sqrt(batch), dash: [4, 3] };
  if (batch > 1) ellipse(ctx, centre, covariance, jacobian, narrow);
  const [x1, y1] = [stage.x(exact[0]), stage.y(exact[1])];
  arrow(ctx, x0, y0, x1, y1, { color: theme.paper, width: 5 * theme.weight, head: 13 });
  arrow(ctx, x0, y0, x1, y1, { color: theme.exact, width: 2.5 * theme.weight, head: 11 });
  marker(ctx, "diamond", centre[0], centre[1], 4.5 * theme.weight, { color: theme.estimate, rim: theme.paper });
}

/**
 * The corner where words cover least: episodes, the ellipse, the arrow's tip. They do not jump to and fro for a dot.
 * @param {Stage} stage
 * @param {Cloud} cloud
 * @param {readonly Spot[]} spots
 * @param {readonly [number, number]} size of the words, CSS px
 * @param {string | undefined} before the corner they are in
 */
export function cornerFor(stage, cloud, spots, [wide, high], before) {
  const { left, top, width, height } = stage.area;
  const [right, bottom] = [left + width, top + height];
  /** @param {number} x @param {number} y @param {number} r @param {readonly number[]} corner */
  const covered = (x, y, r, [x0 = 0, y0 = 0]) => x + r > x0 && x - r < x0 + wide && y + r > y0 && y - r < y0 + high;
  const rim = rimOf(stage, cloud);
  const total = cloud.samples.length;
  const costs = Object.entries({
    "top-right": [right - wide, top],
    "top-left": [left, top],
    "bottom-right": [right - wide, bottom - high],
    "bottom-left": [left, bottom - high],
  }).map(([name, corner]) => {
    let cost = covered(stage.x(cloud.exact[0]), stage.y(cloud.exact[1]), 8, corner) ? 1 : 0;
    for (const spot of spots)
      if (covered(stage.x(spot.x), stage.y(spot.y), radius(spot, total), corner)) cost += 0.1 + spot.count / total;
    for (const [x, y] of rim) if (covered(x, y, 0, corner)) cost += 0.1;
    return { name, cost };
  });
  const best = costs.reduce((least, one) => (one.cost < least.cost ? one : least));
  const present = costs.find((one) => one.name === before);
  return present && present.cost <= 1.5 * best.cost + 0.15 ? present.name : best.name;
}

/** Points of the ellipse, CSS px. @param {Stage} stage @param {Cloud} cloud @returns {[number, number][]} */
function rimOf(stage, { mean, covariance }) {
  const [[xx, xy], [, yy]] = covariance;
  const [a, b] = [Math.sqrt(Math.max(0, xx)), Math.sqrt(Math.max(0, xx * yy - xy * xy))];
  return Array.from({ length: RIM }, (_, i) => {
    const turn = (2 * Math.PI * i) / RIM;
    const [c, s] = [SIGMAS * Math.cos(turn), SIGMAS * Math.sin(turn)];
    // The covariance's square root (Cholesky) times a point of the circle.
    const y = a > 0 ? (xy / a) * c + (b / a) * s : Math.sqrt(Math.max(0, yy)) * s;
    return [stage.x(mean[0] + a * c), stage.y(mean[1] + y)];
  });
}

/**
 * The cloud as Plotly traces, for hover.
 * @param {Cloud} cloud
 * @param {readonly Spot[]} spots
 * @param {[string, string]} names of the parameters on the axes
 * @param {import("../../types.js").Theme} theme
 */
export function cloudTraces({ samples, exact, mean }, spots, [nameX, nameY], theme) {
  const total = samples.length;
  return [
    {
      type: "scatter",
      mode: "markers",
      x: spots.map((spot) => spot.x),
      y: spots.map((spot) => spot.y),
      text: spots.map((spot) => `${spot.count} of ${total} episodes`),
      marker: {
        size: spots.map((spot) => 2 * radius(spot, total)),
        opacity: 0.6,
        color: spots.map((spot) => (spot.action >= 0 ? theme.action(spot.action).color : theme.trail)),
        symbol: spots.map((spot) => (spot.action >= 0 ? theme.action(spot.action).symbol : "circle")),
      },
      hovertemplate: `%{text}<br>${nameX}: %{x:.4f}<br>${nameY}: %{y:.4f}<extra></extra>`,
    },
    {
      type: "scatter",
      mode: "lines+markers",
      x: [0, exact[0]],
      y: [0, exact[1]],
      line: { color: theme.exact, width: 2 },
      marker: { symbol: "arrow", size: [0, 12], angleref: "previous", color: theme.exact },
      hovertemplate: "exact gradient (%{x:.4f}, %{y:.4f})<extra></extra>",
    },
    {
      type: "scatter",
      mode: "markers",
      x: [mean[0]],
      y: [mean[1]],
      marker: { symbol: "diamond", size: 10, color: theme.estimate },
      hovertemplate: "mean (%{x:.4f}, %{y:.4f})<extra></extra>",
    },
  ];
}

/** Weights on a plane, their pivot and the arms between them. */

import { short } from "../../maths/format.js";
import { niceStep } from "../../maths/levels.js";
import { arrow, label, marker, segment } from "../../stage/marks.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {[number, number]} Point */
/**
 * @typedef {object} Scene
 * @property {readonly string[]} names
 * @property {number} chosen
 * @property {readonly number[]} pi
 * @property {Point} pivot
 * @property {readonly Point[]} weights
 * @property {readonly Point[]} ghosts   the run's own, while others are tried
 * @property {readonly string[] | null} coordinates  names of the two directions, where they are parameters
 * @property {string} note               what the plane leaves out
 */

/** Radius of a weight that holds all the probability, as a share of the smaller side; its area is pi. */
const LARGEST = 0.17;

/** @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {Scene} scene */
export function drawBalance(ctx, stage, { names, chosen, pi, pivot, weights, ghosts, coordinates, note }) {
  const { theme, area } = stage;
  const font = `${theme.size}px ${theme.font}`;
  const most = LARGEST * Math.min(area.width, area.height);
  /** @param {Point} point @returns {Point} */
  const px = ([x, y]) => [stage.x(x), stage.y(y)];
  const [cx, cy] = px(pivot);
  if (coordinates) drawAxes(ctx, stage, coordinates);
  for (const ghost of ghosts) {
    const [x, y] = px(ghost);
    circle(ctx, x, y, 5);
    ctx.setLineDash([2, 2]);
    ctx.strokeStyle = theme.quiet;
    ctx.lineWidth = 1;
    ctx.stroke();
    ctx.setLineDash([]);
  }
  weights.forEach((point, a) => {
    const [x, y] = px(point);
    circle(ctx, x, y, Math.max(2, most * Math.sqrt(pi[a] ?? 0)));
    ctx.globalAlpha = 0.24;
    ctx.fillStyle = theme.action(a).color;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = theme.action(a).color;
    ctx.lineWidth = (a === chosen ? 1.8 : 1) * theme.weight;
    ctx.stroke();
  });
  weights.forEach((point, a) => {
    const [x, y] = px(point);
    arrow(ctx, cx, cy, x, y, {
      color: theme.action(a).color,
      width: (a === chosen ? 3 : 1.8) * theme.weight,
      head: a === chosen ? 11 : 9,
    });
  });
  weights.forEach((point, a) => {
    const [x, y] = px(point);
    const far = Math.hypot(x - cx, y - cy) || 1;
    const [ux, uy] = [(x - cx) / far, (y - cy) / far];
    marker(ctx, theme.action(a).shape, x, y, 4.5, { color: theme.action(a).color, rim: theme.paper });
    // The name stands beyond the weight, seen from the pivot, and stays inside the picture.
    const tx = clamp(x + 15 * ux, area.left + 8, area.left + area.width - 8);
    const ty = clamp(y + 13 * uy + (far < 8 ? -14 : 0), area.top + 7, area.top + area.height - 6);
    label(ctx, names[a] ?? "", tx, ty, {
      color: theme.ink,
      font: a === chosen ? `600 ${font}` : font,
      halo: theme.paper,
      align: "center",
    });
  });
  // A fulcrum with its tip at the mean.
  marker(ctx, "triangle", cx, cy + 8, 7, { color: theme.ink, rim: theme.paper });
  label(ctx, "E[φ]", cx, cy + 24, { color: theme.ink, font, halo: theme.paper, align: "center" });
  drawScale(ctx, stage, note, coordinates === null || area.width > 240);
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {readonly string[]} coordinates */
function drawAxes(ctx, stage, [across = "", up = ""]) {
  const { theme, area } = stage;
  const [x, y] = [stage.x(0), stage.y(0)];
  const font = `${theme.size - 1}px ${theme.font}`;
  segment(ctx, area.left, y, area.left + area.width, y, { color: theme.grid, width: 1 });
  label(ctx, `→ ${across}`, area.left + area.width, area.top + area.height + 11, {
    color: theme.quiet,
    font,
    halo: theme.paper,
    align: "right",
  });
  if (!up) return;
  segment(ctx, x, area.top, x, area.top + area.height, { color: theme.grid, width: 1 });
  label(ctx, `↑ ${up}`, x + 5, area.top + 6, { color: theme.quiet, font, halo: theme.paper });
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {string} note @param {boolean} roomy */
function drawScale(ctx, stage, note, roomy) {
  const { theme, area } = stage;
  const unit = Math.abs(stage.x(1) - stage.x(0));
  const length = niceStep(40 / unit);
  const [x, y, wide] = [area.left, area.top + area.height + 11, length * unit];
  for (const [x0, y0, x1, y1] of /** @type {const} */ ([
    [x, y, x + wide, y],
    [x, y - 3, x, y + 3],
    [x + wide, y - 3, x + wide, y + 3],
  ]))
    segment(ctx, x0, y0, x1, y1, { color: theme.quiet, width: 1 });
  const text = `${short(length)}${note ? `, ${note}` : ""}${roomy ? "; area: π" : ""}`;
  label(ctx, text, x + wide + 5, y, {
    color: theme.quiet,
    font: `${theme.size - 1}px ${theme.font}`,
    halo: theme.paper,
  });
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} r */
function circle(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {Scene} scene @param {Theme} theme @param {(a: number) => string} words */
export function balanceTraces({ names, pi, pivot, weights }, theme, words) {
  return weights.map((point, a) => {
    const look = theme.action(a);
    return {
      type: "scatter",
      mode: "lines+markers+text",
      name: names[a],
      x: [pivot[0], point[0]],
      y: [pivot[1], point[1]],
      line: { color: look.color, width: 2 },
      marker: {
        color: look.color,
        size: [10, 8 + 60 * Math.sqrt(pi[a] ?? 0)],
        symbol: ["triangle-up", "circle"],
        opacity: [1, 0.35],
      },
      text: [a === 0 ? "E[φ]" : "", names[a]],
      textposition: "top center",
      hovertext: ["E[φ]", words(a)],
      hovertemplate: "%{hovertext}<extra></extra>",
    };
  });
}

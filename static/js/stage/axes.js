/** The stage's own light axes: what stands before Plotly does, and while an axis grows with the run. */

import { tickTexts } from "../maths/format.js";
import { tickDigits, tickStep, ticks } from "./scale.js";

/** @typedef {import("../types.js").AxisOptions} AxisOptions */
/** @typedef {import("../types.js").Area} Area */
/** @typedef {import("../types.js").Theme} Theme */

/** Distance from the plot area to tick labels and titles; plot.js gives Plotly the same. */
export const TICK_GAP = 5;

/** A letter's width, as a share of its size. */
const LETTER = 0.5;
/** A digit's, and the least between two numbers. */
const DIGIT = 0.57;
const APART = 6;

/**
 * Tick values and texts of one axis; along a short one, fewer of them.
 * @param {AxisOptions} options
 * @param {[number, number]} range
 * @param {{room: number, size: number}} [across]  of numbers that stand side by side: the axis' length and the letters' size, px
 */
export function ticksOf(options, range, across) {
  if (options.names) return options.names;
  for (let most = options.ticks ?? 5; ; most -= 1) {
    const step = tickStep(range, most);
    const values = ticks(range, most);
    const texts = tickTexts(values, tickDigits(step));
    if (!across || most <= 1 || values.length < 2) return { values, texts };
    const widest = DIGIT * across.size * Math.max(...texts.map((one) => one.length));
    if (widest + APART <= (across.room * step) / Math.abs(range[1] - range[0])) return { values, texts };
  }
}

/** An upright title, which a picture that is lower than it is long goes without: it would be cut. @param {string | undefined} title @param {number} room px @param {import("../types.js").Theme} theme */
export function titleFor(title = "", room, theme) {
  return LETTER * theme.size * title.length <= room ? title : "";
}

/**
 * Draw both axes: grid, frame lines, tick labels, titles.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{area: Area, theme: Theme, x: AxisOptions, y: AxisOptions, ranges: [number, number][], toX: (v: number) => number, toY: (v: number) => number, height: number}} view
 */
export function drawAxes(ctx, view) {
  const { area, theme, toX, toY } = view;
  const right = area.left + area.width;
  const bottom = area.top + area.height;
  const [rangeX, rangeY] = /** @type {[[number, number], [number, number]]} */ (view.ranges);
  const alongX = ticksOf(view.x, rangeX, { room: area.width, size: theme.size });
  const alongY = ticksOf(view.y, rangeY);
  ctx.font = `${theme.size}px ${theme.font}`;
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.grid;
  ctx.beginPath();
  if (view.x.grid !== false) {
    for (const value of alongX.values) {
      const x = crisp(toX(value));
      ctx.moveTo(x, area.top);
      ctx.lineTo(x, bottom);
    }
  }
  if (view.y.grid !== false) {
    for (const value of alongY.values) {
      const y = crisp(toY(value));
      ctx.moveTo(area.left, y);
      ctx.lineTo(right, y);
    }
  }
  ctx.stroke();
  ctx.strokeStyle = theme.line;
  ctx.beginPath();
  if (view.y.line !== false) {
    ctx.moveTo(crisp(area.left) - 1, area.top);
    ctx.lineTo(crisp(area.left) - 1, crisp(bottom));
  }
  if (view.x.line !== false) {
    ctx.moveTo(crisp(area.left), crisp(bottom));
    ctx.lineTo(right, crisp(bottom));
  }
  ctx.stroke();
  ctx.fillStyle = theme.quiet;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  alongX.values.forEach((value, i) => ctx.fillText(alongX.texts[i] ?? "", toX(value), bottom + TICK_GAP));
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  alongY.values.forEach((value, i) => ctx.fillText(alongY.texts[i] ?? "", area.left - TICK_GAP, toY(value)));
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  if (view.x.title) ctx.fillText(view.x.title, area.left + area.width / 2, view.height - 4);
  if (view.y.title) {
    ctx.save();
    ctx.translate(theme.size, area.top + area.height / 2);
    ctx.rotate(-Math.PI / 2);
    ctx.fillText(titleFor(view.y.title, view.height, theme), 0, 0);
    ctx.restore();
  }
}

/** @param {number} pixel */
function crisp(pixel) {
  return Math.round(pixel - 0.5) + 0.5;
}

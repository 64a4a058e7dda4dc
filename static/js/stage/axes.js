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
/** From line to line of numbers one above the other. */
const LINE = 1.1;
/** Ticks that are tried, at most. */
const MOST = 12;

/**
 * Tick values and texts of one axis: two at the least, as one alone says nothing of the scale; along a short one, fewer than asked for.
 * @param {AxisOptions} options
 * @param {[number, number]} range
 * @param {{room: number, size: number, upright?: boolean}} [along]  the axis' length and the letters' size, px; upright: numbers stand one
 *   above the other, else side by side
 */
export function ticksOf(options, range, along) {
  if (options.names) return options.names;
  let begin = options.ticks ?? 5;
  while (begin > 0 && begin < MOST && ticks(range, begin).length < 2) begin += 1;
  for (let most = begin; ; most -= 1) {
    const step = tickStep(range, most);
    const values = ticks(range, most);
    const texts = tickTexts(values, tickDigits(step));
    if (!along || most <= 1 || values.length < 2) return { values, texts };
    const widest = DIGIT * along.size * Math.max(...texts.map((one) => one.length)) + APART;
    const needed = along.upright ? LINE * along.size : widest;
    if (needed <= (along.room * step) / Math.abs(range[1] - range[0])) return { values, texts };
  }
}

/** An upright title that is not cut: in a picture lower than it is long, its first clause, or none. @param {string | undefined} title @param {number} room px @param {import("../types.js").Theme} theme */
export function titleFor(title = "", room, theme) {
  const fitting = [title, title.split(", ")[0] ?? ""].find((some) => LETTER * theme.size * some.length <= room);
  return fitting ?? "";
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
  const alongY = ticksOf(view.y, rangeY, { room: area.height, size: theme.size, upright: true });
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

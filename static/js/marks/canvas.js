/**
 * The pen for what moves: marks on a 2D context, in CSS px. Everything on screen can be drawn with it, so nothing waits for plotly.js.
 *
 * Software rasterisers pay five times as much for a 1.4 px stroke as for one device pixel: lines that grow with the run are hairlines.
 */

import { arrowParts, corners, hatching, vectorOutlines } from "./shapes.js";

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Stage} Stage */

/** One device pixel in CSS pixels. */
export const hairline = () => 1 / Math.max(1, globalThis.devicePixelRatio || 1);

/**
 * @param {CanvasRenderingContext2D} ctx its font is the theme's, at the theme's size
 * @param {readonly Mark[]} marks  the lowest first
 * @param {Stage} stage
 */
export function drawMarks(ctx, marks, stage) {
  const { left, top, width, height } = stage.area;
  // Setting a font makes the browser bring all styles up to date first, and a clip a mark costs as much as the mark.
  const pen = { ctx, stage, font: fontOf(stage, 400, stage.theme.size) };
  let clipped = false;
  /** The font outside the clip, which comes back with it. */
  let outside = pen.font;
  ctx.save();
  // plotly.js has its bars below all else.
  for (const mark of [...marks].sort((a, b) => Number(isBar(b)) - Number(isBar(a)))) {
    const clip = mark.clip !== false;
    if (clip && !clipped) {
      ctx.save();
      outside = pen.font;
      ctx.beginPath();
      ctx.rect(left, top, width, height);
      ctx.clip();
    } else if (!clip && clipped) {
      ctx.restore();
      pen.font = outside;
    }
    clipped = clip;
    /** @type {(pen: Pen, mark: any) => void} */ (DRAW[mark.mark])(pen, mark);
  }
  if (clipped) ctx.restore();
  ctx.restore();
}

/** Whether plotly.js draws it as bars. @param {Mark} mark */
const isBar = ({ mark }) => mark === "barY" || mark === "rect";

/** @typedef {{ctx: CanvasRenderingContext2D, stage: Stage, font: string}} Pen  font: what is set */

/** @param {Stage} stage @param {number} weight @param {number} size */
const fontOf = ({ theme }, weight, size) => `${weight === 400 ? "" : `${weight} `}${size}px ${theme.font}`;

/** The outline of an open bar, px. */
const RIM = 1.5;

const DRAW = { line, areaY, dot, barY, rect, vector, arrow, text };

/** @param {Pen} pen @param {import("../types.js").LineMark} mark */
function line({ ctx, stage }, mark) {
  ctx.beginPath();
  follow(ctx, mark.x, mark.y, stage);
  ctx.strokeStyle = mark.stroke;
  ctx.lineWidth = mark.strokeWidth ?? hairline();
  ctx.lineJoin = "round";
  if (mark.strokeOpacity !== undefined) ctx.globalAlpha = mark.strokeOpacity;
  if (mark.strokeDasharray?.length) ctx.setLineDash(/** @type {number[]} */ (mark.strokeDasharray));
  ctx.stroke();
  if (mark.strokeDasharray?.length) ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** A polyline into the current path, broken where a value is missing. @param {CanvasRenderingContext2D} ctx @param {import("../types.js").Column} xs @param {import("../types.js").Column} ys @param {Stage} stage */
function follow(ctx, xs, ys, stage) {
  let broken = true;
  for (let i = 0; i < xs.length; i += 1) {
    const [x, y] = [xs[i], ys[i]];
    if (!seen(x) || !seen(y)) broken = true;
    else if (broken) {
      ctx.moveTo(stage.x(x), stage.y(y));
      broken = false;
    } else ctx.lineTo(stage.x(x), stage.y(y));
  }
}

/** @param {Pen} pen @param {import("../types.js").AreaMark} mark */
function areaY({ ctx, stage }, mark) {
  ctx.fillStyle = mark.fill;
  ctx.globalAlpha = mark.fillOpacity ?? 1;
  ctx.beginPath();
  mark.x.forEach((x, i) => seen(x) && ctx.lineTo(stage.x(x), stage.y(mark.y1[i] ?? 0)));
  for (let i = mark.x.length - 1; i >= 0; i -= 1) {
    const x = mark.x[i];
    if (seen(x)) ctx.lineTo(stage.x(x), stage.y(mark.y2[i] ?? 0));
  }
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** @param {Pen} pen @param {import("../types.js").DotMark} mark */
function dot({ ctx, stage }, mark) {
  const shape = corners(mark.symbol ?? "circle");
  ctx.beginPath();
  mark.x.forEach((value, i) => {
    const other = mark.y[i];
    if (!seen(value) || !seen(other)) return;
    const [x, y, r] = [stage.x(value), stage.y(other), typeof mark.r === "object" ? (mark.r[i] ?? 0) : (mark.r ?? 3)];
    if (shape.length === 0) {
      ctx.moveTo(x + r, y);
      ctx.arc(x, y, r, 0, 2 * Math.PI);
    } else polygon(ctx, shape, x, y, r);
  });
  ctx.fillStyle = mark.fill;
  ctx.globalAlpha = mark.fillOpacity ?? 1;
  ctx.fill();
  if (mark.stroke) {
    ctx.strokeStyle = mark.stroke;
    ctx.lineWidth = mark.strokeWidth ?? 1.5;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} ctx @param {readonly (readonly [number, number])[]} points @param {number} x @param {number} y @param {number} r */
function polygon(ctx, points, x, y, r) {
  points.forEach(([dx, dy], i) => (i ? ctx.lineTo(x + r * dx, y + r * dy) : ctx.moveTo(x + r * dx, y + r * dy)));
  ctx.closePath();
}

/** @param {Pen} pen @param {import("../types.js").BarMark} mark */
function barY({ ctx, stage }, mark) {
  ctx.fillStyle = mark.fill;
  if (mark.stroke) [ctx.strokeStyle, ctx.lineWidth] = [mark.stroke, RIM];
  const foot = stage.y(mark.base ?? 0);
  mark.x.forEach((x, i) => {
    const y = mark.y[i];
    if (!seen(x) || !seen(y)) return;
    const left = stage.x(x - mark.width / 2);
    const [wide, high] = [stage.x(x + mark.width / 2) - left, foot - stage.y(y)];
    ctx.fillRect(left, stage.y(y), wide, high);
    if (mark.stroke) ctx.strokeRect(left, stage.y(y), wide, high);
  });
}

/** @param {Pen} pen @param {import("../types.js").RectMark} mark */
function rect({ ctx, stage }, mark) {
  ctx.lineWidth = mark.strokeWidth ?? hairline();
  if (mark.stroke) ctx.strokeStyle = mark.stroke;
  let last = "";
  mark.x1.forEach((x1, i) => {
    const [x2, y1, y2] = [mark.x2[i], mark.y1[i], mark.y2[i]];
    if (!seen(x1) || !seen(x2) || !seen(y1) || !seen(y2)) return;
    const fill = typeof mark.fill === "string" ? mark.fill : (mark.fill[i] ?? "none");
    const [left, top, right, bottom] = box(stage, x1, y1, x2, y2);
    if (fill !== "none") {
      if (fill !== last) ctx.fillStyle = last = fill;
      ctx.fillRect(left, top, right - left, bottom - top);
    }
    if (mark.hatch) {
      ctx.beginPath();
      for (const [fromX, fromY, toX, toY] of hatching(left, top, right, bottom, mark.hatch)) {
        ctx.moveTo(fromX, fromY);
        ctx.lineTo(toX, toY);
      }
      ctx.stroke();
    }
    if (mark.stroke) ctx.strokeRect(left, top, right - left, bottom - top);
  });
}

/** A rectangle's left, top, right and bottom, px. @param {Stage} stage @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @returns {[number, number, number, number]} */
export function box(stage, x1, y1, x2, y2) {
  const [a, b, c, d] = [stage.x(x1), stage.x(x2), stage.y(y1), stage.y(y2)];
  return [Math.min(a, b), Math.min(c, d), Math.max(a, b), Math.max(c, d)];
}

/** @param {Pen} pen @param {import("../types.js").VectorMark} mark */
function vector({ ctx, stage }, mark) {
  ctx.beginPath();
  for (const outline of vectorOutlines(mark, stage)) polygon(ctx, outline, 0, 0, 1);
  if (mark.fill) {
    ctx.fillStyle = mark.fill;
    ctx.fill();
  }
  if (mark.stroke) {
    ctx.strokeStyle = mark.stroke;
    ctx.lineWidth = mark.strokeWidth ?? hairline();
    ctx.lineJoin = "round";
    ctx.stroke();
  }
}

/** @param {Pen} pen @param {import("../types.js").ArrowMark} mark */
function arrow({ ctx, stage }, mark) {
  for (const { outline, fill } of arrowParts(mark, stage)) {
    ctx.beginPath();
    polygon(ctx, outline, 0, 0, 1);
    ctx.fillStyle = fill;
    ctx.fill();
  }
}

const ALIGN = /** @type {const} */ ({ start: "left", middle: "center", end: "right" });

/** @param {Pen} pen @param {import("../types.js").TextMark} mark */
function text(pen, mark) {
  const { ctx, stage } = pen;
  const baseline = mark.lineAnchor ?? "middle";
  const font = fontOf(stage, mark.fontWeight ?? 400, mark.fontSize);
  if (font !== pen.font) ctx.font = pen.font = font;
  ctx.textAlign = ALIGN[mark.textAnchor ?? "middle"];
  ctx.textBaseline = baseline;
  ctx.fillStyle = mark.fill;
  mark.text.forEach((words, i) => {
    const [x, y] = [mark.x[i], mark.y[i]];
    if (!words || !seen(x) || !seen(y)) return;
    const [left, top] = [stage.x(x) + (mark.dx ?? 0), Math.round(stage.y(y) + (mark.dy ?? 0))]; // plotly.js rounds too
    if (mark.halo) {
      ctx.strokeStyle = mark.halo;
      ctx.lineWidth = 3;
      ctx.lineJoin = "round";
      ctx.strokeText(words, left, top);
    }
    ctx.fillText(words, left, top);
  });
}

/** Whether a value can be drawn. @param {number | null | undefined} value @returns {value is number} */
function seen(value) {
  return typeof value === "number" && Number.isFinite(value);
}

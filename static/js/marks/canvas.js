/**
 * The pen for what moves: marks on a 2D context, in CSS px. Everything on screen can be drawn with it, so nothing waits for plotly.js.
 *
 * Software rasterisers pay five times as much for a 1.4 px stroke as for one device pixel: lines that grow with the run are hairlines.
 */

import { arrowParts, corners } from "./shapes.js";

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Stage} Stage */

/** One device pixel in CSS pixels. */
export const hairline = () => 1 / Math.max(1, globalThis.devicePixelRatio || 1);

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Mark[]} marks  the lowest first
 * @param {Stage} stage
 */
export function drawMarks(ctx, marks, stage) {
  const { left, top, width, height } = stage.area;
  // plotly.js has its bars below all else.
  for (const mark of [...marks].sort((a, b) => Number(b.mark === "barY") - Number(a.mark === "barY"))) {
    ctx.save();
    if (mark.clip !== false) {
      ctx.beginPath();
      ctx.rect(left, top, width, height);
      ctx.clip();
    }
    /** @type {(ctx: CanvasRenderingContext2D, mark: any, stage: Stage) => void} */ (DRAW[mark.mark])(ctx, mark, stage);
    ctx.restore();
  }
}

const DRAW = { line, areaY, dot, barY, arrow, text };

/** @param {CanvasRenderingContext2D} ctx @param {import("../types.js").LineMark} mark @param {Stage} stage */
function line(ctx, mark, stage) {
  ctx.beginPath();
  follow(ctx, mark.x, mark.y, stage);
  ctx.strokeStyle = mark.stroke;
  ctx.lineWidth = mark.strokeWidth ?? hairline();
  ctx.lineJoin = "round";
  ctx.globalAlpha = mark.strokeOpacity ?? 1;
  ctx.setLineDash([...(mark.strokeDasharray ?? [])]);
  ctx.stroke();
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

/** @param {CanvasRenderingContext2D} ctx @param {import("../types.js").AreaMark} mark @param {Stage} stage */
function areaY(ctx, mark, stage) {
  ctx.fillStyle = mark.fill;
  ctx.globalAlpha = mark.fillOpacity ?? 1;
  ctx.beginPath();
  mark.x.forEach((x, i) => seen(x) && ctx.lineTo(stage.x(x), stage.y(mark.y1[i] ?? 0)));
  for (let i = mark.x.length - 1; i >= 0; i -= 1) {
    const x = mark.x[i];
    if (seen(x)) ctx.lineTo(stage.x(x), stage.y(mark.y2[i] ?? 0));
  }
  ctx.fill();
}

/** @param {CanvasRenderingContext2D} ctx @param {import("../types.js").DotMark} mark @param {Stage} stage */
function dot(ctx, mark, stage) {
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
  if (!mark.stroke) return;
  ctx.strokeStyle = mark.stroke;
  ctx.lineWidth = mark.strokeWidth ?? 1.5;
  ctx.stroke();
}

/** @param {CanvasRenderingContext2D} ctx @param {readonly (readonly [number, number])[]} points @param {number} x @param {number} y @param {number} r */
function polygon(ctx, points, x, y, r) {
  points.forEach(([dx, dy], i) => (i ? ctx.lineTo(x + r * dx, y + r * dy) : ctx.moveTo(x + r * dx, y + r * dy)));
  ctx.closePath();
}

/** @param {CanvasRenderingContext2D} ctx @param {import("../types.js").BarMark} mark @param {Stage} stage */
function barY(ctx, mark, stage) {
  ctx.fillStyle = mark.fill;
  const foot = stage.y(mark.base ?? 0);
  mark.x.forEach((x, i) => {
    const y = mark.y[i];
    if (!seen(x) || !seen(y)) return;
    const left = stage.x(x - mark.width / 2);
    ctx.fillRect(left, stage.y(y), stage.x(x + mark.width / 2) - left, foot - stage.y(y));
  });
}

/** @param {CanvasRenderingContext2D} ctx @param {import("../types.js").ArrowMark} mark @param {Stage} stage */
function arrow(ctx, mark, stage) {
  for (const { outline, fill } of arrowParts(mark, stage)) {
    ctx.beginPath();
    polygon(ctx, outline, 0, 0, 1);
    ctx.fillStyle = fill;
    ctx.fill();
  }
}

const ALIGN = /** @type {const} */ ({ start: "left", middle: "center", end: "right" });

/** @param {CanvasRenderingContext2D} ctx @param {import("../types.js").TextMark} mark @param {Stage} stage */
function text(ctx, mark, stage) {
  const baseline = mark.lineAnchor ?? "middle";
  ctx.font = `${mark.fontWeight ?? 400} ${mark.fontSize}px ${stage.theme.font}`;
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

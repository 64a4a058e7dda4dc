/**
 * What a background draws with, on a 2D context, in CSS pixels; what is data is said in marks (marks/mark.js).
 *
 * Software rasterisers pay five times as much for a 1.4 px stroke as for one device pixel: lines that grow with the run
 * are hairlines; what must be bold is filled (arrows, markers) or short.
 */

import { hairline } from "../marks/canvas.js";

/** @typedef {import("../types.js").Shape} Shape */

/**
 * A polyline through points given by two functions of an index.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} n
 * @param {(i: number) => number} x
 * @param {(i: number) => number} y
 * @param {{color: string, width?: number, dash?: number[]}} look
 */
export function path(ctx, n, x, y, look) {
  if (n < 2) return;
  ctx.beginPath();
  ctx.moveTo(x(0), y(0));
  for (let i = 1; i < n; i += 1) ctx.lineTo(x(i), y(i));
  ctx.strokeStyle = look.color;
  ctx.lineWidth = look.width ?? hairline();
  ctx.lineJoin = "round";
  if (look.dash?.length) ctx.setLineDash(look.dash);
  ctx.stroke();
  if (look.dash?.length) ctx.setLineDash([]);
}

/**
 * An arrow as one filled polygon, so that it may be bold; shorter than its head it is a head only.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {{color: string, width?: number, head?: number}} look
 */
export function arrow(ctx, x0, y0, x1, y1, look) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 0.5)) return;
  const half = (look.width ?? 2) / 2;
  const head = Math.min(look.head ?? 9, length);
  const wing = head * 0.42;
  const ux = (x1 - x0) / length;
  const uy = (y1 - y0) / length;
  /** @param {number} along @param {number} aside @returns {[number, number]} */
  const at = (along, aside) => [x0 + ux * along - uy * aside, y0 + uy * along + ux * aside];
  ctx.beginPath();
  ctx.moveTo(...at(0, half));
  ctx.lineTo(...at(length - head, half));
  ctx.lineTo(...at(length - head, wing));
  ctx.lineTo(x1, y1);
  ctx.lineTo(...at(length - head, -wing));
  ctx.lineTo(...at(length - head, -half));
  ctx.lineTo(...at(0, -half));
  ctx.closePath();
  ctx.fillStyle = look.color;
  ctx.fill();
}

/** Corners of each marker on a unit circle, as flat x, y pairs; `circle` has none. @type {Record<Shape, number[]>} */
const CORNERS = {
  circle: [],
  square: [-0.82, -0.82, 0.82, -0.82, 0.82, 0.82, -0.82, 0.82],
  triangle: [0, -1.1, 1, 0.75, -1, 0.75],
  wedge: [0, 1.1, 1, -0.75, -1, -0.75],
  diamond: [0, -1.2, 1, 0, 0, 1.2, -1, 0],
  cross: [-0.4, 0, -1, -0.6, -0.6, -1, 0, -0.4, 0.6, -1, 1, -0.6, 0.4, 0, 1, 0.6, 0.6, 1, 0, 0.4, -0.6, 1, -1, 0.6],
  plus: [
    -0.3, -1.1, 0.3, -1.1, 0.3, -0.3, 1.1, -0.3, 1.1, 0.3, 0.3, 0.3, 0.3, 1.1, -0.3, 1.1, -0.3, 0.3, -1.1, 0.3, -1.1,
    -0.3, -0.3, -0.3,
  ],
  hexagon: [0, -1.1, 0.95, -0.55, 0.95, 0.55, 0, 1.1, -0.95, 0.55, -0.95, -0.55],
};

/**
 * Add one marker to the current path (for many of one colour: one beginPath, many of these, one fill).
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function trace(ctx, shape, x, y, r) {
  const corners = CORNERS[shape];
  if (corners.length === 0) {
    ctx.moveTo(x + r, y);
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  for (let i = 0; i < corners.length; i += 2) {
    const cx = x + r * /** @type {number} */ (corners[i]);
    const cy = y + r * /** @type {number} */ (corners[i + 1]);
    if (i === 0) ctx.moveTo(cx, cy);
    else ctx.lineTo(cx, cy);
  }
  ctx.closePath();
}

/**
 * One marker, with a rim of paper so that it reads above lines.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {{color: string, rim?: string}} look
 */
export function marker(ctx, shape, x, y, r, look) {
  if (look.rim) {
    ctx.beginPath();
    trace(ctx, shape, x, y, r + 1.5);
    ctx.fillStyle = look.rim;
    ctx.fill();
  }
  ctx.beginPath();
  trace(ctx, shape, x, y, r);
  ctx.fillStyle = look.color;
  ctx.fill();
}

/**
 * A label with a halo of paper, so that it reads above lines.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{color: string, font: string, halo?: string, align?: CanvasTextAlign, baseline?: CanvasTextBaseline}} look
 */
export function label(ctx, text, x, y, look) {
  ctx.font = look.font;
  ctx.textAlign = look.align ?? "left";
  ctx.textBaseline = look.baseline ?? "middle";
  if (look.halo) {
    ctx.strokeStyle = look.halo;
    ctx.lineWidth = 3;
    ctx.lineJoin = "round";
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = look.color;
  ctx.fillText(text, x, y);
}

/** The lower picture: the score of every action, or what each sample adds: its weight times its score. */

import { scoresAt } from "../../maths/bell.js";
import { label, path, segment } from "../../stage/marks.js";
import { drops, guides } from "./bell.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../gaussian.js").Scene} Scene */
/** @typedef {[number, number]} Range */

const POINTS = 120;
const DASH = [6, 4];

/** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Scene} scene */
export function drawScores(ctx, st, scene) {
  const { theme } = st;
  const { mean, sigma, learned } = scene;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  const at = (/** @type {number} */ i) => low + (i / POINTS) * (high - low);
  zero(ctx, st);
  guides(ctx, st, scene);
  if (learned)
    path(
      ctx,
      POINTS + 1,
      (i) => st.x(at(i)),
      (i) => st.y(scoresAt(at(i), mean, sigma)[1]),
      { color: theme.action(1).color, width: 1.5 * theme.weight, dash: DASH },
    );
  path(
    ctx,
    2,
    (i) => st.x(i ? high : low),
    (i) => st.y(scoresAt(i ? high : low, mean, sigma)[0]),
    { color: theme.action(0).color, width: 1.5 * theme.weight },
  );
  if (learned) drops(ctx, st, scene, ({ action }) => st.y(scoresAt(action, mean, sigma)[1]));
  drops(ctx, st, scene, ({ action }) => st.y(scoresAt(action, mean, sigma)[0]));
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Scene} scene */
export function drawPushes(ctx, st, scene) {
  const { theme, area } = st;
  const font = `${theme.size}px ${theme.font}`;
  zero(ctx, st);
  guides(ctx, st, scene);
  const parts = scene.learned ? [0, 1] : [0];
  for (const part of parts) {
    const look = theme.action(part);
    const aside = parts.length > 1 ? (part ? 2 : -2) : 0;
    ctx.beginPath();
    for (const { action, push } of scene.drops) {
      ctx.moveTo(st.x(action) + aside, st.y(0));
      ctx.lineTo(st.x(action) + aside, st.y(push[part] ?? 0));
    }
    ctx.strokeStyle = look.color;
    ctx.lineWidth = 1.5;
    ctx.setLineDash(part ? [4, 2] : []);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  drops(ctx, st, scene, ({ push }) => st.y(push[0]));
  const lines = [
    { slopes: scene.exact, color: theme.exact, dash: [], text: "∂J/∂μ" },
    { slopes: scene.estimate, color: theme.estimate, dash: DASH, text: "their mean" },
  ];
  // The higher line is named above itself, the lower one below.
  const shown = lines
    .flatMap((line) => (line.slopes ? [{ ...line, y: st.y(line.slopes[0]) }] : []))
    .sort((a, b) => a.y - b.y);
  shown.forEach(({ y, color, dash, text }, i) => {
    segment(ctx, area.left, y, area.left + area.width, y, { color, width: 1.5 * theme.weight, dash });
    const aside = (i ? 0.75 : -0.75) * theme.size;
    label(
      ctx,
      text,
      area.left + 6,
      Math.min(area.top + area.height - 0.6 * theme.size, Math.max(area.top + 0.6 * theme.size, y + aside)),
      { color, font, halo: theme.paper },
    );
  });
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
function zero(ctx, st) {
  segment(ctx, st.area.left, st.y(0), st.area.left + st.area.width, st.y(0), { color: st.theme.line, width: 1 });
}

/**
 * The same for Plotly.
 * @param {Scene} scene
 * @param {Theme} theme
 * @param {Range} actions
 */
export function scoreTraces({ mean, sigma, learned }, theme, [low, high]) {
  const x = Array.from({ length: POINTS + 1 }, (_, i) => low + (i / POINTS) * (high - low));
  return (learned ? [0, 1] : [0]).map((part) => ({
    type: "scatter",
    mode: "lines",
    name: part ? "score for log σ" : "score for μ",
    x,
    y: x.map((a) => scoresAt(a, mean, sigma)[part]),
    line: { color: theme.action(part).color, dash: part ? "dash" : "solid" },
    hovertemplate: `action %{x:.3f}: score for ${part ? "log σ" : "μ"} %{y:.4f}<extra></extra>`,
  }));
}

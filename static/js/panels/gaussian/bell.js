/** The upper picture: the bell, the reward curve, the same curve blurred by sigma, the batch's actions, and both slopes at the mean. */

import { blurredAt, density, rewardAt } from "../../maths/bell.js";
import { arrow, hairline, label, marker, path, segment, trace } from "../../stage/marks.js";

/** @typedef {import("../../types.js").Continuous} Continuous */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../gaussian.js").Scene} Scene */
/** @typedef {[number, number]} Range */

const POINTS = 200;
/** The bell's share of the picture's height when it is as narrow as has been seen of late. */
const TALL = 0.72;
/** How far the arrows of both slopes reach, in sigmas. */
const REACH = 0.9;
/** Chords and slopes of more samples than this would hide the curve. */
const CHORDS = 24;

/** What may be dragged: the mean, and one sigma to its right. @param {Scene} scene */
export function gripsOf({ mean, sigma }) {
  return [mean, mean + sigma];
}

/** The bell's height over an action, as a share of the picture's. @param {number} a @param {Scene} scene */
export function heightOf(a, { mean, sigma, top }) {
  return (TALL * density(a, mean, sigma)) / top;
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Continuous} world @param {Scene} scene */
export function drawBell(ctx, st, world, scene) {
  const { theme, area } = st;
  const { context, mean, sigma, value } = scene;
  const font = `${theme.size}px ${theme.font}`;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  const at = (/** @type {number} */ i) => low + (i / POINTS) * (high - low);
  const foot = area.top + area.height;
  fillBell(ctx, st, scene);
  guides(ctx, st, scene);
  if (scene.baseline !== null && scene.baseline !== 0) {
    segment(ctx, area.left, st.y(scene.baseline), area.left + area.width, st.y(scene.baseline), {
      color: theme.quiet,
      dash: [2, 3],
    });
    label(ctx, "b", area.left + area.width - 4, st.y(scene.baseline) - theme.size * 0.6, {
      color: theme.quiet,
      font,
      align: "right",
      halo: theme.paper,
    });
  }
  path(
    ctx,
    POINTS + 1,
    (i) => st.x(at(i)),
    (i) => st.y(blurredAt(world, context, at(i), sigma)),
    { color: theme.exact, dash: [5, 4] },
  );
  path(
    ctx,
    POINTS + 1,
    (i) => st.x(at(i)),
    (i) => st.y(rewardAt(world, context, at(i))),
    { color: theme.ink, width: theme.weight },
  );
  chords(ctx, st, scene);
  drops(ctx, st, scene, (drop) => st.y(drop.reward));
  const height = blurredAt(world, context, mean, sigma);
  if (value !== null) {
    slope(ctx, st, scene, height, scene.exact, theme.exact, false);
    slope(ctx, st, scene, height, scene.estimate, theme.estimate, true);
    marker(ctx, "circle", st.x(mean), st.y(height), 4, { color: theme.exact, rim: theme.paper });
  }
  for (const a of gripsOf(scene))
    marker(ctx, "circle", st.x(a), foot - heightOf(a, scene) * area.height, 3.5, {
      color: theme.accent,
      rim: theme.paper,
    });
  const from = low + 0.02 * (high - low);
  const [curve, blurred] = [rewardAt(world, context, from), blurredAt(world, context, from, sigma)].map((y) =>
    clamp(st.y(y), area.top + 10, foot - 10),
  );
  const above = Math.max(theme.size * 1.3, Math.abs(curve - blurred)) / 2;
  const middle = clamp((curve + blurred) / 2, area.top + 10 + above, foot - 10 - above);
  label(ctx, "r(a)", st.x(from), curve <= blurred ? middle - above : middle + above, {
    color: theme.ink,
    font,
    halo: theme.paper,
  });
  label(ctx, "r blurred by σ", st.x(from), curve <= blurred ? middle + above : middle - above, {
    color: theme.exact,
    font,
    halo: theme.paper,
  });
}

/** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Scene} scene */
function fillBell(ctx, st, scene) {
  const { area, theme } = st;
  const foot = area.top + area.height;
  const from = scene.mean - 4 * scene.sigma;
  const x = (/** @type {number} */ i) => from + (i / 80) * 8 * scene.sigma;
  const y = (/** @type {number} */ i) => foot - heightOf(x(i), scene) * area.height;
  ctx.beginPath();
  ctx.moveTo(st.x(from), foot);
  for (let i = 0; i <= 80; i += 1) ctx.lineTo(st.x(x(i)), y(i));
  ctx.lineTo(st.x(x(80)), foot);
  ctx.closePath();
  ctx.fillStyle = theme.accent;
  ctx.globalAlpha = 0.16;
  ctx.fill();
  ctx.globalAlpha = 1;
  path(ctx, 81, (i) => st.x(x(i)), y, { color: theme.accent, width: theme.weight });
}

/** Where the mean is, and one sigma to its sides: lines through both pictures. @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Scene} scene */
export function guides(ctx, st, { mean, sigma }) {
  const { area, theme } = st;
  for (const [a, dash] of /** @type {[number, number[]][]} */ ([
    [mean, []],
    [mean - sigma, [3, 3]],
    [mean + sigma, [3, 3]],
  ])) {
    segment(ctx, st.x(a), area.top, st.x(a), area.top + area.height, { color: theme.accent, width: hairline(), dash });
  }
}

/**
 * The batch's actions: what is made likelier as triangles upwards, what is made rarer as wedges downwards.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} st
 * @param {Scene} scene
 * @param {(drop: import("../gaussian.js").Drop) => number} height
 */
export function drops(ctx, st, scene, height) {
  const { theme } = st;
  const radius = scene.drops.length > 40 ? 2.5 : 4;
  if (scene.weighed !== "score") {
    for (const drop of scene.drops)
      marker(ctx, "circle", st.x(drop.action), height(drop), radius - 0.5, { color: theme.estimate });
    return;
  }
  for (const likelier of [true, false]) {
    const some = scene.drops.filter(({ weight }) => weight > 0 === likelier);
    if (some.length === 0) continue;
    ctx.beginPath();
    for (const drop of some) trace(ctx, likelier ? "triangle" : "wedge", st.x(drop.action), height(drop), radius);
    ctx.fillStyle = theme.diverging.at(likelier ? -1 : 0)?.[1] ?? theme.ink;
    ctx.fill();
  }
}

/** Measure-valued: the two actions that are compared. Pathwise: the curve's slope at each action. @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Scene} scene */
function chords(ctx, st, scene) {
  const { theme } = st;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  for (const { action, reward, weight, probes, probed } of scene.drops.slice(0, CHORDS)) {
    if (scene.weighed === "slope") {
      const reach = 0.03 * (high - low);
      const [x, y] = [st.x(action), st.y(reward)];
      const [dx, dy] = [st.x(action + reach) - x, st.y(reward + weight * reach) - y];
      const long = Math.min(1, 28 / Math.hypot(dx, dy));
      segment(ctx, x - dx * long, y - dy * long, x + dx * long, y + dy * long, {
        color: theme.estimate,
        width: 2 * theme.weight,
      });
    }
    if (!probes || !probed) continue;
    segment(ctx, st.x(probes[0] ?? 0), st.y(probed[0] ?? 0), st.x(probes[1] ?? 0), st.y(probed[1] ?? 0), {
      color: theme.estimate,
    });
    marker(ctx, "square", st.x(probes[0] ?? 0), st.y(probed[0] ?? 0), 2.5, { color: theme.estimate });
    marker(ctx, "square", st.x(probes[1] ?? 0), st.y(probed[1] ?? 0), 2.5, { color: theme.estimate });
  }
}

/**
 * A slope along the mean as an arrow from the expected reward, uphill.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} st
 * @param {Scene} scene
 * @param {number} height
 * @param {[number, number] | null} slopes
 * @param {string} color
 * @param {boolean} hollow
 */
function slope(ctx, st, { mean, sigma }, height, slopes, color, hollow) {
  if (!slopes || slopes[0] === 0) return;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  // As long as it can be seen, however narrow the bell.
  const by = Math.sign(slopes[0]) * Math.max(REACH * sigma, 0.06 * (high - low));
  const [x, y] = [st.x(mean), st.y(height)];
  let [dx, dy] = [st.x(mean + by) - x, st.y(height + slopes[0] * by) - y];
  const most = Math.min(1, (0.7 * st.area.height) / Math.max(1, Math.abs(dy)));
  [dx, dy] = [dx * most, dy * most];
  arrow(ctx, x, y, x + dx, y + dy, { color, width: 2 * st.theme.weight, hollow });
}

/**
 * The same for Plotly.
 * @param {Continuous} world
 * @param {Scene} scene
 * @param {Theme} theme
 * @param {Range} actions
 */
export function bellTraces(world, scene, theme, [low, high]) {
  const x = Array.from({ length: POINTS + 1 }, (_, i) => low + (i / POINTS) * (high - low));
  const line = { type: "scatter", mode: "lines", x };
  return [
    {
      ...line,
      name: "r(a)",
      y: x.map((a) => rewardAt(world, scene.context, a)),
      line: { color: theme.ink },
      hovertemplate: "r(%{x:.3f}) = %{y:.4f}<extra></extra>",
    },
    {
      ...line,
      name: "expected reward",
      y: x.map((a) => blurredAt(world, scene.context, a, scene.sigma)),
      line: { color: theme.exact, dash: "dash" },
      hovertemplate: "mean %{x:.3f}: expected reward %{y:.4f}<extra></extra>",
    },
    {
      type: "scatter",
      mode: "markers",
      name: "sampled actions",
      x: scene.drops.map(({ action }) => action),
      y: scene.drops.map(({ reward }) => reward),
      customdata: scene.drops.map(({ weight }) => weight),
      marker: { color: theme.estimate, size: 7 },
      hovertemplate: "action %{x:.3f}: reward %{y:.4f}, weight %{customdata:.4f}<extra></extra>",
    },
  ];
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

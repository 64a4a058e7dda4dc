/** What lies under the triangle and changes with the settings only: J's colours and level lines, the flow of the exact gradient. */

import { hairline } from "../../marks/canvas.js";
import { fixed, short } from "../../maths/format.js";
import { contourLevels, levelDigits } from "../../maths/levels.js";
import { flow } from "../../maths/softmax.js";
import { CORNERS, compass, lattice, levelLine } from "../../maths/triangle.js";
import { norm } from "../../maths/vectors.js";
import { arrow, label, marker, path } from "../../stage/marks.js";
import { colorAt, table } from "../parts/colors.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {{phi: readonly (readonly number[])[], temperature: number, natural: boolean, bonus: number}} Climb   how the run climbs */

/** Steps of the arrows' lattice along a side; level lines. */
const FIELD = 9;
const LEVELS = 9;

/**
 * @param {import("../../types.js").Theme} theme
 * @param {readonly string[]} names of the actions
 * @param {readonly number[] | null} rewards that make J a slope over the triangle
 * @param {() => Climb | null} climb
 */
export function createField(theme, names, rewards, climb) {
  const entries = table(theme.ramp);

  /** The triangle, J's colours and level lines, the flow: all that changes with the settings only. @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paint(ctx, st) {
    const corners = CORNERS.map(([x, y]) => /** @type {[number, number]} */ ([st.x(x), st.y(y)]));
    if (rewards) paintSlope(ctx, st, corners);
    path(
      ctx,
      4,
      (i) => corners[i % 3]?.[0] ?? 0,
      (i) => corners[i % 3]?.[1] ?? 0,
      { color: theme.line, width: theme.weight },
    );
    if (rewards) paintFlow(ctx, st);
    names.forEach((name, a) => {
      const [x, y] = corners[a] ?? [0, 0];
      const look = theme.action(a);
      const font = `600 ${theme.size + 1}px ${theme.font}`;
      marker(ctx, look.shape, x, y, 6, { color: look.color, rim: theme.paper });
      if (a === 2)
        label(ctx, name, x, y - 11, { color: theme.ink, font, halo: theme.paper, align: "center", baseline: "bottom" });
      else label(ctx, name, x, y + 11, { color: theme.ink, font, halo: theme.paper, align: "center", baseline: "top" });
    });
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {[number, number][]} corners */
  function paintSlope(ctx, st, corners) {
    const q = rewards ?? [];
    const [low, high] = [Math.min(...q), Math.max(...q)];
    if (!(high > low)) return;
    // pi . q rises along the compass direction of q: one straight gradient of colour from its lowest to its highest corner.
    const up = compass(q);
    const length = norm(up);
    const reach = (high - low) / length;
    const [ax, ay] = CORNERS[q.indexOf(low)] ?? [0, 0];
    const [bx, by] = [ax + (reach * up[0]) / length, ay + (reach * up[1]) / length];
    const slope = ctx.createLinearGradient(st.x(ax), st.y(ay), st.x(bx), st.y(by));
    for (let i = 0; i <= 8; i += 1) slope.addColorStop(i / 8, colorAt(entries, i / 8));
    ctx.beginPath();
    corners.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.closePath();
    ctx.fillStyle = slope;
    ctx.fill();
    const levels = levelsOf(q);
    const digits = levelDigits(levels);
    const font = `${theme.size - 1}px ${theme.font}`;
    for (const level of levels) {
      const ends = levelLine(q, level);
      if (!ends) continue;
      ctx.globalAlpha = 0.55;
      path(
        ctx,
        2,
        (i) => st.x(ends[i]?.[0] ?? 0),
        (i) => st.y(ends[i]?.[1] ?? 0),
        { color: theme.quiet, width: hairline() },
      );
      ctx.globalAlpha = 1;
      // Its number stands outside, at the end further right; at a corner the action's name stands already.
      const [x, y] = ends[0][0] >= ends[1][0] ? ends[0] : ends[1];
      if (corners.some(([cx, cy]) => Math.hypot(st.x(x) - cx, st.y(y) - cy) < 16)) continue;
      const out = y <= (CORNERS[0]?.[1] ?? 0) + 1e-9 ? /** @type {const} */ ([0, 9]) : /** @type {const} */ ([6, -4]);
      label(ctx, fixed(level, digits), st.x(x) + out[0], st.y(y) + out[1], {
        color: theme.quiet,
        font,
        align: out[0] ? "left" : "center",
      });
    }
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paintFlow(ctx, st) {
    const vectors = flowField();
    const most = Math.max(...vectors.map(({ by }) => norm(by)));
    if (!(most > 0)) return;
    const room = (Math.abs(st.x(1) - st.x(0)) * Math.SQRT2) / FIELD;
    for (const { at, by } of vectors) {
      const speed = norm(by);
      if (speed === 0) continue;
      // Length grows with the root of the speed: the slow corners stay readable and still look slow.
      const long = 0.82 * room * Math.sqrt(speed / most);
      const [ux, uy] = [(by[0] ?? 0) / speed, (by[1] ?? 0) / speed];
      const [x, y] = [st.x(at[0]), st.y(at[1])];
      arrow(ctx, x - (ux * long) / 2, y + (uy * long) / 2, x + (ux * long) / 2, y - (uy * long) / 2, {
        color: theme.line,
        width: 1,
        head: Math.min(0.6 * long, 4 + 0.06 * room),
      });
    }
  }

  function flowField() {
    const how = rewards && climb();
    if (!how || !reaches(how.phi)) return [];
    return lattice(FIELD).map((pi) => ({ at: compass(pi), by: compass(flow(pi, rewards, how)) }));
  }

  /** The level lines once more for Plotly, unseen: the background has drawn them, and they can be hovered. */
  function traces() {
    const q = rewards ?? [];
    return levelsOf(q).flatMap((level) => {
      const ends = levelLine(q, level);
      const places = ends && { x: ends.map(([x]) => x), y: ends.map(([, y]) => y) };
      const words = { text: `J = ${short(level, 6)}`, hovertemplate: "%{text}<extra></extra>" };
      return places ? [{ type: "scatter", mode: "lines", ...places, opacity: 0, showlegend: false, ...words }] : [];
    });
  }

  return { paint, traces };
}

/** @param {readonly number[]} q */
function levelsOf(q) {
  return q.length
    ? contourLevels(
        lattice(24).map((pi) => pi.reduce((sum, p, a) => sum + p * (q[a] ?? 0), 0)),
        LEVELS,
      )
    : [];
}

/** Whether every policy over three actions can be reached: the features' differences span a plane. @param {readonly (readonly number[])[]} phi */
function reaches(phi) {
  const [a = [], b = [], c = []] = phi;
  const u = b.map((value, i) => value - (a[i] ?? 0));
  const v = c.map((value, i) => value - (a[i] ?? 0));
  const [uu, vv, uv] = [norm(u) ** 2, norm(v) ** 2, u.reduce((sum, value, i) => sum + value * (v[i] ?? 0), 0)];
  return uu * vv - uv * uv > 1e-12 * uu * vv;
}

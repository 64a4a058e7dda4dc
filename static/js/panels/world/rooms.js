/** Painting a short chain: rooms in a row, the two actions in each, and below them the last episode, time going down. */

import { arrow, hairline, label, marker, path } from "../../stage/marks.js";
import { colorAt, table } from "../parts/colors.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("./grid.js").View} View */

/** A room is never higher than this share of the picture: the rest is the episode's. */
const HIGHEST = 0.46;
const STEPS = 250;

/** @param {Lab} lab @param {Theme} theme */
export function roomPainter(lab, theme) {
  const { problem } = lab;
  const shades = table(theme.ramp);
  const sides = problem.action_names[0] === "left" && problem.action_names[1] === "right";
  const switched = lab.experiment.problem.kind === "short_corridor" ? 1 : -1;

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {View} view */
  function paint(ctx, st, view) {
    const { top, height } = st.area;
    const wide = st.x(1) - st.x(0);
    const high = Math.min(wide, height * HIGHEST);
    for (let s = 0; s < problem.states; s += 1) room(ctx, st.x(s), top, wide, high, view, s);
    if (view.episode) walk(ctx, st, view, top + high, height - high);
  }

  /** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} wide @param {number} high @param {View} view @param {number} s */
  function room(ctx, x, y, wide, high, view, s) {
    const ends = problem.terminal[s] === true;
    ctx.fillStyle = !ends && view.heat ? colorAt(shades, view.heat[s] ?? 0) : theme.paper;
    ctx.fillRect(x, y, wide, high);
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = hairline();
    ctx.strokeRect(x, y, wide, high);
    const size = Math.min(theme.size, wide * 0.26);
    const font = `${size}px ${theme.font}`;
    label(ctx, `${problem.state_names[s]}${s === switched ? " ⇄" : ""}`, x + wide / 2, y + size, {
      color: theme.quiet,
      font,
      align: "center",
    });
    if (ends) {
      marker(ctx, "diamond", x + wide / 2, y + high / 2, Math.min(wide, high) * 0.2, { color: theme.accent });
      return;
    }
    if (sides) arrows(ctx, x + wide / 2, y + high / 2, wide, view, s);
    else bars(ctx, x, y, wide, high, view, s);
    const text = view.texts?.[s];
    if (text && view.still && wide > 34)
      label(ctx, text, x + wide / 2, y + high - size * 0.8, {
        color: theme.ink,
        font,
        align: "center",
        halo: colorAt(shades, view.heat?.[s] ?? 0),
      });
  }

  /** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} wide @param {View} view @param {number} s */
  function arrows(ctx, x, y, wide, view, s) {
    [-1, 1].forEach((way, a) => {
      const amount = view.pull ? (view.pull[s]?.[a] ?? 0) : (view.probabilities?.[s]?.[a] ?? 0);
      const length = wide * 0.45 * Math.sqrt(Math.abs(amount));
      if (length < 1.5) return;
      const thick = Math.min(length * 0.3, 16);
      arrow(ctx, x + way * 2, y, x + way * (length + 2), y, {
        color: theme.action(a).color,
        width: thick,
        head: thick * 1.9,
        hollow: amount < 0,
      });
    });
  }

  /** Actions that are no directions: a bar each, with its name. @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} wide @param {number} high @param {View} view @param {number} s */
  function bars(ctx, x, y, wide, high, view, s) {
    const thick = Math.min(18, high * 0.14);
    problem.action_names.forEach((name, a) => {
      const amount = view.pull ? (view.pull[s]?.[a] ?? 0) : (view.probabilities?.[s]?.[a] ?? 0);
      const at = y + high * (0.32 + 0.24 * a);
      ctx.fillStyle = ctx.strokeStyle = theme.action(a).color;
      const reach = (wide * 0.5 - 10) * Math.abs(amount);
      if (amount < 0) ctx.strokeRect(x + wide * 0.4, at, reach, thick);
      else ctx.fillRect(x + wide * 0.4, at, reach, thick);
      label(ctx, name, x + wide * 0.4 - 6, at + thick / 2 + 1, {
        color: theme.ink,
        font: `${theme.size}px ${theme.font}`,
        align: "right",
      });
    });
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {View} view @param {number} top @param {number} height */
  function walk(ctx, st, view, top, height) {
    const episode = /** @type {import("../../types.js").Episode} */ (view.episode);
    const all = [...episode.states, episode.next_state];
    const from = Math.max(0, all.length - STEPS);
    const n = all.length - from;
    const lead = 20;
    const each = Math.min(16, (height - lead - 8) / Math.max(1, n - 1));
    /** @param {number} k */
    const x = (k) => st.x((all[from + k] ?? 0) + 0.5);
    /** @param {number} k */
    const y = (k) => top + lead + k * each;
    label(ctx, from > 0 ? `last ${STEPS} steps, time ↓` : "last episode, time ↓", st.area.left, top + 9, {
      color: theme.quiet,
      font: `${theme.size}px ${theme.font}`,
    });
    path(ctx, n, x, y, { color: theme.estimate, width: n < 80 ? 1.25 : hairline() });
    if (each >= 7) {
      for (let k = 0; k < n - 1; k += 1) {
        const look = theme.action(episode.actions[from + k] ?? 0);
        marker(ctx, look.shape, x(k), y(k), 3.5, { color: look.color, rim: theme.paper });
      }
    }
    marker(ctx, "square", x(n - 1), y(n - 1), 3.5, { color: theme.estimate, rim: theme.paper });
  }

  return {
    x: /** @type {[number, number]} */ ([0, problem.states]),
    y: /** @type {[number, number]} */ ([0, 1]),
    equal: false,
    paint,
    /** @param {number} s @returns {[number, number]} */
    middle: (s) => [s + 0.5, 0.8],
    states: [Array.from({ length: problem.states }, (_, s) => s)],
  };
}

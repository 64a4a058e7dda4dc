/** Painting a gridworld: cells, heat, arrows, letters and the last episode. */

import { beside, standsOn, statesOf, waysOf } from "../../maths/gridmap.js";
import { hairline, label, marker, path } from "../../stage/marks.js";
import { colorAt, table } from "../parts/colors.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Episode} Episode */
/**
 * @typedef {object} View              what a world shows now
 * @property {readonly string[]} map
 * @property {number[][] | undefined} probabilities [S][A]
 * @property {number[] | null} heat    [S] 0 to 1
 * @property {number[][] | null} pull  [S][A] in -1 to 1: arrows show this instead of pi
 * @property {string[] | null} texts   [S] a number in each cell
 * @property {Episode | null} episode
 * @property {boolean} still           not playing: small numbers can be read
 */

/** Below this many px a side, a cell has no room for a number. */
const ROOMY = 42;
/** Of a long episode the last steps are drawn. */
const STEPS = 250;

/**
 * An arrow along an axis, added to the path.
 * @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} length
 */
function traceArrow(ctx, x, y, dx, dy, length) {
  const [half, wing, neck] = [length * 0.15, length * 0.26, length * 0.38];
  /** @type {[number, number][]} along, aside */
  const corners = [
    [0, half],
    [neck, half],
    [neck, wing],
    [length, 0],
    [neck, -wing],
    [neck, -half],
    [0, -half],
  ];
  corners.forEach(([along, aside], i) => {
    const [px, py] = [x + dx * along - dy * aside, y + dy * along + dx * aside];
    if (i === 0) ctx.moveTo(px, py);
    else ctx.lineTo(px, py);
  });
  ctx.closePath();
}

/** @param {Lab} lab @param {Theme} theme */
export function gridPainter(lab, theme) {
  const grid = /** @type {NonNullable<import("../../types.js").Problem["grid"]>} */ (lab.problem.grid);
  const states = statesOf(grid);
  const shades = table(theme.ramp);
  const { rows, columns, cells } = grid;
  const ways = waysOf(lab.problem.action_names);

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {View} view */
  function paint(ctx, st, view) {
    const side = st.x(1) - st.x(0);
    /** @type {number[]} */
    const open = [];
    view.map.forEach((text, r) =>
      [...text].forEach((letter, c) => {
        const s = states[r]?.[c] ?? -1;
        const known = grid.map[r]?.[c] === letter && s >= 0 && !lab.problem.terminal[s] && standsOn(letter);
        if (known) open.push(s);
        ctx.fillStyle =
          letter === "#" ? theme.line : known && view.heat ? colorAt(shades, view.heat[s] ?? 0) : theme.paper;
        ctx.fillRect(st.x(c), st.y(r), side, side);
        if (letter === "C" || (letter === "H" && lab.problem.terminal[s])) hatch(ctx, st.x(c), st.y(r), side);
      }),
    );
    lines(ctx, st);
    view.map.forEach((text, r) => [...text].forEach((letter, c) => mark(ctx, st.x(c), st.y(r), side, letter)));
    for (const a of ways.keys()) arrows(ctx, st, side, view, open, a);
    if (view.texts && view.still && side >= ROOMY) for (const s of open) number(ctx, st, side, view, s);
    if (view.episode) walk(ctx, st, view.episode, side);
  }

  /** All lines in one stroke. @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function lines(ctx, st) {
    ctx.beginPath();
    for (let c = 0; c <= columns; c += 1) {
      ctx.moveTo(st.x(c), st.y(0));
      ctx.lineTo(st.x(c), st.y(rows));
    }
    for (let r = 0; r <= rows; r += 1) {
      ctx.moveTo(st.x(0), st.y(r));
      ctx.lineTo(st.x(columns), st.y(r));
    }
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = hairline();
    ctx.stroke();
  }

  /** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} side @param {string} letter */
  function mark(ctx, x, y, side, letter) {
    if (letter === "." || letter === "#") return;
    if (letter === "G") marker(ctx, "diamond", x + side / 2, y + side / 2, side * 0.2, { color: theme.accent });
    const size = Math.max(9, Math.min(15, side * 0.26));
    label(ctx, letter, x + size * 0.35, y + size * 0.7, {
      color: letter === "C" ? theme.ink : theme.accent,
      font: `600 ${size}px ${theme.font}`,
      halo: theme.paper,
    });
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {number} side @param {View} view @param {number} s */
  function number(ctx, st, side, view, s) {
    const [r, c] = cells[s] ?? [0, 0];
    const look = {
      color: theme.ink,
      font: `${Math.min(theme.size, side * 0.22)}px ${theme.font}`,
      halo: colorAt(shades, view.heat?.[s] ?? 0),
    };
    label(ctx, view.texts?.[s] ?? "", st.x(c + 1) - 3, st.y(r + 1) - 7, { ...look, align: "right" });
  }

  /** The hatching of a cliff or a hole tells it without colour. @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} side */
  function hatch(ctx, x, y, side) {
    ctx.beginPath();
    for (let k = 1; k < 8; k += 1) {
      const d = (k * side) / 4;
      ctx.moveTo(x + Math.max(0, d - side), y + Math.min(d, side));
      ctx.lineTo(x + Math.min(d, side), y + Math.max(0, d - side));
    }
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = hairline();
    ctx.stroke();
  }

  /**
   * One action's arrows in one fill: their area is the probability; for the gradient's pull, hollow where it pulls back.
   * @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {number} side @param {View} view @param {number[]} open @param {number} a
   */
  function arrows(ctx, st, side, view, open, a) {
    const [dx, dy] = ways[a] ?? [0, 0];
    const table = view.pull ?? view.probabilities;
    const { color } = theme.action(a);
    for (const hollow of view.pull ? [false, true] : [false]) {
      ctx.beginPath();
      for (const s of open) {
        const amount = table?.[s]?.[a] ?? 0;
        const length = side * 0.46 * Math.sqrt(Math.abs(amount));
        if (length < 1.5 || amount < 0 !== hollow) continue;
        const [r, c] = cells[s] ?? [0, 0];
        traceArrow(ctx, st.x(c + 0.5) + dx * 1.5, st.y(r + 0.5) + dy * 1.5, dx, dy, length);
      }
      ctx.fillStyle = ctx.strokeStyle = color;
      ctx.lineWidth = hairline();
      if (hollow) ctx.stroke();
      else ctx.fill();
    }
  }

  /** @param {number} a @param {number} b */
  function adjacent(a, b) {
    const [[r, c], [q, d]] = [cells[a] ?? [0, 0], cells[b] ?? [0, 0]];
    return Math.abs(r - q) + Math.abs(c - d) <= 1;
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Episode} episode @param {number} side */
  function walk(ctx, st, episode, side) {
    const all = [...episode.states, episode.next_state];
    const from = Math.max(0, all.length - STEPS);
    const n = all.length - from;
    /** @param {number} k @returns {[number, number]} */
    const at = (k) => {
      const [r, c] = cells[all[from + k] ?? 0] ?? [0, 0];
      const [dx, dy] = beside(from + k);
      return [st.x(c + 0.5 + dx), st.y(r + 0.5 + dy)];
    };
    const look = { color: theme.estimate, width: n < 80 ? 1.25 : hairline() };
    let first = 0;
    for (let k = 1; k < n; k += 1) {
      const thrown = !adjacent(all[from + k - 1] ?? 0, all[from + k] ?? 0);
      if (!thrown && k < n - 1) continue;
      const [begin, end] = [first, thrown ? k - 1 : k];
      path(
        ctx,
        end - begin + 1,
        (i) => at(begin + i)[0],
        (i) => at(begin + i)[1],
        look,
      );
      // A fall throws one back to the start: that is no walk, and is dashed.
      if (thrown)
        path(
          ctx,
          2,
          (i) => at(k - 1 + i)[0],
          (i) => at(k - 1 + i)[1],
          { ...look, dash: [2, 4] },
        );
      first = k;
    }
    const end = at(n - 1);
    marker(ctx, "circle", ...at(0), Math.max(2.5, side * 0.05), { color: theme.paper, rim: theme.estimate });
    marker(ctx, "square", ...end, Math.max(3, side * 0.07), { color: theme.estimate, rim: theme.paper });
  }

  return {
    x: /** @type {[number, number]} */ ([0, columns]),
    y: /** @type {[number, number]} */ ([rows, 0]),
    equal: true,
    paint,
    /** The middle of a state's place, in data units. @param {number} s @returns {[number, number]} */
    middle: (s) => [(cells[s]?.[1] ?? 0) + 0.5, (cells[s]?.[0] ?? 0) + 0.5],
    states,
  };
}

/** A gridworld as marks: cells, heat, arrows, letters and the last episode. */

import { hairline } from "../../marks/canvas.js";
import { dot, line, rect, text, vector } from "../../marks/mark.js";
import { standsOn, statesOf, walked, waysOf, wordOf } from "../../maths/gridmap.js";
import { colorAt, table } from "../parts/colors.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Episode} Episode */
/** @typedef {import("./view.js").View} View */

/** Below this many px a side, a cell has no room for a number. */
const ROOMY = 42;
/** Of an arrow that is certain, cells: how long it is, and how far from the middle it begins, px. */
const REACH = 0.46;
const INSET = 1.5;
/** A digit's width, as a share of the letters' size. */
const DIGIT = 0.56;

/** An action's arrow, in degrees clockwise from upwards. @param {[number, number]} way */
const turned = ([dx, dy]) => (Math.atan2(dx, -dy) * 180) / Math.PI;

/** @param {Lab} lab @param {Theme} theme */
export function gridBoard(lab, theme) {
  const { problem } = lab;
  const grid = /** @type {NonNullable<import("../../types.js").Problem["grid"]>} */ (problem.grid);
  const states = statesOf(grid);
  const ways = waysOf(problem.action_names);
  const board = { lab, theme, grid, states, ways, shades: table(theme.ramp), lines: linesOf(grid) };
  return {
    x: /** @type {[number, number]} */ ([0, grid.columns]),
    y: /** @type {[number, number]} */ ([grid.rows, 0]),
    equal: true,
    states,
    /** @param {Stage} st @param {View} view @returns {Mark[]} */
    marks(st, view) {
      const side = st.x(1) - st.x(0);
      const open = grid.cells.flatMap(([r, c], s) =>
        view.map[r]?.[c] === grid.map[r]?.[c] && !problem.terminal[s] && standsOn(grid.map[r]?.[c] ?? "#") ? [s] : [],
      );
      return [
        ...cellMarks(board, view, new Set(open), side),
        ...arrowMarks(board, view, open, side),
        ...(view.episode ? walkMarks(board, view.episode, side) : []),
        ...letterMarks(board, view, side),
        ...(view.still && side >= ROOMY ? numberMarks(board, view, open, side) : []),
      ];
    },
  };
}

/** @typedef {Pick<ReturnType<typeof gridBoard>, "states"> & {lab: Lab, theme: Theme, grid: NonNullable<import("../../types.js").Problem["grid"]>, ways: [number, number][], shades: ReturnType<typeof table>, lines: {x: (number | null)[], y: (number | null)[]}}} Board */

/** All lines between cells as one. @param {{rows: number, columns: number}} grid */
function linesOf({ rows, columns }) {
  const across = Array.from({ length: columns + 1 }, (_, c) => [c, 0, c, rows]);
  const up = Array.from({ length: rows + 1 }, (_, r) => [0, r, columns, r]);
  const all = [...across, ...up];
  return {
    x: all.flatMap(([x1 = 0, , x2 = 0]) => [x1, x2, null]),
    y: all.flatMap(([, y1 = 0, , y2 = 0]) => [y1, y2, null]),
  };
}

/** Floor with its heat, walls, and what one falls into, hatched to be told without colour. @param {Board} board @param {View} view @param {Set<number>} open @param {number} side @returns {Mark[]} */
function cellMarks({ lab, theme, states, shades, lines }, view, open, side) {
  const cells = view.map.flatMap((row, r) => [...row].map((letter, c) => ({ letter, r, c, s: states[r]?.[c] ?? -1 })));
  const falls = cells.filter(({ letter, s }) => letter === "C" || (letter === "H" && lab.problem.terminal[s]));
  const corners = (/** @type {typeof cells} */ some) => ({
    x1: some.map(({ c }) => c),
    x2: some.map(({ c }) => c + 1),
    y1: some.map(({ r }) => r),
    y2: some.map(({ r }) => r + 1),
  });
  const fill = cells.map(({ letter, s }) => {
    if (letter === "#") return theme.line;
    return open.has(s) && view.heat ? colorAt(shades, view.heat[s] ?? 0) : theme.paper;
  });
  const words = (/** @type {number} */ i) => {
    const { letter, s } = cells[i] ?? { letter: ".", s: -1 };
    return s >= 0 && view.tell ? view.tell(s) : wordOf(letter);
  };
  const goals = cells.filter(({ letter }) => letter === "G");
  return [
    rect({ name: "cells", ...corners(cells), fill, title: words, legend: false }),
    ...(falls.length
      ? [rect({ name: "cliff", ...corners(falls), fill: "none", stroke: theme.line, hatch: side / 4 })]
      : []),
    line({ name: "cells", ...lines, stroke: theme.line }),
    dot({
      name: "goal",
      x: goals.map(({ c }) => c + 0.5),
      y: goals.map(({ r }) => r + 0.5),
      symbol: "diamond",
      r: side * 0.18,
      fill: theme.accent,
    }),
  ];
}

/** The arrow's length for a probability, px: its area is the probability. @param {number} amount @param {number} side */
const lengthOf = (amount, side) => side * REACH * Math.sqrt(Math.abs(amount));

/** Each action's arrows; for the gradient's pull, hollow where it lowers the preference. @param {Board} board @param {View} view @param {readonly number[]} open @param {number} side @returns {Mark[]} */
function arrowMarks({ lab, theme, grid, ways }, view, open, side) {
  const amounts = view.pull ?? view.probabilities;
  return ways.flatMap((way, a) => {
    const { color } = theme.action(a);
    const action = lab.problem.action_names[a] ?? "";
    return (view.pull ? [false, true] : [false]).map((lowers) => {
      const there = open.filter((s) => {
        const amount = amounts?.[s]?.[a] ?? 0;
        return amount < 0 === lowers && lengthOf(amount, side) >= 1.5;
      });
      return vector({
        name: view.pull ? `${lowers ? "lower" : "raise"} ${action}` : `π(${action})`,
        x: there.map((s) => (grid.cells[s]?.[1] ?? 0) + 0.5),
        y: there.map((s) => (grid.cells[s]?.[0] ?? 0) + 0.5),
        length: there.map((s) => lengthOf(amounts?.[s]?.[a] ?? 0, side)),
        rotate: turned(way),
        inset: INSET,
        ...(lowers ? { stroke: color } : { fill: color }),
        legend: true,
      });
    });
  });
}

/** The letters of the map. @param {Board} board @param {View} view @param {number} side @returns {Mark[]} */
function letterMarks({ theme }, view, side) {
  const letters = view.map.flatMap((row, r) => [...row].map((letter, c) => ({ letter, r, c })));
  const size = Math.max(9, Math.min(15, side * 0.26));
  const look = { fontSize: size, fontWeight: 600, halo: theme.paper, dx: size * 0.35, dy: size * 0.7 };
  /** @param {typeof letters} some @param {string} fill */
  const words = (some, fill) =>
    text({
      name: "letters",
      x: some.map(({ c }) => c),
      y: some.map(({ r }) => r),
      text: some.map(({ letter }) => letter),
      fill,
      textAnchor: "start",
      ...look,
    });
  return [
    words(
      letters.filter(({ letter }) => letter === "C"),
      theme.ink,
    ),
    words(
      letters.filter(({ letter }) => !".#C".includes(letter)),
      theme.accent,
    ),
  ];
}

/**
 * A number in each cell's lower right corner, with as many digits as leave the arrow downwards free; none where even few do not.
 * @param {Board} board @param {View} view @param {readonly number[]} open @param {number} side @returns {Mark[]}
 */
function numberMarks({ theme, grid, ways }, { write, pull, probabilities }, open, side) {
  if (!write) return [];
  const size = Math.min(theme.size, side * 0.22);
  const down = ways.findIndex(([, dy]) => dy > 0);
  /** Half as wide as the arrow downwards is where the number stands, px. @param {number} s */
  const taken = (s) => {
    const length = lengthOf((pull ?? probabilities)?.[s]?.[down] ?? 0, side);
    const left = side / 2 + INSET + length - (side - size - 4);
    return left <= 0 ? 0 : Math.min(left * 0.42, length * 0.26) + 1;
  };
  /** @param {number} s @param {string} words */
  const fits = (s, words) => words.length * DIGIT * size <= side / 2 - 2 - taken(s);
  const said = [0, 1, 2].map((fewer) => open.map((s) => write(s, fewer)));
  const chosen = said.find((words) => words.every((one, i) => fits(open[i] ?? 0, one))) ?? said[2] ?? [];
  const there = open.flatMap((s, i) => (fits(s, chosen[i] ?? "") ? [{ s, words: chosen[i] ?? "" }] : []));
  return [
    text({
      name: "numbers",
      x: there.map(({ s }) => (grid.cells[s]?.[1] ?? 0) + 1),
      y: there.map(({ s }) => (grid.cells[s]?.[0] ?? 0) + 1),
      text: there.map(({ words }) => words),
      fill: theme.ink,
      fontSize: size,
      textAnchor: "end",
      dx: -2,
      dy: -size * 0.65,
    }),
  ];
}

/** The last episode, from ring to square; a cross where it fell and was put back. @param {Board} board @param {Episode} episode @param {number} side @returns {Mark[]} */
function walkMarks({ theme, grid, ways }, episode, side) {
  const { states, actions, next_state: end, length } = episode;
  const path = [...states, end].map((s) => grid.cells[s] ?? /** @type {[number, number]} */ ([0, 0]));
  const { x, y, jumps } = walked(path);
  // Where only the first steps are shown, the last move is none.
  const falls = jumps
    .filter((k) => k < states.length || length <= states.length)
    .flatMap((k) => cliffAt(grid.map, path[k - 1], ways[Number(actions[k - 1])]));
  const name = "last episode";
  const middle = ([row, column] = [0, 0]) => ({ x: [column + 0.5], y: [row + 0.5] });
  return [
    line({ name, x, y, stroke: theme.estimate, strokeWidth: x.length < 160 ? 1.5 : hairline(), legend: true }),
    dot({
      name: "falls",
      x: falls.map(([, column]) => column + 0.5),
      y: falls.map(([row]) => row + 0.5),
      symbol: "cross",
      r: Math.max(3, side * 0.08),
      fill: theme.estimate,
      stroke: theme.paper,
    }),
    dot({ name, ...middle(path[0]), r: Math.max(3, side * 0.06), fill: theme.paper, stroke: theme.estimate }),
    dot({
      name,
      ...middle(path.at(-1)),
      symbol: "square",
      r: Math.max(3, side * 0.06),
      fill: theme.estimate,
      stroke: theme.paper,
    }),
  ];
}

/** The cliff one fell into from a cell: where one wanted to go, or else another beside it. @param {readonly string[]} map @param {readonly [number, number]} [from] @param {readonly [number, number]} [way] @returns {[number, number][]} */
function cliffAt(map, [row, column] = [0, 0], way = [0, 0]) {
  const tried = [way, [0, 1], [1, 0], [0, -1], [-1, 0]].map(([dx = 0, dy = 0]) => [row + dy, column + dx]);
  const cliff = tried.find(([r = 0, c = 0]) => map[r]?.[c] === "C");
  return cliff ? [/** @type {[number, number]} */ (cliff)] : [];
}

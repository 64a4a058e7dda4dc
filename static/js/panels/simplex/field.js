/**
 * What lies under the triangle and changes with the settings only, as marks: J's colours and level lines, the flow of the exact gradient.
 * The names of levels and actions lie above it all.
 */

import { drawMarks } from "../../marks/canvas.js";
import { plotlyMarks } from "../../marks/figure.js";
import { areaY, dot, line, text, vector } from "../../marks/mark.js";
import { fixed, short } from "../../maths/format.js";
import { contourLevels, levelDigits } from "../../maths/levels.js";
import { flow } from "../../maths/softmax.js";
import { above, CORNERS, compass, lattice, levelLine } from "../../maths/triangle.js";
import { norm } from "../../maths/vectors.js";
import { colorAt, table } from "../parts/colors.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {{phi: readonly (readonly number[])[], temperature: number, natural: boolean, bonus: number}} Climb   how the run climbs */

/** Steps of the arrows' lattice along a side; level lines; colours from J's lowest to its highest. */
const FIELD = 9;
const LEVELS = 9;
const COLORS = 24;
/** Room of an action's name at its corner, CSS px: a level's number keeps out of it. */
const CORNER = 16;
const NONE = new Set();

/**
 * @param {Theme} theme
 * @param {readonly string[]} names of the actions
 * @param {readonly number[] | null} rewards that make J a slope over the triangle
 * @param {() => Climb | null} climb
 */
export function createField(theme, names, rewards, climb) {
  const q = rewards ?? [];
  const levels = levelsOf(q);

  /** The triangle, its colours and level lines, the flow. @param {Stage} st @returns {Mark[]} */
  function ground(st) {
    const rim = [...CORNERS, CORNERS[0]];
    const [x, y] = [rim.map(([across]) => across), rim.map(([, up]) => up)];
    return [
      ...colorMarks(theme, q),
      ...levelMarks(theme, q, levels),
      line({ name: "all policies", x, y, stroke: theme.line, strokeWidth: theme.weight }),
      ...flowMarks(st, q, rewards && climb()),
    ];
  }

  return {
    /** The ground on a canvas, while the run moves. @param {CanvasRenderingContext2D} ctx @param {Stage} st */
    paint: (ctx, st) => drawMarks(ctx, ground(st), st),
    /** The same as Plotly's traces, while it rests. @param {Stage} st */
    traces: (st) => plotlyMarks(ground(st), st, NONE).traces,
    /** The numbers of the levels, and the actions at their corners. @param {Stage} st @returns {Mark[]} */
    labels: (st) => [...levelNames(st, q, levels), ...cornerMarks(theme, names)],
  };
}

/** J as colours, each over all that is higher still, so that no seam is seen between two. @param {Theme} theme @param {readonly number[]} q @returns {Mark[]} */
function colorMarks(theme, q) {
  const [low, high] = [Math.min(...q), Math.max(...q)];
  if (!(high > low)) return [];
  const entries = table(theme.ramp);
  return Array.from({ length: COLORS }, (_, i) =>
    areaY({
      name: "J",
      ...above(q, low + ((high - low) * i) / COLORS),
      fill: colorAt(entries, (i + 0.5) / COLORS),
      legend: false,
    }),
  );
}

/** @param {Theme} theme @param {readonly number[]} q @param {readonly number[]} levels @returns {Mark[]} */
function levelMarks(theme, q, levels) {
  return levels.flatMap((level) => {
    const ends = levelLine(q, level);
    if (!ends) return [];
    const title = () => `J = ${short(level, 6)}`;
    const look = { stroke: theme.quiet, strokeOpacity: 0.55, legend: false };
    return [line({ name: "levels", x: ends.map(([x]) => x), y: ends.map(([, y]) => y), ...look, title })];
  });
}

/** A level's number stands outside, at the end of its line further right; at a corner the action's name stands already. @param {Stage} st @param {readonly number[]} q @param {readonly number[]} levels @returns {Mark[]} */
function levelNames(st, q, levels) {
  const { theme } = st;
  const digits = levelDigits(levels);
  const foot = (CORNERS[0]?.[1] ?? 0) + 1e-9;
  return levels.flatMap((level) => {
    const ends = levelLine(q, level);
    if (!ends) return [];
    const [x, y] = ends[0][0] >= ends[1][0] ? ends[0] : ends[1];
    if (CORNERS.some(([cx, cy]) => Math.hypot(st.x(x) - st.x(cx), st.y(y) - st.y(cy)) < CORNER)) return [];
    const beside = y <= foot ? { dx: 0, dy: 9 } : /** @type {const} */ ({ dx: 6, dy: -4, textAnchor: "start" });
    const look = { fill: theme.quiet, fontSize: theme.size - 1, clip: false };
    return [text({ name: "levels", x: [x], y: [y], text: [fixed(level, digits)], ...look, ...beside })];
  });
}

/** @param {Theme} theme @param {readonly string[]} names @returns {Mark[]} */
function cornerMarks(theme, names) {
  return names.flatMap((name, a) => {
    const [x, y] = CORNERS[a] ?? [0, 0];
    const { color, shape } = theme.action(a);
    const top = a === 2;
    const look = { fill: theme.ink, fontSize: theme.size + 1, fontWeight: 600, halo: theme.paper, clip: false };
    const place = { name, x: [x], y: [y] };
    return [
      dot({ ...place, symbol: shape, r: 6, fill: color, stroke: theme.paper, clip: false }),
      text({ ...place, text: [name], ...look, dy: (top ? -1 : 1) * (11 + theme.size / 2) }),
    ];
  });
}

/** Where the exact gradient leads from everywhere. @param {Stage} st @param {readonly number[]} q @param {Climb | null} how @returns {Mark[]} */
function flowMarks(st, q, how) {
  if (!how || !reaches(how.phi)) return [];
  const moves = lattice(FIELD).map((pi) => ({ at: compass(pi), by: compass(flow(pi, q, how)) }));
  const most = Math.max(...moves.map(({ by }) => norm(by)));
  if (!(most > 0)) return [];
  const room = (Math.abs(st.x(1) - st.x(0)) * Math.SQRT2) / FIELD;
  const arrows = moves
    .filter(({ by }) => norm(by) > 0)
    .map(({ at, by: [bx, by] }) => {
      // Length grows with the root of the speed: the slow corners stay readable and still look slow.
      const long = 0.82 * room * Math.sqrt(Math.hypot(bx, by) / most);
      return { at, long, turn: (180 / Math.PI) * Math.atan2(bx, by) };
    });
  return [
    vector({
      name: "exact flow",
      x: arrows.map(({ at }) => at[0]),
      y: arrows.map(({ at }) => at[1]),
      length: arrows.map(({ long }) => long),
      rotate: arrows.map(({ turn }) => turn),
      anchor: "middle",
      bold: 0.05,
      fill: st.theme.line,
    }),
  ];
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

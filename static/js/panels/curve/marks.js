/** A learning curve as marks: J and what episodes returned, the best there is, where most of several runs lie, control changes. */

import { areaY, dot, line, text } from "../../marks/mark.js";
import { widthOf } from "../../marks/ruler.js";
import { inLanes } from "../../maths/curve.js";
import { count, short } from "../../maths/format.js";

/** @typedef {import("../../maths/curve.js").Dot} Dot */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../curve.js").Scene} Scene */
/** @typedef {[number, number]} Range */

/** How many lanes control changes are written in, one above the other. */
const LANES = 3;
/** Air beside their words, px. */
const AIR = 10;

/** @param {Stage} st @param {Scene} scene @returns {Mark[]} */
export function curveMarks(st, scene) {
  const { theme } = st;
  const { axes, best, exact, climbed, returns } = scene;
  const [[from, to], [low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  const across = { x: [from, to], stroke: theme.accent, strokeDasharray: [6, 4] };
  const now = exact.at(-1);
  return [
    ...(best === null || axes.gap
      ? []
      : [line({ name: "best possible", ...across, y: [best, best], title: () => `best possible ${short(best, 4)}` })]),
    ...(axes.gap && now ? guide(st, at(scene, now), across.x) : []),
    ...changes(st, scene),
    ...bandMarks(st, scene),
    // A mean far off stands at the edge.
    dot({
      name: "sampled returns",
      x: returns.map(({ update }) => axes.along(update)),
      y: returns.map(({ value }) => Math.min(high, Math.max(low, value))),
      symbol: "square",
      r: 1.5,
      fill: theme.estimate,
      fillOpacity: 0.5,
      title: (i) =>
        `update ${count(returns[i]?.update ?? 0)}: episodes returned ${short(returns[i]?.value ?? 0, 4)} on average`,
    }),
    ...(axes.gap ? [] : [curve(st, scene, "J + βH", climbed, { strokeDasharray: [2, 3] })]),
    curve(st, scene, axes.gap ? "best − J" : "J", exact, { strokeWidth: theme.weight }),
    ...(now
      ? [dot({ name: "J", ...at(scene, now), r: 4.75, fill: theme.exact, stroke: theme.paper, clip: false })]
      : []),
  ];
}

/** @param {Scene} scene @param {Dot} dot */
const at = ({ axes, best }, { update, value }) => ({ x: [axes.along(update)], y: [axes.up(value, best ?? 0)] });

/** A straight line through the present point along which a loss falls like 1/t. @param {Stage} st @param {ReturnType<typeof at>} now @param {number[]} x */
function guide({ theme }, { x: [u], y: [v] }, x) {
  if (u === undefined || v === undefined || v === null) return [];
  const y = x.map((one) => v - (one - u));
  return [line({ name: "as 1/t falls", x, y, stroke: theme.quiet, strokeDasharray: [6, 4] })];
}

/** @param {Stage} st @param {Scene} scene @param {string} name @param {readonly Dot[]} points @param {object} look */
function curve({ theme }, { axes, best }, name, points, look) {
  return line({
    name,
    x: points.map(({ update }) => axes.along(update)),
    y: points.map(({ value }) => axes.up(value, best ?? 0)),
    stroke: theme.exact,
    title: (i) => {
      const { update = 0, value = 0 } = points[i] ?? {};
      return `update ${count(update)}: ${name} = ${short(axes.gap ? (best ?? 0) - value : value, 5)}`;
    },
    ...look,
  });
}

/** What the band of several runs is. @param {number} runs */
export const bandName = (runs) => `median and 10 to 90 % of ${count(runs)} runs`;

/** Where most of several runs lie. @param {Stage} st @param {Scene} scene @returns {Mark[]} */
function bandMarks({ theme }, { axes, best, spread, runs }) {
  if (spread.length < 2) return [];
  const name = bandName(runs);
  const x = spread.map(({ update }) => axes.along(update));
  const up = (/** @type {number} */ value) => axes.up(value, best ?? 0);
  /** @param {number} i */
  const title = (i) => {
    const { update = 0, low = NaN, middle = NaN, high = NaN } = spread[i] ?? {};
    return `update ${count(update)}: 10 % of the runs below ${short(low, 4)}, half below ${short(middle, 4)}, 90 % below ${short(high, 4)}`;
  };
  const edges = { y1: spread.map(({ low }) => up(low)), y2: spread.map(({ high }) => up(high)) };
  return [
    areaY({ name, x, ...edges, fill: theme.accent, fillOpacity: 0.18 }),
    line({
      name,
      x,
      y: spread.map(({ middle }) => up(middle)),
      stroke: theme.accent,
      strokeDasharray: [2, 2],
      title,
    }),
  ];
}

/** Control changes: a line each, and its words where they have room. @param {Stage} st @param {Scene} scene @returns {Mark[]} */
function changes(st, { axes, made }) {
  const { theme } = st;
  const { left, top, width, height } = st.area;
  const wanted = made.map(({ update, text: words }) => ({
    at: st.x(axes.along(update)),
    width: widthOf(words, `${theme.size}px ${theme.font}`) + AIR,
  }));
  const placed = inLanes(wanted, LANES, left + width);
  const [, ends] = /** @type {[Range, Range]} */ (st.ranges());
  return made.flatMap(({ update, text: words }, i) => {
    const { lane, left: from } = /** @type {{lane: number, left: number}} */ (placed[i]);
    const name = "control changes";
    const along = axes.along(update);
    const rule = { x: [along, along], y: [...ends], stroke: theme.line, strokeDasharray: [3, 3] };
    const [x, y] = st.at(from + 4, top + height - 8 - lane * (theme.size + 3));
    const look = { fill: theme.quiet, fontSize: theme.size, halo: theme.paper };
    return [
      line({ name, ...rule, title: () => words }),
      ...(lane < 0 ? [] : [text({ name, x: [x], y: [y], text: [words], ...look, textAnchor: "start" })]),
    ];
  });
}

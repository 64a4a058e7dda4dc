/** The upper picture as marks: the bell, the reward curve, the same curve blurred by sigma, the batch's actions, and both slopes at the mean. */

import { areaY, arrow, dot, line, text } from "../../marks/mark.js";
import { blurredAt, density, rewardAt } from "../../maths/bell.js";
import { short } from "../../maths/format.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Mark} Mark */
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

/** @param {Stage} st @param {Scene} scene @returns {Mark[]} */
export function bellMarks(st, scene) {
  const { theme } = st;
  const { world, own, context, mean, sigma, value, names, holds } = scene;
  const [[low, high], [foot, top]] = /** @type {[Range, Range]} */ (st.ranges());
  const x = along(low, high, POINTS);
  const height = blurredAt(world, context, mean, sigma);
  const up = (/** @type {number} */ a) => foot + heightOf(a, scene) * (top - foot);
  const grips = gripsOf(scene);
  return [
    ...filledBell(theme, scene, foot, up),
    ...guides(st, scene),
    ...baseline(st, scene.baseline),
    line({
      name: names.blurred,
      x,
      y: x.map((a) => blurredAt(world, context, a, sigma)),
      stroke: theme.exact,
      strokeDasharray: [5, 4],
      title: (i) =>
        `mean ${short(x[i] ?? 0, 4)}: expected ${names.axis} ${short(blurredAt(world, context, x[i] ?? 0, sigma), 4)}`,
    }),
    ...(own
      ? [
          line({
            name: "the run’s",
            x,
            y: x.map((a) => rewardAt(own, context, a)),
            stroke: theme.quiet,
            strokeDasharray: [2, 3],
          }),
        ]
      : []),
    line({
      name: names.curve,
      x,
      y: x.map((a) => rewardAt(world, context, a)),
      stroke: theme.ink,
      strokeWidth: theme.weight,
      title: (i) => `${curveAt(names.curve, short(x[i] ?? 0, 4))} = ${short(rewardAt(world, context, x[i] ?? 0), 4)}`,
    }),
    ...chords(st, scene),
    ...drops(theme, scene, (drop) => drop.reward),
    ...(value === null
      ? []
      : [
          ...slope(st, scene, height, scene.exact, {
            name: names.exact,
            fill: theme.exact,
          }),
          ...slope(st, scene, height, scene.estimate, {
            name: "its estimate",
            fill: theme.estimate,
            hollow: theme.paper,
          }),
          dot({
            name: names.value,
            x: [mean],
            y: [height],
            r: 4.75,
            fill: theme.exact,
            stroke: theme.paper,
            title: () => `${names.value} = ${short(value, 4)}`,
          }),
        ]),
    dot({
      name: names.curve,
      ...across(holds([low, high])),
      symbol: "square",
      r: 3.5,
      fill: theme.paper,
      stroke: theme.ink,
    }),
    dot({ name: "μ and σ", x: grips, y: grips.map(up), r: 4.25, fill: theme.accent, stroke: theme.paper }),
  ];
}

/** @param {readonly {x: number, y: number}[]} points */
const across = (points) => ({ x: points.map(({ x }) => x), y: points.map(({ y }) => y) });

/** The curve's name with a number in the action's place. @param {string} name @param {string} at */
const curveAt = (name, at) => name.replace(/a\)$/, `${at})`);

/** Evenly spaced actions, both ends included. @param {number} low @param {number} high @param {number} steps */
export const along = (low, high, steps) =>
  Array.from({ length: steps + 1 }, (_, i) => low + (i / steps) * (high - low));

/** @param {Theme} theme @param {Scene} scene @param {number} foot @param {(a: number) => number} up @returns {Mark[]} */
function filledBell(theme, { mean, sigma }, foot, up) {
  const x = along(mean - 4 * sigma, mean + 4 * sigma, 80);
  const y = x.map(up);
  const name = "the policy's density";
  return [
    areaY({ name, x, y1: x.map(() => foot), y2: y, fill: theme.accent, fillOpacity: 0.16 }),
    line({
      name,
      x,
      y,
      stroke: theme.accent,
      strokeWidth: theme.weight,
      title: (i) => `density at ${short(x[i] ?? 0, 4)}: ${short(density(x[i] ?? 0, mean, sigma), 4)}`,
    }),
  ];
}

/** @param {Stage} st @param {number | null} b @returns {Mark[]} */
function baseline(st, b) {
  if (b === null || b === 0) return [];
  const { theme, area } = st;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  const [x] = st.at(area.left + area.width - 4, 0);
  const look = { fill: theme.quiet, fontSize: theme.size, halo: theme.paper };
  return [
    line({
      name: "baseline b",
      x: [low, high],
      y: [b, b],
      stroke: theme.quiet,
      strokeDasharray: [2, 3],
      title: () => `b = ${short(b, 4)}`,
    }),
    text({ name: "baseline b", x: [x], y: [b], text: ["b"], ...look, textAnchor: "end", dy: -0.6 * theme.size }),
  ];
}

/** Where the mean is, and one sigma to its sides: lines through both pictures. @param {Stage} st @param {Scene} scene @returns {Mark[]} */
export function guides(st, { mean, sigma }) {
  const [, up] = /** @type {[Range, Range]} */ (st.ranges());
  return [mean, mean - sigma, mean + sigma].map((a, i) =>
    line({ name: "μ and σ", x: [a, a], y: up, stroke: st.theme.accent, strokeDasharray: i ? [3, 3] : [] }),
  );
}

/**
 * The batch's actions: what is made likelier as triangles upwards, what is made rarer as wedges downwards.
 * @param {Theme} theme
 * @param {Scene} scene
 * @param {(drop: import("../gaussian.js").Drop) => number} height
 * @returns {Mark[]}
 */
export function drops(theme, scene, height) {
  const r = scene.drops.length > 40 ? 2.5 : 4;
  /** @param {readonly import("../gaussian.js").Drop[]} some @param {string} name @param {Partial<import("../../types.js").DotMark>} look */
  const dots = (some, name, look) =>
    dot({
      name,
      x: some.map(({ action }) => action),
      y: some.map(height),
      r,
      fill: theme.estimate,
      title: (i) => {
        const { action = NaN, reward = NaN, weight = NaN } = some[i] ?? {};
        return `action ${short(action, 4)}: ${scene.names.axis} ${short(reward, 4)}, weight ${short(weight, 4)}`;
      },
      ...look,
    });
  if (scene.weighed !== "score") return [dots(scene.drops, "sampled actions", { r: r - 0.5 })];
  return [true, false].map((likelier) =>
    dots(
      scene.drops.filter(({ weight }) => weight > 0 === likelier),
      likelier ? "made likelier" : "made rarer",
      {
        symbol: likelier ? "triangle" : "wedge",
        fill: theme.diverging.at(likelier ? -1 : 0)?.[1] ?? theme.ink,
      },
    ),
  );
}

/** Measure-valued: the two actions that are compared. Pathwise: the curve's slope at each action. @param {Stage} st @param {Scene} scene @returns {Mark[]} */
function chords(st, scene) {
  const { theme } = st;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  return scene.drops.slice(0, CHORDS).flatMap(({ action, reward, weight, probes, probed }) => {
    const look = { name: scene.weighed === "slope" ? "slope of r" : "pair of actions", stroke: theme.estimate };
    if (scene.weighed === "slope") {
      const reach = 0.03 * (high - low);
      const long = Math.hypot(st.x(action + reach) - st.x(action), st.y(reward + weight * reach) - st.y(reward));
      const by = reach * Math.min(1, 28 / long);
      const ends = { x: [action - by, action + by], y: [reward - weight * by, reward + weight * by] };
      return [line({ ...look, ...ends, strokeWidth: 2 * theme.weight })];
    }
    if (!probes || !probed) return [];
    const ends = { x: probes.slice(0, 2), y: probed.slice(0, 2) };
    return [
      line({ ...look, ...ends }),
      dot({ ...look, ...ends, symbol: "square", r: 2.5, fill: theme.estimate, strokeWidth: 0 }),
    ];
  });
}

/**
 * A slope along the mean as an arrow from the expected reward, uphill.
 * @param {Stage} st
 * @param {Scene} scene
 * @param {number} height
 * @param {[number, number] | null} slopes
 * @param {{name: string, fill: string, hollow?: string}} look
 * @returns {Mark[]}
 */
function slope(st, { mean, sigma }, height, slopes, look) {
  if (!slopes || slopes[0] === 0) return [];
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  // As long as it can be seen, however narrow the bell.
  const by = Math.sign(slopes[0]) * Math.max(REACH * sigma, 0.06 * (high - low));
  const rise = st.y(height + slopes[0] * by) - st.y(height);
  const share = Math.min(1, (0.7 * st.area.height) / Math.max(1, Math.abs(rise)));
  const ends = { x1: mean, y1: height, x2: mean + share * by, y2: height + share * by * slopes[0] };
  const title = () => `${look.name} = ${short(slopes[0], 4)}`;
  return [arrow({ ...ends, ...look, strokeWidth: (look.hollow ? 3 : 2) * st.theme.weight, title })];
}

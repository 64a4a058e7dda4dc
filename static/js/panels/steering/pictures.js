/** Both pictures of a steered number as marks: the state over the steps, the action over the state. */

import { areaY, dot, line, text } from "../../marks/mark.js";
import { short } from "../../maths/format.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../steering.js").Scene} Scene */
/** @typedef {[number, number]} Range */

const DASH = [6, 4];
/** How far out the handles stand, as a share of the way from 0 to the picture's farther end. */
const REACH = 0.72;
/** Dots of more actions than this are small. */
const MANY = 60;

/** @param {Stage} st @param {Scene} scene @returns {Mark[]} */
export function pathMarks({ theme }, { states: { means, deviations }, best, paths }) {
  const t = means.map((_, i) => i);
  const band = (/** @type {number} */ side) => means.map((mean, i) => mean + side * 2 * (deviations[i] ?? 0));
  const name = "mean state ± 2 standard deviations";
  return [
    areaY({ name, x: t, y1: band(-1), y2: band(1), fill: theme.accent, fillOpacity: 0.14 }),
    line({ name: "zero", x: [0, means.length - 1], y: [0, 0], stroke: theme.line }),
    line({
      name: "the last batch",
      x: (paths?.states ?? []).flatMap((row) => [...row.map((_, i) => i), null]),
      y: (paths?.states ?? []).flatMap((row) => [...row, null]),
      stroke: theme.estimate,
      strokeOpacity: 0.6,
    }),
    line({
      name: "under the best gains",
      x: t,
      y: best.means,
      stroke: theme.exact,
      strokeWidth: theme.weight,
      strokeDasharray: DASH,
      title: (i) => `step ${i}, best gains: mean state ${short(best.means[i] ?? 0, 4)}`,
    }),
    line({
      name: "mean state",
      x: t,
      y: means,
      stroke: theme.accent,
      strokeWidth: 1.5 * theme.weight,
      title: (i) => `step ${i}: mean state ${short(means[i] ?? 0, 4)} ± ${short(deviations[i] ?? 0, 3)}`,
    }),
  ];
}

/**
 * What may be dragged: the mean at some state, σ above it there, and where there is one the shift at state 0.
 * @param {Scene} scene
 * @param {Range} range of the states
 */
export function gripsOf({ policy: { gain, shift, sigma }, constant }, [low, high]) {
  const x = REACH * (Math.abs(high) >= Math.abs(low) ? high : low);
  const y = gain * x + shift;
  return [
    { name: "Gain w", x, y },
    { name: "Spread σ", x, y: y + sigma },
    ...(constant ? [{ name: "Shift c", x: 0, y: shift }] : []),
  ];
}

/** @param {Stage} st @param {Scene} scene @returns {Mark[]} */
export function policyMarks(st, scene) {
  const { theme } = st;
  const { policy, gains } = scene;
  const [x] = /** @type {[Range, Range]} */ (st.ranges());
  const at = (/** @type {number} */ aside) => x.map((s) => policy.gain * s + policy.shift + aside * policy.sigma);
  const best = gains[0] ?? 0;
  const mean = "the policy's mean";
  const grips = gripsOf(scene, x);
  return [
    areaY({ name: "one σ", x, y1: at(-1), y2: at(1), fill: theme.accent, fillOpacity: 0.14 }),
    line({ name: "no action", x, y: [0, 0], stroke: theme.line }),
    ...actionMarks(st, scene),
    line({
      name: "best first gain",
      x,
      y: x.map((s) => best * s),
      stroke: theme.exact,
      strokeWidth: theme.weight,
      strokeDasharray: DASH,
      title: () => `best first gain: ${short(best, 4)}`,
    }),
    line({
      name: mean,
      x,
      y: at(0),
      stroke: theme.accent,
      strokeWidth: 1.5 * theme.weight,
      title: () => `w = ${short(policy.gain, 4)}`,
    }),
    dot({
      name: "w and σ",
      x: grips.map((grip) => grip.x),
      y: grips.map((grip) => grip.y),
      r: 4.25,
      fill: theme.accent,
      stroke: theme.paper,
    }),
    ...names(st, scene, x),
  ];
}

/** Every action drawn: made likelier as triangles upwards, made rarer as wedges downwards. @param {Stage} st @param {Scene} scene @returns {Mark[]} */
function actionMarks({ theme }, { paths, weighed }) {
  if (!paths) return [];
  const drops = paths.actions.flatMap((row, i) =>
    row.map((action, t) => ({ t, action, state: paths.states[i]?.[t] ?? 0, weight: paths.weights[i]?.[t] ?? 0 })),
  );
  const r = drops.length > MANY ? 2 : 3.5;
  return [true, false].map((likelier) => {
    const some = drops.filter(({ weight }) => weight > 0 === likelier);
    const shape = likelier ? "triangle" : "wedge";
    return dot({
      name: weighed ? (likelier ? "made likelier" : "made rarer") : "sampled actions",
      x: some.map(({ state }) => state),
      y: some.map(({ action }) => action),
      r,
      symbol: weighed ? shape : "circle",
      fill: theme.estimate,
      fillOpacity: likelier || !weighed ? 1 : 0.55,
      title: (i) => {
        const { t = 0, state = NaN, action = NaN, weight = NaN } = some[i] ?? {};
        return `step ${t}: state ${short(state, 4)}, action ${short(action, 4)}, weight ${short(weight, 4)}`;
      },
    });
  });
}

/** The slope of both lines, written where they leave the picture on the left. @param {Stage} st @param {Scene} scene @param {Range} x @returns {Mark[]} */
function names(st, { policy, gains }, [low, high]) {
  const { theme, area } = st;
  const from = low + 0.03 * (high - low);
  const best = gains[0] ?? 0;
  const rows = [
    { words: `w = ${short(policy.gain, 3)}`, fill: theme.accent, y: policy.gain * from + policy.shift },
    { words: `best ${short(best, 3)}`, fill: theme.exact, y: best * from },
  ].sort((one, other) => other.y - one.y);
  return rows.map(({ words, fill, y }, i) => {
    const aside = (i ? 1 : -1) * 0.9 * theme.size;
    // Not on the line of no action.
    const [zero, near] = [st.y(0), st.y(y) + aside];
    const free = Math.abs(near - zero) < 0.7 * theme.size ? zero + Math.sign(aside) * 0.8 * theme.size : near;
    const down = Math.min(area.top + area.height - theme.size, Math.max(area.top + theme.size, free));
    const [at, height] = st.at(st.x(from), down);
    const look = { fill, fontSize: theme.size, halo: theme.paper };
    return text({ name: words, x: [at], y: [height], text: [words], ...look, textAnchor: "start" });
  });
}

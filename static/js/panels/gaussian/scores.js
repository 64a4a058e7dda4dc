/** The lower picture as marks: the score of every action, or what each sample adds: its weight times its score. */

import { line, text } from "../../marks/mark.js";
import { scoresAt } from "../../maths/bell.js";
import { short } from "../../maths/format.js";
import { along, drops, guides } from "./bell.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../gaussian.js").Scene} Scene */
/** @typedef {[number, number]} Range */

const POINTS = 120;
const DASH = [6, 4];

/** @param {Stage} st @param {Scene} scene @returns {Mark[]} */
export function scoreMarks(st, scene) {
  const { theme } = st;
  const { mean, sigma, learned } = scene;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  const x = along(low, high, POINTS);
  /** @param {0 | 1} part */
  const score = (part) => {
    const name = part ? "score for log σ" : "score for μ";
    const y = x.map((a) => scoresAt(a, mean, sigma)[part]);
    const title = (/** @type {number} */ i) => `action ${short(x[i] ?? 0, 4)}: ${name} ${short(y[i] ?? 0, 4)}`;
    const look = { stroke: theme.action(part).color, strokeWidth: 1.5 * theme.weight };
    return line({ name, x, y, ...look, strokeDasharray: part ? DASH : [], title });
  };
  /** @param {0 | 1} part */
  const sampled = (part) => drops(theme, scene, ({ action }) => scoresAt(action, mean, sigma)[part]);
  return [
    zero(st),
    ...guides(st, scene),
    ...(learned ? [score(1)] : []),
    score(0),
    ...(learned ? sampled(1) : []),
    ...sampled(0),
  ];
}

/** @param {Stage} st @param {Scene} scene @returns {Mark[]} */
export function pushMarks(st, scene) {
  const { theme, area } = st;
  const [[low, high]] = /** @type {[Range, Range]} */ (st.ranges());
  const parts = scene.learned ? [0, 1] : [0];
  const sticks = parts.map((part) => {
    const aside = parts.length > 1 ? (part ? 2 : -2) : 0;
    const at = (/** @type {number} */ action) => st.at(st.x(action) + aside, 0)[0];
    return line({
      name: part ? "pushes on log σ" : "pushes on μ",
      x: scene.drops.flatMap(({ action }) => [at(action), at(action), null]),
      y: scene.drops.flatMap(({ push }) => [0, push[part] ?? 0, null]),
      stroke: theme.action(part).color,
      strokeWidth: 1.5,
      strokeDasharray: part ? [4, 2] : [],
    });
  });
  // The higher line is named above itself, the lower one below.
  const means = [
    { slope: scene.exact?.[0], color: theme.exact, dash: [], words: scene.names.slope },
    { slope: scene.estimate?.[0], color: theme.estimate, dash: DASH, words: "their mean" },
  ]
    .flatMap(({ slope, ...rest }) => (slope === undefined ? [] : [{ ...rest, slope }]))
    .sort((a, b) => b.slope - a.slope)
    .flatMap(({ slope, color, dash, words }, i) => {
      const [least, most] = [area.top + 0.6 * theme.size, area.top + area.height - 0.6 * theme.size];
      const down = Math.min(most, Math.max(least, st.y(slope) + (i ? 0.75 : -0.75) * theme.size));
      const [x, y] = st.at(area.left + 6, down);
      const look = { fill: color, fontSize: theme.size, halo: theme.paper };
      return [
        line({
          name: words,
          x: [low, high],
          y: [slope, slope],
          stroke: color,
          strokeWidth: 1.5 * theme.weight,
          strokeDasharray: dash,
          title: () => `${words}: ${short(slope, 4)}`,
        }),
        text({ name: words, x: [x], y: [y], text: [words], ...look, textAnchor: "start" }),
      ];
    });
  return [zero(st), ...guides(st, scene), ...sticks, ...drops(theme, scene, ({ push }) => push[0]), ...means];
}

/** @param {Stage} st @returns {Mark} */
function zero(st) {
  const [across] = /** @type {[Range, Range]} */ (st.ranges());
  return line({ name: "zero", x: across, y: [0, 0], stroke: st.theme.line });
}

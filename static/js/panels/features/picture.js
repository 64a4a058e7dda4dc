/** Weights on a plane, their pivot and the arms between them, as marks. */

import { arrow, dot, line, text } from "../../marks/mark.js";
import { short } from "../../maths/format.js";
import { niceStep } from "../../maths/levels.js";
import { boxesOf, createLabels } from "../../stage/labels.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {[number, number]} Point */
/**
 * @typedef {object} Scene
 * @property {readonly string[]} names
 * @property {number} chosen
 * @property {readonly number[]} pi
 * @property {Point} pivot
 * @property {readonly Point[]} weights
 * @property {readonly Point[]} ghosts   the run's own, while others are tried
 * @property {readonly string[] | null} coordinates  names of the two directions, where they are parameters
 * @property {string} note               what the plane leaves out
 * @property {(a: number) => string} words  what hovering a weight says
 */

/** A letter's width at most, as a share of its size. */
const LETTER = 0.56;
/** Radius of a weight that holds all the probability, as a share of the smaller side; its area is pi. */
const LARGEST = 0.17;
/** Room below the weights for the scale and a direction's name, px. */
export const FOOT = 18;

/** @param {Stage} stage @param {Scene} scene @returns {Mark[]} */
export function balanceMarks(stage, scene) {
  const { theme, area } = stage;
  const { names, chosen, pi, pivot, weights, ghosts, coordinates, words } = scene;
  const most = LARGEST * Math.min(area.width, area.height - FOOT);
  const masses = weights.map(([x, y], a) => {
    const { color } = theme.action(a);
    const r = Math.max(2, most * Math.sqrt(pi[a] ?? 0));
    const name = names[a] ?? "";
    return { x: [x], y: [y], name, fill: color, r, title: () => words(a), clip: false };
  });
  const directions = coordinates ? axisMarks(stage, coordinates) : [];
  const [signs, scale] = [weightMarks(stage, scene), scaleMarks(stage, scene.note)];
  return [
    ...directions,
    ...ghosts.map((ghost) => ghostMark(stage, ghost)),
    ...masses.map((mass) => dot({ ...mass, fillOpacity: 0.24, legend: false })),
    ...masses.map((mass, a) => rimMark(stage, mass, (a === chosen ? 1.8 : 1) * theme.weight)),
    ...weights.map(([x2, y2], a) =>
      arrow({
        name: names[a] ?? "",
        x1: pivot[0],
        y1: pivot[1],
        x2,
        y2,
        fill: theme.action(a).color,
        strokeWidth: (a === chosen ? 3 : 1.8) * theme.weight,
        head: a === chosen ? 11 : 9,
        legend: true,
      }),
    ),
    ...signs,
    ...pivotMarks(stage, pivot, [...directions, ...signs, ...scale]),
    ...scale,
  ];
}

/** A circle's outline, px around a place. @param {Stage} stage @param {Point} middle @param {number} r */
function around(stage, [x, y], r) {
  const [left, top] = [stage.x(x), stage.y(y)];
  const corners = Array.from({ length: 49 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 48;
    return stage.at(left + r * Math.cos(angle), top + r * Math.sin(angle));
  });
  return { x: corners.map((at) => at[0]), y: corners.map((at) => at[1]) };
}

/** @param {Stage} stage @param {{name: string, x: number[], y: number[], r: number, fill: string}} mass @param {number} strokeWidth */
const rimMark = (stage, { name, x: [x = 0], y: [y = 0], r, fill }, strokeWidth) =>
  line({ name, ...around(stage, [x, y], r), stroke: fill, strokeWidth });

/** @param {Stage} stage @param {Point} at */
const ghostMark = (stage, at) =>
  line({
    name: "the run’s φ",
    ...around(stage, at, 5),
    stroke: stage.theme.quiet,
    strokeWidth: 1,
    strokeDasharray: [2, 2],
  });

/** Each weight's sign and name, beyond it as seen from the pivot and inside the picture. @param {Stage} stage @param {Scene} scene @returns {Mark[]} */
function weightMarks(stage, { names, chosen, pivot, weights }) {
  const { theme, area } = stage;
  const [cx, cy] = [stage.x(pivot[0]), stage.y(pivot[1])];
  return weights.flatMap((point, a) => {
    const [left, top] = [stage.x(point[0]), stage.y(point[1])];
    const far = Math.hypot(left - cx, top - cy) || 1;
    const [ux, uy] = [(left - cx) / far, (top - cy) / far];
    const tx = clamp(left + 15 * ux, area.left + 8, area.left + area.width - 8);
    const ty = clamp(top + 13 * uy + (far < 8 ? -14 : 0), area.top + 7, area.top + area.height - FOOT - 6);
    const [x, y] = stage.at(tx, ty);
    const { color, shape } = theme.action(a);
    const look = { fill: theme.ink, fontSize: theme.size, fontWeight: a === chosen ? 600 : 400, halo: theme.paper };
    const name = names[a] ?? "";
    return [
      dot({
        name,
        x: [point[0]],
        y: [point[1]],
        symbol: shape,
        r: 5.25,
        fill: color,
        stroke: theme.paper,
        clip: false,
      }),
      text({ name, x: [x], y: [y], text: [name], ...look }),
    ];
  });
}

/** A fulcrum with its tip at the mean, and its name where nothing else stands. @param {Stage} stage @param {Point} pivot @param {readonly Mark[]} others @returns {Mark[]} */
function pivotMarks(stage, pivot, others) {
  const { theme, area } = stage;
  const [left, top] = [stage.x(pivot[0]), stage.y(pivot[1]) + 8];
  const [x, y] = stage.at(left, top);
  const labels = createLabels({ size: theme.size, font: `${theme.size}px ${theme.font}`, within: area });
  for (const box of boxesOf(stage, others)) labels.keep(box);
  const [beside, below] = [26, 16];
  const place = labels.find("E[φ]", [
    { x: left, y: top + below },
    { x: left + beside, y: top },
    { x: left - beside, y: top },
    { x: left, y: top - below - 8 },
    { x: left + beside, y: top + below },
    { x: left - beside, y: top + below },
  ]);
  const look = { fill: theme.ink, stroke: theme.paper, title: () => "E[φ], the mean" };
  const words = { fill: theme.ink, fontSize: theme.size, halo: theme.paper };
  return [
    dot({ name: "E[φ]", x: [x], y: [y], symbol: "triangle", r: 7.75, ...look }),
    ...(place
      ? [text({ name: "E[φ]", x: [x], y: [y], text: ["E[φ]"], dx: place.x - left, dy: place.y - top, ...words })]
      : []),
  ];
}

/** The two parameters' directions through the origin, with their names at the picture's edges. @param {Stage} stage @param {readonly string[]} coordinates @returns {Mark[]} */
function axisMarks(stage, [across = "", up = ""]) {
  const { theme, area } = stage;
  const [[left, right], [low, high]] = /** @type {[Point, Point]} */ (stage.ranges());
  const look = { fill: theme.quiet, fontSize: theme.size - 1, halo: theme.paper };
  const rule = { name: "directions", stroke: theme.grid, strokeWidth: 1 };
  const [x, y] = stage.at(area.left + area.width, area.top + area.height - FOOT / 2 + 2);
  const [, top] = stage.at(0, area.top + 6);
  const horizontal = [
    line({ ...rule, x: [left, right], y: [0, 0] }),
    text({ name: "directions", x: [x], y: [y], text: [`→ ${across}`], textAnchor: "end", ...look }),
  ];
  if (!up) return horizontal;
  return [
    ...horizontal,
    line({ ...rule, x: [0, 0], y: [low, high] }),
    text({ name: "directions", x: [0], y: [top], text: [`↑ ${up}`], textAnchor: "start", dx: 5, ...look }),
  ];
}

/** As much of what there is to say as there is room for. @param {Stage} stage @param {string} note @returns {Mark[]} */
function scaleMarks(stage, note) {
  const { theme, area } = stage;
  const unit = Math.abs(stage.x(1) - stage.x(0));
  const length = niceStep(40 / unit);
  const [left, down, wide] = [area.left + 1, area.top + area.height - FOOT / 2 + 2, length * unit];
  const bracket = [
    [0, -3],
    [0, 3],
    [0, 0],
    [wide, 0],
    [wide, -3],
    [wide, 3],
  ].map(([dx = 0, dy = 0]) => stage.at(left + dx, down + dy));
  const [x, y] = stage.at(left + wide + 5, down);
  const said = `${short(length)}${note ? `, ${note}` : ""}`;
  const room = (area.width - wide - 6) / (LETTER * theme.size);
  const words = [`${said}; areas: π(a)`, said].find((some) => some.length <= room) ?? short(length);
  const look = { fill: theme.quiet, fontSize: theme.size - 1, halo: theme.paper };
  return [
    line({
      name: "scale",
      x: bracket.map((at) => at[0]),
      y: bracket.map((at) => at[1]),
      stroke: theme.quiet,
      strokeWidth: 1,
    }),
    text({ name: "scale", x: [x], y: [y], text: [words], textAnchor: "start", ...look }),
  ];
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

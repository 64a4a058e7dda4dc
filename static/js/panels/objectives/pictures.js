/** Three gradients on a plane of two parameters, where each objective looks, and a loop with the height gained along it. */

import { arrow, dot, line, rect, text } from "../../marks/mark.js";
import { widthOf } from "../../marks/ruler.js";
import { fixed, short } from "../../maths/format.js";
import { boxesAlong, createLabels } from "../../stage/labels.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../types.js").Shape} Shape */
/** @typedef {import("./answers.js").Loop} Loop */
/** @typedef {[number, number]} Point */
/** @typedef {{key: "start" | "value" | "reward", short: string, name: string, shape: Shape, mark: string}} Kind */
/** @typedef {{kind: Kind, by: Point, factor: number}} Arrow */

/** How each objective looks, always: colour, marker, and how its arrow is drawn. @type {Kind[]} */
export const KINDS = [
  { key: "start", short: "J₁", name: "start value", shape: "circle", mark: "●" },
  { key: "value", short: "J avV", name: "average value", shape: "square", mark: "■" },
  { key: "reward", short: "J avR", name: "average reward", shape: "diamond", mark: "◆" },
];

/** @param {Theme} theme @param {Kind["key"]} key */
export function colorOf(theme, key) {
  return key === "start" ? theme.exact : key === "value" ? theme.action(0).color : theme.action(1).color;
}

/** The arrows' dashes, by which they are told without colour. */
const DASHES = { start: [], value: [6, 4], reward: [2, 3] };

/** @param {Stage} stage @param {Point} from @param {readonly Arrow[]} arrows @returns {Mark[]} */
export function gradientMarks(stage, from, arrows) {
  const { theme } = stage;
  const seen = arrows
    .map((one) => ({
      ...one,
      to: /** @type {Point} */ ([0, 1].map((k) => (from[k] ?? 0) + one.factor * (one.by[k] ?? 0))),
    }))
    .filter(({ to }) => Math.hypot(stage.x(to[0]) - stage.x(from[0]), stage.y(to[1]) - stage.y(from[1])) >= 3);
  const ways = seen.flatMap(({ kind, factor, to }) => {
    const [color, name] = [colorOf(theme, kind.key), `∇${kind.short}`];
    const title = () => `∇${kind.short}, ${kind.name}, drawn × ${short(factor, 2)}`;
    const thick = kind.key === "start" ? 3 : kind.key === "value" ? 2 : 5;
    const shaft = { strokeWidth: thick * theme.weight, legend: true };
    return [
      kind.key === "start"
        ? arrow({ name, x1: from[0], y1: from[1], x2: to[0], y2: to[1], fill: color, head: 12, ...shaft })
        : line({
            name,
            x: [from[0], to[0]],
            y: [from[1], to[1]],
            stroke: color,
            strokeDasharray: DASHES[kind.key],
            ...shaft,
          }),
      dot({
        name,
        x: [to[0]],
        y: [to[1]],
        symbol: kind.shape,
        r: 5.75,
        fill: color,
        stroke: theme.paper,
        title,
        legend: false,
      }),
    ];
  });
  return [...ways, hereMark(theme, from), ...gradientNames(stage, from, seen)];
}

/** Where θ is. @param {Theme} theme @param {Point} at */
const hereMark = (theme, [x, y]) =>
  dot({ name: "θ", x: [x], y: [y], r: 5.75, fill: theme.accent, stroke: theme.paper, title: () => "θ" });

/** Each arrow's name beside its end, on no arrow and no mark. @param {Stage} stage @param {Point} from @param {readonly (Arrow & {to: Point})[]} arrows @returns {Mark[]} */
function gradientNames(stage, from, arrows) {
  const { theme, area } = stage;
  const font = `600 ${theme.size}px ${theme.font}`;
  const labels = createLabels({ size: theme.size, font, within: area });
  const [x0, y0] = [stage.x(from[0]), stage.y(from[1])];
  const tips = arrows.map(({ to }) => /** @type {Point} */ ([stage.x(to[0]), stage.y(to[1])]));
  for (const [x, y] of tips) {
    labels.keep([x - 7, y - 7, x + 7, y + 7]);
    for (const box of boxesAlong([x0, y0], [x, y])) labels.keep(box);
  }
  return arrows.flatMap(({ kind, factor }, k) => {
    const [x, y] = tips[k] ?? [0, 0];
    const words = area.width < 460 ? kind.short : `${kind.short} ×\u2009${short(factor, 2)}`;
    const half = widthOf(words, font) / 2;
    const up = y < y0 ? -1 : 1;
    const [beside, over] = [half + 10, theme.size / 2 + 9];
    const places = [
      [0, up * over],
      [beside, 0],
      [-beside, 0],
      [beside, up * over],
      [-beside, up * over],
      [0, -up * over],
      [beside, -up * over],
      [-beside, -up * over],
      [beside + 8, 0],
      [-beside - 8, 0],
    ];
    const place = labels.find(
      words,
      places.map(([dx = 0, dy = 0]) => ({ x: x + dx, y: y + dy })),
    );
    if (!place) return [];
    const [across, high] = stage.at(place.x, place.y);
    const look = { fill: colorOf(theme, kind.key), fontSize: theme.size, fontWeight: 600, halo: theme.paper };
    return [text({ name: `∇${kind.short}`, x: [across], y: [high], text: [words], ...look })];
  });
}

/**
 * The square, and both fields at its points.
 * @param {Stage} stage
 * @param {{middle: Point, side: number, loop: Loop | null, factor: number}} given
 * @returns {Mark[]}
 */
export function loopMarks(stage, { middle, side, loop, factor }) {
  const { theme } = stage;
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ].map(([x = 0, y = 0]) => /** @type {Point} */ ([middle[0] + (side / 2) * x, middle[1] + (side / 2) * y]));
  return [
    line({
      name: "the loop",
      x: corners.map(([x]) => x),
      y: corners.map(([, y]) => y),
      stroke: theme.line,
      strokeWidth: theme.weight,
      strokeDasharray: [5, 3],
    }),
    ...headMarks(stage, corners),
    ...(loop ? fieldMarks(theme, loop, factor) : []),
    hereMark(theme, middle),
  ];
}

/** Which way round: a head in the middle of each side. @param {Stage} stage @param {readonly Point[]} corners @returns {Mark[]} */
function headMarks({ theme, x, y, at }, corners) {
  return [0, 1, 2, 3].map((k) => {
    const [[xa, ya], [xb, yb]] = [corners[k] ?? [0, 0], corners[k + 1] ?? [0, 0]];
    const [left, top] = [x((xa + xb) / 2), y((ya + yb) / 2)];
    const [ux, uy] = [Math.sign(x(xb) - x(xa)), Math.sign(y(yb) - y(ya))];
    const [[x1, y1], [x2, y2]] = [at(left - 5 * ux, top - 5 * uy), at(left + 5 * ux, top + 5 * uy)];
    return arrow({ name: "the loop", x1, y1, x2, y2, fill: theme.quiet, strokeWidth: 1, head: 10 });
  });
}

const TRUE_FIELD = "∇J₁";
const DROPPED_FIELD = "without γᵗ";

/** Both directions at every other point of the walk. @param {Theme} theme @param {Loop} loop @param {number} factor @returns {Mark[]} */
function fieldMarks(theme, loop, factor) {
  const [i, j] = loop.pair;
  /** @param {readonly (readonly number[])[]} field */
  const ways = (field) =>
    loop.stops.flatMap(({ theta }, k) => {
      const [x, y] = [theta[i] ?? 0, theta[j] ?? 0];
      const to = { x2: x + factor * (field[k]?.[i] ?? 0), y2: y + factor * (field[k]?.[j] ?? 0) };
      return k % 2 === 1 ? [{ x1: x, y1: y, ...to }] : [];
    });
  const [dropped, exact] = [ways(loop.dropped), ways(loop.exact)];
  const look = { fill: theme.exact, strokeWidth: 1.8 * theme.weight, head: 8, legend: true };
  return [
    line({
      name: DROPPED_FIELD,
      x: dropped.flatMap(({ x1, x2 }) => [x1, x2, null]),
      y: dropped.flatMap(({ y1, y2 }) => [y1, y2, null]),
      stroke: theme.estimate,
      strokeWidth: 1.4 * theme.weight,
      strokeDasharray: [3, 2],
      legend: true,
    }),
    dot({
      name: DROPPED_FIELD,
      x: dropped.map(({ x2 }) => x2),
      y: dropped.map(({ y2 }) => y2),
      symbol: "square",
      r: 3,
      fill: theme.estimate,
      stroke: theme.paper,
    }),
    ...exact.map((way) => arrow({ name: TRUE_FIELD, ...way, ...look })),
  ];
}

/** The height gained along the walk. @param {Stage} stage @param {Loop} loop @returns {Mark[]} */
export function climbMarks({ theme, ranges }, loop) {
  const way = [0, ...loop.stops.map((stop) => 4 * stop.way)];
  const [, [low = 0, high = 0] = []] = ranges();
  /** @type {{name: string, heights: readonly number[], color: string, symbol: Shape, dash: number[], side: number}[]} */
  const lines = [
    {
      name: DROPPED_FIELD,
      heights: loop.climbedDropped,
      color: theme.estimate,
      symbol: "square",
      dash: [5, 3],
      side: -1,
    },
    { name: TRUE_FIELD, heights: loop.climbedExact, color: theme.exact, symbol: "circle", dash: [], side: 1 },
  ];
  return [
    line({ name: "zero", x: [0, 4], y: [0, 0], stroke: theme.line, strokeWidth: 1 }),
    ...[1, 2, 3].map((k) => line({ name: "corners", x: [k, k], y: [low, high], stroke: theme.grid, strokeWidth: 1 })),
    ...lines.flatMap(({ name, heights, color, symbol, dash, side }) => {
      // Named in the middle of the second side, each on its own side of its line.
      const middle = Math.round((heights.length - 1) * 0.375);
      const above = side < 0 === (heights[middle] ?? 0) >= 0;
      return [
        line({
          name,
          x: way,
          y: heights,
          stroke: color,
          strokeWidth: 1.8 * theme.weight,
          strokeDasharray: dash,
          title: (k) => `${name}: ${fixed(heights[k], 6)}`,
        }),
        dot({ name, x: [4], y: heights.slice(-1), symbol, r: 4.75, fill: color, stroke: theme.paper, clip: false }),
        text({
          name,
          x: [way[middle] ?? 0],
          y: [heights[middle] ?? 0],
          text: [name],
          fill: color,
          fontSize: theme.size,
          fontWeight: 600,
          halo: theme.paper,
          dy: above ? -11 : 13,
        }),
      ];
    }),
  ];
}

/**
 * Two bars a state: the share of discounted steps from the start, and of all steps in the long run.
 * @param {Stage} stage
 * @param {readonly number[]} start
 * @param {readonly number[] | null} stationary
 * @param {readonly string[]} names
 * @returns {Mark[]}
 */
export function visitMarks(stage, start, stationary, names) {
  const { theme } = stage;
  const unit = Math.abs(stage.x(1) - stage.x(0));
  const wide = Math.min(34, 0.38 * unit) / unit;
  const pixel = 1 / unit;
  const one = { name: "discounted steps from the start", shares: start, left: -wide, right: -pixel, inset: 0 };
  const other = { name: "steps in the long run", shares: stationary ?? [], left: 2 * pixel, right: wide, inset: 1 };
  return [one, other].flatMap(({ name, shares, left, right, inset }) => {
    const color = colorOf(theme, inset ? "reward" : "start");
    const label = { x: shares.map((_, s) => s + (left + right) / 2), text: shares.map((share) => fixed(share, 3)) };
    return [
      rect({
        name,
        x1: shares.map((_, s) => s + left),
        x2: shares.map((_, s) => s + right),
        y1: shares.map(() => 0),
        y2: [...shares],
        ...(inset ? { fill: "none", stroke: color, strokeWidth: 2 } : { fill: color }),
        title: (s) => `${names[s]}: ${fixed(shares[s], 4)} of ${name}`,
      }),
      ...(wide * unit < 30
        ? []
        : [text({ name, ...label, y: [...shares], fill: theme.ink, fontSize: theme.size - 1, dy: -7, clip: false })]),
    ];
  });
}

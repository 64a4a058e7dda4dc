/** The score polygon's three pictures as marks: sides head to tail, and the variance over the baseline. */

import { arrow, dot, line, text } from "../../marks/mark.js";
import { widthOf } from "../../marks/ruler.js";
import { fixed, magnitude, short } from "../../maths/format.js";
import { niceStep } from "../../maths/levels.js";
import { createLabels } from "../../stage/labels.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {[number, number]} Point */

/**
 * Sides as arrows in their actions' colours, and the gap from where they start to where they end.
 * @param {Stage} stage
 * @param {readonly Point[]} points [A + 1]
 * @param {{names: readonly string[], gap: string, words: (a: number) => string}} given  gap: what the opening is, or "" if there is none;
 *   words: what hovering a side says
 * @returns {Mark[]}
 */
export function polygonMarks(stage, points, { names, gap, words }) {
  const { theme } = stage;
  const px = points.map(([x, y]) => /** @type {Point} */ ([stage.x(x), stage.y(y)]));
  const n = px.length - 1;
  const few = n <= 5;
  const middle = /** @type {Point} */ ([0, 1].map((k) => px.reduce((sum, at) => sum + (at[k] ?? 0), 0) / px.length));
  const sides = names.flatMap((name, a) => {
    const [from = [0, 0], to = [0, 0]] = [points[a], points[a + 1]];
    const look = { fill: theme.action(a).color, strokeWidth: 2.2 * theme.weight, head: few ? 10 : 7 };
    return a < n ? [arrow({ name, ...between(from, to), ...look, title: () => words(a) })] : [];
  });
  const scale = scaleBox(stage);
  const free = labelsOf(stage);
  free.keep(scale);
  const named = gapName(stage, free, px, middle, gap);
  const labels = names.flatMap((name, a) => {
    const beside = outward(px[a], px[a + 1], middle);
    if (a >= n || beside.length < 14) return [];
    const [x, y] = stage.at(...beside.at);
    const { color, shape } = theme.action(a);
    const place = { name, x: [x], y: [y] };
    const look = { fill: theme.ink, fontSize: theme.size, halo: theme.paper };
    const found = few && free.find(name, around(beside, 14, 12));
    return [
      dot({ ...place, symbol: shape, r: few ? 5 : 4, fill: color, stroke: theme.paper }),
      ...(found
        ? [text({ ...place, text: [name], ...look, dx: found.x - beside.at[0], dy: found.y - beside.at[1] })]
        : []),
    ];
  });
  const [x = 0, y = 0] = points[0] ?? [];
  const start = dot({ name: "start", x: [x], y: [y], r: 3.75, fill: theme.ink, stroke: theme.paper });
  return [...gapMarks(stage, points, px, middle, gap), ...sides, start, ...labels, ...named];
}

/** Places for a name beside a side's middle, px: outwards, or if that is taken, inwards. @param {{at: Point, out: Point}} side @param {number} across @param {number} down */
const around = ({ at, out }, across, down) =>
  [1, -1].map((way) => ({ x: at[0] + way * across * out[0], y: at[1] + way * down * out[1] }));

/** Names that keep out of each other's way. @param {Stage} stage */
const labelsOf = ({ theme, area }) => createLabels({ size: theme.size, font: fontOf(theme), within: area });

/** @param {Point} from @param {Point} to */
const between = (from, to) => ({ x1: from[0], y1: from[1], x2: to[0], y2: to[1] });

/** The middle of a side, px, the way out from there, and the side's length. @param {Point} [from] @param {Point} [to] @param {Point} [middle] */
function outward([x0, y0] = [0, 0], [x1, y1] = [0, 0], middle = [0, 0]) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const at = /** @type {Point} */ ([(x0 + x1) / 2, (y0 + y1) / 2]);
  const out = /** @type {Point} */ ([(y0 - y1) / length, (x1 - x0) / length]);
  const inwards = (at[0] - middle[0]) * out[0] + (at[1] - middle[1]) * out[1] < 0;
  return { at, out: inwards ? /** @type {Point} */ ([-out[0], -out[1]]) : out, length };
}

/** @param {Stage} stage @param {readonly Point[]} points @param {readonly Point[]} px @param {Point} middle @param {string} gap @returns {Mark[]} */
function gapMarks({ theme }, points, px, middle, gap) {
  const [from = [0, 0], to = from] = [points[0], points.at(-1)];
  if (!gap || outward(px[0], px.at(-1), middle).length < 3) return [];
  const look = { fill: theme.exact, strokeWidth: 4.5 * theme.weight, head: 14 };
  return [arrow({ name: gap, ...between(from, to), ...look, title: () => `the gap: ${gap}` })];
}

/** @param {Stage} stage @param {ReturnType<typeof labelsOf>} free @param {readonly Point[]} px @param {Point} middle @param {string} gap @returns {Mark[]} */
function gapName(stage, free, px, middle, gap) {
  const { theme } = stage;
  const side = outward(px[0], px.at(-1), middle);
  const place = gap && side.length > 8 && free.find(gap, around(side, 18, 14));
  if (!place) return [];
  const [x, y] = stage.at(place.x, place.y);
  const look = { fill: theme.exact, fontSize: theme.size, fontWeight: 600, halo: theme.paper };
  return [text({ name: gap, x: [x], y: [y], text: [gap], ...look })];
}

/** In a polygon's place, where its longest side is this short. @param {Stage} stage @param {number} longest @returns {Mark[]} */
export function faintMarks({ area, theme, at }, longest) {
  const words = ["too small to draw:", `longest side ${magnitude(longest)}`];
  const places = words.map((_, i) =>
    at(area.left + area.width / 2, area.top + area.height / 2 + (i ? 0.7 : -0.7) * theme.size),
  );
  const look = { fill: theme.quiet, fontSize: theme.size };
  return [text({ name: "scale", x: places.map(([x]) => x), y: places.map(([, y]) => y), text: words, ...look })];
}

const PROJECTED = ", projected";

/** @param {Stage["theme"]} theme @param {number} size px */
const fontOf = ({ font, size: usual }, size = usual) => `${size}px ${font}`;

/** Where the bar of the scale stands, and how long it is, px; and in data units. @param {Stage} stage */
function scaleAt({ area, x }) {
  const unit = Math.abs(x(1) - x(0));
  const length = niceStep(34 / unit);
  return { left: area.left + 6, down: area.top + area.height - 8, length, wide: length * unit };
}

/** What the bar and its words may take, px. @param {Stage} stage @returns {[number, number, number, number]} */
function scaleBox(stage) {
  const { left, down, length, wide } = scaleAt(stage);
  const half = stage.theme.size / 2;
  return [
    left,
    down - half,
    left + wide + 5 + widthOf(short(length) + PROJECTED, fontOf(stage.theme, stage.theme.size - 1)),
    down + half,
  ];
}

/** A bar that says how long the sides are, and whether the picture is a projection. @param {Stage} stage @param {boolean} exact @returns {Mark[]} */
export function scaleMarks(stage, exact) {
  const { area, theme } = stage;
  const { left, down, length, wide } = scaleAt(stage);
  // The panel's sentence says so too: where there is no room, the bar goes without.
  const words = [`${short(length)}${exact ? "" : PROJECTED}`, short(length)].find(
    (some, i) => i === 1 || left + wide + 5 + widthOf(some, fontOf(theme, theme.size - 1)) <= area.left + area.width,
  );
  const bracket = [
    [0, -3],
    [0, 3],
    [0, 0],
    [wide, 0],
    [wide, -3],
    [wide, 3],
  ].map(([dx = 0, dy = 0]) => stage.at(left + dx, down + dy));
  const [x, y] = stage.at(left + wide + 5, down);
  const look = { fill: theme.quiet, fontSize: theme.size - 1, halo: theme.paper };
  return [
    line({ name: "scale", x: bracket.map((at) => at[0]), y: bracket.map((at) => at[1]), stroke: theme.quiet }),
    text({ name: "scale", x: [x], y: [y], text: [words ?? ""], ...look, textAnchor: "start" }),
  ];
}

const STEPS = 48;
/** How far a sign reaches, and the present baseline's, px. */
const [SIGN, HELD] = [3.5, 4];

/**
 * The variance over the baseline, with the baselines that matter.
 * @param {Stage} stage
 * @param {{at: (b: number) => number}} curve
 * @param {{text: string, b: number}[]} marked
 * @param {number} b the present one
 * @returns {Mark[]}
 */
export function varianceMarks(stage, curve, marked, b) {
  const { theme } = stage;
  const [[from, to], [foot]] = /** @type {[[number, number], [number, number]]} */ (stage.ranges());
  const x = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
  const seen = marked.filter((mark) => mark.b >= from && mark.b <= to).sort((p, q) => p.b - q.b);
  const name = "total variance";
  const drop = (/** @type {number} */ at) => ({ x: [at, at], y: [Math.max(foot, curve.at(at)), foot] });
  return [
    line({
      name,
      x,
      y: x.map(curve.at),
      stroke: theme.trail,
      strokeWidth: 1.5 * theme.weight,
      title: (i) => `b = ${fixed(x[i], 2)}: total variance ${fixed(curve.at(x[i] ?? 0), 3)}`,
    }),
    ...seen.map((mark) => line({ name: mark.text, ...drop(mark.b), stroke: theme.line, strokeDasharray: [2, 2] })),
    dot({
      name: "baselines",
      x: seen.map((mark) => mark.b),
      y: seen.map((mark) => curve.at(mark.b)),
      symbol: "diamond",
      r: 4,
      fill: theme.trail,
      stroke: theme.paper,
      title: (i) => `${seen[i]?.text} = ${short(seen[i]?.b ?? 0, 4)}: variance ${short(curve.at(seen[i]?.b ?? 0), 4)}`,
    }),
    ...seenNames(stage, curve, seen, b),
    line({ name: "b", ...drop(b), stroke: theme.accent }),
    dot({ name: "b", x: [b], y: [curve.at(b)], r: 5.75, fill: theme.accent, stroke: theme.paper }),
  ];
}

/**
 * The names of the baselines that matter, out of each other's way and off all signs: one without room goes without.
 * @param {Stage} stage
 * @param {{at: (b: number) => number}} curve
 * @param {{text: string, b: number}[]} seen
 * @param {number} present
 * @returns {Mark[]}
 */
function seenNames(stage, curve, seen, present) {
  const { theme } = stage;
  const labels = labelsOf(stage);
  const signs = [...seen.map((mark) => ({ b: mark.b, r: SIGN })), { b: present, r: HELD }];
  for (const { b, r } of signs) {
    const [x, y] = [stage.x(b), stage.y(curve.at(b))];
    labels.keep([x - r, y - r, x + r, y + r]);
  }
  return seen.flatMap((mark, i) => {
    const [x, y] = [stage.x(mark.b), stage.y(curve.at(mark.b))];
    const half = widthOf(mark.text, fontOf(theme)) / 2;
    // Neighbours lean away from each other, or stand one above the other.
    const leans = seen[i + 1] !== undefined && stage.x(seen[i + 1]?.b ?? 0) - x < 26;
    const sides = [
      { x: x - 4 - half, y: y - 10 },
      { x: x + 4 + half, y: y - 10 },
    ];
    const place = labels.find(mark.text, [
      ...(leans ? sides : [{ x, y: y - 10 }, ...sides.reverse()]),
      { x, y: y - 10 - theme.size },
      { x, y: y - 10 - 2 * theme.size },
    ]);
    if (!place) return [];
    const [across, up] = stage.at(place.x, place.y);
    const look = { fill: theme.ink, fontSize: theme.size, halo: theme.paper };
    return [text({ name: mark.text, x: [across], y: [up], text: [mark.text], ...look })];
  });
}

/** A trajectory through a plane, as marks: a hairline that fades into the past, round updates marked on it, the present and its arrows. */

import { arrow, dot, line, text } from "../../marks/mark.js";
import { count } from "../../maths/format.js";
import { factorText, timeMarks } from "../../maths/framing.js";

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {[number, number]} Point */
/** @typedef {{kind: "exact" | "estimate", by: readonly number[], factor: number}} Vector   by: in data units */

/** Points a trajectory is drawn with, and the updates marked on it. */
export const POINTS = 300;
const MARKS = 5;
/** Strength of the oldest, the middle and the newest third. */
const FADE = [0.5, 0.72, 1];

/**
 * Points of frames, worked out once a frame.
 * @param {(frame: Frame) => Point | null} place
 */
export function places(place) {
  /** @type {WeakMap<Frame, Point | null>} */
  let known = new WeakMap();
  return {
    /** @param {Frame} frame */
    at(frame) {
      let point = known.get(frame);
      if (point === undefined) {
        point = place(frame);
        known.set(frame, point);
      }
      return point;
    },
    forget() {
      known = new WeakMap();
    },
    /** The frames of a past that have a place, and where. @param {readonly Frame[]} frames @returns {{frames: Frame[], points: Point[]}} */
    along(frames) {
      /** @type {Frame[]} */
      const kept = [];
      /** @type {Point[]} */
      const points = [];
      for (const frame of frames) {
        const point = this.at(frame);
        if (!point) continue;
        kept.push(frame);
        points.push(point);
      }
      return { frames: kept, points };
    },
  };
}

/**
 * Whether a moment belongs to another run than the one before: its history begins elsewhere. A theta that is dragged before the
 * first update replaces the first frame and is the same run.
 * @param {import("../../types.js").Moment | null} before
 * @param {import("../../types.js").Moment} now
 */
export function anotherRun(before, now) {
  if (!before) return true;
  const [was, is] = [before.history.frames[0], now.history.frames[0]];
  if (was === is) return false;
  return before.frame.update !== now.frame.update || now.history.frames.length !== 1;
}

/**
 * The way a run went.
 * @param {Stage} stage
 * @param {{frames: readonly Frame[], points: readonly Point[]}} trail
 * @param {(frame: Frame) => string} words of a moment, on hover
 * @returns {Mark[]}
 */
export function trailMarks(stage, { frames, points }, words) {
  const { theme } = stage;
  const n = points.length;
  if (n < 2) return [];
  const fading = FADE.map((strokeOpacity, third) => {
    const from = Math.floor(((n - 1) * third) / 3);
    const part = points.slice(from, Math.floor(((n - 1) * (third + 1)) / 3) + 1);
    return line({
      name: "trajectory",
      x: part.map(([x]) => x),
      y: part.map(([, y]) => y),
      stroke: theme.trail,
      strokeOpacity,
      title: (i) => words(/** @type {Frame} */ (frames[from + i])),
    });
  });
  const start = dot({ name: "trajectory", ...at(points[0]), r: 3, fill: theme.trail, stroke: theme.paper });
  return [...fading, start, ...updateMarks(stage, frames, points)];
}

/** @param {Point | undefined} point */
const at = (point) => ({ x: [point?.[0] ?? null], y: [point?.[1] ?? null] });

/** Round updates along the way; a number only where it has room. @param {Stage} stage @param {readonly Frame[]} frames @param {readonly Point[]} points */
function updateMarks(stage, frames, points) {
  const { theme } = stage;
  let k = points.length - 1;
  let last = points[k] ?? [0, 0];
  const updates = timeMarks(frames[0]?.update ?? 0, frames[k]?.update ?? 0, MARKS);
  const apart = (updates[1] ?? 2 * (updates[0] ?? 0)) - (updates[0] ?? 0);
  /** @type {Point[]} */
  const marked = [];
  /** @type {{point: Point, words: string}[]} */
  const numbers = [];
  for (const update of updates.reverse()) {
    while (k > 0 && (frames[k]?.update ?? 0) > update) k -= 1;
    const [from = last, to = from] = [points[k], points[k + 1]];
    const gap = (frames[k + 1]?.update ?? update) - (frames[k]?.update ?? 0);
    // Between kept moments the line is straight; where too little was kept nobody knows where the run was then.
    if (gap > apart / 2) continue;
    const t = gap > 0 ? (update - (frames[k]?.update ?? 0)) / gap : 0;
    /** @type {Point} */
    const point = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
    marked.push(point);
    if (Math.hypot(stage.x(point[0]) - stage.x(last[0]), stage.y(point[1]) - stage.y(last[1])) < 26) continue;
    numbers.push({ point, words: count(update) });
    last = point;
  }
  const places = (/** @type {readonly Point[]} */ list) => ({ x: list.map(([x]) => x), y: list.map(([, y]) => y) });
  return [
    dot({ name: "trajectory", ...places(marked), r: 2, fill: theme.trail }),
    text({
      name: "trajectory",
      ...places(numbers.map(({ point }) => point)),
      text: numbers.map(({ words }) => words),
      fill: theme.ink,
      fontSize: theme.size - 1,
      halo: theme.paper,
      textAnchor: "start",
      dx: 5,
      dy: -6,
    }),
  ];
}

/**
 * The present moment, the point everything is about, and arrows from it, the longest first, so that none hides another: the exact one
 * filled, the estimate hollow, each true in direction and `factor` times its length.
 * @param {Theme} theme
 * @param {Point} from
 * @param {readonly Vector[]} vectors
 * @returns {Mark[]}
 */
export function presentMarks(theme, from, vectors) {
  const long = (/** @type {Vector} */ { by, factor }) => factor * Math.hypot(by[0] ?? 0, by[1] ?? 0);
  const arrows = [...vectors]
    .sort((a, b) => long(b) - long(a))
    .map(({ kind, by, factor }) =>
      sign(theme, kind, from, [from[0] + factor * (by[0] ?? 0), from[1] + factor * (by[1] ?? 0)]),
    );
  return [dot({ name: "now", ...at(from), r: 5.75, fill: theme.accent, stroke: theme.paper }), ...arrows];
}

/** @param {Theme} theme @param {"exact" | "estimate"} kind @param {Point} from @param {Point} to */
function sign(theme, kind, [x1, y1], [x2, y2]) {
  const hollow = kind === "estimate" ? { hollow: theme.paper } : {};
  const look = {
    fill: theme[kind],
    strokeWidth: 3 * theme.weight,
    head: 11,
    halo: theme.paper,
    clip: false,
    legend: true,
  };
  return arrow({ name: WORDS[kind], x1, y1, x2, y2, ...look, ...hollow });
}

/**
 * What the arrows are and how much longer than true: one line each in the upper left corner of the picture.
 * @param {Stage} stage
 * @param {readonly Vector[]} vectors
 * @param {boolean} playing  one that comes and goes keeps its line
 * @returns {Mark[]}
 */
export function keyMarks({ theme, area, at: data }, vectors, playing) {
  const high = theme.size + 5;
  const words = area.width < NARROW ? SHORT : WORDS;
  const left = area.left + 7;
  const there = playing ? vectors : vectors.filter(({ by }) => by.some((one) => one !== 0));
  return there.flatMap(({ kind, factor }, i) => {
    const top = area.top + 5 + high * (i + 0.5);
    const [x, y] = data(left + 25, top);
    const caption = { text: [`${words[kind]} ${factorText(factor)}`], fill: theme.ink, fontSize: theme.size };
    return [
      sign(theme, kind, data(left, top), data(left + 18, top)),
      text({ name: WORDS[kind], x: [x], y: [y], ...caption, halo: theme.paper, textAnchor: "start" }),
    ];
  });
}

const WORDS = { exact: "exact gradient", estimate: "last estimate" };
const SHORT = { exact: "exact", estimate: "estimate" };
/** Pictures narrower than this, CSS px, take the short words. */
const NARROW = 300;

/** The room the key takes in the upper left corner, CSS px. @param {Stage} stage @returns {[number, number]} */
export const keyRoom = ({ theme, area }) => [
  25 + (area.width < NARROW ? 9.2 : 12) * theme.size,
  2 * (theme.size + 5) + 10,
];

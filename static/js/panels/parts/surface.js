/**
 * The surface under the landscape: asks the server for J (with an entropy bonus J + beta H) over a rectangle of a plane, keeps the
 * last answer, paints it.
 *
 *   want(...) --- same question --> nothing
 *      |  another question: the one under way is given up
 *      v
 *   asked --- answer ---> known (painted, and kept while the next one is under way)
 */

import { hairline } from "../../marks/canvas.js";
import { text } from "../../marks/mark.js";
import { contour } from "../../maths/contour.js";
import { fixed, short } from "../../maths/format.js";
import { banded, contourLevels, distinct, levelDigits } from "../../maths/levels.js";
import { bonusOf } from "../../maths/objective.js";
import { Unreachable } from "../../run/refused.js";
import { crossing } from "../../stage/labels.js";
import { newest, wordsOf } from "./asking.js";
import { colorAt, table } from "./colors.js";
import { keyRoom } from "./trail.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../maths/plane.js").Plane} Plane */
/** @typedef {import("../../stage/labels.js").Box} Box */
/** @typedef {[[number, number], [number, number]]} Ranges */
/**
 * @typedef {object} Question
 * @property {Plane} plane
 * @property {readonly number[]} theta   which parallel plane: the part of theta that lies off the plane
 * @property {Ranges} ranges             the rectangle, in the plane's coordinates
 * @property {import("../../types.js").Experiment} experiment
 * @property {number} resolution
 */
/** @typedef {{x: number[], y: number[], value: number[][], levels: number[], low: number, high: number, share: (value: number) => number, words: (level: number) => string, digits: number}} Surface */

const LEVELS = 9;
/** A number further than this share of the picture from the way up would stand alone: its line goes without. */
const APART = 0.4;
/** The room of the function's name, in letters' heights. */
const NAME = 4;
/** Points along a side; fewer where a single value takes long (many states). */
const FINE = 61;

/** @param {import("../../types.js").Lab} lab */
export function resolutionFor(lab) {
  const { states } = lab.problem;
  const wanted = states <= 64 ? FINE : states <= 150 ? 41 : 25;
  return Math.min(wanted, lab.limits["resolution"] ?? wanted);
}

/**
 * The body of /api/landscape for a question: the origin is the rectangle's middle, the directions carry its two half widths.
 * @param {Question} question
 */
export function requestOf({ plane, theta, ranges, experiment, resolution }) {
  const [[x0, x1], [y0, y1]] = ranges;
  const [cx, cy, hx, hy] = [(x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2];
  let [px, py] = [0, 0];
  theta.forEach((value, i) => {
    const away = value - (plane.anchor[i] ?? 0);
    px += away * (plane.x[i] ?? 0);
    py += away * (plane.y[i] ?? 0);
  });
  const { problem, policy, objective } = experiment;
  return {
    problem,
    policy,
    objective,
    resolution,
    half_width: 1,
    entropy_bonus: bonusOf(experiment),
    origin: theta.map((value, i) => value + (cx - px) * (plane.x[i] ?? 0) + (cy - py) * (plane.y[i] ?? 0)),
    x_direction: plane.x.map((value) => value * hx),
    y_direction: plane.y.map((value) => value * hy),
  };
}

/**
 * An answer in the plane's coordinates, with its levels.
 * @param {import("../../replies.js").LandscapeReply} answer
 * @param {Ranges} ranges
 * @returns {Surface}
 */
export function surfaceOf(answer, [[x0, x1], [y0, y1]]) {
  const value = answer.value.map((row) => row.map((v) => v ?? NaN));
  const cells = value.flat();
  const finite = cells.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const levels = distinct(contourLevels(cells, LEVELS), value);
  const digits = levelDigits(levels);
  const step = (levels[1] ?? 0) - (levels[0] ?? 0);
  const even = levels.every((level, i) => i === 0 || Math.abs(level - (levels[i - 1] ?? 0) - step) < 1e-6 * step);
  return {
    x: answer.x.map((t) => (x0 + x1) / 2 + (t * (x1 - x0)) / 2),
    y: answer.y.map((t) => (y0 + y1) / 2 + (t * (y1 - y0)) / 2),
    value,
    levels,
    low,
    high,
    // Without a level there is nothing but rounding noise to colour.
    share: levels.length ? banded(levels, low, high) : () => 0.5,
    digits,
    words: even ? (level) => fixed(level, digits) : (level) => short(level, 6),
  };
}

/**
 * @param {{ask: import("../../types.js").Host["ask"], theme: Theme, memory: {known: Surface | null}, changed: () => void,
 *   failed: (text: string) => void}} given  memory: where the last answer is kept for a picture that is made anew
 */
export function createSurface({ ask, theme, memory, changed, failed }) {
  const entries = table(theme.ramp);
  let { known } = memory;
  let heat = known && heatOf(known);
  let unanswered = false;
  /** @type {{of: Surface | null, key: string, rests: string, marks: Mark[]}} */
  let labelled = { of: null, key: "", rests: "", marks: [] };
  const questions = newest();

  /** @param {Surface} surface */
  function heatOf(surface) {
    const canvas = document.createElement("canvas");
    canvas.width = surface.x.length;
    canvas.height = surface.y.length;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = pen.createImageData(canvas.width, canvas.height);
    surface.value.forEach((row, j) => {
      row.forEach((value, i) => {
        const at = 4 * ((surface.y.length - 1 - j) * surface.x.length + i);
        const [r, g, b] = entries[Math.round(surface.share(value) * 255)] ?? [0, 0, 0];
        image.data.set([r, g, b, 255], at);
      });
    });
    pen.putImageData(image, 0, 0);
    return canvas;
  }

  return {
    get known() {
      return known;
    },
    get busy() {
      return questions.busy;
    },
    /** How long the last answer took, ms: asking more often than that helps nobody. */
    get took() {
      return questions.took;
    },
    /** Whether nobody answered the last question: it is still to be asked. */
    get unanswered() {
      return unanswered;
    },
    /** @param {Question} question */
    want: (question) =>
      questions.ask(
        (signal) => ask("api/landscape", requestOf(question), signal),
        (answer) => {
          unanswered = false;
          known = surfaceOf(answer, question.ranges);
          memory.known = known;
          heat = heatOf(known);
          failed(answer.note ?? "");
          changed();
        },
        (problem) => {
          // That the server is away stands in the page's top line.
          unanswered = problem instanceof Unreachable;
          failed(unanswered ? "" : `The landscape could not be drawn: ${wordsOf(problem)}`);
        },
      ),
    /** @param {CanvasRenderingContext2D} ctx @param {Stage} stage */
    paint(ctx, stage) {
      if (!known || !heat) return;
      const { x, y } = known;
      const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [
        stage.x(x[0] ?? 0),
        stage.x(x.at(-1) ?? 0),
        stage.y(y.at(-1) ?? 0),
        stage.y(y[0] ?? 0),
      ];
      // The image's pixels are centred on the grid's points: it reaches half a cell beyond them.
      const [ex, ey] = [(x1 - x0) / (x.length - 1) / 2, (y1 - y0) / (y.length - 1) / 2];
      ctx.imageSmoothingQuality = "high";
      ctx.drawImage(heat, x0 - ex, y0 - ey, x1 - x0 + 2 * ex, y1 - y0 + 2 * ey);
      drawContours(ctx, stage, known);
    },
    /**
     * The levels' numbers, placed again only after another answer, a resize or a zoom, and where it rests at another moment.
     * @param {Stage} stage
     * @param {string} rests  where it does, if it does
     * @param {() => Box[]} taken  where others stand
     * @returns {Mark[]}
     */
    labels(stage, rests, taken) {
      const { width, height } = stage.area;
      const key = `${width} ${height} ${stage.x(0)} ${stage.x(1)} ${stage.y(0)} ${stage.y(1)}`;
      if (!known) return [];
      if (labelled.of !== known || labelled.key !== key || (rests && labelled.rests !== rests))
        labelled = { of: known, key, rests, marks: labelMarks(stage, known, entries, taken()) };
      return labelled.marks;
    },
    destroy: questions.stop,
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage
 * @param {Surface} surface
 */
function drawContours(ctx, stage, surface) {
  const { theme } = stage;
  const lines = surface.levels.map((level) => contour(surface.x, surface.y, surface.value, level));
  ctx.beginPath();
  for (const pieces of lines) {
    for (let i = 0; i < pieces.length; i += 4) {
      ctx.moveTo(stage.x(pieces[i] ?? 0), stage.y(pieces[i + 1] ?? 0));
      ctx.lineTo(stage.x(pieces[i + 2] ?? 0), stage.y(pieces[i + 3] ?? 0));
    }
  }
  ctx.strokeStyle = theme.quiet;
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = hairline();
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/**
 * The levels' numbers as marks.
 * @param {Stage} stage
 * @param {Surface} surface
 * @param {[number, number, number][]} entries
 * @param {readonly Box[]} taken
 * @returns {Mark[]}
 */
function labelMarks(stage, surface, entries, taken) {
  const { theme } = stage;
  const lines = surface.levels.map((level) => contour(surface.x, surface.y, surface.value, level));
  return labelPlaces(stage, surface, lines, taken).map(({ level, x, y }) => {
    const [u, v] = stage.at(x, y);
    return text({
      name: "levels",
      x: [u],
      y: [v],
      text: [surface.words(level)],
      fill: theme.ink,
      fontSize: theme.size - 1,
      halo: colorAt(entries, surface.share(level)),
    });
  });
}

/**
 * Where each level's number stands: on its line, near the straight way from the lowest to the highest point, apart from the others.
 * @param {Stage} stage
 * @param {Surface} surface
 * @param {number[][]} lines
 * @param {readonly Box[]} taken
 */
function labelPlaces(stage, surface, lines, taken) {
  const { area } = stage;
  const [keyWidth, keyHeight] = keyRoom(stage);
  const [ax, ay, bx, by] = [...extreme(stage, surface, surface.low), ...extreme(stage, surface, surface.high)];
  const { size } = stage.theme;
  const half = (/** @type {number} */ level) => (0.56 * size * surface.words(level).length) / 2;
  // The function's name stands in the upper right corner.
  const named = { left: area.left + area.width - NAME * size, bottom: area.top + 2 * size };
  const length = Math.hypot((bx ?? 0) - (ax ?? 0), (by ?? 0) - (ay ?? 0)) || 1;
  const [nx, ny] = [((by ?? 0) - (ay ?? 0)) / length, ((ax ?? 0) - (bx ?? 0)) / length];
  /** @type {{level: number, x: number, y: number}[]} */
  const placed = [];
  lines.forEach((pieces, k) => {
    const wide = half(surface.levels[k] ?? 0);
    let best = Infinity;
    /** @type {{level: number, x: number, y: number} | null} */
    let found = null;
    for (let i = 0; i < pieces.length; i += 4) {
      const x = stage.x(((pieces[i] ?? 0) + (pieces[i + 2] ?? 0)) / 2);
      const y = stage.y(((pieces[i + 1] ?? 0) + (pieces[i + 3] ?? 0)) / 2);
      if (
        x < area.left + wide + 2 ||
        x > area.left + area.width - wide - 2 ||
        y < area.top + 10 ||
        y > area.top + area.height - 10
      )
        continue;
      if (x - wide < area.left + keyWidth && y < area.top + keyHeight + 6) continue;
      if (x + wide > named.left && y - size / 2 < named.bottom) continue;
      const box = /** @type {Box} */ ([x - wide, y - size / 2, x + wide, y + size / 2]);
      if (taken.some((other) => crossing(box, other))) continue;
      const far = Math.abs((x - (ax ?? 0)) * nx + (y - (ay ?? 0)) * ny);
      if (
        far >= best ||
        placed.some((other) => Math.abs(other.x - x) < wide + half(other.level) + 5 && Math.abs(other.y - y) < size + 4)
      )
        continue;
      best = far;
      found = { level: surface.levels[k] ?? 0, x, y };
    }
    if (found && best < APART * Math.min(area.width, area.height)) placed.push(found);
  });
  return placed;
}

/** @param {Stage} stage @param {Surface} surface @param {number} value @returns {[number, number]} */
function extreme(stage, surface, value) {
  for (let j = 0; j < surface.y.length; j += 1) {
    const i = (surface.value[j] ?? []).indexOf(value);
    if (i >= 0) return [stage.x(surface.x[i] ?? 0), stage.y(surface.y[j] ?? 0)];
  }
  return [stage.area.left, stage.area.top];
}

/**
 * The surface as a Plotly trace, for hover: colours by band, the number itself as text, the levels where the page has them.
 * @param {Surface} surface
 * @param {string} name of the function
 * @param {Theme} theme
 */
export function surfaceTraces({ x, y, value, levels, share, digits }, name, theme) {
  const bands = levels.length + 1;
  return [
    {
      type: "contour",
      name,
      x,
      y,
      z: value.map((row) => row.map((v) => (Number.isFinite(v) ? share(v) : null))),
      text: value.map((row) => row.map((v) => fixed(v, digits + 2))),
      hovertemplate: `${name} = %{text}<extra></extra>`,
      showscale: false,
      colorscale: theme.ramp,
      zmin: 0,
      zmax: 1,
      contours: { start: 1 / bands, end: 1 - 1 / bands, size: 1 / bands, coloring: "heatmap" },
      line: { color: theme.quiet, width: 0.7 },
    },
  ];
}

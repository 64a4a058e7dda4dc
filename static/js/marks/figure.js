/**
 * The pen for what stands: marks as plotly.js's own traces and annotations, seen on the page, hovered, zoomed, listed in a legend and saved.
 *
 * Whatever has a size in px (arrow heads) is worked out for the ranges shown, and again after each zoom.
 */

import { box, hairline } from "./canvas.js";
import { arrowParts, hatching, SYMBOLS, vectorOutlines } from "./shapes.js";

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {Record<string, any>} Trace */

/**
 * @param {readonly Mark[]} marks  the lowest first
 * @param {Stage} stage
 * @param {ReadonlySet<string>} hidden names that are switched off in the legend
 * @returns {{traces: Trace[], annotations: Trace[]}}
 */
export function plotlyMarks(marks, stage, hidden) {
  /** @type {Trace[]} */
  const traces = [];
  /** @type {Trace[]} */
  const annotations = [];
  /** @type {Set<string>} */
  const listed = new Set();
  for (const mark of marks) {
    if (mark.mark === "text") {
      if (!hidden.has(mark.name)) annotations.push(...text(mark, stage));
      continue;
    }
    const made = /** @type {(mark: any, stage: Stage) => Trace[]} */ (TRACES[mark.mark])(mark, stage);
    const legend = (mark.legend ?? mark.title !== undefined) && !listed.has(mark.name);
    made.forEach((trace, i) => {
      traces.push({
        name: mark.name,
        legendgroup: mark.name,
        visible: hidden.has(mark.name) ? "legendonly" : true,
        showlegend:
          legend &&
          i ===
            Math.max(
              0,
              made.findIndex((one) => one.fillcolor === /** @type {any} */ (mark).fill),
            ),
        ...(mark.title ? {} : { hoverinfo: "skip" }),
        ...trace,
      });
    });
    if (legend) listed.add(mark.name);
  }
  return { traces, annotations };
}

const TRACES = { line, areaY, dot, barY, rect, vector, arrow };

/** What hovering says, worked out only here. @param {Mark} mark @param {number} n @returns {Trace} */
function words(mark, n) {
  const { title } = mark;
  if (!title) return {};
  return { text: Array.from({ length: n }, (_, i) => title(i)), hovertemplate: "%{text}<extra></extra>" };
}

/** @param {readonly number[] | undefined} dash */
const dashed = (dash) => (dash?.length ? dash.map((length) => `${length}px`).join(" ") : "solid");

/** @param {import("../types.js").LineMark} mark @returns {Trace[]} */
function line(mark) {
  const { x, y, stroke, strokeWidth = hairline(), strokeDasharray, strokeOpacity = 1 } = mark;
  return [
    {
      type: "scatter",
      mode: "lines",
      x,
      y,
      opacity: strokeOpacity,
      line: { color: stroke, width: strokeWidth, dash: dashed(strokeDasharray), simplify: false },
      ...words(mark, x.length),
    },
  ];
}

/** @param {import("../types.js").AreaMark} mark @returns {Trace[]} */
function areaY(mark) {
  const back = mark.x.map((_, i) => mark.x.length - 1 - i);
  return [
    filled(
      [...mark.x, ...back.map((i) => mark.x[i] ?? null)],
      [...mark.y1, ...back.map((i) => mark.y2[i] ?? null)],
      mark.fill,
      mark.fillOpacity,
    ),
  ];
}

/** @param {readonly (number | null)[]} x @param {readonly (number | null)[]} y @param {string} fill @param {number} [opacity] @returns {Trace} */
function filled(x, y, fill, opacity = 1) {
  return {
    type: "scatter",
    mode: "lines",
    x,
    y,
    opacity,
    line: { width: 0, simplify: false },
    fill: "toself",
    fillcolor: fill,
    hoveron: "fills",
  };
}

/** @param {import("../types.js").DotMark} mark @returns {Trace[]} */
function dot(mark) {
  const { x, y, r = 3, symbol = "circle", fill, fillOpacity = 1, stroke, strokeWidth = 1.5 } = mark;
  return [
    {
      type: "scatter",
      mode: "markers",
      x,
      y,
      cliponaxis: mark.clip !== false,
      marker: {
        symbol: SYMBOLS[symbol],
        size: typeof r === "object" ? r.map((one) => 2 * one) : 2 * r,
        color: fill,
        opacity: fillOpacity,
        line: { width: stroke ? strokeWidth : 0, color: stroke ?? fill },
      },
      ...words(mark, x.length),
    },
  ];
}

/** @param {import("../types.js").BarMark} mark @returns {Trace[]} */
function barY(mark) {
  const { x, y, base = 0, width, fill, stroke } = mark;
  return [
    {
      type: "bar",
      x,
      y: y.map((value) => (value === null ? null : value - base)),
      base,
      width,
      marker: { color: fill, line: stroke ? { width: 1.5, color: stroke } : { width: 0 } },
      textposition: "none",
      ...words(mark, x.length),
    },
  ];
}

const NO_INK = "rgba(0,0,0,0)";

/** @param {import("../types.js").RectMark} mark @param {Stage} stage @returns {Trace[]} */
function rect(mark, stage) {
  const { x1, y1, x2, y2, fill, stroke, strokeWidth = hairline(), hatch } = mark;
  /** @param {import("../types.js").Column} to @param {import("../types.js").Column} from */
  const across = (to, from) =>
    to.map((end, i) => {
      const start = from[i] ?? null;
      return end === null || start === null ? null : end - start;
    });
  /** @param {string} color */
  const ink = (color) => (color === "none" ? NO_INK : color);
  const line = { color: stroke ?? NO_INK, width: stroke ? strokeWidth : 0 };
  const bars = {
    type: "bar",
    x: across(x2, x1).map((wide, i) => (wide === null ? null : (x1[i] ?? 0) + wide / 2)),
    y: across(y2, y1),
    base: y1,
    width: across(x2, x1).map((wide) => Math.abs(wide ?? 0)),
    marker: { color: typeof fill === "string" ? ink(fill) : fill.map(ink), line },
    textposition: "none",
    ...words(mark, x1.length),
  };
  if (!hatch) return [bars];
  const lines = x1.flatMap((from, i) => {
    const [to, foot, head] = [x2[i] ?? null, y1[i] ?? null, y2[i] ?? null];
    return from === null || to === null || foot === null || head === null
      ? []
      : hatching(...box(stage, from, foot, to, head), hatch).map(([left, top, right, bottom]) => [
          stage.at(left, top),
          stage.at(right, bottom),
        ]);
  });
  return [
    bars,
    { type: "scatter", mode: "lines", ...apart(lines), line: { ...line, simplify: false }, hoverinfo: "skip" },
  ];
}

/** Lines of their own as one trace's columns. @param {readonly (readonly (readonly number[])[])[]} lines */
const apart = (lines) => ({
  x: lines.flatMap((line) => [...line.map((at) => at[0] ?? null), null]),
  y: lines.flatMap((line) => [...line.map((at) => at[1] ?? null), null]),
});

/** @param {import("../types.js").VectorMark} mark @param {Stage} stage @returns {Trace[]} */
function vector(mark, stage) {
  const outlines = vectorOutlines(mark, stage).map((outline) =>
    [...outline, /** @type {[number, number]} */ (outline[0])].map(([left, top]) => stage.at(left, top)),
  );
  const { x, y } = apart(outlines);
  const { fill, stroke, strokeWidth = hairline() } = mark;
  return [
    {
      ...filled(x, y, fill ?? NO_INK),
      line: { width: stroke ? strokeWidth : 0, color: stroke ?? NO_INK, simplify: false },
    },
  ];
}

/** @param {import("../types.js").ArrowMark} mark @param {Stage} stage @returns {Trace[]} */
function arrow(mark, stage) {
  return arrowParts(mark, stage).map(({ outline, fill }) => {
    const points = outline.map(([left, top]) => stage.at(left, top));
    points.push(/** @type {[number, number]} */ (points[0]));
    return {
      ...filled(
        points.map(([x]) => x),
        points.map(([, y]) => y),
        fill,
      ),
      ...(mark.title ? { text: mark.title(0), hoverinfo: "text" } : {}),
    };
  });
}

/** How much higher a canvas sets its letters than an annotation does, px: measured, and the same at every size. */
const LIFT = /** @type {const} */ ({ top: 3, middle: 1, bottom: -1 });
const ACROSS = /** @type {const} */ ({ start: "left", middle: "center", end: "right" });

/** @param {import("../types.js").TextMark} mark @param {Stage} stage @returns {Trace[]} */
function text(mark, stage) {
  const font = {
    family: stage.theme.font,
    size: mark.fontSize,
    weight: mark.fontWeight ?? 400,
    color: mark.fill,
    ...(mark.halo ? { shadow: HALO.map(([x, y]) => `${x}px ${y}px 0 ${mark.halo}`).join(",") } : {}),
  };
  return mark.text.flatMap((words, i) =>
    words && Number.isFinite(mark.x[i] ?? NaN) && Number.isFinite(mark.y[i] ?? NaN)
      ? [
          {
            text: escaped(words),
            x: mark.x[i],
            y: mark.y[i],
            xshift: mark.dx ?? 0,
            yshift: LIFT[mark.lineAnchor ?? "middle"] - (mark.dy ?? 0),
            xanchor: ACROSS[mark.textAnchor ?? "middle"],
            yanchor: mark.lineAnchor ?? "middle",
            align: "left",
            showarrow: false,
            borderpad: 0,
            font,
          },
        ]
      : [],
  );
}

/** Where a halo's shadows fall, px: together a rim of 1.5. */
const HALO = [
  [1.5, 0],
  [-1.5, 0],
  [0, 1.5],
  [0, -1.5],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];

/** plotly.js reads a little HTML in its texts. @param {string} words */
const escaped = (words) => words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

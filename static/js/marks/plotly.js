/**
 * The pen for what stands: marks as plotly.js's own traces and annotations, seen on the page, hovered, zoomed, listed in a legend and saved.
 *
 * Whatever has a size in px (arrow heads) is worked out for the ranges shown, and again after each zoom.
 */

import { hairline } from "./canvas.js";
import { arrowParts, SYMBOLS } from "./shapes.js";

/** @typedef {import("./mark.js").Mark} Mark */
/** @typedef {import("./mark.js").Frame} Frame */
/** @typedef {Record<string, any>} Trace */

/**
 * @param {readonly Mark[]} marks  the lowest first
 * @param {Frame} frame
 * @returns {{traces: Trace[], annotations: Trace[]}}
 */
export function plotlyMarks(marks, frame) {
  /** @type {Trace[]} */
  const traces = [];
  /** @type {Trace[]} */
  const annotations = [];
  /** @type {Set<string>} */
  const listed = new Set();
  for (const mark of marks) {
    if (mark.mark === "text") {
      annotations.push(...text(mark, frame));
      continue;
    }
    const made = /** @type {(mark: any, frame: Frame) => Trace[]} */ (TRACES[mark.mark])(mark, frame);
    const legend = (mark.legend ?? mark.title !== undefined) && !listed.has(mark.name);
    made.forEach((trace, i) => {
      traces.push({
        name: mark.name,
        legendgroup: mark.name,
        showlegend: legend && i === 0,
        ...(mark.title ? {} : { hoverinfo: "skip" }),
        ...trace,
      });
    });
    if (legend) listed.add(mark.name);
  }
  return { traces, annotations };
}

/** How each mark becomes traces. */
export const TRACES = { line, areaY, dot, barY, arrow };

/** What hovering says, worked out only here. @param {Mark} mark @param {number} n @returns {Trace} */
function words(mark, n) {
  const { title } = mark;
  if (!title) return {};
  return { text: Array.from({ length: n }, (_, i) => title(i)), hovertemplate: "%{text}<extra></extra>" };
}

/** @param {readonly number[] | undefined} dash */
const dashed = (dash) => (dash?.length ? dash.map((length) => `${length}px`).join(" ") : "solid");

/** @param {import("./mark.js").Line} mark @returns {Trace[]} */
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

/** @param {import("./mark.js").Area} mark @returns {Trace[]} */
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

/** @param {import("./mark.js").Dot} mark @returns {Trace[]} */
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
        size: 2 * r,
        color: fill,
        opacity: fillOpacity,
        line: { width: stroke ? strokeWidth : 0, color: stroke ?? fill },
      },
      ...words(mark, x.length),
    },
  ];
}

/** @param {import("./mark.js").Bar} mark @returns {Trace[]} */
function barY(mark) {
  const { x, y, base = 0, width, fill } = mark;
  return [
    {
      type: "bar",
      x,
      y: y.map((value) => (value === null ? null : value - base)),
      base,
      width,
      marker: { color: fill, line: { width: 0 } },
      textposition: "none",
      ...words(mark, x.length),
    },
  ];
}

/** @param {import("./mark.js").Arrow} mark @param {Frame} frame @returns {Trace[]} */
function arrow(mark, frame) {
  return arrowParts(mark, frame).map(({ outline, fill }) => {
    const points = outline.map(([left, top]) => frame.at(left, top));
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

/** @param {import("./mark.js").Text} mark @param {Frame} frame @returns {Trace[]} */
function text(mark, frame) {
  const font = {
    family: frame.theme.font,
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

/** The Plotly layer of a stage: same margins, same ranges, same ticks as the stage's own axes. */

import { TICK_GAP, ticksOf, titleFor } from "./axes.js";

/** @typedef {import("../types.js").StageOptions} StageOptions */
/** @typedef {import("../types.js").AxisOptions} AxisOptions */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {[number, number][]} Ranges */

/**
 * Plotly's configuration: double click is ours, and only an enlarged picture has a bar of buttons.
 * @param {any} library plotly.js
 * @param {boolean} large
 * @param {() => void} home what leads back from a zoom
 */
export function configOf(library, large, home) {
  const back = { name: "home", title: "Back to the whole picture", icon: library.Icons?.home, click: home };
  return {
    displayModeBar: large,
    displaylogo: false,
    modeBarButtons: [["zoom2d", "pan2d", back, "toImage"]],
    responsive: false,
    doubleClick: false,
    showTips: false,
    scrollZoom: false,
    showAxisDragHandles: false,
  };
}

/** Room above an enlarged picture for the bar of buttons, px. */
export const BAR = 26;
/** What stands in a picture's upper right corner keeps so much of its height from the legend, px. */
const CORNER = 22;

/**
 * One Plotly axis that equals ours.
 * @param {AxisOptions} options
 * @param {[number, number]} range
 * @param {Theme} theme
 * @param {{bare: boolean, fixed: boolean, zoomed: boolean, above: number, room: number, upright: boolean}} how
 *   above: what Plotly adds to a label's distance by itself, px; room: the axis' length, px; upright: the one on the left
 */
function axis(options, range, theme, how) {
  const { room, upright } = how;
  const own = options.names ?? (how.zoomed ? null : ticksOf(options, range, { room, size: theme.size, upright }));
  return {
    range: [...range],
    autorange: false,
    visible: !how.bare,
    fixedrange: how.fixed,
    zeroline: false,
    showgrid: options.grid !== false,
    gridcolor: theme.grid,
    gridwidth: 1,
    showline: options.line !== false,
    linecolor: theme.line,
    linewidth: 1,
    layer: "below traces",
    ticks: "",
    tickangle: 0,
    ticklabelstandoff: TICK_GAP - how.above,
    automargin: false,
    ...(own
      ? { tickmode: "array", tickvals: own.values, ticktext: own.texts }
      : { tickmode: "auto", nticks: options.ticks ?? 5 }),
    tickfont: { size: theme.size, color: theme.quiet },
  };
}

/**
 * Plotly's layout for a stage. Titles are annotations at fixed places, as ours are: Plotly's own would wander with tick labels.
 * @param {StageOptions} options
 * @param {{width: number, height: number, margin: import("../types.js").Margin, ranges: Ranges, theme: Theme, zoomed: boolean, large: boolean}} view
 */
export function layoutOf(options, view) {
  const { theme, margin } = view;
  const [x, y] = /** @type {[[number, number], [number, number]]} */ (view.ranges);
  // A finger scrolls the page; only a precise pointer zooms.
  const fixed = options.zoom === false || !matchMedia("(pointer: fine)").matches;
  const how = { bare: options.axes === false, fixed, zoomed: view.zoomed };
  const font = { size: theme.size, color: theme.quiet };
  const title = { font, showarrow: false, xref: "paper", yref: "paper", borderpad: 0 };
  // Both always, so that what comes after them is a mark's (css tells them apart by their number).
  const annotations = [
    {
      ...title,
      text: options.x.title ?? "",
      visible: Boolean(options.x.title) && !how.bare,
      x: 0.5,
      y: 0,
      xanchor: "center",
      yanchor: "bottom",
      yshift: 1 - margin.b,
    },
    {
      ...title,
      text: titleFor(options.y.title, view.height, theme),
      visible: titleFor(options.y.title, view.height, theme) !== "" && !how.bare,
      x: 0,
      y: 0.5,
      xanchor: "left",
      yanchor: "middle",
      xshift: 1 - margin.l,
      textangle: -90,
    },
  ];
  return {
    width: view.width,
    height: view.height,
    margin: { ...margin, pad: 0, autoexpand: false },
    xaxis: axis(options.x, x, theme, { ...how, above: 6, room: view.width - margin.l - margin.r, upright: false }),
    yaxis: {
      ...axis(options.y, y, theme, { ...how, above: 3, room: view.height - margin.t - margin.b, upright: true }),
      ...(options.equal ? { scaleanchor: "x", scaleratio: 1 } : {}),
    },
    annotations: /** @type {Record<string, any>[]} */ (annotations),
    font: { family: theme.font, size: theme.size, color: theme.ink },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: Array.from({ length: 8 }, (_, i) => theme.action(i).color),
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.quiet, activecolor: theme.accent },
    barmode: "overlay",
    showlegend: view.large,
    legend: {
      x: 1,
      y: 1 - CORNER / Math.max(CORNER, view.height - margin.t - margin.b),
      xanchor: "right",
      yanchor: "top",
      bgcolor: theme.paper,
      bordercolor: theme.grid,
      borderwidth: 1,
    },
    dragmode: fixed ? false : "zoom",
    hovermode: "closest",
    hoverlabel: {
      bgcolor: theme.paper,
      bordercolor: theme.line,
      font: { family: theme.font, size: theme.size + 1, color: theme.ink },
    },
  };
}

/**
 * The ranges a drawn figure shows (`_fullLayout` is private to Plotly, hence the pinned version and the alignment test).
 * @param {any} gd
 * @returns {Ranges}
 */
export function rangesOf(gd) {
  const { xaxis, yaxis } = gd._fullLayout;
  return [
    [xaxis.range[0], xaxis.range[1]],
    [yaxis.range[0], yaxis.range[1]],
  ];
}

/**
 * The part of a layout that changes with ranges and size, as `Plotly.relayout` wants it.
 * @param {ReturnType<typeof layoutOf>} layout
 */
export function rangeUpdate(layout) {
  /** @type {Record<string, any>} */
  const update = { width: layout.width, height: layout.height };
  for (const name of /** @type {const} */ (["xaxis", "yaxis"])) {
    for (const [key, value] of Object.entries(layout[name])) {
      if (key === "range" || key.startsWith("tick")) update[`${name}.${key}`] = value;
    }
  }
  return update;
}

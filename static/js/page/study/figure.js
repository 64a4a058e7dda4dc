/**
 * A study as a figure of Plotly's: a sweep along one field, with a curve for each value of the second; a heat map over two; or each
 * cell over the updates. Cells that are not there yet leave their places empty. No document is read.
 */

import { short } from "../../maths/format.js";
import { digitsOf, ends } from "../../maths/study.js";

/** @typedef {import("../../maths/study.js").Found} Found */
/** @typedef {import("../../replies.js").StudyCell} StudyCell */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../run/study.js").Picture} Picture */
/** @typedef {import("./words.js").Axis} Axis */
/**
 * @typedef {object} View
 * @property {Picture} picture
 * @property {ReturnType<typeof import("./words.js").wordsOf>} words
 * @property {Theme} theme
 * @property {number} width
 * @property {number} height
 */

/** Values whose largest is this many times the smallest stand on a logarithmic axis. */
const LOGARITHMIC = 10;
/** Room for a tick's text, px. */
const TICK = 52;
/** Curves over the updates that have a band. */
const BANDS = 8;
const MOST_CURVES = 24;

/** @param {Found} found @param {View} view @returns {{data: Record<string, any>[], layout: Record<string, any>}} */
export function figureOf(found, view) {
  const draw = { sweep, map, time }[view.picture];
  const { data, x, y, legend } = draw(found, view);
  const { theme, width, height } = view;
  const narrow = width < 520;
  const axis = {
    gridcolor: theme.grid,
    linecolor: theme.line,
    zeroline: false,
    showline: true,
    ticks: "",
    tickfont: { size: theme.size, color: theme.quiet },
    automargin: true,
  };
  const font = { family: theme.font, size: theme.size + 1, color: theme.ink };
  return {
    data,
    layout: {
      width,
      height,
      margin: { l: 56, r: narrow ? 12 : 20, t: legend ? 34 : 14, b: 44 },
      paper_bgcolor: theme.paper,
      plot_bgcolor: theme.paper,
      font: { family: theme.font, size: theme.size, color: theme.ink },
      xaxis: { ...axis, ...x, title: { text: x.title, font, standoff: 8 } },
      yaxis: { ...axis, ...y, title: { text: y.title, font, standoff: 8 } },
      showlegend: legend,
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)", font: { size: theme.size } },
      hovermode: "closest",
      hoverlabel: { bgcolor: theme.paper, bordercolor: theme.line, font },
      dragmode: false,
    },
  };
}

/** @param {Axis} axis */
const named = ({ title, symbol }) => (symbol ? `${title} ${symbol}` : title);

/** A curve by its value: a number with its field's symbol. @param {Axis} axis @param {number} j */
function valueName({ title, symbol, shown }, j) {
  const value = shown[j];
  return typeof value === "number" ? `${symbol || title} = ${short(value)}` : String(value);
}

/** A cell's last numbers. @param {StudyCell | undefined} cell */
function atEnd(cell) {
  if (!cell || cell.error) return null;
  const [mean, error] = [cell.mean.at(-1) ?? null, cell.standard_error.at(-1) ?? null];
  return mean === null ? null : { mean, error: error ?? 0, spread: cell.quantiles.at(-1) ?? [] };
}

/** What is said of a cell beside the pointer. @param {StudyCell} cell @param {View} view @param {Found} found */
function hover(cell, view, found) {
  const end = atEnd(cell);
  if (!end) return "";
  const digits = digitsOf(found) + 2;
  /** @param {number | null | undefined} value */
  const say = (value) => short(value, digits);
  return [
    `<b>${view.words.nameOf(cell) || "mean"}</b>`,
    `${say(end.mean)} ± ${say(end.error)}`,
    `10 to 90 % of the runs: ${say(end.spread[0])} to ${say(end.spread[4])}`,
    ...(Object.keys(cell.ended).length ? [`runs by action: ${ends(cell)}`] : []),
    "Click: its first run in the lab",
  ].join("<br>");
}

/** @param {Found} found @param {View} view */
function sweep(found, view) {
  const { theme } = view;
  const [across, other] = view.words.axes;
  const xs = across?.values ?? [];
  const curves = other?.values.length ?? 1;
  const numeric = xs.every((value) => typeof value === "number");
  /** @type {Record<string, any>[]} */
  const data = [];
  for (let j = 0; j < curves; j += 1) {
    const look = theme.action(j);
    const cells = xs.map((_, i) => i * curves + j);
    const there = cells.flatMap((c, i) => {
      const [cell, end] = [found.cells[c], atEnd(found.cells[c])];
      return cell && end ? [{ c, x: across?.shown[i], ...end, text: hover(cell, view, found) }] : [];
    });
    const sorted = numeric ? [...there].sort((a, b) => Number(a.x) - Number(b.x)) : there;
    const name = other ? valueName(other, j) : "mean ± standard error";
    const x = sorted.map((one) => one.x);
    if (numeric && !other)
      data.push(
        band(
          x,
          sorted.map((one) => one.spread[0] ?? one.mean),
          sorted.map((one) => one.spread[4] ?? one.mean),
          look.color,
          0.12,
          "10 to 90 % of the runs",
          `${j}q`,
        ),
      );
    if (numeric)
      data.push({
        ...band(
          x,
          sorted.map((one) => one.mean - one.error),
          sorted.map((one) => one.mean + one.error),
          look.color,
          0.3,
          name,
          `${j}`,
        ),
        showlegend: false,
      });
    data.push({
      type: "scatter",
      mode: numeric ? "lines+markers" : "markers",
      name,
      legendgroup: `${j}`,
      x,
      y: sorted.map((one) => one.mean),
      customdata: sorted.map((one) => one.c),
      text: sorted.map((one) => one.text),
      hovertemplate: "%{text}<extra></extra>",
      line: { color: look.color, width: 2 * theme.weight, dash: look.line },
      marker: { color: look.color, size: 8 * theme.weight, symbol: look.symbol },
      ...(numeric ? {} : { error_y: { type: "data", array: sorted.map((one) => one.error), color: look.color } }),
    });
  }
  return {
    data,
    x: { title: across ? named(across) : "", ...ticks(across, view) },
    y: { title: view.words.measured },
    legend: true,
  };
}

/** The room between two curves. @param {any[]} x @param {number[]} low @param {number[]} high @param {string} color @param {number} opacity @param {string} name @param {string} group */
function band(x, low, high, color, opacity, name, group) {
  return {
    type: "scatter",
    mode: "lines",
    x: [...x, ...[...x].reverse()],
    y: [...high, ...[...low].reverse()],
    fill: "toself",
    fillcolor: faint(color, opacity),
    line: { width: 0, color },
    hoverinfo: "skip",
    name,
    legendgroup: group,
  };
}

/** A colour seen through. @param {string} color as theme.css has it, #rrggbb @param {number} opacity */
function faint(color, opacity) {
  const parts = [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16));
  return `rgba(${parts.join(", ")}, ${opacity})`;
}

/** An axis along a field: numbers at their values, as many as there is room for. @param {Axis | undefined} axis @param {View} view */
function ticks(axis, view) {
  const values = axis?.values ?? [];
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length || !axis)
    return { type: "category", categoryarray: axis?.shown ?? [], categoryorder: "array" };
  const wide = Math.min(...numbers) > 0 && Math.max(...numbers) >= LOGARITHMIC * Math.min(...numbers);
  const sorted = [...numbers].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil((sorted.length * TICK) / Math.max(TICK, view.width - 90)));
  const kept = sorted.filter((_, i) => i % every === 0);
  return {
    type: wide ? "log" : "linear",
    tickmode: "array",
    tickvals: kept,
    ticktext: kept.map((value) => short(value, 3)),
    tickangle: 0,
  };
}

/** @param {Found} found @param {View} view */
function map(found, view) {
  const { theme } = view;
  const [across, up] = view.words.axes;
  const columns = up?.values.length ?? 1;
  /** @param {(cell: StudyCell | undefined, at: number) => any} read */
  const grid = (read) =>
    Array.from({ length: columns }, (_, j) =>
      (across?.values ?? []).map((_, i) => read(found.cells[i * columns + j], i * columns + j)),
    );
  const digits = digitsOf(found);
  const means = grid((cell) => atEnd(cell)?.mean ?? null);
  const room = (view.width - 150) / Math.max(1, across?.values.length ?? 1);
  const heat = {
    type: "heatmap",
    x: across?.shown.map(texted),
    y: up?.shown.map(texted),
    z: means,
    customdata: grid((_, at) => at),
    text: grid((cell) => (cell && atEnd(cell) ? hover(cell, view, found) : "")),
    hovertemplate: "%{text}<extra></extra>",
    colorscale: theme.ramp,
    xgap: 2,
    ygap: 2,
    hoverongaps: false,
    showscale: view.width >= 520,
    colorbar: {
      thickness: 12,
      outlinewidth: 0,
      title: { text: "", side: "right" },
      tickfont: { size: theme.size, color: theme.quiet },
    },
    ...(room > 11 * (digits + 3) * 0.6
      ? { texttemplate: `%{z:.${digits}f}`, textfont: { size: theme.size, color: theme.ink } }
      : {}),
  };
  const category = { type: "category", showgrid: false, showline: false };
  return {
    data: [heat],
    x: { ...category, title: across ? named(across) : "", tickangle: room < TICK ? -45 : 0 },
    y: { ...category, title: up ? named(up) : "" },
    legend: false,
  };
}

/** @param {string | number} value */
const texted = (value) => (typeof value === "number" ? short(value, 3) : value);

/** @param {Found} found @param {View} view */
function time(found, view) {
  const { theme } = view;
  const x = found.plan.update;
  const there = found.cells.flatMap((cell, c) => (cell && !cell.error ? [{ cell, c }] : [])).slice(0, MOST_CURVES);
  const data = there.flatMap(({ cell, c }) => {
    const look = theme.action(c);
    const known = cell.mean.flatMap((mean, t) =>
      mean === null ? [] : [{ x: x[t], mean, error: cell.standard_error[t] ?? 0 }],
    );
    const curve = {
      type: "scatter",
      mode: "lines",
      name: view.words.nameOf(cell) || "mean",
      legendgroup: `${c}`,
      x: known.map((one) => one.x),
      y: known.map((one) => one.mean),
      customdata: known.map(() => c),
      hovertemplate: "after %{x} updates: %{y}<extra>%{fullData.name}</extra>",
      line: { color: look.color, width: 1.75 * theme.weight, dash: look.line },
    };
    if (there.length > BANDS) return [curve];
    const [low, high] = [known.map((one) => one.mean - one.error), known.map((one) => one.mean + one.error)];
    return [{ ...band(curve.x, low, high, look.color, 0.22, curve.name, `${c}`), showlegend: false }, curve];
  });
  return {
    data,
    x: { title: "updates", rangemode: "tozero" },
    y: { title: view.words.measure },
    legend: there.length > 1 && there.length <= BANDS,
  };
}

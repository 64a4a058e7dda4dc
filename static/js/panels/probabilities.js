/** Action probabilities: over time as lines, and now as bars that stand where the lines end, on the same scale. */

import { el } from "../dom/elements.js";
import { barY, dot, line, text } from "../marks/mark.js";
import { chance, count, fixed, rounded } from "../maths/format.js";
import { likeliest } from "../maths/likeliest.js";
import { growing } from "../stage/scale.js";
import { AXES } from "./curve/axes.js";
import { createAxed } from "./parts/axed.js";
import { keptState, stateChoice } from "./parts/fields.js";
import { pastTable, policyColumns } from "./parts/past.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Frame} Frame */

/** Points a line is drawn with: more than the picture has room for would only cost time. */
const POINTS = 300;
/** Signs along each line, which tell it apart without colour; with more they would be the picture. */
const SIGNS = 5;
/** Width of the bars together, where few; a name decides how close they may stand. CSS px. */
const STRIP = 132;
const FEW = 6;
const MARGIN = { t: 16, r: 16 };
/** Signs of what is all but certain are not cut. */
const INSET = { t: 4 };
/** A bar with this much room has three decimals above it where two would say 0 or 1. */
const WIDE = 40;
/** @param {number | undefined} value @param {number} slot px */
const wordsOf = (value, slot) => (slot < WIDE ? fixed(value, 2) : chance(value));
const UP = { range: /** @type {[number, number]} */ ([0, 1]), title: "probability", ticks: 6 };
/** Whether the updates stand on a logarithmic axis: a choice that outlives a new problem. */
let logarithmic = false;
const axes = () => (logarithmic ? AXES.log : AXES.linear);

/** @param {import("../types.js").Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { problem } = host.lab;
  const { theme } = host;
  const names = problem.action_names;
  const kept = keptState(host);
  let { state } = kept;
  /** @type {Moment | null} */
  let latest = null;

  /** @param {number} chosen */
  const look = (chosen) => {
    state = kept.state = chosen;
    host.redraw();
  };
  if (problem.states > 1) host.body.append(stateChoice(problem, state, look));
  const longest = 0.56 * theme.size * Math.max(...names.map((name) => name.length)) + 6;
  const slot = Math.min(40, Math.max(STRIP / names.length, names.length <= FEW ? longest : 0));
  const strip = el("div", { class: "probabilities-now", style: `width: ${slot * names.length + 16}px` });
  const place = el("div", { class: "probabilities-picture" });
  host.body.append(place);
  const linesPlace = el("div", { class: "probabilities-lines" });
  place.append(linesPlace, strip);
  const over = createAxed(AXES.linear.x(0), UP, (x, y) =>
    host.stage(
      {
        label: "Lines: the probability of every action over the updates.",
        x,
        y,
        margin: MARGIN,
        inset: INSET,
        marks: lines,
      },
      linesPlace,
    ),
  );
  linesPlace.append(logSwitch(host.redraw));
  const now = host.stage(
    {
      label: "Bars: the probability of every action now.",
      x: { range: [-0.5, names.length - 0.5], names: { values: names.map((_, a) => a), texts: names }, grid: false },
      y: { range: [0, 1], ticks: 0, line: false },
      margin: { t: MARGIN.t, l: 4, r: 8 },
      inset: INSET,
      zoom: false,
      marks: bars,
    },
    strip,
  );

  /** @param {Frame | undefined} frame */
  const row = (frame) => frame?.probabilities?.[state];

  function lines() {
    if (!latest) return [];
    const frames = latest.history.thin(POINTS).filter((frame) => frame.probabilities);
    const steps = frames.map((frame) => frame.update);
    const along = steps.map(axes().along);
    const every = Math.max(1, Math.ceil(frames.length / SIGNS));
    return names.flatMap((action, a) => {
      const { color, dash, shape } = theme.action(a);
      const name = `π(${action})`;
      const values = frames.map((frame) => row(frame)?.[a] ?? null);
      /** @type {number[]} */
      const signs = [];
      for (let i = Math.floor((every * (a + 1)) / (names.length + 1)); i < frames.length - 1; i += every) signs.push(i);
      return [
        line({
          name,
          x: along,
          y: values,
          stroke: color,
          strokeWidth: theme.weight,
          strokeDasharray: dash,
          title: (i) => `update ${count(steps[i] ?? 0)}: ${name} = ${fixed(values[i], 4)}`,
        }),
        dot({
          name,
          x: signs.map((i) => along[i] ?? null),
          y: signs.map((i) => values[i] ?? null),
          symbol: shape,
          fill: color,
        }),
        dot({
          name,
          x: along.slice(-1),
          y: values.slice(-1),
          symbol: shape,
          r: 4,
          fill: color,
          stroke: theme.paper,
          clip: false,
        }),
      ];
    });
  }

  function bars() {
    const chances = row(latest?.frame) ?? [];
    const width = Math.min(26, slot - 4) / slot;
    return names.flatMap((action, a) => {
      const [x, y] = [[a], [chances[a] ?? null]];
      const bar = barY({
        name: `π(${action})`,
        x,
        y,
        width,
        fill: theme.action(a).color,
        title: () => `π(${action}) = ${fixed(chances[a], 4)}`,
        legend: false,
      });
      const value = { x, y, text: [wordsOf(chances[a], slot)], fill: theme.ink, fontSize: theme.size };
      return slot < 30 ? [bar] : [bar, text({ name: bar.name, ...value, dy: -4, lineAnchor: "bottom", clip: false })];
    });
  }

  return {
    draw(m) {
      latest = m;
      over.draw(axes().x(growing(m.frame.update)), UP);
      now.redraw();
    },
    summary(m) {
      const chances = row(m.frame);
      if (!chances) return "No probabilities were kept for this moment.";
      const where = problem.states > 1 ? ` in state ${problem.state_names[state]}` : "";
      return `The policy${where} takes ${likeliest(names, chances)}.`;
    },
    table(m) {
      const first = m.history.frames[0];
      return {
        columns: ["Action", "Probability now", `At update ${first?.update ?? 0}`],
        rows: names.map((name, a) => [name, rounded(row(m.frame)?.[a], 4), rounded(row(first)?.[a], 4)]),
      };
    },
    numbers: (m) => pastTable(m.history.frames, policyColumns(problem, state)),
    destroy() {
      over.destroy();
      now.destroy();
    },
  };
}

/** Updates on a logarithmic axis, or not. @param {() => void} changed */
function logSwitch(changed) {
  const log = el("button", {
    type: "button",
    class: "axis-choice",
    "aria-pressed": String(logarithmic),
    title: "The first updates as wide as the last",
    text: "log",
    onclick() {
      logarithmic = !logarithmic;
      log.setAttribute("aria-pressed", String(logarithmic));
      changed();
    },
  });
  return log;
}

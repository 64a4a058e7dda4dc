/** Action probabilities: over time as lines, and now as bars that stand where the lines end, on the same scale. */

import { el } from "../dom/elements.js";
import { barY, dot, line, text } from "../marks/mark.js";
import { count, fixed, rounded } from "../maths/format.js";
import { likeliest } from "../maths/likeliest.js";
import { growing } from "../stage/scale.js";
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

/** @param {import("../types.js").Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { problem } = host.lab;
  const { theme } = host;
  const names = problem.action_names;
  let state = Math.max(0, problem.start.indexOf(Math.max(...problem.start)));
  /** @type {Moment | null} */
  let latest = null;

  if (problem.states > 1) host.body.append(chooser());
  const longest = 0.56 * theme.size * Math.max(...names.map((name) => name.length)) + 6;
  const slot = Math.min(40, Math.max(STRIP / names.length, names.length <= FEW ? longest : 0));
  const strip = el("div", { class: "probabilities-now", style: `width: ${slot * names.length + 16}px` });
  const place = el("div", { class: "probabilities-picture" });
  host.body.append(place);
  const over = host.stage(
    {
      label: "Lines: the probability of every action over the updates.",
      x: { range: [0, 20], title: "updates", ticks: 4 },
      y: { range: [0, 1], title: "probability", ticks: 5 },
      margin: MARGIN,
      marks: lines,
    },
    place,
  );
  place.append(strip);
  const now = host.stage(
    {
      label: "Bars: the probability of every action now.",
      x: { range: [-0.5, names.length - 0.5], names: { values: names.map((_, a) => a), texts: names }, grid: false },
      y: { range: [0, 1], ticks: 0, line: false },
      margin: { t: MARGIN.t, l: 4, r: 8 },
      zoom: false,
      marks: bars,
    },
    strip,
  );

  function chooser() {
    const select = el("select", {
      onchange: () => {
        state = Number(select.value);
        host.redraw();
      },
    });
    problem.state_names.forEach((name, i) => {
      if (!problem.terminal[i]) select.append(el("option", { value: String(i), text: name }));
    });
    select.value = String(state);
    return el("label", { class: "inline-field" }, "State ", select);
  }

  /** @param {Frame | undefined} frame */
  const row = (frame) => frame?.probabilities?.[state];

  function lines() {
    if (!latest) return [];
    const frames = latest.history.thin(POINTS).filter((frame) => frame.probabilities);
    const steps = frames.map((frame) => frame.update);
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
          x: steps,
          y: values,
          stroke: color,
          strokeWidth: theme.weight,
          strokeDasharray: dash,
          title: (i) => `update ${count(steps[i] ?? 0)}: ${name} = ${fixed(values[i], 4)}`,
        }),
        dot({
          name,
          x: signs.map((i) => steps[i] ?? null),
          y: signs.map((i) => values[i] ?? null),
          symbol: shape,
          fill: color,
        }),
        dot({
          name,
          x: steps.slice(-1),
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
      const value = { x, y, text: [fixed(chances[a], 2)], fill: theme.ink, fontSize: theme.size };
      return slot < 30 ? [bar] : [bar, text({ name: bar.name, ...value, dy: -4, lineAnchor: "bottom", clip: false })];
    });
  }

  return {
    draw(m) {
      latest = m;
      over.range([0, growing(m.frame.update)]);
      over.redraw();
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

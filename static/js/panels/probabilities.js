/** Action probabilities: over time as lines, and now as bars that stand where the lines end, on the same scale. */

import { el } from "../dom/elements.js";
import { fixed } from "../maths/format.js";
import { likeliest } from "../maths/likeliest.js";
import { label, marker, path, segment } from "../stage/marks.js";
import { growing } from "../stage/scale.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */

/** Points a line is drawn with: more than the picture has room for would only cost time. */
const POINTS = 300;
const STRIP = 132;
const FEW = 6;
/** Between the lines and the bars: the last tick's label and the first bar's name stand side by side. */
const GAP = 20;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { problem } = host.lab;
  const { theme } = host;
  const names = problem.action_names;
  const font = `${theme.size}px ${theme.font}`;
  let state = Math.max(0, problem.start.indexOf(Math.max(...problem.start)));
  /** @type {Moment | null} */
  let latest = null;

  if (problem.states > 1) host.body.append(chooser());
  // A few bars may be as far apart as their names are wide.
  const longest = 0.56 * theme.size * Math.max(...names.map((name) => name.length)) + 6;
  const slot = Math.min(40, Math.max(STRIP / names.length, names.length <= FEW ? longest : 0));
  const stage = host.stage({
    label: "Lines: probability of every action over the updates. Bars at the right: the probabilities now.",
    x: { range: [0, 20], title: "updates", ticks: 4 },
    y: { range: [0, 1], title: "probability", ticks: 5 },
    margin: { r: slot * names.length + GAP + 2, t: 16 },
    paint: lines,
    around: bars,
  });

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

  /** @param {import("../types.js").Frame | undefined} frame */
  const row = (frame) => frame?.probabilities?.[state];

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function lines(ctx, st) {
    if (!latest) return;
    const frames = latest.history.thin(POINTS).filter((frame) => frame.probabilities);
    // Markers along the lines tell them apart without colour; few of them, or they would be the picture.
    const every = Math.max(1, Math.ceil(frames.length / 5));
    // Bold costs five times a hairline to rasterise: still pictures can have it, moving ones cannot.
    const width = theme.weight * (latest.playing ? 1 : 1.7);
    names.forEach((_, a) => {
      const look = theme.action(a);
      path(
        ctx,
        frames.length,
        (i) => st.x(frames[i]?.update ?? 0),
        (i) => st.y(row(frames[i])?.[a] ?? 0),
        { color: look.color, dash: look.dash, width },
      );
      for (let i = Math.floor((every * (a + 1)) / (names.length + 1)); i < frames.length - 1; i += every) {
        marker(ctx, look.shape, st.x(frames[i]?.update ?? 0), st.y(row(frames[i])?.[a] ?? 0), 3, look);
      }
    });
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function bars(ctx, st) {
    const now = row(latest?.frame);
    if (!latest || !now) return;
    const { left, top, width, height } = st.area;
    const foot = Math.min(st.y(0), top + height);
    const from = left + width + GAP;
    const end = Math.min(left + width, st.x(latest.frame.update));
    const thick = Math.min(26, slot - 4);
    names.forEach((name, a) => {
      const look = theme.action(a);
      const x = from + slot * a;
      const y = Math.max(top, Math.min(st.y(now[a] ?? 0), foot));
      ctx.fillStyle = look.color;
      ctx.fillRect(x, y, thick, foot - y);
      marker(ctx, look.shape, end, y, 4, { color: look.color, rim: theme.paper });
      label(ctx, name, x + thick / 2, foot + 6, { color: theme.ink, font, align: "center", baseline: "top" });
      if (slot >= 30)
        label(ctx, fixed(now[a], 2), x + thick / 2, y - 4, {
          color: theme.ink,
          font,
          align: "center",
          baseline: "bottom",
        });
    });
    segment(ctx, from - 4, foot, from + slot * names.length, foot, { color: theme.line, width: 1 });
  }

  return {
    draw(m) {
      latest = m;
      stage.range([0, growing(m.frame.update)]);
      stage.redraw();
    },
    settle(m) {
      const frames = m.history.thin(POINTS).filter((frame) => frame.probabilities);
      stage.settle(
        names.map((name, a) => {
          const look = theme.action(a);
          return {
            type: "scatter",
            mode: "lines",
            name,
            x: frames.map((frame) => frame.update),
            y: frames.map((frame) => row(frame)?.[a] ?? null),
            line: { color: look.color, dash: look.line, width: 1.5 },
            hovertemplate: `update %{x}: π(${name}) = %{y:.4f}<extra></extra>`,
          };
        }),
      );
    },
    summary(m) {
      const now = row(m.frame);
      if (!now) return "No probabilities were kept for this moment.";
      const where = problem.states > 1 ? ` in state ${problem.state_names[state]}` : "";
      return `The policy${where} takes ${likeliest(names, now)}.`;
    },
    table(m) {
      const first = m.history.frames[0];
      return {
        columns: ["Action", "Probability now", `At update ${first?.update ?? 0}`],
        rows: names.map((name, a) => [name, fixed(row(m.frame)?.[a], 4), fixed(row(first)?.[a], 4)]),
      };
    },
    destroy: () => stage.destroy(),
  };
}

/** The world: a board or a row of rooms with the policy's arrows, a heat of choice, and the last episode walked through it. */

import { el, setText } from "../dom/elements.js";
import { digitsFor, fixed, short } from "../maths/format.js";
import { pulls, spanOf, waysOf } from "../maths/gridmap.js";
import { likeliest } from "../maths/likeliest.js";
import { choice } from "./parts/fields.js";
import { createCursor } from "./world/cursor.js";
import { gridPainter } from "./world/grid.js";
import { roomPainter } from "./world/rooms.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {import("./world/grid.js").View} View */

/** @type {[string, string][]} */
const HEATS = [
  ["value", "Value V"],
  ["visitation", "Visits"],
  ["pull", "Gradient"],
  ["none", "No heat"],
];
/** A choice that outlives a new problem. */
let heat = "value";

/** An arrow's angle from upwards, clockwise. @param {[number, number]} way */
const angleOf = ([dx, dy]) => (Math.atan2(dx, -dy) * 180) / Math.PI;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { lab, theme } = host;
  const { problem } = lab;
  const shape = {
    oneHot: lab.experiment.policy.features?.kind === "one_hot",
    states: problem.states,
    actions: problem.actions,
    horizon: problem.horizon,
  };
  const painter = problem.grid ? gridPainter(lab, theme) : roomPainter(lab, theme);
  const whole = problem.grid?.map ?? [];
  /** @type {Moment | null} */
  let latest = null;
  let looks = 0;
  /** @type {View} */
  let view = { map: whole, probabilities: undefined, heat: null, pull: null, texts: null, episode: null, still: true };

  const heats = HEATS.filter(([key]) => key !== "pull" || shape.oneHot || problem.horizon === null);
  if (!heats.some(([key]) => key === heat)) heat = "value";
  const select = choice({
    label: "Heat",
    options: heats,
    value: heat,
    change(value) {
      heat = value;
      host.redraw();
    },
  });
  const readout = el("p", { class: "world-readout" });
  const ways = waysOf(problem.action_names);
  const cursor = whole.length
    ? createCursor(host, {
        map: whole,
        editable: "map" in lab.experiment.problem,
        stage: () => stage,
        moved: () => stage.redraw(),
        told: (r, c) => tell(painter.states[r]?.[c] ?? -1),
      })
    : null;
  host.body.append(
    el("div", { class: "world-bar" }, select.element, readout, ...(cursor?.tools ?? [])),
    ...(cursor ? [cursor.hint] : []),
  );
  const stage = host.stage({
    label: problem.grid
      ? "The board: arrows are the policy's probabilities, the line is the last episode."
      : "Rooms in a row: arrows are the policy's probabilities; below, the last episode.",
    x: { range: painter.x },
    y: { range: painter.y },
    axes: false,
    equal: painter.equal,
    zoom: false,
    margin: { l: 2, t: 2, r: 2, b: 2 },
    paint(ctx, st) {
      view.map = cursor?.map ?? whole;
      painter.paint(ctx, st, view);
      cursor?.place();
      // While playing the line of words is rewritten seldom: nobody reads thirty a second.
      looks += 1;
      if (view.still || looks % 6 === 0) read();
    },
  });
  if (cursor) {
    stage.element.append(cursor.button);
    stage.element.addEventListener("pointerdown", down, true);
    queueMicrotask(() => cursor.begin());
  }

  /** @param {PointerEvent} press */
  function down(press) {
    if (press.button !== 0 || press.target === cursor?.button) return;
    const box = stage.element.getBoundingClientRect();
    const [x, y] = stage.at(press.clientX - box.left, press.clientY - box.top);
    press.preventDefault();
    cursor?.point(Math.floor(y), Math.floor(x));
  }

  /** What is known of a state, in one line. @param {number} s */
  function tell(s) {
    const frame = latest?.frame;
    if (s < 0 || !frame) return "";
    if (problem.terminal[s]) return "The episode ends here.";
    const pi = (frame.probabilities?.[s] ?? []).map((p, a) => `${problem.action_names[a]} ${fixed(p, 2)}`).join("  ");
    const v = frame.values
      ? `V ${fixed(frame.values.state_values[s], 2)}  visits ${short(frame.values.visitation[s], 3)}`
      : "";
    return `${pi}  ${v}`;
  }

  function read() {
    if (!cursor) return;
    const s = painter.states[cursor.row]?.[cursor.column] ?? -1;
    setText(readout, s < 0 ? "" : `${problem.state_names[s]}  ${tell(s)}`);
  }

  /** @param {Moment} m */
  function see(m) {
    latest = m;
    const { frame } = m;
    const pull = heat === "pull" ? pulls(frame, { ...shape, temperature: m.lab.experiment.policy.temperature }) : null;
    const numbers =
      heat === "value"
        ? frame.values?.state_values
        : heat === "visitation"
          ? frame.values?.visitation
          : pull?.map((line) => line.reduce((sum, value) => sum + Math.abs(value), 0));
    const span = numbers ? spanOf(numbers, problem.terminal) : null;
    const low = heat === "value" ? (span?.[0] ?? 0) : 0;
    const wide = (span?.[1] ?? 1) - low || 1;
    const most = pull ? Math.max(1e-12, ...pull.flat().map(Math.abs)) : 1;
    view = {
      map: whole,
      probabilities: frame.probabilities ?? undefined,
      still: !m.playing,
      episode: frame.episode ?? null,
      heat: numbers && span ? numbers.map((value) => (value - low) / wide) : null,
      pull: pull ? pull.map((line) => line.map((value) => value / most)) : null,
      texts:
        numbers && !m.playing
          ? numbers.map((value) =>
              heat === "value"
                ? fixed(value, Math.min(3, Math.max(Math.abs(value) >= 100 ? 0 : 1, digitsFor(wide) - 1)))
                : short(value, 2),
            )
          : null,
    };
  }

  return {
    draw(m) {
      see(m);
      stage.redraw();
      if (!m.playing) cursor?.speak();
    },
    settle(m) {
      see(m);
      const all = Array.from({ length: problem.states }, (_, s) => s);
      const hover = all.map((s) => `${problem.state_names[s]}<br>${tell(s).replaceAll("  ", "<br>")}`);
      stage.settle([
        {
          type: "scatter",
          mode: "markers",
          x: all.map((s) => painter.middle(s)[0]),
          y: all.map((s) => painter.middle(s)[1]),
          text: hover,
          marker: {
            symbol: "square",
            size: Math.max(8, stage.area.width / (painter.x[1] - painter.x[0]) - 2),
            color: all.map((s) => view.heat?.[s] ?? 0),
            colorscale: theme.ramp,
            opacity: 0.9,
          },
          hovertemplate: "%{text}<extra></extra>",
        },
        ...problem.action_names.map((name, a) => ({
          type: "scatter",
          mode: "markers",
          hoverinfo: "skip",
          name,
          x: all.map((s) => painter.middle(s)[0]),
          y: all.map((s) => painter.middle(s)[1]),
          marker: {
            symbol: "arrow-wide",
            angle: problem.grid ? angleOf(ways[a] ?? [0, 0]) : a === 0 ? -90 : 90,
            color: theme.action(a).color,
            size: all.map((s) => (problem.terminal[s] ? 0 : 18 * Math.sqrt(view.probabilities?.[s]?.[a] ?? 0))),
          },
        })),
      ]);
    },
    summary(m) {
      const { episode, values, probabilities } = m.frame;
      const start = Math.max(0, problem.start.indexOf(Math.max(...problem.start)));
      const pi = probabilities?.[start];
      const parts = [];
      if (values) parts.push(`V(${problem.state_names[start]}) = ${fixed(values.state_values[start], 2)}`);
      if (pi) parts.push(`there the policy takes ${likeliest(problem.action_names, pi, 2)}`);
      let text = parts.join("; ");
      if (episode)
        text += `${text ? ". " : ""}The last episode took ${episode.length} steps to ${problem.state_names[episode.next_state]}`;
      return text ? `${text}.` : "No values were kept for this moment.";
    },
    table(m) {
      const { values, probabilities } = m.frame;
      const rows = problem.state_names.map((name, s) => [
        name,
        ...(values ? [fixed(values.state_values[s], 3), fixed(values.visitation[s], 3)] : ["–", "–"]),
        ...problem.action_names.map((_, a) => (problem.terminal[s] ? "–" : fixed(probabilities?.[s]?.[a], 3))),
      ]);
      return { columns: ["State", "V", "Visits", ...problem.action_names.map((name) => `π(${name})`)], rows };
    },
    destroy() {
      cursor?.destroy();
      stage.destroy();
    },
  };
}

/** The world: a board or a row of rooms with the policy's arrows, a heat of choice, and the last episode walked through it. */

import { el, setText } from "../dom/elements.js";
import { rounded } from "../maths/format.js";
import { choice } from "./parts/fields.js";
import { createCursor } from "./world/cursor.js";
import { gridBoard } from "./world/grid.js";
import { roomBoard } from "./world/rooms.js";
import { HEATS, nothing, shapeOf, viewOf } from "./world/view.js";
import { sentence, signs, stateWords } from "./world/words.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Lab} Lab */

/** A choice that outlives a new problem. */
let heat = "value";
/** While playing the line of words is rewritten this seldom: nobody reads thirty a second. */
const SELDOM = 6;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { lab, theme } = host;
  const { problem } = lab;
  const board = problem.grid ? gridBoard(lab, theme) : roomBoard(lab, theme);
  const whole = problem.grid?.map ?? [];
  /** @type {Moment | null} */
  let latest = null;
  let looks = 0;
  let view = nothing(whole);

  const heats = HEATS.filter(([key]) => key !== "pull" || shapeOf(lab).oneHot || problem.horizon === null);
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
  const cursor = whole.length
    ? createCursor(host, {
        map: whole,
        editable: "map" in lab.experiment.problem && !lab.recorded,
        stage: () => stage,
        moved() {
          stage.redraw();
          read();
        },
        told: (r, c) => tell(board.states[r]?.[c] ?? -1),
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
    x: { range: board.x },
    y: { range: board.y },
    axes: false,
    equal: board.equal,
    zoom: false,
    margin: { l: 2, t: 2, r: 2, b: 2 },
    marks: (st) => board.marks(st, { ...view, map: cursor?.map ?? whole }),
  });
  const legend = el("p", { class: "world-key" });
  host.body.append(legend);
  if (cursor) {
    stage.element.append(cursor.button);
    stage.element.addEventListener("pointerdown", down, true);
    cursor.follow(stage.element);
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

  /** @param {number} s */
  const tell = (s) => stateWords(problem, latest?.frame, s);

  function read() {
    if (!cursor) return;
    const s = board.states[cursor.row]?.[cursor.column] ?? -1;
    setText(readout, s < 0 ? "" : `${problem.state_names[s]}  ${tell(s)}`);
  }

  return {
    draw(m) {
      latest = m;
      setText(legend, signs(problem, heat));
      view = viewOf(m, heat, whole, (s) => [problem.state_names[s], ...tell(s).split("  ")].join("<br>"));
      stage.redraw();
      looks += 1;
      if (!m.playing || looks % SELDOM === 0) read();
      if (!m.playing) cursor?.speak();
    },
    summary: (m) => sentence(problem, m.frame),
    keys() {
      if (!problem.grid) return [];
      return [
        { mark: "circle", color: theme.estimate, text: "start of the last episode" },
        { mark: "square", color: theme.estimate, text: "its end" },
        ...(whole.some((row) => row.includes("C"))
          ? [{ mark: /** @type {const} */ ("cross"), color: theme.estimate, text: "a fall" }]
          : []),
      ];
    },
    numbers(m) {
      return this.table(m);
    },
    table(m) {
      const { values, probabilities } = m.frame;
      const rows = problem.state_names.map((name, s) => [
        name,
        ...(values ? [rounded(values.state_values[s], 3), rounded(values.visitation[s], 3)] : ["–", "–"]),
        ...problem.action_names.map((_, a) => (problem.terminal[s] ? "–" : rounded(probabilities?.[s]?.[a], 3))),
      ]);
      return { columns: ["State", "V", "Visits", ...problem.action_names.map((name) => `π(${name})`)], rows };
    },
    destroy() {
      cursor?.destroy();
      stage.destroy();
    },
  };
}

/** A short chain as marks: rooms in a row, the two actions in each, and below them the last episode, time going down. */

import { hairline } from "../../marks/canvas.js";
import { dot, line, rect, text, vector } from "../../marks/mark.js";
import { short } from "../../maths/format.js";
import { colorAt, table } from "../parts/colors.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../types.js").Theme} Theme */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("./view.js").View} View */

/** A room is never higher than this share of the picture: the rest is the episode's. */
const HIGHEST = 0.46;
/** Of a long episode the last steps are drawn. */
const STEPS = 250;

/** @param {Lab} lab @param {Theme} theme */
export function roomBoard(lab, theme) {
  const { problem } = lab;
  const plan = {
    lab,
    theme,
    shades: table(theme.ramp),
    sides: problem.action_names[0] === "left" && problem.action_names[1] === "right",
    switched: lab.experiment.problem.kind === "short_corridor" ? 1 : -1,
  };
  return {
    x: /** @type {[number, number]} */ ([0, problem.states]),
    y: /** @type {[number, number]} */ ([0, 1]),
    equal: false,
    states: [Array.from({ length: problem.states }, (_, s) => s)],
    /** @param {Stage} st @param {View} view @returns {Mark[]} */
    marks(st, view) {
      const wide = st.x(1) - st.x(0);
      const size = { wide, high: Math.min(wide, st.area.height * HIGHEST) };
      return [
        ...roomMarks(plan, st, view, size),
        ...(plan.sides ? arrowMarks(plan, st, view, size) : barMarks(plan, st, view, size)),
        ...numberMarks(plan, st, view, size),
        ...(view.episode ? walkMarks(plan, st, view.episode, size) : []),
      ];
    },
  };
}

/** @typedef {{lab: Lab, theme: Theme, shades: ReturnType<typeof table>, sides: boolean, switched: number}} Plan */
/** @typedef {{wide: number, high: number}} Size  of a room, px */

/** The height that lies that many px below the rooms' upper edge. @param {Stage} st @param {number} down */
const below = (st, down) => st.at(0, st.area.top + down)[1];

/** @param {Plan} plan @param {Size} size */
const letters = ({ theme }, { wide }) => Math.min(theme.size, wide * 0.26);

/** @param {Plan} plan */
const openOf = ({ lab: { problem } }) => problem.state_names.map((_, s) => s).filter((s) => !problem.terminal[s]);

/** @param {View} view @param {number} s @param {number} a */
const amountOf = (view, s, a) => (view.pull ?? view.probabilities)?.[s]?.[a] ?? 0;

/** Whether the mark of an action is for raising or lowering. @param {View} view @param {boolean} lowers @param {string} action */
const nameOf = (view, lowers, action) => (view.pull ? `${lowers ? "lower" : "raise"} ${action}` : `π(${action})`);

/** Rooms with their heat and names. @param {Plan} plan @param {Stage} st @param {View} view @param {Size} size @returns {Mark[]} */
function roomMarks(plan, st, view, size) {
  const { lab, theme, shades, switched } = plan;
  const { state_names: names, terminal } = lab.problem;
  const [all, ends] = [names.map((_, s) => s), names.map((_, s) => s).filter((s) => terminal[s])];
  const font = letters(plan, size);
  return [
    rect({
      name: "rooms",
      x1: all,
      x2: all.map((s) => s + 1),
      y1: all.map(() => below(st, 0)),
      y2: all.map(() => below(st, size.high)),
      fill: all.map((s) => (!terminal[s] && view.heat ? colorAt(shades, view.heat[s] ?? 0) : theme.paper)),
      stroke: theme.line,
      title: (s) => view.tell?.(s) ?? "",
      legend: false,
    }),
    text({
      name: "rooms",
      x: all.map((s) => s + 0.5),
      y: all.map(() => below(st, font)),
      text: all.map((s) => `${names[s]}${s === switched ? " ⇄" : ""}`),
      fill: theme.quiet,
      fontSize: font,
    }),
    dot({
      name: "end",
      x: ends.map((s) => s + 0.5),
      y: ends.map(() => below(st, size.high / 2)),
      symbol: "diamond",
      r: Math.min(size.wide, size.high) * 0.18,
      fill: theme.accent,
    }),
  ];
}

/** @param {Plan} plan @param {Stage} st @param {View} view @param {Size} size @returns {Mark[]} */
function numberMarks(plan, st, view, size) {
  const { write } = view;
  if (!write || !view.still || size.wide <= 34) return [];
  const [open, font] = [openOf(plan), letters(plan, size)];
  return [
    text({
      name: "numbers",
      x: open.map((s) => s + 0.5),
      y: open.map(() => below(st, size.high - font * 0.8)),
      text: open.map((s) => write(s, 0)),
      fill: plan.theme.ink,
      fontSize: font,
    }),
  ];
}

/** @param {Plan} plan @param {Stage} st @param {View} view @param {Size} size @returns {Mark[]} */
function arrowMarks(plan, st, view, { wide, high }) {
  const open = openOf(plan);
  return [-90, 90].flatMap((rotate, a) =>
    (view.pull ? [false, true] : [false]).map((lowers) => {
      const { color } = plan.theme.action(a);
      const there = open.filter((s) => amountOf(view, s, a) < 0 === lowers);
      return vector({
        name: nameOf(view, lowers, plan.lab.problem.action_names[a] ?? ""),
        x: there.map((s) => s + 0.5),
        y: there.map(() => below(st, high / 2)),
        length: there.map((s) => wide * 0.45 * Math.sqrt(Math.abs(amountOf(view, s, a)))),
        rotate,
        inset: 2,
        ...(lowers ? { stroke: color } : { fill: color }),
        legend: true,
      });
    }),
  );
}

/** Actions that are no directions: a bar each, with its name. @param {Plan} plan @param {Stage} st @param {View} view @param {Size} size @returns {Mark[]} */
function barMarks(plan, st, view, { wide, high }) {
  const open = openOf(plan);
  const thick = Math.min(18, high * 0.14);
  const { theme, lab } = plan;
  return lab.problem.action_names.flatMap((action, a) => {
    const top = high * (0.32 + 0.24 * a);
    const bars = (view.pull ? [false, true] : [false]).map((lowers) => {
      const there = open.filter((s) => amountOf(view, s, a) < 0 === lowers);
      const { color } = theme.action(a);
      return rect({
        name: nameOf(view, lowers, action),
        x1: there.map((s) => s + 0.4),
        x2: there.map((s) => s + 0.4 + (0.5 - 10 / wide) * Math.abs(amountOf(view, s, a))),
        y1: there.map(() => below(st, top)),
        y2: there.map(() => below(st, top + thick)),
        ...(lowers ? { fill: "none", stroke: color } : { fill: color }),
        title: (i) => view.tell?.(there[i] ?? 0) ?? "",
      });
    });
    const names = text({
      name: "actions",
      x: open.map((s) => s + 0.4),
      y: open.map(() => below(st, top + thick / 2 + 1)),
      text: open.map(() => action),
      fill: theme.ink,
      fontSize: theme.size,
      textAnchor: "end",
      dx: -6,
    });
    return [...bars, names];
  });
}

/** @param {Plan} plan @param {Stage} st @param {import("../../types.js").Episode} episode @param {Size} size @returns {Mark[]} */
function walkMarks({ theme, lab }, st, episode, { high }) {
  const { problem } = lab;
  const all = [...episode.states, episode.next_state];
  const from = Math.max(0, all.length - STEPS);
  const seen = all.slice(from);
  const each = Math.min(16, (st.area.height - high - 28) / Math.max(1, seen.length - 1));
  const x = seen.map((s) => s + 0.5);
  const y = seen.map((_, k) => below(st, high + 20 + k * each));
  const name = "last episode";
  const signs = problem.action_names.map((action, a) => {
    const there = seen.flatMap((_, k) => (k < seen.length - 1 && Number(episode.actions[from + k]) === a ? [k] : []));
    const { color, shape } = theme.action(a);
    return dot({
      name: action,
      x: there.map((k) => x[k] ?? 0),
      y: there.map((k) => y[k] ?? 0),
      symbol: shape,
      r: 4,
      fill: color,
      stroke: theme.paper,
      title: (i) => {
        const t = from + (there[i] ?? 0);
        return `step ${t}: ${action} in ${problem.state_names[all[t] ?? 0]}, reward ${short(episode.rewards[t] ?? 0, 3)}`;
      },
    });
  });
  return [
    text({
      name,
      x: [0],
      y: [below(st, high + 9)],
      text: [from > 0 ? `last ${STEPS} steps, time ↓` : "last episode, time ↓"],
      fill: theme.quiet,
      fontSize: theme.size,
      textAnchor: "start",
    }),
    line({ name, x, y, stroke: theme.estimate, strokeWidth: seen.length < 80 ? 1.25 : hairline(), legend: true }),
    ...(each >= 7 ? signs : []),
    dot({ name, x: x.slice(-1), y: y.slice(-1), symbol: "square", r: 4, fill: theme.estimate, stroke: theme.paper }),
  ];
}

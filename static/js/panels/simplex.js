/** Three actions' probabilities as a point in a triangle: the way the run went, level lines of J and the exact flow around it. */

import { el } from "../dom/elements.js";
import { count, fixed } from "../maths/format.js";
import { bonusOf } from "../maths/objective.js";
import { preferences } from "../maths/softmax.js";
import { compass, inside, probabilitiesAt, stepsInside, withProbability } from "../maths/triangle.js";
import { norm } from "../maths/vectors.js";
import { same } from "../run/protocol.js";
import { createBackground } from "./parts/background.js";
import { keptState, numberField, stateChoice } from "./parts/fields.js";
import { pastTable, policyColumns } from "./parts/past.js";
import { createPresent } from "./parts/present.js";
import { BENDS, createRiver } from "./parts/river.js";
import { keyMarks, POINTS, places, presentMarks, trailMarks } from "./parts/trail.js";
import { createField } from "./simplex/field.js";
import { motionOf, ofPreferences, rewardsOf } from "./simplex/motion.js";
import { sentence, tableOf } from "./simplex/words.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Experiment} Experiment */

/** A dragged policy keeps at least this probability for every action: softmax never gives one up. */
const LEAST = 0.001;
/** Room around the triangle for the actions' names and the levels' numbers, CSS px. */
const ROOM = 24;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const { problem } = lab;
  const names = problem.action_names;
  const motion = motionOf(lab);
  const kept = keptState(host);
  let { state } = kept;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {ReturnType<typeof createPresent<number[]>>} */
  const present = createPresent();
  const field = createField(theme, names, rewardsOf(lab), () => latest && motion.climb(state, latest.lab.experiment));
  const background = createBackground(field.paint, field.traces);
  const where = places(({ probabilities }) => {
    const pi = probabilities?.[state];
    return pi ? compass(pi) : null;
  });
  const river = createRiver((frame) => frame.ensemble?.probabilities?.map(compass) ?? null);
  /** The policy in hand, or else the moment's. */
  const policy = () => present.held ?? latest?.frame.probabilities?.[state];

  const fields = fieldsOf(host, (a, value) => {
    const now = latest?.frame.probabilities?.[state];
    if (now) choose(withProbability(now, a, value, LEAST));
  });
  const row = el("div", { class: "panel-row", "data-acts": true });
  if (problem.states > 1) {
    row.append(
      stateChoice(problem, state, (chosen) => {
        state = kept.state = chosen;
        where.forget();
        background.touch();
        host.redraw();
      }),
    );
  }
  row.append(...fields.map(({ element }) => element));
  host.body.append(row);

  const stage = host.stage({
    label:
      "Triangle of all policies over three actions: level lines of the objective, exact gradient flow, the trajectory and the current policy.",
    x: { range: [-0.72, 0.72] },
    y: { range: [-0.415, 0.82] },
    axes: false,
    equal: true,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    inset: { l: ROOM, r: ROOM, t: ROOM, b: ROOM },
    marks,
  });
  if (ofPreferences(lab)) {
    stage.drag({
      acts: true,
      handles: () => {
        const pi = policy();
        if (!pi) return [];
        const [x, y] = compass(pi);
        return [{ name: "The present policy", x, y }];
      },
      move: (_, x, y) => {
        const pi = inside(probabilitiesAt(x, y), LEAST);
        present.hold(pi);
        choose(pi);
        stage.redraw();
      },
      drop: present.drop,
    });
  }

  /** Set theta so that the state's policy is this one. @param {readonly number[]} pi */
  function choose(pi) {
    if (latest) host.send({ type: "set_theta", theta: leadingTo(pi, state, latest) });
  }

  /** How long the arrows are drawn. @param {Moment} m */
  function scale({ frame, playing, lab: { experiment } }) {
    const [exact, estimate] = motion.directions(state, experiment, frame);
    const pi = frame.probabilities?.[state] ?? [];
    // Near a corner arrows are short, so that they hardly leave the triangle; the exact one ends with it.
    const room = Math.min(0.55, Math.max(0.12, 1.7 * (1 - Math.max(...pi))));
    const moves = frame.exact && motion.movement(state, experiment, pi, frame.exact.gradient);
    const ahead = moves && exact ? norm(exact) * stepsInside(pi, moves) : Infinity;
    present.scale(exact, estimate, playing, room, Math.max(0.03, ahead));
  }

  /** @param {Stage} st */
  function marks(st) {
    background.show(st);
    if (!latest) return field.labels(st);
    const { frame, history, lab: now } = latest;
    const point = present.held ? compass(present.held) : where.at(frame);
    const vectors = point ? present.arrows(...motion.directions(state, now.experiment, frame)) : [];
    return [
      ...field.labels(st),
      ...river.marks(st, history.thin(BENDS)),
      ...trailMarks(st, where.along(history.thin(POINTS)), ({ update, probabilities }) => {
        const pi = probabilities?.[state] ?? [];
        return `update ${count(update)}: ${names.map((name, a) => `π(${name}) = ${fixed(pi[a], 3)}`).join(", ")}`;
      }),
      ...(point ? [...presentMarks(theme, point, vectors), ...keyMarks(st, vectors, latest.playing)] : []),
    ];
  }

  return {
    draw(m, words) {
      const before = latest;
      latest = m;
      present.follow(before, m);
      if (!before || flowsOtherwise(before.lab.experiment, m.lab.experiment)) background.touch();
      scale(m);
      if (words) fields.forEach((one, a) => one.show(policy()?.[a]));
      stage.redraw();
    },
    ground: () => present,
    stand: present.join,
    summary: (m) => sentence(m, state),
    table: (m) => tableOf(m, state, motion.movement),
    numbers: (m) => pastTable(m.history.frames, [...policyColumns(problem, state), ["J", ({ exact }) => exact?.value]]),
    destroy: () => stage.destroy(),
  };
}

/** A number field for each action's probability. @param {Host} host @param {(action: number, value: number) => void} change */
function fieldsOf({ lab }, change) {
  return lab.problem.action_names.map((name, a) => {
    const one = numberField({
      label: `π ${name}`,
      name: `Probability of ${name}`,
      digits: 3,
      step: 0.01,
      change: (value) => change(a, value),
    });
    one.input.disabled = !ofPreferences(lab);
    return one;
  });
}

/** Theta with which a state's policy is pi; the mean preference, which softmax does not see, stays. @param {readonly number[]} pi @param {number} state @param {Moment} m */
function leadingTo(pi, state, { frame: { theta }, lab }) {
  const block = theta.slice(3 * state, 3 * state + 3);
  const middle = block.reduce((sum, value) => sum + value, 0) / 3;
  const wanted = preferences(pi, lab.experiment.policy.temperature, middle);
  return theta.map((value, i) => wanted[i - 3 * state] ?? value);
}

/** Whether the flow under the picture is another one. @param {Experiment} before @param {Experiment} now */
function flowsOtherwise(before, now) {
  if (before === now) return false;
  return !same(before.policy, now.policy) || !same(before.optimizer, now.optimizer) || bonusOf(before) !== bonusOf(now);
}

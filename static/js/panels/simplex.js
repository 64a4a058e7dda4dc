/** Three actions' probabilities as a point in a triangle: the way the run went, level lines of J and the exact flow around it. */

import { el } from "../dom/elements.js";
import { count, fixed, rounded } from "../maths/format.js";
import { bonusOf, climbedName } from "../maths/objective.js";
import { oneHot, preferences, pushed, scores } from "../maths/softmax.js";
import { compass, inside, probabilitiesAt, stepsInside, withProbability } from "../maths/triangle.js";
import { norm } from "../maths/vectors.js";
import { same } from "../run/protocol.js";
import { createBackground } from "./parts/background.js";
import { firstState, numberField, reader, stateChoice } from "./parts/fields.js";
import { pastTable, policyColumns } from "./parts/past.js";
import { createPresent } from "./parts/present.js";
import { BENDS, createRiver, runsOf } from "./parts/river.js";
import { keyMarks, POINTS, places, presentMarks, trailMarks } from "./parts/trail.js";
import { createField } from "./simplex/field.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Frame} Frame */
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
  const oneHots = lab.experiment.policy.features?.kind === "one_hot";
  /** Rewards that make J a slope over the triangle: one state, one action an episode. */
  const rewards = problem.discrete_bandit ? (problem.mean_reward[0] ?? null) : null;
  let state = firstState(problem);
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Experiment | null} */
  let shown = null;
  /** @type {ReturnType<typeof createPresent<number[]>>} */
  const present = createPresent();
  const due = reader();
  const field = createField(theme, names, rewards, climb);
  const background = createBackground(field.paint, field.traces);
  const where = places((frame) => {
    const pi = frame.probabilities?.[state];
    return pi ? compass(pi) : null;
  });

  const river = createRiver((frame) => frame.ensemble?.probabilities?.map(compass) ?? null);

  const row = el("div", { class: "panel-row", "data-acts": true });
  host.body.append(row);
  if (problem.states > 1) {
    row.append(
      stateChoice(problem, state, (chosen) => {
        state = chosen;
        where.forget();
        background.touch();
        host.redraw();
      }),
    );
  }
  const fields = names.map((name, a) =>
    numberField({
      label: `π ${name}`,
      name: `Probability of ${name}`,
      digits: 3,
      step: 0.01,
      change: (value) => {
        const now = latest?.frame.probabilities?.[state];
        if (now) choose(withProbability(now, a, value, LEAST));
      },
    }),
  );
  for (const one of fields) {
    one.input.disabled = !oneHots;
    row.append(one.element);
  }

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
  if (oneHots) {
    stage.drag({
      acts: true,
      handles: () => {
        const pi = present.held ?? latest?.frame.probabilities?.[state];
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

  /** Set theta so that the state's policy is this one; the mean preference, which softmax does not see, stays. @param {readonly number[]} pi */
  function choose(pi) {
    if (!latest) return;
    const { theta } = latest.frame;
    const block = theta.slice(3 * state, 3 * state + 3);
    const middle = block.reduce((sum, value) => sum + value, 0) / 3;
    const wanted = preferences(pi, latest.lab.experiment.policy.temperature, middle);
    host.send({ type: "set_theta", theta: theta.map((value, i) => wanted[i - 3 * state] ?? value) });
  }

  /** Features of the state's actions; one-hot ones stand for their own block of theta. */
  function features() {
    return oneHots ? oneHot(3) : (lab.policy.phi?.[state] ?? null);
  }

  /** @param {readonly number[]} v [D] */
  const block = (v) => (oneHots ? v.slice(3 * state, 3 * state + 3) : v);

  /** How pi moves along a direction of theta, to first order. @param {Frame} frame @param {readonly number[]} direction */
  function shift(frame, direction) {
    const pi = frame.probabilities?.[state];
    const moves = pi && movement(pi, direction);
    return moves ? compass(moves) : null;
  }

  /** @param {readonly number[]} pi @param {readonly number[]} direction @returns {number[] | null} [3] */
  function movement(pi, direction) {
    const phi = features();
    const temperature = latest?.lab.experiment.policy.temperature ?? 1;
    // One state, one-hot: F's pseudo-inverse makes tau times the gradient of it (Kakade 2001).
    if (natural() && rewards && oneHots) return direction.map((value) => value * temperature);
    return phi ? pushed(pi, scores(pi, phi, temperature), block(direction)) : null;
  }

  /** Whether the run follows the undamped natural gradient. */
  function natural() {
    const optimizer = latest?.lab.experiment.optimizer;
    return optimizer?.["preconditioner"] === "natural" && !(optimizer["damping"] > 0);
  }

  /** How the run climbs, once it is known and features say it. */
  function climb() {
    const phi = features();
    const spec = latest?.lab.experiment;
    if (!phi || !spec) return null;
    return { phi, temperature: spec.policy.temperature, natural: natural(), bonus: bonusOf(spec) };
  }

  /** The exact gradient and the last estimate, in the triangle. @param {Frame} frame */
  function directions(frame) {
    const { exact, estimate } = frame;
    return /** @type {const} */ ([
      exact ? shift(frame, exact.gradient) : null,
      estimate ? shift(frame, estimate) : null,
    ]);
  }

  /** How long the arrows are drawn. @param {Moment} m */
  function scale({ frame, playing }) {
    const [exact, estimate] = directions(frame);
    const pi = frame.probabilities?.[state] ?? [];
    // Near a corner arrows are short, so that they hardly leave the triangle; the exact one ends with it.
    const room = Math.min(0.55, Math.max(0.12, 1.7 * (1 - Math.max(...pi))));
    const ahead =
      frame.exact && exact ? norm(exact) * stepsInside(pi, movement(pi, frame.exact.gradient) ?? []) : Infinity;
    present.scale(exact, estimate, playing, room, Math.max(0.03, ahead));
  }

  /** @param {Stage} st */
  function marks(st) {
    background.show(st);
    if (!latest) return field.labels(st);
    const point = present.held ? compass(present.held) : where.at(latest.frame);
    const vectors = point ? present.arrows(...directions(latest.frame)) : [];
    return [
      ...field.labels(st),
      ...river.marks(st, latest.history.thin(BENDS)),
      ...trailMarks(st, where.along(latest.history.thin(POINTS)), (frame) => {
        const pi = frame.probabilities?.[state] ?? [];
        return `update ${count(frame.update)}: ${names.map((name, a) => `π(${name}) = ${fixed(pi[a], 3)}`).join(", ")}`;
      }),
      ...(point ? [...presentMarks(theme, point, vectors), ...keyMarks(st, vectors)] : []),
    ];
  }

  return {
    draw(m) {
      const before = latest;
      latest = m;
      present.follow(before, m);
      const { experiment } = m.lab;
      if (experiment !== shown) {
        if (
          !shown ||
          !same(shown.policy, experiment.policy) ||
          !same(shown.optimizer, experiment.optimizer) ||
          bonusOf(shown) !== bonusOf(experiment)
        )
          background.touch();
        shown = experiment;
      }
      scale(m);
      if (due(m.playing)) fields.forEach((one, a) => one.show((present.held ?? m.frame.probabilities?.[state])?.[a]));
      stage.redraw();
    },
    summary(m) {
      const pi = m.frame.probabilities?.[state];
      if (!pi) return "No probabilities were kept for this moment.";
      const where_ = problem.states > 1 ? ` in state ${problem.state_names[state]}` : "";
      const climbs = bonusOf(m.lab.experiment) > 0 ? `; the arrows climb ${climbedName(m.lab.experiment)}` : "";
      const value = m.frame.exact && rewards ? `; J = ${fixed(m.frame.exact.value, 4)}${climbs}` : "";
      return `The policy${where_} is ${names.map((name, a) => `${name} ${fixed(pi[a], 3)}`).join(", ")}${value}.${m.lab.experiment.policy.kind === "mlp" ? " Arrows need features, and a network has none." : ""}${runsOf(m.frame)}`;
    },
    table(m) {
      const pi = m.frame.probabilities?.[state];
      const [exact, estimate] = [m.frame.exact?.gradient, m.frame.estimate].map((direction) =>
        direction && pi ? movement(pi, direction) : null,
      );
      return {
        columns: [
          "Action",
          "Probability",
          "Moves with the exact gradient",
          "With the last estimate",
          ...(rewards ? ["Mean reward"] : []),
        ],
        rows: names.map((name, a) => [
          name,
          rounded(pi?.[a], 4),
          rounded(exact?.[a], 4),
          rounded(estimate?.[a], 4),
          ...(rewards ? [rounded(rewards[a], 4)] : []),
        ]),
      };
    },
    numbers: (m) => pastTable(m.history.frames, [...policyColumns(problem, state), ["J", ({ exact }) => exact?.value]]),
    destroy: () => stage.destroy(),
  };
}

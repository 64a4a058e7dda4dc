/** Three actions' probabilities as a point in a triangle: the way the run went, level lines of J and the exact flow around it. */

import { el } from "../dom.js";
import { fixed } from "../format.js";
import { arrowFactors } from "../maths/framing.js";
import { contourLevels, levelDigits } from "../maths/levels.js";
import { flow, oneHot, preferences, pushed, scores } from "../maths/softmax.js";
import {
  band,
  CORNERS,
  compass,
  inside,
  lattice,
  levelLine,
  probabilitiesAt,
  stepsInside,
  withProbability,
} from "../maths/triangle.js";
import { norm } from "../maths/vectors.js";
import { bonusOf, climbedName } from "../objective.js";
import { same } from "../protocol.js";
import { arrow, hairline, label, marker, path } from "../stage/marks.js";
import { createBackground } from "./parts/background.js";
import { colorAt, table } from "./parts/colors.js";
import { firstState, numberField, reader, stateChoice } from "./parts/fields.js";
import { BENDS, createRiver, runsOf } from "./parts/river.js";
import {
  anotherRun,
  DECAY,
  drawKey,
  drawPresent,
  drawTrail,
  drawVectors,
  POINTS,
  places,
  presentTraces,
  trailTrace,
} from "./parts/trail.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Experiment} Experiment */

/** A dragged policy keeps at least this probability for every action: softmax never gives one up. */
const LEAST = 0.001;
/** Steps of the arrows' lattice along a side; level lines. */
const FIELD = 9;
const LEVELS = 9;
/** Room around the triangle for the actions' names and the levels' numbers, CSS px. */
const BLEED = 24;

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
  /** @type {number[] | null} */
  let held = null;
  let letGo = false;
  /** @type {{exact: number | null, estimate: number | null}} */
  let factors = { exact: null, estimate: null };
  let longest = 0;
  const due = reader();
  const entries = table(theme.ramp);
  const background = createBackground(paintField, BLEED);
  const where = places((frame) => {
    const pi = frame.probabilities?.[state];
    return pi ? compass(pi) : null;
  });

  const river = createRiver((frame) => frame.ensemble?.probabilities?.map(compass) ?? null);

  const row = el("div", { class: "panel-row" });
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
  for (const field of fields) {
    field.input.disabled = !oneHots;
    row.append(field.element);
  }

  const stage = host.stage({
    label:
      "Triangle of all policies over three actions: level lines of the objective, exact gradient flow, the trajectory and the present policy.",
    x: { range: [-0.72, 0.72] },
    y: { range: [-0.415, 0.82] },
    axes: false,
    equal: true,
    margin: { l: BLEED, r: BLEED, t: BLEED, b: BLEED },
    paint: () => undefined,
    around: paint,
  });
  if (oneHots) {
    stage.drag({
      handles: () => {
        const pi = held ?? latest?.frame.probabilities?.[state];
        if (!pi) return [];
        const [x, y] = compass(pi);
        return [{ name: "The present policy", x, y }];
      },
      move: (_, x, y) => {
        held = inside(probabilitiesAt(x, y), LEAST);
        letGo = false;
        choose(held);
        stage.redraw();
      },
      drop: () => {
        letGo = true;
      },
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

  /** @param {Frame} frame */
  function arrows(frame) {
    /** @type {import("./parts/trail.js").Vector[]} */
    const list = [];
    const exact = frame.exact && shift(frame, frame.exact.gradient);
    const estimate = frame.estimate && shift(frame, frame.estimate);
    const pi = frame.probabilities?.[state] ?? [];
    longest = Math.max(latest?.playing ? longest * DECAY : 0, estimate ? norm(estimate) : 0);
    // Near a corner arrows are short, so that they hardly leave the triangle; the exact one ends with it.
    const room = Math.min(0.55, Math.max(0.12, 1.7 * (1 - Math.max(...pi))));
    const ahead =
      frame.exact && exact ? norm(exact) * stepsInside(pi, movement(pi, frame.exact.gradient) ?? []) : Infinity;
    factors = arrowFactors(factors, exact ? norm(exact) : 0, longest, room, Math.max(0.03, ahead));
    if (exact) list.push({ kind: "exact", by: exact, factor: factors.exact ?? 1 });
    if (estimate) list.push({ kind: "estimate", by: estimate, factor: factors.estimate ?? 1 });
    return list;
  }

  /** The triangle, J's colours and level lines, the flow: all that changes with the settings only. @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paintField(ctx, st) {
    const corners = CORNERS.map(([x, y]) => /** @type {[number, number]} */ ([st.x(x), st.y(y)]));
    if (rewards) paintSlope(ctx, st, corners);
    path(
      ctx,
      4,
      (i) => corners[i % 3]?.[0] ?? 0,
      (i) => corners[i % 3]?.[1] ?? 0,
      { color: theme.line, width: theme.weight },
    );
    if (rewards) paintFlow(ctx, st);
    names.forEach((name, a) => {
      const [x, y] = corners[a] ?? [0, 0];
      const look = theme.action(a);
      const font = `600 ${theme.size + 1}px ${theme.font}`;
      marker(ctx, look.shape, x, y, 6, { color: look.color, rim: theme.paper });
      if (a === 2)
        label(ctx, name, x, y - 11, { color: theme.ink, font, halo: theme.paper, align: "center", baseline: "bottom" });
      else label(ctx, name, x, y + 11, { color: theme.ink, font, halo: theme.paper, align: "center", baseline: "top" });
    });
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {[number, number][]} corners */
  function paintSlope(ctx, st, corners) {
    const q = rewards ?? [];
    const [low, high] = [Math.min(...q), Math.max(...q)];
    if (!(high > low)) return;
    // pi . q rises along the compass direction of q: one straight gradient of colour from its lowest to its highest corner.
    const up = compass(q);
    const length = norm(up);
    const reach = (high - low) / length;
    const [ax, ay] = CORNERS[q.indexOf(low)] ?? [0, 0];
    const [bx, by] = [ax + (reach * up[0]) / length, ay + (reach * up[1]) / length];
    const slope = ctx.createLinearGradient(st.x(ax), st.y(ay), st.x(bx), st.y(by));
    for (let i = 0; i <= 8; i += 1) slope.addColorStop(i / 8, colorAt(entries, i / 8));
    ctx.beginPath();
    corners.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.closePath();
    ctx.fillStyle = slope;
    ctx.fill();
    const levels = levelsOf(q);
    const digits = levelDigits(levels);
    const font = `${theme.size - 1}px ${theme.font}`;
    for (const level of levels) {
      const line = levelLine(q, level);
      if (!line) continue;
      ctx.globalAlpha = 0.55;
      path(
        ctx,
        2,
        (i) => st.x(line[i]?.[0] ?? 0),
        (i) => st.y(line[i]?.[1] ?? 0),
        { color: theme.quiet, width: hairline() },
      );
      ctx.globalAlpha = 1;
      // Its number stands outside, at the end further right; at a corner the action's name stands already.
      const [x, y] = line[0][0] >= line[1][0] ? line[0] : line[1];
      if (corners.some(([cx, cy]) => Math.hypot(st.x(x) - cx, st.y(y) - cy) < 16)) continue;
      const out = y <= (CORNERS[0]?.[1] ?? 0) + 1e-9 ? /** @type {const} */ ([0, 9]) : /** @type {const} */ ([6, -4]);
      label(ctx, fixed(level, digits), st.x(x) + out[0], st.y(y) + out[1], {
        color: theme.quiet,
        font,
        align: out[0] ? "left" : "center",
      });
    }
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paintFlow(ctx, st) {
    const vectors = flowField();
    const most = Math.max(...vectors.map(({ by }) => norm(by)));
    if (!(most > 0)) return;
    const room = (Math.abs(st.x(1) - st.x(0)) * Math.SQRT2) / FIELD;
    for (const { at, by } of vectors) {
      const speed = norm(by);
      if (speed === 0) continue;
      // Length grows with the root of the speed: the slow corners stay readable and still look slow.
      const long = 0.82 * room * Math.sqrt(speed / most);
      const [ux, uy] = [(by[0] ?? 0) / speed, (by[1] ?? 0) / speed];
      const [x, y] = [st.x(at[0]), st.y(at[1])];
      arrow(ctx, x - (ux * long) / 2, y + (uy * long) / 2, x + (ux * long) / 2, y - (uy * long) / 2, {
        color: theme.line,
        width: 1,
        head: Math.min(0.6 * long, 4 + 0.06 * room),
      });
    }
  }

  function flowField() {
    const phi = features();
    const spec = latest?.lab.experiment;
    if (!rewards || !phi || !spec || !reaches(phi)) return [];
    const how = { phi, temperature: spec.policy.temperature, natural: natural(), bonus: bonusOf(spec) };
    return lattice(FIELD).map((pi) => ({ at: compass(pi), by: compass(flow(pi, rewards, how)) }));
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paint(ctx, st) {
    background.show(st);
    if (!latest) return;
    river.draw(ctx, st, latest.history.thin(BENDS));
    drawTrail(ctx, st, where.along(latest.history.thin(POINTS)));
    const point = held ? compass(held) : where.at(latest.frame);
    if (!point) return;
    const vectors = arrows(latest.frame);
    drawPresent(ctx, st, point);
    drawVectors(ctx, st, point, vectors);
    drawKey(ctx, st, vectors, [0, 0]);
  }

  return {
    draw(m) {
      const before = latest;
      latest = m;
      if (letGo && before?.frame !== m.frame) held = null;
      if (anotherRun(before, m)) {
        longest = 0;
        factors = { exact: null, estimate: null };
      }
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
      if (due(m.playing)) fields.forEach((field, a) => field.show((held ?? m.frame.probabilities?.[state])?.[a]));
      stage.redraw();
    },
    settle(m) {
      const point = where.at(m.frame);
      stage.settle([
        ...fieldTraces(),
        trailTrace(where.along(m.history.thin(POINTS)), theme, (frame) => {
          const pi = frame.probabilities?.[state] ?? [];
          return `update ${frame.step}: ${names.map((name, a) => `π(${name}) = ${fixed(pi[a], 3)}`).join(", ")}`;
        }),
        ...(point ? presentTraces(point, arrows(m.frame), theme) : []),
      ]);
    },
    summary(m) {
      const pi = m.frame.probabilities?.[state];
      if (!pi) return "This moment kept no probabilities.";
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
          fixed(pi?.[a], 4),
          fixed(exact?.[a], 4),
          fixed(estimate?.[a], 4),
          ...(rewards ? [fixed(rewards[a], 4)] : []),
        ]),
      };
    },
    resize: () => stage.resize(),
    destroy: () => stage.destroy(),
  };

  /** The background as Plotly traces, for hover. @returns {object[]} */
  function fieldTraces() {
    const q = rewards ?? [];
    const levels = levelsOf(q);
    const line = { color: theme.line, width: 1 };
    const quiet = { type: "scatter", mode: "lines", hoverinfo: "skip" };
    const edges = levels.length ? [Math.min(...q), ...levels, Math.max(...q)] : [];
    const bands = edges.slice(1).map((high, i) => {
      const shape = band(q, edges[i] ?? high, high);
      const color = colorAt(entries, (i + 0.5) / (edges.length - 1));
      return {
        ...quiet,
        x: shape.map(([x]) => x),
        y: shape.map(([, y]) => y),
        fill: "toself",
        fillcolor: color,
        line: { color, width: 0 },
      };
    });
    const lines = levels.flatMap((level) => {
      const ends = levelLine(q, level);
      return ends
        ? [
            {
              ...quiet,
              hoverinfo: "text",
              text: `J = ${level}`,
              x: ends.map(([x]) => x),
              y: ends.map(([, y]) => y),
              line: { color: theme.quiet, width: 0.6 },
            },
          ]
        : [];
    });
    const outline = {
      ...quiet,
      x: [0, 1, 2, 0].map((i) => CORNERS[i]?.[0]),
      y: [0, 1, 2, 0].map((i) => CORNERS[i]?.[1]),
      line,
    };
    const corners = {
      type: "scatter",
      mode: "markers+text",
      hoverinfo: "skip",
      cliponaxis: false,
      x: CORNERS.map(([x]) => x),
      y: CORNERS.map(([, y]) => y),
      text: [...names],
      textposition: ["bottom center", "bottom center", "top center"],
      marker: {
        size: 10,
        color: names.map((_, i) => theme.action(i).color),
        symbol: names.map((_, i) => theme.action(i).symbol),
      },
    };
    return [...bands, ...lines, outline, ...flowTraces(), corners];
  }

  function flowTraces() {
    const vectors = flowField();
    const most = Math.max(...vectors.map(({ by }) => norm(by)));
    if (!(most > 0)) return [];
    return vectors.map(({ at, by }) => {
      const grow = (0.41 * Math.SQRT2) / FIELD / Math.sqrt(most * (norm(by) || 1));
      const [ux, uy] = [(by[0] ?? 0) * grow, (by[1] ?? 0) * grow];
      return {
        type: "scatter",
        mode: "lines+markers",
        hoverinfo: "skip",
        x: [at[0] - ux, at[0] + ux],
        y: [at[1] - uy, at[1] + uy],
        line: { color: theme.line, width: 1 },
        marker: {
          color: theme.line,
          size: [0, 5],
          symbol: "arrow",
          angleref: "previous",
          opacity: 1,
          line: { width: 0 },
        },
      };
    });
  }
}

/** @param {readonly number[]} q */
function levelsOf(q) {
  return q.length
    ? contourLevels(
        lattice(24).map((pi) => pi.reduce((sum, p, a) => sum + p * (q[a] ?? 0), 0)),
        LEVELS,
      )
    : [];
}

/** Whether every policy over three actions can be reached: the features' differences span a plane. @param {readonly (readonly number[])[]} phi */
function reaches(phi) {
  const [a = [], b = [], c = []] = phi;
  const u = b.map((value, i) => value - (a[i] ?? 0));
  const v = c.map((value, i) => value - (a[i] ?? 0));
  const [uu, vv, uv] = [norm(u) ** 2, norm(v) ** 2, u.reduce((sum, value, i) => sum + value * (v[i] ?? 0), 0)];
  return uu * vv - uv * uv > 1e-12 * uu * vv;
}

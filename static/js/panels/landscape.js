/** What the run climbs as a landscape over a plane through theta: contours of J or J + beta H, the way the run went, where the gradients point. */

import { count, fixed, magnitude, rounded } from "../maths/format.js";
import { holding } from "../maths/framing.js";
import { bonusOf, climbedName, climbedValue } from "../maths/objective.js";
import { alongPlane, drift, moveTo, onPlane } from "../maths/plane.js";
import { dot, norm } from "../maths/vectors.js";
import { same } from "../run/protocol.js";
import { compassMarks, nameMark } from "./landscape/pictures.js";
import { createPlanes, titled } from "./landscape/planes.js";
import { createRow } from "./landscape/row.js";
import { createBackground } from "./parts/background.js";
import { reader } from "./parts/fields.js";
import { parameterColumns, pastTable } from "./parts/past.js";
import { createPresent } from "./parts/present.js";
import { BENDS, createRiver, runsOf } from "./parts/river.js";
import { createSurface, resolutionFor, surfaceTraces } from "./parts/surface.js";
import { keyMarks, POINTS, places, presentMarks, trailMarks } from "./parts/trail.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */

/** Half a side of the first window, in units of theta. */
const HALF = 3;
/** The same where a number is steered: the gains that keep it from growing lie close together. */
const STEERED = 1.5;
/** While playing, a new landscape at most this often. */
const ASK_MS = 1000;
/** Between two questions at the least. */
const LOOK_MS = 120;
/** Off the plane by this share of the window the landscape is no longer the one the point stands on. */
const DRIFT = 0.02;
/** Rows of the data table, and parameters of a saved one, at most. */
const ROWS = 64;

/** While the server is away, a question is put again after this time at the earliest. */
const AGAIN_MS = 1000;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const names = lab.policy.parameter_names;
  const size = lab.policy.parameters;
  const planes = createPlanes(lab);
  const start = lab.problem.linear_quadratic ? STEERED : HALF;
  /** @type {ReturnType<typeof createPresent<[number, number]>>} */
  const present = createPresent();
  let view = { x: 0, y: 0, half: start };
  let framed = false;
  /** @type {Moment | null} */
  let latest = null;
  /** What the present landscape was asked for. @type {import("./parts/surface.js").Question | null} */
  let asked = null;
  let askedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let looking;
  const due = reader();
  const where = places((frame) => (frame.lost ? null : onPlane(planes.plane, frame.theta)));
  /** NaN where a run is lost. @param {Frame} frame */
  const runs = (frame) => frame.ensemble?.theta?.map((theta) => onPlane(planes.plane, theta)) ?? null;
  const river = createRiver(runs);

  const surface = createSurface({
    ask: host.ask,
    theme,
    changed: () => {
      background.touch();
      host.redraw();
      if (latest && !latest.playing) settle(latest);
    },
    failed: host.note,
  });
  const background = createBackground(surface.paint, () =>
    surface.known && latest ? surfaceTraces(surface.known, climbedName(latest.lab.experiment), theme) : [],
  );

  /** @param {number[]} theta */
  const send = (theta) => host.send({ type: "set_theta", theta });

  const row = createRow(lab, planes, {
    theta: () => latest?.frame.theta,
    send,
    choose(kind) {
      planes.choose(kind);
      if (kind === "directions" && !align()) return;
      chosen();
    },
    pick(k, i) {
      planes.pick(k, i);
      chosen();
    },
    realign: () => align() && host.redraw(),
  });
  if (lab.recorded?.plane) planes.take(lab.recorded.plane);
  host.body.append(row.element);

  function chosen() {
    turned();
    row.build();
    host.redraw();
  }

  function align() {
    if (!latest) return false;
    planes.align(latest);
    turned();
    return true;
  }

  /** Another plane: other coordinates for everything. */
  function turned() {
    where.forget();
    river.forget();
    present.forget();
    framed = false;
    asked = null;
    [axes.x.title, axes.y.title] = planes.titles();
  }

  const [across, up] = planes.titles();
  const axes = {
    x: { range: /** @type {[number, number]} */ ([-start, start]), title: across, ticks: 5, grid: false },
    y: { range: /** @type {[number, number]} */ ([-start, start]), title: up, ticks: 5, grid: false },
  };
  // The row first: a stage that shrinks would ask for its landscape twice.
  row.build();
  const stage = host.stage({
    label:
      "Contours of the objective over a plane through θ, the trajectory, the current point, the exact gradient and the last estimate.",
    ...axes,
    equal: true,
    margin: { l: 48, b: 36, t: 6, r: 8 },
    marks,
  });
  stage.drag({
    acts: true,
    handles: () => {
      const point = present.held ?? (latest && where.at(latest.frame));
      return point ? [{ name: "θ, the present point", x: point[0], y: point[1] }] : [];
    },
    move: (_, x, y) => {
      if (!latest) return;
      const [[x0, x1], [y0, y1]] = /** @type {[[number, number], [number, number]]} */ (stage.ranges());
      /** @type {[number, number]} */
      const point = [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))];
      present.hold(point);
      send(moveTo(planes.plane, latest.frame.theta, ...point));
      stage.redraw();
    },
    drop: present.drop,
  });

  /** @param {Stage} st */
  function marks(st) {
    background.show(st);
    if (!latest) return [];
    if (asked && st.ranges().some((range, k) => range.some((end, i) => end !== asked?.ranges[k]?.[i]))) look();
    const name = climbedName(latest.lab.experiment);
    const point = present.held ?? where.at(latest.frame);
    const vectors = point ? present.arrows(...directions(latest.frame)) : [];
    return [
      ...surface.labels(st),
      ...river.marks(st, latest.history.thin(BENDS)),
      ...trailMarks(
        st,
        where.along(latest.history.thin(POINTS)),
        (frame) => `update ${count(frame.update)}${frame.exact ? `: ${name} = ${fixed(climbedValue(frame), 4)}` : ""}`,
      ),
      ...(planes.kind === "preferences" ? compassMarks(st, names) : []),
      ...(point ? [...presentMarks(theme, point, vectors), ...keyMarks(st, vectors), nameMark(st, name)] : []),
    ];
  }

  /** The exact gradient and the last estimate, on the plane. @param {Frame} frame */
  function directions({ exact, estimate }) {
    return /** @type {const} */ ([
      exact ? alongPlane(planes.plane, exact.gradient) : null,
      estimate ? alongPlane(planes.plane, estimate) : null,
    ]);
  }

  /** Windows and scales that follow the run in round steps. @param {Moment} m */
  function frameUp(m) {
    const point = where.at(m.frame);
    if (!point) return;
    const way = where.along(m.history.thin(POINTS)).points;
    if (!framed) {
      const home = planes.kind === "directions" ? point : /** @type {[number, number]} */ ([0, 0]);
      view = holding({ x: home[0], y: home[1], half: start }, point, [point, home, ...way]);
      framed = true;
    } else if (!present.held) {
      const others = (runs(m.frame) ?? []).filter(([x, y]) => Number.isFinite(x + y));
      view = holding(view, point, [...way, ...others]);
    }
    stage.range([view.x - view.half, view.x + view.half], [view.y - view.half, view.y + view.half]);
    present.scale(...directions(m.frame), m.playing, view.half * 0.75);
  }

  /** Ask for another landscape where the one shown is no longer right. @param {Moment} m */
  function refresh(m) {
    if (m.frame.lost) return;
    const now = performance.now();
    const ranges = /** @type {[[number, number], [number, number]]} */ (stage.ranges());
    const { experiment } = m.lab;
    if (surface.unanswered && now - askedAt > AGAIN_MS) asked = null;
    if (asked) {
      const far = drift(planes.plane, m.frame.theta, asked.theta);
      const settings =
        same(experiment.policy, asked.experiment.policy) &&
        same(experiment.objective, asked.experiment.objective) &&
        bonusOf(experiment) === bonusOf(asked.experiment);
      const moved = ranges.some((range, k) =>
        range.some((end, i) => Math.abs(end - (asked?.ranges[k]?.[i] ?? NaN)) > 1e-9 * view.half),
      );
      const held = present.held !== null;
      const off = far > (m.playing || held ? DRIFT * view.half : 1e-9 * view.half);
      if (settings && !moved && !off) return;
      // A run that drifts may wait; what a person changes or looks at is answered soon, but not once a frame.
      const drifts = settings && !moved && (m.playing || held);
      if (now - askedAt < (drifts ? Math.max(ASK_MS, 3 * surface.took) : LOOK_MS) || (drifts && surface.busy))
        return look();
    }
    askedAt = now;
    asked = { plane: planes.plane, theta: m.frame.theta, ranges, experiment, resolution: resolutionFor(m.lab) };
    void surface.want(asked);
  }

  /** Look again in a moment: after a zoom, a resize, a scrub, or when it was too early to ask. */
  function look() {
    looking ??= setTimeout(() => {
      looking = undefined;
      if (latest) refresh(latest);
    }, LOOK_MS);
  }

  /** @param {Moment} m */
  function settle(m) {
    const crooked = planes.kind === "directions" && !planes.aligned;
    if (crooked && m.history.frames.length > 2 && align()) host.redraw();
    refresh(m);
  }

  return {
    draw(m) {
      const before = latest;
      latest = m;
      if (present.follow(before, m)) {
        framed = false;
        if (planes.lead(m.frame.exact?.gradient)) row.build();
        if (planes.kind === "directions") align();
      }
      frameUp(m);
      refresh(m);
      if (due(m.playing)) row.show(m.frame.theta, present.held ?? where.at(m.frame) ?? [NaN, NaN]);
      stage.redraw();
    },
    settle,
    ground: () => planes,
    stand(its) {
      if (planes.take(its)) turned();
    },
    summary(m) {
      const { exact, estimate, climbed } = m.frame;
      if (!exact) return "No exact gradient was kept for this moment.";
      const all = size > 2 ? ` in all ${size} parameters` : "";
      const start = `${climbedName(m.lab.experiment)} = ${fixed(climbedValue(m.frame), 4)}; exact gradient ${magnitude(norm(exact.gradient))} long${all}`;
      if (!estimate || norm(estimate) === 0) return `${start}.${runsOf(m.frame)}`;
      const angle =
        climbed && norm(climbed) > 0 ? `, ${apart(climbed, estimate)}° off the gradient where it was drawn` : "";
      return `${start}; last estimate ${magnitude(norm(estimate))}${angle}.${runsOf(m.frame)}`;
    },
    table(m) {
      const { theta, exact, estimate } = m.frame;
      const rows = theta
        .slice(0, ROWS)
        .map((value, i) => [
          titled(names[i] ?? String(i)),
          rounded(value, 4),
          rounded(exact?.gradient[i], 4),
          rounded(estimate?.[i], 4),
        ]);
      if (theta.length > ROWS) rows.push([`… ${theta.length - ROWS} more`, "", "", ""]);
      return { columns: ["Parameter", "Value", "Exact gradient", "Last estimate"], rows };
    },
    numbers(m) {
      const [across, up] = planes.titles();
      return pastTable(m.history.frames, [
        ["J", ({ exact }) => exact?.value],
        [`${across} (across)`, (frame) => where.at(frame)?.[0]],
        [`${up} (up)`, (frame) => where.at(frame)?.[1]],
        ...(size <= ROWS ? parameterColumns(names.map(titled)) : []),
      ]);
    },
    destroy() {
      clearTimeout(looking);
      surface.destroy();
      stage.destroy();
    },
  };
}

/** The angle between two directions, in whole degrees. @param {readonly number[]} a @param {readonly number[]} b */
function apart(a, b) {
  const cosine = dot(a, b) / norm(a) / norm(b);
  return Math.round((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI);
}

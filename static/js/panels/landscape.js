/** What the run climbs as a landscape over a plane through theta: contours of J or J + beta H, the way the run went, where the gradients point. */

import { climbedName } from "../maths/objective.js";
import { moveTo } from "../maths/plane.js";
import { boxesOf } from "../stage/labels.js";
import { createAsking } from "./landscape/asking.js";
import { createGround } from "./landscape/ground.js";
import { compassMarks, nameMark } from "./landscape/pictures.js";
import { createWindow } from "./landscape/window.js";
import { pastOf, pointWords, sentence, tableOf } from "./landscape/words.js";
import { createBackground } from "./parts/background.js";
import { createPresent } from "./parts/present.js";
import { BENDS } from "./parts/river.js";
import { createSurface, surfaceTraces } from "./parts/surface.js";
import { keyMarks, POINTS, presentMarks, trailMarks } from "./parts/trail.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("./parts/surface.js").Ranges} Ranges */

/** Half a side of the first window, in units of theta. */
const HALF = 3;
/** The same where a number is steered: the gains that keep it from growing lie close together. */
const STEERED = 1.5;
/** The arrows' share of it. */
const REACH = 0.75;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  /** @type {ReturnType<typeof createPresent<[number, number]>>} */
  const present = createPresent();
  const half = lab.problem.linear_quadratic ? STEERED : HALF;
  const view = host.kept("window", () => createWindow(half));
  /** @type {Moment | null} */
  let latest = null;
  const memory = host.kept("surface", () => ({
    known: /** @type {import("./parts/surface.js").Surface | null} */ (null),
  }));
  const surface = createSurface({ ask: host.ask, theme, memory, changed: answered, failed: host.note });
  const background = createBackground(surface.paint, () =>
    surface.known && latest ? surfaceTraces(surface.known, climbedName(latest.lab.experiment), theme) : [],
  );
  const asking = createAsking({
    surface,
    plane: () => ground.planes.plane,
    ranges: () => ranges(),
    half: () => view.half,
    held: () => present.held !== null,
    latest: () => latest,
  });

  const send = (/** @type {number[]} */ theta) => host.send({ type: "set_theta", theta });
  // The row first: a stage that shrinks would ask for its landscape twice.
  const ground = createGround(host, { half, present, latest: () => latest, send, turned });
  const { planes, where } = ground;
  const stage = host.stage({
    label:
      "Contours of the objective over a plane through θ, the trajectory, the current point, the exact gradient and the last estimate.",
    ...ground.axes,
    equal: true,
    margin: { l: 48, b: 36, t: 6, r: 8 },
    marks,
  });
  const ranges = () => /** @type {Ranges} */ (stage.ranges());
  stage.drag({
    acts: true,
    handles: () => {
      const point = present.held ?? (latest && where.at(latest.frame));
      return point ? [{ name: "θ, the present point", x: point[0], y: point[1] }] : [];
    },
    move: (_, x, y) => {
      if (!latest) return;
      const [[x0, x1], [y0, y1]] = ranges();
      /** @type {[number, number]} */
      const point = [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))];
      present.hold(point);
      send(moveTo(planes.plane, latest.frame.theta, ...point));
      stage.redraw();
    },
    drop: present.drop,
  });

  /** Another landscape has come. */
  function answered() {
    background.touch();
    host.redraw();
    if (latest && !latest.playing) settle(latest);
  }

  /** Another plane: other coordinates for everything. */
  function turned() {
    for (const one of [present, view, asking]) one.forget();
  }

  /** @param {Stage} st */
  function marks(st) {
    background.show(st);
    if (!latest) return [];
    asking.drawn();
    const { frame, history, lab: now } = latest;
    const point = present.held ?? where.at(frame);
    const vectors = point ? present.arrows(...ground.directions(frame)) : [];
    const name = nameMark(st, climbedName(now.experiment));
    const names = planes.kind === "preferences" ? lab.policy.parameter_names : [];
    const above = [
      ...trailMarks(st, where.along(history.thin(POINTS)), pointWords(now, planes.off)),
      ...(names.length ? compassMarks(st, names) : []),
      ...(point ? presentMarks(theme, point, vectors) : []),
    ];
    // While it moves, the levels' numbers stay where they are; at rest they make room.
    const rests = latest.playing || present.held ? "" : `${frame.update}: ${point}`;
    return [
      ...surface.labels(st, rests, () => boxesOf(st, above)),
      ...ground.river.marks(st, history.thin(BENDS)),
      ...above,
      ...(point ? [...keyMarks(st, vectors, latest.playing), name] : []),
    ];
  }

  /** Windows and scales that follow the run in round steps. @param {Moment} m */
  function frameUp({ frame, history, playing }) {
    const point = where.at(frame);
    if (!point) return;
    const way = where.along(history.thin(POINTS)).points;
    const home = planes.kind === "directions" ? point : /** @type {const} */ ([0, 0]);
    const others = () => (present.held ? null : (ground.runs(frame) ?? []).filter(([x, y]) => Number.isFinite(x + y)));
    stage.range(...view.around(point, way, home, others));
    present.scale(...ground.directions(frame), playing, view.half * REACH);
  }

  /** @param {Moment} m */
  function settle(m) {
    if (m.history.frames.length > 2 && planes.crooked(m.frame.update) && ground.align()) host.redraw();
    asking.refresh(m);
  }

  return {
    draw(m, words) {
      const before = latest;
      latest = m;
      planes.through(m.frame.theta);
      if (present.follow(before, m)) {
        view.forget();
        ground.begin(m.frame);
      }
      frameUp(m);
      asking.refresh(m);
      if (words) ground.show(m.frame.theta, present.held ?? where.at(m.frame) ?? undefined);
      stage.redraw();
    },
    settle,
    ground: ground.lent,
    stand: ground.stand,
    summary: (m) => sentence(m, planes.off(m.frame.theta)),
    table: tableOf,
    numbers: (m) => pastOf(m, planes.titles(), where.at),
    destroy() {
      asking.end();
      surface.destroy();
      stage.destroy();
    },
  };
}

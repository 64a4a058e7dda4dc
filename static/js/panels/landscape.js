/** What the run climbs as a landscape over a plane through theta: contours of J or J + beta H, the way the run went, where the gradients point. */

import { el } from "../dom.js";
import { fixed, magnitude } from "../format.js";
import { arrowFactors, holding } from "../maths/framing.js";
import { alongPlane, directionPlane, drift, moveTo, onPlane, parameterPlane, preferencePlane } from "../maths/plane.js";
import { compass } from "../maths/triangle.js";
import { axis, dot, norm, plus } from "../maths/vectors.js";
import { bonusOf, climbedName, climbedValue } from "../objective.js";
import { same } from "../protocol.js";
import { label, marker } from "../stage/marks.js";
import { createBackground } from "./parts/background.js";
import { choice, numberField, reader } from "./parts/fields.js";
import { BENDS, createRiver, runsOf } from "./parts/river.js";
import { createSurface, resolutionFor, surfaceTraces } from "./parts/surface.js";
import {
  anotherRun,
  DECAY,
  drawKey,
  drawPresent,
  drawTrail,
  drawVectors,
  keyRoom,
  POINTS,
  places,
  presentTraces,
  trailTrace,
} from "./parts/trail.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {import("../maths/plane.js").Plane} Plane */
/** @typedef {"preferences" | "parameters" | "directions"} Kind */

/** Half a side of the first window, in units of theta. */
const HALF = 3;
/** While playing, a new landscape at most this often. */
const ASK_MS = 1000;
/** Between two questions at the least. */
const LOOK_MS = 120;
/** Off the plane by this share of the window the landscape is no longer the one the point stands on. */
const DRIFT = 0.02;
/** Rows of the data table, fields that all parameters get. */
const ROWS = 64;
const FIELDS = 3;

/** Three one-hot actions in one state: theta is three preferences, and a constant added to all of them changes nothing. @param {Lab} lab */
function threePreferences(lab) {
  return lab.problem.states === 1 && lab.problem.actions === 3 && lab.experiment.policy.features?.kind === "one_hot";
}

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const names = lab.policy.parameter_names;
  const size = lab.policy.parameters;
  /** @type {Kind} */
  let kind = threePreferences(lab) ? "preferences" : size === 2 ? "parameters" : "directions";
  /** The parameters on the axes of the parameter plane. @type {[number, number]} */
  let pair = [0, 1];
  let paired = false;
  /** @type {Plane & {full?: boolean}} */
  let plane = kind === "preferences" ? preferencePlane() : parameterPlane(size, 0, 1);
  let aligned = false;
  let view = { x: 0, y: 0, half: HALF };
  let framed = false;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {[number, number] | null} */
  let held = null;
  let letGo = false;
  /** @type {{exact: number | null, estimate: number | null}} */
  let factors = { exact: null, estimate: null };
  let longest = 0;
  /** What the present landscape was asked for. @type {import("./parts/surface.js").Question | null} */
  let asked = null;
  let askedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let looking;
  const due = reader();
  const where = places((frame) => (frame.lost ? null : onPlane(plane, frame.theta)));
  const runs = (/** @type {Frame} */ frame) => frame.ensemble?.theta?.map((theta) => onPlane(plane, theta)) ?? null; // NaN where a run is lost
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
  const background = createBackground(surface.paint);

  // --- the row above the picture -------------------------------------------------------------------------------
  const line = el("div", { class: "panel-row" });
  host.body.append(line);
  /** @type {{show: (theta: readonly number[], point: [number, number]) => void}[]} */
  let fields = [];
  const realign = el("button", {
    type: "button",
    class: "button small",
    text: "Realign",
    title: "Turn the plane to the present gradient and trajectory",
    onclick: () => align() && host.redraw(),
  });

  function buildRow() {
    /** @type {[string, string][]} */
    const kinds = [
      ["parameters", "Parameters"],
      ["directions", "Gradient"],
    ];
    if (threePreferences(lab)) kinds.unshift(["preferences", "Preferences"]);
    const plain =
      kinds.length > 1 && size > 2
        ? [
            choice({
              label: "Plane",
              options: kinds,
              value: kind,
              quiet: true,
              change: (value) => choose(/** @type {Kind} */ (value)),
            }).element,
          ]
        : [];
    const options = names.map((name, i) => /** @type {[string, string]} */ ([String(i), name]));
    const pairs =
      kind === "parameters" && size > 2
        ? /** @type {const} */ ([0, 1]).map(
            (k) =>
              choice({
                label: k ? "Vertical parameter" : "Horizontal parameter",
                options,
                value: String(pair[k]),
                quiet: true,
                change: (value) => pick(k, Number(value)),
              }).element,
          )
        : [];
    fields = kind === "directions" ? coordinateFields() : parameterFields();
    line.replaceChildren(
      ...plain,
      ...pairs,
      ...(kind === "directions" ? [realign] : []),
      ...fields.map((field) => /** @type {any} */ (field).element),
    );
  }

  function parameterFields() {
    const shown = kind === "preferences" || size <= FIELDS ? names.map((_, i) => i) : pair;
    return shown.map((i) => {
      const name = names[i] ?? "";
      const field = numberField({
        label: labelled(name),
        name: `Value of ${titled(name)}`,
        digits: 2,
        step: 0.1,
        change: (value) => latest && send(latest.frame.theta.map((old, k) => (k === i ? value : old))),
      });
      return { element: field.element, show: (/** @type {readonly number[]} */ theta) => field.show(theta[i]) };
    });
  }

  function coordinateFields() {
    return /** @type {const} */ (["→", "↑"]).map((sign, k) => {
      const field = numberField({
        label: sign,
        name: k ? "θ along the vertical direction" : "θ along the horizontal direction",
        digits: 2,
        step: 0.1,
        change: (value) => {
          if (!latest) return;
          const [x, y] = onPlane(plane, latest.frame.theta);
          send(moveTo(plane, latest.frame.theta, k ? x : value, k ? value : y));
        },
      });
      return {
        element: field.element,
        show: (/** @type {readonly number[]} */ _, /** @type {[number, number]} */ point) => field.show(point[k]),
      };
    });
  }

  /** @param {number[]} theta */
  const send = (theta) => host.send({ type: "set_theta", theta });

  /** @param {Kind} wanted */
  function choose(wanted) {
    kind = wanted;
    if (kind === "preferences") plane = preferencePlane();
    else if (kind === "parameters") plane = parameterPlane(size, ...pair);
    else if (!align()) return;
    turned();
    buildRow();
    host.redraw();
  }

  /** @param {0 | 1} k @param {number} i */
  function pick(k, i) {
    if (pair[1 - k] === i) pair = [pair[1], pair[0]];
    else pair[k] = i;
    plane = parameterPlane(size, ...pair);
    turned();
    buildRow();
    host.redraw();
  }

  /** Turn the plane to the present gradient and the way come. */
  function align() {
    if (!latest) return false;
    const { frame, history } = latest;
    const start = history.frames[0]?.theta ?? frame.theta;
    plane = directionPlane(
      frame.theta,
      frame.exact?.gradient ?? frame.theta.map(() => 0),
      plus(frame.theta, -1, start),
    );
    aligned = plane.full === true;
    turned();
    return true;
  }

  /** Another plane: other coordinates for everything. */
  function turned() {
    where.forget();
    river.forget();
    framed = false;
    factors = { exact: null, estimate: null };
    asked = null;
    describe();
  }

  // --- the picture ---------------------------------------------------------------------------------------------
  const axes = {
    x: { range: /** @type {[number, number]} */ ([-HALF, HALF]), title: " ", ticks: 5, grid: false },
    y: { range: /** @type {[number, number]} */ ([-HALF, HALF]), title: " ", ticks: 5, grid: false },
  };
  describe();
  // The row first: a stage that shrinks would ask for its landscape twice.
  buildRow();
  const stage = host.stage({
    label:
      "Contours of the objective over a plane through θ, the trajectory, the present point, the exact gradient and the last estimate.",
    ...axes,
    equal: true,
    margin: { l: 44, b: 36, t: 6, r: 8 },
    paint,
  });
  stage.drag({
    handles: () => {
      const point = held ?? (latest && where.at(latest.frame));
      return point ? [{ name: "θ, the present point", x: point[0], y: point[1] }] : [];
    },
    move: (_, x, y) => {
      if (!latest) return;
      const [[x0, x1], [y0, y1]] = /** @type {[[number, number], [number, number]]} */ (stage.ranges());
      held = [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))];
      letGo = false;
      send(moveTo(plane, latest.frame.theta, ...held));
      stage.redraw();
    },
    drop: () => {
      letGo = true;
    },
  });

  function describe() {
    const [a = "", b = "", c = ""] = names;
    if (kind === "preferences") {
      axes.x.title = `(${titled(b)} − ${titled(a)}) / √2`;
      axes.y.title = `(2 ${titled(c)} − ${titled(a)} − ${titled(b)}) / √6`;
    } else if (kind === "parameters") {
      axes.x.title = titled(names[pair[0]] ?? "");
      axes.y.title = titled(names[pair[1]] ?? "");
    } else {
      axes.x.title = "along the exact gradient";
      axes.y.title = plane.full === false ? "at right angles to it" : "along the trajectory, at right angles";
    }
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paint(ctx, st) {
    background.show(st);
    if (!latest) return;
    if (asked && st.ranges().some((range, k) => range.some((end, i) => end !== asked?.ranges[k]?.[i]))) look();
    const trail = where.along(latest.history.thin(POINTS));
    const point = held ?? where.at(latest.frame);
    river.draw(ctx, st, latest.history.thin(BENDS));
    drawTrail(ctx, st, trail);
    if (kind === "preferences") drawCompass(ctx, st);
    if (!point) return;
    const vectors = arrows(latest.frame);
    drawPresent(ctx, st, point);
    drawVectors(ctx, st, point, vectors);
    drawKey(ctx, st, vectors);
    drawName(ctx, st, latest.lab);
  }

  /** What the contours are of. @param {CanvasRenderingContext2D} ctx @param {Stage} st @param {Lab} now */
  function drawName(ctx, { area }, now) {
    label(ctx, climbedName(now.experiment), area.left + area.width - 6, area.top + 5 + theme.size / 2, {
      color: theme.ink,
      font: `${theme.size}px ${theme.font}`,
      halo: theme.paper,
      align: "right",
    });
  }

  /** Which way is more of each action, at the rim. @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function drawCompass(ctx, st) {
    const { left, top, width, height } = st.area;
    const [keyWidth, keyHeight] = keyRoom(st);
    const font = `${theme.size}px ${theme.font}`;
    names.forEach((name, a) => {
      const [dx, dy] = compass(axis(3, a));
      const reach = Math.min(
        (width / 2 - 24) / Math.max(1e-9, Math.abs(dx)),
        (height / 2 - 13) / Math.max(1e-9, Math.abs(dy)),
      );
      const x = left + width / 2 + dx * reach;
      const crowded = dy > 0 && x - left < keyWidth + 14;
      const y = top + height / 2 - dy * reach + (crowded ? keyHeight : 0);
      const look = theme.action(a);
      marker(ctx, look.shape, x - 6, y, 4.5, { color: look.color, rim: theme.paper });
      label(ctx, name, x + 3, y + 0.5, { color: theme.ink, font, halo: theme.paper });
    });
  }

  /** @param {Frame} frame */
  function arrows(frame) {
    /** @type {import("./parts/trail.js").Vector[]} */
    const list = [];
    if (frame.exact)
      list.push({ kind: "exact", by: alongPlane(plane, frame.exact.gradient), factor: factors.exact ?? 1 });
    if (frame.estimate)
      list.push({ kind: "estimate", by: alongPlane(plane, frame.estimate), factor: factors.estimate ?? 1 });
    return list;
  }

  /** Windows and scales that follow the run in round steps. @param {Moment} m */
  function frameUp(m) {
    const point = where.at(m.frame);
    if (!point) return;
    if (!framed) {
      const home = kind === "directions" ? point : /** @type {[number, number]} */ ([0, 0]);
      view = holding({ x: home[0], y: home[1], half: HALF }, point, [
        point,
        home,
        ...where.along(m.history.thin(POINTS)).points,
      ]);
      framed = true;
    } else if (!held)
      view = holding(view, point, [
        ...where.along(m.history.thin(POINTS)).points,
        ...(runs(m.frame) ?? []).filter(([x, y]) => Number.isFinite(x + y)),
      ]);
    stage.range([view.x - view.half, view.x + view.half], [view.y - view.half, view.y + view.half]);
    longest = Math.max(
      m.playing ? longest * DECAY : 0,
      m.frame.estimate ? norm(alongPlane(plane, m.frame.estimate)) : 0,
    );
    factors = arrowFactors(
      factors,
      m.frame.exact ? norm(alongPlane(plane, m.frame.exact.gradient)) : 0,
      longest,
      view.half * 0.75,
    );
  }

  /** Ask for another landscape where the one shown is no longer right. @param {Moment} m */
  function refresh(m) {
    if (m.frame.lost) return;
    const now = performance.now();
    const ranges = /** @type {[[number, number], [number, number]]} */ (stage.ranges());
    const { experiment } = m.lab;
    if (asked) {
      const far = drift(plane, m.frame.theta, asked.theta);
      const settings =
        same(experiment.policy, asked.experiment.policy) &&
        same(experiment.objective, asked.experiment.objective) &&
        bonusOf(experiment) === bonusOf(asked.experiment);
      const moved = ranges.some((range, k) =>
        range.some((end, i) => Math.abs(end - (asked?.ranges[k]?.[i] ?? NaN)) > 1e-9 * view.half),
      );
      const off = far > (m.playing || held ? DRIFT * view.half : 1e-9 * view.half);
      if (settings && !moved && !off) return;
      // A run that drifts may wait; what a person changes or looks at is answered soon, but not once a frame.
      const drifts = settings && !moved && (m.playing || held !== null);
      if (now - askedAt < (drifts ? Math.max(ASK_MS, 3 * surface.took) : LOOK_MS) || (drifts && surface.busy))
        return look();
    }
    askedAt = now;
    asked = { plane, theta: m.frame.theta, ranges, experiment, resolution: resolutionFor(m.lab) };
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
    if (kind === "directions" && !aligned && m.history.frames.length > 2 && align()) host.redraw();
    refresh(m);
    const trail = where.along(m.history.thin(POINTS));
    const point = where.at(m.frame);
    stage.settle([
      ...(surface.known ? surfaceTraces(surface.known, stage, climbedName(m.lab.experiment)) : []),
      trailTrace(
        trail,
        theme,
        (frame) =>
          `update ${frame.step}${frame.exact ? `: ${climbedName(m.lab.experiment)} = ${fixed(climbedValue(frame), 4)}` : ""}`,
      ),
      ...(point ? presentTraces(point, arrows(m.frame), theme) : []),
    ]);
  }

  return {
    draw(m) {
      const before = latest;
      latest = m;
      if (letGo && before?.frame !== m.frame) held = null;
      if (anotherRun(before, m)) {
        framed = false;
        longest = 0;
        factors = { exact: null, estimate: null };
        if (!paired && m.frame.exact) {
          pair = steepest(m.frame.exact.gradient);
          paired = true;
          if (kind === "parameters" && size > 2) plane = parameterPlane(size, ...pair);
          buildRow();
        }
        if (kind === "directions") align();
      }
      frameUp(m);
      refresh(m);
      if (due(m.playing))
        for (const field of fields) field.show(m.frame.theta, held ?? where.at(m.frame) ?? [NaN, NaN]);
      stage.redraw();
    },
    settle,
    summary(m) {
      const { exact, estimate, climbed } = m.frame;
      if (!exact) return "This moment kept no exact gradient.";
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
          fixed(value, 4),
          fixed(exact?.gradient[i], 4),
          fixed(estimate?.[i], 4),
        ]);
      if (theta.length > ROWS) rows.push([`… ${theta.length - ROWS} more`, "", "", ""]);
      return { columns: ["Parameter", "Value", "Exact gradient", "Last estimate"], rows };
    },
    resize() {
      stage.resize();
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

/** A parameter's name; a plain one is its own. @param {string} name */
function titled(name) {
  return name.startsWith("θ") ? name : `θ ${name}`;
}

/** The same as a field's label, whose letter gives way where there is little room. @param {string} name */
function labelled(name) {
  return name.startsWith("θ") ? name : el("span", {}, el("span", { class: "panel-theta", text: "θ " }), name);
}

/** The two parameters the exact gradient says most about. @param {readonly number[]} gradient @returns {[number, number]} */
function steepest(gradient) {
  const order = gradient
    .map((_, i) => i)
    .sort((i, j) => Math.abs(gradient[j] ?? 0) - Math.abs(gradient[i] ?? 0) || i - j);
  const [a = 0, b = 1] = order;
  return a < b ? [a, b] : [b, a];
}

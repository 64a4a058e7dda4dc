/** Answers to what panels ask, from a recording. What was not recorded is refused, as a server refuses what it cannot do. Pure. */

import { bonusOf } from "../../maths/objective.js";
import { onPlane } from "../../maths/plane.js";
import { dot, norm, scaled } from "../../maths/vectors.js";
import { same } from "../../run/protocol.js";
import { Refused } from "../../run/refused.js";

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../maths/plane.js").Plane} Plane */
/**
 * @typedef {object} Square            J over a square of the plane
 * @property {number} update           the moment it goes through
 * @property {number[]} theta          of the same
 * @property {[number, number]} middle in the plane's coordinates, as all that follows
 * @property {number} half
 * @property {number} points           along each side
 * @property {number[]} [bent]         twice the difference along a row, of whole numbers of steps above the lowest
 * @property {number} [low]
 * @property {number} [step]
 * @property {number[]} [lost]         where there is no value
 * @property {(number | null)[]} [value]   or all of them as they are
 */
/** @typedef {{kind: "preferences" | "parameters" | "directions", pair: [number, number], plane: Plane & {full: true}}} Taken */
/**
 * @typedef {object} Entry             the ledger at one moment
 * @property {number} update
 * @property {any[]} estimators
 * @property {(Record<string, any> & {refused?: string})[]} answers   one each
 */
/** @typedef {Record<string, {value: number, gradient: number[], visitation: number[]} | {refused: string}>} Objectives */
/**
 * @typedef {object} Kept
 * @property {Pick<import("../../types.js").Opened, "experiment">} opened   what was asked about
 * @property {readonly Frame[]} frames
 * @property {Taken} [plane]
 * @property {readonly Square[]} surfaces
 * @property {readonly Objectives[]} exact
 * @property {readonly Entry[]} ledger
 */

const NOT_RECORDED = "This is not in the recording.";
/** Two directions are one if they differ by less. */
const ALIKE = 1e-6;

/** @param {Kept} kept */
export function answersOf({ opened: { experiment }, frames, plane, surfaces, exact, ledger }) {
  const tables = surfaces.map((square) => ({ square, value: valuesOf(square) }));
  const moments = new Map(frames.map((frame, i) => [frame.theta.join(), i]));

  /** @param {any} body */
  function landscape(body) {
    const { origin, x_direction: x, y_direction: y, resolution } = body;
    const [across, up] = [norm(x), norm(y)];
    const { policy, objective, entropy_bonus: bonus } = body;
    const climbed =
      same(policy, experiment.policy) && same(objective, experiment.objective) && bonus === bonusOf(experiment);
    if (!climbed || !plane || !lies(plane.plane, x, across, y, up)) throw new Refused(NOT_RECORDED);
    const middle = onPlane(plane.plane, origin);
    const near = nearest(tables, plane.plane, origin);
    const table = near.find(({ square }) => holds(square, middle, across, up)) ?? near.at(-1);
    if (!table) throw new Refused(NOT_RECORDED);
    const at = Array.from({ length: resolution }, (_, i) => (2 * i) / (resolution - 1) - 1);
    const value = at.map((v) => at.map((u) => between(table, middle[0] + u * across, middle[1] + v * up)));
    const note = plane.plane.blind
      ? ""
      : `The landscape is that of update ${table.square.update}, the nearest recorded.`;
    return { x: at, y: at, value, note };
  }

  /** @param {any} body */
  function objective({ theta, policy, objective: { kind } }) {
    const answer = exact[moments.get(theta.join()) ?? -1]?.[kind];
    if (!answer || !same(policy, experiment.policy)) throw new Refused(NOT_RECORDED);
    if ("refused" in answer) throw new Refused(answer.refused);
    return answer;
  }

  /** The newest entry at or before a moment. @param {any} body */
  function estimates({ theta, policy, objective, estimators }) {
    const update = frames[moments.get(theta.join()) ?? -1]?.update ?? -1;
    const entry = ledger.findLast((one) => one.update <= update);
    if (!entry || !same(policy, experiment.policy) || !same(objective, experiment.objective))
      throw new Refused(NOT_RECORDED);
    const found = estimators.map((/** @type {any} */ wanted, /** @type {number} */ i) => {
      const answer = entry.answers[entry.estimators.findIndex((one) => same(levelled(one), levelled(wanted)))];
      if (!answer || answer.refused) throw new Refused(answer?.refused ?? NOT_RECORDED, `/estimators/${i}`);
      return answer;
    });
    return { estimates: found, update: entry.update };
  }

  /** @type {Record<string, (body: any) => any>} */
  const routes = { "api/landscape": landscape, "api/exact": objective, "api/estimates": estimates };
  /** @param {string} route @param {object} body @returns {Promise<any>} */
  return async (route, body) => {
    const answer = routes[route];
    if (!answer) throw new Refused(NOT_RECORDED);
    return answer(body);
  };
}

/** An estimator whose constant baseline is as high as J, whatever that is at a moment. @param {any} estimator */
function levelled(estimator) {
  return estimator.baseline?.kind === "constant" ? { ...estimator, baseline: { kind: "constant" } } : estimator;
}

/** Whether a rectangle's directions are the plane's. @param {Plane} plane @param {number[]} x @param {number} across @param {number[]} y @param {number} up */
function lies(plane, x, across, y, up) {
  return dot(plane.x, scaled(x, 1 / across)) > 1 - ALIKE && dot(plane.y, scaled(y, 1 / up)) > 1 - ALIKE;
}

/** Those through the moment that is nearest off the plane, the smallest first. @template {{square: Square}} T @param {readonly T[]} tables @param {Plane} plane @param {number[]} origin */
function nearest(tables, plane, origin) {
  /** @param {T} table */
  const off = ({ square }) => {
    const away = origin.map((value, i) => value - (square.theta[i] ?? 0));
    const [x, y] = [dot(plane.x, away), dot(plane.y, away)];
    return norm(away.map((value, i) => value - x * (plane.x[i] ?? 0) - y * (plane.y[i] ?? 0)));
  };
  const least = plane.blind ? Infinity : Math.min(...tables.map(off));
  return tables.filter((table) => plane.blind || off(table) <= least).sort((a, b) => a.square.half - b.square.half);
}

/** @param {Square} square @param {readonly [number, number]} middle @param {number} across @param {number} up */
function holds({ middle: [x, y], half }, [cx, cy], across, up) {
  return Math.abs(cx - x) + across <= half && Math.abs(cy - y) + up <= half;
}

/** A square's values, row by row; NaN where there is none. @param {Square} square */
export function valuesOf({ points, bent, low = 0, step = 0, lost = [], value }) {
  if (value) return Float64Array.from(value, (one) => one ?? NaN);
  const all = new Float64Array(points * points);
  let [sum, slope] = [0, 0];
  for (let i = 0; i < all.length; i += 1) {
    if (i % points === 0) sum = slope = 0;
    slope += bent?.[i] ?? 0;
    sum += slope;
    all[i] = low + step * sum;
  }
  for (const i of lost) all[i] = NaN;
  return all;
}

/**
 * The value at a point, by cubics through the four nearest on either axis (Keys 1981); null beyond the square.
 * @param {{square: Square, value: Float64Array}} table @param {number} x @param {number} y
 */
function between({ square: { middle, half, points }, value }, x, y) {
  const u = ((x - middle[0] + half) / (2 * half)) * (points - 1);
  const v = ((y - middle[1] + half) / (2 * half)) * (points - 1);
  if (!(u >= -1e-9 && v >= -1e-9 && u <= points - 1 + 1e-9 && v <= points - 1 + 1e-9)) return null;
  const [i, j] = [Math.min(points - 2, Math.floor(u)), Math.min(points - 2, Math.floor(v))];
  const inside = (/** @type {number} */ k) => Math.min(points - 1, Math.max(0, k));
  const [across, up] = [weights(u - i), weights(v - j)];
  let [sum, least, most] = [0, Infinity, -Infinity];
  for (let b = 0; b < 4; b += 1) {
    for (let a = 0; a < 4; a += 1) {
      const near = value[inside(j + b - 1) * points + inside(i + a - 1)] ?? NaN;
      sum += (up[b] ?? 0) * (across[a] ?? 0) * near;
      [least, most] = [Math.min(least, near), Math.max(most, near)];
    }
  }
  // Cubics overshoot: on a plateau that would be a hill.
  return Number.isFinite(sum) ? Math.min(most, Math.max(least, sum)) : null;
}

/** @param {number} t from the second of four points to the third */
function weights(t) {
  const [s, q] = [1 - t, t * t];
  return [-0.5 * t * s * s, 1 - 2.5 * q + 1.5 * q * t, 0.5 * t + 2 * q - 1.5 * q * t, -0.5 * q * s];
}

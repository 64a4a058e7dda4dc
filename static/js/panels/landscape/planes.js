/** Which plane through theta-space the landscape lies on, and what its axes are called. Knows no DOM. */

import { count } from "../../maths/format.js";
import { directionPlane, drift, parameterPlane, preferencePlane } from "../../maths/plane.js";
import { largestFirst, plus } from "../../maths/vectors.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("../../maths/plane.js").Plane} Plane */
/** @typedef {"preferences" | "parameters" | "directions"} Kind */
/** @typedef {{home: readonly number[] | null}} Homed   the theta a plane goes through */

/** Three one-hot actions in one state: theta is three preferences, and a constant added to all of them changes nothing. @param {Lab} lab */
function threePreferences(lab) {
  return lab.problem.states === 1 && lab.problem.actions === 3 && lab.experiment.policy.features?.kind === "one_hot";
}

/** A parameter's name; a plain one is its own. @param {string} name */
export function titled(name) {
  return name.startsWith("θ") ? name : `θ ${name}`;
}

/** The two parameters the exact gradient says most about. @param {readonly number[]} gradient @returns {[number, number]} */
function steepest(gradient) {
  const [a = 0, b = 1] = largestFirst(gradient);
  return a < b ? [a, b] : [b, a];
}

/** @param {Lab} lab */
export function createPlanes(lab) {
  const { parameter_names: names, parameters: size } = lab.policy;
  /** @type {Kind[]} */
  const kinds = [...(threePreferences(lab) ? [/** @type {Kind} */ ("preferences")] : []), "parameters", "directions"];
  /** @type {Kind} */
  let kind = kinds[0] === "preferences" ? "preferences" : size === 2 ? "parameters" : "directions";
  /** The parameters on the axes of the parameter plane. @type {[number, number]} */
  let pair = [0, 1];
  let led = false;
  /** The update whose gradient the plane of directions lies along. @type {number | null} */
  let turnedAt = null;
  /** Whether it is another run's plane, which that one chooses. */
  let taken = false;
  /** The present point, which the plane goes through; or the run whose it does. @type {readonly number[] | null} */
  let own = null;
  /** @type {Homed | null} */
  let leader = null;
  const home = () => (leader ? leader.home : own);
  /** @type {Plane & {full?: boolean}} */
  let plane = kind === "preferences" ? preferencePlane() : parameterPlane(size, 0, 1);

  return {
    kinds,
    get kind() {
      return kind;
    },
    get pair() {
      return pair;
    },
    get plane() {
      return plane;
    },
    get home() {
      return home();
    },
    /** Whether its second direction is not the trajectory's, and turning it at this update might make it so. @param {number} update */
    crooked: (update) => kind === "directions" && !taken && plane.full !== true && turnedAt !== update,
    /** Lie on another run's plane from now on; whether that is another than before. @param {{kind: Kind, pair: [number, number], plane: Plane} & Partial<Homed>} its */
    take(its) {
      const turned = plane !== its.plane;
      ({ kind, pair, plane } = its);
      taken = true;
      leader = "home" in its ? /** @type {Homed} */ (its) : null;
      return turned;
    },
    /** Go through this point. @param {readonly number[]} theta */
    through(theta) {
      own = theta;
    },
    /** How far a theta lies off the plane: what the contours say where it is drawn is not its J. */
    off: (/** @type {readonly number[]} */ theta) => {
      const through = home();
      return through ? drift(plane, theta, through) : 0;
    },
    /** Another kind of plane; the plane of directions is turned as soon as a moment is there. @param {Kind} wanted */
    choose(wanted) {
      kind = wanted;
      if (kind === "preferences") plane = preferencePlane();
      else if (kind === "parameters") plane = parameterPlane(size, ...pair);
    },
    /** Another parameter on an axis; the one on the other axis makes room. @param {0 | 1} k @param {number} i */
    pick(k, i) {
      if (pair[1 - k] === i) pair = [pair[1], pair[0]];
      else pair[k] = i;
      plane = parameterPlane(size, ...pair);
    },
    /** Once: begin with the parameters that matter most. Whether that changed anything. @param {readonly number[] | undefined} gradient */
    lead(gradient) {
      if (led || taken || !gradient) return false;
      led = true;
      pair = steepest(gradient);
      if (kind === "parameters" && size > 2) plane = parameterPlane(size, ...pair);
      return true;
    },
    /** Turn the plane to the present gradient and to the trajectory so far. @param {Moment} m */
    align({ frame, history }) {
      if (taken) return;
      const start = history.frames[0]?.theta ?? frame.theta;
      turnedAt = frame.update;
      plane = directionPlane(
        frame.theta,
        frame.exact?.gradient ?? frame.theta.map(() => 0),
        plus(frame.theta, -1, start),
      );
    },
    /** What the axes are called. @returns {[string, string]} */
    titles() {
      const [a = "", b = "", c = ""] = names;
      if (kind === "preferences")
        return [`(${titled(b)} − ${titled(a)}) / √2`, `(2 ${titled(c)} − ${titled(a)} − ${titled(b)}) / √6`];
      if (kind === "parameters") return [titled(names[pair[0]] ?? ""), titled(names[pair[1]] ?? "")];
      return [
        `along the exact gradient${turnedAt === null ? "" : ` of update ${count(turnedAt)}`}`,
        plane.full === false ? "at right angles to it" : "along the trajectory, at right angles",
      ];
    },
  };
}

/** The present point and its two arrows: in a person's hand while it is dragged, and on scales that change in round steps. */

import { arrowFactors } from "../../maths/framing.js";
import { norm } from "../../maths/vectors.js";
import { anotherRun } from "./trail.js";

/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("./trail.js").Vector} Vector */
/** @typedef {readonly number[] | null | undefined} Direction   in data units; none where the moment kept none */

/** While playing, the longest estimate of late fades by this much a frame: the arrows' scale follows it. */
const DECAY = 0.97;

/** @template T what is held: a point, or what stands for one */
export function createPresent() {
  /** @type {T | null} */
  let held = null;
  let letGo = false;
  /** @type {{exact: number | null, estimate: number | null}} */
  let factors = { exact: null, estimate: null };
  let longest = 0;

  function forget() {
    longest = 0;
    factors = { exact: null, estimate: null };
  }

  return {
    get held() {
      return held;
    },
    /** @param {T} value */
    hold(value) {
      held = value;
      letGo = false;
    },
    /** What is let go stays where it was put until the run has come there. */
    drop() {
      letGo = true;
    },
    /** Whether the moment belongs to another run than the one before. @param {Moment | null} before @param {Moment} now */
    follow(before, now) {
      if (letGo && before?.frame !== now.frame) held = null;
      const another = anotherRun(before, now);
      if (another) forget();
      return another;
    },
    /** The arrows mean something else now. */
    forget,
    /**
     * Fit both arrows into the room there is.
     * @param {Direction} exact
     * @param {Direction} estimate
     * @param {boolean} playing
     * @param {number} room
     * @param {number} [ahead] the room there is in the exact gradient's direction
     */
    scale(exact, estimate, playing, room, ahead) {
      longest = Math.max(playing ? longest * DECAY : 0, estimate ? norm(estimate) : 0);
      factors = arrowFactors(factors, exact ? norm(exact) : 0, longest, room, ahead);
    },
    /** @param {Direction} exact @param {Direction} estimate @returns {Vector[]} */
    arrows(exact, estimate) {
      /** @type {Vector[]} */
      const list = [];
      if (exact) list.push({ kind: "exact", by: exact, factor: factors.exact ?? 1 });
      if (estimate) list.push({ kind: "estimate", by: estimate, factor: factors.estimate ?? 1 });
      return list;
    },
  };
}

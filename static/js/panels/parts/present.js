/** The present point and its two arrows: in a person's hand while it is dragged, and on scales that change in round steps. */

import { arrowFactors } from "../../maths/framing.js";
import { norm } from "../../maths/vectors.js";
import { anotherRun } from "./trail.js";

/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("./trail.js").Vector} Vector */
/** @typedef {readonly number[] | null | undefined} Direction   in data units; none where the moment kept none */

/** While playing, the longest estimate of late fades by this much a frame: the arrows' scale follows it. */
const DECAY = 0.97;

/** @typedef {{exact: number, estimate: number}} Lengths   of the arrows a scale must hold, in data units */

/** @template T what is held: a point, or what stands for one */
export function createPresent() {
  /** @type {T | null} */
  let held = null;
  let letGo = false;
  /** @type {{exact: number | null, estimate: number | null}} */
  let factors = { exact: null, estimate: null };
  let longest = 0;
  /** @type {Lengths} */
  let lengths = { exact: 0, estimate: 0 };
  /** Another run's arrows in the same picture: one scale holds both. @type {{lengths: Lengths} | null} */
  let beside = null;
  /** Whose scale these arrows are on. @type {{factors: typeof factors} | null} */
  let leader = null;

  function forget() {
    longest = 0;
    factors = { exact: null, estimate: null };
  }

  const present = {
    get lengths() {
      return lengths;
    },
    get factors() {
      return factors;
    },
    /** Take another run's scale, which from then on holds these arrows too. @param {{factors: typeof factors, holdToo: (its: {lengths: Lengths}) => void}} its */
    join(its) {
      leader = its;
      its.holdToo(present);
    },
    /** @param {{lengths: Lengths}} its */
    holdToo(its) {
      beside = its;
    },
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
      lengths = { exact: exact ? norm(exact) : 0, estimate: longest };
      const other = beside?.lengths ?? lengths;
      const both = [Math.max(lengths.exact, other.exact), Math.max(longest, other.estimate)];
      factors = arrowFactors(factors, both[0] ?? 0, both[1] ?? 0, room, ahead);
    },
    /** @param {Direction} exact @param {Direction} estimate @returns {Vector[]} */
    arrows(exact, estimate) {
      /** @type {Vector[]} */
      const list = [];
      const on = leader?.factors ?? factors;
      if (exact) list.push({ kind: "exact", by: exact, factor: on.exact ?? 1 });
      if (estimate) list.push({ kind: "estimate", by: estimate, factor: on.estimate ?? 1 });
      return list;
    },
  };
  return present;
}

/** What part of the plane is shown, and how long its arrows are drawn: room for all of them, and no jumps while they turn. */

import { arrowFactor } from "../../maths/framing.js";
import { steady } from "../../maths/steady.js";
import { norm } from "../../maths/vectors.js";
import { KINDS } from "./pictures.js";

/** @typedef {import("./answers.js").Answers} Answers */
/** @typedef {import("./answers.js").Loop} Loop */
/** @typedef {import("./pictures.js").Arrow} Arrow */
/** @typedef {[number, number]} Pair */

/** Each arrow's length, as a share of the half width: different ones, since two of them lie on one line. */
const LENGTHS = [0.75, 0.54, 0.33];

/** @param {(v: readonly number[]) => Pair} at where a vector lies on the plane */
export function createWindow(at) {
  /** @type {{x: number, y: number, half: number} | null} */
  let window_ = null;
  /** @type {number | null} */
  let loopFactor = null;
  /** @type {Pair | null} */
  let heights = null;

  /** How many times its length on the plane an arrow is drawn. @param {Answers | null} answers @param {number} k */
  function factor(answers, k) {
    const size = norm(at(answers?.[KINDS[k]?.key ?? "start"]?.gradient ?? []));
    return size > 1e-12 ? ((LENGTHS[k] ?? 1) * (window_?.half ?? 1)) / size : 1;
  }

  /** @param {Answers | null} answers @returns {Arrow[]} */
  function arrows(answers) {
    return KINDS.flatMap((kind, k) => {
      const answer = answers?.[kind.key];
      return answer ? [{ kind, by: at(answer.gradient), factor: factor(answers, k) }] : [];
    });
  }

  /** Whether the window holds every arrow from a point. @param {Pair} point @param {Answers | null} answers */
  function holds(point, answers) {
    if (!window_) return false;
    const { x, y, half } = window_;
    const tips = arrows(answers).map(({ by, factor: times }) => [point[0] + times * by[0], point[1] + times * by[1]]);
    return [point, ...tips].every(([tx = 0, ty = 0]) => Math.abs(tx - x) <= half && Math.abs(ty - y) <= half);
  }

  /** @returns {[Pair, Pair]} */
  function ranges() {
    const { x, y, half } = window_ ?? { x: 0, y: 0, half: 1 };
    return [
      [x - half, x + half],
      [y - half, y + half],
    ];
  }

  return {
    factor,
    arrows,
    /** How many times its length a loop's arrow is drawn. */
    get loopFactor() {
      return loopFactor ?? 1;
    },
    /** Another plane, another view: frame it again. */
    forget() {
      window_ = loopFactor = null;
    },
    /** Around θ, as long as the arrows fit. @param {Pair} point @param {Answers | null} answers */
    aroundArrows(point, answers) {
      if (!holds(point, answers)) window_ = { x: point[0], y: point[1], half: 1 };
      return ranges();
    },
    /** Around the loop. @param {Pair} point @param {number} side */
    aroundLoop(point, side) {
      window_ = { x: point[0], y: point[1], half: 0.8 * side };
      return ranges();
    },
    /** The range of heights gained on the way. @param {Loop} walked @returns {Pair} */
    heights(walked) {
      const all = [...walked.exact, ...walked.dropped];
      loopFactor = arrowFactor(loopFactor, Math.max(...all.map((g) => norm(at(g)))), 0.34 * walked.side);
      const reached = [...walked.climbedExact, ...walked.climbedDropped];
      heights = steady(heights, [Math.min(0, ...reached), Math.max(0, ...reached)], { air: 0.18, slack: 1.4 });
      return heights;
    },
  };
}

/** When the landscape shown is no longer the right one, and the server is asked for another: soon after a change, seldom while a run drifts. */

import { bonusOf } from "../../maths/objective.js";
import { drift } from "../../maths/plane.js";
import { same } from "../../run/protocol.js";
import { resolutionFor } from "../parts/surface.js";

/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("../../types.js").Experiment} Experiment */
/** @typedef {import("../parts/surface.js").Question} Question */
/** @typedef {import("../parts/surface.js").Ranges} Ranges */

/** While playing, a new landscape at most this often. */
const ASK_MS = 1000;
/** Between two questions at the least. */
const LOOK_MS = 120;
/** While the server is away, a question is put again after this time at the earliest. */
const AGAIN_MS = 1000;
/** Off the plane by this share of the window the landscape is no longer the one the point stands on. */
const DRIFT = 0.02;
const NOTHING = 1e-9;

/**
 * @param {object} given
 * @param {ReturnType<typeof import("../parts/surface.js").createSurface>} given.surface
 * @param {() => import("../../maths/plane.js").Plane} given.plane
 * @param {() => Ranges} given.ranges      what the picture shows
 * @param {() => number} given.half        half a side of the window
 * @param {() => boolean} given.held       whether the point is in a person's hand
 * @param {() => Moment | null} given.latest
 */
export function createAsking({ surface, plane, ranges, half, held, latest }) {
  /** What the present landscape was asked for. @type {Question | null} */
  let asked = null;
  let askedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let looking;

  /** Ask for another landscape where the one shown is no longer right. @param {Moment} m */
  function refresh(m) {
    if (m.frame.lost) return;
    const now = performance.now();
    if (surface.unanswered && now - askedAt > AGAIN_MS) asked = null;
    if (asked) {
      const slowly = m.playing || held();
      const off = drift(plane(), m.frame.theta, asked.theta) > (slowly ? DRIFT : NOTHING) * half();
      const changed = !alike(m.lab.experiment, asked.experiment) || beyond(asked, NOTHING * half());
      if (!changed && !off) return;
      // A run that drifts may wait; what a person changes or looks at is answered soon, but not once a frame.
      const drifts = !changed && slowly;
      if (now - askedAt < (drifts ? Math.max(ASK_MS, 3 * surface.took) : LOOK_MS) || (drifts && surface.busy))
        return look();
    }
    askedAt = now;
    const { experiment } = m.lab;
    asked = { plane: plane(), theta: m.frame.theta, ranges: ranges(), experiment, resolution: resolutionFor(m.lab) };
    void surface.want(asked);
  }

  /** Whether the picture shows another rectangle than was asked for. @param {Question} question @param {number} slack */
  function beyond(question, slack) {
    return ranges().some((range, k) =>
      range.some((end, i) => !(Math.abs(end - (question.ranges[k]?.[i] ?? NaN)) <= slack)),
    );
  }

  /** Look again in a moment: after a zoom, a resize, a scrub, or when it was too early to ask. */
  function look() {
    looking ??= setTimeout(() => {
      looking = undefined;
      const m = latest();
      if (m) refresh(m);
    }, LOOK_MS);
  }

  return {
    refresh,
    /** The picture is drawn: look again soon if it shows another rectangle. */
    drawn() {
      if (asked && beyond(asked, 0)) look();
    },
    /** What was asked for is of no use any more. */
    forget() {
      asked = null;
    },
    end: () => clearTimeout(looking),
  };
}

/** Whether two experiments have the same landscape. @param {Experiment} a @param {Experiment} b */
function alike(a, b) {
  return same(a.policy, b.policy) && same(a.objective, b.objective) && bonusOf(a) === bonusOf(b);
}

/** What the server says of one theta under three objectives, and of the points of a loop around it. */

import { climbed, square } from "../../maths/loop.js";
import { following } from "../parts/asking.js";

/** @typedef {import("../../types.js").Host} Host */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {Pick<import("../../replies.js").ExactReply, "value" | "gradient" | "visitation">} Answer */
/**
 * @typedef {object} Answers
 * @property {Answer} start
 * @property {Answer | null} value   null at discount 1, where it has no bound
 * @property {Answer | null} reward  null where there is no long run of one kind
 * @property {number[]} theta        where they hold
 * @property {number} update         and of which update
 * @property {number} discount
 */
/**
 * @typedef {object} Loop
 * @property {[number, number]} pair
 * @property {number} side
 * @property {number} discount
 * @property {number[]} theta        its middle
 * @property {import("../../maths/loop.js").Stop[]} stops
 * @property {number[][]} exact      [stops][D]
 * @property {number[][]} dropped    [stops][D] what is expected of the estimate without gamma^t
 * @property {number[]} climbedExact
 * @property {number[]} climbedDropped
 */

/** While playing, at most one round of questions in this time. */
const EVERY_MS = 1000;
/** Points of the loop under way at once. */
const ABREAST = 4;

/**
 * The three objectives' answers follow the moment.
 * @param {Host} host
 * @param {() => number} discount
 * @param {(answers: Answers | null, failed: string) => void} told
 */
export function follower(host, discount, told) {
  return following({
    every: EVERY_MS,
    question(m) {
      const { problem, policy } = m.lab.experiment;
      return { body: { problem, policy, theta: m.frame.theta }, discount: discount() };
    },
    async ask({ body, discount }, signal) {
      /** @param {object} objective @returns {Promise<Answer>} */
      const exact = (objective) => host.ask("api/exact", { ...body, objective }, signal);
      let why = "";
      /** @param {Error} problem */
      const without = (problem) => {
        why = problem.message;
        return null;
      };
      // The averages may have no answer (no one long run); the start value always has.
      const [start, value, reward] = await Promise.all([
        exact({ kind: "start_value", discount }),
        discount < 1 ? exact({ kind: "average_value", discount }).catch(without) : null,
        exact({ kind: "average_reward" }).catch(without),
      ]);
      return { start, value, reward, discount, why };
    },
    answered: ({ why, ...answers }, { frame }) => told({ ...answers, theta: frame.theta, update: frame.update }, why),
    failed: (text) => told(null, text),
  });
}

/**
 * Ask for both directions at every stop of a loop; exact expectations, no sampling noise.
 * @param {Host} host
 * @param {{problem: object, policy: object, theta: readonly number[], pair: [number, number], side: number, discount: number}} given
 * @param {AbortSignal} signal
 * @param {(done: number, all: number) => void} progress
 * @returns {Promise<Loop>}
 */
export async function walk(host, { problem, policy, theta, pair, side, discount }, signal, progress) {
  const stops = square(theta, pair, side);
  /** @type {number[][]} */
  const exact = [];
  /** @type {number[][]} */
  const dropped = [];
  let next = 0;
  let done = 0;
  async function one() {
    while (next < stops.length) {
      const k = next;
      next += 1;
      const body = {
        problem,
        policy,
        objective: { kind: "start_value", discount },
        theta: stops[k]?.theta,
        samples: 2,
        estimators: [{ kind: "reinforce", discount_weighting: false }],
      };
      /** @type {import("../../replies.js").EstimatesReply} */
      const answer = await host.ask("api/estimates", body, signal);
      const expected = answer.estimates[0]?.exact_mean;
      if (!expected) throw new Error("Without γᵗ the expected direction has no exact answer here.");
      exact[k] = answer.exact_gradient;
      dropped[k] = expected;
      done += 1;
      progress(done, stops.length);
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, one));
  return {
    pair,
    side,
    discount,
    theta: [...theta],
    stops,
    exact,
    dropped,
    climbedExact: climbed(stops, exact, pair),
    climbedDropped: climbed(stops, dropped, pair),
  };
}

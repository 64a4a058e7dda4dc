/** What the server says of one theta under three objectives, and of the points of a loop around it. */

import { climbed, square } from "../../maths/loop.js";

/** @typedef {import("../../types.js").Host} Host */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {{value: number, gradient: number[], visitation: number[]}} Answer */
/**
 * @typedef {object} Answers
 * @property {Answer} start
 * @property {Answer | null} value   null at discount 1, where it has no bound
 * @property {Answer | null} reward  null where there is no long run of one kind
 * @property {number[]} theta        where they hold
 * @property {number} step           and of which update
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
 * The three objectives' answers follow the moment: at once in a pause, seldom while playing; late ones are dropped.
 * @param {Host} host
 * @param {(answers: Answers | null, failed: string) => void} told
 */
export function follower(host, told) {
  let asked = "";
  let last = -Infinity;
  /** @type {AbortController | null} */
  let under = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  /** @type {[Moment, number] | null} */
  let latest = null;

  /** @param {Moment} m @param {number} discount */
  async function ask(m, discount) {
    const { problem, policy } = m.lab.experiment;
    const question = { problem, policy, theta: m.frame.theta };
    const text = JSON.stringify([question, discount]);
    if (text === asked) return;
    asked = text;
    last = performance.now();
    under?.abort();
    const mine = new AbortController();
    under = mine;
    /** @param {object} objective @returns {Promise<Answer>} */
    const exact = (objective) => host.ask("api/exact", { ...question, objective }, mine.signal);
    try {
      let why = "";
      /** @param {Error} problem_ */
      const without = (problem_) => {
        why = problem_.message;
        return null;
      };
      // The averages may have no answer (no one long run); the start value always has.
      const [start, value, reward] = await Promise.all([
        exact({ kind: "start_value", discount }),
        discount < 1 ? exact({ kind: "average_value", discount }).catch(without) : null,
        exact({ kind: "average_reward" }).catch(without),
      ]);
      if (!mine.signal.aborted) told({ start, value, reward, theta: m.frame.theta, step: m.frame.step, discount }, why);
    } catch (problem_) {
      if (mine.signal.aborted) return;
      asked = "";
      told(null, problem_ instanceof Error ? problem_.message : "The server did not answer.");
    } finally {
      if (under === mine) under = null;
    }
  }

  return {
    /** @param {Moment} m @param {number} discount */
    follow(m, discount) {
      latest = [m, discount];
      const left = EVERY_MS - (performance.now() - last);
      if (!m.playing) {
        clearTimeout(later);
        later = undefined;
        void ask(m, discount);
      } else if (left <= 0 && !under) void ask(m, discount);
      else {
        later ??= setTimeout(
          () => {
            later = undefined;
            if (latest) void ask(...latest);
          },
          Math.max(left, 50),
        );
      }
    },
    destroy() {
      clearTimeout(later);
      under?.abort();
    },
  };
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

/**
 * Questions to the server: the newest wins. The one under way is given up, and an answer that comes too late is dropped.
 *
 *            follow(moment)      the same question as last time: nothing
 *   resting ----------------> asked ---- answer, refusal ----> resting
 *      ^  |                   ^  |
 *      |  | while playing     |  | in a pause another question: the one under way is given up
 *      |  v                   +--+
 *    later: until `every` is over and nothing is under way
 *
 * A question that failed is asked again by itself, each time twice as much later: whoever hears of a failure draws, and what is drawn asks.
 */

/** @typedef {import("../../types.js").Moment} Moment */

/** Between two looks at the clock at the least, ms. */
const LEAST_MS = 50;
/** After a failure the same question waits so long, after a second one twice as long, and so on. */
const AGAIN_MS = 1000;
const LONGEST_MS = 60_000;

/** What went wrong, in words. @param {unknown} problem */
export const wordsOf = (problem) => (problem instanceof Error ? problem.message : "The server did not answer.");

/** One question at a time. */
export function newest() {
  /** @type {AbortController | null} */
  let under = null;
  let took = 0;
  return {
    get busy() {
      return under !== null;
    },
    /** How long the last answer took, ms: asking more often than that helps nobody. */
    get took() {
      return took;
    },
    /**
     * @template A
     * @param {(signal: AbortSignal) => Promise<A>} ask
     * @param {(answer: A) => void} answered
     * @param {(problem: unknown) => void} failed
     */
    async ask(ask, answered, failed) {
      under?.abort();
      const mine = new AbortController();
      under = mine;
      const from = performance.now();
      try {
        const answer = await ask(mine.signal);
        if (!mine.signal.aborted) answered(answer);
      } catch (problem) {
        if (!mine.signal.aborted) failed(problem);
      } finally {
        took = performance.now() - from;
        if (under === mine) under = null;
      }
    },
    stop() {
      under?.abort();
      under = null;
    },
  };
}

/**
 * A question that follows the moment: asked at once in a pause, seldom while playing.
 * @template Q, A
 * @param {object} given
 * @param {number} given.every               while playing, at most one question in this time, ms
 * @param {(m: Moment) => Q} given.question  what is asked at a moment; JSON, and asked again only when it is another
 * @param {(question: Q, signal: AbortSignal) => Promise<A>} given.ask
 * @param {(answer: A, m: Moment) => void} given.answered
 * @param {(text: string, m: Moment) => void} given.failed
 */
export function following({ every, question, ask, answered, failed }) {
  const one = newest();
  let asked = "";
  let last = -Infinity;
  /** What failed, how long it waits since then, and until when. */
  let failure = { text: "", wait: 0, until: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  /** @type {Moment | null} */
  let latest = null;

  /** @param {Moment} m */
  function now(m) {
    const wanted = question(m);
    const text = JSON.stringify(wanted);
    if (text === asked) return;
    asked = text;
    last = performance.now();
    void one.ask(
      (signal) => ask(wanted, signal),
      (answer) => {
        failure = { text: "", wait: 0, until: 0 };
        answered(answer, m);
      },
      (problem) => {
        asked = "";
        const wait = failure.text === text ? Math.min(2 * failure.wait, LONGEST_MS) : AGAIN_MS;
        failure = { text, wait, until: performance.now() + wait };
        failed(wordsOf(problem), m);
      },
    );
  }

  /** How long the question of a moment has to wait as it has failed before, ms. @param {Moment} m */
  function rests(m) {
    const left = failure.until - performance.now();
    return left > 0 && JSON.stringify(question(m)) === failure.text ? left : 0;
  }

  /** Nothing is asked later. */
  function rest() {
    clearTimeout(later);
    later = undefined;
  }

  /** @param {Moment} m */
  function follow(m) {
    latest = m;
    const left = Math.max(m.playing ? every - (performance.now() - last) : 0, rests(m));
    if (!m.playing && left <= 0) {
      rest();
      now(m);
    } else if (left <= 0 && !one.busy) now(m);
    else later ??= setTimeout(again, Math.max(left, LEAST_MS));
  }

  function again() {
    later = undefined;
    if (latest) follow(latest);
  }

  return {
    follow,
    /** What a person asks for is answered at once, playing or not. */
    now,
    /** Nobody looks any more. */
    stop() {
      rest();
      if (one.busy) asked = "";
      one.stop();
    },
  };
}

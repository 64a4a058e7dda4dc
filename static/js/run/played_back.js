/**
 * A recorded run in place of the live socket: it hears what a server hears and says what a server says, so that the player knows no difference.
 *
 *     open     ->  opened, and the moment asked for: its state is its number
 *     play     ->  moments as they come due, thirty times a second at most, as long as there is credit; finished after the last
 *     step     ->  every moment up to so many updates later
 *     what was changed on the way is said before the first moment it applies to
 *     anything that would change the run is answered with an error
 *
 * Answers come in a later turn, as from afar.
 */

import { CREDIT, same, withChanges } from "./protocol.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Opened} Opened */
/** @typedef {import("../types.js").ClientMessage} ClientMessage */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {{opened: Opened, frames: Frame[], changes: import("./moment.js").Change[]}} Recorded  changes: made on the way */

const TICK_MS = 1000 / 30;
const FIXED = "A recording shows what has happened; what it shows can be changed in the lab alone.";

/** @param {Recorded} recorded @returns {(on: import("./socket.js").On) => import("./socket.js").Socket} */
export function replayOf(recorded) {
  return (on) => createReplay(recorded, on);
}

/** @param {Recorded} recorded @param {import("./socket.js").On} on @returns {import("./socket.js").Socket} */
function createReplay({ opened, frames, changes }, on) {
  let up = false;
  let at = 0;
  let credit = 0;
  let speed = 0;
  /** Updates played since `play`, and the moment it began at. */
  let played = 0;
  let from = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let ticking;
  const last = frames.length - 1;
  const updateOf = (/** @type {number} */ i) => frames[i]?.update ?? 0;

  /** What was in force at some moment: with anything else nobody can go on. */
  const inForce = [opened.experiment];
  for (const [, made] of changes) inForce.push(withChanges(/** @type {Experiment} */ (inForce.at(-1)), made));

  /** @param {() => void} work */
  const later = (work) => queueMicrotask(() => up && work());
  /** A copy: the page adds to the frames it is given. @param {object} [more] */
  const show = (more) => on.message(/** @type {Frame} */ (structuredClone({ ...frames[at], ...more })));

  /** What a server says of a moment from which nothing has happened yet. */
  function present() {
    const { block } = /** @type {Frame} */ (frames[at]);
    show({ block: { ...block, updates: 0, episodes: 0, actions: 0, mean_return: null, truncated: 0 } });
  }

  /** Every moment up to an update, the next one at least. @param {number} update */
  function upTo(update) {
    do {
      if (at === last) return;
      for (const [update, made] of changes) {
        if (update >= updateOf(at) && update < updateOf(at + 1))
          on.message({ type: "control_applied", update, changes: structuredClone(made) });
      }
      at += 1;
      show();
    } while (updateOf(at + 1) <= update && at < last);
  }

  function rest() {
    clearInterval(ticking);
    ticking = undefined;
  }

  function tick() {
    if (credit <= 0) return;
    played += (speed * TICK_MS) / 1000;
    if (updateOf(at + 1) > from + played && at < last) return;
    credit -= 1;
    upTo(from + played);
    if (at === last) end();
  }

  function end() {
    rest();
    on.message({ type: "finished", reason: `The recording ends at update ${updateOf(last)}.` });
  }

  /** @param {string} detail */
  const refuse = (detail) => on.message({ type: "error", title: "Recorded", detail, pointer: "" });

  /** @type {Record<string, (message: any) => void>} */
  const hear = {
    open({ experiment: wanted, state, grant }) {
      rest();
      if (state !== undefined && !inForce.some((one) => same(one, wanted))) return refuse(FIXED);
      const found = state === undefined ? 0 : frames.findIndex((frame) => frame.state === state);
      if (found < 0) return refuse("This moment is not in the recording.");
      at = found;
      credit = grant ?? CREDIT;
      const before = changes.filter(([update]) => update < updateOf(at)).length;
      on.message(structuredClone({ ...opened, experiment: /** @type {Experiment} */ (inForce[before]) }));
      present();
    },
    grant({ frames: more }) {
      credit = Math.min(CREDIT, credit + more);
    },
    play({ updates_per_second: wanted }) {
      speed = wanted;
      from = updateOf(at);
      played = 0;
      if (at === last) return end();
      // The first one comes at once, however slow the speed.
      played = Math.max(0, updateOf(at + 1) - from - (speed * TICK_MS) / 1000);
      ticking ??= setInterval(tick, TICK_MS);
    },
    pause: rest,
    step({ unit, count = 1 }) {
      rest();
      if (unit === "sample") return refuse("Single samples are not in the recording.");
      if (at === last) return end();
      upTo(updateOf(at) + count);
    },
    subscribe: () => undefined,
    control: () => refuse(FIXED),
    set_theta: () => refuse(FIXED),
    reset: () => refuse(FIXED),
  };

  return {
    start() {
      if (up) return;
      up = true;
      later(on.up);
    },
    stop() {
      up = false;
      rest();
    },
    send(message) {
      if (!up) return false;
      later(() => hear[message.type]?.(message));
      return true;
    },
    get up() {
      return up;
    },
  };
}

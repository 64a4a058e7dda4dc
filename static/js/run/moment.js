/**
 * A moment as a link names it: the run from its beginning, with what was changed on the way, or where that does not lead there
 * (theta dragged while playing, samples of a batch half drawn), the frame's own state.
 *
 *   link  ?at=60&changes=[[20,{"optimizer.learning_rate":0.3}]]   ->   20 updates, a control, 40 updates
 */

import { withChanges } from "./protocol.js";
import { fieldsOf, suited } from "./schema.js";

/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./player.js").Player} Player */
/** @typedef {[number, Changes]} Change   after this many updates */
/** @typedef {{experiment: Experiment, at: number, changes: Change[], state: string}} Named   state: "" where it is not needed */

/** Updates a link may ask for: what a server does in a second or two. */
export const MOST_AT = 10_000;
/** About how many moments a replayed run has. */
const MOMENTS = 120;

/**
 * How a link names the moment shown; null before there is one.
 * @param {Pick<Player, "frame" | "history" | "index">} player
 * @param {number} [most] updates that are played again at most
 * @returns {Named | null}
 */
export function momentOf(player, most = MOST_AT) {
  const { frame, history, index } = player;
  const first = history.entries[0];
  const experiment = history.experimentAt(index);
  if (!frame || !first || !experiment) return null;
  const made = history.past(index).marks;
  const again =
    first.frame.update === 0 &&
    first.frame.sample === 0 &&
    frame.sample === 0 &&
    frame.update <= most &&
    !made.some((mark) => mark.dragged);
  if (!again) return { experiment, at: 0, changes: [], state: frame.state };
  // What was set before the first update is in the first experiment already.
  const changes = made
    .filter(({ update, changes: set }) => update > 0 || set["theta"])
    .map(({ update, changes: set }) => /** @type {Change} */ ([update, update > 0 ? set : { theta: set["theta"] }]));
  return { experiment: first.experiment, at: frame.update, changes, state: "" };
}

/**
 * Lead a run that has just been opened to the moment a link names, by the player's script.
 * @param {Player} player
 * @param {{at: number, changes: readonly Change[]}} named
 * @param {Record<string, any>} schema
 */
export function lead(player, { at, changes }, schema) {
  const stride = Math.max(1, Math.ceil(at / MOMENTS));
  let done = 0;
  /** @param {number} update */
  const play = (update) => {
    while (done < update) {
      const updates = Math.min(stride, update - done);
      player.script.push(() => player.step("update", updates));
      done += updates;
    }
  };
  for (const [update, { theta, ...set }] of changes) {
    if (update > at) break;
    play(update);
    if (Object.keys(set).length) player.script.push(() => change(player, set, schema));
    if (theta) player.script.push(() => player.setTheta(theta));
  }
  play(at);
}

/** Make a change as a person would: live where every field of it is. @param {Player} player @param {Changes} changes @param {Record<string, any>} schema */
function change(player, changes, schema) {
  const now = player.experiment;
  if (!now) return;
  const live = fieldsOf(schema, now).filter((field) => field.live);
  /** @param {string} path */
  const isLive = (path) => live.some((field) => path === field.path || path.startsWith(`${field.path}.`));
  if (Object.keys(changes).every(isLive)) player.control(changes);
  else player.change(suited(schema, withChanges(now, changes)), changes);
}

/** A link's list of changes, or undefined for what is none. @param {string} text @returns {Change[] | undefined} */
export function changesFrom(text) {
  let list;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  const fits =
    Array.isArray(list) &&
    list.every(
      (one, i) =>
        Array.isArray(one) &&
        one.length === 2 &&
        Number.isInteger(one[0]) &&
        one[0] >= (i ? list[i - 1][0] : 0) &&
        typeof one[1] === "object" &&
        one[1] !== null,
    );
  return fits ? list : undefined;
}

/** Ask the lab for a recording of the run shown, and hand it to the browser as a file. */

import { keep } from "../../dom/menu.js";
import { inLab } from "../../dom/places.js";
import { momentOf } from "../../run/moment.js";
import { Refused, Unreachable } from "../../run/refused.js";

/** @typedef {import("../../run/player.js").Player} Player */

/**
 * What is to be recorded of the player's run, all that is kept of it; null where it has no beginning to record it from.
 * @param {Player} player
 * @param {number} least updates, if it has not done as many
 * @param {{differing: (experiment: import("../../types.js").Experiment) => object | null}} compare   with a run beside it
 */
export function recordingOf(player, least, compare) {
  // All of the run, wherever in it the reader is.
  const { history } = player;
  const named = momentOf({ frame: history.frames.at(-1), history, index: history.length - 1 });
  if (!named || named.state) return null;
  const second = compare.differing(named.experiment);
  const { experiment, at, changes } = named;
  return { experiment, updates: Math.max(least, at), changes, ...(second && { second }) };
}

/**
 * @param {object} body of /api/export
 * @param {string} name of the file
 */
export async function saveRecording(body, name) {
  const answer = await fetch(inLab("api/export"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Unreachable();
  });
  if (!answer.ok) throw Refused.of(await answer.json().catch(() => ({})), answer.status);
  keep(await answer.blob(), name);
}

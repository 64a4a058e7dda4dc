/** What a frame takes over from the one before it, which the history may not keep. Pure. */

/** @typedef {import("../types.js").Frame} Frame */

/**
 * The frame with what only the one before it knows; changed in place.
 * @param {Frame} frame
 * @param {Frame | undefined} before the newest so far
 */
export function takeOver(frame, before) {
  if (!before) return;
  if (before.exact && before.update === frame.update - 1 && frame.block.updates === 1)
    frame.climbed = before.exact.gradient;
  // Answers to a control or a new stream show the same moment again, and that nothing happened since: what did stays.
  if (before.update !== frame.update || before.sample !== frame.sample || frame.block.episodes > 0) return;
  frame.block = before.block;
  if (before.climbed) frame.climbed = before.climbed;
}

/**
 * Where some of theta is not finite and only another part was moved, that is as it was last.
 * @param {readonly number[]} moved
 * @param {readonly Frame[]} frames the past
 */
export function mended(moved, frames) {
  const last = frames.findLast((frame) => !frame.lost)?.theta;
  return moved.map((value, d) => (Number.isFinite(value) ? value : (last?.[d] ?? 0)));
}

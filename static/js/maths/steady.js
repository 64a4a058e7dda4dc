/** Ranges that stay where they are as long as they serve: nothing moves that need not. */

/** @typedef {[number, number]} Range */

/**
 * The range to show: the one before while it holds `wanted` and is not far too wide for it, else a fresh one with some air.
 * @param {Range | null} before
 * @param {Range} wanted
 * @param {{air?: number, slack?: number}} [how]  air: share of the span left free at each end; slack: how many times too wide is too wide
 * @returns {Range}
 */
export function steady(before, wanted, how = {}) {
  const { air = 0.12, slack = 3 } = how;
  const span = wanted[1] - wanted[0];
  if (
    before &&
    wanted[0] >= before[0] &&
    wanted[1] <= before[1] &&
    before[1] - before[0] <= slack * span * (1 + 2 * air)
  )
    return before;
  const free = span > 0 ? span * air : Math.max(0.5, Math.abs(wanted[0]) * air);
  return [wanted[0] - free, wanted[1] + free];
}

/**
 * A range for what jumps about: wider at once when it must be, narrower only after it could have been for a while.
 * @param {number} patience how many looks in a row must fit into a narrower range before it is taken
 * @param {{air?: number, slack?: number}} [how] as for `steady`
 */
export function patient(patience, how = {}) {
  /** @type {Range | null} */
  let shown = null;
  /** @type {Range | null} */
  let seen = null;
  let looks = 0;
  /** @param {Range} wanted @param {boolean} [still] nothing is moving now: need not wait @returns {Range} */
  return (wanted, still = false) => {
    if (still) seen = null;
    seen = seen ? [Math.min(seen[0], wanted[0]), Math.max(seen[1], wanted[1])] : wanted;
    looks += 1;
    const out = shown === null || wanted[0] < shown[0] || wanted[1] > shown[1];
    if (!out && !still && looks < patience) return /** @type {Range} */ (shown);
    shown = steady(shown, seen, how);
    seen = null;
    looks = 0;
    return shown;
  };
}

/**
 * The value below which a share of the numbers lies (linear between neighbours, as NumPy's default).
 * @param {ArrayLike<number>} sorted in rising order, not empty
 * @param {number} share 0 to 1
 */
export function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const from = /** @type {number} */ (sorted[low]);
  const to = sorted[Math.min(low + 1, sorted.length - 1)] ?? from;
  return from + (at - low) * (to - from);
}

/** What each kind of baseline and estimator says of itself: the catalog's facts, by kind. */

/** @typedef {import("../types.js").Kinds} Kinds */

/** @param {{kinds: Record<string, {kind: string, facts: any}[]>}} catalog @returns {Kinds} */
export function kindsOf({ kinds }) {
  /** @param {string} group */
  const facts = (group) => Object.fromEntries((kinds[group] ?? []).map(({ kind, facts: own }) => [kind, own]));
  return { baseline: facts("baseline"), estimator: facts("estimator") };
}

/** What each kind of baseline and estimator says of itself: the catalog's facts, by kind, and the families it goes with. */

/** @typedef {import("../types.js").Kinds} Kinds */

/** @param {{kinds: Record<string, {kind: string, facts: any, schema?: Record<string, any>}[]>}} catalog @returns {Kinds} */
export function kindsOf({ kinds }) {
  /** @param {string} group */
  const facts = (group) =>
    Object.fromEntries(
      (kinds[group] ?? []).map(({ kind, facts: own, schema }) => [kind, { ...own, families: schema?.["families"] }]),
    );
  return { baseline: facts("baseline"), estimator: facts("estimator") };
}

/** What to cite for an experiment: the catalog's sources of the kinds in use, each once. */

/** @typedef {{group: string, title: string, source: string}} Citation */

/**
 * @param {import("../types.js").Experiment | null} experiment
 * @param {import("./url.js").Catalog} catalog
 * @returns {Citation[]}
 */
export function citations(experiment, { kinds, paths }) {
  /** @type {Map<string, Citation>} */
  const found = new Map();
  for (const [group, path] of Object.entries(paths)) {
    /** @type {any} */
    let part = experiment;
    for (const name of path.split(".")) part = part?.[name];
    const used = (kinds[group] ?? []).find(({ kind }) => kind === (part?.kind ?? part));
    if (used?.source && !found.has(used.source))
      found.set(used.source, { group, title: used.title, source: used.source });
  }
  return [...found.values()];
}

/** What to cite for an experiment: the catalog's sources of the kinds in use, each once; in words, and as BibTeX. Pure. */

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

/** "Authors (year), title, place" or "Authors (year) for something". */
const REFERENCE = /^(?<authors>[^(]+?) \((?<year>\d{4})\)(?:, (?<work>.+)| (?<rest>.+))?$/;
/** Where the title ends: what follows is a place in the work. */
const PLACE = /,? (?:§|chapters? |theorems? |figures? |equations? |examples? |algorithms? |p\. )/;

/**
 * The sources as BibTeX: an entry for each work, its note saying what it is cited for and where.
 * @param {readonly Citation[]} cited
 * @param {string} version of the lab, which has an entry of its own
 * @returns {string}
 */
export function bibtex(cited, version) {
  /** @type {Map<string, {authors: string, year: string, title: string, notes: string[]}>} */
  const works = new Map();
  let last = /** @type {{authors: string, year: string, title: string, notes: string[]} | undefined} */ (undefined);
  for (const { title: use, source } of cited) {
    for (const text of source.split("; ")) {
      const { authors = "", year = "", work = "", rest = "" } = REFERENCE.exec(text)?.groups ?? {};
      const key = keyOf(authors, year);
      const end = PLACE.exec(work)?.index ?? work.length;
      // Without authors it is another place in the work named just before.
      const known = authors ? works.get(key) : last;
      const one = known ?? { authors, year, title: "", notes: [] };
      if (end > one.title.length) one.title = work.slice(0, end);
      const place = authors ? work.slice(end).replace(/^,? /, "") || rest : text;
      one.notes.push(place ? `${use}: ${place}` : use);
      if (authors) works.set(key, one);
      last = one;
    }
  }
  const entries = [...works].map(([key, { authors, year, title, notes }]) =>
    entry("misc", key, { author: namesOf(authors), title, year, note: [...new Set(notes)].join("; ") }),
  );
  return `${[...entries, entry("software", "policyscope", { title: "Policyscope: see a policy gradient", version })].join("\n\n")}\n`;
}

/** @param {string} authors */
const namesOf = (authors) =>
  authors
    .replace(/ et al\.$/, ", others")
    .split(/, | & /)
    .join(" and ");

/** Author and year, "williams1992". @param {string} authors @param {string} year */
const keyOf = (authors, year) =>
  `${(/\p{L}+/u.exec(authors)?.[0] ?? "")
    .normalize("NFD")
    .replace(/\P{ASCII}/gu, "")
    .toLowerCase()}${year}`;

/** @param {string} kind @param {string} key @param {Record<string, string>} fields */
function entry(kind, key, fields) {
  const lines = Object.entries(fields).filter(([, text]) => text !== "");
  return `@${kind}{${key},\n${lines.map(([name, text]) => `  ${name} = {${text.replace(/[&%$#_]/g, "\\$&")}},`).join("\n")}\n}`;
}

/**
 * A study as the page holds it: along which fields, their values, how many runs of how many updates; as an address, as what the server is
 * asked, and as links to single runs. Pure.
 *
 *     address ──read──► Study ──askOf──► POST api/studies ──► StudyCell by StudyCell
 *        ◄────write──────┘ └──runOf(changes)──► the lab
 */

import { same, valueAt, withValue } from "./protocol.js";
import { fieldsOf, partOf, splitTitle } from "./schema.js";
import { decode } from "./texts.js";
import { initialState, isPair, keysOf, read as readLab, write as writeLab } from "./url.js";

/** @typedef {import("./url.js").Catalog} Catalog */
/** @typedef {import("./schema.js").Field} Field */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {{path: string, values: any[]}} Along   a field and its values; a part by its kind */
/** @typedef {"sweep" | "map" | "time"} Picture */
/**
 * @typedef {object} Chosen             what a study is apart from its experiment
 * @property {Along[]} along            one field or two
 * @property {number} seeds
 * @property {number} updates
 * @property {string} measure           "value" or "average"
 */
/**
 * @typedef {Chosen & {experiment: Experiment, preset: string, theme: string, picture: Picture | null}} Study
 *   preset: of a study or of the lab; picture: null for the one that suits
 */
/**
 * @typedef {object} StudyPreset        as studies/presets.py has it
 * @property {string} name
 * @property {string} title
 * @property {string} look_for
 * @property {string} source
 * @property {string} preset            the lab's that it begins from
 * @property {Record<string, any[]>} grid
 * @property {number} seeds
 * @property {number} updates
 * @property {string} measure
 * @property {Experiment} experiment
 */

export const MEASURES = { value: "J after the last update", average: "J, averaged over the updates" };
export const PICTURES = { sweep: "Sweep", map: "Heat map", time: "Over time" };
export const MOST = { values: 40, seeds: 10_000, updates: 10_000_000 };
const USUAL = { seeds: 100, updates: 500, measure: "value" };
const OWN = ["x", "x.values", "y", "y.values", "seeds", "updates", "measure", "picture"];
/** What says that a second field is not wanted where the preset has one. */
const NONE = "none";
const KINDS = ["number", "integer", "choice", "kind", "boolean"];
/** Values of a field that is chosen, until others are typed. */
const VALUES = 7;
/** A second field has a curve for each of its values up to this many; beyond that the map suits better. */
const CURVES = 4;

/**
 * The lab's catalog with studies among its presets, and without pairs of runs: an address names either in the same way.
 * @param {Catalog} catalog
 * @param {readonly StudyPreset[]} studies
 * @returns {Catalog}
 */
export function withStudies(catalog, studies) {
  const single = catalog.presets.filter((one) => !isPair(one));
  return { ...catalog, presets: [...single, ...studies.map((one) => ({ ...one, panels: [], compare: {} }))] };
}

/** The fields along which an experiment may be studied. @param {Record<string, any>} schema @param {Experiment} experiment */
export function offered(schema, experiment) {
  return fieldsOf(schema, experiment).filter(
    ({ path, type, open }) => KINDS.includes(type) && !open && !["seed", "runs", "problem"].includes(path),
  );
}

/** Values to begin with: over the usual range, or every kind. @param {Field} field @returns {any[]} */
export function usual(field) {
  if (field.type === "boolean") return [false, true];
  if (field.type === "choice" || field.type === "kind") return field.options.map(({ value }) => value);
  const [low, high] = field.slider ?? [field.fallback || 1, 10 * (field.fallback || 1)];
  const share = (/** @type {number} */ i) => i / (VALUES - 1);
  const all = Array.from({ length: VALUES }, (_, i) =>
    field.scale === "log" ? low * (high / low) ** share(i) : low + (high - low) * share(i),
  );
  return [
    ...new Set(all.map((value) => (field.type === "integer" ? Math.round(value) : Number(value.toPrecision(2))))),
  ];
}

/** What a study is until something else is said. @param {Catalog} catalog @param {readonly StudyPreset[]} studies @param {string} preset @param {Experiment} experiment @returns {Chosen} */
export function begin(catalog, studies, preset, experiment) {
  const found = studies.find((one) => one.name === preset);
  if (found) {
    const { seeds, updates, measure, grid } = found;
    return { along: Object.entries(grid).map(([path, values]) => ({ path, values })), seeds, updates, measure };
  }
  const first = offered(catalog.schema, experiment).find(({ path }) => path === "optimizer.learning_rate");
  return { ...USUAL, along: first ? [{ path: first.path, values: usual(first) }] : [] };
}

/**
 * @param {string} query with or without the question mark
 * @param {Catalog} catalog with the studies among its presets
 * @param {readonly StudyPreset[]} studies
 * @returns {{study: Study, notes: string[]}}
 */
export function read(query, catalog, studies) {
  const all = new URLSearchParams(query);
  const own = new Map(OWN.flatMap((key) => (all.has(key) ? [[key, (all.get(key) ?? "").trim()]] : [])));
  for (const key of OWN) all.delete(key);
  if (!all.size && !own.size && studies[0]) all.set("preset", studies[0].name);
  const { state, notes } = readLab(all.toString(), catalog);
  const { experiment, preset, theme } = state;
  const chosen = begin(catalog, studies, preset, experiment);
  /** @param {string} key @param {string} why */
  const ignore = (key, why) => notes.push(`${key}=${own.get(key)} was ignored: ${why}.`);
  /** @param {"seeds" | "updates"} key @param {number} least */
  const whole = (key, least) => {
    if (!own.has(key)) return chosen[key];
    const value = Number(own.get(key) || NaN);
    if (Number.isInteger(value) && value >= least && value <= MOST[key]) return value;
    ignore(key, `expected a whole number from ${least} to ${MOST[key]}`);
    return chosen[key];
  };
  /** @template {string} T @param {string} key @param {object} known @param {T | null} fallback @returns {T | null} */
  const named = (key, known, fallback) => {
    const text = own.get(key);
    if (text === undefined) return fallback;
    if (text in known) return /** @type {T} */ (text);
    ignore(key, `one of ${Object.keys(known).join(", ")}`);
    return fallback;
  };
  const along = ["x", "y"].flatMap((key, i) => alongOf(key, chosen.along[i]));
  const measure = named("measure", MEASURES, chosen.measure) ?? chosen.measure;
  const picture = named("picture", PICTURES, /** @type {Picture | null} */ (null));
  const numbers = { seeds: whole("seeds", 1), updates: whole("updates", 0) };
  return { study: { experiment, preset, theme, along, ...numbers, measure, picture }, notes };

  /** @param {string} key @param {Along | undefined} usually @returns {Along[]} */
  function alongOf(key, usually) {
    const name = own.get(key);
    const before = usually ? [usually] : [];
    if (name === NONE && key === "y") return [];
    const fields = offered(catalog.schema, experiment);
    const field = name === undefined ? fields.find(({ path }) => path === usually?.path) : named_(fields, name);
    if (name !== undefined && !field) {
      ignore(key, "no such setting of this experiment");
      return before;
    }
    const text = own.get(`${key}.values`);
    if (!field || text === undefined)
      return field && field.path !== usually?.path ? [{ path: field.path, values: usual(field) }] : before;
    const values = valuesOf(field, text);
    if (values) return [{ path: field.path, values }];
    ignore(
      `${key}.values`,
      `expected values of ${splitTitle(field.title)[0]} with commas between, at most ${MOST.values}`,
    );
    return [{ path: field.path, values: field.path === usually?.path ? usually.values : usual(field) }];
  }

  /** @param {Field[]} fields @param {string} name */
  function named_(fields, name) {
    const keys = keysOf(catalog.schema);
    return fields.find(({ path }) => path === name || keys.get(path) === name);
  }
}

/** Values with commas between. @param {Field} field @param {string} text @returns {any[] | null} null for what cannot be read */
export function valuesOf(field, text) {
  const parts = text.split(",").map((part) => decode(field, part.trim()));
  const wrong = parts.some((value) => value === undefined || value === null || typeof value === "object");
  const unknown = field.options.length > 0 && !parts.every((value) => field.options.some((one) => one.value === value));
  return wrong || unknown || parts.length > MOST.values ? null : parts;
}

/**
 * @param {Study} study
 * @param {Catalog} catalog with the studies among its presets
 * @param {readonly StudyPreset[]} studies
 * @returns {string} without the question mark
 */
export function write(study, catalog, studies) {
  const { experiment, preset, theme, along, seeds, updates, measure, picture } = study;
  const usually = begin(catalog, studies, preset, experiment);
  const keys = keysOf(catalog.schema);
  const lab = writeLab({ ...initialState(catalog), experiment, preset, theme }, catalog);
  /** @type {[string, string][]} */
  const pairs = [];
  for (const [i, key] of ["x", "y"].entries()) {
    const [now, before] = [along[i], usually.along[i]];
    if (same(now, before)) continue;
    if (!now) pairs.push([key, NONE]);
    else {
      if (now.path !== before?.path) pairs.push([key, keys.get(now.path) ?? now.path]);
      const field = offered(catalog.schema, experiment).find(({ path }) => path === now.path);
      const values = now.path === before?.path ? before.values : field && usual(field);
      if (!same(now.values, values)) pairs.push([`${key}.values`, now.values.join(",")]);
    }
  }
  if (seeds !== usually.seeds) pairs.push(["seeds", String(seeds)]);
  if (updates !== usually.updates) pairs.push(["updates", String(updates)]);
  if (measure !== usually.measure) pairs.push(["measure", measure]);
  if (picture) pairs.push(["picture", picture]);
  const own = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
  const query = [lab, ...own].filter(Boolean).join("&");
  // Nothing at all would be the first study.
  return query || `preset=${preset}`;
}

/** What the server is asked. @param {Study} study */
export function askOf({ experiment, along, seeds, updates, measure }) {
  return {
    experiment,
    grid: Object.fromEntries(along.map(({ path, values }) => [path, values])),
    seeds,
    updates,
    measure,
  };
}

/**
 * The experiment of a cell, with a single run: changes as the server makes them, kinds before the fields they bring, and a part that has
 * the kind already as it is.
 * @param {Record<string, any>} schema
 * @param {Experiment} experiment
 * @param {Record<string, any>} changes
 * @returns {Experiment}
 */
export function runOf(schema, experiment, changes) {
  let out = { ...experiment, runs: 1 };
  const kinds = (/** @type {[string, any]} */ [path, value]) =>
    typeof value === "string" && typeof valueAt(out, path) === "object" ? 0 : 1;
  for (const [path, value] of Object.entries(changes).sort((a, b) => kinds(a) - kinds(b))) {
    if (kinds([path, value])) out = withValue(out, path, value);
    else if (valueAt(out, path)?.kind !== value) out = withValue(out, path, partOf(schema, out, path, value));
  }
  return out;
}

/** The lab's query for a cell's first run. @param {Study} study @param {Record<string, any>} changes @param {Catalog} catalog the lab's own @param {readonly StudyPreset[]} studies */
export function labQuery(study, changes, catalog, studies) {
  const preset = studies.find((one) => one.name === study.preset)?.preset ?? study.preset;
  const experiment = runOf(catalog.schema, study.experiment, changes);
  return writeLab({ ...initialState(catalog), experiment, preset, theme: study.theme }, catalog);
}

/** The picture that is shown. @param {{along: Along[], picture: Picture | null}} study @returns {Picture} */
export function pictureOf({ along, picture }) {
  if (picture && !(picture === "map" && along.length < 2)) return picture;
  if (!along.length) return "time";
  return (along[1]?.values.length ?? 0) > CURVES ? "map" : "sweep";
}

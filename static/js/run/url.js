/**
 * The page's state as a query string: readable keys, only what differs from the defaults (or from the preset named).
 *
 * Keys are the schema's own field names; the few aliases below are shorter ones. What is unknown or out of range is ignored,
 * and told. Pure: no DOM.
 */

import { ELSEWHERE, FOREIGN, RENAMED } from "./foreign.js";
import { changesFrom, MOST_AT } from "./moment.js";
import { same, valueAt, withChanges, withValue } from "./protocol.js";
import { differences, fieldsOf, misfit, partOf, suited } from "./schema.js";
import { decode, encode } from "./texts.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./schema.js").Field} Field */
/** @typedef {{schema: Record<string, any>, defaults: Experiment, presets: {name: string, title: string, look_for: string, source: string, experiment: Experiment, panels: string[], compare: import("../types.js").Changes}[], kinds: Record<string, {kind: string, title: string, source?: string, facts: any}[]>, paths: Record<string, string>}} Catalog */
/**
 * @typedef {object} State
 * @property {Experiment} experiment
 * @property {string} preset        the preset it began with: its name, or ""
 * @property {string[] | null} panels  null: the preset's own, or the ones that suit the problem
 * @property {string} theme
 * @property {number} speed         updates per second
 * @property {string[]} hide        names of hidden controls
 * @property {boolean} autoplay
 * @property {number} at            updates done when the page opens
 * @property {import("./moment.js").Change[]} changes  made on the way there
 * @property {string} run           a frame's state instead: the page opens at that moment
 * @property {import("../types.js").Changes | null} other   what a second run beside it has otherwise
 * @property {import("./moment.js").Change[] | null} otherChanges   that one's own changes on the way; null: those made here are made to it too
 */

/** @type {Record<string, string>} */
const ALIASES = {
  "optimizer.learning_rate": "lr",
  "estimator.baseline.value": "b",
  "estimator.batch_size": "batch",
  initial_theta: "theta",
};
const THEMES = ["auto", "light", "dark", "projector"];
const OWN = ["preset", "panels", "theme", "speed", "autoplay", "at", "changes", "run"];
/** Before the keys of what a second run has otherwise. */
const SECOND = "b.";
/** Controls without a field, which a teacher may hide all the same. */
const TOOLS = ["transport", "speed", "timeline", "readout", "more"];
const DEFAULT_SPEED = 30;
export const SPEEDS = /** @type {const} */ ([1, 10_000]);
const LONGEST_ECHO = 40;
/** @type {WeakMap<object, Map<string, string>>} */
const KEYS = new WeakMap();

/**
 * The key of every path a schema can have: its alias, its own name where that is unambiguous, else the whole path.
 * @param {Record<string, any>} schema
 * @returns {Map<string, string>} path to key
 */
export function keysOf(schema) {
  const known = KEYS.get(schema);
  if (known) return known;
  const fields = fieldsOf(schema, {}, true);
  const uses = new Map();
  for (const field of fields) uses.set(field.name, (uses.get(field.name) ?? 0) + 1);
  const taken = new Set([...OWN, ...Object.values(ALIASES)]);
  const keys = new Map(
    fields.map((field) => [
      field.path,
      ALIASES[field.path] ?? (uses.get(field.name) === 1 && !taken.has(field.name) ? field.name : field.path),
    ]),
  );
  KEYS.set(schema, keys);
  return keys;
}

/** The preset the page opens with: the one that is nothing but the defaults. @param {Catalog} catalog */
function defaultPreset(catalog) {
  return catalog.presets.find((one) => same(one.experiment, catalog.defaults))?.name ?? "";
}

/** Whether a preset opens as two runs. @param {Catalog["presets"][number]} preset */
export const isPair = (preset) => Object.keys(preset.compare).length > 0;

/** @param {Record<string, any>} schema @param {Experiment} experiment @param {import("../types.js").Changes} changes */
function otherwise(schema, experiment, changes) {
  const found = differences(schema, experiment, suited(schema, withChanges(experiment, changes)));
  return Object.keys(found).length > 0 ? found : null;
}

/** The panels a preset wants to be seen with; null: the ones that suit. @param {Catalog["presets"][number] | undefined} preset */
export function panelsOf(preset) {
  return preset?.panels?.length ? preset.panels : null;
}

/** @param {Catalog} catalog @returns {State} */
export function initialState(catalog) {
  return {
    experiment: catalog.defaults,
    preset: defaultPreset(catalog),
    panels: null,
    theme: "auto",
    speed: DEFAULT_SPEED,
    hide: [],
    autoplay: false,
    at: 0,
    changes: [],
    run: "",
    other: null,
    otherChanges: null,
  };
}

/**
 * @param {string} query with or without the question mark
 * @param {Catalog} catalog
 * @param {string[]} [panels] names there are
 * @returns {{state: State, notes: string[]}}
 */
export function read(query, catalog, panels = []) {
  const keys = keysOf(catalog.schema);
  const all = [...new URLSearchParams(query)];
  const given = asked(
    all.filter(([key]) => !key.trim().startsWith(SECOND)),
    keys,
  );
  const second = asked(
    all.flatMap(([key, text]) => (key.trim().startsWith(SECOND) ? [[key.trim().slice(SECOND.length), text]] : [])),
    keys,
  );
  const state = initialState(catalog);
  /** @type {string[]} */
  const notes = [];
  /** @param {string} key @param {string} why */
  const ignore = (key, why) => notes.push(`${key}=${brief(given.get(key) ?? "")} was ignored: ${why}.`);

  const preset = given.get("preset");
  const found = catalog.presets.find((one) => one.name === preset);
  if (found) Object.assign(state, { preset: found.name, experiment: found.experiment, panels: panelsOf(found) });
  else if (preset !== undefined)
    ignore("preset", `there is no such preset, try ${catalog.presets.map((one) => one.name).join(", ")}`);

  state.experiment = readExperiment(given, state.experiment, catalog.schema, keys, ignore);
  // What the preset's second run has otherwise, as far as it still is otherwise.
  if (found && isPair(found)) state.other = otherwise(catalog.schema, state.experiment, found.compare);
  if (second.size > 0) {
    const other = readExperiment(second, state.experiment, catalog.schema, keys, (key, why) =>
      notes.push(`${SECOND}${key}=${brief(second.get(key) ?? "")} was ignored: ${why}.`),
    );
    for (const key of second.keys())
      if (key !== "changes" && ![...keys.values()].includes(key))
        notes.push(`${SECOND}${key} was ignored: no such setting.`);
    const found = differences(catalog.schema, state.experiment, other);
    state.otherChanges = listed("changes", second, SECOND);
    state.other = state.otherChanges || Object.keys(found).length > 0 ? found : null;
  }

  const wanted = given.get("panels");
  if (wanted !== undefined) {
    const names = wanted
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    const known = names.filter(
      (name, i) => (panels.length === 0 || panels.includes(name)) && names.indexOf(name) === i,
    );
    if (known.length < names.length) ignore("panels", `the panels are ${panels.join(", ")}`);
    if (known.length > 0 || names.length === 0) state.panels = known;
  }
  const theme = given.get("theme");
  if (theme !== undefined && THEMES.includes(theme)) state.theme = theme;
  else if (theme !== undefined) ignore("theme", `one of ${THEMES.join(", ")}`);
  state.speed = whole("speed", SPEEDS[0], SPEEDS[1], state.speed);
  state.at = whole("at", 0, MOST_AT, 0);
  state.changes = listed("changes", given) ?? [];
  state.run = given.get("run") ?? "";
  const autoplay = given.get("autoplay");
  if (autoplay === "true" || autoplay === "false") state.autoplay = autoplay === "true";
  else if (autoplay !== undefined) ignore("autoplay", "true or false");

  const known = new Set([...keys.values()]);
  for (const key of given.keys()) {
    if (OWN.includes(key) || known.has(key) || FOREIGN.test(key)) continue;
    const hidden = /^(.+)_hide$/.exec(key)?.[1];
    if (
      hidden !== undefined &&
      (known.has(hidden) || TOOLS.includes(hidden) || [...keys.keys()].some((path) => path.endsWith(`.${hidden}`)))
    ) {
      if (given.get(key) === "true") state.hide.push(hidden);
      else ignore(key, "true hides a control");
    } else
      ignore(
        key,
        `no such setting${ELSEWHERE[key.toLowerCase()] ? `, here it is called ${ELSEWHERE[key.toLowerCase()]}` : ""}`,
      );
  }
  state.hide.sort();
  return { state, notes };

  /** A list of changes; null where there is none, or it is none, which is told. @param {string} key @param {Map<string, string>} from @param {string} [before] */
  function listed(key, from, before = "") {
    const text = from.get(key);
    const list = text ? changesFrom(text) : undefined;
    if (text && !list)
      notes.push(
        `${before}${key}=${brief(text)} was ignored: a list like [[20,{"optimizer.learning_rate":0.3}]], of changes, each after its number of updates.`,
      );
    return list ?? null;
  }

  /** @param {string} key @param {number} low @param {number} high @param {number} fallback */
  function whole(key, low, high, fallback) {
    const text = given.get(key);
    if (text === undefined) return fallback;
    const value = text.trim() === "" ? NaN : Number(text);
    if (value >= low && value <= high && (key === "speed" || Number.isInteger(value))) return value;
    ignore(key, `a number from ${low} to ${high}`);
    return fallback;
  }
}

/**
 * The query by our keys. A field may also go by its whole path in the experiment, a kind by its path with ".kind" after it, and a
 * field with a shorter key by its own name; spaces around keys and values come from copying and mean nothing.
 * @param {string[][]} pairs
 * @param {Map<string, string>} keys path to key
 * @returns {Map<string, string>}
 */
function asked(pairs, keys) {
  const known = new Set([...OWN, ...keys.values()]);
  const byName = new Map(Object.entries(ALIASES).map(([path, key]) => [path.split(".").at(-1), key]));
  const given = new Map();
  for (const [raw = "", text = ""] of pairs) {
    const name = raw.trim();
    const path = name.replace(/\.kind$/, "");
    given.set(known.has(name) ? name : (keys.get(path) ?? byName.get(name) ?? name), text.trim());
  }
  return given;
}

/**
 * @param {Map<string, string>} given
 * @param {Experiment} base
 * @param {Record<string, any>} schema
 * @param {Map<string, string>} keys
 * @param {(key: string, why: string) => void} ignore
 */
function readExperiment(given, base, schema, keys, ignore) {
  let experiment = base;
  /** @type {Set<string>} */
  const used = new Set();
  const told = new Set();
  // A kind decides which fields there are, so fields are walked again after each kind that was set.
  for (let again = true; again; ) {
    again = false;
    for (const field of fieldsOf(schema, experiment)) {
      const key = keys.get(field.path) ?? field.path;
      const text = given.get(key);
      if (text === undefined || used.has(field.path)) continue;
      used.add(field.path);
      const value = decode(field, field.path === "problem.reward" ? (RENAMED[text] ?? text) : text);
      const wrong = misfit(field, value);
      told.add(key);
      if (wrong) {
        ignore(key, `expected ${wrong}${inForce(field, valueAt(experiment, field.path))}`);
        continue;
      }
      if (field.type !== "kind") {
        experiment = withValue(experiment, field.path, value);
        continue;
      }
      if (valueAt(experiment, field.path)?.kind === value) continue;
      const part =
        partOf(schema, experiment, field.path, value) ?? partFromQuery(given, experiment, schema, keys, field, value);
      if (part === null) {
        ignore(key, `it needs ${needed(experiment, schema, keys, field, value).join(", ")} beside it`);
        continue;
      }
      experiment = suited(schema, withValue(experiment, field.path, part));
      again = true;
      break;
    }
  }
  for (const key of new Set(keys.values()))
    if (given.has(key) && !told.has(key)) ignore(key, "it does not belong to this problem or estimator");
  return experiment;
}

/** @param {string} text */
const brief = (text) => (text.length <= LONGEST_ECHO ? text : `${text.slice(0, LONGEST_ECHO)}\u2026`);

/** The value that stays when another was ignored, for fields whose value is short. @param {Field} field @param {any} value */
function inForce(field, value) {
  const text = field.type === "kind" ? String(value?.kind) : encode(field, value);
  return text && text.length <= LONGEST_ECHO ? `; it is ${text}` : "";
}

/** The keys that a kind without defaults needs. @param {Experiment} experiment @param {Record<string, any>} schema @param {Map<string, string>} keys @param {Field} kind @param {string} value */
function needed(experiment, schema, keys, kind, value) {
  const part = withValue(experiment, kind.path, { kind: value });
  const inside = fieldsOf(schema, part).filter(
    (field) => field.path.startsWith(`${kind.path}.`) && field.fallback === undefined,
  );
  return inside.map((field) => keys.get(field.path) ?? field.path);
}

/**
 * A kind whose fields have no defaults, all of them given in the query.
 * @param {Map<string, string>} given
 * @param {Experiment} experiment
 * @param {Record<string, any>} schema
 * @param {Map<string, string>} keys
 * @param {Field} kind
 * @param {string} value
 */
function partFromQuery(given, experiment, schema, keys, kind, value) {
  let part = withValue(experiment, kind.path, { kind: value });
  for (const field of fieldsOf(schema, part)) {
    if (!field.path.startsWith(`${kind.path}.`)) continue;
    const text = given.get(keys.get(field.path) ?? field.path);
    const read = text === undefined ? field.fallback : decode(field, text);
    if (read === undefined || misfit(field, read)) return null;
    part = withValue(part, field.path, read);
  }
  return valueAt(part, kind.path);
}

/**
 * @param {State} state
 * @param {Catalog} catalog
 * @returns {string} without the question mark; "" for the defaults
 */
export function write(state, catalog) {
  /** @type {[string, string][]} */
  const pairs = [];
  // A pair's name would bring its second run back.
  const preset = catalog.presets.find((one) => one.name === state.preset && (state.other || !isPair(one)));
  if (preset && preset.name !== defaultPreset(catalog)) pairs.push(["preset", preset.name]);
  const base = preset?.experiment ?? catalog.defaults;
  pairs.push(...pairsOf(catalog.schema, base, state.experiment));
  if (state.other) {
    const other = suited(catalog.schema, withChanges(state.experiment, state.other));
    for (const [key, text] of pairsOf(catalog.schema, state.experiment, other)) pairs.push([`${SECOND}${key}`, text]);
    if (state.otherChanges) pairs.push([`${SECOND}changes`, JSON.stringify(state.otherChanges)]);
  }
  if (state.panels && !same(state.panels, panelsOf(preset))) pairs.push(["panels", state.panels.join(",")]);
  if (state.theme !== "auto") pairs.push(["theme", state.theme]);
  if (state.speed !== DEFAULT_SPEED) pairs.push(["speed", String(state.speed)]);
  if (state.at) pairs.push(["at", String(state.at)]);
  if (state.changes.length) pairs.push(["changes", JSON.stringify(state.changes)]);
  if (state.run) pairs.push(["run", state.run]);
  if (state.autoplay) pairs.push(["autoplay", "true"]);
  for (const name of state.hide) pairs.push([`${name}_hide`, "true"]);
  return pairs.map(([key, value]) => `${key}=${readable(value)}`).join("&");
}

/** What an experiment has otherwise than another, by key. @param {Record<string, any>} schema @param {Experiment} base @param {Experiment} experiment @returns {[string, string][]} */
function pairsOf(schema, base, experiment) {
  const keys = keysOf(schema);
  return fieldsOf(schema, experiment).flatMap((field) => {
    const value = field.type === "kind" ? valueAt(experiment, field.path)?.kind : valueAt(experiment, field.path);
    return same(value, baseValue(base, experiment, field))
      ? []
      : [/** @type {[string, string]} */ ([keys.get(field.path) ?? field.path, encode(field, value)])];
  });
}

/**
 * What a field would be without a word in the URL: the base's value where the kinds round it are the base's, else the schema's default.
 * @param {Experiment} base
 * @param {Experiment} experiment
 * @param {Field} field
 */
function baseValue(base, experiment, field) {
  const parts = field.path.split(".");
  for (let i = 1; i < parts.length; i += 1) {
    const around = parts.slice(0, i).join(".");
    if (valueAt(base, around)?.kind !== valueAt(experiment, around)?.kind) return field.fallback;
  }
  const value = valueAt(base, field.path);
  return field.type === "kind" ? value?.kind : value;
}

/** Escaped as little as a query allows, so that people can read it. @param {string} text */
function readable(text) {
  return encodeURIComponent(text)
    .replace(/%(2C|2F|3A|3B|7C|5B|5D|40)/g, (code) => decodeURIComponent(code))
    .replaceAll("%20", "+");
}

/**
 * The catalog's JSON schema, walked into a list of fields: what the controls, the URL and the words for a change are made of.
 *
 * Nothing is listed here: labels, help, ranges, units, kinds and defaults all come from the schema.
 */

import { same, valueAt, withValue } from "./protocol.js";

/** @typedef {Record<string, any>} Schema */
/** @typedef {{value: string, title: string, help: string}} Option */
/**
 * @typedef {object} Field
 * @property {string} path         dotted, e.g. "estimator.baseline.value"
 * @property {string} name         its last part
 * @property {string} title        as the schema says it: words and perhaps a symbol
 * @property {string} help
 * @property {"number" | "integer" | "boolean" | "choice" | "kind" | "numbers" | "rows" | "json"} type
 * @property {boolean} nullable
 * @property {boolean} live
 * @property {"linear" | "log"} scale
 * @property {[number, number] | null} slider
 * @property {number} min
 * @property {number} max
 * @property {boolean} above       the minimum itself is not allowed
 * @property {number} least        of a list: how many numbers it has at least
 * @property {number} most         and at most
 * @property {string} unit
 * @property {Option[]} options    for choices and kinds
 * @property {boolean} open        of a choice: other texts than the options will do too
 * @property {any} fallback        the schema's default; undefined where it has none
 */

/**
 * A schema node with its reference resolved; what stands beside the reference (title, default, live) wins.
 * @param {Schema} root
 * @param {Schema} node
 * @returns {Schema}
 */
function resolved(root, node) {
  const { $ref, allOf, ...own } = node;
  const target = $ref ?? (allOf?.length === 1 ? allOf[0].$ref : undefined);
  if (!target) return node;
  return { ...resolved(root, root["$defs"][target.split("/").at(-1)]), ...own };
}

/**
 * The models that may stand at a node, by kind.
 * @param {Schema} root
 * @param {Schema} node
 * @returns {Map<string, Schema>}
 */
function variants(root, node) {
  const found = new Map();
  for (const option of node["oneOf"] ?? node["anyOf"] ?? [node]) {
    const model = resolved(root, option);
    const kind = model["properties"]?.kind?.const;
    if (kind)
      found.set(kind, {
        ...model,
        ownTitle: root["$defs"][(option.$ref ?? "").split("/").at(-1)]?.title ?? model["title"],
      });
  }
  return found;
}

/**
 * Every field of an experiment, parts in the schema's order, for the kinds it has; `all` walks every kind there is.
 * @param {Schema} root
 * @param {object} experiment
 * @param {boolean} [all]
 * @returns {Field[]}
 */
export function fieldsOf(root, experiment, all = false) {
  /** @type {Field[]} */
  const fields = [];
  const family = all ? "" : familyOf(root, experiment);
  /** @param {Schema} model @param {string} prefix */
  const walk = (model, prefix) => {
    for (const [name, raw] of Object.entries(model["properties"] ?? {})) {
      if (name === "kind") continue;
      const node = resolved(root, /** @type {Schema} */ (raw));
      const path = prefix + name;
      const kinds = variants(root, node);
      if (kinds.size === 0) {
        fields.push(leaf(node, path, name));
        continue;
      }
      if (kinds.size > 1) {
        const offered = [...kinds].filter(([, one]) => path === "problem" || suits(one, family));
        const options = offered.map(([value, one]) => ({
          value,
          title: String(one["ownTitle"]),
          help: String(one["description"] ?? ""),
        }));
        fields.push({ ...blank(node, path, name), type: "kind", options, fallback: node["default"]?.kind });
      }
      const here = kinds.get(valueAt(experiment, path)?.kind);
      for (const one of all ? kinds.values() : here ? [here] : []) walk(one, `${path}.`);
    }
  };
  walk(root, "");
  if (!all) return fields;
  const byPath = new Map(fields.map((field) => [field.path, field]));
  return [...byPath.values()];
}

/** The family of problems an experiment's is of: what goes with it says so in its schema. @param {Schema} root @param {object} experiment @returns {string} */
function familyOf(root, experiment) {
  const problem = variants(root, resolved(root, root["properties"]?.problem ?? {})).get(
    valueAt(experiment, "problem")?.kind,
  );
  return problem?.["families"]?.[0] ?? "";
}

/** @param {Schema} kind @param {string} family */
const suits = (kind, family) => !family || !kind["families"] || kind["families"].includes(family);

/**
 * The experiment with every part that does not go with its problem replaced by one that does, the default if it may be: softmax by
 * gaussian where actions are numbers, and back.
 * @template {object} T
 * @param {Schema} root
 * @param {T} experiment
 * @returns {T}
 */
export function suited(root, experiment) {
  const family = familyOf(root, experiment);
  let out = experiment;
  /** @param {Schema} model @param {string} prefix */
  const walk = (model, prefix) => {
    for (const [name, raw] of Object.entries(model["properties"] ?? {})) {
      const path = prefix + name;
      const node = resolved(root, raw);
      const kinds = variants(root, node);
      const now = kinds.get(valueAt(out, path)?.kind);
      if (path === "problem" || !now) continue;
      if (suits(now, family)) {
        walk(now, `${path}.`);
        continue;
      }
      const fitting = [...kinds].filter(([, one]) => suits(one, family)).map(([kind]) => kind);
      const part = fitting.length
        ? partOf(root, out, path, fitting.find((kind) => kind === node["default"]?.kind) ?? fitting[0] ?? "")
        : null;
      if (part) out = withValue(out, path, part);
    }
  };
  walk(root, "");
  return out;
}

/** @param {Schema} node @param {string} path @param {string} name @returns {Field} */
function blank(node, path, name) {
  return {
    path,
    name,
    title: node["title"] ?? name,
    help: node["description"] ?? "",
    type: "json",
    nullable: false,
    live: node["live"] === true,
    scale: node["scale"] ?? "linear",
    slider: node["slider"] ?? null,
    min: -Infinity,
    max: Infinity,
    above: false,
    least: 1,
    most: Infinity,
    unit: node["unit"] ?? "",
    options: [],
    open: false,
    fallback: node["default"],
  };
}

/** @param {Schema} node @param {string} path @param {string} name @returns {Field} */
function leaf(node, path, name) {
  const field = blank(node, path, name);
  const choices = node["anyOf"] ?? [node];
  field.nullable = choices.some((/** @type {Schema} */ one) => one["type"] === "null");
  const kinds = choices.filter((/** @type {Schema} */ one) => one["type"] !== "null");
  const one = kinds[0] ?? node;
  const nested = kinds.some((/** @type {Schema} */ each) => each["items"]?.type === "array");
  // A list's range is its numbers'.
  const range = { ...(one["items"] ?? one["prefixItems"]?.[0]), ...one, ...node };
  if (nested) field.type = "json";
  else if (kinds.length > 1) {
    // A number or a list of numbers: written as a list, of which one number is the shortest.
    field.type = "numbers";
  } else if (one["enum"]) {
    field.type = "choice";
    field.options = one["enum"].map((/** @type {string} */ value) => ({ value, title: words(value), help: "" }));
  } else if (one["type"] === "string") {
    field.type = "choice";
    field.open = true;
    field.options = (range["examples"] ?? []).map((/** @type {string} */ value) => ({ value, title: value, help: "" }));
  } else if (one["type"] === "boolean") field.type = "boolean";
  else if (one["type"] === "number" || one["type"] === "integer") field.type = one["type"];
  else if (one["type"] === "array") {
    const inner = one["items"]?.type ?? one["prefixItems"]?.[0]?.type;
    field.type = inner === "string" ? "rows" : inner === "number" || inner === "integer" ? "numbers" : "json";
  }
  field.least = one["minItems"] ?? one["prefixItems"]?.length ?? 1;
  field.most = one["maxItems"] ?? Infinity;
  field.min = range["minimum"] ?? range["exclusiveMinimum"] ?? -Infinity;
  field.max = range["maximum"] ?? Infinity;
  field.above = range["exclusiveMinimum"] !== undefined;
  return field;
}

/** @param {string} name */
export function words(name) {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The defaults of one kind at a path; null where a field has none (a person must give it).
 * @param {Schema} root
 * @param {object} experiment
 * @param {string} path
 * @param {string} kind
 * @returns {Record<string, any> | null}
 */
export function partOf(root, experiment, path, kind) {
  let part = withValue(experiment, path, { kind });
  for (const field of fieldsOf(root, part)) {
    if (!field.path.startsWith(`${path}.`)) continue;
    if (field.fallback === undefined) return null;
    const value = field.type === "kind" ? partOf(root, part, field.path, field.fallback) : field.fallback;
    if (value === null && field.type === "kind") return null;
    part = withValue(part, field.path, value);
  }
  return valueAt(part, path);
}

/** What a field takes, for what cannot be read at all. @param {Field} field */
function form(field) {
  if (field.type === "integer") return "a whole number";
  if (field.type === "numbers") return "numbers with commas or spaces between";
  if (field.type === "json") return "rows of numbers, such as 1, 0; 0, 1, or JSON";
  return { number: "a number", boolean: "true or false", rows: "rows of text", choice: "a word", kind: "a word" }[
    field.type
  ];
}

/**
 * What is expected where a value does not fit a field, in words that go on from "expected"; "" if it fits.
 * @param {Field} field
 * @param {any} value undefined: something that cannot be read
 */
export function misfit(field, value) {
  if (value === undefined) return form(field);
  if (value === null) return field.nullable ? "" : form(field);
  if (field.type === "boolean") return typeof value === "boolean" ? "" : "true or false";
  if (field.type === "choice" || field.type === "kind") {
    if (field.open) return typeof value === "string" && value !== "" ? "" : "a word";
    return field.options.some((option) => option.value === value)
      ? ""
      : `one of ${field.options.map((option) => option.value).join(", ")}`;
  }
  if (field.type === "number" || field.type === "integer") {
    if (typeof value !== "number" || !Number.isFinite(value) || (field.type === "integer" && !Number.isInteger(value)))
      return form(field);
    if (value < field.min || (field.above && value === field.min))
      return `${field.above ? "more than" : "at least"} ${field.min}`;
    return value > field.max ? `at most ${field.max}` : "";
  }
  if (field.type === "numbers") {
    const list = Array.isArray(value) ? value : [value];
    if (!list.length || !list.every((one) => typeof one === "number" && Number.isFinite(one))) return form(field);
    if (list.some((one) => one < field.min || one > field.max)) return `numbers from ${field.min} to ${field.max}`;
    if (!Array.isArray(value)) return "";
    if (list.length < field.least) return `at least ${field.least} numbers`;
    return list.length > field.most ? `at most ${field.most} numbers` : "";
  }
  if (field.type === "rows")
    return Array.isArray(value) && value.length && value.every((row) => typeof row === "string") ? "" : form(field);
  return "";
}

/**
 * Whether a change at this path makes another problem or policy: a run cannot go on through it.
 * @param {string} path
 */
export function startsAnew(path) {
  return /^((problem|policy\.(features|inputs|hidden|learn_sigma)|initial_theta|seed|runs)(\.|$)|policy$|objective(\.kind)?$)/.test(
    path,
  );
}

/**
 * A title's words and its symbol: "Learning rate α" is ["Learning rate", "α"].
 * @param {string} title
 * @returns {[string, string]}
 */
export function splitTitle(title) {
  const found = /^(.+?) ((?:\p{L}|[α-ω])(?:[_^]\w+)?)$/u.exec(title);
  return found?.[1] && found[2] && found[2] !== "θ" && !found[2].includes("^") ? [found[1], found[2]] : [title, ""];
}

/**
 * Control changes in words, for the timeline and the live region.
 * @param {Schema} root
 * @param {object} experiment after the changes
 * @param {Record<string, any>} changes
 */
export function describeChanges(root, experiment, changes) {
  const fields = fieldsOf(root, experiment);
  return Object.entries(changes)
    .map(([path, value]) => {
      const field = fields.find((one) => one.path === path);
      const title = field ? splitTitle(field.title)[0] : words(path.split(".").at(-1) ?? path);
      return `${title} ${say(field, value, fields)}`;
    })
    .join(", ");
}

/**
 * What is other than in another experiment, by path; a kind that differs stands for all that is in it.
 * @param {Schema} root
 * @param {object} before
 * @param {object} experiment
 * @returns {Record<string, any>}
 */
export function differences(root, before, experiment) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const { path, type } of fieldsOf(root, experiment)) {
    if (Object.keys(found).some((whole) => path.startsWith(`${whole}.`))) continue;
    const [mine, its] = [valueAt(experiment, path), valueAt(before, path)];
    if (type === "kind" ? mine?.kind !== its?.kind : !same(mine, its)) found[path] = mine;
  }
  return found;
}

/** @param {Field | undefined} field @param {any} value @param {Field[]} fields @returns {string} */
function say(field, value, fields) {
  if (field?.type === "kind") {
    const title = field.options.find((option) => option.value === value?.kind)?.title ?? String(value?.kind);
    // A count that is the usual one says nothing.
    const inner = fields.filter(
      ({ path, name, type, fallback }) =>
        path.startsWith(`${field.path}.`) &&
        typeof value?.[name] === "number" &&
        !(type === "integer" && value[name] === fallback),
    );
    return [title.toLowerCase(), ...inner.map((one) => String(value[one.name]).replace("-", "\u2212"))].join(" ");
  }
  if (field?.type === "choice") return words(String(value)).toLowerCase();
  if (typeof value === "number") return String(value).replace("-", "\u2212");
  return typeof value === "boolean" ? (value ? "on" : "off") : "changed";
}

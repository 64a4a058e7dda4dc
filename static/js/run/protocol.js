/** The live socket's messages: pure. The shapes are in wire.js, which is written from the server's own models; /docs shows the same. */

/** @typedef {import("../types.js").ServerMessage} ServerMessage */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Changes} Changes */

/** Frames the server may send before the page must have drawn one. */
export const CREDIT = 3;

const TYPES = new Set(["opened", "frame", "control_applied", "finished", "error", "heartbeat"]);

/**
 * A server's message, or null for one that is not documented (a newer server may say more than we know).
 * Servers and recordings of version 0.2 call a frame's count of updates `step`; that name is read until 0.3.
 * @param {unknown} text
 * @returns {ServerMessage | null}
 */
export function parseMessage(text) {
  if (typeof text !== "string") return null;
  try {
    const message = JSON.parse(text);
    if (message === null || typeof message !== "object" || !TYPES.has(message.type)) return null;
    if ("step" in message) message.update ??= message.step;
    return message;
  } catch {
    return null;
  }
}

/**
 * The value at a dotted path; undefined if there is none.
 * @param {any} root
 * @param {string} path
 * @returns {any}
 */
export function valueAt(root, path) {
  let value = root;
  for (const key of path.split(".")) {
    if (value === null || typeof value !== "object") return undefined;
    value = value[key];
  }
  return value;
}

/**
 * A copy with the value at a dotted path replaced; what is not on the path is shared.
 * @template T
 * @param {T} root
 * @param {string} path
 * @param {unknown} value
 * @returns {T}
 */
export function withValue(root, path, value) {
  const [key, ...rest] = path.split(".");
  const inner = /** @type {any} */ (root);
  const name = /** @type {string} */ (key);
  return /** @type {T} */ ({
    ...inner,
    [name]: rest.length ? withValue(inner?.[name] ?? {}, rest.join("."), value) : value,
  });
}

/**
 * An experiment with changes applied, as the server applies them.
 * @template {object} T
 * @param {T} experiment
 * @param {Changes} changes
 * @returns {T}
 */
export function withChanges(experiment, changes) {
  return Object.entries(changes).reduce((whole, [path, value]) => withValue(whole, path, value), experiment);
}

/**
 * Later changes over earlier ones: a path set as a whole forgets what was set inside it.
 * @param {Changes} earlier
 * @param {Changes} later
 * @returns {Changes}
 */
export function merged(earlier, later) {
  const kept = Object.entries(earlier).filter(
    ([path]) => !Object.keys(later).some((whole) => path.startsWith(`${whole}.`)),
  );
  return { ...Object.fromEntries(kept), ...later };
}

/**
 * Equality of JSON values, whatever the order of keys.
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (Object.is(a, b)) return true;
  if (
    a === null ||
    b === null ||
    typeof a !== "object" ||
    typeof b !== "object" ||
    Array.isArray(a) !== Array.isArray(b)
  )
    return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

/** Whether two experiments have the same parameters. @param {any} a @param {any} b */
export function alike(a, b) {
  const { temperature: _, sigma: __, ...mine } = a?.policy ?? {};
  const { temperature: ___, sigma: ____, ...its } = b?.policy ?? {};
  return same(a?.problem, b?.problem) && same(mine, its);
}

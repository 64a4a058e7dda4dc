/**
 * Between an embed and the page around it: commands in, answers and events out, by postMessage.
 *
 * Every message is described at /embed/schema. Only the parent is heard; with the setting embed_parents only where its origin is named,
 * and then nothing of what is shown is told to anybody else. Height and the wish to leave are no secrets.
 */

import { withChanges } from "../../run/protocol.js";
import { fieldsOf, suited } from "../../run/schema.js";

/** @typedef {Awaited<ReturnType<typeof import("../app.js").start>>} App */
/** @typedef {{type: string, id: string | number, version: number} & Record<string, any>} Command */

const VERSION = 1;
/** Frames are told this seldom while it plays. */
const FRAME_MS = 100;
const SUBJECTS = ["lti.frameResize", "org.imsglobal.lti.frameResize"];
const MOST_STEPS = 10_000;

/** @param {readonly string[]} allowed origins, or a star for all */
export function createParent(allowed) {
  const all = allowed.includes("*");
  /** The parent's origin, once it is known to be allowed. */
  let origin = "";
  const known = globalThis.location.ancestorOrigins?.[0] ?? originOf(document.referrer);
  if (known && (allowed.includes(known) || known === globalThis.location.origin)) origin = known;

  /** @param {object} message @param {string} to */
  function post(message, to) {
    if (globalThis.parent !== globalThis.window && to) globalThis.parent.postMessage(message, to);
  }

  return {
    /** Tell what only the allowed may hear. @param {object} message */
    tell: (message) => post({ version: VERSION, ...message }, all ? "*" : origin),
    /** Tell what is no secret. @param {object} message */
    say: (message) => post({ version: VERSION, ...message }, "*"),
    /** @param {number} height */
    resize(height) {
      for (const subject of SUBJECTS) post({ subject, height }, "*");
    },
    /** Whether a message is a command of the parent's, who may give them. @param {MessageEvent} event */
    commands(event) {
      const { data } = event;
      if (event.source !== globalThis.parent || globalThis.parent === globalThis.window) return false;
      if (typeof data?.type !== "string" || !data.type.startsWith("policyscope:") || data.version !== VERSION)
        return false;
      // Pages of the lab's own, such as lessons, always may.
      if (!all && !allowed.includes(event.origin) && event.origin !== globalThis.location.origin) return false;
      if (!all) origin = event.origin;
      return true;
    },
  };
}

/** @param {string} address */
function originOf(address) {
  try {
    return new URL(address).origin;
  } catch {
    return "";
  }
}

/**
 * @param {App} app
 * @param {ReturnType<typeof createParent>} parent
 */
export function createBridge(app, parent) {
  const { player } = app;
  let ready = false;
  let told = 0;
  /** @type {unknown} */
  let toldOf = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let late;
  /** Answers that wait until what was asked for is in force, and its updates are done. @type {{id: string | number, updates: number, more: object}[]} */
  const waiting = [];

  function shown() {
    const { frame } = player;
    if (!frame) return null;
    const { update, sample, theta, exact } = frame;
    return { update, sample, theta, value: exact?.value ?? null, playing: player.playing };
  }

  /** @param {string | number} id @param {object} more */
  const done = (id, more = {}) => parent.tell({ type: "policyscope:response", id, ok: true, shown: shown(), ...more });
  /** @param {string | number} id @param {string} detail */
  const failed = (id, detail) => parent.tell({ type: "policyscope:response", id, ok: false, detail, shown: shown() });
  const settled = () =>
    player.state !== "opening" &&
    player.state !== "idle" &&
    player.stepping === 0 &&
    player.script.length === 0 &&
    !player.outbox.busy &&
    player.experiment === player.confirmed;

  /** @type {Record<string, (command: Command) => void>} */
  const acts = {
    play({ id, updates_per_second: speed }) {
      if (speed !== undefined && speed !== null) {
        if (!(speed >= 1 && speed <= 10_000))
          return failed(id, "updates_per_second: expected a number from 1 to 10000.");
        player.setSpeed(speed);
      }
      player.play();
      done(id);
    },
    pause({ id }) {
      player.pause();
      done(id);
    },
    step({ id, unit = "update", count = 1 }) {
      if (unit !== "update" && unit !== "sample") return failed(id, 'unit: expected "update" or "sample".');
      if (!(Number.isInteger(count) && count >= 1 && count <= MOST_STEPS))
        return failed(id, `count: expected a whole number from 1 to ${MOST_STEPS}.`);
      const updates = (player.frame?.update ?? 0) + (unit === "update" ? count : 0);
      player.step(unit, count);
      waiting.push({ id, updates, more: {} });
    },
    set({ id, changes }) {
      const now = player.experiment;
      if (!now || typeof changes !== "object" || changes === null || Array.isArray(changes))
        return failed(id, "changes: expected an object of values by their paths in the experiment.");
      const fields = fieldsOf(app.catalog.schema, now);
      const strange = Object.keys(changes).find((path) => !fields.some((field) => field.path === path));
      if (strange) return failed(id, `changes: ${strange} is no field of this experiment.`);
      const live = Object.keys(changes).every((path) => fields.some((field) => field.live && field.path === path));
      if (live) player.control(changes);
      else player.change(suited(app.catalog.schema, withChanges(now, changes)), changes);
      waiting.push({ id, updates: 0, more: {} });
    },
    light({ id, names }) {
      if (!Array.isArray(names) || names.some((name) => typeof name !== "string"))
        return failed(id, "names: expected a list of names, as a picture's legend has them.");
      app.board.light(names);
      done(id);
    },
    getState: ({ id }) => done(id, { state: app.links.toMoment().query }),
    setState({ id, state }) {
      if (typeof state !== "string") return failed(id, "state: expected a query, such as ?preset=three_arms&at=60.");
      const notes = app.go(state);
      waiting.push({ id, updates: app.state.at, more: { notes } });
    },
  };

  /** @param {MessageEvent} event */
  function hear(event) {
    if (!parent.commands(event)) return;
    const { id, type } = event.data;
    if (typeof id !== "string" && typeof id !== "number") return;
    const act = acts[type.slice("policyscope:".length)];
    if (!act)
      return failed(id, `${type}: no such command. They are play, pause, step, set, light, getState and setState.`);
    act(event.data);
  }
  globalThis.addEventListener("message", hear);

  function tellFrame() {
    clearTimeout(late);
    late = undefined;
    told = performance.now();
    parent.tell({ type: "policyscope:frame", ...shown() });
  }

  return {
    /** Something was drawn. */
    drawn() {
      if (!player.frame) return;
      if (!ready) {
        ready = true;
        parent.tell({ type: "policyscope:ready", panels: app.board.names(), state: app.links.toMoment().query });
      }
      const { update } = player.frame;
      if (waiting.length && settled() && waiting.every(({ updates }) => update >= updates))
        for (const { id, more } of waiting.splice(0)) done(id, more);
      const now = `${player.frame.state}:${player.index}:${player.playing}`;
      if (now === toldOf) return;
      toldOf = now;
      if (performance.now() - told >= FRAME_MS) tellFrame();
      else late ??= setTimeout(tellFrame, FRAME_MS);
    },
    /** Something that was asked for was refused. @param {string} text */
    refused(text) {
      for (const { id } of waiting.splice(0)) failed(id, text);
    },
  };
}

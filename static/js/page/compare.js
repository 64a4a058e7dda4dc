/**
 * Two runs side by side: A, the page's own, and B, which has some settings otherwise. B has a player and a connection of its own, follows A
 * (run/follow.js), and is drawn with it (page/second.js). Here is what begins and ends it.
 */

import { el } from "../dom/elements.js";
import { Follower } from "../run/follow.js";
import { alikeLabs, labOf } from "../run/lab.js";
import { Player } from "../run/player.js";
import { describeChanges } from "../run/schema.js";

/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../types.js").Lab} Lab */

/**
 * @param {import("../run/player.js").Player} first
 * @param {object} given
 * @param {(on: import("../run/socket.js").On) => import("../run/socket.js").Socket} given.connect   B's own connection
 * @param {import("../types.js").Host["ask"] | undefined} given.ask   what B's panels ask, where that is not what A's do
 * @param {typeof import("./differing.js").differingFields | undefined} given.fields   in which B differs, where they can be changed
 * @param {Record<string, any>} given.schema
 * @param {import("../types.js").Kinds} given.kinds
 * @param {() => string[]} given.streams
 * @param {() => void} given.changed   something to draw
 * @param {() => void} given.told      what B has otherwise has changed
 * @param {() => void} given.opened    B stands, or is gone: panels are to be made again
 * @param {(text: string) => void} given.say
 */
export function createCompare(first, given) {
  const { schema } = given;
  /** @type {Follower | null} */
  let follower = null;
  /** @type {import("../run/socket.js").Socket | null} */
  let socket = null;
  /** @type {Lab | null} */
  let lab = null;

  const fields = given.fields?.(schema, (changes) => {
    if (!follower) return;
    follower.changes = changes;
    show();
    given.told();
    given.changed();
  });
  const stop = el("button", { type: "button", class: "button", text: "Stop comparing", onclick: () => end() });
  const element = el(
    "section",
    { class: "group compare", hidden: true, "aria-label": "Compare" },
    el("h2", { text: "B, dashed and open" }),
    ...(fields?.elements ?? []),
    stop,
  );

  /** @param {Changes} changes what B has otherwise */
  function start(changes) {
    element.hidden = false;
    if (!follower) connect(changes);
    else follower.changes = changes;
    show();
    given.told();
    follower?.begin();
  }

  /** @param {Changes} changes */
  function connect(changes) {
    const second = new Player({
      send: (message) => socket?.send(message) ?? false,
      changed: given.changed,
      opened,
      leaving: () => undefined,
      describe: (set) => describeChanges(schema, second.confirmed ?? {}, set),
      said(kind, text) {
        if (kind !== "refused") return;
        follower?.refused();
        given.say(`B: ${text}`);
      },
    });
    second.streams = given.streams();
    follower = new Follower(first, second, schema);
    follower.changes = changes;
    socket = given.connect({
      up: () => second.connected(),
      down: () => second.lost(),
      message: (message) => message.type !== "heartbeat" && second.receive(message),
      expecting: () => second.waits && !document.hidden,
    });
    socket.start();
  }

  function opened() {
    const second = follower?.second;
    const run = second?.run;
    if (!run || (lab && alikeLabs(lab, run))) return;
    lab = labOf(run, given.kinds, () => second.experiment);
    given.opened();
  }

  /** Without a connection, until `wake`. */
  function rest() {
    socket?.stop();
    follower?.second.lost();
  }

  function end() {
    socket?.stop();
    socket = follower = lab = null;
    element.hidden = true;
    fields?.forget();
    given.opened();
    given.changed();
  }

  /** @returns {import("../types.js").Experiment | null} */
  const experiment = () => (follower && first.experiment ? follower.differing(first.experiment) : null);

  function show() {
    const now = experiment();
    if (now) fields?.show(now, follower?.changes ?? {});
  }

  return {
    rest,
    wake: () => socket?.start(),
    element,
    start,
    end,
    get on() {
      return follower !== null;
    },
    get changes() {
      return follower?.changes ?? null;
    },
    /** B's experiment in place of one of A's; null without B. @param {import("../types.js").Experiment} base */
    differing: (base) => follower?.differing(base) ?? null,
    /** What B has otherwise, in words; "" without B. */
    words() {
      const now = experiment();
      if (!follower || !now) return "";
      return describeChanges(schema, now, follower.changes) || "nothing otherwise yet";
    },
    /** The second run as panels want it. @returns {import("./second.js").Other | null} */
    other() {
      const shown = follower;
      if (!shown || !lab) return null;
      return {
        lab,
        ask: given.ask,
        send: (message) => shown.second.send(message),
        moment() {
          const { second } = shown;
          const index = second.history.indexAt(first.frame?.update ?? 0);
          const frame = second.history.frames[index];
          if (!frame || !lab) return null;
          const { playing, scrubbed } = first;
          return { frame, index, history: second.history.past(index), playing, scrubbed, lab };
        },
      };
    },
    /** Once a frame: bring B up to A. */
    follow() {
      follower?.follow();
      if (fields && follower && experiment() !== fields.shown) show();
    },
    drawn: () => follower?.second.drawn(),
    subscribe: () => follower?.second.subscribe(given.streams(), first.cloudAxes),
    /** A begins anew. */
    again: () => follower?.begin(),
  };
}

/** How the two are told apart. @param {string} other what B has otherwise, in words */
export const pairWords = (other) => `A solid and filled; B dashed and open: ${other}.`;

/** The page's line to its server: the live connection, made while the page still comes, and what is said where it fails. */

import { createReach } from "../run/reach.js";
import { createLoading } from "./notices.js";
import { createStatus } from "./status.js";

/** @typedef {import("../run/reach.js").Cause} Cause */

/**
 * The connection, from the first moment on; what comes over it is for whoever listens.
 * @param {Pick<import("./source.js").Source, "connect" | "get">} source
 */
export function createLine({ connect, get }) {
  /** @type {ReturnType<typeof createHearing> | null} */
  let listener = null;
  const reach = createReach(get, globalThis.origin, (cause) => listener?.unreached(cause));
  const socket = connect({
    up: () => {
      reach.up();
      listener?.up();
    },
    down: (reason, failed) => {
      void reach.lost(failed, performance.now());
      listener?.down(reach.cause?.text ?? reason);
    },
    message: (message) => listener?.message(message),
    expecting: () => listener?.expects() === true && !document.hidden,
  });
  socket.start();
  return {
    socket,
    /** @param {ReturnType<typeof createHearing>} its */
    listen(its) {
      listener = its;
    },
    /** Say why there is no connection, if that is known by now. */
    excuse() {
      if (reach.cause) listener?.unreached(reach.cause);
    },
  };
}

/**
 * What comes over the line: messages for the player, and words about the connection for the reader.
 * @param {object} given
 * @param {import("../run/player.js").Player} given.player
 * @param {ReturnType<typeof import("./notices.js").createNotices>} given.notices
 * @param {boolean} given.embedded
 * @param {() => boolean} given.stands    whether a run is on the page
 * @param {() => void} given.waits        as long as none is: there will be
 * @param {() => void} given.changed      what is said has changed
 */
export function createHearing({ player, notices, embedded, stands, waits, changed }) {
  const status = createStatus(notices, embedded, changed);
  const loading = createLoading(status.say);
  let preparing = false;

  /** @param {Extract<import("../types.js").ServerMessage, {type: "heartbeat"}>} message */
  function beat(message) {
    const loads = message.ready === false && player.state === "opening";
    loading.show(loads);
    if (loads && !stands()) waits();
    if (message.reason) notices.add(message.reason);
    preparing = message.ready && !message.full_speed && !message.reason;
    changed();
  }

  /** @param {string} reason */
  function down(reason) {
    player.lost();
    if (!stands()) waits();
    status.lost(reason, stands());
  }

  return {
    /** How the connection is, in a few words; "" when all is well. */
    words: () => status.text || (preparing ? "Full speed is being prepared; runs already play." : ""),
    up: () => player.connected(),
    down,
    /** Why there is no live connection has become known, or is over. @param {Cause | null} cause */
    unreached(cause) {
      if (cause) down(cause.text);
      status.because(cause);
    },
    /** @param {import("../types.js").ServerMessage} message */
    message(message) {
      if (message.type === "heartbeat") return beat(message);
      if (message.type === "opened") {
        loading.show(false);
        status.say("");
      }
      player.receive(message);
    },
    expects: () => player.waits,
  };
}

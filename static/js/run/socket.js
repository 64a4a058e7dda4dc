/**
 * The live socket, kept alive.
 *
 *    closed --start()--> connecting --open--> up
 *                          ^    |              |
 *                          |    |  close, or nothing heard for 3 s while something is expected
 *             jittered     |    v              v
 *             <= 1 s       +--- waiting <------+
 *
 * A frozen server sends no close event: while frames are expected, silence means gone.
 */

import { parseMessage } from "./protocol.js";

/** @typedef {import("../types.js").ServerMessage} ServerMessage */
/** @typedef {import("../types.js").ClientMessage} ClientMessage */

const SILENCE_MS = 3000;
const LOOK_MS = 500;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1000;

/**
 * @typedef {{up: () => void, down: (reason: string, failed: number) => void, message: (message: ServerMessage) => void, expecting: () => boolean}} On
 *   `failed` is how many handshakes in a row have failed; 0 when a connection that stood is gone
 * @typedef {{start: () => void, stop: () => void, send: (message: ClientMessage) => boolean, readonly up: boolean}} Socket
 */

/** @param {string} url @param {On} on @returns {Socket} */
export function createSocket(url, on) {
  /** @type {WebSocket | null} */
  let socket = null;
  let up = false;
  let stopped = true;
  let heard = 0;
  let looked = 0;
  let wait = FIRST_WAIT_MS;
  let failed = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let watch;

  function connect() {
    retry = undefined;
    const mine = new WebSocket(url);
    socket = mine;
    heard = performance.now();
    mine.onopen = () => {
      if (mine !== socket) return;
      up = true;
      failed = 0;
      heard = performance.now();
      on.up();
    };
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      heard = performance.now();
      wait = FIRST_WAIT_MS;
      const message = parseMessage(event.data);
      if (message) on.message(message);
    };
    mine.onclose = (event) => {
      // Where the server closes, it says why; nobody else gives a reason.
      if (mine === socket) gone(event.reason || "The server cannot be reached.");
    };
  }

  /** @param {string} reason */
  function gone(reason) {
    const old = socket;
    if (!up) failed += 1;
    socket = null;
    up = false;
    old?.close();
    on.down(reason, failed);
    if (stopped) return;
    // Jitter keeps a lecture hall from knocking all at once.
    retry = setTimeout(connect, wait * (0.5 + Math.random() / 2));
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }

  function look() {
    const now = performance.now();
    // A page that stood still itself, while it read a large script or slept, has yet to hear what came meanwhile.
    const late = now - looked > 2 * LOOK_MS;
    looked = now;
    if (late || !on.expecting()) heard = Math.max(heard, now - SILENCE_MS / 2);
    if (socket && now - heard > SILENCE_MS && (!up || on.expecting())) gone("The server is silent.");
  }

  return {
    start() {
      stopped = false;
      if (!socket && !retry) connect();
      looked = performance.now();
      watch ??= setInterval(look, LOOK_MS);
    },
    stop() {
      stopped = true;
      clearTimeout(retry);
      clearInterval(watch);
      retry = watch = undefined;
      const [old, stood] = [socket, up];
      socket = null;
      up = false;
      // Browsers warn of a socket that is closed while it connects.
      if (old && !stood) old.onopen = () => old.close();
      else old?.close();
    },
    /** @param {ClientMessage} message @returns {boolean} */
    send(message) {
      if (!up || !socket || socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    get up() {
      return up;
    },
  };
}

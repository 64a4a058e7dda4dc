/**
 * Why the live connection fails although plain HTTP may work: the server is asked once handshakes have failed.
 *
 *     handshakes fail -> GET api/live -> ours, and the origin may not -> refused    another Host than the page's arrives
 *                             |      \-> ours, and it may             -> blocked    something on the way stops WebSockets
 *                             v
 *                        GET healthz  -> ours                         -> blocked
 *                                    \-> nothing                      -> lost       the server itself is away
 *
 * No DOM: what asks is given to it.
 */

/** @typedef {{text: string, detail: string}} Cause  a short word, and the whole of it; neither ends without a full stop */
/** @typedef {(path: string) => Promise<any>} Get    JSON whatever the status; rejects if there is none */

/** How many handshakes fail before the server is asked. */
const PATIENCE = 2;
const ASK_EVERY_MS = 5000;

/** What a proxy must pass is said where the reader can follow it: a section of the lab's own /docs. */
export const HOW = "docs#proxies";

/**
 * @param {Get} get
 * @param {string} origin the page's
 * @returns {Promise<Cause | null>} null: the server is away
 */
export async function causeOf(get, origin) {
  const answer = await get(`api/live?origin=${encodeURIComponent(origin)}`).catch(() => null);
  if (answer?.origin_allowed === false) {
    return {
      text: "The live connection is refused.",
      detail:
        `The server refuses this page: it comes from ${answer.origin}, but its requests reach the server under the host ${answer.host || "of no name"}. ` +
        `The proxy must pass the Host header as the browser sent it, or POLICYSCOPE_ALLOWED_ORIGINS on the server must name ${answer.origin}.`,
    };
  }
  if (answer?.origin_allowed !== true && (await get("healthz").catch(() => null))?.status !== "ok") return null;
  return {
    text: "The live connection is blocked.",
    detail:
      "The server answers, but a live connection (WebSocket) to it is blocked: by a proxy that does not pass it on, or by a firewall. " +
      "A proxy must pass api/live with its Upgrade and Connection headers.",
  };
}

/**
 * Keeps what is known of the cause while handshakes go on failing.
 * @param {Get} get
 * @param {string} origin
 * @param {(cause: Cause | null) => void} found told whenever it changes
 */
export function createReach(get, origin, found) {
  /** @type {Cause | null} */
  let cause = null;
  let asking = false;
  let asked = -Infinity;

  /** @param {Cause | null} next */
  function set(next) {
    if (next?.detail === cause?.detail) return;
    cause = next;
    found(cause);
  }

  return {
    get cause() {
      return cause;
    },
    /** A connection is gone, or none came about. @param {number} failed handshakes in a row that failed @param {number} now milliseconds */
    async lost(failed, now) {
      if (failed === 0) return set(null);
      if (failed < PATIENCE || asking || now - asked < ASK_EVERY_MS) return;
      asking = true;
      asked = now;
      const seen = await causeOf(get, origin);
      // Connected in the meantime: what was wrong is not any more.
      if (asking) set(seen);
      asking = false;
    },
    /** The connection stands. */
    up() {
      asking = false;
      asked = -Infinity;
      set(null);
    },
  };
}

/** Plain questions to the server, beside the live socket. */

import { Refused, Unreachable } from "./refused.js";

/** A plain question to a server that may be away takes this long at most. */
const PATIENCE_MS = 3000;
/** Until the catalog is there, it is asked for again after this time. */
const AGAIN_MS = 500;

/** @param {(path: string) => string} at the address of something of the lab's, such as "api/exact" */
export function createServer(at) {
  return {
    /** @returns {Promise<import("./url.js").Catalog>} */
    async catalog() {
      for (;;) {
        const answer = await fetch(at("api/catalog")).catch(() => null);
        if (answer?.ok) return answer.json();
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    },
    /** JSON, whatever the status; a server that does not answer in time is away. @param {string} path */
    async get(path) {
      const answer = await fetch(at(path), { signal: AbortSignal.timeout(PATIENCE_MS), cache: "no-store" });
      return answer.json();
    },
    /**
     * A question to the server; rejects with what it refused and why, or that it is away (refused.js).
     * @param {string} route such as "api/exact"
     * @param {object} body
     * @param {AbortSignal} [signal]
     */
    async ask(route, body, signal) {
      const answer = await sent(route, body, signal);
      return answer.json().catch(() => ({}));
    },
    /** The same, where the answer is text. @param {string} route @param {object} body @returns {Promise<string>} */
    async text(route, body) {
      return (await sent(route, body)).text();
    },
    /**
     * A question whose answer comes line by line, an object each; rejects as `ask` does.
     * @param {string} route such as "api/studies"
     * @param {object} body
     * @param {AbortSignal} signal
     * @param {(line: any) => void} heard
     */
    async lines(route, body, signal, heard) {
      const answer = await sent(route, body, signal);
      let rest = "";
      const letters = new TextDecoder();
      for (const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader(); ; ) {
        const { done, value } = await reader.read();
        const lines = (rest + letters.decode(value, { stream: !done })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) heard(JSON.parse(line));
        if (done) return;
      }
    },
  };

  /** What a question was answered with; rejects where it was refused. @param {string} route @param {object} body @param {AbortSignal} [signal] */
  async function sent(route, body, signal) {
    const answer = await fetch(at(route), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: signal ?? null,
    }).catch((problem) => {
      throw signal?.aborted ? problem : new Unreachable();
    });
    if (!answer.ok) throw Refused.of(await answer.json().catch(() => ({})), answer.status);
    return answer;
  }
}

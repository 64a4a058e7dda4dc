/**
 * Control changes on their way to the server: one message at a time, so that a dragged slider coalesces into what the server can take.
 *
 *   put ----> sent ---- answer ----> the waiting ones are sent
 *     |                                  ^
 *     +-- one is under way: merged into -+
 */

import { merged } from "./protocol.js";

/** @typedef {import("../types.js").Changes} Changes */

export class Outbox {
  /** @type {Changes | null} */
  #sent = null;
  /** @type {Changes | null} */
  #waiting = null;
  /** Messages whose answer has not come, of runs left behind too. */
  #unanswered = 0;
  #send;

  /** @param {(changes: Changes) => boolean} send false while there is no connection */
  constructor(send) {
    this.#send = send;
  }

  /** Whether changes of this run are not yet acknowledged. */
  get busy() {
    return this.#sent !== null;
  }

  /** @param {Changes} changes @param {boolean} later whether they must wait even if nothing is under way */
  put(changes, later) {
    if (this.#sent || later) this.#waiting = merged(this.#waiting ?? {}, changes);
    else this.#post(changes);
  }

  /** What was under way is settled: the changes behind it are sent. @returns {Changes | null} those */
  next() {
    const next = this.#waiting;
    this.#sent = this.#waiting = null;
    if (next) this.#post(next);
    return next;
  }

  /** Everything that was not acknowledged, taken out. @returns {Changes | null} */
  take() {
    const unsent = this.#sent || this.#waiting ? merged(this.#sent ?? {}, this.#waiting ?? {}) : null;
    this.clear();
    return unsent;
  }

  clear() {
    this.#sent = this.#waiting = null;
  }

  /** An answer has come, perhaps to a message of a run left behind. Whether one was still to come. */
  answered() {
    const due = this.#unanswered > 0;
    if (due) this.#unanswered -= 1;
    return due;
  }

  /** The connection is gone, and with it the answers still to come. */
  lost() {
    this.#unanswered = 0;
  }

  /** @param {Changes} changes */
  #post(changes) {
    this.#sent = changes;
    if (this.#send(changes)) this.#unanswered += 1;
  }
}

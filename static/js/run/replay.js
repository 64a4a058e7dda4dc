/**
 * A kept stretch of a run played again, at a speed of one's own, from the moment shown to the newest. No DOM: who owns the clock calls `tick`.
 *
 *     kept moments   0 ── 10 ── 20 ── 30        from 10 at 5 updates a second: 20 after two seconds, then "now" after four
 */

/** @typedef {import("./player.js").Player} Player */

/** Updates a second that can be chosen. */
export const REPLAY_SPEEDS = [1, 3, 10, 30, 100, 300, 1000];

export class Replay {
  /** @type {{from: number, since: number} | null} */
  #going = null;
  #shown = -1;

  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.speed = 10;
  }

  get on() {
    return this.#going !== null;
  }

  /** From the moment shown, or from the first where that is the newest. @param {number} time ms */
  start(time) {
    const { player } = this;
    if (player.history.length < 2) return;
    if (!player.scrubbed) this.#show(0);
    else this.#shown = player.index;
    this.#going = { from: player.frame?.update ?? 0, since: time };
  }

  stop() {
    this.#going = null;
  }

  /** From now on at another speed. @param {number} speed @param {number} time ms */
  setSpeed(speed, time) {
    this.speed = speed;
    if (this.#going) this.#going = { from: this.player.frame?.update ?? 0, since: time };
  }

  /** Show the moment that is due; whoever moves the timeline or plays meanwhile ends it. @param {number} time ms */
  tick(time) {
    const { player } = this;
    if (!this.#going) return;
    if (player.playing || player.index !== this.#shown) return this.stop();
    const due = this.#going.from + (this.speed * (time - this.#going.since)) / 1000;
    const index = player.history.indexAt(due);
    if (index > this.#shown) this.#show(index);
    if (!player.scrubbed) this.stop();
  }

  /** @param {number} index */
  #show(index) {
    this.player.scrub(index);
    this.#shown = this.player.index;
  }
}

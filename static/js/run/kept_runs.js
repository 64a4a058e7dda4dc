/**
 * Runs that were left, by going on from a past moment, a reset or another seed: kept, to go back to.
 *
 *     run 1   0 ───────────── 27 ─────── 60        left: its moments after 27 would else be lost
 *     run 2                    └──────────── 80    the one that goes on
 */

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./player.js").Player} Player */
/** @typedef {{id: number, from: number, to: number, experiment: Experiment, past: import("./history.js").Aside}} Kept   from: the update it began at */

/** How many runs are kept, and of each how many moments and numbers. */
export const MOST_RUNS = 8;
const EACH = { frames: 400, numbers: 250_000 };

export class KeptRuns {
  /** Those that were left, by their number. @type {Kept[]} */
  list = [];
  /** The one that goes on. */
  current = { id: 1, from: 0 };
  /** How many there have been. */
  #begun = 1;

  /** Keep the player's run, before what comes after a moment is cut off or it begins anew. @param {Player} player @param {number} from the update at which the next one begins */
  leave(player, from) {
    if (!this.#keep(player)) return;
    this.#begun += 1;
    this.current = { id: this.#begun, from };
  }

  /** Go on with a run that was left; the player's is kept in its place. @param {Player} player @param {number} id */
  goTo(player, id) {
    const wanted = this.list.find((one) => one.id === id);
    if (!wanted || player.away) return;
    player.pause();
    this.list = this.list.filter((one) => one !== wanted);
    this.#keep(player);
    this.current = { id, from: wanted.from };
    player.resume(wanted);
  }

  /** Another problem: what was left has nothing to do with it. */
  clear() {
    this.list = [];
    this.current = { id: 1, from: 0 };
    this.#begun = 1;
  }

  /** @param {Player} player */
  #keep({ history, confirmed }) {
    if (!confirmed || history.length < 2) return false;
    const to = history.frames.at(-1)?.update ?? 0;
    this.list.push({ ...this.current, to, experiment: confirmed, past: history.aside(EACH) });
    this.list.sort((a, b) => a.id - b.id);
    if (this.list.length > MOST_RUNS) this.list.shift();
    return true;
  }
}

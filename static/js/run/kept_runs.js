/**
 * Runs that were left, by going on from a past moment, a reset or another seed: kept, to go back to, or to be seen beside the one that goes on.
 *
 *     run 1   0 ───────────── 27 ─────── 60        left: its moments after 27 would else be lost
 *     run 2                    └──────────── 80    the one that goes on
 */

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./player.js").Player} Player */
/** @typedef {{id: number, from: number, parent: number}} Begun   the update it began at, and the run it left there; 0 for one that began anew */
/** @typedef {Begun & {to: number, experiment: Experiment, past: import("./history.js").Aside}} Kept */
/** @typedef {{id: number, from: number, to: number, row: number, stem: number}} Branch   stem: the row of the run it left, its own for none */

/** How many runs are kept, and of each how many moments and numbers. */
export const MOST_RUNS = 8;
export const EACH = { frames: 400, numbers: 250_000 };

/** @type {Begun} */
const FIRST = { id: 1, from: 0, parent: 0 };

export class KeptRuns {
  /** Those that were left, by their number. @type {Kept[]} */
  list = [];
  /** The one that goes on. */
  current = FIRST;
  /** How many had to be given up. */
  gone = 0;
  /** How many there have been. */
  begun = 1;

  /** Keep the player's run, before what comes after a moment is cut off or it begins anew. @param {Player} player @param {number} from the update at which the next one begins */
  leave(player, from) {
    if (!this.#keep(player)) return;
    this.begun += 1;
    this.current = { id: this.begun, from, parent: from > 0 ? this.current.id : 0 };
  }

  /** Go on with a run that was left; the player's is kept in its place. @param {Player} player @param {number} id */
  goTo(player, id) {
    const wanted = this.list.find((one) => one.id === id);
    if (!wanted || player.away) return;
    player.pause();
    this.list = this.list.filter((one) => one !== wanted);
    this.#keep(player);
    this.current = { id, from: wanted.from, parent: wanted.parent };
    player.resume(wanted);
  }

  /** Another problem: what was left has nothing to do with it. */
  clear() {
    this.list = [];
    this.current = FIRST;
    this.gone = 0;
    this.begun = 1;
  }

  /** @param {Player} player */
  #keep({ history, confirmed }) {
    if (!confirmed || history.length < 2) return false;
    const to = history.frames.at(-1)?.update ?? 0;
    this.list.push({ ...this.current, to, experiment: confirmed, past: history.aside(EACH) });
    this.list.sort((a, b) => a.id - b.id);
    if (this.list.length > MOST_RUNS) {
      this.list.shift();
      this.gone += 1;
    }
    return true;
  }
}

/**
 * Runs as a tree, in rows: each below the one it left, the latest branch first, so that no line crosses another.
 * @param {readonly (Begun & {to: number})[]} runs
 * @returns {Branch[]}
 */
export function treeOf(runs) {
  const known = new Map(runs.map((one) => [one.id, one]));
  /** The run that was going on where a branch left: its parent, or what that had left later on. @param {Begun} branch */
  function trunkOf({ parent, from }) {
    let trunk = known.get(parent);
    while (trunk && trunk.from > from) trunk = known.get(trunk.parent);
    return trunk?.id ?? 0;
  }
  const trunks = new Map(runs.map((one) => [one.id, trunkOf(one)]));
  /** @type {Branch[]} */
  const rows = [];
  /** @param {number} trunk @param {number} [stem] */
  function grow(trunk, stem) {
    const branches = runs.filter(({ id }) => trunks.get(id) === trunk);
    if (trunk) branches.sort((a, b) => b.from - a.from || a.id - b.id);
    for (const { id, from, to } of branches) {
      const row = rows.length;
      // What it left may have been given up: then its own past, which it has whole, is all there is.
      rows.push({ id, from: trunk ? from : 0, to, row, stem: stem ?? row });
      grow(id, row);
    }
  }
  grow(0);
  return rows;
}

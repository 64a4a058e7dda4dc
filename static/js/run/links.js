/** Links: the page as a query, of the experiment in force or of the moment shown. */

import { momentOf } from "./moment.js";
import { same } from "./protocol.js";
import { write } from "./url.js";

/** Characters of an address that servers, mail programs and course systems still pass on. */
const LONGEST = 6000;

/**
 * @param {import("./player.js").Player} player
 * @param {import("./url.js").State} state   with what the address asked for
 * @param {import("./url.js").Catalog} catalog
 * @param {() => import("../types.js").Changes | null} other what a second run has otherwise
 */
export function createLinks(player, state, catalog, other) {
  /** @param {{experiment: import("../types.js").Experiment, at?: number, changes?: import("./moment.js").Change[], state?: string}} of @param {object} [more] */
  function link({ experiment, at = 0, changes = [], state: run = "" }, more = {}) {
    const query = write({ ...state, ...more, experiment, speed: player.speed, at, changes, run, other: other() }, catalog);
    return query ? `?${query}` : "";
  }

  /** What the address bar says: the experiment in force, from its beginning; the moment it asked for, as long as that is what is seen. */
  function present() {
    const experiment = (player.scrubbed ? player.confirmed : player.experiment) ?? state.experiment;
    const seen = momentOf(player);
    const { at, changes, run } = state;
    const there = !seen || player.script.length > 0 || (seen.at === at && same(seen.changes, changes));
    if (at && there) return link({ experiment: seen?.experiment ?? state.experiment, at, changes });
    return link({ experiment, state: run && player.history.length <= 1 ? run : "" });
  }

  return {
    present,
    /** A link to the moment shown, and whether it leads there: some states are too large for an address. @param {boolean} [whole] with every control */
    toMoment(whole = false) {
      const named = momentOf(player);
      const query = named ? link(named, whole ? { hide: [] } : {}) : present();
      return query.length <= LONGEST ? { query, whole: true } : { query: present(), whole: false };
    },
  };
}

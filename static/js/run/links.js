/** Links: the page as a query, of the experiment in force or of the moment shown. */

import { momentOf } from "./moment.js";
import { same } from "./protocol.js";
import { differences } from "./schema.js";
import { write } from "./url.js";

/** What a link says otherwise than the page: its panels, theme, hidden controls. @typedef {Partial<import("./url.js").State>} Part */

/** Characters of an address that servers, mail programs and course systems still pass on. */
const LONGEST = 6000;

/**
 * @param {import("./player.js").Player} player
 * @param {import("./url.js").State} state   with what the address asked for
 * @param {import("./url.js").Catalog} catalog
 * @param {() => import("./follow.js").Follower["named"] | null} second how a run beside it is named
 */
export function createLinks(player, state, catalog, second) {
  /** @param {{experiment: import("../types.js").Experiment, at?: number, changes?: import("./moment.js").Change[], state?: string}} of @param {Part} [more] */
  function link({ experiment, at = 0, changes = [], state: run = "" }, more = {}) {
    const named = second();
    const other = named?.began ? differences(catalog.schema, experiment, named.began) : (named?.other ?? null);
    const beside = { other, otherChanges: named?.made ?? null };
    const query = write({ ...state, ...more, experiment, speed: player.speed, at, changes, run, ...beside }, catalog);
    return query ? `?${query}` : "";
  }

  /**
   * What the address bar says: the experiment in force, from its beginning; the moment it asked for, as long as that is what is seen.
   * @param {Part} [more]
   */
  function present(more = {}) {
    const experiment = (player.scrubbed ? player.confirmed : player.experiment) ?? state.experiment;
    const seen = momentOf(player);
    const { at, changes, run } = state;
    const leading = player.script.length > 0 || player.stepping > 0;
    const there = !seen || leading || (seen.at === at && same(seen.changes, changes));
    if (at && there) return link({ experiment: seen?.experiment ?? state.experiment, at, changes }, more);
    return link({ experiment, state: run && player.history.length <= 1 ? run : "" }, more);
  }

  return {
    present: () => present(),
    /** A link to the moment shown, and what it leaves out, in words: some states are too large for an address. @param {Part} [more] */
    toMoment(more = {}) {
      const named = momentOf(player);
      const query = named ? link(named, more) : present(more);
      if (query.length > LONGEST) return { query: present(more), lacks: "the moment is too large for it" };
      return { query, lacks: second()?.whole === false ? "B begins anew in it" : "" };
    },
    /** A link to the experiment in force, from its beginning. @param {Part} [more] */
    toBeginning(more = {}) {
      return link({ experiment: player.experiment ?? state.experiment }, more);
    },
  };
}

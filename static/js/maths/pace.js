/** How fast a run really goes, beside how fast it was asked to. Pure. */

/** A pace is measured over at least this long, ms, and over the updates that were asked for. */
const LONG = 1500;
const MANY = 20;
/** A run at less than this share of what was asked for does not keep up. */
const SHORT_OF = 0.85;

/**
 * Follows the updates of a run that plays; `follow` says how many a second it makes where that is well below what was asked for, else
 * null. What it says holds until the next measurement.
 */
export function createPace() {
  /** @type {{at: number, update: number, speed: number} | null} */
  let since = null;
  /** @type {number | null} */
  let slow = null;
  return {
    /**
     * @param {number} at ms
     * @param {number} update of the newest frame
     * @param {number | null} speed updates a second asked for; null while it does not play
     */
    follow(at, update, speed) {
      if (speed === null || since === null || speed !== since.speed || update < since.update) {
        slow = null;
        since = speed === null ? null : { at, update, speed };
        return slow;
      }
      const seconds = (at - since.at) / 1000;
      if (1000 * seconds < LONG || seconds * speed < MANY) return slow;
      const made = (update - since.update) / seconds;
      slow = made < SHORT_OF * speed ? made : null;
      since = { at, update, speed };
      return slow;
    },
  };
}

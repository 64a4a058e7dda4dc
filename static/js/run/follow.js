/**
 * A second run kept abreast of the first: the same play and pause, the same speed, the same update, and the same settings but for what is to
 * differ. No DOM, no timers: looked at whenever something of either has changed.
 *
 *     first   ──●──●──●──▶ plays      second plays too; a pause may find it a few updates off: then it steps, or shows an earlier moment
 */

import { lead, momentOf } from "./moment.js";
import { withChanges } from "./protocol.js";
import { differences, fieldsOf, startsAnew, suited } from "./schema.js";

/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./player.js").Player} Player */

export class Follower {
  /** What is to differ. @type {Changes} */
  changes = {};
  /** The first run is not there yet, or on its way to a moment. */
  #due = false;
  /** What the server would not do is not asked for again. */
  #refused = "";
  /** Followed at every frame: what was made of the same two is not made again. @type {{experiment: Experiment, changes: Changes, made: Experiment} | null} */
  #made = null;
  /** @type {{wanted: Experiment, now: Experiment} | null} */
  #alike = null;

  /** @param {Player} first @param {Player} second @param {Record<string, any>} schema */
  constructor(first, second, schema) {
    this.first = first;
    this.second = second;
    this.schema = schema;
  }

  /** What differs, in place of the first's. @param {Experiment} experiment @returns {Experiment} */
  differing(experiment) {
    const { changes } = this;
    if (this.#made?.experiment !== experiment || this.#made.changes !== changes)
      this.#made = { experiment, changes, made: suited(this.schema, withChanges(experiment, changes)) };
    return this.#made.made;
  }

  /** Begin the second run from the beginning of the first, and lead it to where that is now. */
  begin() {
    const { first, second } = this;
    const named = momentOf(first);
    this.#due = !named || !first.experiment || first.script.length > 0;
    if (!named || !first.experiment || this.#due) return;
    const base = named.state ? first.experiment : named.experiment;
    this.#refused = "";
    second.open(this.differing(base));
    const kept = named.changes.map(([update, set]) => {
      const others = Object.entries(set).filter(
        ([path]) => !Object.keys(this.changes).some((own) => path === own || path.startsWith(`${own}.`)),
      );
      return /** @type {import("./moment.js").Change} */ ([update, Object.fromEntries(others)]);
    });
    const at = named.state ? (first.frame?.update ?? 0) : named.at;
    lead(second, { at, changes: kept }, this.schema);
  }

  /** The second run's experiment was refused. */
  refused() {
    if (this.first.experiment) this.#refused = JSON.stringify(this.differing(this.first.experiment));
  }

  /** Bring the second run up to the first. */
  follow() {
    const { first, second } = this;
    if (this.#due) return this.begin();
    if (!second.run || second.state === "opening" || second.script.length > 0 || first.state === "opening") return;
    if (!first.experiment || !second.experiment) return;
    if (!first.scrubbed && this.#settings(this.differing(first.experiment), second.experiment)) return;
    if (second.speed !== first.speed) second.setSpeed(first.speed);
    if (first.playing !== second.playing) {
      if (first.playing) second.play();
      else second.pause();
      return;
    }
    if (first.playing || first.stepping > 0 || second.stepping > 0 || first.script.length > 0) return;
    const [to, at] = [first.frame?.update ?? 0, second.frame?.update ?? 0];
    const newest = second.history.frames.at(-1)?.update ?? 0;
    if (to > newest && !first.scrubbed) {
      second.scrub(null);
      lead(second, { at: to - newest, changes: [] }, this.schema);
      second.script.shift()?.();
    } else if (to !== at && to <= newest) second.scrub(second.history.indexAt(to));
  }

  /** Whether something had to be changed. @param {Experiment} wanted @param {Experiment} now */
  #settings(wanted, now) {
    if (this.#alike?.wanted === wanted && this.#alike.now === now) return false;
    const changed = differences(this.schema, now, wanted);
    if (Object.keys(changed).length === 0) {
      this.#alike = { wanted, now };
      return false;
    }
    if (JSON.stringify(wanted) === this.#refused) return false;
    const live = fieldsOf(this.schema, now).filter((field) => field.live);
    const paths = Object.keys(changed);
    if (paths.some(startsAnew)) this.begin();
    else if (paths.every((path) => live.some((field) => path === field.path || path.startsWith(`${field.path}.`))))
      this.second.control(changed);
    else this.second.change(wanted, changed);
    return true;
  }
}

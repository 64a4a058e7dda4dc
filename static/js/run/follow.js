/**
 * A second run kept abreast of the first: the same play and pause, the same speed, the same update, and the same settings but for what is to
 * differ. No DOM, no timers: looked at whenever something of either has changed.
 *
 *     first   ──●──●──●──▶ plays      second plays too; a pause may find it a few updates off: then it steps, or shows an earlier moment
 *
 * A second run that is there already, with a past of its own (one that was kept, or one that a link names), is shown as it was as far as it
 * goes, and then goes on beside the first.
 */

import { copyOf } from "./history.js";
import { lead, momentOf } from "./moment.js";
import { withChanges } from "./protocol.js";
import { differences, fieldsOf, startsAnew, suited } from "./schema.js";

/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./moment.js").Change} Change */

export class Follower {
  /** What is to differ. @type {Changes} */
  changes = {};
  /** The first run is not there yet, or on its way to a moment. */
  #due = false;
  /** Whether the second one has a past of its own, which nothing of the first may change. */
  #own = false;
  /** Its own changes on the way, which it is still to be led through. @type {readonly Change[] | null} */
  #made = null;
  /** What the server would not do is not asked for again. */
  #refused = "";
  /** Followed at every frame: what was made of the same two is not made again. @type {{experiment: Experiment, changes: Changes, made: Experiment} | null} */
  #differing = null;
  /** @type {{wanted: Experiment, now: Experiment} | null} */
  #alike = null;

  /**
   * @param {Player} first
   * @param {Player} second
   * @param {Record<string, any>} schema
   * @param {readonly Change[] | null} [recorded] changes on the way of a second run that is what it is, in a recording
   */
  constructor(first, second, schema, recorded = null) {
    this.first = first;
    this.second = second;
    this.schema = schema;
    this.recorded = recorded;
  }

  /** Whether the second one has a past of its own. */
  get own() {
    return this.#own;
  }

  /** It differs in something else from here on. @param {Changes} changes */
  differ(changes) {
    this.changes = changes;
    this.#own = false;
    this.#made = null;
  }

  /** A run that was left is the second one. @param {{experiment: Experiment, past: import("./history.js").Aside}} kept */
  take({ experiment, past }) {
    this.#own = true;
    this.#due = false;
    this.#made = null;
    this.changes = this.#otherwise(experiment);
    this.second.resume({ experiment, past: copyOf(past) });
  }

  /**
   * How a link names it: what it has otherwise; or if it has a past of its own, where that began and what was changed in it, with whether
   * this leads there.
   * @returns {{other: Changes, began: Experiment | null, made: Change[] | null, whole: boolean}}
   */
  get named() {
    const { second, recorded, changes: other } = this;
    const { history } = second;
    const made = recorded ?? this.#made;
    if (made?.length) return { other, began: null, made: [...made], whole: true };
    if (!this.#own) return { other, began: null, made: null, whole: true };
    const named = momentOf({ history, frame: history.frames.at(-1), index: history.length - 1 });
    if (!named || named.state) return { other, began: null, made: null, whole: false };
    return { other, began: named.experiment, made: named.changes, whole: true };
  }

  /** The first one is another run, or begins anew: so does the second, unless its past is its own. */
  again() {
    if (this.#own) this.changes = this.#otherwise(/** @type {Experiment} */ (this.second.confirmed));
    else this.begin();
  }

  /** What another experiment has otherwise than the first's newest. @param {Experiment} experiment */
  #otherwise(experiment) {
    const { first, schema } = this;
    const now = first.scrubbed ? first.confirmed : first.experiment;
    return now ? differences(schema, now, experiment) : {};
  }

  /** What differs, in place of the first's. @param {Experiment} experiment @returns {Experiment} */
  differing(experiment) {
    const { changes } = this;
    if (this.#differing?.experiment !== experiment || this.#differing.changes !== changes)
      this.#differing = { experiment, changes, made: suited(this.schema, withChanges(experiment, changes)) };
    return this.#differing.made;
  }

  /** Begin the second run from the beginning of the first, and lead it to where that is now. @param {readonly Change[] | null} [made] changes on the way that are its own, in place of the first's */
  begin(made = this.#made) {
    const { first, second } = this;
    this.#made = made;
    const named = momentOf(first);
    this.#due = !named || !first.experiment || first.script.length > 0;
    if (!named || !first.experiment || this.#due) return;
    const base = named.state ? first.experiment : named.experiment;
    this.#refused = "";
    second.open(this.differing(base));
    this.#own = made !== null;
    const at = named.state ? (first.frame?.update ?? 0) : named.at;
    if (made) return lead(second, { at: Math.max(at, made.at(-1)?.[0] ?? 0), changes: made }, this.schema);
    const others = named.changes.map(([update, set]) => {
      const shared = Object.entries(set).filter(
        ([path]) => !Object.keys(this.changes).some((own) => path === own || path.startsWith(`${own}.`)),
      );
      return /** @type {Change} */ ([update, Object.fromEntries(shared)]);
    });
    lead(second, { at, changes: others }, this.schema);
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
    const to = first.frame?.update ?? 0;
    const newest = second.history.frames.at(-1)?.update ?? 0;
    if (this.#own && this.#replays(to, newest)) return;
    if (!first.scrubbed && !this.recorded && this.#settings(this.differing(first.experiment), second.experiment))
      return;
    if (second.speed !== first.speed) second.setSpeed(first.speed);
    if (first.playing !== second.playing) {
      if (first.playing) second.play();
      else second.pause();
      return;
    }
    if (first.playing || first.stepping > 0 || second.stepping > 0 || first.script.length > 0) return;
    if (to > newest && !first.scrubbed) {
      second.scrub(null);
      lead(second, { at: to - newest, changes: [] }, this.schema);
      second.script.shift()?.();
    } else if (to <= newest) this.#show(to);
  }

  /** Whether a past of its own goes further than the first run is: then that is what is seen. @param {number} to @param {number} newest */
  #replays(to, newest) {
    const { second } = this;
    if (this.#made) {
      if (second.waits) return true;
      // Led through its own changes, it has what it has otherwise from now on.
      this.changes = this.#otherwise(/** @type {Experiment} */ (second.confirmed));
      this.#made = null;
    }
    if (to >= newest) {
      if (second.scrubbed) second.scrub(null);
      return false;
    }
    second.pause();
    this.#show(to);
    return true;
  }

  /** @param {number} update */
  #show(update) {
    const index = this.second.history.indexAt(update);
    if (index !== this.second.index) this.second.scrub(index);
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

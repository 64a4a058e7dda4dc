/**
 * Two runs side by side: A, the page's own, and B, which has some settings otherwise, or is a run that was left. B has a player and a
 * connection of its own, follows A (run/follow.js), and is drawn with it (page/second.js). Here is what begins and ends it.
 */

import { el } from "../dom/elements.js";
import { Follower } from "../run/follow.js";
import { alikeLabs, labOf } from "../run/lab.js";
import { Player } from "../run/player.js";
import { describeChanges } from "../run/schema.js";

/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../types.js").Lab} Lab */
/**
 * @typedef {object} Given
 * @property {(on: import("../run/socket.js").On) => import("../run/socket.js").Socket} connect   B's own connection
 * @property {import("../types.js").Host["ask"] | undefined} ask   what B's panels ask, where that is not what A's do
 * @property {import("../run/moment.js").Change[] | undefined} recorded   B's changes on the way, where it is recorded
 * @property {typeof import("./differing.js").differingFields | undefined} fields   in which B differs, where they can be changed
 * @property {Record<string, any>} schema
 * @property {import("../types.js").Kinds} kinds
 * @property {() => string[]} streams
 * @property {() => void} changed   something to draw
 * @property {() => void} told      what B has otherwise has changed
 * @property {() => void} opened    B stands, or is gone: panels are to be made again
 * @property {(text: string) => void} say
 */

export class Compare {
  /** @type {Follower | null} */
  #follower = null;
  /** @type {import("../run/socket.js").Socket | null} */
  #socket = null;
  /** @type {Lab | null} */
  #lab = null;
  /** Of the runs that were left, the one that B is. */
  #taken = 0;
  #fields;

  /** @param {Player} first @param {Given} given */
  constructor(first, given) {
    this.first = first;
    this.given = given;
    this.#fields = given.fields?.(given.schema, (changes) => {
      this.#follower?.differ(changes);
      if (this.on) this.#changed();
    });
    this.element = el(
      "section",
      { class: "group compare", hidden: true, "aria-label": "Compare" },
      el("h2", { text: "Run B, dashed and open" }),
      ...(this.#fields?.elements ?? []),
      el("button", { type: "button", class: "button", text: "Stop comparing", onclick: this.end }),
    );
  }

  // --- beginning and ending ------------------------------------------------------------------------------------------

  /** @param {Changes} changes what B has otherwise @param {readonly import("../run/moment.js").Change[] | null} [made] its own changes on the way, in place of A's */
  start(changes, made = null) {
    const follower = this.#follower ?? this.#connect();
    follower.differ(changes);
    this.#begun(0);
    follower.begin(made);
  }

  /** A run that was left is B. @param {import("../run/kept_runs.js").Kept} kept */
  take = (kept) => {
    const follower = this.#follower ?? this.#connect();
    follower.take(kept);
    this.#begun(kept.id);
  };

  /** @param {number} taken */
  #begun(taken) {
    this.#taken = taken;
    this.element.hidden = false;
    this.#changed();
  }

  #connect() {
    const { first, given } = this;
    const { schema } = given;
    const second = new Player({
      send: (message) => this.#socket?.send(message) ?? false,
      changed: given.changed,
      opened: () => this.#opened(),
      leaving: () => undefined,
      describe: (set) => describeChanges(schema, second.confirmed ?? {}, set),
      said: (kind, text) => {
        if (kind !== "refused") return;
        this.#follower?.refused();
        given.say(`B: ${text}`);
      },
    });
    second.streams = given.streams();
    this.#follower = new Follower(first, second, schema, given.recorded);
    this.#socket = given.connect({
      up: () => second.connected(),
      down: () => second.lost(),
      message: (message) => message.type !== "heartbeat" && second.receive(message),
      expecting: () => second.waits && !document.hidden,
    });
    this.#socket.start();
    return this.#follower;
  }

  #opened() {
    const second = this.#follower?.second;
    const run = second?.run;
    if (!run || (this.#lab && alikeLabs(this.#lab, run))) return;
    this.#lab = labOf(run, this.given.kinds, () => second.experiment);
    this.given.opened();
  }

  end = () => {
    this.#socket?.stop();
    this.#socket = this.#follower = this.#lab = null;
    this.element.hidden = true;
    this.#fields?.forget();
    this.given.opened();
    this.given.changed();
  };

  /** Without a connection, until `wake`. */
  rest() {
    this.#socket?.stop();
    this.#follower?.second.lost();
  }

  wake() {
    this.#socket?.start();
  }

  // --- what it is ------------------------------------------------------------------------------------------------------

  get on() {
    return this.#follower !== null;
  }

  /** What B has otherwise; null without it. */
  get changes() {
    return this.#follower?.changes ?? null;
  }

  /** How a link names B; null without it. */
  get named() {
    return this.#follower?.named ?? null;
  }

  /** The number of the run that was left and is B now; 0 for none. */
  get taken() {
    return this.#follower?.own ? this.#taken : 0;
  }

  /** B's experiment in place of one of A's; null without B. @param {import("../types.js").Experiment} base */
  differing = (base) => this.#follower?.differing(base) ?? null;

  /** @returns {import("../types.js").Experiment | null} */
  get #experiment() {
    const { experiment } = this.first;
    return experiment ? this.differing(experiment) : null;
  }

  /** What B has otherwise, in words; "" without B. */
  words() {
    const follower = this.#follower;
    const now = this.#experiment;
    if (!follower || !now) return "";
    const changes = describeChanges(this.given.schema, now, follower.changes);
    if (!follower.own) return changes || "nothing otherwise yet";
    return `${this.#taken ? `run ${this.#taken}` : "a run of its own"}, ${changes || "nothing otherwise at its end"}`;
  }

  /** The second run as panels want it. @returns {import("./second.js").Other | null} */
  other() {
    const [shown, lab] = [this.#follower, this.#lab];
    if (!shown || !lab) return null;
    return {
      lab,
      ask: this.given.ask,
      send: (message) => shown.second.send(message),
      moment: () => {
        const { first, second } = shown;
        const index = second.history.indexAt(first.frame?.update ?? 0);
        const frame = second.history.frames[index];
        if (!frame) return null;
        const { playing, scrubbed } = first;
        return { frame, index, history: second.history.past(index), playing, scrubbed, lab };
      },
    };
  }

  // --- keeping up --------------------------------------------------------------------------------------------------------

  #changed() {
    this.#show();
    this.given.told();
    this.given.changed();
  }

  #show() {
    const now = this.#experiment;
    if (now) this.#fields?.show(now, this.#follower?.changes ?? {});
  }

  /** Once a frame: bring B up to A. */
  follow() {
    const before = this.#follower?.changes;
    this.#follower?.follow();
    if (this.#follower?.changes !== before) this.#changed();
    else if (this.#fields && this.#follower && this.#experiment !== this.#fields.shown) this.#show();
  }

  drawn() {
    this.#follower?.second.drawn();
  }

  subscribe() {
    this.#follower?.second.subscribe(this.given.streams(), this.first.cloudAxes);
  }

  /** A begins anew, or is another run. */
  again() {
    this.#follower?.again();
  }
}

/** How the two are told apart. @param {string} other what B has otherwise, in words */
export const pairWords = (other) => `Run A solid and filled; run B dashed and open: ${other}.`;

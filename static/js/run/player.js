/**
 * The player: a state machine round the live socket. No DOM, no timers: what it needs of the world is given to it.
 *
 *            open()                 opened                play()
 *    idle -----------> opening ---------------> paused <---------> playing
 *                       ^   ^                     |       pause()     |
 *                       |   |     lost()          |                   |
 *                       |   +---------------------+-------------------+      (playing is remembered)
 *                       |                         | scrub(i)
 *                       |  play, step, control    v
 *                       +--------------------- scrubbed      a branch: open(experiment then, state then)
 * One operation does resuming, branching and resetting: open(experiment, state). Frames that were under way when an `open`
 * was sent belong to the run before and are dropped until its `opened` comes; so is an `opened` with another `open` behind it.
 */

import { lostWords, sound } from "./finite.js";
import { byHand, History } from "./history.js";
import { Opening } from "./opening.js";
import { Outbox } from "./outbox.js";
import { alike, CREDIT, withChanges } from "./protocol.js";
import { mended, takeOver } from "./successor.js";

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Opened} Opened */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../types.js").ClientMessage} ClientMessage */
/** @typedef {import("../types.js").ServerMessage} ServerMessage */

/** @typedef {import("../types.js").World} World */

export class Player {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    this.history = new History();
    /** @type {Opened | null} */
    this.run = null;
    /** The experiment in force, what is not yet acknowledged included. @type {Experiment | null} */
    this.experiment = null;
    /** @type {Experiment | null} */
    this.confirmed = null;
    /** @type {"idle" | "opening" | "paused" | "playing"} */
    this.state = "idle";
    this.wantsPlay = false;
    this.speed = 30;
    /** The kept moment shown, or null for the newest. @type {number | null} */
    this.shown = null;
    /** @type {string[]} */
    this.streams = [];
    /** @type {[number, number] | undefined} */
    this.cloudAxes = undefined;
    this.outbox = new Outbox((changes) => world.send({ type: "control", changes }));
    /** Whether the connection is gone: what cannot be undone waits until it is back. */
    this.away = false;
    /** Frames taken and not yet paid for with new credit. */
    this.owed = 0;
    /** What to do once the run being opened stands. @type {(() => void)[]} */
    this.after = [];
    /** Whether the next frames answer a step a person asked for. */
    this.stepping = 0;
    this.opening = new Opening();
    /** What is still to be done in turn, each once the one before it is answered. @type {(() => void)[]} */
    this.script = [];
    /** What to open once there is a connection, while no frame has come yet. @type {object | undefined} */
    this.pending = undefined;
  }

  get scrubbed() {
    return this.shown !== null;
  }

  get playing() {
    return this.wantsPlay;
  }

  /** Whether the server owes something: silence would mean that it is gone. */
  get waits() {
    return (
      this.state === "opening" || (this.state === "playing" && this.owed === 0) || this.stepping > 0 || this.outbox.busy
    );
  }

  get index() {
    return this.shown ?? this.history.length - 1;
  }

  /** The frame shown. @returns {Frame | undefined} */
  get frame() {
    return this.history.frames[this.index];
  }

  /** Start a run. @param {object} experiment may leave out defaults; the answer has them all @param {string} [state] of a frame to begin at */
  open(experiment, state) {
    // Parameters chosen for one problem's cloud need not exist in another.
    if (!alike(experiment, this.run?.experiment)) this.cloudAxes = undefined;
    this.outbox.clear();
    this.script = [];
    this.after = [];
    this.wantsPlay = false;
    this.pending = experiment;
    this.#open(experiment, state);
  }

  /** Go on with a run that was laid aside. @param {{experiment: Experiment, past: import("./history.js").Aside}} aside */
  resume({ experiment, past }) {
    this.outbox.clear();
    this.shown = null;
    this.history.restore(past);
    this.confirmed = this.experiment = this.pending = experiment;
    this.#open(experiment, this.history.frames.at(-1)?.state);
  }

  /** @param {object} experiment @param {string | undefined} state */
  #open(experiment, state) {
    this.state = "opening";
    this.opening.ask(experiment, state);
    this.owed = 0;
    this.stepping = 0;
    this.world.send({
      type: "open",
      experiment,
      subscribe: this.streams,
      grant: CREDIT,
      ...(state === undefined ? {} : { state }),
      ...(this.cloudAxes ? { cloud_axes: this.cloudAxes } : {}),
    });
    this.world.changed();
  }

  /** The connection stands (again): continue from the last frame, losing nothing. */
  connected() {
    this.away = false;
    this.opening.renew();
    const { asked } = this.opening;
    const last = this.history.frames.at(-1);
    if (asked) this.#open(asked.experiment, asked.state);
    else if (last && this.confirmed) this.#open(this.confirmed, last.state);
    else if (this.pending) this.#open(this.pending, undefined);
  }

  /** The connection is gone; what was not acknowledged is sent again later. */
  lost() {
    this.away = true;
    if (this.state !== "idle") this.state = "opening";
    this.outbox.lost();
    this.world.changed();
  }

  /** @param {ServerMessage} message */
  receive(message) {
    if (message.type === "control_applied") this.outbox.answered();
    if (message.type === "opened") this.#opened(message);
    else if (message.type === "error") this.#refused(message);
    else if (this.state === "opening" || this.state === "idle") return;
    else if (message.type === "frame") this.#frame(message);
    else if (message.type === "control_applied") this.#applied(message);
    else if (message.type === "finished") {
      this.wantsPlay = false;
      this.stepping = 0;
      this.script = [];
      this.state = "paused";
      this.world.said("finished", message.reason);
      this.world.changed();
    }
    if (this.state === "paused" && this.stepping === 0 && !this.outbox.busy) this.script.shift()?.();
  }

  /** @param {Opened} message */
  #opened(message) {
    if (!this.opening.answered()) return;
    const before = this.run;
    const asked = this.opening.stands();
    if (asked && asked.state === undefined) {
      // Another run: only now that it stands is the one before it left.
      this.world.leaving(alike(message.experiment, before?.experiment) ? 0 : null);
      this.history.clear();
      this.shown = null;
    }
    this.run = message;
    this.pending = message.experiment;
    this.confirmed = message.experiment;
    this.experiment = message.experiment;
    this.state = "paused";
    const unsent = this.outbox.take();
    this.world.opened(before);
    if (unsent) this.control(unsent);
    for (const work of this.after.splice(0)) work();
    if (this.wantsPlay) this.#play();
    this.world.changed();
  }

  /** @param {Frame} frame */
  #frame(frame) {
    this.owed += 1;
    takeOver(sound(frame), this.history.frames.at(-1));
    this.history.push(frame, /** @type {Experiment} */ (this.confirmed));
    if (this.stepping > 0 && (frame.block.updates > 0 || frame.block.episodes > 0)) {
      this.stepping -= 1;
      if (this.script.length === 0) this.world.said("stepped", "");
    }
    this.world.changed();
  }

  /** @param {{update: number, changes: Changes}} message */
  #applied({ update, changes }) {
    if (this.confirmed) this.confirmed = withChanges(this.confirmed, changes);
    this.history.mark({ update, changes, text: this.world.describe(changes) });
    if (!this.outbox.next()) this.experiment = this.confirmed;
    this.world.changed();
  }

  /** @param {{title: string, detail: string, pointer: string}} message */
  #refused(message) {
    this.script = [];
    // Answers come in order: while a control is unanswered, an error is its, even with an `open` sent behind it.
    const control = this.outbox.answered();
    if (this.state === "opening" && !control) return this.opening.answered() ? this.#unopened(message) : undefined;
    if (this.outbox.busy && this.state !== "opening") {
      const next = this.outbox.next();
      this.experiment = next && this.confirmed ? withChanges(this.confirmed, next) : this.confirmed;
    }
    this.world.said("refused", message.detail || message.title, message.pointer);
    this.world.changed();
  }

  /**
   * An `open` was refused: back to what ran before it, or, where its own state is not known any more, from its beginning.
   * @param {{title: string, detail: string, pointer: string}} message
   */
  #unopened(message) {
    const { confirmed } = this;
    const { asked, again } = this.opening.refused();
    const last = this.history.frames.at(-1);
    this.after = [];
    this.wantsPlay = false;
    this.state = "idle";
    if (confirmed && again) {
      this.pending = this.experiment = confirmed;
      const resumed = asked?.experiment === confirmed && asked.state !== undefined;
      this.#open(confirmed, resumed ? undefined : last?.state);
    }
    this.world.said("refused", message.detail || message.title, message.pointer);
    this.world.changed();
  }

  /** The newest frame has been drawn: pay for what was taken. */
  drawn() {
    if (this.owed === 0 || this.state === "opening") return;
    this.world.send({ type: "grant", frames: Math.min(this.owed, CREDIT) });
    this.owed = 0;
  }

  play() {
    if (this.#stands()) return;
    this.script = [];
    this.wantsPlay = true;
    this.#fromHere(() => undefined);
    if (this.state === "paused") this.#play();
    this.world.changed();
  }

  #play() {
    this.state = "playing";
    this.world.send({ type: "play", updates_per_second: this.speed });
  }

  pause() {
    if (!this.wantsPlay) return;
    this.wantsPlay = false;
    if (this.state === "playing") {
      this.state = "paused";
      this.world.send({ type: "pause" });
    }
    this.world.said("paused", "");
    this.world.changed();
  }

  /** Whether the moment shown has a theta that is not finite, from which no server goes on; says so. */
  #stands() {
    const { frame } = this;
    if (!frame?.lost) return false;
    this.world.said("refused", lostWords({ frame, history: this.history.past(this.index) }));
    return true;
  }

  /** @param {number} updatesPerSecond */
  setSpeed(updatesPerSecond) {
    this.speed = updatesPerSecond;
    if (this.state === "playing") this.#play();
    this.world.changed();
  }

  /** @param {"update" | "sample"} unit @param {number} [count] */
  step(unit, count = 1) {
    if (this.away) return;
    this.pause();
    if (this.#stands()) return;
    this.#fromHere(() => {
      this.stepping += 1;
      this.world.send({ type: "step", unit, count });
    });
  }

  /** Change live controls: in force here at once, on the server with its very next update. @param {Changes} changes */
  control(changes) {
    if (!this.experiment || Object.keys(changes).length === 0) return;
    if (this.scrubbed) return this.#fromHere(() => this.control(changes));
    this.experiment = withChanges(this.experiment, changes);
    this.outbox.put(changes, this.state === "opening");
    this.world.changed();
  }

  /**
   * Go on from the moment shown with another experiment, where a control message does not reach.
   * @param {Experiment} experiment
   * @param {Changes} changes what is new in it
   */
  change(experiment, changes) {
    const frame = this.frame;
    if (this.shown !== null) this.#cut(this.shown);
    this.outbox.clear();
    this.experiment = experiment;
    this.after.push(() => {
      if (frame) this.history.mark({ update: frame.update, changes, text: this.world.describe(changes) });
    });
    this.#open(experiment, frame?.state);
  }

  /** @param {number[]} moved */
  setTheta(moved) {
    const theta = mended(moved, this.history.frames);
    this.#fromHere(() => {
      this.history.mark(byHand(this.frame?.update ?? 0, theta, this.playing));
      this.world.send({ type: "set_theta", theta });
    });
  }

  /** Any further message a panel sends. @param {ClientMessage} message */
  send(message) {
    if (message.type === "set_theta") return this.setTheta(message.theta);
    if (message.type === "control") return this.control(message.changes);
    if (message.type === "subscribe")
      return this.subscribe(message.streams.length ? message.streams : this.streams, message.cloud_axes ?? undefined);
    this.world.send(message);
  }

  /** @param {string[]} streams @param {[number, number]} [cloudAxes] */
  subscribe(streams, cloudAxes = this.cloudAxes) {
    const unchanged = streams.join() === this.streams.join() && String(cloudAxes) === String(this.cloudAxes);
    this.streams = streams;
    this.cloudAxes = cloudAxes;
    if (unchanged || this.state === "idle" || this.state === "opening") return;
    this.world.send({ type: "subscribe", streams, ...(cloudAxes ? { cloud_axes: cloudAxes } : {}) });
  }

  /** The run from its beginning: the same seed gives the same numbers. @param {number} [seed] */
  reset(seed) {
    if (!this.experiment || this.away) return;
    this.open(seed === undefined ? this.experiment : { ...this.experiment, seed });
  }

  /** Show a kept moment; the newest (or null) ends scrubbing. @param {number | null} index */
  scrub(index) {
    this.script = [];
    if (index !== null && index < this.history.length - 1) {
      this.pause();
      this.shown = Math.max(0, index);
    } else this.shown = null;
    this.experiment = this.scrubbed ? (this.history.experimentAt(this.index) ?? this.experiment) : this.confirmed;
    this.world.changed();
  }

  /** Go on from the moment shown. */
  branch = () => this.#fromHere(() => undefined);

  /** @param {number} index */
  #cut(index) {
    this.world.leaving(this.history.frames[index]?.update ?? 0);
    this.history.cut(index);
    this.shown = null;
  }

  /** Do something to the run at the moment shown, once the server stands there. @param {() => void} work */
  #fromHere(work) {
    const index = this.shown;
    const frame = this.frame;
    const experiment = index === null ? null : this.history.experimentAt(index);
    if (index === null || !frame || !experiment) return this.state === "opening" ? void this.after.push(work) : work();
    this.#cut(index);
    this.outbox.clear();
    this.confirmed = this.experiment = experiment;
    this.after.push(work);
    this.world.said("branched", `The run goes on from update ${frame.update}; what came after it is kept.`);
    this.#open(experiment, frame.state);
  }
}

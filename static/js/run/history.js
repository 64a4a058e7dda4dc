/**
 * The kept past of a run: bounded, decimated, and honest about it.
 *
 * Every frame is numbered as it comes. Frames whose number is a multiple of `stride` are kept, and with them the first, the
 * newest, and the one before each control change; when there are too many (or they hold too many numbers) the stride
 * doubles. So memory stays flat however long the run, and the kept moments stay evenly spread.
 *
 *   frames pushed   0 1 2 3 4 5 6 7 8 9 10
 *   stride 4        *       *   m   *    *      (m: a control was changed there; the last is always kept)
 */

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").ControlChange} ControlChange */
/** @typedef {import("../types.js").Past} Past */
/** @typedef {import("../types.js").Changes} Changes */

/** @typedef {{frame: Frame, number: number, weight: number, experiment: Experiment, kept: boolean}} Entry */

/** @typedef {{entries: Entry[], marks: ControlChange[], stride: number, pushed: number}} Aside  a past laid aside */

/** Most frames kept, most numbers in them together (about 8 bytes each), most marks. */
const BOUNDS = { frames: 1200, numbers: 2_000_000, marks: 200 };

export class History {
  /** @type {Entry[]} */
  entries = [];
  /** @type {Frame[]} */
  frames = [];
  /** @type {ControlChange[]} */
  marks = [];
  stride = 1;
  pushed = 0;
  weight = 0;
  /** Counts every change that is not a push at the end: a thinned list is valid for one edition. */
  edition = 0;
  /** @type {Map<number, {edition: number, step: number, last: number, list: Frame[]}>} */
  thinned = new Map();

  /** @param {{frames: number, numbers: number, marks: number}} [bounds] */
  constructor(bounds = BOUNDS) {
    this.bounds = bounds;
  }

  clear() {
    this.entries = [];
    this.frames = [];
    this.marks = [];
    this.stride = 1;
    this.pushed = 0;
    this.weight = 0;
    this.edition += 1;
    this.thinned.clear();
  }

  get length() {
    return this.entries.length;
  }

  /** @param {Frame} frame @param {Experiment} experiment in force at that moment */
  push(frame, experiment) {
    const newest = this.entries.at(-1);
    if (newest && newest.frame.update === frame.update && newest.frame.sample === frame.sample) {
      // The same moment again (another stream, a dragged control): the later frame counts.
      this.weight -= newest.weight;
      Object.assign(newest, { frame, weight: weigh(frame), experiment });
      this.weight += newest.weight;
      this.frames[this.frames.length - 1] = frame;
      this.edition += 1;
      return;
    }
    if (newest && !newest.kept && newest.number % this.stride !== 0) this.#pop();
    const entry = { frame, number: this.pushed, weight: weigh(frame), experiment, kept: this.pushed === 0 };
    this.pushed += 1;
    this.entries.push(entry);
    this.frames.push(frame);
    this.weight += entry.weight;
    while (this.#exceeds() && this.#decimate());
  }

  /**
   * A copy to lay aside: coarser where it would be too large. The newest moment, the first and the marked ones are always in it.
   * @param {{frames: number, numbers: number}} bounds
   * @returns {Aside}
   */
  aside(bounds) {
    const { stride, pushed, weight } = this;
    const copy = new History({ ...this.bounds, ...bounds });
    Object.assign(copy, { entries: [...this.entries], stride, pushed, weight });
    while (copy.#exceeds() && copy.#decimate());
    return copyOf({ entries: copy.entries, marks: this.marks, stride: copy.stride, pushed });
  }

  /** The past as it was laid aside. @param {Aside} past */
  restore({ entries, marks, stride, pushed }) {
    this.clear();
    Object.assign(this, { entries, marks, stride, pushed });
    this.frames = entries.map((entry) => entry.frame);
    this.weight = entries.reduce((sum, entry) => sum + entry.weight, 0);
  }

  /** More than the newest two, and more than may be kept. */
  #exceeds() {
    return (this.entries.length > this.bounds.frames || this.weight > this.bounds.numbers) && this.entries.length > 2;
  }

  #pop() {
    const gone = this.entries.pop();
    this.frames.pop();
    this.weight -= gone?.weight ?? 0;
    // Thinned lists hold this frame as their guest at most, and drop it at the next look.
  }

  /** Double the stride and forget what falls between; false when nothing more could be forgotten. */
  #decimate() {
    const before = this.entries.length;
    this.stride *= 2;
    const last = before - 1;
    this.entries = this.entries.filter((entry, i) => entry.kept || i === last || entry.number % this.stride === 0);
    this.frames = this.entries.map((entry) => entry.frame);
    this.weight = this.entries.reduce((sum, entry) => sum + entry.weight, 0);
    this.edition += 1;
    return this.stride < 2 ** 40;
  }

  /**
   * Mark a control change after the newest frame. Changes of the same controls with no update between are one mark.
   * @param {ControlChange} mark
   */
  mark(mark) {
    const newest = this.entries.at(-1);
    const last = this.marks.at(-1);
    if (last && (last.update === mark.update || (last.dragged && mark.dragged))) {
      last.changes = { ...last.changes, ...mark.changes };
      last.text = mark.text;
      return;
    }
    this.marks.push({ ...mark });
    if (newest) newest.kept = true;
    if (this.marks.length <= this.bounds.marks) return;
    this.marks.splice(1, 1);
    const released = this.entries.find((entry) => entry.kept && entry.number !== 0);
    if (released) released.kept = false;
  }

  /** Forget everything after a moment: the run goes on from there. @param {number} index */
  cut(index) {
    const entry = this.entries[index];
    if (!entry) return;
    this.entries.length = index + 1;
    this.frames.length = index + 1;
    this.weight = this.entries.reduce((sum, one) => sum + one.weight, 0);
    this.pushed = entry.number + 1;
    this.marks = this.marks.filter((mark) => mark.update <= entry.frame.update);
    this.edition += 1;
  }

  /** The experiment in force at a kept moment. @param {number} index */
  experimentAt(index) {
    return this.entries[index]?.experiment;
  }

  /** The kept moment at or before an update. @param {number} update */
  indexAt(update) {
    let low = 0;
    let high = this.entries.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.frames[middle]?.update ?? Infinity) <= update) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** The past as seen from a kept moment. @param {number} [index] @returns {Past} */
  past(index = this.entries.length - 1) {
    const now = index >= this.entries.length - 1;
    const update = this.frames[index]?.update ?? 0;
    return {
      frames: now ? this.frames : this.frames.slice(0, index + 1),
      marks: now ? this.marks : this.marks.filter((mark) => mark.update <= update),
      thin: (most) => (now ? this.#thin(most) : spread(this.frames.slice(0, index + 1), most)),
    };
  }

  /** Evenly spread frames, kept up to date at O(1) a push. @param {number} most */
  #thin(most) {
    const newest = this.entries.at(-1);
    if (!newest) return [];
    const cache = this.thinned.get(most);
    if (!cache || cache.edition !== this.edition) return this.#thinAnew(most, newest);
    if (cache.last !== newest.number) {
      // The newest of last time was there as a guest, unless it lies on the coarser stride itself.
      if (cache.last % cache.step !== 0) cache.list.pop();
      let i = this.entries.length - 1;
      while (i > 0 && (this.entries[i - 1]?.number ?? -1) > cache.last) i -= 1;
      for (; i < this.entries.length - 1; i += 1) {
        const entry = this.entries[i];
        if (entry && entry.number % cache.step === 0) cache.list.push(entry.frame);
      }
      cache.list.push(newest.frame);
      cache.last = newest.number;
    }
    return cache.list.length > most ? this.#thinAnew(most, newest) : cache.list;
  }

  /** @param {number} most @param {Entry} newest */
  #thinAnew(most, newest) {
    let step = this.stride;
    while (this.pushed / step > most - 2) step *= 2;
    const list = this.entries
      .slice(0, -1)
      .filter((entry) => entry.number % step === 0)
      .map((entry) => entry.frame);
    list.push(newest.frame);
    this.thinned.set(most, { edition: this.edition, step, last: newest.number, list });
    return list;
  }

  /** How much is kept, in words. */
  get words() {
    const all = this.pushed;
    return all <= this.entries.length ? `all ${all} moments kept` : `${this.entries.length} of ${all} moments kept`;
  }
}

/** A past of its own: the newest entry and mark of one that goes on may still change. @param {Aside} past @returns {Aside} */
export const copyOf = ({ entries, marks, ...counts }) => ({
  ...counts,
  entries: entries.map((entry) => ({ ...entry })),
  marks: marks.map((mark) => ({ ...mark })),
});

/** The mark of a theta put by hand. @param {number} update @param {number[]} theta @param {boolean} playing @returns {ControlChange} */
export function byHand(update, theta, playing) {
  const how = playing ? { changes: {}, dragged: true } : { changes: { theta } };
  return { update, text: "θ moved", ...how };
}

/**
 * At most `most` of a list, evenly spread, the last always among them.
 * @param {Frame[]} list
 * @param {number} most
 */
function spread(list, most) {
  if (list.length <= most) return list;
  const step = Math.ceil(list.length / (most - 1));
  const thin = list.filter((_, i) => i % step === 0);
  const last = list.at(-1);
  if (last && thin.at(-1) !== last) thin.push(last);
  return thin;
}

/** How many numbers a frame holds, about: rows of an array count as long as its first. @param {any} value @returns {number} */
export function weigh(value) {
  if (typeof value === "string") return 1 + (value.length >> 3);
  if (value === null || typeof value !== "object") return 1;
  if (Array.isArray(value)) return value.length === 0 ? 1 : value.length * weigh(value[0]);
  let sum = 1;
  for (const key in value) sum += weigh(value[key]);
  return sum;
}

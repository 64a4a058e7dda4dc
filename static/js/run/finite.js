/**
 * What is not finite: JSON has no NaN, so the server writes null, and null counts as 0 in every sum and every picture.
 *
 * Here, where a frame comes in, is the one place that looks for it. A stream with such a number in it is left out of the frame, as if
 * it had not been asked for, which every panel knows how to show: as a gap. Theta itself becomes NaN, and the frame is marked.
 */

/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Moment} Moment */

/** What a frame always has. */
const ALWAYS = new Set(["type", "update", "sample", "theta", "state", "block"]);
/** Streams whose own fields may not be null; in the others null says that there is nothing to say. */
const NUMBERS = ["exact", "density"];

/**
 * The frame as panels may use it; changed in place.
 * @param {Frame} frame as parsed
 * @returns {Frame}
 */
export function sound(frame) {
  const streams = /** @type {Record<string, any>} */ (/** @type {unknown} */ (frame));
  if (holed(frame.theta)) {
    frame.theta = numbers(frame.theta);
    frame.lost = true;
  }
  if (frame.ensemble && holed(frame.ensemble)) frame.ensemble = apart(frame.ensemble);
  for (const name in streams) {
    if (ALWAYS.has(name) || name === "ensemble") continue;
    const value = streams[name];
    if (holed(value) || (NUMBERS.includes(name) && value !== null && Object.values(value).includes(null)))
      delete streams[name];
  }
  return frame;
}

/** Whether a list somewhere in a value holds null. @param {unknown} value @returns {boolean} */
function holed(value) {
  if (value === null || typeof value !== "object") return false;
  if (!Array.isArray(value)) return Object.values(value).some(holed);
  if (typeof value[0] === "object" && value[0] !== null) return value.some(holed);
  return value.includes(null);
}

/** @param {readonly (number | null)[]} list @returns {number[]} */
const numbers = (list) => list.map((value) => value ?? NaN);

/** Of several runs one may be lost and the others not. @param {NonNullable<Frame["ensemble"]>} ensemble */
function apart({ theta, values, probabilities }) {
  return {
    theta: theta?.map(numbers) ?? null,
    values: numbers(values),
    probabilities: probabilities?.map(numbers) ?? null,
  };
}

/**
 * In words, where a moment's theta is not finite; "" where it is.
 * @param {Pick<Moment, "frame" | "history">} moment
 */
export function lostWords({ frame, history }) {
  if (!frame.lost) return "";
  const first = history.frames.find((one) => one.lost) ?? frame;
  return `θ is no longer finite (since update ${first.update}). Reset or move θ to go on.`;
}

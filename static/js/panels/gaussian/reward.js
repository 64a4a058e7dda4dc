/** What actions pay, in the reader's hands: the curve's handles, the curve as tried, and the run with it. */

import { el } from "../../dom/elements.js";
import { rewardAt } from "../../maths/bell.js";

/** @typedef {import("../../types.js").Continuous} Continuous */
/** @typedef {import("../../types.js").Host} Host */
/** @typedef {[number, number]} Range */
/** @typedef {{name: string, x: number, y: number}} Grip */
/**
 * @typedef {object} Shape    what can be done with curves of a shape, whose numbers are in a row as the server sends them
 * @property {(row: readonly number[], window: Range) => Grip[]} grips
 * @property {(row: readonly number[], name: string, x: number, y: number, window: Range) => number[]} moved
 * @property {(row: readonly number[]) => import("../../types.js").Changes} changes
 */

/** Digits of a dragged number. */
const DIGITS = 3;
/** The narrowest hill and the flattest parabola that a hand may make. */
const LEAST = 0.05;
/** Where a parabola's steepness is taken hold of, and the levels of a stair: this share of the window away from the middle. */
const ASIDE = 0.2;

/** @param {number} value */
const round = (value) => Number(value.toFixed(DIGITS));
/** @param {number} value */
const positive = (value) => Math.max(LEAST, round(value));

/** @type {Shape} */
const quadratic = {
  grips([target = 0, scale = 1, top = 0], [low, high]) {
    const w = ASIDE * (high - low) * (target > (low + high) / 2 ? -1 : 1);
    return [
      { name: "Best action", x: target, y: top },
      { name: "Steepness", x: target + w, y: top - scale * w * w },
    ];
  },
  moved([target = 0, scale = 1, top = 0, ...rest], name, x, y, [low, high]) {
    if (name === "Best action") return [round(x), scale, round(y), ...rest];
    return [target, positive((top - y) / (ASIDE * (high - low)) ** 2), top, ...rest];
  },
  changes: ([target = 0, scale = 1, top = 0]) => ({
    "problem.reward.target": target,
    "problem.reward.scale": scale,
    "problem.reward.top": top,
  }),
};

/** Height, place and width of each hill, one after the other. @type {Shape} */
const hills = {
  grips: (row) =>
    [0, 3].flatMap((k, i) => {
      const [place, width] = [row[k + 1] ?? 0, row[k + 2] ?? 1];
      const at = (/** @type {number} */ a) =>
        rewardAt({ shape: "hills", curve: [[...row]], contexts: [], reward_std: 0 }, 0, a);
      return [
        { name: `Hill ${i + 1}`, x: place, y: at(place) },
        { name: `Width of hill ${i + 1}`, x: place + width, y: at(place + width) },
      ];
    }),
  moved(row, name, x, y) {
    const k = name.endsWith("1") ? 0 : 3;
    const next = [...row];
    if (name.startsWith("Width")) next[k + 2] = positive(Math.abs(x - (row[k + 1] ?? 0)));
    else {
      const [height = 0, place = 0, width = 1] = row.slice(3 - k, 6 - k); // the other one's share of the height here
      next[k] = round(y - height * Math.exp(-0.5 * ((x - place) / width) ** 2));
      next[k + 1] = round(x);
    }
    return next;
  },
  changes: ([h1 = 0, p1 = 0, w1 = 1, h2 = 0, p2 = 0, w2 = 1]) => ({
    "problem.reward.heights": [h1, h2],
    "problem.reward.places": [p1, p2],
    "problem.reward.widths": [w1, w2],
  }),
};

/** @type {Shape} */
const stair = {
  grips([threshold = 0, down = 0, up = 1], [low, high]) {
    const w = ASIDE * (high - low);
    return [
      { name: "Threshold", x: threshold, y: (down + up) / 2 },
      { name: "Reward up to there", x: threshold - w, y: down },
      { name: "Reward beyond", x: threshold + w, y: up },
    ];
  },
  moved([threshold = 0, down = 0, up = 1, ...rest], name, x, y) {
    if (name === "Threshold") return [round(x), down, up, ...rest];
    return name === "Reward beyond" ? [threshold, down, round(y), ...rest] : [threshold, round(y), up, ...rest];
  },
  changes: ([threshold = 0, down = 0, up = 1]) => ({
    "problem.reward.threshold": threshold,
    "problem.reward.low": down,
    "problem.reward.high": up,
  }),
};

/** By the kind of the experiment's reward. One that is linear in the context has no curve of its own to take hold of. @type {Record<string, Shape>} */
const SHAPES = { quadratic, hills, stair };

/**
 * The curve as tried; null where it cannot be taken hold of.
 * @param {Host} host
 * @param {() => void} changed
 */
export function tryout(host, changed) {
  const { problem } = host.lab.experiment;
  const own = host.lab.problem.continuous?.curve[0];
  const shape = SHAPES[problem["reward"]?.kind ?? ""];
  if (!own || !shape || host.lab.problem.linear_quadratic) return null;
  /** @type {number[] | null} */
  let row = null;
  const use = el("button", {
    type: "button",
    class: "button",
    text: "Play this curve",
    title: "Starts the run again with these rewards",
    "data-acts": true,
    onclick: () => row && host.edit(shape.changes(row)),
  });
  const back = el("button", { type: "button", class: "button", text: "Undo", onclick: () => adopt(null) });
  const element = el("span", { class: "gaussian-tryout", hidden: true }, use, back);

  /** @param {number[] | null} next */
  function adopt(next) {
    row = next;
    element.hidden = row === null;
    changed();
  }

  return {
    element,
    tried: () => row !== null,
    /** The curves as tried. @param {Continuous} world @returns {Continuous} */
    over: (world) => (row ? { ...world, curve: world.curve.map(() => /** @type {number[]} */ (row)) } : world),
    /** @param {Range} window of the actions */
    grips: (window) => shape.grips(row ?? own, window),
    /** @param {string} name @param {number} x @param {number} y @param {Range} window */
    move: (name, x, y, window) => adopt(shape.moved(row ?? own, name, x, y, window)),
  };
}

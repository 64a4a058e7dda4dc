/** A Gaussian policy over a reward curve: densities, scores, and what the policy sees of the curve (server: gradients/kernels/curve.py). */

import { dot, orthonormal, plus } from "./vectors.js";

/** @typedef {import("../types.js").Continuous} Continuous */
/** @typedef {[number, number]} Range */

const ROOT_TAU = Math.sqrt(2 * Math.PI);

/** @param {number} a @param {number} mean @param {number} sigma */
export function density(a, mean, sigma) {
  const z = (a - mean) / sigma;
  return Math.exp(-0.5 * z * z) / (sigma * ROOT_TAU);
}

/** The scores for the mean and for log sigma. @param {number} a @param {number} mean @param {number} sigma @returns {[number, number]} */
export function scoresAt(a, mean, sigma) {
  const z = (a - mean) / sigma;
  return [z / sigma, z * z - 1];
}

/**
 * The mean reward of an action.
 * @param {Continuous} world
 * @param {number} context
 * @param {number} a
 */
export function rewardAt(world, context, a) {
  const [p = 0, q = 0, r = 0, s = 0, t = 0, u = 1] = world.curve[context] ?? [];
  if (world.shape === "quadratic") return r - q * (a - p) ** 2;
  if (world.shape === "hills") return p * Math.exp(-0.5 * ((a - q) / r) ** 2) + s * Math.exp(-0.5 * ((a - t) / u) ** 2);
  return a > p ? r : q;
}

/**
 * The curve blurred by sigma: the expected reward of a policy with this mean.
 * @param {Continuous} world
 * @param {number} context
 * @param {number} mean
 * @param {number} sigma
 */
export function blurredAt(world, context, mean, sigma) {
  const [p = 0, q = 0, r = 0, s = 0, t = 0, u = 1] = world.curve[context] ?? [];
  if (world.shape === "quadratic") return r - q * ((mean - p) ** 2 + sigma ** 2);
  if (world.shape === "stair") return q + (r - q) * normal((mean - p) / sigma);
  /** @param {number} height @param {number} centre @param {number} width */
  const hill = (height, centre, width) => {
    const wide = Math.hypot(width, sigma);
    return ((height * width) / wide) * Math.exp(-0.5 * ((mean - centre) / wide) ** 2);
  };
  return hill(p, q, r) + hill(s, t, u);
}

/** Φ(z), to 1e-12: the alternating series near 0, Laplace's continued fraction in the tails. @param {number} z */
export function normal(z) {
  const away = Math.abs(z);
  if (away > 38) return z > 0 ? 1 : 0;
  if (away < 4) {
    let term = away;
    let total = away;
    for (let k = 1; Math.abs(term) > 1e-17 * total; k += 1) total += term *= (away * away) / (2 * k + 1);
    const half = total * density(away, 0, 1);
    return z < 0 ? 0.5 - half : 0.5 + half;
  }
  let fraction = away;
  for (let k = 60; k > 0; k -= 1) fraction = away + k / fraction;
  const tail = density(away, 0, 1) / fraction;
  return z < 0 ? tail : 1 - tail;
}

/**
 * What should be in the picture: the bell, and where the curve has something to show.
 * @param {Continuous} world
 * @param {number} context
 * @param {number} mean
 * @param {number} sigma
 * @returns {Range}
 */
export function actionsOf(world, context, mean, sigma) {
  const [p = 0, q = 0, r = 0, , t = 0, u = 0] = world.curve[context] ?? [];
  const places =
    world.shape === "hills"
      ? [q - 2 * Math.abs(r), q + 2 * Math.abs(r), t - 2 * Math.abs(u), t + 2 * Math.abs(u)]
      : [p];
  return [Math.min(mean - 3 * sigma, ...places), Math.max(mean + 3 * sigma, ...places)];
}

/**
 * The rewards to show: all that the curve pays between the actions, but of a quadratic's endless slopes only those that the policy meets.
 * @param {Continuous} world
 * @param {number} context
 * @param {Range} actions
 * @param {number} mean
 * @param {number} sigma
 * @returns {Range}
 */
export function rewardsOf(world, context, [low, high], mean, sigma) {
  const steps = 64;
  const seen = Array.from({ length: steps + 1 }, (_, i) => rewardAt(world, context, low + (i / steps) * (high - low)));
  const top = Math.max(...seen);
  if (world.shape !== "quadratic") return [Math.min(0, ...seen), top];
  const met = Math.min(rewardAt(world, context, mean - 2 * sigma), rewardAt(world, context, mean + 2 * sigma));
  return [met, Math.max(top, world.curve[context]?.[2] ?? top)];
}

/**
 * The slope along a context's mean of what is a slope along its weights: g = x · dJ/dmean.
 * @param {readonly number[] | null | undefined} g
 * @param {readonly number[]} x
 */
export function alongMean(g, x) {
  const square = x.reduce((total, one) => total + one * one, 0);
  return g && square > 0 ? x.reduce((total, one, k) => total + one * (g[k] ?? 0), 0) / square : 0;
}

/**
 * Parameters whose mean in this context is another: the weights move along x.
 * @param {readonly number[]} theta
 * @param {readonly number[]} x
 * @param {number} by how far the mean moves
 */
export function movedMean(theta, x, by) {
  const square = x.reduce((total, one) => total + one * one, 0);
  return theta.map((value, k) => (square > 0 ? value + (by * (x[k] ?? 0)) / square : value));
}

/**
 * The highest expected reward that any weights reach with this spread; null where the contexts share weights in a way that only a
 * search could tell.
 * @param {Continuous} world
 * @param {readonly number[]} chances how often each context comes [C]
 * @param {number} sigma
 * @returns {number | null}
 */
export function bestBlurred(world, chances, sigma) {
  const { contexts } = world;
  if (world.shape === "quadratic") return bestQuadratic(world, chances, sigma);
  const apart = contexts.every((x, c) => orthonormal(x, directions(contexts.slice(0, c))) !== null);
  return apart ? contexts.reduce((sum, _, c) => sum + (chances[c] ?? 0) * topOf(world, c, sigma), 0) : null;
}

/** Least squares: what no weights reach of the targets is lost, and the spread's square besides. @param {Continuous} world @param {readonly number[]} chances @param {number} sigma */
function bestQuadratic({ contexts, curve }, chances, sigma) {
  const weights = curve.map(([, scale = 0], c) => Math.sqrt((chances[c] ?? 0) * scale));
  const columns = (contexts[0] ?? []).map((_, k) => contexts.map((x, c) => (weights[c] ?? 0) * (x[k] ?? 0)));
  let missed = curve.map(([target = 0], c) => (weights[c] ?? 0) * target);
  for (const direction of directions(columns)) missed = plus(missed, -dot(missed, direction), direction);
  return (
    curve.reduce((sum, [, scale = 0, top = 0], c) => sum + (chances[c] ?? 0) * (top - scale * sigma ** 2), 0) -
    dot(missed, missed)
  );
}

/** Orthonormal directions that span some vectors. @param {readonly (readonly number[])[]} rows @returns {number[][]} */
function directions(rows) {
  /** @type {number[][]} */
  const found = [];
  for (const row of rows) {
    const next = orthonormal(row, found);
    if (next) found.push(next);
  }
  return found;
}

/** Points on a coarse look for a hill's top, and halvings of the interval round it. */
const COARSE = 400;
const HALVINGS = 60;

/** The top of one context's blurred curve. @param {Continuous} world @param {number} context @param {number} sigma */
function topOf(world, context, sigma) {
  const [p = 0, q = 0, r = 0, s = 0, t = 0, u = 1] = world.curve[context] ?? [];
  if (world.shape === "stair") return Math.max(q, r);
  if (p <= 0 && s <= 0) return 0; // far away, where neither hill is felt
  const at = (/** @type {number} */ mean) => blurredAt(world, context, mean, sigma);
  const wide = Math.hypot(Math.max(r, u), sigma);
  const [low, high] = [Math.min(q, t) - 3 * wide, Math.max(q, t) + 3 * wide];
  const step = (high - low) / COARSE;
  const seen = Array.from({ length: COARSE + 1 }, (_, i) => at(low + i * step));
  let middle = low + seen.indexOf(Math.max(...seen)) * step;
  for (let i = 0, half = step; i < HALVINGS; i += 1, half /= 2) {
    const [left, here, right] = [at(middle - half / 2), at(middle), at(middle + half / 2)];
    if (left > here) middle -= half / 2;
    else if (right > here) middle += half / 2;
  }
  return Math.max(0, at(middle));
}

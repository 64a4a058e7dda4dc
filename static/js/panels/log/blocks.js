/** The terms of an episode's log-probability as blocks: the policy's are kept by the gradient, the others it flattens. */

import { el } from "../../dom/elements.js";
import { log as logarithm, math, mi, mo, nabla, round, row, sub } from "../../dom/mathml.js";
import { fixed } from "../../maths/format.js";

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Problem} Problem */

/** Blocks for at most this many steps: more would not be read. */
const STEPS = 2;

/**
 * @param {Frame} frame
 * @param {Problem} problem
 * @param {boolean} slope whether of the gradient, or of the log-probability itself
 * @returns {HTMLElement[] | null} null where no episode was kept
 */
export function blocksOf({ episode, scores, episode_probabilities: drawn }, problem, slope) {
  if (!episode || !scores || !drawn) return null;
  const many = Math.min(STEPS, drawn.length);
  const before = slope ? nabla : "";
  const [S, A] = [mi("S"), mi("A")];
  const start = problem.start[episode.states[0] ?? 0] ?? 1;
  const items = [
    block(row(before, logarithm, mi("μ"), round(sub(S, mi("0")))), number(Math.log(start), slope), slope, false),
  ];
  for (let t = 0; t < many; t += 1) {
    const [time, next] = [mi(String(t)), mi(String(t + 1))];
    const chance = drawn[t]?.[episode.actions[t] ?? 0] ?? 1;
    const score = scores[t] ?? [];
    const shown = score.length <= 4 ? `(${score.map((value) => fixed(value, 2)).join(", ")})` : "the score";
    const policy = row(before, logarithm, mi("π"), round(sub(A, time), mo("|"), sub(S, time)));
    items.push(block(policy, slope ? shown : fixed(Math.log(chance), 3), slope, true));
    if (problem.discrete_bandit) continue;
    const world = row(before, logarithm, mi("P"), round(sub(S, next), mo("|"), sub(S, time), mo(","), sub(A, time)));
    items.push(block(world, slope ? "0" : "of the world", slope, false));
  }
  const left = episode.actions.length - many;
  if (left > 0) items.push(el("li", { class: "rest", text: `+ ${left} more ${left === 1 ? "step" : "steps"}` }));
  return items;
}

/** @param {number} value @param {boolean} slope */
const number = (value, slope) => (slope ? "0" : fixed(value, 3));

/** @param {string} markup @param {string} value @param {boolean} slope @param {boolean} kept */
const block = (markup, value, slope, kept) =>
  el("li", { class: kept ? "kept" : slope ? "flat" : "" }, math(markup), el("span", { text: value }));

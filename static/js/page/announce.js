/** What the polite live region says on a step, a pause, a branch: one sentence, with numbers. */

import { setText } from "../dom/elements.js";
import { count, fixed } from "../maths/format.js";
import { likeliest } from "../maths/likeliest.js";
import { lostWords } from "../run/finite.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Frame} Frame */

/**
 * "Update 12: chose B, reward 1. Probability of B rose from 0.33 to 0.38."
 * @param {Moment} m
 * @param {Frame | undefined} before
 */
export function stepWords(m, before) {
  const { frame, lab } = m;
  if (frame.lost) return `Update ${count(frame.update)}: ${lostWords(m)}`;
  const { episode } = frame;
  const names = lab.problem.action_names;
  const parts = [];
  const head = frame.sample
    ? `Sample ${frame.sample} of update ${count(frame.update + 1)}`
    : `Update ${count(frame.update)}`;
  const action = episode?.actions[0];
  if (episode && action !== undefined && frame.density) {
    parts.push(
      `${head}: ${episode.count > 1 ? `${count(episode.index + 1)} samples, the last ` : ""}action ${trimmed(action)}, reward ${trimmed(episode.rewards[0])}.`,
    );
    if (!frame.sample && before?.density) {
      if (lab.problem.states === 1)
        parts.push(`The mean ${moved(before.density.means[0] ?? NaN, frame.density.means[0] ?? NaN)}.`);
      if (lab.experiment.policy["learn_sigma"]) parts.push(`σ ${moved(before.density.sigma, frame.density.sigma)}.`);
    }
  } else if (episode && action !== undefined && episode.actions.length === 1) {
    parts.push(`${head}: chose ${names[action]}, reward ${trimmed(episode.rewards[0])}.`);
    const state = episode.states[0] ?? 0;
    const now = frame.probabilities?.[state]?.[action];
    const then = before?.probabilities?.[state]?.[action];
    if (!frame.sample && now !== undefined && then !== undefined)
      parts.push(`Probability of ${names[action]} ${moved(then, now)}.`);
  } else if (episode) {
    parts.push(
      `${head}: an episode of ${count(episode.actions.length)} actions, return ${trimmed(frame.block.mean_return)}.`,
    );
  } else parts.push(`${head}.`);
  if ((!episode || episode.actions.length > 1) && frame.exact && before?.exact)
    parts.push(`The objective ${moved(before.exact.value, frame.exact.value)}.`);
  return parts.join(" ");
}

/** @param {Moment} m */
export function pauseWords(m) {
  if (m.frame.lost) return `Paused at update ${count(m.frame.update)}. ${lostWords(m)}`;
  const row = m.frame.probabilities?.[Math.max(0, m.lab.problem.start.indexOf(Math.max(...m.lab.problem.start)))];
  const value = m.frame.exact ? ` The objective is ${fixed(m.frame.exact.value, 2)}.` : "";
  const { density } = m.frame;
  if (density) {
    const mean = density.means.length === 1 ? `mean ${fixed(density.means[0], 2)}, ` : "";
    return `Paused at update ${count(m.frame.update)}.${value} Actions have ${mean}σ ${fixed(density.sigma, 2)}.`;
  }
  if (!row) return `Paused at update ${count(m.frame.update)}.${value}`;
  return `Paused at update ${count(m.frame.update)}.${value} The policy takes ${likeliest(m.lab.problem.action_names, row, 2)}.`;
}

/** @param {number} then @param {number} now */
function moved(then, now) {
  const [from, to] = [fixed(then, 2), fixed(now, 2)];
  if (from === to) return `stayed at ${to}`;
  return `${now > then ? "rose" : "fell"} from ${from} to ${to}`;
}

/** @param {number | null | undefined} value */
function trimmed(value) {
  return fixed(value, 2).replace(/\.?0+$/, "");
}

/**
 * What writes those sentences, once the picture stands.
 * @param {HTMLElement} place
 * @param {() => Moment | null} moment
 */
export function createAnnouncer(place, moment) {
  /** @type {Frame | undefined} */
  let spoken;
  return (/** @type {"stepped" | "paused"} */ kind) => {
    requestAnimationFrame(() => {
      const m = moment();
      if (!m) return;
      setText(place, kind === "stepped" ? stepWords(m, spoken ?? m.history.frames.at(-2)) : pauseWords(m));
      spoken = m.frame;
    });
  };
}

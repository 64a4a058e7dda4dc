/**
 * The update as NumPy: a few lines that, pasted, give the numbers on the screen.
 *
 * Numbers are written in full (JavaScript's shortest form that reads back to the same double, and Python reads it so too).
 */

import { shareOf, single } from "./lesson.js";

/** @typedef {import("./lesson.js").Lesson} Lesson */

const WIDTH = 100;

/** @param {number} value */
const number = (value) => (Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0`.replace("-0.0", "0.0") : String(value));

/**
 * A one-dimensional array literal, broken into lines.
 * @param {readonly number[]} values @param {(value: number) => string} [write] @param {string} [indent]
 */
function list(values, write = number, indent = "    ") {
  const parts = values.map(write);
  if (parts.join(", ").length <= WIDTH) return `[${parts.join(", ")}]`;
  /** @type {string[]} */
  const lines = [""];
  for (const part of parts) {
    if ((lines.at(-1)?.length ?? 0) + part.length > WIDTH) lines.push("");
    lines[lines.length - 1] += `${part}, `;
  }
  return `[\n${lines.map((line) => indent + line.trimEnd()).join("\n")}\n]`;
}

/** @param {readonly number[]} values */
const array = (values) => `np.array(${list(values)})`;
/** @param {readonly number[]} values */
const integers = (values) => `np.array(${list(values, String)})`;

/**
 * The line that matters.
 * @param {Lesson} lesson
 */
export function updateLine(lesson) {
  if (lesson.natural) return "theta = theta + alpha * direction";
  if (lesson.kind === "exact") return "theta = theta + alpha * grad_J";
  const factor = lesson.weighted ? "gamma**t * " : "";
  if (single(lesson)) return `theta = theta + alpha * ${factor}(G - b) * score`;
  if (lesson.batch > 1) return "theta = theta + alpha * g";
  return lesson.weighted ? "theta = theta + alpha * (gamma**t * (G - b)) @ scores" : "theta = theta + alpha * (G - b) @ scores";
}

/**
 * The whole snippet; null while theta before the update is not known or the update has not happened.
 * @param {Lesson} lesson
 * @param {{oneHot: boolean, states: number, actions: number}} shape
 * @returns {string | null}
 */
export function snippet(lesson, shape) {
  const { before, gradient } = lesson;
  if (!before || !gradient) return null;
  const lines = ["import numpy as np", "", `theta = ${array(before)}  # before the update`, lesson.kind === "episode" && (lesson.weighted || !single(lesson)) ? `alpha, gamma = ${number(lesson.alpha)}, ${number(lesson.gamma)}` : `alpha = ${number(lesson.alpha)}`];
  if (lesson.kind === "exact") lines.push(`grad_J = ${array(gradient)}  # the exact gradient`);
  else lines.push(...(single(lesson) ? oneStep(lesson, shape) : episode(lesson, shape)));
  if (lesson.natural) lines.push(...natural(lesson, shape));
  lines.push("", updateLine(lesson), "print(theta)");
  return lines.join("\n");
}

/** @param {Lesson} lesson @param {{oneHot: boolean, states: number, actions: number}} shape */
function oneStep(lesson, shape) {
  const share = shareOf(lesson, 0);
  if (!share) return [];
  const lines = [lesson.weighted ? `t, G, b = 0, ${number(share.value)}, ${number(share.baseline)}` : `G, b = ${number(share.value)}, ${number(share.baseline)}`];
  if (shape.oneHot && shape.states === 1) return [...lines, `a = ${share.action}`, "", ...softmax(lesson), `score = (np.eye(${shape.actions})[a] - pi)${over(lesson)}`];
  return [...lines, `score = ${array(share.score)}  # gradient of log pi(A|S)`];
}

/** @param {Lesson} lesson */
const over = (lesson) => (lesson.temperature === 1 ? "" : ` / ${number(lesson.temperature)}`);

/** @param {Lesson} lesson */
function softmax(lesson) {
  return [`h = theta${over(lesson)}`, "pi = np.exp(h - h.max())", "pi = pi / pi.sum()"];
}

/** @param {Lesson} lesson @param {{oneHot: boolean, states: number, actions: number}} shape */
function episode(lesson, shape) {
  const drawn = lesson.episode;
  if (!drawn) return [];
  const whole = drawn.states.length === lesson.length;
  const mine = shape.oneHot ? whole : whole && lesson.shown === lesson.length;
  if (!mine) return [`g = ${array(lesson.gradient ?? [])}  # the mean of ${lesson.batch} episodes' contributions`];
  const which = lesson.batch > 1 ? `  # episode ${lesson.index + 1} of ${lesson.batch}` : "";
  const lines = [`R = ${array(drawn.rewards)}${which}`, `b = ${array(drawn.baselines)}`, ...scores(lesson, drawn, shape), "t = np.arange(len(R))"];
  lines.push(lesson.total ? "G = np.full(len(R), gamma**t @ R)" : "G = np.array([gamma ** (t[k:] - k) @ R[k:] for k in t])");
  if (lesson.batch > 1) {
    lines.push(
      `share = (${lesson.weighted ? "gamma**t * " : ""}(G - b)) @ scores / ${lesson.batch}`,
      `others = ${array(othersOf(lesson, drawn))}  # the other ${lesson.batch - 1}`,
      "g = share + others",
    );
  } else if (lesson.natural) lines.push(`g = (${lesson.weighted ? "gamma**t * " : ""}(G - b)) @ scores`);
  return lines;
}

/** @param {Lesson} lesson @param {import("../types.js").Episode} drawn @param {{oneHot: boolean, states: number, actions: number}} shape */
function scores(lesson, drawn, shape) {
  const { states, actions } = shape;
  if (!shape.oneHot) return [`scores = np.array([\n${lesson.scores.slice(0, lesson.shown).map((row) => `    ${list(row, number, "        ")},`).join("\n")}\n])  # one row a step`];
  return [
    `s = ${integers(drawn.states)}`,
    `a = ${integers(drawn.actions)}`,
    "",
    `h = theta.reshape(${states}, ${actions})${over(lesson)}`,
    "pi = np.exp(h - h.max(axis=1, keepdims=True))",
    "pi = pi / pi.sum(axis=1, keepdims=True)",
    `scores = np.zeros((len(s), ${states}, ${actions}))`,
    `scores[np.arange(len(s)), s] = (np.eye(${actions})[a] - pi[s])${over(lesson)}`,
    `scores = scores.reshape(len(s), ${states * actions})`,
  ];
}

/** What the other episodes of the batch brought, so that the sum is the estimate. @param {Lesson} lesson @param {import("../types.js").Episode} drawn */
function othersOf(lesson, drawn) {
  const own = contributionOf(lesson, drawn);
  return (lesson.gradient ?? []).map((value, d) => value - (own[d] ?? 0) / lesson.batch);
}

/**
 * One episode's contribution, the sum over its steps of weight times score; one-hot features only beyond the scores sent.
 * @param {Lesson} lesson @param {import("../types.js").Episode} drawn
 */
function contributionOf(lesson, drawn) {
  const size = lesson.before?.length ?? 0;
  const sum = new Array(size).fill(0);
  for (let t = 0; t < drawn.states.length; t += 1) {
    const score = lesson.scores[t] ?? tabularScore(lesson, drawn, t, size);
    for (let d = 0; d < size; d += 1) sum[d] += (drawn.weights[t] ?? 0) * (score[d] ?? 0);
  }
  return sum;
}

/** @param {Lesson} lesson @param {import("../types.js").Episode} drawn @param {number} t @param {number} size */
function tabularScore(lesson, drawn, t, size) {
  const actions = lesson.chances[0]?.length ?? 1;
  const at = (drawn.states[t] ?? 0) * actions;
  const h = (lesson.before ?? []).slice(at, at + actions).map((value) => value / lesson.temperature);
  const top = Math.max(...h);
  const e = h.map((value) => Math.exp(value - top));
  const all = e.reduce((sum, value) => sum + value, 0);
  const score = new Array(size).fill(0);
  e.forEach((value, a) => {
    score[at + a] = ((drawn.actions[t] === a ? 1 : 0) - value / all) / lesson.temperature;
  });
  return score;
}

/** @param {Lesson} lesson @param {{oneHot: boolean, states: number, actions: number}} shape */
function natural(lesson, shape) {
  const { before, after, alpha, damping } = lesson;
  if (lesson.kind === "episode" && single(lesson) && shape.oneHot && shape.states === 1) {
    const square = lesson.temperature === 1 ? "" : ` / ${number(lesson.temperature)}**2`;
    return [
      `F = (np.diag(pi) - np.outer(pi, pi))${square}  # the Fisher matrix`,
      ...(damping > 0 ? [`F = F + ${number(damping)} * np.eye(${shape.actions})`] : []),
      "g = (G - b) * score",
      "direction = np.linalg.pinv(F, rcond=1e-13, hermitian=True) @ g",
    ];
  }
  const direction = (before ?? []).map((value, d) => (alpha > 0 ? ((after?.[d] ?? 0) - value) / alpha : 0));
  return [`direction = ${array(direction)}  # the Fisher matrix's inverse times the estimate`];
}

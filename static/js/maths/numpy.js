/**
 * The update as NumPy: a few lines that, pasted, give the numbers on the screen.
 *
 * Numbers are written in full (JavaScript's shortest form that reads back to the same double, and Python reads it so too).
 *
 * The score is the textbook's, one-hot minus pi: what 1 - pi(a) loses near a corner is less than the last digit of the theta it is
 * added to. The natural gradient divides by pi, and would make that loss large: its step is written out instead of solved for.
 */

import { backprop } from "./backprop.js";
import { plain, shareOf, single } from "./lesson.js";
import { others } from "./softmax.js";

/** @typedef {import("./lesson.js").Lesson} Lesson */
/** @typedef {{oneHot: boolean, states: number, actions: number, layers?: import("./backprop.js").Layers | null}} Shape */

const WIDTH = 100;

/** @param {number} value */
const number = (value) =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0`.replace("-0.0", "0.0") : String(value);

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
  if (lesson.optimizer === "momentum") return "theta = theta + alpha * m";
  if (lesson.indirect) return "theta = theta + alpha * direction";
  if (lesson.estimator === "exact") return "theta = theta + alpha * grad_J";
  if (lesson.kind === "whole" || lesson.batch > 1 || lesson.entropy > 0) return "theta = theta + alpha * g";
  if (single(lesson)) return `theta = theta + alpha * ${weightText(lesson)} * ${scoreName(lesson)}`;
  return `theta = theta + alpha * ${weightsText(lesson)} @ ${scoreName(lesson)}s`;
}

/** Some weights need more than this episode to be told: they are written out. @param {Lesson} lesson */
const literal = (lesson) => !plain(lesson);
/** @param {Lesson} lesson */
const weightText = (lesson) => (literal(lesson) ? "w" : `${lesson.weighted ? "gamma**t * " : ""}(G - b)`);
/** @param {Lesson} lesson */
const weightsText = (lesson) => (literal(lesson) ? "w" : lesson.weighted ? "(gamma**t * (G - b))" : "(G - b)");
/** Without its log a score is the gradient of pi. @param {Lesson} lesson */
const scoreName = (lesson) => (lesson.estimator === "no_log" ? "grad_pi" : "score");

/**
 * The whole snippet; null while theta before the update is not known or the update has not happened.
 * @param {Lesson} lesson
 * @param {Shape} shape
 * @returns {string | null}
 */
export function snippet(lesson, shape) {
  const { before, gradient } = lesson;
  if (!before || !gradient) return null;
  const lines = ["import numpy as np", "", `theta = ${array(before)}  # before the update`];
  const gamma = lesson.kind === "episode" && plain(lesson) && (lesson.weighted || !single(lesson));
  lines.push(
    gamma ? `alpha, gamma = ${number(lesson.alpha)}, ${number(lesson.gamma)}` : `alpha = ${number(lesson.alpha)}`,
  );
  if (lesson.estimator === "exact")
    lines.push(`grad_J = ${array(gradient)}  # the exact gradient${lesson.entropy > 0 ? " of J + beta H" : ""}`);
  else if (lesson.kind === "whole") lines.push(`g = ${array(gradient)}  # the estimate`);
  else lines.push(...(single(lesson) ? oneStep(lesson, shape) : episode(lesson, shape)));
  if (lesson.indirect) lines.push(...indirect(lesson, shape));
  lines.push("", updateLine(lesson), "print(theta)");
  return lines.join("\n");
}

/** @param {Lesson} lesson @param {Shape} shape */
function oneStep(lesson, shape) {
  const share = shareOf(lesson, 0);
  if (!share) return [];
  const [value, base] = [number(share.value), number(share.baseline)];
  const lines = [
    literal(lesson)
      ? `w = ${number(share.weight)}  # the weight`
      : lesson.weighted
        ? `t, G, b = 0, ${value}, ${base}`
        : `G, b = ${value}, ${base}`,
  ];
  if (shape.layers && lesson.episode) {
    lines.push(...scores(lesson, lesson.episode, shape), `${scoreName(lesson)} = ${scoreName(lesson)}s[0]`);
    return lesson.indirect ? [...lines, `g = ${weightText(lesson)} * ${scoreName(lesson)}`] : lines;
  }
  if (!shape.oneHot || shape.states > 1)
    return [
      ...lines,
      `${scoreName(lesson)} = ${array(share.score)}`,
      ...(lesson.natural ? [`g = ${weightText(lesson)} * ${scoreName(lesson)}`] : []),
    ];
  lines.push(
    `a = ${share.action}`,
    "",
    ...softmax(lesson),
    `score = (np.eye(${shape.actions})[a] - pi)${over(lesson)}`,
  );
  if (lesson.estimator === "no_log") lines.push("grad_pi = pi[a] * score");
  if (lesson.indirect && !writtenOut(lesson)) lines.push(`g = ${weightText(lesson)} * ${scoreName(lesson)}`);
  return lines;
}

/** Of one step of a one-hot bandit the undamped natural step needs no matrix. @param {Lesson} lesson */
const writtenOut = (lesson) => lesson.natural && lesson.optimizer === "ascent" && lesson.damping === 0;

/** @param {Lesson} lesson */
const over = (lesson) => (lesson.temperature === 1 ? "" : ` / ${number(lesson.temperature)}`);

/** @param {Lesson} lesson */
function softmax(lesson) {
  return [`h = theta${over(lesson)}`, "pi = np.exp(h - h.max())", "pi = pi / pi.sum()"];
}

/** @param {Lesson} lesson @param {Shape} shape */
function episode(lesson, shape) {
  const drawn = lesson.episode;
  if (!drawn) return [];
  const whole = drawn.states.length === lesson.length;
  const known = shape.oneHot || (shape.layers && lesson.batch === 1) || lesson.shown === lesson.length;
  const mine = lesson.entropy === 0 && whole && known;
  if (!mine) return [`g = ${array(lesson.gradient ?? [])}  # the mean of ${lesson.batch} episodes' contributions`];
  const which = lesson.batch > 1 ? `  # episode ${lesson.index + 1} of ${lesson.batch}` : "";
  const lines = [];
  if (literal(lesson))
    lines.push(
      `w = ${array(drawn.weights)}  # the weights${which ? `: ${which.slice(4)}` : ""}`,
      ...scores(lesson, drawn, shape),
    );
  else {
    lines.push(
      `R = ${array(drawn.rewards)}${which}`,
      `b = ${array(drawn.baselines)}`,
      ...scores(lesson, drawn, shape),
      "t = np.arange(len(R))",
    );
    lines.push(
      lesson.total ? "G = np.full(len(R), gamma**t @ R)" : "G = np.array([gamma ** (t[k:] - k) @ R[k:] for k in t])",
    );
  }
  const sum = `${weightsText(lesson)} @ ${scoreName(lesson)}s`;
  if (lesson.batch > 1)
    lines.push(
      `share = ${sum} / ${lesson.batch}`,
      `others = ${array(othersOf(lesson, drawn))}  # the other ${lesson.batch - 1}`,
      "g = share + others",
    );
  else if (lesson.indirect) lines.push(`g = ${sum}`);
  return lines;
}

/** @param {Lesson} lesson @param {import("../types.js").Episode} drawn @param {Shape} shape */
function scores(lesson, drawn, shape) {
  const { states, actions, layers } = shape;
  if (layers) {
    return [
      `s = ${integers(drawn.states)}`,
      `a = ${integers(drawn.actions)}`,
      "",
      ...backprop(layers, drawn.states, over(lesson), (row) => list(row, number, "        ")),
      ...(lesson.estimator === "no_log" ? ["grad_pis = pi[np.arange(len(s)), a][:, None] * scores"] : []),
    ];
  }
  if (!shape.oneHot) {
    const rows = Array.from({ length: lesson.shown }, (_, t) => shareOf(lesson, t)?.score ?? []);
    return [
      `${scoreName(lesson)}s = np.array([\n${rows.map((row) => `    ${list(row, number, "        ")},`).join("\n")}\n])  # one row a step`,
    ];
  }
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
    ...(lesson.estimator === "no_log" ? ["grad_pis = pi[s, a][:, None] * scores"] : []),
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
    const score = shareOf(lesson, t)?.score ?? tabularScore(lesson, drawn, t, size);
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
  const folded = lesson.estimator === "no_log" ? (e[drawn.actions[t] ?? 0] ?? 0) / all : 1;
  e.forEach((value, a) => {
    const own = drawn.actions[t] === a ? others(e, a) : -value;
    score[at + a] = (folded * own) / all / lesson.temperature;
  });
  return score;
}

/** From the estimate to the step, where theta does not follow the estimate itself. @param {Lesson} lesson @param {Shape} shape */
function indirect(lesson, shape) {
  const { before, after, alpha, damping } = lesson;
  const direction = (before ?? []).map((value, d) => (alpha > 0 ? ((after?.[d] ?? 0) - value) / alpha : 0));
  if (lesson.optimizer === "momentum") return [`m = ${array(direction)}  # mu * m + the estimate`];
  if (lesson.optimizer === "adam")
    return [`direction = ${array(direction)}  # m_hat / (sqrt(v_hat) + epsilon), of all estimates so far`];
  if (lesson.normalized) return [`direction = ${array(direction)}  # the estimate, divided by its length`];
  if (lesson.kind === "episode" && single(lesson) && shape.oneHot && shape.states === 1) {
    if (writtenOut(lesson)) {
      const log = lesson.estimator === "no_log" ? "" : " / pi[a]";
      const times = lesson.temperature === 1 ? "" : `${number(lesson.temperature)} * `;
      return [
        `direction = ${times}${weightText(lesson)} * (np.eye(${shape.actions})[a] - 1 / ${shape.actions})${log}  # the Fisher matrix's pseudo-inverse times the estimate`,
      ];
    }
    const square = lesson.temperature === 1 ? "" : ` / ${number(lesson.temperature)}**2`;
    return [
      `F = (np.diag(pi) - np.outer(pi, pi))${square}  # the Fisher matrix`,
      `F = F + ${number(damping)} * np.eye(${shape.actions})`,
      "direction = np.linalg.solve(F, g)",
    ];
  }
  return [`direction = ${array(direction)}  # the Fisher matrix's inverse times the estimate`];
}

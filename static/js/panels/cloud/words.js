/** The cloud in words: its key, its sentence, its table. */

import { el, setText } from "../../dom/elements.js";
import { normalShare } from "../../maths/cloud.js";
import { count, magnitude, rounded } from "../../maths/format.js";
import { nameOf } from "../../maths/ledger.js";
import { bonusOf, climbedName } from "../../maths/objective.js";
import { norm } from "../../maths/vectors.js";
import { alike, SIGMAS } from "./pictures.js";

/** @typedef {import("../../types.js").Experiment} Experiment */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {[number, number]} Range */

const [MEAN, SHARE] = ["mean of the dots", `2σ: ${Math.round(100 * normalShare(SIGMAS))} % if normal`];
/** Rows of the table that list where episodes lie. */
const SPOTS = 24;

/** What the arrow is the gradient of. @param {Experiment} experiment */
export const arrowName = (experiment) => (bonusOf(experiment) > 0 ? `exact ∇(${climbedName(experiment)})` : "exact ∇J");

/** Whether a run samples nothing: then there is no cloud, and the arrow is the estimate itself. @param {Experiment} experiment */
export const exactly = ({ estimator }) => estimator.kind === "exact";

/** @param {Experiment} experiment */
export const batchOf = ({ estimator }) => estimator["batch_size"] ?? 1;

/** The key in the picture's corner. */
export function createKeys() {
  /** @param {string} kind @param {string} [text] */
  const key = (kind, text = "") => {
    const words = el("span", { text });
    return {
      words,
      element: el("span", { class: "cloud-key" }, el("i", { class: kind, "aria-hidden": "true" }), words),
    };
  };
  const arrow = key("cloud-arrow");
  const scatter = [key("cloud-mean", MEAN), key("cloud-ellipse", SHARE)];
  const batch = key("cloud-ellipse cloud-batch");
  return {
    element: el("div", { class: "cloud-keys" }, ...[arrow, ...scatter, batch].map(({ element }) => element)),
    /** @param {Experiment} experiment */
    write(experiment) {
      for (const { element } of scatter) element.hidden = exactly(experiment);
      batch.element.hidden = batchOf(experiment) <= 1 || exactly(experiment);
      setText(arrow.words, arrowName(experiment));
      setText(batch.words, `2σ of a mean of ${batchOf(experiment)}`);
    },
  };
}

/** The same for a saved picture. @param {import("../../types.js").Theme} theme @param {Experiment} experiment @returns {import("../../types.js").Key[]} */
export function keysOf(theme, experiment) {
  const batch = batchOf(experiment);
  /** @type {import("../../types.js").Key} */
  const arrow = { mark: "arrow", color: theme.exact, text: arrowName(experiment) };
  if (exactly(experiment)) return [arrow];
  /** @type {import("../../types.js").Key} */
  const many = { mark: "ellipse", color: theme.estimate, text: `2σ of a mean of ${batch}`, dash: [4, 3] };
  return [
    arrow,
    { mark: "diamond", color: theme.estimate, text: MEAN },
    { mark: "ellipse", color: theme.ink, text: SHARE },
    ...(batch > 1 ? [many] : []),
  ];
}

/** @param {Seen | null} seen @param {Moment} m @param {readonly [Range, Range]} window of the picture */
export function sentence(seen, { frame, lab }, window) {
  if (!seen) return "No cloud was kept for this moment.";
  const { experiment, problem, kinds, policy } = lab;
  const { cloud } = seen;
  const long = lengthWords(seen, policy.parameters);
  if (exactly(experiment)) return `No episode is drawn, and nothing scatters; the exact gradient is ${long}.`;
  const away = Math.hypot(cloud.mean[0] - cloud.exact[0], cloud.mean[1] - cloud.exact[1]);
  const reach = Math.sqrt(Math.max(0, cloud.covariance[0][0] + cloud.covariance[1][1]));
  const when = seen.frame.update === frame.update ? "" : ` (update ${seen.frame.update})`;
  const spread = `spread ${magnitude(alike(cloud) ? 0 : reach)}, mean ${magnitude(away)} off, gradient ${long}`;
  return `${count(cloud.episodes)} episodes${when}, ${nameOf(experiment.estimator, problem, kinds)}: ${spread}${outside(seen, window)}.`;
}

/** How many dots stand at the edge because they lie beyond it. @param {Seen} seen @param {readonly [Range, Range]} window */
function outside({ cloud }, [x, y]) {
  /** @param {readonly number[]} place */
  const away = ([across = NaN, up = NaN]) => across < x[0] || across > x[1] || up < y[0] || up > y[1];
  const beyond = cloud.samples.filter(away).length;
  return beyond > 0 ? `; ${beyond} beyond the edge` : "";
}

/** How long the gradient is on the picture's plane, and in all. @param {Seen} seen @param {number} parameters */
function lengthWords({ cloud: { exact }, frame }, parameters) {
  const whole = frame.exact ? `, ${magnitude(norm(frame.exact.gradient))} in all ${parameters}` : "";
  return `${magnitude(Math.hypot(...exact))} long${parameters > 2 ? ` along these two parameters${whole}` : ""}`;
}

/** @param {Seen | null} seen @param {Experiment} experiment @param {[string, string]} names of the axes */
export function tableOf(seen, experiment, names) {
  const columns = ["", ...names];
  if (!seen) return { columns, rows: [] };
  const { cloud, spots } = seen;
  /** @param {string} name @param {readonly [number, number]} pair */
  const row = (name, pair) => [name, rounded(pair[0], 4), rounded(pair[1], 4)];
  const exact = row("Exact gradient", cloud.exact);
  if (exactly(experiment)) return { columns, rows: [exact] };
  const [[across, both], [, up]] = cloud.covariance;
  return {
    columns,
    rows: [
      exact,
      row(`Mean of ${cloud.episodes} episodes`, cloud.mean),
      row("Standard deviation", [Math.sqrt(Math.max(0, across)), Math.sqrt(Math.max(0, up))]),
      ["Covariance", rounded(both, 4), ""],
      ...spots.slice(0, SPOTS).map(({ count: many, x, y }) => row(`${many} × `, [x, y])),
    ],
  };
}

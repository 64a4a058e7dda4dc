/** The ledger: several estimators at the same theta, each in numbers. */

import { el, setText } from "../../dom/elements.js";
import { count, fixed, magnitude, short } from "../../maths/format.js";
import { biased, candidates, comparisons, errorNorm } from "../../maths/ledger.js";
import { bonusOf, climbedName, climbedValue } from "../../maths/objective.js";
import { beside, Refused } from "../../run/refused.js";
import { following } from "../parts/asking.js";

/** @typedef {import("../../types.js").Host} Host */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("../../maths/ledger.js").Entry} Entry */
/** @typedef {import("../../types.js").Estimate} Estimate */
/** @typedef {{entry: Entry, estimate: Estimate | null, why: string}} Line   why: what the server said where there is no estimate */

const SAMPLES = 1000;
/** While playing, at most one question in this time. */
const EVERY_MS = 1500;
const COLUMNS = ["Estimator", "sampled", "exact", "sampled", "exact", "SNR", "Cosine", "Episodes"];
const NONE = "none: it depends on what a baseline remembers, or has no closed form";
const HELP = [
  "What weighs the scores",
  "|mean − ∇J| with its sampling error; in bold where it stands clear of that error",
  `|E[mean] − ∇J|, the bias itself; – where there is ${NONE}`,
  "Trace of one episode's covariance, as sampled, with its sampling error: large where single episodes are far out",
  `The same without sampling; – where there is ${NONE}`,
  "Signal to noise: |∇J| / √variance of one episode",
  "Between the mean and ∇J",
  "How many episodes it takes for their mean to have the right sign along ∇J in 95 out of 100 cases",
];

/** The columns in full, for a table read alone. */
export const FULL = [
  "Estimator",
  "Bias",
  "Exact bias",
  "Variance",
  "Exact variance",
  "Signal to noise",
  "Cosine",
  "Episodes for a 95 % correct sign",
];

/** The estimators a person has chosen, a choice that outlives a new problem; null: the usual ones. @type {Set<string> | null} */
let chosen = null;

/** One line of the ledger as texts. @param {Estimate} estimate */
export function cellsOf(estimate) {
  const error = errorNorm(estimate.standard_error);
  const clean = estimate.variance < 1e-20;
  return [
    clean && estimate.bias_norm < 1e-12 ? "0" : besideError(estimate.bias_norm, error),
    exactly(estimate.exact_bias_norm),
    clean ? "0" : besideError(estimate.variance, estimate.variance_standard_error),
    exactly(estimate.exact_variance),
    clean ? "∞" : magnitude(estimate.snr),
    fixed(estimate.cosine, 3),
    estimate.episodes_for_sign === null ? "never" : count(estimate.episodes_for_sign),
  ];
}

/** One line of the ledger as numbers, for a file. @param {Estimate} estimate */
const numbersOf = (estimate) => [
  estimate.bias_norm,
  errorNorm(estimate.standard_error),
  estimate.exact_bias_norm ?? "",
  estimate.variance,
  estimate.variance_standard_error,
  estimate.exact_variance ?? "",
  estimate.snr ?? "",
  estimate.cosine ?? "",
  estimate.episodes_for_sign ?? "",
];

/** A number and its sampling error, both with as many decimals as the error's first digit has. @param {number} value @param {number} error */
function besideError(value, error) {
  if (!(error > 0)) return magnitude(value);
  const digits = -Math.floor(Math.log10(error));
  // Far from one, powers of ten are shorter than a row of digits.
  if (digits > 5 || Math.max(value, error) >= 1e5) return `${magnitude(value)} ± ${short(error, 1)}`;
  if (digits < 0) return `${count(Number(value.toPrecision(3)))} ± ${count(Number(error.toPrecision(1)))}`;
  return `${fixed(value, digits)} ± ${fixed(error, digits)}`;
}

/** What rounding leaves of a zero is one. @param {number | null} value */
function exactly(value) {
  return value === null ? "–" : value < 1e-12 ? "0" : magnitude(value);
}

/** The ledger for a file. @param {readonly Line[]} lines @returns {import("../../types.js").Table} */
function fileOf(lines) {
  const errors = ["Standard error of the bias", "Standard error of the variance"];
  return {
    columns: errors.reduce((columns, title, i) => columns.toSpliced(2 + 3 * i, 0, title), FULL),
    rows: lines.map(({ entry, estimate, why }) => [entry.name, ...(estimate ? numbersOf(estimate) : [why])]),
  };
}

/** Bias and variance each have two columns under their name: as sampled, and exact. */
function headings() {
  const cells = COLUMNS.map((text, i) => el("th", { scope: "col", text, title: HELP[i] }));
  const group = (/** @type {string} */ text) =>
    el("th", { scope: "colgroup", colspan: "2", class: "ledger-group", text });
  const above = el("tr", {}, el("td"), group("Bias"), group("Variance"), el("td", { colspan: "3" }));
  return el("thead", {}, above, el("tr", {}, ...cells));
}

/** What is ticked becomes what is chosen; what was chosen for another problem is kept for it. @param {HTMLInputElement[]} boxes */
function remember(boxes) {
  const elsewhere = [...(chosen ?? [])].filter((one) => !boxes.some((other) => other.value === one));
  chosen = new Set([...elsewhere, ...boxes.filter((one) => one.checked).map((one) => one.value)]);
}

/** @param {Host} host */
export function createLedger(host) {
  /** @type {Line[]} */
  let lines = [];
  let failed = "";
  /** The update they are of, where it is not the moment's: a recording has some moments alone. @type {number | undefined} */
  let at;
  /** Which estimators the server cannot give for the present problem, and why, by their keys. @type {Map<string, string>} */
  const refused = new Map();
  /** @type {import("../../types.js").Problem | null} */
  let of = null;
  /** @type {Moment | null} */
  let latest = null;

  const body = el("tbody");
  const caption = el("caption");
  const table = el("table", { class: "ledger" }, caption, headings(), body);
  const choices = el("div", { class: "ledger-choices", role: "group", "aria-label": "Estimators to compare" });
  const choice = el(
    "details",
    { class: "ledger-choice", "data-acts": true },
    el("summary", { text: "Choose estimators" }),
    choices,
  );
  const element = el(
    "div",
    { class: "ledger-frame", tabindex: "0", role: "region", "aria-label": "Estimators side by side" },
    table,
    choice,
  );

  /** The boxes to tick, for this problem. @param {Moment} m */
  function offer({ lab }) {
    const all = candidates(lab.experiment, lab.problem, 0, lab.kinds, lab.policy.parameters);
    if (choices.children.length === all.length && all.every(({ name }, i) => choices.children[i]?.textContent === name))
      return;
    choices.replaceChildren(
      ...all.map(({ key, name, usual }) => {
        const box = el("input", { type: "checkbox", value: key, onchange: choose });
        box.checked = chosen ? chosen.has(key) : usual;
        return el("label", {}, box, name);
      }),
    );
  }

  function choose() {
    remember([...choices.querySelectorAll("input")]);
    if (latest) questions.now(latest);
  }

  const questions = following({
    every: EVERY_MS,
    question({ frame, lab: { problem, experiment, policy, kinds } }) {
      if (problem !== of) refused.clear();
      of = problem;
      const entries = comparisons(experiment, problem, climbedValue(frame) ?? 0, kinds, chosen, policy.parameters);
      const body = {
        problem: experiment.problem,
        policy: experiment.policy,
        objective: experiment.objective,
        theta: frame.theta,
        optimizer: experiment.optimizer,
        samples: SAMPLES,
        seed: 0,
      };
      return { entries, body };
    },
    ask: ({ entries, body }, signal) => answered(entries, body, signal),
    answered(found, m) {
      lines = found;
      failed = "";
      write(m);
    },
    failed(text, m) {
      failed = text;
      write(m);
    },
  });

  /**
   * The server's answers. An estimator that is too much for this problem does not take the others with it, and is not asked for again.
   * @param {Entry[]} entries @param {object} question @param {AbortSignal} signal
   * @returns {Promise<Line[]>}
   */
  async function answered(entries, question, signal) {
    const asking = entries.filter((entry) => !refused.has(entry.key));
    try {
      /** @type {Pick<import("../../replies.js").EstimatesReply, "estimates">} */
      const { estimates, ...of } = asking.length
        ? await host.ask("api/estimates", { ...question, estimators: asking.map((entry) => entry.estimator) }, signal)
        : { estimates: [] };
      at = /** @type {{update?: number}} */ (of).update;
      return entries.map((entry) => ({
        entry,
        estimate: estimates[asking.indexOf(entry)] ?? null,
        why: refused.get(entry.key) ?? "",
      }));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      const [, list, at = ""] = problem.pointer.split("/");
      const entry = list === "estimators" ? asking[Number(at)] : undefined;
      if (!entry) throw problem;
      refused.set(entry.key, beside(problem.message, `estimators.${at}`));
      return answered(entries, question, signal);
    }
  }

  /** @param {Moment} m */
  function write(m) {
    setText(
      caption,
      failed ||
        `θ of update ${at ?? m.frame.update}, ${count(SAMPLES)} episodes each; learned baselines start from zero.${bonusOf(m.lab.experiment) > 0 ? ` Those with the bonus are compared with the gradient of ${climbedName(m.lab.experiment)}.` : ""}`,
    );
    const rows = lines.map(({ entry, estimate, why }) => {
      const cells = estimate
        ? cellsOf(estimate).map((text) => el("td", { text }))
        : [el("td", { class: "ledger-why", colspan: COLUMNS.length - 1, title: why, text: why })];
      if (estimate && biased(estimate)) cells[0]?.setAttribute("data-biased", "");
      const name = el(
        "th",
        { scope: "row" },
        entry.name,
        ...(entry.inUse ? [el("span", { class: "in-use", text: "in use" })] : []),
      );
      return el("tr", entry.inUse ? { "data-in-use": "" } : {}, name, ...cells);
    });
    body.replaceChildren(...rows);
  }

  return {
    element,
    lines: () => lines,
    numbers: () => fileOf(lines),
    /** Bring the ledger up to the moment. @param {Moment} m */
    follow(m) {
      latest = m;
      offer(m);
      if (!m.frame.lost) questions.follow(m);
    },
    rest: questions.stop,
    destroy: questions.stop,
  };
}

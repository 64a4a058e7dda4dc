/**
 * The ledger: several estimators at the same theta, each in numbers. Asked of the server on a pause and seldom while playing;
 * an answer that comes too late for its theta is dropped.
 */

import { el, setText } from "../../dom.js";
import { count, fixed, short } from "../../format.js";
import { biased, comparisons, errorNorm } from "../../maths/ledger.js";

/** @typedef {import("../../types.js").Host} Host */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("../../maths/ledger.js").Entry} Entry */
/** @typedef {import("../../maths/ledger.js").Estimate} Estimate */
/** @typedef {{entry: Entry, estimate: Estimate}} Line */

const SAMPLES = 1000;
/** While playing, at most one question in this time. */
const EVERY_MS = 1500;
const COLUMNS = ["Estimator", "Bias", "Variance", "SNR", "Cosine", "Episodes"];
const HELP = [
  "What weighs the scores", "|mean − ∇J| with its sampling error; in bold where it stands clear of that error", "Trace of one episode's covariance",
  "Signal to noise: |∇J| / √variance of one episode", "Between the mean and ∇J", "How many episodes it takes for their mean to have the right sign along ∇J in 95 of 100 cases",
];

/** One line of the ledger as texts. @param {Estimate} estimate */
export function cellsOf(estimate) {
  const error = errorNorm(estimate.standard_error);
  const digits = Math.min(6, Math.max(3, error > 0 ? 1 - Math.floor(Math.log10(error)) : 3));
  const clean = estimate.variance < 1e-20;
  return [
    clean && estimate.bias_norm < 1e-12 ? "0" : `${fixed(estimate.bias_norm, digits)} ± ${fixed(error, digits)}`,
    clean ? "0" : short(estimate.variance, 3),
    clean ? "∞" : short(estimate.snr, 3),
    fixed(estimate.cosine, 3),
    estimate.episodes_for_sign === null ? "never" : count(estimate.episodes_for_sign),
  ];
}

/**
 * @param {Host} host
 * @param {() => void} changed
 */
export function createLedger(host, changed) {
  /** @type {Line[]} */
  let lines = [];
  let asked = "";
  let last = -Infinity;
  let failed = "";
  /** @type {AbortController | null} */
  let under = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  /** @type {Moment | null} */
  let latest = null;

  const body = el("tbody");
  const caption = el("caption");
  const head = el("tr", {}, ...COLUMNS.map((text, i) => el("th", { scope: "col", text, title: HELP[i] })));
  const table = el("table", { class: "ledger" }, caption, el("thead", {}, head), body);
  const element = el("div", { class: "ledger-frame", tabindex: "0", role: "region", "aria-label": "Estimators side by side" }, table);

  /** @param {Moment} m */
  async function ask(m) {
    const { problem, experiment } = m.lab;
    const entries = comparisons(experiment, problem, m.frame.exact?.value ?? 0);
    const question = {
      problem: experiment.problem, policy: experiment.policy, objective: experiment.objective, theta: m.frame.theta,
      estimators: entries.map((entry) => entry.estimator), optimizer: experiment.optimizer, samples: SAMPLES, seed: 0,
    };
    const text = JSON.stringify(question);
    if (text === asked) return;
    asked = text;
    last = performance.now();
    under?.abort();
    const mine = new AbortController();
    under = mine;
    try {
      const answer = await host.ask("/api/estimates", question, mine.signal);
      lines = entries.map((entry, i) => ({ entry, estimate: answer.estimates[i] }));
      failed = "";
    } catch (problem) {
      if (mine.signal.aborted) return;
      asked = "";
      failed = problem instanceof Error ? problem.message : "";
    } finally {
      if (under === mine) under = null;
    }
    write(m);
    changed();
  }

  /** @param {Moment} m */
  function write(m) {
    setText(caption, failed || `θ of update ${m.frame.step}, ${count(SAMPLES)} episodes each; baselines that learn start afresh.`);
    const rows = lines.map(({ entry, estimate }) => {
      const cells = cellsOf(estimate).map((text) => el("td", { text }));
      if (biased(estimate)) cells[0]?.setAttribute("data-biased", "");
      const name = el("th", { scope: "row" }, entry.name, ...(entry.inUse ? [el("span", { class: "in-use", text: "in use" })] : []));
      return el("tr", entry.inUse ? { "data-in-use": "" } : {}, name, ...cells);
    });
    body.replaceChildren(...rows);
  }

  return {
    element,
    lines: () => lines,
    /** Bring the ledger up to the moment: at once in a pause, seldom while playing. @param {Moment} m */
    follow(m) {
      latest = m;
      if (!m.playing) {
        clearTimeout(later);
        later = undefined;
        void ask(m);
        return;
      }
      const left = EVERY_MS - (performance.now() - last);
      if (left <= 0 && !under) void ask(m);
      else
        later ??= setTimeout(() => {
          later = undefined;
          if (latest) void ask(latest);
        }, Math.max(left, 50));
    },
    rest() {
      clearTimeout(later);
      later = undefined;
      under?.abort();
      under = null;
    },
    destroy() {
      clearTimeout(later);
      under?.abort();
    },
  };
}

/** Features as weights: phi(s, a) on a plane with pi as masses, the pivot at their mean, and the scores as arms that balance. */

import { el, setText } from "../dom/elements.js";
import { movedTo } from "../maths/balance.js";
import { fixed, rounded } from "../maths/format.js";
import { steady } from "../maths/steady.js";
import { balanceMarks, FOOT } from "./features/picture.js";
import { createSheet } from "./features/sheet.js";
import { createTrial } from "./features/trial.js";
import { stateChoice } from "./parts/fields.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../maths/balance.js").Balance} Balance */
/** @typedef {[number, number]} Range */

/** @type {import("../types.js").Table} */
const NOTHING = { columns: ["Action"], rows: [] };

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const { problem } = lab;
  const names = problem.action_names;
  const trial = host.kept("trial", () => createTrial(lab));
  let chosen = 0;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Balance | null} */
  let now = null;
  /** @type {Range[]} */
  let frames = [];
  const tau = () => latest?.lab.experiment.policy.temperature ?? 1;

  // --- what stands around the picture ------------------------------------------------------------------------------
  const picture = el("div", { class: "features-picture" });
  const sheet = createSheet({
    names,
    looks: names.map((_, a) => theme.action(a)),
    choose(a) {
      chosen = a;
      host.redraw();
    },
    change(k, value) {
      const rows = trial.phi.map((row) => [...row]);
      const row = rows[chosen];
      if (row) row[k] = Math.min(1e3, Math.max(-1e3, value));
      attempt(rows);
    },
  });
  const rest = el("p", { class: "features-rest" });
  const { bar, back, use } = buttons(() => attempt(null), adopt);
  if (problem.states > 1) {
    bar.prepend(
      stateChoice(problem, trial.state, (wanted) => {
        trial.choose(wanted);
        load();
        host.redraw();
      }),
    );
  }
  const foot = el("div", { class: "features-foot" }, sheet.formula, rest);
  host.body.append(
    el("div", { class: "features" }, bar, el("div", { class: "features-both" }, picture, sheet.element), foot),
  );
  load();
  const stage = pictureStage(host, picture, () => (now && !latest?.frame.lost ? trial.scene(now, chosen, list) : null));
  stage.drag({
    handles: () =>
      trial.phi.map((row, a) => {
        const [x, y] = trial.place(row);
        return { name: `φ of ${names[a]}`, x, y };
      }),
    move(handle, x, y) {
      const a = names.findIndex((name) => handle.name === `φ of ${name}`);
      if (a < 0) return;
      chosen = a;
      attempt(trial.phi.map((row, b) => (a === b ? movedTo(trial.plane, row, x, y) : row)));
    },
  });

  function load() {
    frames = [];
    sheet.columns(trial.columns, trial.columns.map(trial.parameter), trial.own[0]?.length ?? 0);
  }

  /** @param {number[][] | null} rows */
  function attempt(rows) {
    trial.attempt(rows);
    host.redraw();
  }

  function adopt() {
    const phi = trial.whole();
    if (phi) host.edit({ "policy.features": { kind: "custom", phi } });
  }

  function frameUp() {
    frames = framesOf(trial, frames);
    stage.range(/** @type {Range} */ (frames[0]), frames[1]);
  }

  function write() {
    if (!now) return;
    const { pi, pivot, arms } = now;
    sheet.write({ phi: trial.phi, pi, pivot, arm: arms[chosen] ?? [], chosen, temperature: tau() });
    setText(rest, `Σ π · score = ${fixed(now.rest, 3)}`);
    back.disabled = !trial.tried;
    const why = trial.refusal();
    use.disabled = why !== "";
    use.title = why || "Starts the run again with these features, θ at zero";
  }

  return {
    draw(m, words) {
      latest = m;
      now = trial.balanced(m.frame.theta, tau());
      frameUp();
      if (words) write();
      stage.redraw();
    },
    summary(m) {
      if (!now) return "";
      const { state, tried } = trial;
      const where = problem.states > 1 ? ` in ${problem.state_names[state]}` : "";
      const score = (now.arms[chosen] ?? []).map((value) => value / tau());
      const labelled = score.length === names.length ? names : undefined;
      const run = tried
        ? ` with the φ tried here, ${fixed(m.frame.probabilities?.[state]?.[chosen], 3)} in the run`
        : "";
      return `π(${names[chosen]})${where} = ${fixed(now.pi[chosen], 3)}${run}; its score is ${list(score, 3, labelled)}; weighted by π all scores add to ${fixed(now.rest, 3)}.`;
    },
    numbers(m) {
      return this.table(m);
    },
    table: (m) => (now ? scoreTable(names, now, trial.phi, m.frame.probabilities?.[trial.state], tau()) : NOTHING),
    destroy: () => stage.destroy(),
  };
}

/** @typedef {ReturnType<typeof createTrial>} Trial */

/** The balance. @param {Host} host @param {HTMLElement} place @param {() => ReturnType<Trial["scene"]> | null} scene */
function pictureStage(host, place, scene) {
  return host.stage(
    {
      label:
        "Feature vectors of the state's actions as weights on a plane, with areas equal to the probabilities. The pivot is their mean; the arms are the scores.",
      x: { range: [-1, 1] },
      y: { range: [-1, 1] },
      axes: false,
      equal: true,
      zoom: false,
      margin: { l: 2, r: 2, t: 2, b: 0 },
      // Heavy weights and names may stand at the edge; the scale stands below them all.
      inset: { l: 4, r: 4, t: 4, b: FOOT },
      marks(st) {
        const now = scene();
        return now ? balanceMarks(st, now) : [];
      },
    },
    place,
  );
}

/** Room for the weights, which does not jump while one is dragged. @param {Trial} trial @param {Range[]} before */
function framesOf({ phi, own, place, plane, tried }, before) {
  const points = [...phi, ...own].map(place);
  if (plane.kind === "coordinates") points.push([0, 0]);
  const spans = [0, 1].map((k) => {
    const values = points.map((point) => point[k] ?? 0);
    return /** @type {Range} */ ([Math.min(...values), Math.max(...values)]);
  });
  // Heavy weights need room around them, whatever the spread.
  const air = 0.22 * Math.max(1e-6, ...spans.map(([low, high]) => high - low)) || 0.5;
  return spans.map(([low, high], k) =>
    steady(before[k] ?? null, [low - air, high + air], { air: 0, slack: tried ? Infinity : 1.5 }),
  );
}

/** The buttons above the picture. @param {() => void} undo @param {() => void} adopt */
function buttons(undo, adopt) {
  const plain = { type: "button", class: "button small" };
  const back = el("button", { ...plain, text: "Undo", "aria-label": "Undo: back to the run’s φ", onclick: undo });
  const use = el("button", { ...plain, text: "Use these features in the run", "data-acts": true, onclick: adopt });
  return { bar: el("div", { class: "panel-row" }, back, use), back, use };
}

/**
 * @param {readonly string[]} names of the actions
 * @param {Balance} balanced
 * @param {readonly number[][]} phi
 * @param {readonly number[] | undefined} run the run's own probabilities
 * @param {number} temperature
 */
function scoreTable(names, balanced, phi, run, temperature) {
  const rows = names.map((name, a) => [
    name,
    rounded(balanced.pi[a], 4),
    rounded(run?.[a], 4),
    rounded(balanced.h[a], 4),
    listed(phi[a] ?? []),
    listed((balanced.arms[a] ?? []).map((value) => value / temperature)),
  ]);
  rows.push(["Mean E[φ]", rounded(1, 4), rounded(1, 4), "", listed(balanced.pivot), rounded(balanced.rest, 4)]);
  return { columns: ["Action", "π here", "π in the run", "θ · φ", "φ", "Score"], rows };
}

/** A vector in a table. @param {readonly number[]} value */
const listed = (value) => ({ value, text: list(value, 4) });

/** A vector in numbers; of a long one only what does not round to zero. @param {readonly number[]} v @param {number} [digits] @param {readonly string[]} [names] */
function list(v, digits = 3, names) {
  if (v.length <= 6) return `(${v.map((value) => fixed(value, digits)).join(", ")})`;
  const kept = v
    .map((value, k) => /** @type {const} */ ([k, value]))
    .filter(([, value]) => Math.abs(value) >= 0.5 * 10 ** -digits);
  const texts = kept.slice(0, 6).map(([k, value]) => `${names?.[k] ?? k + 1}: ${fixed(value, digits)}`);
  return `${v.length} numbers (${texts.join(", ")}${kept.length > 6 ? ", …" : ""})`;
}

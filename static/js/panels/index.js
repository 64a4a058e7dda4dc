/**
 * The panels. Adding one is one new file here and one entry in PANELS.
 *
 * How to write a panel (probabilities.js is the model): its file exports `create`, its entry says what the page must know
 * before that file is there. Files and stylesheets come when a panel is shown: the page stands before the pictures do.
 *
 *   export function create(host) {
 *     const stage = host.stage({ label, x: { range, title }, y: { range, title }, marks: (st) => [line(...), dot(...)] });
 *     return { draw(m) { latest = m; stage.redraw(); }, summary, table, destroy };
 *   }
 *
 * - `marks` says what is to be seen, in data units, the lowest first (marks/mark.js). The stage draws it: on a canvas while it moves, with
 *   Plotly once it rests. A mark's `title` is what hovering it says; `name` is its entry in a legend. Where a mark needs room beside the
 *   data (names at corners), the stage keeps it free: `inset`.
 * - `draw` only remembers the moment and redraws: <= 0.5 ms, no layout reads, no Plotly. It is called at most once per
 *   animation frame and only while the panel is on screen. DOM text is written only when it changed (dom/elements.js `setText`).
 * - Lines over time come from `m.history.thin(300)`, never from all frames. Long lines are hairlines (marks/canvas.js says why).
 * - Whatever takes longer (contours) is drawn once, behind everything else (parts/background.js), when the lab's facts change.
 * - The grid, heading, summary line, data table, saving, enlarge and remove belong to page/slot.js: a panel fills `host.body` and no
 *   more. A saved picture is a Plotly figure of the marks and of what is written beside them (page/figure.js); marks that the panel
 *   explains in a row above its picture are named by `keys`.
 * - `table` rounds what it shows and keeps the number: `rounded(value, 3)` (maths/format.js). A file has all digits; its numbers are those
 *   of the marks, or of `numbers` where these are more (parts/past.js: every update that is kept), or where nothing is drawn the table.
 * - `create` runs again when the problem or the theme changes. What a person chose lives in `host.kept(name, make)`: it is there again in
 *   another theme, and new for another problem; in module state only if it suits any problem.
 */

import * as probabilities from "./probabilities.js";

/** @typedef {import("../types.js").Panel} Panel */
/** @typedef {import("../types.js").Lab} Lab */

/** Features as numbers: sent along, or known because they are one-hot. @param {Lab} lab */
const knownFeatures = (lab) => lab.policy.phi !== null || lab.experiment.policy.features?.kind === "one_hot";

/** Short chains are drawn as rooms in a row. @param {Lab} lab */
const rooms = ({ problem }) =>
  problem.states > 1 && problem.states <= 12 && problem.actions === 2 && problem.horizon !== 1;

/** A loop through θ-space has a meaning where episodes do not end. @param {Lab} lab */
const continuing = ({ problem }) =>
  problem.actions > 0 && !problem.discrete_bandit && problem.horizon !== 1 && !problem.terminal.some(Boolean);

/** Actions a polygon's sides are still told apart with, and states whose bars can be. */
const SIDES = 12;
const BARS = 30;

/** @type {Panel[]} */
export const PANELS = [
  {
    name: "gaussian",
    title: "Gaussian policy",
    question: "What is the score of an action that is a number?",
    streams: ["density", "samples", "paths", "exact", "estimate", "baseline"],
    suits: (lab) => Boolean(lab.problem.continuous ?? lab.problem.linear_quadratic),
    styles: ["gaussian"],
    load: () => import("./gaussian.js"),
  },
  {
    name: "steering",
    title: "Steering",
    question: "Where does the policy steer the state, and how far from the best is it?",
    streams: ["paths", "exact"],
    suits: (lab) => Boolean(lab.problem.linear_quadratic),
    styles: ["steering"],
    load: () => import("./steering.js"),
  },
  {
    name: "landscape",
    title: "Objective landscape",
    question: "Where is θ, and which way is uphill?",
    streams: ["exact", "estimate", "ensemble"],
    suits: (lab) => lab.policy.parameters >= 2,
    styles: [],
    load: () => import("./landscape.js"),
  },
  {
    name: "simplex",
    title: "Policy simplex",
    question: "How do three probabilities move together?",
    streams: ["probabilities", "exact", "estimate", "ensemble"],
    suits: (lab) => lab.problem.actions === 3,
    styles: [],
    load: () => import("./simplex.js"),
  },
  {
    name: "probabilities",
    title: "Action probabilities",
    question: "What does the policy do now, and how did it get there?",
    streams: ["probabilities"],
    suits: (lab) => lab.problem.actions > 0,
    styles: [],
    load: async () => probabilities,
  },
  {
    name: "polygon",
    title: "Score polygon",
    question: "Why can a baseline not bias the gradient?",
    streams: ["probabilities", "values", "baseline"],
    suits: (lab) => lab.problem.actions >= 3 && lab.problem.actions <= SIDES && knownFeatures(lab),
    styles: [],
    load: () => import("./polygon.js"),
  },
  {
    name: "cloud",
    title: "Estimate cloud",
    question: "How far do single episodes scatter around the true gradient?",
    streams: ["cloud", "exact", "probabilities"],
    suits: (lab) => lab.policy.parameters > 1,
    styles: ["cloud"],
    load: () => import("./cloud.js"),
  },
  {
    name: "numbers",
    title: "The update in numbers",
    question: "What did this sample do to θ, symbol by symbol?",
    streams: ["episode", "scores", "estimate", "exact"],
    suits: (lab) => lab.problem.actions > 0,
    styles: ["numbers", "lecture"],
    load: () => import("./numbers.js"),
  },
  {
    name: "world",
    beside: true,
    title: "World",
    question: "What does the policy do in each state, and what happens there?",
    streams: ["probabilities", "values", "episode", "exact"],
    suits: (lab) => lab.problem.grid !== null || rooms(lab),
    styles: ["world"],
    load: () => import("./world.js"),
  },
  {
    name: "curve",
    title: "Learning curve",
    question: "Does the policy get better, and what do the episodes say about it?",
    streams: ["exact", "ensemble"],
    suits: () => true,
    styles: ["curve"],
    load: () => import("./curve.js"),
  },
  {
    name: "features",
    beside: true,
    title: "Features and scores",
    question: "What is φ, and why is the score φ(s, a) − E[φ(s, ·)]?",
    streams: ["probabilities"],
    suits: knownFeatures,
    styles: ["features"],
    load: () => import("./features.js"),
  },
  {
    name: "objectives",
    beside: true,
    title: "Objectives",
    question: "What do start value, average value and average reward per step change?",
    streams: ["exact"],
    suits: (lab) => continuing(lab) && lab.problem.states <= BARS && lab.policy.parameters >= 2,
    styles: ["objectives"],
    load: () => import("./objectives.js"),
  },
  {
    name: "log",
    beside: true,
    title: "Why the log",
    question: "What does the log keep, and what goes wrong without it?",
    streams: ["probabilities", "values", "episode", "scores"],
    suits: knownFeatures,
    styles: ["log"],
    load: () => import("./log.js"),
  },
  {
    name: "arms",
    beside: true,
    title: "Arms",
    question: "What does each arm pay, and how far do its rewards scatter?",
    streams: ["probabilities"],
    suits: ({ experiment, problem }) =>
      experiment.problem.kind === "bandit" && problem.actions <= SIDES && problem.actions > 0,
    styles: [],
    load: () => import("./arms.js"),
  },
];

/** The first that suit a problem are shown by default, in this order and at most this many. */
const MOST = 6;

/** @param {string} name */
export function panelNamed(name) {
  return PANELS.find((panel) => panel.name === name);
}

/** @param {Lab} lab @returns {string[]} */
export function defaultPanels(lab) {
  return PANELS.filter((panel) => panel.suits(lab))
    .slice(0, MOST)
    .map((panel) => panel.name);
}

/**
 * The default panels where the experiment alone tells them, before the server has: a bandit is known by its arms.
 * @param {Lab["experiment"]} experiment
 * @returns {string[] | null}
 */
export function foreseen(experiment) {
  const {
    problem: { kind, means },
    policy,
  } = experiment;
  if (kind !== "bandit" || !Array.isArray(means) || policy.features?.kind !== "one_hot") return null;
  const problem = { states: 1, actions: means.length, discrete_bandit: true, horizon: 1, terminal: [], grid: null };
  return defaultPanels(/** @type {any} */ ({ experiment, problem, policy: { parameters: means.length, phi: null } }));
}

/** Send for what will be shown, while the first frame is on its way. @param {string[]} names */
export function expect(names) {
  for (const name of names) panelNamed(name) && ready(/** @type {Panel} */ (panelNamed(name))).catch(() => undefined);
}

/**
 * A panel's code, its stylesheets being there.
 * @param {Panel} panel
 */
export async function ready(panel) {
  const [code] = await Promise.all([panel.load(), ...panel.styles.map(sheet)]);
  return code;
}

/** @type {Map<string, Promise<void>>} */
const sheets = new Map();

/** A stylesheet of css/, once. @param {string} name */
function sheet(name) {
  if (document.querySelector(`[data-sheets~="${name}"]`)) return undefined;
  let coming = sheets.get(name);
  if (!coming) {
    const link = document.createElement("link");
    coming = new Promise((resolve) => {
      // A panel without its stylesheet is ugly, one that never comes is worse.
      link.onload = link.onerror = () => resolve();
    });
    sheets.set(name, coming);
    link.rel = "stylesheet";
    link.href = new URL(`../../css/${name}.css`, import.meta.url).href;
    document.head.append(link);
  }
  return coming;
}

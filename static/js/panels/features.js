/** Features as weights: phi(s, a) on a plane with pi as masses, the pivot at their mean, and the scores as arms that balance. */

import { el, setText } from "../dom/elements.js";
import { balance, columnsOf, movedTo, planeOf, project, projected, replaced } from "../maths/balance.js";
import { fixed, rounded, short } from "../maths/format.js";
import { oneHot } from "../maths/softmax.js";
import { steady } from "../maths/steady.js";
import { balanceMarks, FOOT } from "./features/picture.js";
import { createSheet } from "./features/sheet.js";
import { firstState, reader, stateChoice } from "./parts/fields.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../maths/balance.js").Balance} Balance */
/** @typedef {[number, number]} Range */

/** Columns of numbers shown at once. */
const COLUMNS = 12;
/** Features up to this many numbers are handed to a run (and fit into a link). */
const LARGEST = 600;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const { problem, policy } = lab;
  const names = problem.action_names;
  const oneHots = lab.experiment.policy.features?.kind === "one_hot";
  const due = reader();
  let state = firstState(problem);
  let chosen = 0;
  /** @type {Moment | null} */
  let latest = null;
  /** Features tried here; null: the run's own. @type {number[][] | null} */
  let tried = null;
  /** @type {Balance | null} */
  let now = null;
  /** @type {number[][]} */
  let own = [];
  let plane = planeOf([[]]);
  /** @type {number[]} */
  let columns = [];
  /** @type {Range[]} */
  let frames = [];

  const phi = () => tried ?? own;
  /** One-hot features stand for the state's own block of theta. */
  const offset = () => (oneHots ? state * names.length : 0);
  /** @param {number} k */
  const parameter = (k) => policy.parameter_names[offset() + k] ?? "";
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
      const rows = phi().map((row) => [...row]);
      const row = rows[chosen];
      if (row) row[k] = Math.min(1e3, Math.max(-1e3, value));
      attempt(rows);
    },
  });
  const rest = el("p", { class: "features-rest" });
  const back = el("button", {
    type: "button",
    class: "button small",
    text: "Undo",
    "aria-label": "Undo: back to the run’s φ",
    onclick: () => attempt(null),
  });
  const use = el("button", {
    type: "button",
    class: "button small",
    text: "Use these features in the run",
    "data-acts": true,
    onclick: adopt,
  });
  const bar = el("div", { class: "panel-row" });
  if (problem.states > 1) {
    bar.append(
      stateChoice(problem, state, (wanted) => {
        state = wanted;
        tried = null;
        load();
        host.redraw();
      }),
    );
  }
  bar.append(back, use);
  const foot = el("div", { class: "features-foot" }, sheet.formula, rest);
  host.body.append(
    el("div", { class: "features" }, bar, el("div", { class: "features-both" }, picture, sheet.element), foot),
  );
  load();
  // Heavy weights and names may stand at the edge; the scale stands below them all.
  const inset = { l: 4, r: 4, t: 4, b: FOOT };
  const bare = { axes: false, equal: true, zoom: false, margin: { l: 2, r: 2, t: 2, b: 0 }, inset };
  const stage = host.stage(
    {
      label:
        "Feature vectors of the state's actions as weights on a plane, with areas equal to the probabilities. The pivot is their mean; the arms are the scores.",
      x: { range: [-1, 1] },
      y: { range: [-1, 1] },
      ...bare,
      marks: (st) => (now && !latest?.frame.lost ? balanceMarks(st, scene(now)) : []),
    },
    picture,
  );
  stage.drag({
    handles: () =>
      phi().map((row, a) => {
        const [x, y] = project(plane, row);
        return { name: `φ of ${names[a]}`, x, y };
      }),
    move(handle, x, y) {
      const a = names.findIndex((name) => handle.name === `φ of ${name}`);
      if (a < 0) return;
      chosen = a;
      attempt(phi().map((row, b) => (a === b ? movedTo(plane, row, x, y) : row)));
    },
  });

  /** The state's features, the plane they lie on and the columns worth reading. */
  function load() {
    own = oneHots ? oneHot(names.length) : (policy.phi?.[state] ?? []);
    plane = planeOf(own);
    columns = columnsOf(own, COLUMNS);
    frames = [];
    sheet.columns(columns, columns.map(parameter), own[0]?.length ?? 0);
  }

  /** @param {number[][] | null} rows */
  function attempt(rows) {
    tried = rows;
    host.redraw();
  }

  function adopt() {
    if (!tried || !policy.phi) return;
    host.edit({ "policy.features": { kind: "custom", phi: replaced(policy.phi, state, tried, offset()) } });
  }

  /** Why the run cannot take these features; "" where it can. */
  function refusal() {
    const cells = problem.states * names.length * policy.parameters;
    if (!policy.phi || cells > LARGEST) return `Too many numbers to send: ${cells}, at most ${LARGEST}.`;
    return tried ? "" : "Drag a φ or type one first.";
  }

  /** @param {Balance} balanced */
  function scene(balanced) {
    return {
      names,
      chosen,
      pi: balanced.pi,
      pivot: project(plane, balanced.pivot),
      weights: phi().map((row) => project(plane, row)),
      ghosts: tried ? own.map((row) => project(plane, row)) : [],
      coordinates: plane.kind === "coordinates" ? [parameter(0), parameter(1)] : null,
      note: projected(plane, phi()) ? "projected" : "",
      words: (/** @type {number} */ a) => `φ(${names[a]}) = ${list(phi()[a] ?? [])}<br>π = ${fixed(balanced.pi[a], 3)}`,
    };
  }

  function frameUp() {
    const points = [...phi(), ...own].map((row) => project(plane, row));
    if (plane.kind === "coordinates") points.push([0, 0]);
    const spans = [0, 1].map((k) => {
      const values = points.map((point) => point[k] ?? 0);
      return /** @type {Range} */ ([Math.min(...values), Math.max(...values)]);
    });
    // Heavy weights need room around them, whatever the spread.
    const air = 0.22 * Math.max(1e-6, ...spans.map(([low, high]) => high - low)) || 0.5;
    frames = spans.map(([low, high], k) =>
      steady(frames[k] ?? null, [low - air, high + air], { air: 0, slack: tried ? Infinity : 1.5 }),
    );
    stage.range(/** @type {Range} */ (frames[0]), frames[1]);
  }

  function write() {
    if (!now) return;
    sheet.write({ phi: phi(), pi: now.pi, pivot: now.pivot, arm: now.arms[chosen] ?? [], chosen, temperature: tau() });
    setText(rest, `Σ π · arm = ${fixed(now.rest, 3)}`);
    back.disabled = tried === null;
    const why = refusal();
    use.disabled = why !== "";
    use.title = why || "Starts the run again with these features, θ at zero";
  }

  /** @param {Moment} m */
  const block = (m) => m.frame.theta.slice(offset(), oneHots ? offset() + names.length : undefined);

  return {
    draw(m) {
      latest = m;
      now = balance(phi(), block(m), tau());
      frameUp();
      if (due(m.playing)) write();
      stage.redraw();
    },
    summary(m) {
      if (!now) return "";
      const where = problem.states > 1 ? ` in ${problem.state_names[state]}` : "";
      const score = (now.arms[chosen] ?? []).map((value) => value / tau());
      const run = tried
        ? ` with the φ tried here, ${fixed(m.frame.probabilities?.[state]?.[chosen], 3)} in the run`
        : "";
      return `π(${names[chosen]})${where} = ${fixed(now.pi[chosen], 3)}${run}; its score is ${list(score)}; weighted by π all scores add to ${fixed(now.rest, 3)}.`;
    },
    numbers(m) {
      return this.table(m);
    },
    table(m) {
      const balanced = now;
      if (!balanced) return { columns: ["Action"], rows: [] };
      const rows = names.map((name, a) => [
        name,
        rounded(balanced.pi[a], 4),
        rounded(m.frame.probabilities?.[state]?.[a], 4),
        rounded(balanced.h[a], 4),
        listed(phi()[a] ?? []),
        listed((balanced.arms[a] ?? []).map((value) => value / tau())),
      ]);
      rows.push(["Mean E[φ]", rounded(1, 4), rounded(1, 4), "", listed(balanced.pivot), rounded(balanced.rest, 4)]);
      return { columns: ["Action", "π here", "π in the run", "θ · φ", "φ", "Score"], rows };
    },
    destroy: () => stage.destroy(),
  };
}

/** A vector in a table. @param {readonly number[]} value */
const listed = (value) => ({ value, text: list(value, 4) });

/** A vector in numbers; of a long one only what is not zero. @param {readonly number[]} v @param {number} [digits] */
function list(v, digits = 3) {
  if (v.length <= 6) return `(${v.map((value) => fixed(value, digits)).join(", ")})`;
  const kept = v.map((value, k) => /** @type {const} */ ([k, value])).filter(([, value]) => Math.abs(value) > 1e-9);
  const texts = kept.slice(0, 6).map(([k, value]) => `${k + 1}: ${short(value, digits)}`);
  return `${v.length} numbers (${texts.join(", ")}${kept.length > 6 ? ", …" : ""})`;
}

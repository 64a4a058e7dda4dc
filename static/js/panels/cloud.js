/** Estimate cloud and ledger: what single episodes say of the gradient, how widely they scatter, and where the truth lies. */

import { el, setText } from "../dom/elements.js";
import { line } from "../marks/mark.js";
import { nameSpots, normalShare, reachOf, scoresAlong, spotsOf } from "../maths/cloud.js";
import { count, magnitude, rounded } from "../maths/format.js";
import { nameOf } from "../maths/ledger.js";
import { bonusOf, climbedName } from "../maths/objective.js";
import { patient, quantile } from "../maths/steady.js";
import { norm } from "../maths/vectors.js";
import { same } from "../run/protocol.js";
import { covering } from "../stage/scale.js";
import { cellsOf, createLedger, FULL } from "./cloud/ledger.js";
import { alike, cornerFor, exactMark, momentMarks, SIGMAS, spotMarks } from "./cloud/pictures.js";
import { firstState } from "./parts/fields.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").Cloud} Cloud */
/** @typedef {[number, number]} Range */

/** The farthest few would shrink all others to a blot: beyond this share at each end they stand at the picture's edge. */
const TAIL = 0.02;
/** How many clouds in a row must fit a narrower picture before it narrows. */
const PATIENCE = 6;
/** Two parameters along which the cloud has less than this share of the variance it has along the widest two show next to nothing. */
const LITTLE = 0.1;

/** Whether the ledger is open: a choice that outlives a new problem. */
let opened = false;

/**
 * Two parameters to begin with: of the state where episodes start, and not two that mirror each other.
 * @param {import("../types.js").Lab} lab
 * @returns {[number, number]}
 */
function goodAxes({ problem, policy, experiment }) {
  // A network's last offsets: they move every state's preferences, whatever the layers below put out.
  if (experiment.policy.kind === "mlp")
    return [policy.parameters - problem.actions, policy.parameters - problem.actions + 1];
  if (experiment.policy.features?.kind !== "one_hot") return [0, 1];
  const first = firstState(problem) * problem.actions;
  if (problem.actions > 2 || policy.parameters < 4) return [first, first + 1];
  return first + 3 < policy.parameters ? [first + 1, first + 3] : [first - 1, first + 1];
}

/** Ranges that wait before they narrow. */
const frames = () => ({ x: patient(PATIENCE, { slack: 2 }), y: patient(PATIENCE, { slack: 2 }) });

/** Whether every arm always pays the same. @param {import("../types.js").Part} problem */
function noiseless(problem) {
  return (
    problem.kind === "bandit" &&
    problem["distribution"] !== "bernoulli" &&
    [problem["reward_std"]].flat().every((spread) => !spread)
  );
}

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const names = lab.policy.parameter_names;
  /** @type {Cloud | null} */
  let shown = null;
  /** @type {Frame | null} */
  let of = null;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {import("../maths/cloud.js").Spot[]} */
  let spots = [];
  let framing = frames();
  /** Whether `shown` was framed while nothing moved. */
  let still = false;
  /** The plot area and the cloud for which the words have their corner. @type {import("../types.js").Area | null} */
  let placedIn = null;
  /** @type {Cloud | null} */
  let placedFor = null;
  let keysSize = /** @type {[number, number]} */ ([0, 0]);
  let axes = goodAxes(lab);
  /** Whether a person chose them: they then stay. */
  let chosen = false;
  /** What the server was asked for last. @type {readonly number[]} */
  let asked = axes;
  /** @type {HTMLSelectElement[]} */
  const boxes = [];

  const bar = controls();
  const share = Math.round(100 * normalShare(SIGMAS));
  const batchKey = key("cloud-ellipse cloud-batch", "");
  const arrowKey = key("cloud-arrow", arrowName());
  const scatterKeys = [key("cloud-mean", "mean of the dots"), key("cloud-ellipse", `2σ: ${share} % if normal`)];
  const keys = el("div", { class: "cloud-keys" }, arrowKey, ...scatterKeys, batchKey);
  const picture = el("div", { class: "cloud-picture" }, keys);
  const ledger = createLedger(host);
  const frame = el("div", { class: "cloud" }, bar, el("div", { class: "cloud-both" }, picture, ledger.element));
  host.body.append(frame);
  open(opened);
  const stage = host.stage(
    {
      label:
        "Dots: the gradient estimates of single episodes. Arrow: the exact gradient. Diamond: the dots' mean. Ellipse: two standard deviations.",
      x: { range: [-1, 1], ticks: 4 },
      y: { range: [-1, 1], ticks: 4 },
      equal: true,
      margin: { l: 46, b: 22, t: 6, r: 16 },
      marks,
    },
    picture,
  );
  choose();

  function controls() {
    const x = select("Across: parameter", 0);
    const y = select("Up: parameter", 1);
    const compare = el(
      "button",
      {
        type: "button",
        class: "small-button",
        "data-acts": lab.recorded?.compares !== true,
        "aria-label": "Compare estimators",
        "aria-pressed": String(opened),
        onclick: () => open(!opened),
      },
      "Compare",
      el("span", { class: "cloud-more", text: " estimators" }),
    );
    return el("div", { class: "cloud-bar" }, ...(names.length > 2 ? [x, y] : []), compare);
  }

  /** @param {string} label @param {0 | 1} which */
  function select(label, which) {
    const box = el(
      "select",
      {
        "aria-label": label,
        disabled: Boolean(lab.recorded), // it still names the axes
        onchange: () => {
          chosen = true;
          axes = which === 0 ? [Number(box.value), axes[1]] : [axes[0], Number(box.value)];
          choose();
        },
      },
      ...names.map((name, i) => el("option", { value: String(i), text: name })),
    );
    box.value = String(axes[which]);
    boxes.push(box);
    return el("label", { class: "inline-field" }, which === 0 ? "↔" : "↕", box);
  }

  /** What the arrow is the gradient of. */
  function arrowName() {
    return bonusOf(lab.experiment) > 0 ? `exact ∇(${climbedName(lab.experiment)})` : "exact ∇J";
  }

  /** @param {string} kind @param {string} text */
  function key(kind, text) {
    return el("span", { class: "cloud-key" }, el("i", { class: kind, "aria-hidden": "true" }), text);
  }

  function choose() {
    framing = frames();
    ask(axes);
  }

  /** @param {[number, number]} wanted */
  function ask(wanted) {
    asked = wanted;
    host.send({ type: "subscribe", streams: [], cloud_axes: wanted });
  }

  /** Unless a person chose two parameters: those a cloud was kept along, and soon those along which it scatters. @param {Cloud} now */
  function follow(now) {
    if (chosen) return;
    if (!same(now.axes, axes)) {
      axes = now.axes;
      framing = frames();
      boxes.forEach((box, i) => {
        box.value = String(axes[i]);
      });
    }
    const trace = now.covariance[0][0] + now.covariance[1][1];
    if (same(now.axes, asked) && trace < LITTLE * now.widest_variance && !same(now.widest, asked)) ask(now.widest);
  }

  /** @param {boolean} wide */
  function open(wide) {
    opened = wide;
    frame.toggleAttribute("data-open", wide);
    bar.querySelector("[aria-pressed]")?.setAttribute("aria-pressed", String(wide));
    if (wide) host.redraw();
    else ledger.rest();
  }

  /** The newest cloud at or before the moment: while playing fast, only some frames carry one. @param {Moment} m */
  function find(m) {
    if (m.frame.lost) return null;
    const { frames } = m.history;
    for (let i = frames.length - 1; i >= Math.max(0, frames.length - 60); i -= 1) {
      const frame = /** @type {Frame} */ (frames[i]);
      if (frame.cloud && (!chosen || same(frame.cloud.axes, axes))) return frame;
    }
    return m.frame.cloud ? m.frame : null;
  }

  /** @param {Moment} m */
  function take(m) {
    const found = find(m);
    if (!found?.cloud) {
      shown = of = null;
      spots = [];
      return;
    }
    if (found.cloud === shown && (m.playing || still)) return;
    shown = found.cloud;
    still = !m.playing;
    follow(shown);
    of = found;
    spots = spotsOf(shown.samples);
    const { problem, policy, experiment } = m.lab;
    const pi = found.probabilities?.[0];
    if (problem.states === 1 && pi && policy.phi?.[0])
      nameSpots(
        spots,
        scoresAlong(policy.phi[0], pi, shown.axes, experiment.policy.temperature),
        noiseless(experiment.problem),
      );
    frameAll(shown);
  }

  /** @param {Cloud} now */
  function frameAll(now) {
    const reach = reachOf(now.covariance, SIGMAS);
    /** @param {0 | 1} i */
    const wanted = (i) => {
      const sorted = Float64Array.from(now.samples, (point) => point[i]).sort();
      const all = [
        0,
        now.exact[i],
        now.mean[i] - reach[i],
        now.mean[i] + reach[i],
        quantile(sorted, TAIL),
        quantile(sorted, 1 - TAIL),
      ];
      return covering(all, 0, 1e-6);
    };
    stage.range(framing.x(wanted(0), still), framing.y(wanted(1), still));
  }

  /** @param {Stage} st @param {Cloud} now */
  function placeKeys(st, now) {
    // Sizes are read when the picture's changes, not at every cloud.
    if (placedIn !== st.area) keysSize = [keys.offsetWidth + 8, keys.offsetHeight + 8];
    placedIn = st.area;
    placedFor = now;
    keys.dataset["corner"] = cornerFor(st, now, spots, keysSize, keys.dataset["corner"]);
  }

  /** @param {Stage} st */
  function marks(st) {
    const [across, up] = /** @type {[Range, Range]} */ (st.ranges());
    const zero = { name: "zero", stroke: theme.line, strokeDasharray: [2, 3] };
    const cross = [line({ ...zero, x: across, y: [0, 0] }), line({ ...zero, x: [0, 0], y: up })];
    if (!shown) return cross;
    if (placedIn !== st.area || placedFor !== shown) placeKeys(st, shown);
    const { action_names: actions } = lab.problem;
    const [x, y] = shown.axes;
    if (exactly()) return [...cross, exactMark(st, shown.exact, arrowName())];
    return [
      ...cross,
      ...spotMarks(st, spots, shown.samples.length, { actions, axes: [names[x] ?? "", names[y] ?? ""] }),
      ...momentMarks(st, shown, lab.experiment.estimator["batch_size"] ?? 1, arrowName()),
    ];
  }

  /** Whether the run samples nothing: then there is no cloud, and the arrow is the estimate itself. */
  function exactly() {
    return latest?.lab.experiment.estimator.kind === "exact";
  }

  /** How many dots stand at the edge because they lie beyond it, in words. */
  function outside() {
    const [x, y] = /** @type {[Range, Range]} */ (stage.ranges());
    const beyond =
      shown?.samples.filter((point) => point[0] < x[0] || point[0] > x[1] || point[1] < y[0] || point[1] > y[1])
        .length ?? 0;
    return beyond > 0 ? `; ${beyond} beyond the edge` : "";
  }

  /** How long the gradient is on the picture's plane, and in all. @param {Cloud} cloud @param {Frame} frame */
  function lengthWords({ exact }, frame) {
    const whole = frame.exact ? `, ${magnitude(norm(frame.exact.gradient))} in all ${names.length}` : "";
    return `${magnitude(Math.hypot(...exact))} long${names.length > 2 ? ` along these two parameters${whole}` : ""}`;
  }

  return {
    draw(m) {
      latest = m;
      take(m);
      for (const one of scatterKeys) one.hidden = exactly();
      const batch = m.lab.experiment.estimator["batch_size"] ?? 1;
      batchKey.hidden = batch <= 1 || exactly();
      setText(/** @type {Node} */ (arrowKey.lastChild), arrowName());
      setText(/** @type {Node} */ (batchKey.lastChild), `2σ of a mean of ${batch}`);
      stage.redraw();
      if (opened) ledger.follow(m);
    },
    summary(m) {
      take(m);
      if (!shown || !of) return "No cloud was kept for this moment.";
      if (exactly())
        return `The run follows the exact gradient: no episode is drawn, and nothing scatters. It is ${lengthWords(shown, of)}.`;
      const away = Math.hypot(shown.mean[0] - shown.exact[0], shown.mean[1] - shown.exact[1]);
      const reach = Math.sqrt(Math.max(0, shown.covariance[0][0] + shown.covariance[1][1]));
      const when = of.update === m.frame.update ? "" : ` (update ${of.update})`;
      return `${count(shown.episodes)} episodes${when}, ${nameOf(m.lab.experiment.estimator, m.lab.problem, m.lab.kinds)}: spread ${magnitude(alike(shown) ? 0 : reach)}, mean ${magnitude(away)} off, gradient ${lengthWords(shown, of)}${outside()}.`;
    },
    numbers: () => (opened && ledger.lines().length ? ledger.numbers() : undefined),
    table(m) {
      take(m);
      if (opened && ledger.lines().length) {
        return {
          columns: FULL,
          rows: ledger
            .lines()
            .map(({ entry, estimate, why }) => [entry.name, ...(estimate ? cellsOf(estimate) : [why])]),
        };
      }
      const columns = ["", names[axes[0]] ?? "", names[axes[1]] ?? ""];
      if (!shown) return { columns, rows: [] };
      const spread = shown.covariance.map((row, i) => Math.sqrt(Math.max(0, row[i] ?? 0)));
      const exact = ["Exact gradient", rounded(shown.exact[0], 4), rounded(shown.exact[1], 4)];
      if (exactly()) return { columns, rows: [exact] };
      return {
        columns,
        rows: [
          exact,
          [`Mean of ${shown.episodes} episodes`, rounded(shown.mean[0], 4), rounded(shown.mean[1], 4)],
          ["Standard deviation", rounded(spread[0], 4), rounded(spread[1], 4)],
          ["Covariance", rounded(shown.covariance[0][1], 4), ""],
          ...spots.slice(0, 24).map((spot) => [`${spot.count} × `, rounded(spot.x, 4), rounded(spot.y, 4)]),
        ],
      };
    },
    keys() {
      const batch = host.lab.experiment.estimator["batch_size"] ?? 1;
      const many =
        batch > 1
          ? [
              {
                mark: /** @type {const} */ ("ellipse"),
                color: theme.estimate,
                text: `2σ of a mean of ${batch}`,
                dash: [4, 3],
              },
            ]
          : [];
      const arrow = { mark: /** @type {const} */ ("arrow"), color: theme.exact, text: arrowName() };
      if (exactly()) return [arrow];
      return [
        arrow,
        { mark: "diamond", color: theme.estimate, text: "mean of the dots" },
        { mark: "ellipse", color: theme.ink, text: `2σ: ${share} % if normal` },
        ...many,
      ];
    },
    destroy() {
      ledger.destroy();
      stage.destroy();
    },
  };
}

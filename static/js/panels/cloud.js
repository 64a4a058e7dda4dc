/** Estimate cloud and ledger: what single episodes say of the gradient, how widely they scatter, and where the truth lies. */

import { el } from "../dom/elements.js";
import { line } from "../marks/mark.js";
import { createAxes } from "./cloud/axes.js";
import { cellsOf, createLedger, FULL } from "./cloud/ledger.js";
import { cornerFor, exactMark, momentMarks, spotMarks } from "./cloud/pictures.js";
import { createWindow, frameWithCloud, seenOf } from "./cloud/seen.js";
import { arrowName, batchOf, createKeys, exactly, keysOf, sentence, tableOf } from "./cloud/words.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("./cloud/seen.js").Seen} Seen */
/** @typedef {[number, number]} Range */

/** Round what is at the ends of the window, px: a spot that holds many episodes reaches far. */
const AIR = 12;

/** Whether the ledger is open: a choice that outlives a new problem. */
let opened = false;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  /** @type {Seen | null} */
  let seen = null;
  /** Whether it was framed while nothing moved. */
  let still = false;
  /** @type {Moment | null} */
  let latest = null;
  const view = createWindow();
  const axes = createAxes(host, view.forget);
  const keys = createKeys();
  keys.write(lab.experiment);
  const place = placing(keys.element);
  const ledger = createLedger(host);
  const compare = el(
    "button",
    {
      type: "button",
      class: "small-button",
      "data-acts": lab.recorded?.compares !== true,
      "aria-label": "Compare estimators",
      onclick: () => open(!opened),
    },
    "Compare",
    el("span", { class: "cloud-more", text: " estimators" }),
  );
  const bar = el("div", { class: "cloud-bar" }, ...axes.elements, compare);
  const picture = el("div", { class: "cloud-picture" }, keys.element);
  const frame = el("div", { class: "cloud" }, bar, el("div", { class: "cloud-both" }, picture, ledger.element));
  host.body.append(frame);
  open(opened);
  // Where there is nothing to choose, the picture itself says what its axes are.
  const [alongX, alongY] = axes.elements.length ? ["", ""] : axes.names();
  picture.toggleAttribute("data-titled", alongX !== "");
  const stage = host.stage(
    {
      label:
        "Dots: the gradient estimates of single episodes. Arrow: the exact gradient. Diamond: the dots' mean. Ellipse: two standard deviations.",
      x: { range: [-1, 1], ticks: 4, title: alongX },
      y: { range: [-1, 1], ticks: 4, title: alongY },
      equal: true,
      inset: { l: AIR, r: AIR, t: AIR, b: AIR },
      margin: { l: 46, b: alongX ? 36 : 22, t: 6, r: 16 },
      marks,
    },
    picture,
  );
  axes.begin();

  /** @param {boolean} wide */
  function open(wide) {
    opened = wide;
    frame.toggleAttribute("data-open", wide);
    compare.setAttribute("aria-pressed", String(wide));
    if (wide) host.redraw();
    else ledger.rest();
  }

  /** @param {Moment} m */
  function take(m) {
    const found = frameWithCloud(m, axes.suit);
    const cloud = found?.cloud;
    if (cloud && cloud === seen?.cloud && (m.playing || still)) return;
    seen = cloud ? seenOf(cloud, found, m.lab) : null;
    if (!cloud) return;
    still = !m.playing;
    axes.follow(cloud);
    stage.range(...view.around(cloud, still));
  }

  /** @param {Stage} st */
  function marks(st) {
    const [across, up] = /** @type {[Range, Range]} */ (st.ranges());
    const zero = { name: "zero", stroke: theme.line, strokeDasharray: [2, 3] };
    const cross = [line({ ...zero, x: across, y: [0, 0] }), line({ ...zero, x: [0, 0], y: up })];
    if (!seen) return cross;
    place(st, seen);
    const { cloud, spots } = seen;
    const { experiment, problem, policy } = lab;
    const name = arrowName(experiment);
    if (latest && exactly(latest.lab.experiment)) return [...cross, exactMark(st, cloud.exact, name)];
    const [x, y] = cloud.axes;
    const named = policy.parameter_names;
    const words = { actions: problem.action_names, axes: /** @type {const} */ ([named[x] ?? "", named[y] ?? ""]) };
    return [
      ...cross,
      ...spotMarks(st, spots, cloud.samples.length, words),
      ...momentMarks(st, cloud, batchOf(experiment), name),
    ];
  }

  const listed = () => opened && ledger.lines().length > 0;

  return {
    draw(m) {
      latest = m;
      take(m);
      keys.write(m.lab.experiment);
      stage.redraw();
      if (opened) ledger.follow(m);
    },
    summary(m) {
      take(m);
      return sentence(seen, m, /** @type {[Range, Range]} */ (stage.ranges()));
    },
    numbers: () => (listed() ? ledger.numbers() : undefined),
    table(m) {
      take(m);
      if (!listed()) return tableOf(seen, m.lab.experiment, axes.names());
      return {
        columns: FULL,
        rows: ledger.lines().map(({ entry, estimate, why }) => [entry.name, ...(estimate ? cellsOf(estimate) : [why])]),
      };
    },
    keys: () => keysOf(theme, lab.experiment),
    destroy() {
      ledger.destroy();
      stage.destroy();
    },
  };
}

/** Where the key covers least, looked for anew with another cloud or another size. @param {HTMLElement} keys */
function placing(keys) {
  /** @type {import("../types.js").Area | null} */
  let area = null;
  /** @type {Seen | null} */
  let placed = null;
  let size = /** @type {[number, number]} */ ([0, 0]);
  return (/** @type {Stage} */ stage, /** @type {Seen} */ seen) => {
    if (area === stage.area && placed === seen) return;
    // Sizes are read when the picture's changes, not at every cloud.
    if (area !== stage.area) size = [keys.offsetWidth + 8, keys.offsetHeight + 8];
    area = stage.area;
    placed = seen;
    keys.dataset["corner"] = cornerFor(stage, seen.cloud, seen.spots, size, keys.dataset["corner"]);
  };
}

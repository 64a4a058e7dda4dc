/**
 * Learning curve: the exact J as a line, what episodes returned as dots, and where controls were changed (curve/marks.js); on axes
 * to choose (curve/axes.js), and for several runs beside it where they stand (curve/ends.js).
 */

import { el } from "../dom/elements.js";
import { bestOf, climbedOf, exactOf, rangeOf, returnsOf, spreadOf } from "../maths/curve.js";
import { steady } from "../maths/steady.js";
import { growing } from "../stage/scale.js";
import { AXES } from "./curve/axes.js";
import { createEnds, MOST_BARS } from "./curve/ends.js";
import { keyRow, keysOf } from "./curve/key.js";
import { curveMarks } from "./curve/marks.js";
import { curvePast } from "./curve/past.js";
import { sentence, tableOf } from "./curve/words.js";
import { createAxed } from "./parts/axed.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {import("../maths/curve.js").Dot} Dot */
/** @typedef {[number, number]} Range */

/**
 * @typedef {object} Scene     what the picture draws of a moment
 * @property {import("./curve/axes.js").Axes} axes
 * @property {number | null} best          J, where it is known
 * @property {number} runs
 * @property {Dot[]} exact
 * @property {Dot[]} climbed               J + βH, where there is a bonus
 * @property {Dot[]} returns
 * @property {boolean} sampled             whether episodes are drawn at all
 * @property {import("../maths/curve.js").Spread[]} spread
 * @property {readonly {update: number, text: string}[]} made   control changes
 */

const POINTS = 300;
/** A choice that outlives a new problem. @type {keyof typeof AXES} */
let chosen = "linear";

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const runs = lab.experiment.runs ?? 1;
  const best = bestSoFar(lab);
  if (AXES[chosen].gap && best(lab) === null) chosen = "linear";
  let scene = nothing(best(lab), runs);
  let last = 0;
  /** @type {Range | null} */
  let rangeY = null;

  const keys = keyRow(runs);
  const place = el("div", { class: "curve-picture" });
  const curvePlace = el("div", { class: "curve-picture" });
  host.body.append(el("div", { class: "curve-bar" }, keys.element, menu(best(lab) !== null, choose)), place);
  place.append(curvePlace);
  const picture = createAxed(scene.axes.x(growing(0)), scene.axes.y([0, 1]), (x, y) =>
    host.stage(
      {
        label:
          "Line: the exact objective over the updates. Dots: mean returns of sampled episodes. Vertical lines: control changes.",
        x,
        y,
        margin: { t: 6, r: 16, ...(scene.axes.gap ? { l: 60 } : {}) },
        marks: (st) => curveMarks(st, scene),
      },
      curvePlace,
    ),
  );
  const ends = endsSuit(lab) ? createEnds(host, place, runs) : null;

  /** @param {keyof typeof AXES} name */
  function choose(name) {
    chosen = name;
    rangeY = null;
    host.redraw();
  }

  /** @param {Moment} m */
  function see(m) {
    last = m.frame.update;
    scene = sceneOf(m, best(m.lab), runs);
    rangeY = steady(rangeY, seenOf(scene), { air: 0.1, slack: 4 });
  }

  return {
    draw(m) {
      see(m);
      keys.write(scene);
      picture.draw(scene.axes.x(growing(last)), scene.axes.y(rangeY ?? [0, 1]));
      ends?.draw(m.frame);
    },
    summary: (m) => sentence(m, sceneOf(m, best(m.lab), runs)),
    table: (m) => tableOf(m, scene),
    numbers: (m) => curvePast(m.history.frames),
    keys: () => keysOf(theme, scene),
    destroy() {
      picture.destroy();
      ends?.destroy();
    },
  };
}

/** Which axes, where there is a choice. @param {boolean} known whether the best J is @param {(name: keyof typeof AXES) => void} choose */
function menu(known, choose) {
  const choice = el("select", { onchange: () => choose(/** @type {keyof typeof AXES} */ (choice.value)) });
  for (const [name, { title, gap }] of Object.entries(AXES))
    if (!gap || known) choice.append(el("option", { value: name, text: title }));
  choice.value = chosen;
  return el("label", { class: "inline-field" }, "Axes ", choice);
}

/** The best J there is, worked out again where what it depends on has changed in play. @param {Lab} first */
function bestSoFar(first) {
  const from = (/** @type {Lab} */ { experiment: { policy, objective } }) => `${policy["sigma"]} ${objective.discount}`;
  let known = from(first);
  let best = bestOf(first);
  return (/** @type {Lab} */ lab) => {
    if (from(lab) !== known) best = bestOf(lab);
    known = from(lab);
    return best;
  };
}

/** @param {number | null} best @param {number} runs @returns {Scene} */
function nothing(best, runs) {
  return { axes: AXES[chosen], best, runs, exact: [], climbed: [], returns: [], sampled: true, spread: [], made: [] };
}

/** @param {Moment} m @param {number | null} best @param {number} runs @returns {Scene} */
function sceneOf({ history, lab }, best, runs) {
  const frames = history.thin(POINTS);
  const axes = AXES[chosen];
  return {
    axes,
    best,
    runs,
    exact: exactOf(frames),
    climbed: climbedOf(frames),
    returns: axes.gap ? [] : returnsOf(frames),
    sampled: lab.experiment.estimator.kind !== "exact",
    spread: spreadOf(frames),
    made: history.marks,
  };
}

/** What lies between the ends of the upright axis. @param {Scene} scene @returns {Range} */
function seenOf({ axes, best, exact, climbed, returns, spread }) {
  if (!axes.gap) return rangeOf([...exact, ...climbed], returns, best, spread);
  const values = [...exact.map(({ value }) => value), ...spread.flatMap(({ low, high }) => [low, high])];
  const logs = values.map((value) => axes.up(value, best ?? 0)).filter((log) => log !== null);
  return logs.length ? [Math.min(...logs), Math.max(...logs)] : [-1, 0];
}

/** Whether where several runs stand is one bar an action. @param {Lab} lab */
function endsSuit({ problem, experiment }) {
  return (
    (experiment.runs ?? 1) > 1 &&
    problem.states === 1 &&
    experiment.problem["each_run"] !== true &&
    problem.actions > 1 &&
    problem.actions <= MOST_BARS
  );
}

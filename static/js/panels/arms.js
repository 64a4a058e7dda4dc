/** The arms of a bandit on a reward axis: their means and spreads, dragged or typed, tried here and then played with. */

import { el } from "../dom/elements.js";
import { dot, line } from "../marks/mark.js";
import { fixed, rounded } from "../maths/format.js";
import { steady } from "../maths/steady.js";
import { choice, numberField } from "./parts/fields.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {[number, number]} Range */
/** @typedef {{means: number[], spreads: number[]}} Arms */

/** Digits of a dragged number: what is typed may have more. */
const DIGITS = 3;
/** Half the width of the bar at a spread's end, in units of x. */
const CAP = 0.12;
/** A spread's handle stands beside the mean's, so that both can be taken at a spread of 0. */
const ASIDE = 0.22;

/** @param {import("../types.js").Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const names = lab.problem.action_names;
  const bernoulli = lab.experiment.problem["distribution"] === "bernoulli";
  const own = armsOf(lab.experiment.problem);
  /** @type {Arms | null} */
  let tried = null;
  let chosen = 0;
  /** @type {Range | null} */
  let frame = null;
  const arms = () => tried ?? own;

  const arm = choice({
    label: "Arm",
    options: names.map((name, a) => [String(a), name]),
    value: "0",
    change(value) {
      chosen = Number(value);
      host.redraw();
    },
  });
  const mean = numberField({ label: "mean", name: "Mean reward", change: (value) => attempt({ mean: value }) });
  const spread = numberField({ label: "spread", name: "Spread", change: (value) => attempt({ spread: value }) });
  const back = el("button", {
    type: "button",
    class: "small-button",
    text: "Undo",
    onclick: () => adopt(null),
  });
  const use = el("button", {
    type: "button",
    class: "small-button",
    text: "Play these arms",
    title: "Starts the run again with these arms",
    "data-acts": true,
    onclick: () => tried && host.edit(changesOf(tried, bernoulli)),
  });
  const fields = [arm.element, mean.element, ...(bernoulli ? [] : [spread.element]), back, use];
  const place = el("div", { class: "arms-picture" });
  host.body.append(el("div", { class: "panel-row" }, ...fields), place);

  const stage = host.stage(
    {
      label: "Dots: the mean reward of each arm. Upright lines: one standard deviation up and down.",
      x: {
        range: [-0.6, names.length - 0.4],
        names: { values: names.map((_, a) => a), texts: names },
        grid: false,
      },
      y: { range: [-1, 1], title: "reward", ticks: 5 },
      margin: { t: 10, r: 16 },
      zoom: false,
      marks: () => [...(tried ? picture(own, true) : []), ...picture(arms(), false)],
    },
    place,
  );
  stage.drag({
    handles: () =>
      names.flatMap((name, a) => {
        const { means, spreads } = arms();
        const at = means[a] ?? 0;
        const one = { name: `Mean of ${name}`, x: a, y: at };
        return bernoulli ? [one] : [one, { name: `Spread of ${name}`, x: a + ASIDE, y: at + (spreads[a] ?? 0) }];
      }),
    move(handle, _x, y) {
      const [what, name] = handle.name.split(" of ");
      chosen = names.indexOf(name ?? "");
      arm.select.value = String(chosen);
      const value = Number(y.toFixed(DIGITS));
      attempt(what === "Mean" ? { mean: value } : { spread: Math.max(0, value - (arms().means[chosen] ?? 0)) });
    },
  });

  /** Try another number for the chosen arm. @param {{mean?: number, spread?: number}} wanted */
  function attempt({ mean: middle, spread: width }) {
    const { means, spreads } = arms();
    const within = middle === undefined || !bernoulli ? middle : Math.min(1, Math.max(0, middle));
    /** @param {readonly number[]} values @param {number | undefined} value */
    const put = (values, value) => values.map((old, a) => (a === chosen ? (value ?? old) : old));
    adopt({
      means: put(means, within),
      spreads: put(spreads, width === undefined ? width : Number(Math.max(0, width).toFixed(DIGITS))),
    });
  }

  /** @param {Arms | null} next */
  function adopt(next) {
    tried = next;
    host.redraw();
  }

  /** @param {Arms} of @param {boolean} ghost */
  function picture({ means, spreads }, ghost) {
    return names.flatMap((name, a) => {
      const { color, shape } = theme.action(a);
      const [middle, width] = [means[a] ?? 0, spreads[a] ?? 0];
      const stroke = ghost ? theme.quiet : color;
      const title = () => `${name}: mean ${fixed(middle, 3)}, spread ${fixed(width, 3)}`;
      const upright = line({ name, x: [a, a], y: [middle - width, middle + width], stroke, strokeWidth: theme.weight });
      // The upper end reaches to the handle beside it.
      const caps = [middle - width, middle + width].map((y, i) =>
        line({ name, x: [a - CAP, a + (i && !ghost && !bernoulli ? ASIDE : CAP)], y: [y, y], stroke }),
      );
      const point = { name, x: [a], y: [middle], symbol: shape, r: 5, fill: ghost ? theme.paper : color };
      return [...(width > 0 ? [upright, ...caps] : []), dot({ ...point, stroke: ghost ? stroke : theme.paper, title })];
    });
  }

  function frameUp() {
    const ends = [own, arms()].flatMap(({ means, spreads }) =>
      means.flatMap((value, a) => [value - (spreads[a] ?? 0), value + (spreads[a] ?? 0)]),
    );
    const [low, high] = bernoulli ? [0, 1] : [Math.min(...ends), Math.max(...ends)];
    const air = 0.15 * (high - low) || 1;
    frame = steady(frame, [low - air, high + air], { air: 0, slack: 1.5 });
    stage.range([-0.6, names.length - 0.4], frame);
  }

  return {
    draw() {
      frameUp();
      mean.show(arms().means[chosen]);
      spread.show(arms().spreads[chosen]);
      back.disabled = use.disabled = tried === null;
      stage.redraw();
    },
    summary() {
      const { means } = arms();
      const best = means.indexOf(Math.max(...means));
      const where = tried ? "Tried here, not yet played: " : "";
      return `${where}${names[best]} pays best, ${fixed(means[best], 3)} on average, ${fixed(Math.max(...means) - Math.min(...means), 3)} more than the worst.`;
    },
    table() {
      return tableOf(names, arms(), own);
    },
    numbers(m) {
      return this.table(m);
    },
    destroy: () => stage.destroy(),
  };
}

/** @param {Record<string, any>} problem @returns {Arms} */
function armsOf(problem) {
  /** @type {number[]} */
  const means = problem["means"];
  const std = problem["reward_std"];
  if (problem["distribution"] === "bernoulli") return { means, spreads: means.map((p) => Math.sqrt(p * (1 - p))) };
  return { means, spreads: means.map((_, a) => (Array.isArray(std) ? (std[a] ?? 0) : std)) };
}

/** What the experiment has otherwise. @param {Arms} arms @param {boolean} bernoulli @returns {import("../types.js").Changes} */
function changesOf({ means, spreads }, bernoulli) {
  if (bernoulli) return { "problem.means": means };
  const alike = spreads.every((value) => value === spreads[0]);
  return { "problem.means": means, "problem.reward_std": alike ? (spreads[0] ?? 0) : spreads };
}

/** @param {readonly string[]} names @param {Arms} shown @param {Arms} run the run's own */
function tableOf(names, shown, run) {
  return {
    columns: ["Arm", "Mean reward", "Spread", "Mean in the run", "Spread in the run"],
    rows: names.map((name, a) => [
      name,
      ...[shown.means[a], shown.spreads[a], run.means[a], run.spreads[a]].map((value) => rounded(value, 4)),
    ]),
  };
}

/** Baselines to try: a number, a slider, the variance over all of them, and the ones worth a try. */

import { el, setText } from "../../dom/elements.js";
import { math, mi, row } from "../../dom/mathml.js";
import { fixed } from "../../maths/format.js";
import { numberField } from "../parts/fields.js";
import { varianceMarks } from "./pictures.js";
import { spread } from "./words.js";

/** @typedef {import("../polygon.js").Scene} Scene */
/** @typedef {import("./facts.js").Facts} Facts */
/** @typedef {{text: string, name: string, at: (scene: Scene) => number}} Goal */
/** @typedef {[number, number]} Range */

/** Two baselines this close are one. */
const SAME = 1e-12;

/** @param {boolean} single whether an episode is one action @returns {Goal[]} */
const goalsOf = (single) => [
  { text: "0", name: "no baseline", at: () => 0 },
  {
    text: single ? "J" : "V",
    name: single ? "the value J" : "the state's value V",
    at: ({ facts }) => facts.value,
  },
  { text: "b*", name: "b*, the constant of least variance", at: ({ facts }) => facts.curve.best },
];

/**
 * @param {import("../../types.js").Host} host
 * @param {object} given
 * @param {() => Scene | null} given.seen
 * @param {(value: number) => void} given.attempt
 * @param {() => void} given.follow         the run's own again
 * @param {() => void} given.adopt          have the run use what is tried
 * @param {readonly HTMLElement[]} chooser  of the state, where there are several
 */
export function createTries(host, { seen, attempt, follow, adopt }, chooser) {
  const { theme } = host;
  const goals = goalsOf(host.lab.problem.discrete_bandit);
  const field = numberField({
    label: math(row(mi("b"))),
    name: "Baseline tried here",
    digits: 3,
    room: 7,
    step: 0.1,
    change: attempt,
  });
  const slider = el("input", {
    type: "range",
    step: "any",
    "aria-label": "Baseline tried here",
    oninput: () => attempt(Number(slider.value)),
  });
  const use = el(
    "button",
    { type: "button", class: "button small", "aria-label": "Use this b in the run", "data-acts": true, onclick: adopt },
    el("span", {}, "Use this b", el("span", { class: "polygon-more", text: " in the run" })),
  );
  const chart = el("div", { class: "polygon-chart" });
  const bar = el(
    "div",
    { class: "polygon-b", "data-states": chooser.length > 0 },
    ...chooser,
    field.element,
    slider,
    use,
  );
  const lower = el("div", { class: "polygon-lower" }, bar, chart);
  host.body.append(lower);
  const curve = host.stage(
    {
      label: "Total variance of one draw's contribution over the baseline.",
      x: { range: [0, 1], ticks: 5, grid: false },
      y: { range: [0, 1], ticks: 3, grid: false, title: "total variance" },
      zoom: false,
      margin: { l: 66, r: 8, t: Math.ceil(theme.size / 2), b: Math.ceil(theme.size) + 8 },
      inset: { l: 6, r: 6, t: 16, b: 0 },
      marks(st) {
        const scene = seen();
        if (!scene) return [];
        const marked = goals.map(({ text, at }) => ({ text, b: at(scene) }));
        return varianceMarks(st, scene.facts.curve, marked, scene.b);
      },
    },
    chart,
  );
  curve.drag({
    handles() {
      const scene = seen();
      return scene ? [{ name: "Baseline on the variance curve", x: scene.b, y: scene.facts.curve.at(scene.b) }] : [];
    },
    move: (_, x) => attempt(x),
  });
  const rows = goals.map((goal) =>
    tryRow(goal, () => {
      const scene = seen();
      if (scene) attempt(goal.at(scene));
    }),
  );
  rows.push(tryRow({ text: "run", name: "the run's own baseline", at: ({ running }) => running }, follow));
  lower.append(tableOf(rows));

  return {
    curve,
    /** @param {Scene | null} scene @param {Range} between what the slider reaches */
    write(scene, between) {
      for (const one of rows) one.write(scene);
      if (!scene) return;
      field.show(scene.b);
      slide(slider, scene.b, between);
      use.disabled = !scene.usable;
    },
  };
}

/** @param {HTMLInputElement} slider @param {number} b @param {Range} between */
function slide(slider, b, [low, high]) {
  slider.min = String(low);
  slider.max = String(high);
  slider.value = String(b);
  slider.style.setProperty("--fill", `${Math.min(100, Math.max(0, (100 * (b - low)) / (high - low)))}%`);
  slider.setAttribute("aria-valuetext", fixed(b, 3));
}

/** A baseline worth a try: its button, its number, and the variance it leaves. @param {Goal} goal @param {() => void} attempt */
function tryRow({ text, name, at }, attempt) {
  const [number, amount] = [el("td"), el("td")];
  const set = { type: "button", class: "button small", "aria-label": `Try ${name}, ${text}`, onclick: attempt };
  const button = el("button", { ...set, text });
  return {
    element: el("tr", {}, el("th", { scope: "row" }, button), number, amount),
    /** @param {Scene | null} scene */
    write(scene) {
      const value = scene && at(scene);
      setText(number, fixed(value, 3));
      setText(amount, scene && value !== null ? spread(scene.facts.curve.at(value)) : fixed(null));
      if (scene && value !== null) button.setAttribute("aria-pressed", String(Math.abs(value - scene.b) < SAME));
    },
  };
}

/** @param {readonly {element: HTMLElement}[]} rows */
function tableOf(rows) {
  /** @param {string} text */
  const column = (text) => el("th", { scope: "col", text });
  return el(
    "table",
    { class: "polygon-tries" },
    el("thead", {}, el("tr", {}, column("try"), column("b"), column("variance"))),
    el("tbody", {}, ...rows.map(({ element }) => element)),
  );
}

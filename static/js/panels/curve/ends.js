/** Where the runs of an ensemble stand: how many of them take each action most often, as bars beside the learning curve. */

import { el } from "../../dom/elements.js";
import { barY, text } from "../../marks/mark.js";
import { standings } from "../../maths/curve.js";
import { count, fixed } from "../../maths/format.js";

/** @typedef {import("../../types.js").Frame} Frame */

/** With more actions than this their names have no room. */
export const MOST_BARS = 10;
const SLOT = 26;

/** @param {Frame | undefined} frame */
const endsOf = (frame) =>
  // Arms of the same name are not the same where each run has its own.
  frame?.ensemble?.probabilities && !frame.ensemble.best_action ? standings(frame.ensemble.probabilities) : null;

/**
 * @param {import("../../types.js").Host} host
 * @param {HTMLElement} place
 * @param {number} runs
 */
export function createEnds(host, place, runs) {
  const { theme, lab } = host;
  const names = lab.problem.action_names;
  /** @type {number[]} */
  let ends = [];
  const strip = el("div", { class: "curve-ends", style: `width: ${SLOT * names.length + 20}px` });
  place.append(strip);
  const stage = host.stage(
    {
      label: "Bars: how many runs take each action most often.",
      x: {
        range: [-0.5, names.length - 0.5],
        title: "of all runs",
        names: { values: names.map((_, a) => a), texts: names },
        grid: false,
      },
      y: { range: [0, runs], ticks: 0, line: false },
      margin: { t: 16, l: 4, r: 8 },
      zoom: false,
      marks: () =>
        names.flatMap((action, a) => {
          const [x, y] = [[a], [ends[a] ?? 0]];
          const name = `runs at ${action}`;
          const title = () => `${count(ends[a] ?? 0)} of ${count(runs)} runs take ${action} most often`;
          const look = { fill: theme.ink, fontSize: theme.size, dy: -4, clip: false };
          return [
            barY({ name, x, y, width: 0.7, fill: theme.action(a).color, title, legend: false }),
            text({ name, x, y, text: [count(ends[a] ?? 0)], lineAnchor: "bottom", ...look }),
          ];
        }),
    },
    strip,
  );
  return {
    /** @param {Frame} frame */
    draw(frame) {
      ends = endsOf(frame) ?? [];
      stage.redraw();
    },
    destroy: stage.destroy,
  };
}

/** How surely the runs, each on a bandit of its own, take their own best arms; "" where they share one. @param {Frame} frame */
export function bestInWords({ ensemble }) {
  const chances = ensemble?.best_action?.filter(Number.isFinite);
  if (!chances?.length) return "";
  const mean = chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
  return ` Each run's own best arm is taken with probability ${fixed(mean, 3)} on average.`;
}

/**
 * "120 take A most often, 80 take B", the most frequent first; "" where it is not known.
 * @param {Frame} frame
 * @param {readonly string[]} names
 */
export function endsInWords(frame, names) {
  const ends = endsOf(frame);
  if (!ends) return "";
  const taken = ends.map((runs, a) => ({ runs, name: names[a] })).filter(({ runs }) => runs > 0);
  taken.sort((a, b) => b.runs - a.runs);
  if (taken.length === 0) return "";
  const [first, ...others] = taken.map(({ runs, name }) => `${count(runs)} ${runs === 1 ? "takes" : "take"} ${name}`);
  return ` ${[`${first} most often`, ...others].join(", ")}.`;
}

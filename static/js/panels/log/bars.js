/** Two bars a parameter as marks: the gradient, and what the average becomes without the log. */

import { line, rect, text } from "../../marks/mark.js";
import { widthOf } from "../../marks/ruler.js";
import { fixed, short } from "../../maths/format.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */

/** From line to line of the hatched bars, px: it tells them from solid ones without colour. */
const HATCH = 5;
/** A bar takes this share of its parameter's room, and no more px than these. */
const [SHARE, WIDEST] = [0.42, 54];
/** Digits a bar's number has, the more the better. */
const DIGITS = [3, 2];
/** Air between a number and its bar, px. */
const AIR = 3;
/** How far a number stands from its bar's middle, px. */
const OUT = 2;
/** Room above the bars for the key, px. */
export const KEY = 18;

/**
 * @param {Stage} stage
 * @param {{right: readonly number[], wrong: readonly number[]}} both with the log, and without
 * @param {readonly string[]} names of the parameters that are shown
 * @returns {Mark[]}
 */
export function barMarks(stage, both, names) {
  const { theme } = stage;
  const slot = stage.x(1) - stage.x(0);
  const [thick, apart] = [Math.min(WIDEST, slot * SHARE) / slot, 1 / slot];
  const x = names.map((_, d) => d);
  const zeros = names.map(() => 0);
  const right = { name: "with the log", values: names.map((_, d) => both.right[d] ?? 0), left: -thick - apart };
  const wrong = { name: "without", values: names.map((_, d) => both.wrong[d] ?? 0), left: apart };
  /** @param {typeof right} one @param {string} what */
  const place = ({ name, values, left }, what) => ({
    name,
    x1: x.map((d) => d + left),
    x2: x.map((d) => d + left + thick),
    y1: zeros,
    y2: values,
    title: (/** @type {number} */ d) => `${names[d]}: ${what} ${fixed(values[d], 4)}`,
  });
  return [
    rect({ ...place(right, "∇J ="), fill: theme.exact }),
    rect({ ...place(wrong, "without the log"), fill: "none", stroke: theme.estimate, strokeWidth: 1, hatch: HATCH }),
    line({ name: "zero", x: [-0.5, names.length - 0.5], y: [0, 0], stroke: theme.line, strokeWidth: 1 }),
    ...numberMarks(stage, [right, wrong], thick),
    ...keyMarks(stage),
  ];
}

/**
 * Numbers at the bars' ends, all with the decimals that suit the largest, as many as all bars have room for; or none.
 * @param {Stage} stage
 * @param {readonly {name: string, values: number[], left: number}[]} bars
 * @param {number} thick of a bar, in data units
 * @returns {Mark[]}
 */
function numberMarks({ theme, x, area }, bars, thick) {
  if (area.height < numberRoom(theme) * 6) return [];
  // Each a little outwards: the two bars of a parameter touch, their numbers do not.
  const room = Math.abs(x(thick) - x(0)) + AIR;
  const values = bars.flatMap((one) => one.values);
  const largest = Math.max(...values.map(Math.abs));
  const digits = DIGITS.find((some) =>
    values.every((value) => widthOf(worded(value, largest, some), `${theme.size}px ${theme.font}`) <= room),
  );
  if (!digits) return [];
  return bars.flatMap(({ name, values: own, left }) =>
    [false, true].map((below) => {
      const some = own
        .map((value, d) => ({ value, x: d + left + thick / 2, words: worded(value, largest, digits) }))
        .filter(({ value }) => value < 0 === below);
      return text({
        name,
        x: some.map((one) => one.x),
        y: some.map((one) => one.value),
        text: some.map((one) => one.words),
        fill: theme.ink,
        fontSize: theme.size,
        halo: theme.paper,
        lineAnchor: below ? "top" : "bottom",
        dx: left < 0 ? -OUT : OUT,
        dy: below ? AIR : -AIR,
        clip: false,
      });
    }),
  );
}

/** A bar's number beside others, the largest of which shows so many significant digits. @param {number} value @param {number} largest @param {number} digits */
function worded(value, largest, digits) {
  const decimals = digits - 1 - Math.floor(Math.log10(largest));
  return decimals >= 0 && decimals <= 5 ? fixed(value, decimals) : short(value, digits);
}

/** What a number takes beyond its bar, px. @param {Stage["theme"]} theme */
export const numberRoom = ({ size }) => size + 2 * AIR;

/** What solid and hatched bars are, above them. @param {Stage} stage @returns {Mark[]} */
function keyMarks({ theme, area, at }) {
  const top = area.top + KEY / 2;
  return [
    { name: "with the log", left: 2, fill: theme.exact },
    { name: "without", left: 104, fill: "none", stroke: theme.estimate, strokeWidth: 1, hatch: HATCH },
  ].flatMap(({ name, left, ...look }) => {
    const [[x1, y1], [x2, y2]] = [at(area.left + left, top - 4.5), at(area.left + left + 9, top + 4.5)];
    const [x, y] = at(area.left + left + 14, top);
    return [
      rect({ name, x1: [x1], x2: [x2], y1: [y1], y2: [y2], ...look }),
      text({ name, x: [x], y: [y], text: [name], fill: theme.ink, fontSize: theme.size, textAnchor: "start" }),
    ];
  });
}

/** What a study found, as rows and as a sentence. Pure. */

import { count, digitsFor, fixed, rounded } from "./format.js";

/** @typedef {import("../replies.js").StudyPlan} StudyPlan */
/** @typedef {import("../replies.js").StudyCell} StudyCell */
/** @typedef {import("../types.js").Table} Table */
/** @typedef {{plan: StudyPlan, cells: (StudyCell | undefined)[]}} Found   cells in the grid's order, undefined until they are there */

/** Actions that a table counts the ends of, one by one. */
const MOST_ACTIONS = 4;
const LEVELS = ["q10", "q25", "q50", "q75", "q90"];

/** The last of a cell's numbers; null where there is none. @param {readonly (number | null)[]} numbers */
const last = (numbers) => numbers.at(-1) ?? null;

/** Decimals that show an error in two digits. @param {number} error above zero */
const decimalsOf = (error) => Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(error))));

/** The place of the cell with the highest mean at the end; −1 where there is none. @param {Found} found */
export function bestOf({ cells }) {
  let [best, highest] = [-1, -Infinity];
  for (const [i, cell] of cells.entries()) {
    const mean = cell && !cell.error ? last(cell.mean) : null;
    if (mean !== null && mean > highest) [best, highest] = [i, mean];
  }
  return best;
}

/** Decimals that tell the cells' means apart. @param {Found} found */
export function digitsOf({ cells }) {
  const means = cells.flatMap((cell) => (cell && !cell.error ? (last(cell.mean) ?? []) : []));
  if (means.length === 0) return 3;
  const sorted = means.sort((a, b) => a - b);
  // A cell that went astray must not hide what is between the others.
  const span = /** @type {number} */ (sorted.at(-1)) - /** @type {number} */ (sorted[Math.floor(sorted.length / 4)]);
  return Math.min(5, digitsFor(span || Math.abs(sorted[0] ?? 1)));
}

/**
 * What is found, in a sentence or two.
 * @param {Found} found
 * @param {(cell: StudyCell) => string} nameOf what a cell has otherwise, in words
 */
export function sentence(found, nameOf) {
  const { plan, cells } = found;
  const there = cells.flatMap((cell) => cell ?? []);
  const best = cells[bestOf(found)];
  const digits = digitsOf(found);
  const said = [];
  if (best) {
    const error = last(best.standard_error);
    const fine = error ? decimalsOf(error) : digits;
    const mean = `${fixed(last(best.mean), fine)} ± ${fixed(error, fine)}`;
    const name = nameOf(best);
    said.push(name ? `Highest so far: ${mean}, with ${name}.` : `The mean is ${mean}.`);
    if (there.length === plan.cells) said[0] = said[0]?.replace(" so far", "") ?? "";
  }
  const lost = there.reduce((sum, cell) => sum + (cell.lost.at(-1) ?? 0), 0);
  if (lost)
    said.push(
      `${count(lost)} ${lost === 1 ? "run has" : "runs have"} no finite number and ${lost === 1 ? "is" : "are"} left out.`,
    );
  const wrong = there.filter((cell) => cell.error);
  if (wrong[0])
    said.push(`${wrong.length === 1 ? "One cell" : `${wrong.length} cells`} could not be computed: ${wrong[0].error}`);
  return said.join(" ");
}

/** What became of a cell's runs on a problem of one state: how many took each action most. @param {StudyCell} cell */
export const ends = (cell) =>
  Object.entries(cell.ended)
    .map(([action, runs]) => `${action}: ${runs}`)
    .join(", ");

/**
 * The cells that are there, after the last update.
 * @param {Found} found
 * @param {readonly string[]} names of the fields
 * @param {(cell: StudyCell) => (string | number)[]} valuesOf their values
 * @returns {{table: Table, cells: number[]}} cells: which one each row is
 */
export function tableOf({ plan, cells }, names, valuesOf) {
  const digits = digitsOf({ plan, cells });
  const actions = new Set(cells.flatMap((cell) => Object.keys(cell?.ended ?? {})));
  const ending = actions.size > 0 && actions.size <= MOST_ACTIONS;
  const columns = [
    ...names,
    "mean",
    "± error",
    "10 %",
    "median",
    "90 %",
    "lost",
    ...(ending ? ["runs by action"] : []),
  ];
  /** @type {number[]} */
  const order = [];
  const rows = cells.flatMap((cell, i) => {
    if (!cell) return [];
    order.push(i);
    const spread = cell.quantiles.at(-1) ?? [];
    const error = last(cell.standard_error);
    const numbers = [last(cell.mean), error, spread[0], spread[2], spread[4]];
    const told = numbers.map((value, n) =>
      cell.error ? "\u2013" : n === 1 ? rounded(error, error ? decimalsOf(error) : digits) : rounded(value, digits),
    );
    return [[...valuesOf(cell), ...told, cell.lost.at(-1) ?? 0, ...(ending ? [ends(cell)] : [])]];
  });
  return { table: { columns, rows }, cells: order };
}

/** Every cell and moment, to the last digit. @param {Found} found @returns {Table} */
export function wholeTable({ plan, cells }) {
  const paths = Object.keys(plan.grid);
  const exact = (/** @type {number | null | undefined} */ value) => ({ value, text: "" });
  const rows = cells.flatMap((cell) => {
    if (!cell) return [];
    const own = paths.map((path) => String(cell.changes[path]));
    if (cell.error) return [[...own, "", "", "", ...LEVELS.map(() => ""), "", cell.error]];
    return plan.update.map((update, t) => [
      ...own,
      exact(update),
      exact(cell.mean[t]),
      exact(cell.standard_error[t]),
      ...LEVELS.map((_, q) => exact(cell.quantiles[t]?.[q])),
      exact(cell.lost[t]),
      "",
    ]);
  });
  return { columns: [...paths, "update", "mean", "standard_error", ...LEVELS, "lost", "error"], rows };
}

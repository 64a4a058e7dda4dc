/** The kept past as numbers, for a file: a row for each update that is kept, to the last digit. Pure. */

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {[name: string, read: (frame: Frame) => number | null | undefined]} Column */

/**
 * @param {readonly Frame[]} frames oldest first; of several with the same update the last one counts
 * @param {readonly Column[]} columns besides the update
 * @returns {import("../../types.js").Table}
 */
export function pastTable(frames, columns) {
  const last = frames.filter(({ update }, i) => update !== frames[i + 1]?.update);
  return {
    columns: ["update", ...columns.map(([name]) => name)],
    rows: last.map((frame) => [frame.update, ...columns.map(([, read]) => read(frame) ?? "")]),
  };
}

/**
 * A state's policy, a column an action.
 * @param {{states: number, state_names: readonly string[], action_names: readonly string[]}} problem
 * @param {number} state
 * @returns {Column[]}
 */
export function policyColumns(problem, state) {
  const given = problem.states > 1 ? `|${problem.state_names[state]}` : "";
  return problem.action_names.map((action, a) => [
    `π(${action}${given})`,
    (frame) => frame.probabilities?.[state]?.[a],
  ]);
}

/** θ, a column a parameter. @param {readonly string[]} names @returns {Column[]} */
export const parameterColumns = (names) => names.map((name, i) => [name, ({ theta }) => theta[i]]);

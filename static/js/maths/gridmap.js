/** A gridworld's map as text, and what its cells show. Pure. */

/** @typedef {import("../types.js").Values} Values */

/** What one click after another makes of a cell. */
export const CYCLE = [".", "#", "G", "C", "S"];

/** @type {Record<string, string>} */
const WORDS = { ".": "floor", "#": "wall", G: "goal", C: "cliff", S: "start" };

/** A cell in words; letters of a legend stand for themselves. @param {string} letter */
export const wordOf = (letter) => WORDS[letter] ?? `cell ${letter}`;

/** The next in the cycle; a legend's letter becomes floor. @param {string} letter */
export function cycled(letter) {
  return /** @type {string} */ (CYCLE[(CYCLE.indexOf(letter) + 1) % CYCLE.length]);
}

/**
 * The map with one cell changed.
 * @param {readonly string[]} rows @param {number} r @param {number} c @param {string} letter
 */
export function withCell(rows, r, c, letter) {
  return rows.map((text, i) => (i === r ? text.slice(0, c) + letter + text.slice(c + 1) : text));
}

/** Which way an arrow points, in columns and rows. @type {Record<string, [number, number]>} */
const WAYS = { "\u2191": [0, -1], "\u2192": [1, 0], "\u2193": [0, 1], "\u2190": [-1, 0] };

/** The way of each action, from its name: worlds number their moves differently. @param {readonly string[]} names @returns {[number, number][]} */
export const waysOf = (names) => names.map((name) => WAYS[name] ?? [0, 0]);

/** Where nobody ever stands on for long: a cliff. @param {string} letter */
export const standsOn = (letter) => letter !== "#" && letter !== "C";

/** What keeps a map from being played, or null. @param {readonly string[]} rows */
export function fault(rows) {
  if (!rows.some((text) => text.includes("S")))
    return "The map needs a start: make another cell S before removing this one.";
  return null;
}

/**
 * Each cell's state, or -1 (walls, and cliffs one falls from).
 * @param {{rows: number, columns: number, cells: [number, number][]}} grid
 */
export function statesOf(grid) {
  const states = Array.from({ length: grid.rows }, () => new Array(grid.columns).fill(-1));
  grid.cells.forEach(([r, c], s) => {
    const line = states[r];
    if (line) line[c] = s;
  });
  return states;
}

/**
 * How the gradient pulls on every preference, [S][A]: dJ/dh(s,a) = d(s) pi(a|s) A(s,a) / temperature. With one-hot features
 * it is the exact gradient itself, which also holds where a horizon makes values change with time.
 * @param {{exact?: {gradient: number[]} | null | undefined, values?: Values | null | undefined, probabilities?: number[][] | null | undefined}} frame
 * @param {{oneHot: boolean, states: number, actions: number, horizon: number | null, temperature: number}} shape
 * @returns {number[][] | null} null where it cannot be told
 */
export function pulls(frame, shape) {
  const { states, actions } = shape;
  if (shape.oneHot && frame.exact) {
    const { gradient } = frame.exact;
    return Array.from({ length: states }, (_, s) => gradient.slice(s * actions, (s + 1) * actions));
  }
  const { values, probabilities } = frame;
  if (!values || !probabilities || shape.horizon !== null) return null;
  return values.advantages.map((line, s) =>
    line.map(
      (advantage, a) => ((values.visitation[s] ?? 0) * (probabilities[s]?.[a] ?? 0) * advantage) / shape.temperature,
    ),
  );
}

/**
 * The span of the values of states that are not terminal; null if there is none.
 * @param {readonly number[]} values @param {readonly boolean[]} terminal
 * @returns {[number, number] | null}
 */
export function spanOf(values, terminal) {
  let low = Infinity;
  let high = -Infinity;
  values.forEach((value, s) => {
    if (terminal[s] || !Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  });
  return low <= high ? [low, high] : null;
}

/**
 * Where the k-th visit of a path lies beside its cell's middle, in cells: a sunflower's spiral, so that a way walked twice
 * is seen twice.
 * @param {number} k
 * @returns {[number, number]}
 */
export function beside(k) {
  const turn = k * 2.399963;
  const reach = 0.16 * Math.sqrt(((k * 7) % 13) / 13);
  return [reach * Math.cos(turn), reach * Math.sin(turn)];
}

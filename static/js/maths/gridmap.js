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
 * A walk over cells as a line, in columns and rows: from middle to middle, a little to the right of its way, so that going back
 * is not going there once more. What has been walked before is not drawn again; where one is put elsewhere (a fall, steps that
 * are not shown) the line is broken.
 * @param {readonly (readonly [number, number])[]} places row and column of each state on the way
 * @param {number} [aside] how far from the middle, in cells
 */
export function walked(places, aside = 0.07) {
  /** @type {{x: (number | null)[], y: (number | null)[]}} */
  const line = { x: [], y: [] };
  /** Moves that lead to no neighbour. @type {number[]} */
  const jumps = [];
  const known = new Set();
  let [left, top] = middleOf(places[0]);
  let open = false;
  /** @param {number} x @param {number} y */
  const to = (x, y) => {
    const piece = `${left},${top},${x},${y}`;
    if (known.has(piece)) open = false;
    else if (x !== left || y !== top) {
      known.add(piece);
      if (!open) add(line.x.length ? null : undefined, left, top);
      add(undefined, x, y);
      open = true;
    }
    [left, top] = [x, y];
  };
  /** @param {null | undefined} gap @param {number} x @param {number} y */
  const add = (gap, x, y) => {
    line.x.push(...(gap === null ? [null, x] : [x]));
    line.y.push(...(gap === null ? [null, y] : [y]));
  };
  for (let k = 1; k < places.length; k += 1) {
    const [[x0, y0], [x1, y1]] = [middleOf(places[k - 1]), middleOf(places[k])];
    const [dx, dy] = [x1 - x0, y1 - y0];
    if (Math.abs(dx) + Math.abs(dy) > 1) {
      jumps.push(k);
      to(x0, y0);
      [left, top, open] = [x1, y1, false];
    } else if (dx !== 0 || dy !== 0) {
      to(x0 - aside * dy, y0 + aside * dx);
      to(x1 - aside * dy, y1 + aside * dx);
    }
  }
  to(...middleOf(places.at(-1)));
  return { ...line, jumps };
}

/** @param {readonly [number, number] | undefined} place row and column @returns {[number, number]} */
const middleOf = ([row, column] = [0, 0]) => [column + 0.5, row + 0.5];

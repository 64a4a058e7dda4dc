/**
 * A person's own tabular problem as text: read with its faults in plain words, written a state a line, and a small random one to begin
 * with. Pure. The server checks it once more, with the same words for what it expects.
 */

/** @typedef {{kind: "tabular", transition: number[][][], reward: any, reward_std: any, start: number[], terminal: boolean[], horizon: number | null}} Tabular */

/** What a problem is made of, and what each part says. @type {Record<string, string>} */
const PARTS = {
  transition: "where each action leads, [S][A][S]",
  reward: "what each transition pays, [S][A][S], [S][A], [S] or one number",
  reward_std: "standard deviations of the rewards, or null",
  start: "with which probability an episode begins in each state, [S]",
  terminal: "whether an episode ends in each state, [S] of true or false",
  horizon: "the most steps of an episode, or null",
};
const OPTIONAL = { reward_std: null, horizon: null };
/** How far a row of probabilities may be from 1. */
const TOLERANCE = 1e-6;
/** Rows up to this many characters stand on one line. */
const LINE = 72;
/** Steps of an episode of a random problem. */
const STEPS = 20;

/**
 * A small random problem that people can read: tenths for probabilities, whole rewards for state and action, and a last state that ends
 * the episode. The same numbers give the same problem.
 * @param {number} states at least 2
 * @param {number} actions at least 2
 * @param {number} seed
 * @returns {Tabular}
 */
export function randomProblem(states, actions, seed) {
  const random = numbers(seed);
  /** @param {number} below */
  const pick = (below) => Math.floor(random() * below);
  const last = states - 1;
  /** Two successors, one of them the likelier. @param {number} s */
  const row = (s) => {
    const first = pick(states);
    const second = (first + 1 + pick(last)) % states;
    const tenths = 5 + pick(6);
    const chances = Array.from({ length: states }, () => 0);
    chances[first] = tenths / 10;
    chances[second] = (10 - tenths) / 10;
    return s === last ? chances.map((_, next) => Number(next === s)) : chances;
  };
  const each = Array.from({ length: states }, (_, s) => s);
  return {
    kind: "tabular",
    transition: each.map((s) => Array.from({ length: actions }, () => row(s))),
    reward: each.map((s) => Array.from({ length: actions }, () => (s === last ? 0 : pick(7) - 3))),
    reward_std: null,
    start: each.map((s) => Number(s === 0)),
    terminal: each.map((s) => s === last),
    horizon: STEPS,
  };
}

/** Numbers in [0, 1) from a seed: a linear congruential generator's upper bits. @param {number} seed */
function numbers(seed) {
  let state = (Math.trunc(seed) + 1) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  // The first few of neighbouring seeds are alike.
  for (let i = 0; i < 8; i += 1) next();
  return next;
}

/** A problem as JSON, a state a line; parts at their default are left out. @param {Tabular} problem */
export function written(problem) {
  const parts = Object.keys(PARTS).flatMap((name) => {
    const value = problem[/** @type {keyof Tabular} */ (name)];
    return value === null || value === undefined ? [] : [`  "${name}": ${lines(value, "    ")}`];
  });
  return `{\n${parts.join(",\n")}\n}`;
}

/** @param {any} value @param {string} indent @returns {string} */
function lines(value, indent) {
  const flat = JSON.stringify(value).replaceAll(",", ", ");
  const deep = Array.isArray(value?.[0]);
  if (!deep || (flat.length <= LINE && !Array.isArray(value[0][0]))) return flat;
  const rows = value.map((/** @type {any} */ row) => JSON.stringify(row).replaceAll(",", ", "));
  return `[\n${indent}${rows.join(`,\n${indent}`)}\n${indent.slice(2)}]`;
}

/**
 * The problem a text describes, or what is wrong with it, in plain words.
 * @param {string} text
 * @returns {{problem: Tabular, wrong: ""} | {problem: null, wrong: string}}
 */
export function readProblem(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    return { problem: null, wrong: unreadable(text, String(/** @type {Error} */ (problem).message)) };
  }
  const wrong = fault(value);
  if (wrong) return { problem: null, wrong };
  return { problem: { kind: "tabular", ...OPTIONAL, ...value }, wrong: "" };
}

/** Where a text stops being JSON. @param {string} text @param {string} message of the parser */
function unreadable(text, message) {
  if (text.trim() === "") return 'Expected a problem: { "transition": …, "reward": …, "start": …, "terminal": … }.';
  const at = /position (\d+)/.exec(message)?.[1];
  const end = at === undefined ? text.length : Number(at);
  const line = text.slice(0, end).split("\n").length;
  const near = text.slice(end).trimStart().split("\n")[0]?.slice(0, 16) ?? "";
  const where = near ? `line ${line}, at ${near}` : "the end: something is still open";
  return `This is not JSON yet; look at ${where}. Numbers and lists need commas between them, names need double quotes.`;
}

/** What is wrong with a problem; "" for nothing. States and actions are counted from 0, as in the arrays. @param {any} value @returns {string} */
function fault(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return `Expected { … } with ${listed(Object.keys(PARTS))}.`;
  for (const name of Object.keys(value))
    if (!(name in PARTS) && name !== "kind")
      return `There is no “${name}”; a problem has ${listed(Object.keys(PARTS))}.`;
  for (const [name, says] of Object.entries(PARTS))
    if (!(name in value) && !(name in OPTIONAL)) return `“${name}” is missing: ${says}.`;
  return transitionFault(value.transition, value.terminal) || sizesFault(value);
}

/** @param {any} transition @param {any} terminal */
function transitionFault(transition, terminal) {
  if (!Array.isArray(transition) || transition.length === 0)
    return `“transition” should be lists: ${PARTS["transition"]}.`;
  const actions = transition[0]?.length;
  for (const [s, rows] of transition.entries()) {
    if (!Array.isArray(rows) || rows.length === 0 || rows.length !== actions)
      return `“transition” of state ${s} should have a row for each action, as many as state 0 has.`;
    for (const [a, row] of rows.entries()) {
      const where = `“transition” of state ${s}, action ${a}`;
      if (!Array.isArray(row) || row.length !== transition.length)
        return `${where} should have a probability for each of the ${transition.length} states, and has ${Array.isArray(row) ? row.length : "none"}.`;
      if (!row.every((one) => typeof one === "number" && one >= 0 && one <= 1))
        return `${where} should be probabilities, numbers from 0 to 1.`;
      const sum = total(row);
      if (Math.abs(sum - 1) > TOLERANCE && !(terminal?.[s] === true && sum === 0))
        return `${where} should add to 1, and adds to ${Number(sum.toPrecision(6))}.`;
    }
  }
  return "";
}

/** @param {any} value */
function sizesFault({ transition, reward, reward_std, start, terminal, horizon }) {
  const states = transition.length;
  if (!Array.isArray(start) || start.length !== states || !start.every((one) => typeof one === "number" && one >= 0))
    return `“start” should be ${states} probabilities, one for each state.`;
  if (Math.abs(total(start) - 1) > TOLERANCE)
    return `“start” should add to 1, and adds to ${Number(total(start).toPrecision(6))}.`;
  if (!Array.isArray(terminal) || terminal.length !== states || !terminal.every((one) => typeof one === "boolean"))
    return `“terminal” should be true or false for each of the ${states} states.`;
  const sizes = [states, transition[0].length, states];
  if (!fits(reward, sizes))
    return `“reward” should be numbers: ${PARTS["reward"]}; here S is ${states}, A is ${sizes[1]}.`;
  if (reward_std !== undefined && reward_std !== null && !fits(reward_std, sizes))
    return `“reward_std” should have one of the reward’s shapes, or be null.`;
  if (horizon !== undefined && horizon !== null && !(Number.isInteger(horizon) && horizon > 0))
    return "“horizon” should be a whole number of steps, or null.";
  return "";
}

/** Whether a value is a number, or lists of these sizes of numbers, outermost first. @param {any} value @param {readonly number[]} sizes @returns {boolean} */
function fits(value, [size, ...inner]) {
  if (typeof value === "number") return Number.isFinite(value);
  return (
    size !== undefined &&
    Array.isArray(value) &&
    value.length === size &&
    alike(value) &&
    value.every((one) => fits(one, inner))
  );
}

/** Numbers beside lists are neither. @param {any[]} list */
const alike = (list) => list.every((one) => Array.isArray(one) === Array.isArray(list[0]));

/** @param {readonly number[]} list */
const total = (list) => list.reduce((sum, one) => sum + one, 0);

/** @param {readonly string[]} names */
const listed = (names) => `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

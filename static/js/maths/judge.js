/**
 * Answers against the truth: right, or the known error that lies nearest, or simply not yet right.
 *
 * A wrong answer has a name where it lies nearer to a known error than to the truth, and no farther from it than the truth is.
 */

/**
 * @typedef {object} Asked               what the server has computed
 * @property {"number" | "bars" | "choice" | "arrow" | "order"} kind
 * @property {number[]} answer           of an order the items' places as they are written, the first one first
 * @property {number} near               the largest difference that still counts as the same
 * @property {string[]} labels
 * @property {{at: number[], title: string, says: string}[]} wrong   of an order two places: the first before the second
 * @property {{right: boolean, says: string}[]} options
 */
/** @typedef {{right: boolean, title: string, says: string, at?: readonly number[]}} Verdict   says: HTML of the lesson's own; at: where the named error lies */

/**
 * @param {Asked} asked
 * @param {readonly number[]} given  one number a component; of a choice, the option's place; of an order, the items' places
 * @returns {Verdict}
 */
export function judge(asked, given) {
  if (asked.kind === "choice") {
    const option = asked.options[given[0] ?? -1];
    return { right: option?.right === true, title: "", says: option?.says ?? "" };
  }
  if (asked.kind === "order") return judgeOrder(asked, given);
  const off = apart(given, asked.answer);
  if (off <= asked.near * (1 + 1e-9)) return { right: true, title: "", says: "" };
  const near = asked.wrong
    .map((one) => ({ ...one, off: apart(given, one.at) }))
    .reduce((best, one) => (one.off < best.off ? one : best), { title: "", says: "", at: [], off: Infinity });
  const scale = Math.max(...sizes(asked));
  const known = near.off < off && near.off <= Math.max(2 * asked.near, scale / 4);
  return known
    ? { right: false, title: near.title, says: near.says, at: near.at }
    : { right: false, title: "", says: "" };
}

/** Right, or the first known pair that stands the wrong way round. @param {Asked} asked @param {readonly number[]} given @returns {Verdict} */
function judgeOrder({ answer, wrong }, given) {
  if (answer.every((place, i) => given[i] === place)) return { right: true, title: "", says: "" };
  const named = wrong.find(({ at: [one = -1, other = -1] }) => given.indexOf(one) < given.indexOf(other));
  return { right: false, title: named?.title ?? "", says: named?.says ?? "" };
}

/** How large the numbers of a question are. @param {Asked} asked */
const sizes = (asked) => [...asked.answer, ...asked.wrong.flatMap((one) => one.at)].map(Math.abs);

/** @param {readonly number[]} a @param {readonly number[]} b */
function apart(a, b) {
  return Math.max(...b.map((value, i) => Math.abs(value - (a[i] ?? Infinity))));
}

/** A number as people type it: 0,5 and −.5 and 3/4 count; null for what is none. @param {string} text */
export function numberTyped(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
  const [, above, below] = /^([+-]?\d*\.?\d+(?:e[+-]?\d+)?)(?:\s*\/\s*(\d*\.?\d+))?$/i.exec(plain) ?? [];
  if (above === undefined) return null;
  const value = Number(above) / Number(below ?? 1);
  return Number.isFinite(value) ? value : null;
}

/**
 * Answers against the truth: right, or the known error that lies nearest, or simply not yet right.
 *
 * A wrong answer has a name where it lies nearer to a known error than to the truth, and no farther from it than the truth is.
 */

/**
 * @typedef {object} Asked               what the server has computed
 * @property {"number" | "bars" | "choice"} kind
 * @property {number[]} answer           of numbers and bars
 * @property {number} near               the largest difference that still counts as the same
 * @property {string[]} labels
 * @property {{at: number[], title: string, says: string}[]} wrong
 * @property {{right: boolean, says: string}[]} options
 */
/** @typedef {{right: boolean, title: string, says: string}} Verdict   says: HTML of the lesson's own */

/**
 * @param {Asked} asked
 * @param {readonly number[]} given  one number a component; of a choice, the option's place
 * @returns {Verdict}
 */
export function judge(asked, given) {
  if (asked.kind === "choice") {
    const option = asked.options[given[0] ?? -1];
    return { right: option?.right === true, title: "", says: option?.says ?? "" };
  }
  const off = apart(given, asked.answer);
  if (off <= asked.near * (1 + 1e-9)) return { right: true, title: "", says: "" };
  const near = asked.wrong
    .map((one) => ({ ...one, off: apart(given, one.at) }))
    .reduce((best, one) => (one.off < best.off ? one : best), { title: "", says: "", off: Infinity });
  const scale = Math.max(...sizes(asked));
  const known = near.off < off && near.off <= Math.max(2 * asked.near, scale / 4);
  return known ? { right: false, title: near.title, says: near.says } : { right: false, title: "", says: "" };
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

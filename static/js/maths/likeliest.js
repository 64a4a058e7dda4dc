/** Which actions a policy takes most often, in words. Pure. */

import { fixed } from "./format.js";

/** Probabilities that read the same are called the same. */
const ALIKE = 5e-4;
/** More actions than this are counted, not named. */
const NAMED = 3;

/**
 * "A most often, with probability 0.612"; where several are as likely, all of them.
 * @param {readonly string[]} names [A]
 * @param {readonly number[]} chances pi[A]
 * @param {number} [digits]
 */
export function likeliest(names, chances, digits = 3) {
  const most = Math.max(...chances);
  const first = names.filter((_, a) => most - (chances[a] ?? 0) < ALIKE);
  const chance = `with probability ${fixed(most, digits)}`;
  if (first.length === 1) return `${first[0]} most often, ${chance}`;
  if (first.length === names.length) return `all actions equally often, ${chance} each`;
  const some =
    first.length > NAMED
      ? `${first.length} of ${names.length} actions`
      : `${first.slice(0, -1).join(", ")} and ${first.at(-1)}`;
  return `${some} most often, ${chance} each`;
}

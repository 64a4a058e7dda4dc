/** What became of a question or a change: the server refused it, with words and the field they are about, or never heard of it. */

/** @typedef {{title?: string, detail?: string, errors?: {pointer: string, detail: string}[]}} Problem   RFC 9457, as the server writes it */

export class Refused extends Error {
  /**
   * @param {string} text
   * @param {string} [pointer] JSON pointer (RFC 6901) into what was asked; "" for the whole of it
   */
  constructor(text, pointer = "") {
    super(text);
    this.name = "Refused";
    this.pointer = pointer;
  }

  /** @param {Problem} problem @param {number} status of the answer, for one that says nothing */
  static of({ title, detail, errors }, status) {
    return new Refused(detail || title || `The server answered ${status}.`, errors?.[0]?.pointer);
  }
}

/** No answer came: the server is away. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached.");
    this.name = "Unreachable";
  }
}

/** A pointer as the dotted path that the server's words begin with. @param {string} pointer */
export const pathOf = (pointer) => pointer.slice(1).replaceAll("/", ".");

/**
 * The server's words as they read beside a part of what was asked: a field is named from there, and the part itself not at all.
 *
 *     "estimators.1.baseline: expected …"   beside estimators.1            ->  "baseline: expected …"
 *     "estimators.1.baseline: expected …"   beside estimators.1.baseline   ->  "Expected …"
 *
 * @param {string} text
 * @param {string} part dotted path
 */
export function beside(text, part) {
  if (text.startsWith(`${part}.`)) return text.slice(part.length + 1);
  if (!text.startsWith(`${part}: `)) return text;
  const rest = text.slice(part.length + 2);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

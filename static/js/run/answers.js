/**
 * A lesson's step and answers as the address's fragment: `#3;2.1=-0.09,0.09;2.2=?`. Steps and questions count from 1. `#3&embed` is that step
 * alone.
 *
 * `?` stands for "I don't know". Nothing is stored elsewhere: in frames storage throws or is another one on every visit. Pure: no DOM.
 */

/** @typedef {{step: number, alone: boolean, answers: Map<string, number[] | null>}} Place   null: the reader did not know */

/** @param {string} fragment with or without # @param {number} steps how many there are @returns {Place} */
export function placeFrom(fragment, steps) {
  const [opening = "", ...rest] = plain(fragment.replace(/^#/, "")).split(";");
  const [first = "", look] = opening.split("&");
  const step = /^(?:step-)?\d+$/.test(first) ? Number(first.replace("step-", "")) : 1;
  /** @type {Map<string, number[] | null>} */
  const answers = new Map();
  for (const pair of rest) {
    const [, key, text] = /^(\d+\.\d+)=(.+)$/.exec(pair) ?? [];
    if (!key || !text) continue;
    const numbers = text.split(",").map(Number);
    if (text === "?") answers.set(key, null);
    else if (numbers.every(Number.isFinite)) answers.set(key, numbers);
  }
  return { step: Math.min(Math.max(1, step), steps), alone: look === "embed", answers };
}

/** @param {Place} place */
export function fragmentOf({ step, alone, answers }) {
  const pairs = [...answers].map(
    ([key, given]) => `;${key}=${given ? given.map((value) => Number(value.toPrecision(6))).join(",") : "?"}`,
  );
  return `#${step}${alone ? "&embed" : ""}${pairs.join("")}`;
}

/** What others have put into percents, as some mail programs do. @param {string} text */
function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

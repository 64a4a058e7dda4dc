/** What the signs of the Gaussian policy's upper picture mean, in a row above it. */

import { el } from "../../dom/elements.js";

/** @typedef {import("../../types.js").Key} Key */
/** @typedef {import("../gaussian.js").Scene} Scene */

/** How a sign of the row looks. @type {Record<string, string>} */
const SIGNS = { line: "\u2014", arrow: "\u279e", triangle: "\u25b2", wedge: "\u25bc", circle: "\u25cf" };

/**
 * What there is to explain: both curves, both slopes, the marks of a batch. The arrows lie along their slopes and all reach about as far.
 * @param {import("../../types.js").Theme} theme
 * @param {{alone: boolean, estimated: boolean, names: Scene["names"], weighed: Scene["weighed"]}} view  alone: one context, whose slopes are J's
 * @returns {Key[]}
 */
export function keysOf(theme, { alone, estimated, names, weighed }) {
  const pushed = theme.diverging.at(-1)?.[1] ?? theme.ink;
  const pulled = theme.diverging.at(0)?.[1] ?? theme.ink;
  return [
    { mark: "line", color: theme.ink, text: names.curve },
    { mark: "line", color: theme.exact, text: names.blurred, dash: [5, 4] },
    ...(alone
      ? [
          { mark: /** @type {const} */ ("arrow"), color: theme.exact, text: `slope of ${names.value} along μ` },
          ...(estimated
            ? [{ mark: /** @type {const} */ ("arrow"), color: theme.estimate, text: "as estimated (one σ wide)" }]
            : []),
        ]
      : []),
    ...(weighed === "score"
      ? [
          { mark: /** @type {const} */ ("triangle"), color: pushed, text: "made likelier" },
          { mark: /** @type {const} */ ("wedge"), color: pulled, text: "made rarer" },
        ]
      : [{ mark: /** @type {const} */ ("circle"), color: theme.estimate, text: "sampled" }]),
  ];
}

/** The row. @param {readonly Key[]} keys */
export function keyRow(keys) {
  return el(
    "p",
    { class: "gaussian-key" },
    ...keys.map(({ mark, color, text, dash }) =>
      el(
        "span",
        {},
        el("i", { "aria-hidden": "true", style: `color: ${color}`, text: dash ? "\u2504" : (SIGNS[mark] ?? "") }),
        text,
      ),
    ),
  );
}

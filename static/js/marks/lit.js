/** Marks lit up: those of some names bolder, all others faint. A picture that has none of them stays as it is. Pure. */

/** @typedef {import("../types.js").Mark} Mark */

/** How much of its own colour a mark keeps that is not meant. */
const KEPT = 0.25;
const BOLD = 2.5;

/**
 * @param {readonly Mark[]} marks
 * @param {ReadonlySet<string>} names
 * @param {string} paper  the colour behind them
 * @returns {readonly Mark[]}
 */
export function lit(marks, names, paper) {
  if (!marks.some((mark) => names.has(mark.name))) return marks;
  return marks.map((mark) => (names.has(mark.name) ? bolder(mark) : fainter(mark, paper)));
}

/** @param {Mark} mark @returns {Mark} */
function bolder(mark) {
  return mark.mark === "line" ? { ...mark, strokeWidth: Math.max(BOLD, mark.strokeWidth ?? 0) } : mark;
}

/** @param {Mark} mark @param {string} paper @returns {Mark} */
function fainter(mark, paper) {
  /** @type {Record<string, unknown>} */
  const faint = { ...mark };
  for (const key of ["fill", "stroke"]) {
    const color = faint[key];
    if (typeof color === "string") faint[key] = mixed(color, paper);
    else if (Array.isArray(color)) faint[key] = color.map((one) => mixed(one, paper));
  }
  return /** @type {Mark} */ (/** @type {unknown} */ (faint));
}

/** Between two colours written as #rrggbb; what is written otherwise stays. @param {string} color @param {string} paper */
function mixed(color, paper) {
  const [one, other] = [color, paper].map((text) => /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text.trim()));
  if (!one || !other) return color;
  const parts = [1, 2, 3].map((i) =>
    Math.round(KEPT * Number.parseInt(one[i] ?? "0", 16) + (1 - KEPT) * Number.parseInt(other[i] ?? "0", 16)),
  );
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

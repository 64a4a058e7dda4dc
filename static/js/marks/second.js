/**
 * Two runs in one picture, told apart by how they are drawn, as colour stays the action's: the first solid and filled, the second dashed
 * and open. Pure.
 */

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Theme} Theme */

const DASH = [5, 4];
const FAINT = 0.5;
/** Open bars stand round the filled ones. */
const WIDER = 1.3;
/** Lines of actions are told apart by their dashes where there is one run; with two, dashes tell the runs apart. */
const ACTIONS = 12;

/** The first run's marks, without the numbers on its bars: they would seem to be the second's too. @param {readonly Mark[]} marks @param {Theme} theme @returns {Mark[]} */
export function firstOf(marks, theme) {
  const colors = new Set(Array.from({ length: ACTIONS }, (_, a) => theme.action(a).color));
  const bars = new Set(marks.filter(({ mark }) => mark === "barY").map(({ name }) => name));
  const kept = marks.filter(({ mark, name }) => mark !== "text" || !bars.has(name));
  return kept.map((mark) => {
    const name = `A: ${mark.name}`;
    return mark.mark === "line" && colors.has(mark.stroke) && mark.strokeDasharray?.length
      ? { ...mark, name, strokeDasharray: [] }
      : { ...mark, name };
  });
}

/** The second run's; its words would lie on the first one's. @param {readonly Mark[]} marks @param {Theme} theme @returns {Mark[]} */
export function secondOf(marks, theme) {
  return marks.map((mark) => opened(mark, theme)).filter((mark) => mark !== null);
}

/** @param {Mark} mark @param {Theme} theme @returns {Mark | null} */
function opened(mark, theme) {
  const { title } = mark;
  const named = { name: `B: ${mark.name}`, ...(title ? { title: (/** @type {number} */ i) => `B, ${title(i)}` } : {}) };
  switch (mark.mark) {
    case "line":
      return { ...mark, ...named, strokeDasharray: DASH };
    case "areaY":
      return { ...mark, ...named, fillOpacity: FAINT * (mark.fillOpacity ?? 1) };
    case "dot":
      return { ...mark, ...named, fill: theme.paper, stroke: mark.fill, strokeWidth: 1.25 };
    case "barY":
      return { ...mark, ...named, stroke: mark.fill, fill: "transparent", width: WIDER * mark.width };
    case "arrow":
      return { ...mark, ...named, hollow: theme.paper };
    default:
      return null;
  }
}

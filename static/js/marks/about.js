/**
 * What a sub-step of an update is about, lit up in every picture that shows it: bolder, larger, rimmed; colour stays the action's. Pure.
 *
 *     Sample   the action drawn        Return   the returns so far      Weight   the baseline
 *     Reward   the episode walked      Score    the action's side       Update   where θ went, and J
 */

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Light} Light */
/** @typedef {import("../types.js").Theme} Theme */

const BOLDER = 2;
const LARGER = 1.6;

/** Names of marks, by panel. @type {Record<Light["part"], Record<string, (light: Light) => readonly string[]>>} */
const ABOUT = {
  Sample: {
    probabilities: ({ action }) => [`π(${action})`],
    world: () => ["last episode"],
    gaussian: () => ["made likelier", "made rarer", "sampled actions"],
  },
  Reward: { world: () => ["last episode"], curve: () => ["sampled returns"] },
  Return: { curve: () => ["sampled returns"] },
  Score: { polygon: ({ action }) => [action], features: ({ action }) => [action] },
  Weight: { polygon: () => ["b"], gaussian: () => ["baseline b"] },
  Update: {
    landscape: () => ["last estimate", "trajectory", "now"],
    simplex: () => ["last estimate", "trajectory", "now"],
    gaussian: () => ["its estimate"],
    curve: () => ["J", "best − J"],
  },
};

/** Whether a panel has something to light up. @param {Light} light @param {string} panel */
export const isAbout = (light, panel) => ABOUT[light.part][panel] !== undefined;

/** A panel's marks with those lit up that the sub-step is about. @param {readonly Mark[]} marks @param {Light | null} light @param {string} panel @param {Theme} theme */
export function raised(marks, light, panel, theme) {
  const names = light && ABOUT[light.part][panel]?.(light);
  if (!names) return marks;
  // Of two runs the sub-steps are the first one's.
  return marks.map((mark) => (names.includes(mark.name.replace(/^A: /, "")) ? brighter(mark, theme) : mark));
}

/** @param {Mark} mark @param {Theme} theme @returns {Mark} */
function brighter(mark, theme) {
  switch (mark.mark) {
    case "line":
    case "arrow":
      return { ...mark, strokeWidth: BOLDER * (mark.strokeWidth ?? (mark.mark === "line" ? 1 : 1.5)) };
    case "dot": {
      const r = mark.r ?? 3;
      const larger = typeof r === "number" ? LARGER * r : r.map((each) => LARGER * each);
      return { ...mark, r: larger, stroke: theme.ink, strokeWidth: 1.5 };
    }
    case "barY":
      return { ...mark, stroke: theme.ink };
    case "text":
      return { ...mark, fontWeight: 700 };
    default:
      return mark;
  }
}

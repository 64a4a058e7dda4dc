/** What the signs of a learning curve mean: in the row above it, and in saved pictures. */

import { el, setText } from "../../dom/elements.js";
import { short } from "../../maths/format.js";
import { bandName } from "./marks.js";

/** @typedef {import("../../types.js").Key} Key */
/** @typedef {import("../curve.js").Scene} Scene */

/** The row; `write` shows what is in the picture. @param {number} runs */
export function keyRow(runs) {
  const exact = sign("curve-exact", "exact J");
  const climbed = sign("curve-climbed", "exact J + βH");
  const returns = sign("curve-return", "sampled returns");
  const best = sign("curve-best", "");
  const guide = sign("curve-guide", "as 1/t falls");
  const element = el("span", { class: "curve-keys" }, exact, climbed, returns, best, guide);
  element.title = "A dot is the mean return of the episodes since the previous dot: fast play averages many.";
  if (runs > 1) element.append(sign("curve-band", bandName(runs)));
  return {
    element,
    /** @param {Scene} scene */
    write(scene) {
      const gap = scene.axes.gap === true;
      climbed.hidden = scene.climbed.length === 0 || gap;
      best.hidden = scene.best === null || gap;
      returns.hidden = gap || !scene.sampled;
      guide.hidden = !gap;
      setText(/** @type {Node} */ (exact.lastChild), gap ? "best − J" : "exact J");
      setText(/** @type {Node} */ (best.lastChild), `best ${short(scene.best, 3)}`);
    },
  };
}

/** @param {string} kind @param {string} text */
function sign(kind, text) {
  return el("span", { class: "curve-key" }, el("i", { class: kind, "aria-hidden": "true" }), text);
}

/** @param {import("../../types.js").Theme} theme @param {Scene} scene @returns {Key[]} */
export function keysOf(theme, { best, climbed, runs, sampled }) {
  /** @type {Key[]} */
  const keys = [{ mark: "line", color: theme.exact, text: "exact J" }];
  if (climbed.length) keys.push({ mark: "line", color: theme.exact, text: "exact J + βH", dash: [2, 3] });
  if (sampled) keys.push({ mark: "square", color: theme.estimate, text: "sampled returns" });
  if (best !== null) keys.push({ mark: "line", color: theme.accent, text: `best ${short(best, 3)}`, dash: [6, 4] });
  if (runs > 1) keys.push({ mark: "band", color: theme.accent, text: bandName(runs) });
  return keys;
}

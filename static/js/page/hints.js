/** What stands where there is nothing to see, each with a way on: no panel is open, or one that cannot show this problem. */

import { el } from "../dom/elements.js";
import { defaultPanels } from "../panels/index.js";

/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {(names: string[]) => void} Choose */

/** @param {string} words @param {string} action @param {() => void} act */
const hint = (words, action, act) =>
  el(
    "div",
    { class: "hint" },
    el("p", { text: words }),
    el("button", { type: "button", class: "small-button", text: action, onclick: act }),
  );

/** No panel is open. @param {() => Lab} lab @param {Choose} choose */
export const noPanels = (lab, choose) =>
  hint(
    "No panel is open. Choose some under Panels, or begin again with those that suit this problem.",
    "Show panels",
    () => choose(defaultPanels(lab())),
  );

/**
 * A panel that does not suit the problem: in its place those that do, beside the others that are open.
 * @param {import("../types.js").Panel} panel
 * @param {() => Lab} lab
 * @param {() => string[]} open the names of the panels now open
 * @param {Choose} choose
 */
export const unsuited = (panel, lab, open, choose) =>
  hint("This panel cannot show the current problem.", "Show panels that can", () => {
    const usual = defaultPanels(lab());
    const others = open().filter((name) => name !== panel.name && !usual.includes(name));
    choose([...usual, ...others]);
  });

/** The control changes along the timeline: each a button that says in words what was changed, and leads to where it was. */

import { el } from "../../dom/elements.js";
import { count } from "../../maths/format.js";

/** @param {import("../../run/player.js").Player} player */
export function createChanges(player) {
  const element = el("div", { class: "marks", role: "group", "aria-label": "Changes on the way" });
  let named = "";
  let placed = "";

  /** @param {import("../../types.js").ControlChange} mark */
  function button({ update, text }) {
    const words = `Update ${count(update)}: ${text}`;
    return el(
      "button",
      {
        type: "button",
        class: "mark",
        "aria-label": words,
        onclick: () => player.scrub(player.history.indexAt(update)),
      },
      el("i"),
      el("span", { class: "mark-words", "aria-hidden": "true", text: words }),
    );
  }

  return {
    element,
    /** Buttons stay the same ones while the run goes on: who points at one keeps it. */
    show() {
      const { history } = player;
      const most = Math.max(0, history.length - 1);
      const all = history.marks.map(({ update, text }) => `${update} ${text}`).join("\n");
      if (all !== named) {
        named = all;
        placed = "";
        element.replaceChildren(...history.marks.map(button));
      }
      const key = `${history.edition}:${history.pushed}`;
      if (key === placed || history.marks.length === 0) return;
      placed = key;
      history.marks.forEach((mark, i) => {
        const share = most ? history.indexAt(mark.update) / most : 0;
        const one = /** @type {HTMLElement} */ (element.children[i]);
        one.style.left = `${100 * share}%`;
        // The words stay on the page: at the left end they hang to the right, at the right end to the left.
        one.style.setProperty("--along", `${-100 * share}%`);
      });
    },
  };
}

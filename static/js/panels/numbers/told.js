/** One sub-step told: its formula with the numbers below the symbols, a chip for each action, and words. */

import { el, setText } from "../../dom/elements.js";
import { math } from "../../dom/mathml.js";
import { fixed, signed } from "../../maths/format.js";
import { others } from "../../maths/softmax.js";
import { SUB_STEPS } from "./telling.js";

/** Chips for at most this many actions; with more, only the one taken. */
const CHIPS = 10;

/** @param {import("../../types.js").Theme} theme @param {readonly string[]} names of the actions */
export function createTold(theme, names) {
  const formula = el("div", { class: "told" });
  const chips = el("ul", { class: "chips", hidden: true, "aria-label": "Actions" });
  const words = el("p", { class: "told-words" });
  let form = "";
  /** @type {HTMLElement[]} */
  let numbersUnder = [];

  /** @param {number} a */
  function newChip(a) {
    return el("li", { style: `--chip: ${theme.action(a).color}` }, el("b", { text: names[a] ?? "" }), el("span"));
  }

  return {
    element: el("div", { class: "told-frame" }, formula, chips, words),

    /** The formula is built again only where its symbols change. @param {import("./telling.js").Part[]} parts @param {string} text */
    write(parts, text) {
      const next = parts.map((part) => part.m).join("");
      if (next !== form) {
        form = next;
        numbersUnder = parts.map((part) => el("span", { class: part.n === undefined ? "told-sign" : "told-number" }));
        formula.replaceChildren(
          ...parts.map((part, i) =>
            el("span", { class: "told-part" }, math(part.m), /** @type {HTMLElement} */ (numbersUnder[i])),
          ),
        );
      }
      parts.forEach((part, i) => setText(/** @type {HTMLElement} */ (numbersUnder[i]), part.n ?? ""));
      setText(words, text);
    },

    /**
     * Each action's probability or, at the sub-step Score, its part of the score.
     * @param {import("../../maths/lesson.js").Share | null} share null: no chips
     * @param {number} index of the sub-step
     * @param {number} [temperature]
     */
    chips(share, index, temperature = 1) {
      const few = share && share.chances.length <= CHIPS;
      chips.hidden = !few;
      if (!share || !few) return;
      const scored = SUB_STEPS[index] === "Score";
      while (chips.children.length < share.chances.length) chips.append(newChip(chips.children.length));
      share.chances.forEach((chance, a) => {
        const chip = /** @type {HTMLElement} */ (chips.children[a]);
        const taken = a === share.action;
        chip.toggleAttribute("data-taken", taken);
        const score = taken ? others(share.chances, a) : -chance;
        const text = scored
          ? `${taken ? 1 : 0} − ${fixed(chance, 3)}${temperature === 1 ? ` = ${signed(score, 3)}` : ""}`
          : fixed(chance, 3);
        setText(/** @type {HTMLElement} */ (chip.lastChild), text);
      });
    },
  };
}

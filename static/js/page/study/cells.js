/** The table of a study's cells: each row leads to its first run in the lab. */

import { el } from "../../dom/elements.js";
import { bestOf, tableOf } from "../../maths/study.js";
import { shownCell } from "../table.js";

/** @typedef {import("../../replies.js").StudyCell} StudyCell */
/** @typedef {ReturnType<typeof import("./words.js").wordsOf>} Words */

/** @param {(cell: StudyCell) => string} link */
export function createCells(link) {
  const element = el("div", { class: "study-table", role: "group", "aria-label": "Cells", tabindex: "0" });

  /** @param {StudyCell} cell @param {Words} words */
  function lastOf(cell, words) {
    if (cell.error) return el("span", { class: "study-error", text: cell.error });
    const name = `Open in the lab: ${words.nameOf(cell) || "the run"}`;
    return el("a", { href: link(cell), target: "_blank", rel: "noopener", text: "Open", "aria-label": name });
  }

  return {
    element,
    /** @param {import("../../maths/study.js").Found} found @param {Words} words */
    show(found, words) {
      const best = bestOf(found);
      const names = words.axes.map(({ title, symbol }) => `${title} ${symbol}`.trim());
      const { table, cells } = tableOf(found, names, words.valuesOf);
      /** @param {"th" | "td"} tag @param {string} text @param {number} c */
      const cell = (tag, text, c) =>
        el(tag, { text, class: c < names.length && "name", scope: tag === "th" && (c < names.length ? "row" : "col") });
      const body = table.rows.map((row, r) => {
        const whole = /** @type {StudyCell} */ (found.cells[cells[r] ?? 0]);
        const values = row.map((value, c) => cell(c < names.length ? "th" : "td", shownCell(value), c));
        return el("tr", { class: cells[r] === best && "best" }, ...values, el("td", {}, lastOf(whole, words)));
      });
      const head = [...table.columns, "in the lab"].map((text, c) =>
        el("th", { text, scope: "col", class: c < names.length && "name" }),
      );
      element.replaceChildren(
        el(
          "table",
          {},
          el("caption", { text: `Mean of ${words.measured}, ${found.plan.seeds} runs a cell` }),
          el("thead", {}, el("tr", {}, ...head)),
          el("tbody", {}, ...body),
        ),
      );
    },
  };
}

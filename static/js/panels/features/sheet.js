/** phi as a table: a row an action (the chosen one can be typed), their mean, and the difference of the two: the score. */

import { el, setText } from "../../dom/elements.js";
import { gap, log, math, mi, mo, nabla, round, row, sub, sum, tight } from "../../dom/mathml.js";
import { fixed } from "../../maths/format.js";
import { numberField } from "../parts/fields.js";

/** @typedef {import("../../types.js").Identity} Identity */
/**
 * @typedef {object} Written
 * @property {readonly (readonly number[])[]} phi [A][D]
 * @property {readonly number[]} pi
 * @property {readonly number[]} pivot
 * @property {readonly number[]} arm   of the chosen action
 * @property {number} chosen
 * @property {number} temperature
 */

/** @param {{names: readonly string[], looks: readonly Identity[], choose: (a: number) => void, change: (k: number, value: number) => void}} given */
export function createSheet({ names, looks, choose, change }) {
  const head = el("tr");
  const body = el("tbody");
  const foot = el("tbody", { class: "features-sum" });
  const omitted = el("caption");
  const formula = el("p", { class: "formula" }, math(score()));
  const table = el("table", { class: "features-table" }, omitted, el("thead", {}, head), body, foot);
  const element = el(
    "div",
    { class: "features-sheet", tabindex: "0", role: "region", "aria-label": "Features in numbers" },
    table,
  );
  /** @type {readonly number[]} */
  let kept = [];
  /** @type {ReturnType<typeof numberField>[]} */
  let fields = [];
  /** @type {{button: HTMLButtonElement, pi: HTMLElement, cells: HTMLElement[]}[]} */
  let lines = [];
  /** @type {HTMLElement[][]} */
  let sums = [];
  const scoreName = el("span");
  let typed = -1;

  /** Which action's row is typed. @param {number} a */
  function give(a) {
    if (a === typed) return;
    lines[typed]?.cells.forEach((cell) => cell.replaceChildren());
    lines[a]?.cells.forEach((cell, i) => cell.replaceChildren(fields[i]?.element ?? ""));
    for (const [i, field] of fields.entries())
      field.input.setAttribute("aria-label", `φ of ${names[a]}, ${head.cells[i + 2]?.title}`);
    lines.forEach((line, b) => line.button.setAttribute("aria-pressed", String(a === b)));
    typed = a;
  }

  return {
    element,
    formula,
    /** @param {readonly number[]} columns @param {readonly string[]} titles @param {number} size how many there are in all */
    columns(columns, titles, size) {
      kept = columns;
      typed = -1;
      head.replaceChildren(
        el("th", { scope: "col", text: "action" }),
        el("th", { scope: "col", text: "π" }),
        ...apart(titles).map((text, i) => el("th", { scope: "col", text, title: titles[i] ?? null })),
      );
      fields = columns.map((k) =>
        numberField({ label: "", name: "", digits: 2, step: 0.1, change: (value) => change(k, value) }),
      );
      lines = names.map((name, a) => {
        const button = el(
          "button",
          { type: "button", class: "features-name", title: `Choose ${name}`, onclick: () => choose(a) },
          el("i", { "aria-hidden": "true", text: MARKS[looks[a]?.shape ?? "circle"] ?? "●" }),
          name,
        );
        button.style.setProperty("--chip", looks[a]?.color ?? "");
        return { button, pi: el("td"), cells: columns.map(() => el("td", { class: "features-cell" })) };
      });
      body.replaceChildren(
        ...lines.map((line) => el("tr", {}, el("th", { scope: "row" }, line.button), line.pi, ...line.cells)),
      );
      sums = [columns.map(() => el("td")), columns.map(() => el("td"))];
      foot.replaceChildren(
        el("tr", {}, el("th", { scope: "row", text: "− E[φ]" }), el("td"), ...(sums[0] ?? [])),
        el("tr", {}, el("th", { scope: "row" }, scoreName), el("td"), ...(sums[1] ?? [])),
      );
      setText(omitted, size > columns.length ? `${columns.length} of ${size} parameters: those largest here` : "");
    },
    /** @param {Written} given */
    write({ phi, pi, pivot, arm, chosen, temperature }) {
      give(chosen);
      const most = Math.max(1e-12, ...phi.map((line) => Math.max(...kept.map((k) => Math.abs(line[k] ?? 0)))));
      lines.forEach((line, a) => {
        setText(line.pi, fixed(pi[a], 3));
        line.cells.forEach((cell, i) => {
          const value = phi[a]?.[kept[i] ?? 0] ?? 0;
          if (a === chosen) fields[i]?.show(value);
          else setText(cell, fixed(value, 2));
          const share = `${Math.round((38 * Math.abs(value)) / most)}%`;
          if (cell.style.getPropertyValue("--share") !== share) cell.style.setProperty("--share", share);
          cell.classList.toggle("minus", value < 0);
        });
      });
      kept.forEach((k, i) => {
        setText(/** @type {Node} */ (sums[0]?.[i]), fixed(pivot[k], 3));
        setText(/** @type {Node} */ (sums[1]?.[i]), fixed((arm[k] ?? 0) / temperature, 3));
      });
      setText(
        scoreName,
        temperature === 1 ? `= score ${names[chosen]}` : `score ${names[chosen]}, ÷ τ = ${fixed(temperature, 2)}`,
      );
    },
  };
}

/** Each action's marker as a letter. @type {Record<string, string>} */
const MARKS = {
  circle: "●",
  square: "■",
  triangle: "▲",
  diamond: "◆",
  cross: "✖",
  wedge: "▼",
  plus: "✚",
  hexagon: "⬢",
};

/** grad log pi(a|s) = phi(s, a) - sum_b pi(b|s) phi(s, b) */
function score() {
  /** @param {string} a */
  const given = (a) => round(mi(a), tight("|"), mi("s"));
  /** @param {string} a */
  const phi = (a) => row(mi("φ"), round(mi("s"), tight(","), gap("0.1em"), mi(a)));
  return row(
    sub(nabla, mi("θ")),
    log,
    mi("π"),
    given("a"),
    mo("="),
    phi("a"),
    mo("−"),
    sum(mi("b")),
    mi("π"),
    given("b"),
    gap("0.1em"),
    phi("b"),
  );
}

/** Names without the words that all of them begin with: a narrow column would show those alone. @param {readonly string[]} names */
function apart(names) {
  const words = names.map((name) => name.split(" "));
  let shared = 0;
  while (names.length > 1 && words.every((each) => each.length > shared + 1 && each[shared] === words[0]?.[shared]))
    shared += 1;
  return words.map((each) => each.slice(shared).join(" "));
}

/** The three objectives in numbers: a table, the law that ties two of them together, and the place of a chart. */

import { el, setText } from "../../dom/elements.js";
import { math, mi, mn, mo, row, sub } from "../../dom/mathml.js";
import { digitsFor, fixed, short } from "../../maths/format.js";
import { dot, norm } from "../../maths/vectors.js";
import { colorOf, KINDS } from "./pictures.js";

/** @typedef {import("./answers.js").Answers} Answers */

/** What stands below J in each row. */
const INDEX = { start: "1", value: "avV", reward: "avR" };

/** @param {import("../../types.js").Theme} theme */
export function createFacts(theme) {
  const lines = KINDS.map((kind) => {
    const cells = { value: el("td"), length: el("td"), angle: el("td"), drawn: el("td") };
    const mark = el("i", { "aria-hidden": "true", text: kind.mark });
    mark.style.color = colorOf(theme, kind.key);
    const name = el("th", { scope: "row", title: kind.name }, mark, " J", el("sub", { text: INDEX[kind.key] }));
    return { kind, ...cells, element: el("tr", {}, name, ...Object.values(cells)) };
  });
  /** @param {string} text @param {string} title */
  const column = (text, title) => el("th", { scope: "col", text, title });
  const head = el(
    "tr",
    {},
    column("of", "Objective"),
    column("J", "Its value"),
    column("|∇J|", "Length of its gradient"),
    column("cos", "Of the angle to the gradient of J₁"),
    column("drawn", "How much longer the arrow is drawn"),
  );
  const rows = el("tbody", {}, ...lines.map((line) => line.element));
  const table = el("table", { class: "objectives-table" }, el("thead", {}, head), rows);
  const identity = el("span", { class: "objectives-identity" });
  const law = el(
    "p",
    { class: "objectives-law" },
    math(row(mo("("), mn(1), mo("−"), mi("γ"), mo(")"), sub(mi("J"), mi("avV")), mo("="), sub(mi("J"), mi("avR")))),
    el("span", { class: "objectives-numbers" }, ": ", identity),
  );
  const visits = el("div", { class: "objectives-chart" });
  const key = el(
    "p",
    { class: "objectives-key" },
    el("span", {}, el("b", { class: "solid" }), "discounted steps from the start"),
    " ",
    el("span", {}, el("b", { class: "open" }), "steps in the long run"),
  );
  return {
    element: el("div", { class: "objectives-facts" }, table, law, visits, key),
    /** Where the chart of visits goes. */
    visits,
    /** @param {Answers | null} answers @param {(k: number) => number} factor how many times its length each arrow is drawn */
    show(answers, factor) {
      lines.forEach(({ kind, value, length, angle, drawn }, k) => {
        const answer = answers?.[kind.key];
        const size = norm(answer?.gradient ?? []);
        setText(value, fixed(answer?.value, 3));
        setText(length, answer ? (size < 1e-3 ? short(size, 3) : fixed(size, Math.max(3, digitsFor(size)))) : "–");
        setText(angle, answer && answers ? fixed(cosine(answer.gradient, answers.start.gradient), 3) : "–");
        setText(drawn, answer ? `×\u2009${short(factor(k), 2)}` : "–");
      });
      setText(identity, lawInNumbers(answers));
    },
  };
}

/** @param {readonly number[]} a @param {readonly number[]} b */
const cosine = (a, b) => dot(a, b) / (norm(a) * norm(b));

/** @param {Answers | null} answers */
function lawInNumbers(answers) {
  if (!answers?.reward) return "";
  const { value, reward, discount } = answers;
  if (!value) return "at γ = 1 the average value has no bound";
  const factor = 1 - discount;
  return `${fixed(factor, 3)}\u00a0·\u00a0${fixed(value.value, 4)} = ${fixed(factor * value.value, 4)}; J\u00a0avR\u00a0=\u00a0${fixed(reward.value, 4)}`;
}

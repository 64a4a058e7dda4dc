/** The row above the objectives: gradients or a loop, two parameters, and the discount. */

import { el } from "../../dom/elements.js";
import { math, mi, row } from "../../dom/mathml.js";
import { choice, numberField } from "../parts/fields.js";

/**
 * @param {readonly string[]} names of the parameters
 * @param {{view: string, look: (view: string) => void, pick: (k: 0 | 1, i: number) => void, discount: (value: number) => void}} given
 */
export function createRow(names, given) {
  const options = names.map((name, i) => /** @type {[string, string]} */ ([String(i), name]));
  const views = choice({
    label: "Show",
    quiet: true,
    options: [
      ["gradients", "Gradients"],
      ["loop", "A loop in θ"],
    ],
    value: given.view,
    change: given.look,
  });
  const selects = /** @type {const} */ ([0, 1]).map((k) =>
    choice({
      label: k ? "Vertical parameter of the objectives" : "Horizontal parameter of the objectives",
      quiet: true,
      options,
      value: String(k),
      change: (value) => given.pick(k, Number(value)),
    }),
  );
  const discount = numberField({
    label: math(row(mi("γ"))),
    name: "Discount of the objectives",
    digits: 3,
    step: 0.01,
    change: (value) => given.discount(Math.min(1, Math.max(0, value))),
  });
  for (const asks of [views, discount]) asks.element.dataset["acts"] = "";
  return {
    element: el("div", { class: "panel-row" }, views.element, ...selects.map((one) => one.element), discount.element),
    discount,
    /** @param {readonly [number, number]} pair of parameters */
    show(pair) {
      selects.forEach((one, k) => (one.select.value = String(pair[k])));
    },
  };
}

/** What a reader answers with: options, a number, bars. An arrow and an order have files of their own. */

import { setText } from "../../dom/elements.js";
import { numberTyped } from "../../maths/judge.js";
import { arrowOf } from "./arrow.js";
import { orderOf } from "./order.js";

/** @typedef {import("../../maths/judge.js").Asked} Asked */
/**
 * @typedef {object} Field
 * @property {string} missing                     what to say where there is no answer yet
 * @property {() => number[] | null} given        null: none yet
 * @property {(answer: number[] | null) => void} put     an answer of before
 * @property {(named: readonly number[] | null) => void} reveal    the truth beside it, and the error that was named
 * @property {() => void} focus
 */

const PLACES = 3;

/** @param {number} value */
export const written = (value) => String(Number(value.toFixed(PLACES))).replace("-", "−");

/** @param {HTMLFormElement} form @param {Asked} asked @returns {Field} */
export function fieldOf(form, asked) {
  const inputs = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("fieldset input")]);
  return { choice, number, bars, arrow: arrowOf, order: orderOf }[asked.kind](form, inputs, asked);
}

/** @param {HTMLFormElement} _form @param {HTMLInputElement[]} inputs @returns {Field} */
function choice(_form, inputs) {
  return {
    missing: "Choose one first.",
    given() {
      const chosen = inputs.findIndex((input) => input.checked);
      return chosen < 0 ? null : [chosen];
    },
    put(answer) {
      inputs.forEach((input, i) => (input.checked = answer?.[0] === i));
    },
    reveal() {},
    focus: () => inputs[0]?.focus(),
  };
}

/** @param {HTMLFormElement} _form @param {HTMLInputElement[]} inputs @returns {Field} */
function number(_form, inputs) {
  return {
    missing: "Type a number, such as 0.25 or −3/4.",
    given: () => numbersIn(inputs),
    put(answer) {
      if (answer) inputs.forEach((input, i) => (input.value = String(answer[i] ?? "")));
    },
    reveal() {},
    focus: () => inputs[0]?.focus(),
  };
}

/** @param {HTMLFormElement} form @param {HTMLInputElement[]} inputs @param {Asked} asked @returns {Field} */
function bars(form, inputs, asked) {
  function follow() {
    for (const input of inputs) {
      const text = written(Number(input.value));
      const output = input.closest(".bar")?.querySelector("output");
      if (output) setText(output, text);
      input.setAttribute("aria-valuetext", text);
    }
  }
  form.addEventListener("input", follow);
  follow();
  return {
    missing: "",
    given: () => numbersIn(inputs),
    put(answer) {
      if (answer) inputs.forEach((input, i) => (input.value = String(answer[i] ?? "")));
      follow();
    },
    reveal() {
      for (const [i, mark] of [...form.querySelectorAll(".truth")].entries()) {
        const { min, max } = /** @type {HTMLInputElement} */ (inputs[i]);
        const share = ((asked.answer[i] ?? 0) - Number(min)) / (Number(max) - Number(min));
        /** @type {HTMLElement} */ (mark).style.setProperty("--share", String(share));
        /** @type {HTMLElement} */ (mark).hidden = false;
      }
    },
    focus: () => inputs[0]?.focus(),
  };
}

/** @param {readonly HTMLInputElement[]} inputs @returns {number[] | null} */
function numbersIn(inputs) {
  const numbers = inputs.map((input) => numberTyped(input.value));
  return numbers.some((value) => value === null) ? null : /** @type {number[]} */ (numbers);
}

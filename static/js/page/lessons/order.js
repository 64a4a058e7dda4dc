/** What is to be put in order: moved by buttons, or with the pointer. What was in its place, and what was not, is said afterwards. */

import { setText } from "../../dom/elements.js";

/** @typedef {import("./inputs.js").Field} Field */

/** @param {HTMLFormElement} form @param {HTMLInputElement[]} _inputs @param {import("../../maths/judge.js").Asked} asked @returns {Field} */
export function orderOf(form, _inputs, asked) {
  const list = /** @type {HTMLOListElement} */ (form.querySelector(".order"));
  const items = () => /** @type {HTMLLIElement[]} */ ([...list.children]);
  const placeOf = (/** @type {HTMLLIElement} */ item) => Number(item.dataset["item"]);
  const wordsOf = (/** @type {HTMLLIElement} */ item) => item.querySelector(".words")?.textContent ?? "";
  let revealed = false;

  function show() {
    items().forEach((item, at) => {
      const right = asked.answer.indexOf(placeOf(item));
      setText(/** @type {HTMLElement} */ (item.querySelector(".place")), `${at + 1}.`);
      item.dataset["right"] = revealed ? String(right === at) : "";
      for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (item.querySelectorAll("button"))) {
        const up = button.dataset["move"] === "-1";
        button.setAttribute(
          "aria-label",
          `Move ${up ? "up" : "down"}: ${wordsOf(item)}, now ${at + 1} of ${items().length}`,
        );
        button.setAttribute("aria-disabled", String(up ? at === 0 : at === items().length - 1));
      }
    });
  }

  /** @param {HTMLLIElement} item @param {number} by */
  function move(item, by) {
    const other = items()[items().indexOf(item) + by];
    if (!other) return;
    if (by < 0) other.before(item);
    else other.after(item);
    show();
  }

  list.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const item = button?.closest("li");
    if (!button || !item) return;
    move(item, Number(button.dataset["move"]));
    button.focus();
  });

  /** @type {HTMLLIElement | null} */
  let held = null;
  list.addEventListener("pointerdown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    held = target.closest("button") ? null : target.closest("li");
    if (held) list.setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { top, bottom } = held.getBoundingClientRect();
    if (event.clientY < top) move(held, -1);
    else if (event.clientY > bottom) move(held, 1);
  });
  for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, () => (held = null));
  show();

  return {
    missing: "",
    given: () => items().map(placeOf),
    put(answer) {
      const all = items();
      if (answer) list.append(...answer.map((place) => all.find((item) => placeOf(item) === place) ?? ""));
      show();
    },
    reveal() {
      revealed = true;
      show();
    },
    focus: () => list.querySelector("button")?.focus(),
  };
}

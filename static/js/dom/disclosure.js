/** A button that opens a small sheet beside it: Escape, a press elsewhere, or the focus going on closes it. */

import { el } from "./elements.js";

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} sheet   with an id
 * @param {() => void} [opened]
 */
export function createDisclosure(button, sheet, opened = () => undefined) {
  /** @param {boolean} shown */
  function toggle(shown) {
    sheet.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) opened();
  }
  button.setAttribute("aria-controls", sheet.id);
  button.addEventListener("click", () => toggle(sheet.hidden !== false));
  toggle(false);
  const element = el(
    "div",
    {
      class: "menu",
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Escape" || sheet.hidden) return;
        toggle(false);
        button.focus();
      },
      onfocusout: (/** @type {FocusEvent} */ event) => {
        if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) toggle(false);
      },
    },
    button,
    sheet,
  );
  document.addEventListener("pointerdown", (event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) toggle(false);
  });
  return element;
}

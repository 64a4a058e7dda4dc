/** What hovering says where plotly.js is not there to say it: the words of the nearest point, beside it. */

import { nearest } from "../marks/nearest.js";

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Mark} Mark */

/** @param {HTMLElement} element the stage's @param {Stage} stage @param {() => readonly Mark[]} marks */
export function attachHover(element, stage, marks) {
  const label = document.createElement("div");
  label.className = "hover-words";
  label.setAttribute("aria-hidden", "true");
  label.hidden = true;
  element.append(label);

  /** @param {PointerEvent} event */
  function show({ clientX, clientY }) {
    const box = element.getBoundingClientRect();
    const found = nearest(marks(), stage, clientX - box.left, clientY - box.top);
    label.hidden = !found;
    if (!found) return;
    // Plotly's own line break, the one piece of HTML in these words.
    label.replaceChildren(
      ...found.words.split(/<br ?\/?>/).flatMap((line, i) => (i ? [document.createElement("br"), line] : [line])),
    );
    const left = Math.min(Math.max(0, found.x + 10), box.width - label.offsetWidth);
    const above = found.y - label.offsetHeight - 8;
    label.style.transform = `translate(${Math.max(0, left)}px, ${above < 0 ? found.y + 12 : above}px)`;
  }

  element.addEventListener("pointermove", show);
  element.addEventListener("pointerleave", () => (label.hidden = true));
}

/** The same update as NumPy: the line that matters, the whole snippet behind it, and a button that copies it. */

import { el, freshId, setText } from "../../dom/elements.js";

export function createCode() {
  const id = freshId("numpy");
  const line = el("code", { class: "numpy-line" });
  const whole = el("pre", {
    id,
    class: "numpy-whole",
    hidden: true,
    tabindex: "0",
    "aria-label": "The update in NumPy",
  });
  const show = el(
    "button",
    {
      type: "button",
      class: "numpy-show",
      "aria-expanded": "false",
      "aria-controls": id,
      title: "Show the whole snippet",
      onclick: () => open(whole.hidden === true),
    },
    line,
  );
  const copy = el("button", { type: "button", class: "small-button", text: "Copy NumPy", onclick: () => void take() });
  const bar = el("div", { class: "numpy-bar" }, show, copy);
  const element = el("div", { class: "numpy" }, bar, whole);
  let text = "";
  let later = 0;

  /** @param {boolean} wide */
  function open(wide) {
    whole.hidden = !wide;
    show.setAttribute("aria-expanded", String(wide));
    setText(whole, text);
  }

  async function take() {
    try {
      await navigator.clipboard.writeText(text);
      said("Copied");
    } catch {
      // A frame without the right to the clipboard: the snippet is shown and selected instead.
      open(true);
      getSelection()?.selectAllChildren(whole);
      said("Selected: press Ctrl+C");
    }
  }

  /** @param {string} words */
  function said(words) {
    setText(copy, words);
    clearTimeout(later);
    later = window.setTimeout(() => setText(copy, "Copy NumPy"), 1600);
  }

  return {
    element,
    /** What is to be in sight, whether the snippet is open or not. */
    bar,
    /** @param {string} head @param {() => string | null} make  called only when the snippet can be seen or copied */
    write(head, make) {
      setText(line, head);
      const next = make();
      copy.disabled = next === null;
      text = next ?? "Step once: the snippet needs θ before and after the update.";
      if (!whole.hidden) setText(whole, text);
    },
    destroy: () => clearTimeout(later),
  };
}

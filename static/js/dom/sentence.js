/** A sentence in a place of so many lines: clauses that have no room are left out whole, so that no number is cut. */

import { el, setText } from "./elements.js";

/** Where a sentence may end early: after a comma, a semicolon or a full stop, but for those between parentheses. */
const CLAUSES = /(?<=[,;.]) (?![^(]*\))/;

/** A place whose height css gives. What is left out is still there for those who do not see it; an ellipsis stands for it. */
export function createSentence() {
  const said = el("span", { class: "said" });
  const rest = el("span", { class: "sr-only" });
  const element = el("span", { class: "sentence" }, said, rest);
  let now = "";
  /** So many letters have had room: a sentence no longer than that is not measured. */
  let room = 0;
  new ResizeObserver(() => {
    room = 0;
    fit();
  }).observe(element);

  /** @param {readonly string[]} clauses @param {number} kept */
  function show(clauses, kept) {
    const more = kept < clauses.length;
    const text = clauses.slice(0, kept).join(" ");
    setText(said, more ? text.replace(/[,;.]$/, "") : text);
    setText(rest, more ? text.slice(-1) + " " + clauses.slice(kept).join(" ") : "");
    said.toggleAttribute("data-more", more);
  }

  function fit() {
    const clauses = now.split(CLAUSES);
    show(clauses, clauses.length);
    if (now.length <= room || element.clientHeight === 0) return;
    const over = () => element.scrollHeight > element.clientHeight + 1;
    let kept = clauses.length;
    while (kept > 1 && over()) {
      kept -= 1;
      show(clauses, kept);
    }
    if (kept === clauses.length) room = now.length;
  }

  return {
    element,
    /** @param {string} text */
    write(text) {
      if (text === now) return;
      now = text;
      fit();
    },
  };
}

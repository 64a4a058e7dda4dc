/** What A and B are, in the one row of an embed: there is no top line that says it. */

import { el, setText } from "../../dom/elements.js";
import { pairWords } from "../compare.js";

/** @param {import("./bridge.js").App} app @param {HTMLElement} row */
export function sayPair(app, row) {
  const words = el("p", { class: "pair-words", hidden: true });
  row.append(words);
  function show() {
    const other = app.compare.words();
    words.hidden = other === "";
    setText(words, pairWords(other));
    words.title = pairWords(other);
  }
  app.watch(show);
  show();
}

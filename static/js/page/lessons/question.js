/** One question of a lesson: what the reader gives, what is said to it, and the answer, which stays folded until then. */

import { el } from "../../dom/elements.js";
import { judge } from "../../maths/judge.js";
import { fieldOf, written } from "./inputs.js";

/** @typedef {import("../../maths/judge.js").Asked} Asked */

/** Kinds whose numbers stand side by side afterwards. */
const COMPARED = ["number", "bars", "arrow"];

/**
 * @param {HTMLFormElement} form
 * @param {HTMLDetailsElement} reveal
 * @param {Asked} asked
 * @param {(given: number[] | null, right: boolean, by: "reader" | "address") => void} answered
 */
export function createQuestion(form, reveal, asked, answered) {
  const verdict = /** @type {HTMLElement} */ (form.querySelector(".verdict"));
  const field = fieldOf(form, asked);
  reveal.hidden = true;

  /** @param {number[] | null} answer @param {"reader" | "address"} by */
  function settle(answer, by) {
    const said = answer ? judge(asked, answer) : null;
    form.dataset["verdict"] = said ? (said.right ? "right" : "wrong") : "unknown";
    verdict.replaceChildren(...words(said, answer));
    reveal.hidden = false;
    reveal.open = true;
    field.reveal(said?.at ?? null);
    answered(answer, said?.right ?? false, by);
  }

  /** @param {import("../../maths/judge.js").Verdict | null} said @param {number[] | null} answer @returns {Node[]} */
  function words(said, answer) {
    const first = !said ? "Fair enough. Look at it closely." : said.right ? "Yes." : "Not quite.";
    const line = el("p", {}, el("strong", { text: said?.title ? `${said.title}. ` : `${first} ` }));
    if (said?.says) line.append(fragment(said.says));
    else if (said && !said.right) line.append("Compare with the answer below, and try again if you like.");
    const lines = [line];
    if (COMPARED.includes(asked.kind) && answer) lines.push(beside(answer));
    return lines;
  }

  /** The reader's own numbers beside the true ones. @param {number[]} answer */
  function beside(answer) {
    const list = (/** @type {readonly number[]} */ numbers) => numbers.map(written).join(", ");
    return el("p", { class: "beside", text: `You said ${list(answer)}; it is ${list(asked.answer)}.` });
  }

  // Not the form's submit: a sandbox without allow-forms would block it. Enter in a field presses this button too.
  form.querySelector("[type=submit]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const answer = field.given();
    if (answer) return settle(answer, "reader");
    verdict.replaceChildren(el("p", { text: field.missing }));
    field.focus();
  });
  form.querySelector(".pass")?.addEventListener("click", () => settle(null, "reader"));

  return {
    /** Put back what was answered before. @param {number[] | null} answer */
    restore(answer) {
      field.put(answer);
      settle(answer, "address");
    },
  };
}

/** The lesson's own HTML, made by the server from its Markdown. @param {string} html */
function fragment(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const made = document.createDocumentFragment();
  made.append(...parsed.body.childNodes);
  return made;
}

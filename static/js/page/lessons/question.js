/** One question of a lesson: what the reader gives, what is said to it, and the answer, which stays folded until then. */

import { el, setText } from "../../dom/elements.js";
import { judge, numberTyped } from "../../maths/judge.js";

/** @typedef {import("../../maths/judge.js").Asked} Asked */

const PLACES = 3;

/**
 * @param {HTMLFormElement} form
 * @param {HTMLDetailsElement} reveal
 * @param {Asked} asked
 * @param {(given: number[] | null, right: boolean, by: "reader" | "address") => void} answered
 */
export function createQuestion(form, reveal, asked, answered) {
  const verdict = /** @type {HTMLElement} */ (form.querySelector(".verdict"));
  const inputs = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("fieldset input")]);
  reveal.hidden = true;

  /** @returns {number[] | null} */
  function given() {
    if (asked.kind === "choice") {
      const chosen = inputs.findIndex((input) => input.checked);
      return chosen < 0 ? null : [chosen];
    }
    const numbers = inputs.map((input) => numberTyped(input.value));
    return numbers.some((value) => value === null) ? null : /** @type {number[]} */ (numbers);
  }

  /** @param {number[] | null} answer @param {"reader" | "address"} by */
  function settle(answer, by) {
    const said = answer ? judge(asked, answer) : null;
    form.dataset["verdict"] = said ? (said.right ? "right" : "wrong") : "unknown";
    verdict.replaceChildren(...words(said, answer));
    reveal.hidden = false;
    reveal.open = true;
    showTruth();
    answered(answer, said?.right ?? false, by);
  }

  /** @param {import("../../maths/judge.js").Verdict | null} said @param {number[] | null} answer @returns {Node[]} */
  function words(said, answer) {
    const first = !said ? "Fair enough. Look at it closely." : said.right ? "Yes." : "Not quite.";
    const line = el("p", {}, el("strong", { text: said?.title ? `${said.title}. ` : `${first} ` }));
    if (said?.says) line.append(fragment(said.says));
    else if (said && !said.right) line.append("Compare with the answer below, and try again if you like.");
    const lines = [line];
    if (asked.kind !== "choice" && answer) lines.push(beside(answer));
    return lines;
  }

  /** The reader's own numbers beside the true ones. @param {number[]} answer */
  function beside(answer) {
    const list = (/** @type {readonly number[]} */ numbers) => numbers.map(written).join(", ");
    return el("p", { class: "beside", text: `You said ${list(answer)}; it is ${list(asked.answer)}.` });
  }

  function showTruth() {
    for (const [i, mark] of [...form.querySelectorAll(".truth")].entries()) {
      const { min, max } = /** @type {HTMLInputElement} */ (inputs[i]);
      const share = ((asked.answer[i] ?? 0) - Number(min)) / (Number(max) - Number(min));
      /** @type {HTMLElement} */ (mark).style.setProperty("--share", String(share));
      /** @type {HTMLElement} */ (mark).hidden = false;
    }
  }

  function follow() {
    for (const input of inputs.filter((one) => one.type === "range")) {
      const text = written(Number(input.value));
      const output = input.closest(".bar")?.querySelector("output");
      if (output) setText(output, text);
      input.setAttribute("aria-valuetext", text);
    }
  }

  form.addEventListener("input", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = given();
    if (answer) return settle(answer, "reader");
    verdict.replaceChildren(
      el("p", { text: asked.kind === "choice" ? "Choose one first." : "Type a number, such as 0.25 or −3/4." }),
    );
    inputs[0]?.focus();
  });
  form.querySelector(".pass")?.addEventListener("click", () => settle(null, "reader"));
  follow();

  return {
    /** Put back what was answered before. @param {number[] | null} answer */
    restore(answer) {
      if (asked.kind === "choice") inputs.forEach((input, i) => (input.checked = answer?.[0] === i));
      else if (answer) inputs.forEach((input, i) => (input.value = String(answer[i] ?? "")));
      follow();
      settle(answer, "address");
    },
  };
}

/** @param {number} value */
const written = (value) => String(Number(value.toFixed(PLACES))).replace("-", "−");

/** The lesson's own HTML, made by the server from its Markdown. @param {string} html */
function fragment(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const made = document.createDocumentFragment();
  made.append(...parsed.body.childNodes);
  return made;
}

/**
 * Shortcuts: single letters with focus in the pictures, Alt and the letter anywhere, and the dialog that lists them. The space bar and the
 * arrows, which are no letters that a voice could type, also work while nothing has the focus, as on a fresh page.
 */

import { el } from "../dom/elements.js";
import { inLab } from "../dom/places.js";
import { SYMBOLS } from "../maths/symbols.js";

/** @typedef {{key: string, label: string, act: () => void}} Shortcut */

const IN_THREE_SENTENCES = [
  "A policy π takes actions with probabilities that depend on a few numbers θ, and J is the return it earns on average.",
  "The gradient ∇J says how to change θ so that J grows; it is an average of scores, each weighted by what followed its action, so a learner can estimate it by playing.",
  "Every picture shows such an estimate beside the exact answer: press Play, change the learning rate or the baseline while it runs, and see what moves.",
];
const NO_LETTERS = ["Space", "ArrowLeft", "ArrowRight"];

/**
 * @param {HTMLElement} board where single letters work
 * @param {Shortcut[]} shortcuts `key` as KeyboardEvent.code says it, e.g. "KeyP", "Space"
 * @returns {() => void} stop
 */
export function listen(board, shortcuts) {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const target = /** @type {Element} */ (event.target);
    const shortcut = shortcuts.find((one) => one.key === event.code || (one.key === "?" && event.key === "?"));
    if (!shortcut) return;
    const inBoard =
      board.contains(target) &&
      !target.closest("input, select, textarea") &&
      !(target.closest("button") && event.code === "Space");
    const nowhere = target === document.body && NO_LETTERS.includes(event.code);
    const alone = shortcut.key === "?" ? !target.closest("input, select, textarea") : inBoard || nowhere;
    if (event.altKey || alone) {
      event.preventDefault();
      shortcut.act();
    }
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

/** @param {string} code */
function keyName(code) {
  return code.replace(/^Key/, "").replace("ArrowLeft", "\u2190").replace("ArrowRight", "\u2192");
}

function symbolTable() {
  const rows = SYMBOLS.map(({ symbol, name, meaning }) =>
    el("tr", {}, el("th", { scope: "row", text: symbol }), el("td", {}, el("strong", { text: name }), ` ${meaning}`)),
  );
  return el("table", { class: "symbols" }, el("tbody", {}, ...rows));
}

/**
 * The dialog of shortcuts, of what this is and of what to cite.
 * @param {Shortcut[]} shortcuts
 * @param {() => import("../run/citation.js").Citation[]} cited the sources of what is on screen now
 */
export function helpDialog(shortcuts, cited) {
  const rows = shortcuts.map(({ key, label }) =>
    el("tr", {}, el("td", {}, el("kbd", { text: keyName(key) })), el("td", { text: label })),
  );
  const sources = el("ul", { class: "sources" });
  const dialog = el(
    "dialog",
    { "aria-labelledby": "help-title" },
    el("h2", { id: "help-title", text: "Policyscope" }),
    ...IN_THREE_SENTENCES.map((text) => el("p", { text })),
    el(
      "p",
      {},
      el("a", { href: inLab("lessons/"), text: "Lessons" }),
      " · ",
      el("a", { href: inLab("reference"), text: "Reference" }),
      ": every problem, policy, estimator and baseline with its formula and its facts. ",
      el("a", { href: inLab("study"), text: "Studies" }),
      ": an experiment over a grid of settings, many seeds each. ",
      el("a", { href: inLab("docs"), text: "Interface" }),
      ": the same over HTTP.",
    ),
    el(
      "details",
      {},
      el("summary", { text: "Symbols, from θ to σ" }),
      el("p", { text: "Point at a symbol of a formula, or tap it, to be reminded." }),
      symbolTable(),
    ),
    el("h3", { text: "Keyboard" }),
    el("p", {
      text: "Use the key alone while a picture has the focus, and Alt with the key anywhere else; the space bar and the arrows also work on a fresh page. Sliders and handles move with the arrow keys.",
    }),
    el("table", {}, el("tbody", {}, ...rows)),
    el("h3", { text: "Share" }),
    el("p", {
      text: "Everything you set is in the address. A copied link opens the same experiment at the same update, with what was changed on the way.",
    }),
    el("p", {
      text: "The arrow at the top of a panel saves its picture as SVG, PNG or a Plotly figure, and its numbers as CSV or JSON.",
    }),
    el("h3", { text: "Cite what is on screen" }),
    sources,
    el("form", { method: "dialog", class: "dialog-end" }, el("button", { class: "button", text: "Close" })),
  );
  document.body.append(dialog);
  return {
    show() {
      sources.replaceChildren(
        ...cited().map(({ group, title, source }) =>
          el("li", {}, el("strong", { text: title }), ` (${group}): ${source}.`),
        ),
      );
      dialog.showModal();
    },
  };
}

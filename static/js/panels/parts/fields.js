/** Number fields inside panels: whatever a picture lets one drag can be typed too. */

import { el } from "../../dom/elements.js";
import { fitting, fixed, parse } from "../../maths/format.js";

/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {HTMLInputElement} input
 * @property {(value: number | null | undefined) => void} show
 */

/**
 * One labelled number field. Enter or leaving it applies; arrow keys up and down step.
 * @param {{label: string | Node, name: string, digits?: number, room?: number, step?: number, change: (value: number) => void}} options  name: for those who do not see the label; room: characters the field shows
 * @returns {Field}
 */
export function numberField({ label, name, digits = 3, room = Infinity, step = 0.1, change }) {
  const input = el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    role: "spinbutton",
    "aria-label": name,
  });
  let shown = "";
  const apply = () => {
    if (input.value === shown) return;
    const value = parse(input.value);
    input.removeAttribute("aria-invalid");
    if (Number.isFinite(value)) {
      shown = input.value;
      change(value);
    } else input.setAttribute("aria-invalid", "true");
  };
  input.addEventListener("change", apply);
  input.addEventListener("blur", () => {
    input.removeAttribute("aria-invalid");
    input.value = shown;
  });
  input.addEventListener("keydown", (press) => {
    if (press.key === "Enter") return apply();
    if (press.key === "Escape") input.value = shown;
    if (press.key !== "ArrowUp" && press.key !== "ArrowDown") return undefined;
    press.preventDefault();
    const from = parse(input.value);
    if (!Number.isFinite(from)) return undefined;
    input.value = fixed(from + (press.key === "ArrowUp" ? 1 : -1) * step * (press.shiftKey ? 10 : 1), digits);
    return apply();
  });
  return {
    element: el("label", { class: "panel-number" }, label, input),
    input,
    show(value) {
      const text = fitting(value, digits, room);
      if (text === shown && input.value === text) return;
      // What is being typed is not overwritten.
      if (document.activeElement === input && input.value !== shown) return;
      shown = text;
      input.value = text;
      input.setAttribute("aria-valuenow", String(value ?? ""));
      input.setAttribute("aria-valuetext", text);
    },
  };
}

/**
 * A labelled choice.
 * @param {{label: string, options: readonly (readonly [string, string])[], value: string, change: (value: string) => void, quiet?: boolean}} given  quiet: the label is for those who do not see
 */
export function choice({ label, options, value, change, quiet }) {
  const select = el("select", { onchange: () => change(select.value), "aria-label": quiet ? label : null });
  for (const [key, text] of options) select.append(el("option", { value: key, text }));
  select.value = value;
  return { element: el("label", { class: "inline-field" }, ...(quiet ? [] : [label]), select), select };
}

/**
 * Which state is shown, where there are several.
 * @param {import("../../types.js").Problem} problem
 * @param {number} state
 * @param {(state: number) => void} change
 */
export function stateChoice(problem, state, change) {
  const options = problem.state_names
    .map((name, s) => /** @type {[string, string]} */ ([String(s), name]))
    .filter(([s]) => !problem.terminal[Number(s)]);
  return choice({ label: "State", options, value: String(state), change: (value) => change(Number(value)) }).element;
}

/** The state an episode most often starts in. @param {import("../../types.js").Problem} problem */
export function firstState(problem) {
  return Math.max(0, problem.start.indexOf(Math.max(...problem.start)));
}

/** The state a panel looks at: the first one, or what was chosen before it was drawn anew. @param {import("../../types.js").Host} host */
export const keptState = (host) => host.kept("state", () => ({ state: firstState(host.lab.problem) }));

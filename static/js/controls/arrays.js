/** A person's own tabular problem: its arrays as JSON in one field, what is wrong with them beside it, and a random small one to begin with. */

import { el, freshId, setText } from "../dom/elements.js";
import { randomProblem, readProblem, written } from "../maths/tabular.js";
import { same } from "../run/protocol.js";

/** @typedef {import("./fields.js").Control} Control */
/** @typedef {import("../run/schema.js").Field} Field */

/** The smallest and the largest random problem, in states and in actions: what can still be read. */
const SIZES = { S: [2, 6], A: [2, 4] };
/** What choosing this kind begins with. */
export const FIRST = () => randomProblem(3, 2, 0);
/** The seed the button uses next: it outlives a new problem. */
let seed = 1;

/**
 * @param {Field} field of the problem's kind
 * @param {any} value the problem in force
 * @param {(field: Field, value: any) => void} changed
 * @returns {Control}
 */
export function createArrays(field, value, changed) {
  const [id, error, help] = [freshId("arrays"), freshId("error"), freshId("help")];
  const said = el("p", { class: "field-error", role: "alert", id: error });
  const told = el("p", {
    class: "field-help",
    id: help,
    text: "transition [S][A][S], reward [S][A][S] or shorter, start [S], terminal [S]; if you like, reward_std and horizon. Leaving the field starts a run with it.",
  });
  const area = el("textarea", {
    id,
    rows: "12",
    wrap: "off",
    spellcheck: "false",
    autocomplete: "off",
    "aria-describedby": `${help} ${error}`,
    oninput: () => (typing = true),
    onchange: commit,
    onkeydown: (/** @type {KeyboardEvent} */ press) => {
      if (press.key !== "Escape" || !(typing || said.textContent)) return;
      press.stopPropagation();
      rest();
    },
  });
  const [states, actions, seeds] = [
    count("S", "States of the random problem", 3, SIZES.S),
    count("A", "Actions of the random problem", 2, SIZES.A),
    count("seed", "Seed of the random problem", seed, [0, 999999]),
  ];
  const random = el("button", { type: "button", class: "button small", text: "Random small MDP", onclick: roll });
  const element = el(
    "div",
    { class: "field arrays", "data-control": "arrays" },
    el("label", { for: id, text: "Your own problem, as JSON" }),
    area,
    told,
    said,
    el("div", { class: "arrays-random" }, random, states.element, actions.element, seeds.element),
  );
  let inForce = value;
  let typing = false;
  /** Whether the value in force is not known yet: what was refused had been taken for it. */
  let stale = false;
  rest();

  /** What is in force stands in the field, and nothing is wrong with it. */
  function rest() {
    typing = false;
    mark("");
    area.value = written(inForce);
  }

  /** @param {string} text */
  function mark(text) {
    setText(said, text);
    if (text) area.setAttribute("aria-invalid", "true");
    else area.removeAttribute("aria-invalid");
  }

  function commit() {
    typing = false;
    const { problem, wrong } = readProblem(area.value);
    mark(wrong && `${wrong} The run keeps what it had.`);
    if (problem && !same(problem, inForce)) changed(field, problem);
  }

  function roll() {
    area.value = written(randomProblem(states.value(), actions.value(), seeds.value()));
    seed = seeds.value() + 1;
    seeds.show(seed);
    commit();
  }

  return {
    field,
    element,
    whole: true,
    set(next) {
      const stays = stale || same(next, inForce);
      stale = false;
      inForce = next;
      if (!typing && !(stays && said.textContent)) rest();
    },
    refuse(text) {
      mark(text);
      stale = true;
    },
  };
}

/** @param {string} label @param {string} name @param {number} value @param {readonly number[]} range */
function count(label, name, value, [low = 0, high = 0]) {
  const input = el("input", { type: "number", min: String(low), max: String(high), step: "1", "aria-label": name });
  input.value = String(value);
  return {
    element: el("label", {}, label, input),
    /** A number out of range becomes the nearest in it. */
    value() {
      const wanted = Math.round(Number(input.value));
      const value = Math.min(high, Math.max(low, Number.isFinite(wanted) ? wanted : low));
      input.value = String(value);
      return value;
    },
    /** @param {number} next */
    show: (next) => (input.value = String(next)),
  };
}

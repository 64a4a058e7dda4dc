/** The runs of this problem as a small tree, once there are several: each can be gone back to, or seen beside the one that goes on. */

import { createDisclosure } from "../dom/disclosure.js";
import { el, freshId, setText } from "../dom/elements.js";
import { count } from "../maths/format.js";
import { EACH, MOST_RUNS, treeOf } from "../run/kept_runs.js";
import { createTree } from "./timeline/tree.js";

/** @typedef {import("../run/kept_runs.js").KeptRuns} KeptRuns */
/** @typedef {import("../run/kept_runs.js").Kept} Kept */
/**
 * @typedef {object} Beside      the run beside this one, B
 * @property {(kept: Kept) => void} begin
 * @property {() => void} end
 * @property {() => number} id   of the kept run that it is; 0 for none
 * @property {() => void} gone   to another run
 */

/** While playing the tree grows this seldom. */
const GROW_MS = 500;

const LIMITS = `Kept: the last ${MOST_RUNS} that were left, of each at most ${EACH.frames} moments.`;

/** @param {import("../run/player.js").Player} player @param {KeptRuns} runs @param {Beside} beside */
export function createRuns(player, runs, beside) {
  const small = createTree();
  const word = el("span");
  const button = el("button", { type: "button", class: "button runs-button", title: "Runs that were left are kept" });
  button.append(small.element, word);
  const large = createTree();
  const list = el("ul", { class: "runs-list" });
  const said = el("p", { class: "runs-limits", text: LIMITS });
  const sheet = el("div", { class: "menu-list runs", id: freshId("runs"), role: "group", "aria-label": "Runs kept" });
  sheet.append(el("div", { class: "runs-tree" }, large.element, list), said);
  const element = createDisclosure(button, sheet, show);
  element.hidden = true;
  let drawn = "";
  let named = "";
  let written = Number.NEGATIVE_INFINITY;

  /** All there are, the one that goes on included, with what each is. */
  function all() {
    const { current, list: kept } = runs;
    const { history, confirmed } = player;
    const going = { ...current, to: history.frames.at(-1)?.update ?? 0, marks: history.marks, experiment: confirmed };
    return [...kept.map((one) => ({ ...one, marks: one.past.marks })), going].sort((a, b) => a.id - b.id);
  }

  /** @param {number} id */
  const kept = (id) => runs.list.find((one) => one.id === id);

  /** @param {number} id */
  function row(id) {
    const here = id === runs.current.id;
    const pressed = id === beside.id();
    const name = `Run ${id}`;
    /** @param {Record<string, any>} set @param {() => void} act */
    const act = (set, act) =>
      el("button", { type: "button", class: "button", onclick: act, ...set, "aria-label": `${set["text"]}: ${name}` });
    const goTo = act({ text: "Go to", title: "Show it, and go on with it from its end" }, () => {
      if (player.away) return;
      const left = runs.current.id;
      const changes = id === beside.id();
      beside.gone();
      runs.goTo(player, id);
      // Gone to the one that is B, the two change places.
      const one = kept(left);
      if (changes && one) beside.begin(one);
      button.focus();
    });
    const compare = act({ text: "Compare", "aria-pressed": String(pressed), title: "Show it as run B, dashed" }, () => {
      const one = kept(id);
      if (pressed) beside.end();
      else if (one) beside.begin(one);
      button.focus();
    });
    return el(
      "li",
      { ...(here && { "aria-current": "true" }) },
      el("span", { class: "runs-name" }, el("strong", { text: name }), " ", el("span")),
      ...(here ? [el("span", { class: "runs-here", text: "goes on" })] : [goTo, compare]),
    );
  }

  function show() {
    const { history } = player;
    element.hidden = runs.list.length === 0;
    if (element.hidden) return;
    const second = beside.id();
    const update = player.frame?.update ?? 0;
    const key = `${runs.current.id}:${runs.list.map(({ id }) => id).join()}:${second}`;
    const moment = `${key}:${update}:${history.edition}:${history.pushed}:${sheet.hidden}`;
    const time = performance.now();
    if (moment === drawn || (player.playing && time - written < GROW_MS)) return;
    drawn = moment;
    written = time;
    const there = all();
    const rows = treeOf(there);
    const now = { current: runs.current.id, second, update };
    small.draw(rows, now);
    setText(word, `Run ${runs.current.id} of ${runs.begun}`);
    if (sheet.hidden) return;
    large.draw(rows, now);
    if (key !== named) {
      named = key;
      list.replaceChildren(...rows.map(({ id }) => row(id)));
      setText(said, runs.gone ? `${LIMITS} ${runs.gone} before them ${runs.gone === 1 ? "is" : "are"} gone.` : LIMITS);
    }
    // A row stays the same one while its run goes on: who points at a button of it keeps it.
    for (const [i, words] of list.querySelectorAll(".runs-name > span").entries())
      setText(words, wordsOf(/** @type {Told} */ (there.find(({ id }) => id === rows[i]?.id))));
  }

  return { element, show };
}

/** @typedef {import("../run/kept_runs.js").Begun & {to: number, marks: readonly import("../types.js").ControlChange[], experiment: import("../types.js").Experiment | null}} Told */

/** What a run is: where it left, and what was changed there. @param {Told} run */
function wordsOf({ from, to, parent, marks, experiment }) {
  const own = parent ? marks.filter(({ update }) => update >= from) : marks;
  const [first, ...rest] = own.map(({ text }) => text);
  const changed = first ? `${first}${rest.length ? ` and ${rest.length} more` : ""}` : "nothing changed";
  const began = parent ? `from ${count(from)}` : `seed ${experiment?.["seed"] ?? 0}`;
  return `${began}: ${changed}, to ${count(to)}`;
}

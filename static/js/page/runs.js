/** The runs of this problem under one menu, once there are several: each can be gone back to. */

import { el } from "../dom/elements.js";
import { count } from "../maths/format.js";
import { MOST_RUNS } from "../run/kept_runs.js";

/** @typedef {import("../run/kept_runs.js").KeptRuns} KeptRuns */

/** @param {import("../run/player.js").Player} player @param {KeptRuns} runs */
export function createRuns(player, runs) {
  const choice = el("select", { onchange: () => runs.goTo(player, Number(choice.value)) });
  const element = el("label", { class: "inline-field runs", hidden: true }, "Run ", choice);
  element.title = `What came after a moment from which you went on, and runs before a reset, are kept: the last ${MOST_RUNS}.`;
  let shown = "";
  return {
    element,
    show() {
      const { current, list } = runs;
      const key = `${current.id}:${list.map(({ id }) => id).join()}`;
      if (key === shown) return;
      shown = key;
      element.hidden = list.length === 0;
      const all = [...list.map(({ id, from, to }) => ({ id, from, to: count(to) })), { ...current, to: "now" }];
      all.sort((a, b) => a.id - b.id);
      choice.replaceChildren(
        ...all.map(({ id, from, to }) => el("option", { value: String(id), text: `${id}: ${count(from)} to ${to}` })),
      );
      choice.value = String(current.id);
    },
  };
}

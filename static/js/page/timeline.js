/** The timeline: the kept past under one slider, J as a thin line along it, control changes marked, a way back into the run from any moment, replay, and the runs as a tree. */

import { el, setText } from "../dom/elements.js";
import { count } from "../maths/format.js";
import { pathOf } from "../maths/track.js";
import { createRuns } from "./runs.js";
import { createChanges } from "./timeline/changes.js";
import { createReplay } from "./timeline/replay.js";

/** @typedef {import("../run/player.js").Player} Player */

/** While playing, the slider follows this seldom: its layout is not free. */

/** And the line of J, whose path is written again, more seldom still. */
const LINE_MS = 1000;

/** J along the track: a picture that says nothing the curve's panel does not say in words. */
function createLine() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "track-line");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.append(path);
  let written = Number.NEGATIVE_INFINITY;
  let drawn = "";
  return {
    element: svg,
    /** @param {import("../run/history.js").History} history @param {boolean} playing @param {number} time in ms */
    show(history, playing, time) {
      const key = `${history.edition}:${history.pushed}`;
      if (key === drawn || (playing && time - written < LINE_MS)) return;
      drawn = key;
      written = time;
      path.setAttribute("d", pathOf(history.frames));
    },
  };
}

/** @param {HTMLElement} root @param {Player} player @param {import("../run/kept_runs.js").KeptRuns} runs @param {string[]} hide @param {import("./runs.js").Beside} beside */
export function createTimeline(root, player, runs, hide, beside) {
  const where = el("span", { class: "timeline-words" });
  const kept = el("span", { class: "timeline-words" });
  const slider = el("input", {
    type: "range",
    min: "0",
    max: "0",
    value: "0",
    "aria-label": "Step through the run",
    oninput: () => player.scrub(Number(slider.value)),
  });
  const line = createLine();
  const changes = createChanges(player);
  const replay = createReplay(player);
  const branch = el("button", {
    type: "button",
    class: "button",
    onclick: () => player.branch(),
    title: "Go on from here; what came after is kept as a run of its own",
    text: "Branch here",
  });
  const now = el("button", { type: "button", class: "button", onclick: () => player.scrub(null), text: "Back to now" });
  const tree = createRuns(player, runs, beside);
  const actions = el("span", { class: "timeline-actions", hidden: true }, ...replay.elements, branch, now);
  root.append(
    el(
      "div",
      { class: "timeline" },
      where,
      el("div", { class: "track" }, line.element, slider, changes.element),
      el("span", { class: "timeline-end" }, kept, actions, tree.element),
    ),
  );
  root.classList.toggle("forced-hide", hide.includes("timeline"));

  return {
    /** Whether a kept stretch is being played again. */
    get replaying() {
      return replay.on;
    },
    show() {
      const { history } = player;
      const most = Math.max(0, history.length - 1);
      const update = player.frame?.update ?? 0;
      const last = history.frames.at(-1)?.update ?? 0;
      if (slider.max !== String(most)) slider.max = String(most);
      if (slider.value !== String(Math.max(0, player.index))) slider.value = String(Math.max(0, player.index));
      slider.style.setProperty("--fill", `${most ? (100 * player.index) / most : 0}%`);
      slider.setAttribute("aria-valuetext", `Update ${update} of ${last}`);
      slider.disabled = most === 0;
      setText(where, player.scrubbed ? `Update ${count(update)} of ${count(last)}` : `Update ${count(update)}`);
      const at = history.marks.findLast((mark) => mark.update === update);
      setText(kept, at && player.scrubbed ? at.text : history.length > 1 ? history.words : "");
      actions.hidden = !player.scrubbed;
      tree.show();
      line.show(history, player.playing, performance.now());
      kept.hidden = player.scrubbed && !at;
      changes.show();
      replay.show();
    },
  };
}

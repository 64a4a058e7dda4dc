/** The timeline of a recording: all of it under one slider from the start. */

import { el, setText } from "../../dom/elements.js";
import { count } from "../../maths/format.js";

/** @typedef {import("../../run/player.js").Player} Player */
/** @typedef {import("../../types.js").Frame} Frame */

/**
 * @param {HTMLElement} root
 * @param {Player} player
 * @param {readonly Frame[]} frames of the whole recording
 * @param {string[]} hide   controls that are not shown
 */
export function createTrack(root, player, frames, hide) {
  const last = frames.length - 1;
  const where = el("span", { class: "timeline-words" });
  const slider = el("input", {
    type: "range",
    min: "0",
    max: String(last),
    value: "0",
    "aria-label": "Step through the run",
    oninput: () => seek(Number(slider.value)),
  });
  root.classList.toggle("forced-hide", hide.includes("timeline"));
  root.append(el("div", { class: "timeline" }, where, el("div", { class: "track" }, slider)));

  /** The moment shown: its state is its number. */
  const now = () => Number(player.frame?.state ?? 0);

  /** Show a moment: a kept one, or those up to it, which the player has not seen yet. @param {number} wanted */
  function seek(wanted) {
    const i = Math.min(last, Math.max(0, wanted));
    const { history } = player;
    const newest = Number(history.frames.at(-1)?.state ?? 0);
    if (i > newest) {
      if (player.stepping > 0) return;
      player.scrub(null);
      player.step("update", (frames[i]?.update ?? 0) - (frames[newest]?.update ?? 0));
    } else player.scrub(history.indexAt(frames[i]?.update ?? 0));
  }

  return {
    /** It shows what was played already: nothing is played again for it. */
    replaying: false,
    seek,
    /** @param {number} by moments */
    move: (by) => seek(now() + by),
    show() {
      const i = now();
      const [update, end] = [frames[i]?.update ?? 0, frames[last]?.update ?? 0];
      if (slider.value !== String(i)) slider.value = String(i);
      slider.style.setProperty("--fill", `${last ? (100 * i) / last : 0}%`);
      slider.setAttribute("aria-valuetext", `Update ${update} of ${end}`);
      setText(where, `Update ${count(update)} of ${count(end)}`);
    },
  };
}

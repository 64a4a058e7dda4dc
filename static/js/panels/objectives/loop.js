/** A square loop around theta: how long its side is, the walk along it, and what both directions add up to. */

import { el, setText } from "../../dom/elements.js";
import { fixed } from "../../maths/format.js";
import { POINTS } from "../../maths/loop.js";
import { same } from "../../run/protocol.js";
import { wordsOf } from "../parts/asking.js";
import { numberField } from "../parts/fields.js";
import { walk } from "./answers.js";

/** @typedef {import("./answers.js").Loop} Loop */

const SIDES = 4;

/**
 * @param {import("../../types.js").Host} host
 * @param {{start: () => void, changed: () => void}} given  start: the button was pressed; changed: another side
 */
export function createLoop(host, given) {
  let side = 2;
  /** @type {Loop | null} */
  let loop = null;
  /** @type {AbortController | null} */
  let walking = null;
  let progress = "";

  const length = numberField({
    label: "side",
    name: "Side of the loop",
    digits: 2,
    step: 0.1,
    change(value) {
      side = Math.min(20, Math.max(0.01, value));
      given.changed();
    },
  });
  const go = el("button", { type: "button", class: "button small", text: "Walk the loop", onclick: given.start });
  const whole = el("output", { class: "objectives-integral" });
  const open = el("output", { class: "objectives-integral" });
  const chart = el("div", { class: "objectives-chart" });
  const said = el("p", { class: "objectives-said" });

  /** The loop belongs to its plane. */
  function forget() {
    walking?.abort();
    walking = null;
    loop = null;
    progress = "";
  }

  return {
    element: el(
      "div",
      { class: "objectives-facts" },
      el("div", { class: "panel-row" }, length.element, go),
      chart,
      el("p", { class: "objectives-sum" }, "∮ ∇J₁ · dθ = ", whole),
      el("p", { class: "objectives-sum dropped" }, "∮ without γᵗ = ", open),
      said,
    ),
    /** Where the chart of heights goes. */
    chart,
    get side() {
      return side;
    },
    get walked() {
      return loop;
    },
    /** Whether it was walked here, with this side. @param {readonly number[]} theta @param {number} discount */
    walkedAt: (theta, discount) => loop?.discount === discount && loop.side === side && same(loop.theta, theta),
    forget,
    /** @param {Omit<Parameters<typeof walk>[1], "side">} question */
    async start(question) {
      forget();
      const mine = new AbortController();
      walking = mine;
      try {
        const walked = await walk(host, { ...question, side }, mine.signal, (done, all) => {
          progress = `${done} of ${all} points …`;
          setText(said, progress);
        });
        if (mine.signal.aborted) return;
        loop = walked;
        progress = "";
      } catch (problem) {
        if (mine.signal.aborted) return;
        progress = wordsOf(problem);
      }
      walking = null;
      host.redraw();
    },
    /** @param {boolean} playing @param {string} words what there is to say where nothing is under way */
    show(playing, words) {
      length.show(side);
      go.disabled = playing || walking !== null;
      go.title = playing ? "Pause first" : `Asks for both directions at ${SIDES * POINTS} points around the current θ`;
      setText(whole, fixed(loop?.climbedExact.at(-1), 6));
      setText(open, fixed(loop?.climbedDropped.at(-1), 6));
      setText(said, progress || words);
    },
    destroy() {
      walking?.abort();
    },
  };
}

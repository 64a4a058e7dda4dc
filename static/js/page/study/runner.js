/** Runs a study: the button, how far it is, and what arrives. A study that is left, or stopped, ends on the server too. */

import { el, setText } from "../../dom/elements.js";
import { count } from "../../maths/format.js";
import { same } from "../../run/protocol.js";
import { Refused, Unreachable } from "../../run/refused.js";

/** @typedef {import("../../maths/study.js").Found} Found */
/** @typedef {import("../../replies.js").StudyPlan | import("../../replies.js").StudyProgress | import("../../replies.js").StudyCell} Line */

/**
 * @param {ReturnType<typeof import("../../run/server.js").createServer>} server
 * @param {{began: (found: Found) => void, more: () => void, say: (text: string) => void, failed: (text: string) => void, running: () => void}} given
 */
export function createRunner(server, given) {
  const button = el("button", {
    type: "button",
    class: "button primary run",
    text: "Run",
    onclick: () => (under ? stop() : void run()),
  });
  const bar = el("progress", { max: "1", value: "0", "aria-label": "Runs done" });
  const words = el("p", { class: "study-progress" });
  const element = el("div", { class: "study-run" }, button, bar, words);
  bar.hidden = true;
  /** @type {AbortController | null} */
  let under = null;
  /** What is to be asked, and what was. @type {object} */
  let asking = {};
  /** @type {object | null} */
  let asked = null;
  /** @type {Found | null} */
  let found = null;

  function stop() {
    under?.abort();
  }

  async function run() {
    const own = new AbortController();
    under = own;
    asked = asking;
    found = null;
    bar.hidden = false;
    bar.value = 0;
    setText(words, "");
    given.running();
    const began = performance.now();
    try {
      await server.lines("api/studies", asked, own.signal, (line) => hear(line, began));
      over(found ? `Done: ${told(found)}.` : "");
    } catch (problem) {
      if (own.signal.aborted) over(found ? `Stopped after ${told(found)}.` : "Stopped.");
      else {
        over(found ? `Ended after ${told(found)}.` : "");
        given.failed(
          problem instanceof Refused || problem instanceof Unreachable ? problem.message : "The connection was lost.",
        );
      }
    }
  }

  /** @param {Line | import("../../run/refused.js").Problem} line @param {number} began */
  function hear(line, began) {
    if (!("type" in line) || "detail" in line) throw Refused.of(/** @type {object} */ (line), 503);
    if (line.type === "study") {
      found = { plan: line, cells: Array.from({ length: line.cells }, () => undefined) };
      given.began(found);
    } else if (line.type === "cell" && found) {
      found.cells[line.cell] = line;
      given.more();
    } else if (line.type === "progress") {
      bar.value = line.runs / line.total;
      const left = ((performance.now() - began) / 1000) * (line.total / Math.max(1, line.runs) - 1);
      setText(
        words,
        `Cell ${Math.min(line.cells + 1, line.total)}: ${count(line.runs)} of ${count(line.total)} runs, ${left < 1.5 ? "a second" : `${Math.round(left)} s`} left`,
      );
    }
  }

  /** @param {Found} what */
  function told({ cells, plan }) {
    const there = cells.filter(Boolean).length;
    return there < plan.cells
      ? `${there} of ${plan.cells} cells`
      : `${there} ${there === 1 ? "cell" : "cells"}, ${count(there * plan.seeds)} runs`;
  }

  /** @param {string} text */
  function over(text) {
    under = null;
    bar.hidden = true;
    setText(words, text);
    given.say(text);
    given.running();
  }

  return {
    element,
    run,
    /** @param {object} ask what Run would ask now */
    show(ask) {
      asking = ask;
      setText(button, under ? "Stop" : "Run");
      button.classList.toggle("primary", !under);
      if (!under && asked) setText(words, same(asked, ask) ? (words.textContent ?? "") : "Changed since: press Run.");
    },
  };
}

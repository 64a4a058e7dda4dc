/**
 * A panel of a second run, B: its marks lie in the first one's picture where marks are all that the panel shows, else it stands beside.
 *
 * Either way it is the panel's own code once more, with the second run's moments. What a person chooses in the first one's controls (a
 * state, an axis) is chosen in the second one's too.
 */

import { el } from "../dom/elements.js";
import { firstOf, secondOf } from "../marks/second.js";
import { lostWords } from "../run/finite.js";
import { createGhost } from "../stage/ghost.js";
import { createStage } from "../stage/stage.js";

/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {[number, number]} Range */
/** @typedef {{lab: import("../types.js").Lab, moment: () => import("../types.js").Moment | null, send: Host["send"], ask: Host["ask"] | undefined}} Other   the second run */

const CONTROLS = "select, input";

/**
 * @param {{create: (host: Host) => import("../types.js").PanelView}} code
 * @param {Host} host the first one's
 * @param {{panel: import("../types.js").Panel, body: HTMLElement, stages: Stage[], view: import("../types.js").PanelView | null}} slot
 * @param {Other} other
 */
export function createSecond(code, host, slot, other) {
  const { theme } = host;
  const beside = slot.panel.beside === true;
  const place = el("div", { class: "second", role: "group", "aria-label": `${slot.panel.title}: B` });
  /** @type {ReturnType<typeof createGhost>[]} */
  const ghosts = [];
  if (beside) {
    const first = el("div", { class: "first", role: "group", "aria-label": `${slot.panel.title}: A` });
    first.append(...slot.body.childNodes);
    slot.body.append(first, place);
    nameHalves(slot.body, { A: first, B: place });
  }
  slot.body.classList.toggle("pair", beside);
  const view = code.create({
    ...host,
    body: place,
    get lab() {
      return other.lab;
    },
    send: other.send,
    preview: () => undefined,
    edit: () => undefined,
    note: () => undefined,
    kept: (name, make) => host.kept(`B: ${name}`, make),
    light: () => undefined,
    // What lies behind the marks is the first one's.
    ask: beside ? (other.ask ?? host.ask) : () => new Promise(() => undefined),
    stage(options, where) {
      if (beside) return createStage(where ?? place, options, theme, () => undefined);
      const ghost = createGhost(options, theme, () =>
        slot.stages.find((stage) => stage.label === options.label && stage.element.isConnected),
      );
      ghosts.push(ghost);
      return ghost.stage;
    },
  });

  /** @param {Event} event */
  function mirror(event) {
    const mine = [...slot.body.querySelectorAll(CONTROLS)].filter((one) => !place.contains(one));
    const at = mine.indexOf(/** @type {Element} */ (event.target));
    const twin = [...place.querySelectorAll(CONTROLS)][at];
    const from = /** @type {HTMLInputElement} */ (event.target);
    if (!(twin instanceof HTMLSelectElement || twin instanceof HTMLInputElement) || twin === from) return;
    if (twin instanceof HTMLInputElement && twin.type !== "checkbox") return;
    if (twin instanceof HTMLInputElement) twin.checked = from.checked;
    else twin.value = from.value;
    twin.dispatchEvent(new Event(event.type));
  }
  slot.body.addEventListener("change", mirror);

  /** @param {Stage} stage */
  const ghostOn = (stage) => ghosts.findLast((ghost) => ghost.label === stage.label);

  return {
    /** @param {boolean} words */
    draw(words) {
      const m = other.moment();
      if (!m) return;
      if (slot.view?.ground) view.stand?.(slot.view.ground());
      view.draw(m, words);
    },
    /** Both runs' marks, the second's below. @param {Stage} stage @param {readonly import("../types.js").Mark[]} marks */
    over(stage, marks) {
      const ghost = ghostOn(stage);
      if (!ghost) return marks;
      const second = secondOf(
        ghost.marks().filter((mark) => !marks.some((one) => level(one, mark))),
        theme,
      );
      // An open bar round a filled one is seen whichever is higher.
      const bars = second.filter((mark) => mark.mark === "barY");
      return [...second.filter((mark) => mark.mark !== "barY"), ...firstOf(marks, theme), ...bars];
    },
    /** Ranges in which both have room. @param {Stage} stage @param {Range} x @param {Range} [y] @returns {[Range, Range | undefined]} */
    widened(stage, x, y) {
      const wanted = ghostOn(stage)?.wanted;
      return wanted ? [union(x, wanted[0]), y && union(y, wanted[1])] : [x, y];
    },
    get experiment() {
      return other.lab.experiment;
    },
    summary() {
      const m = other.moment();
      return m ? lostWords(m) || view.summary(m) : "";
    },
    table() {
      const m = other.moment();
      return m ? view.table(m) : null;
    },
    numbers() {
      const m = other.moment();
      return m && view.numbers?.(m);
    },
    destroy() {
      slot.body.removeEventListener("change", mirror);
      slot.body.classList.remove("pair");
      view.destroy();
    },
  };
}

/** Whether two marks are one level line: a second dashed on the first would fill its gaps. @param {import("../types.js").Mark} one @param {import("../types.js").Mark} other */
const level = (one, other) =>
  one.mark === "line" &&
  other.mark === "line" &&
  one.name === other.name &&
  other.y.length === 2 &&
  other.y.every((y) => y === one.y[0] && y === one.y[1]);

/** @param {Range} a @param {Range} b @returns {Range} */
const union = (a, b) => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

/**
 * Which run a half shows; where there is room for one half only, a button for the other.
 * @param {HTMLElement} body
 * @param {{A: HTMLElement, B: HTMLElement}} halves
 */
function nameHalves(body, halves) {
  body.dataset["half"] = "A";
  const button = (/** @type {"A" | "B"} */ other) =>
    el("button", {
      class: "button small",
      type: "button",
      text: `Show run ${other}`,
      onclick: () => {
        body.dataset["half"] = other;
        /** @type {HTMLElement | null} */ (halves[other].querySelector(".half-name button"))?.focus();
      },
    });
  halves.A.prepend(el("div", { class: "half-name" }, "Run A", button("B")));
  halves.B.prepend(el("div", { class: "half-name" }, "Run B", button("A")));
}

/** The row of six sub-steps: back, forward, any of them, the step of the episode, and a slow reveal when asked for. */

import { el, icon, setText } from "../../dom/elements.js";
import { SUB_STEPS } from "./telling.js";

const BACK = "M10 3.5L5.5 8l4.5 4.5";
const FORWARD = "M6 3.5L10.5 8L6 12.5";
const SLOW = "M3 4.5h5M3 8h8M3 11.5h10";
/** A sub-step stays this long in the slow reveal. */
const EACH_MS = 1500;

/**
 * @param {{at: {index: number}, chosen: (index: number) => void, step: (t: number) => void}} given  at: the sub-step looked at, kept here
 */
export function createStepper(given) {
  const last = SUB_STEPS.length - 1;
  let { index } = given.at;
  let shown = 1;
  let t = 0;
  let slow = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const { element, buttons, back, forward, reveal, time, picker, of, kept } = buildBar({
    choose,
    move,
    toggle: () => setSlow(!slow),
    setTime,
  });

  /** @param {number} i */
  function choose(i) {
    clearTimeout(timer);
    setIndex(i);
    given.chosen(index);
  }

  /** One sub-step on or back; past the ends of one step of the episode comes the next. @param {number} way */
  function move(way) {
    clearTimeout(timer);
    const next = index + way;
    if (next >= 0 && next <= last) setIndex(next);
    else if (next > last && t + 1 < shown) {
      setIndex(0);
      setTime(t + 1);
    } else if (next < 0 && t > 0) {
      setIndex(last);
      setTime(t - 1);
    }
    given.chosen(index);
  }

  /** @param {number} value */
  function setTime(value) {
    t = Math.min(Math.max(0, Math.round(Number.isFinite(value) ? value : 0)), shown - 1);
    time.value = String(t);
    ends();
    given.step(t);
  }

  /** @param {number} i */
  function setIndex(i) {
    index = given.at.index = i;
    buttons.forEach((button, k) =>
      k === i ? button.setAttribute("aria-current", "step") : button.removeAttribute("aria-current"),
    );
    ends();
  }

  function ends() {
    back.disabled = index === 0 && t === 0;
    forward.disabled = index === last && t + 1 >= shown;
  }

  /** @param {boolean} on */
  function setSlow(on) {
    slow = on;
    reveal.setAttribute("aria-pressed", String(on));
    clearTimeout(timer);
    if (on) start();
  }

  function start() {
    setIndex(0);
    given.chosen(0);
    const next = () => {
      if (index >= last) return;
      setIndex(index + 1);
      given.chosen(index);
      timer = setTimeout(next, EACH_MS);
    };
    clearTimeout(timer);
    timer = setTimeout(next, EACH_MS);
  }

  setIndex(index);
  return {
    element,
    get index() {
      return index;
    },
    get t() {
      return t;
    },
    /** Whether the sub-steps follow each other by themselves. */
    get slow() {
      return slow;
    },
    /** How many steps of the episode can be looked at. @param {number} steps @param {number} length */
    room(steps, length) {
      shown = Math.max(1, steps);
      picker.hidden = length <= 1;
      time.max = String(shown - 1);
      setText(of, `of ${length}`);
      setText(kept, shown < length ? `(first ${shown})` : "");
      if (t >= shown) t = 0;
      if (document.activeElement !== time) time.value = String(t);
      ends();
    },
    /** A new update has come: start from the first sub-step if sub-steps were being shown, or slowly if that was asked for. */
    renew() {
      t = 0;
      time.value = "0";
      if (slow) start();
      else if (index < last) setIndex(0);
    },
    destroy: () => clearTimeout(timer),
  };
}

/**
 * The bar's parts, before anything is chosen.
 * @param {{choose: (index: number) => void, move: (way: 1 | -1) => void, toggle: () => void, setTime: (t: number) => void}} given
 */
function buildBar(given) {
  const buttons = SUB_STEPS.map((name, i) =>
    el(
      "button",
      { type: "button", "aria-label": `${i + 1} ${name}`, onclick: () => given.choose(i) },
      el("span", { class: "sub-number", text: String(i + 1) }),
      el("span", { class: "sub-name", text: name }),
    ),
  );
  const back = el(
    "button",
    {
      type: "button",
      class: "tool",
      "aria-label": "Previous part",
      title: "Previous part",
      onclick: () => given.move(-1),
    },
    icon(BACK),
  );
  const forward = el(
    "button",
    { type: "button", class: "tool", "aria-label": "Next part", title: "Next part", onclick: () => given.move(1) },
    icon(FORWARD),
  );
  const reveal = el(
    "button",
    {
      type: "button",
      class: "tool",
      "aria-label": "Reveal slowly",
      "aria-pressed": "false",
      title: "Reveal the sub-steps one after the other, now and after every update",
      onclick: given.toggle,
    },
    icon(SLOW),
  );
  const time = el("input", {
    type: "number",
    min: "0",
    step: "1",
    value: "0",
    inputmode: "numeric",
    "aria-label": "Step t of the episode",
    onchange: () => given.setTime(Number(time.value)),
  });
  const of = el("span", { class: "sub-length" });
  const kept = el("span", { class: "sub-kept" });
  const picker = el("label", { class: "sub-time", hidden: true }, "t", time, of, kept);
  const list = el("ol", { class: "sub-list" }, ...buttons.map((button) => el("li", {}, button)));
  const element = el(
    "div",
    { class: "sub-bar", role: "group", "aria-label": "Parts of the update" },
    back,
    list,
    forward,
    reveal,
    picker,
  );
  return { element, buttons, back, forward, reveal, time, picker, of, kept };
}

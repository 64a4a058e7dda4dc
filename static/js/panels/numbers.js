/** The update in numbers: one update taken apart into six sub-steps, every symbol with its live number, and the same as NumPy. */

import { el, setText } from "../dom/elements.js";
import { math } from "../dom/mathml.js";
import { layersOf } from "../maths/backprop.js";
import { fixed, rounded, signed } from "../maths/format.js";
import { lessonOf, shareOf } from "../maths/lesson.js";
import { snippet, updateLine } from "../maths/numpy.js";
import { others } from "../maths/softmax.js";
import { createCode } from "./numbers/code.js";
import { createStepper } from "./numbers/stepper.js";
import { columnsOf, createSum } from "./numbers/sum.js";
import { amount, SUB_STEPS, telling, tellingWhole } from "./numbers/telling.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../maths/lesson.js").Lesson} Lesson */

/** While playing, numbers change this seldom: nobody reads thirty a second. */
const CALM_MS = 200;
/** Chips for at most this many actions; with more, only the one taken. */
const CHIPS = 10;
/** In a low cell the sum has fewer rows. */
const LOW_PX = 272;
const LOW_ROWS = 5;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { lab, theme } = host;
  const { problem } = lab;
  const shape = {
    oneHot: lab.experiment.policy.features?.kind === "one_hot",
    states: problem.states,
    actions: problem.actions,
    layers: layersOf(lab),
  };
  const last = SUB_STEPS.length - 1;
  const stepper = createStepper({ chosen: () => show(), step: () => host.redraw() });
  const formula = el("div", { class: "told" });
  const chips = el("ul", { class: "chips", hidden: true, "aria-label": "Actions" });
  const words = el("p", { class: "told-words" });
  const sum = createSum();
  const code = createCode();
  const element = el(
    "div",
    { class: "numbers" },
    stepper.element,
    el("div", { class: "told-frame" }, formula, chips, words),
    sum.element,
    code.element,
  );
  host.body.append(element);
  /** @type {number | undefined} */
  let most;
  const observer = new ResizeObserver(([entry]) => {
    const before = most;
    most = entry && entry.contentRect.height < LOW_PX ? LOW_ROWS : undefined;
    if (most !== before) show();
  });
  observer.observe(element);

  /** @type {Lesson | null} */
  let lesson = null;
  /** @type {import("../types.js").Frame | null} */
  let told = null;
  let playing = false;
  let written = 0;
  let form = "";
  /** @type {HTMLElement[]} */
  let numbersUnder = [];

  /** The lesson of a moment; one already told stays while only controls, streams or theta change. @param {Moment} m */
  function learn(m) {
    const { frame } = m;
    const same = told && told.update === frame.update && told.sample === frame.sample;
    const stirred = frame.block.updates > 0 || frame.block.episodes > 0;
    if (same && (!stirred || told === frame) && lesson?.kind !== "nothing") return false;
    lesson = lessonOf(
      frame,
      m.history.frames[m.history.frames.length - 2],
      m.lab.experiment,
      m.lab.kinds,
      problem.horizon,
    );
    told = frame;
    return !same;
  }

  function show() {
    if (!lesson) return;
    const index = playing ? last : stepper.index;
    const share = lesson.kind === "episode" ? shareOf(lesson, stepper.t) : null;
    element.dataset["kind"] = lesson.kind;
    if (!share && lesson.kind !== "whole") {
      empty("Step once, or draw one sample: this panel takes that update apart.");
      return;
    }
    stepper.element.hidden = !share;
    if (share) {
      const { parts, text, chips: withChips } = telling(lesson, share, lab, index);
      stepper.room(lesson.shown, lesson.length);
      write(parts);
      writeChips(withChips ? share : null, index);
      setText(words, text);
    } else {
      const { parts, text } = tellingWhole(lesson);
      if (!lesson.before || !lesson.gradient) {
        empty(`${text} Step once to see θ before and after.`);
        return;
      }
      write(parts);
      writeChips(null, index);
      setText(words, text);
    }
    sum.write(columnsOf(lesson, share, lab, most), share ? index : last);
    sum.element.hidden = false;
    code.element.hidden = false;
    const now = lesson;
    code.write(updateLine(now), () => snippet(now, shape));
  }

  /** @param {string} text */
  function empty(text) {
    write([]);
    writeChips(null, 0);
    setText(words, text);
    sum.element.hidden = true;
    code.element.hidden = true;
    stepper.element.hidden = true;
  }

  /** @param {import("./numbers/telling.js").Part[]} parts */
  function write(parts) {
    const next = parts.map((part) => part.m).join("");
    if (next !== form) {
      form = next;
      numbersUnder = parts.map((part) => el("span", { class: part.n === undefined ? "told-sign" : "told-number" }));
      formula.replaceChildren(
        ...parts.map((part, i) =>
          el("span", { class: "told-part" }, math(part.m), /** @type {HTMLElement} */ (numbersUnder[i])),
        ),
      );
    }
    parts.forEach((part, i) => setText(/** @type {HTMLElement} */ (numbersUnder[i]), part.n ?? ""));
  }

  /** @param {import("../maths/lesson.js").Share | null} share @param {number} index */
  function writeChips(share, index) {
    const few = share && share.chances.length <= CHIPS;
    chips.hidden = !few;
    if (!share || !few) return;
    const scored = SUB_STEPS[index] === "Score";
    const over = lesson && lesson.temperature !== 1 ? lesson.temperature : 1;
    while (chips.children.length < share.chances.length) {
      const look = theme.action(chips.children.length);
      chips.append(
        el(
          "li",
          { style: `--chip: ${look.color}` },
          el("b", { text: problem.action_names[chips.children.length] }),
          el("span"),
        ),
      );
    }
    share.chances.forEach((chance, a) => {
      const chip = /** @type {HTMLElement} */ (chips.children[a]);
      chip.toggleAttribute("data-taken", a === share.action);
      const taken = a === share.action;
      const score = taken ? others(share.chances, a) : -chance;
      const text = scored
        ? `${taken ? 1 : 0} − ${fixed(chance, 3)}${over === 1 ? ` = ${signed(score, 3)}` : ""}`
        : fixed(chance, 3);
      setText(/** @type {HTMLElement} */ (chip.lastChild), text);
    });
  }

  return {
    draw(m) {
      const now = performance.now();
      if (m.playing && playing && now - written < CALM_MS) return;
      const fresh = learn(m);
      if (fresh && !m.playing) stepper.renew();
      playing = m.playing;
      written = now;
      show();
    },
    summary(m) {
      learn(m);
      const share = lesson?.kind === "episode" ? shareOf(lesson, stepper.t) : null;
      if (!lesson || lesson.kind === "nothing") return "No update yet.";
      if (!share)
        return lesson.kind === "whole"
          ? `Update ${lesson.update} followed ${lesson.estimator === "exact" ? "the exact gradient" : "an estimate that weighs no scores"}.`
          : "No episode was kept for this moment.";
      const name = problem.action_names[share.action];
      return `Update ${lesson.update}${lesson.length > 1 ? `, step ${share.t}` : ""}: chose ${name}, reward ${amount(share.reward)}, return ${amount(share.value)}, weight ${amount(share.weight)}.`;
    },
    table(m) {
      learn(m);
      const columns = ["Step t", "State", "Action", "π(A|S)", "Reward", "Return", "Baseline", "Weight"];
      if (lesson?.kind !== "episode") return { columns, rows: [] };
      const whole = lesson;
      const rows = Array.from({ length: whole.shown }, (_, t) => {
        const share = /** @type {import("../maths/lesson.js").Share} */ (shareOf(whole, t));
        return [
          t,
          problem.state_names[share.state] ?? "",
          problem.action_names[share.action] ?? "",
          rounded(share.chances[share.action], 4),
          rounded(share.reward, 4),
          rounded(share.value, 4),
          rounded(share.baseline, 4),
          rounded(share.weight, 4),
        ];
      });
      return { columns, rows };
    },
    destroy() {
      observer.disconnect();
      stepper.destroy();
      code.destroy();
    },
  };
}

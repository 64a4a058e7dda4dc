/** The update in numbers: one update taken apart into six sub-steps, every symbol with its live number, and the same as NumPy. */

import { el } from "../dom/elements.js";
import { layersOf } from "../maths/backprop.js";
import { count, rounded } from "../maths/format.js";
import { lessonOf, shareOf } from "../maths/lesson.js";
import { snippet, updateLine } from "../maths/numpy.js";
import { createCode } from "./numbers/code.js";
import { createStepper } from "./numbers/stepper.js";
import { columnsOf, createSum, ROWS } from "./numbers/sum.js";
import { amount, SUB_STEPS, telling, tellingWhole } from "./numbers/telling.js";
import { createTold } from "./numbers/told.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../maths/lesson.js").Lesson} Lesson */

/** In a low cell the sum has fewer rows, as many as leave the code below it in sight, but never fewer than these. */
const LEAST_ROWS = 3;

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
  const at = host.kept("sub-step", () => ({ index: last }));
  const stepper = createStepper({ at, chosen, step: () => host.redraw() });
  const told = createTold(theme, problem.action_names);
  const sum = createSum();
  const code = createCode();
  const element = el("div", { class: "numbers" }, stepper.element, told.element, sum.element, code.element);
  host.body.append(element);
  let most = ROWS;
  const observer = new ResizeObserver(() => {
    most = ROWS;
    show();
  });
  observer.observe(element);

  /** @type {Lesson | null} */
  let lesson = null;
  /** The frame it was made of. @type {import("../types.js").Frame | null} */
  let learned = null;
  let playing = false;

  /** The lesson of a moment; one already told stays while only controls, streams or theta change. @param {Moment} m */
  function learn(m) {
    const { frame } = m;
    const same = learned && learned.update === frame.update && learned.sample === frame.sample;
    const stirred = frame.block.updates > 0 || frame.block.episodes > 0;
    if (same && (!stirred || learned === frame) && lesson?.kind !== "nothing") return false;
    lesson = lessonOf(
      frame,
      m.history.frames[m.history.frames.length - 2],
      m.lab.experiment,
      m.lab.kinds,
      problem.horizon,
    );
    learned = frame;
    return !same;
  }

  function chosen() {
    show();
    light();
  }

  /** Light up, in every panel, what the sub-step is about; at rest, on the last one, nothing. */
  function light() {
    const share = lesson?.kind === "episode" && !playing ? shareOf(lesson, stepper.t) : null;
    const part = SUB_STEPS[stepper.index];
    const rests = stepper.index === last && !stepper.slow;
    host.light(share && part && !rests ? { part, action: problem.action_names[share.action] ?? "" } : null);
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
      const now = telling(lesson, share, lab, index);
      stepper.room(lesson.shown, lesson.length);
      told.write(now.parts, now.text);
      told.chips(now.chips ? share : null, index, lesson.temperature);
    } else {
      const { parts, text } = tellingWhole(lesson);
      if (!lesson.before || !lesson.gradient) {
        empty(`${text} Step once to see θ before and after.`);
        return;
      }
      told.write(parts, text);
      told.chips(null, index);
    }
    sum.element.hidden = false;
    code.element.hidden = false;
    const now = lesson;
    code.write(updateLine(now), () => snippet(now, shape));
    const write = () => sum.write(columnsOf(now, share, lab, most), share ? index : last);
    write();
    const cut = () => code.bar.offsetTop + code.bar.offsetHeight > element.offsetTop + element.clientHeight;
    while (most > LEAST_ROWS && cut()) {
      most -= 1;
      write();
    }
  }

  /** @param {string} text */
  function empty(text) {
    told.write([], text);
    told.chips(null, 0);
    sum.element.hidden = true;
    code.element.hidden = true;
    stepper.element.hidden = true;
  }

  return {
    draw(m, words) {
      if (!words) return;
      const known = learned !== null;
      const fresh = learn(m);
      if (fresh && known && !m.playing) stepper.renew();
      playing = m.playing;
      show();
      light();
    },
    summary(m) {
      learn(m);
      return sentence(lesson, problem, stepper.t);
    },
    table(m) {
      learn(m);
      return stepsTable(lesson, problem);
    },
    destroy() {
      host.light(null);
      observer.disconnect();
      stepper.destroy();
      code.destroy();
    },
  };
}

/** @param {Lesson | null} lesson @param {import("../types.js").Problem} problem @param {number} t the step looked at */
function sentence(lesson, problem, t) {
  const share = lesson?.kind === "episode" ? shareOf(lesson, t) : null;
  if (!lesson || lesson.kind === "nothing") return "No update yet.";
  if (!share)
    return lesson.kind === "whole"
      ? `Update ${count(lesson.update)} followed ${followed(lesson)}.`
      : "No episode was kept for this moment.";
  const name = problem.action_names[share.action];
  const [reward, value, weight] = [share.reward, share.value, share.weight].map(amount);
  return `Update ${count(lesson.update)}${lesson.length > 1 ? `, step ${share.t}` : ""}: chose ${name}, reward ${reward}, return ${value}, weight ${weight}.`;
}

/** Every step of the episode. @param {Lesson | null} lesson @param {import("../types.js").Problem} problem */
function stepsTable(lesson, problem) {
  const columns = ["Step t", "State", "Action", "π(A|S)", "Reward", "Return", "Baseline", "Weight"];
  if (lesson?.kind !== "episode") return { columns, rows: [] };
  const rows = Array.from({ length: lesson.shown }, (_, t) => {
    const share = /** @type {import("../maths/lesson.js").Share} */ (shareOf(lesson, t));
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
}

/** What an update without weighed scores went along. @param {Lesson} lesson */
function followed({ estimator, indirect }) {
  if (estimator !== "exact") return "an estimate that weighs no scores";
  return indirect ? "the optimizer’s direction" : "the exact gradient";
}

/**
 * The lesson put together: place in the fragment, one step on show, its questions, the picture beside it.
 *
 *   fragment <-> place (step, answers) -> steps, stepper, picture
 *                      ^
 *                  questions
 *
 * The lab can be played once a step's questions are answered, or given up: who predicts first sees more.
 */

import { el, setText } from "../../dom/elements.js";
import { fragmentOf, placeFrom } from "../../run/answers.js";
import { createControls } from "./controls.js";
import { askForHeight } from "./framed.js";
import { liveLab } from "./live.js";
import { createPicture } from "./picture.js";
import { createQuestion } from "./question.js";

/** @typedef {import("../../maths/judge.js").Asked} Asked */
/** @typedef {{name: string, title: string, steps: {title: string, lab: string, then: string, light: string[], questions: Asked[]}[]}} Told */

const CLOSED = "&transport_hide=true&timeline_hide=true";

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {Told} told @param {string} theme @param {import("./live.js").Lab} [lab] */
export function createLesson(told, theme, lab = liveLab()) {
  const { steps } = told;
  const place = placeFrom(location.hash, steps.length);
  const say = (/** @type {string} */ text) => setText(byId("live"), text);
  const picture = createPicture(byId("lab"), lab, say);
  const controls = createControls(picture, say);
  const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".step")]);
  /** @type {Map<string, boolean>} */
  const right = new Map();

  /** @param {number} n from 1 */
  const keys = (n) => (steps[n - 1]?.questions ?? []).map((_, i) => `${n}.${i + 1}`);
  /** @param {number} n */
  const complete = (n) => keys(n).every((key) => place.answers.has(key));

  for (const [i, step] of steps.entries()) {
    for (const [j, asked] of step.questions.entries()) {
      const key = `${i + 1}.${j + 1}`;
      const form = /** @type {HTMLFormElement} */ (byId(`q${i + 1}-${j + 1}`));
      const reveal = /** @type {HTMLDetailsElement} */ (document.querySelector(`[data-of="${form.id}"]`));
      const question = createQuestion(form, reveal, asked, (given, isRight, by) => {
        place.answers.set(key, given);
        right.set(key, isRight);
        if (by === "address") return;
        tell(key, given, isRight);
        keep(false);
        show();
      });
      if (place.answers.has(key)) question.restore(place.answers.get(key) ?? null);
    }
  }

  const places = steps.map((step, i) => {
    const link = el("a", { href: `#${i + 1}`, "aria-label": `Step ${i + 1}: ${step.title}`, text: String(i + 1) });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(i + 1);
    });
    return link;
  });
  byId("places").append(...places.map((link) => el("li", {}, link)));
  const [back, on] = [/** @type {HTMLButtonElement} */ (byId("back")), /** @type {HTMLButtonElement} */ (byId("on"))];
  back.addEventListener("click", () => go(place.step - 1));
  on.addEventListener("click", () => go(place.step + 1));
  globalThis.addEventListener("hashchange", () => {
    const asked = placeFrom(location.hash, steps.length);
    if (asked.step !== place.step) go(asked.step, false);
  });
  byId("download").addEventListener("click", download);

  /** @param {number} step @param {boolean} [anew] another entry in the browser's history */
  function go(step, anew = true) {
    place.step = Math.min(Math.max(1, step), steps.length);
    keep(anew);
    show();
    const heading = sections[place.step - 1]?.querySelector("h2");
    heading?.focus({ preventScroll: true });
    if (heading && heading.getBoundingClientRect().top < 0) byId("text").scrollIntoView();
    else byId("text").scrollTop = 0;
    say(`Step ${place.step} of ${steps.length}`);
  }

  /** @param {boolean} anew */
  function keep(anew) {
    const fragment = fragmentOf(place);
    // A frame that was written, not loaded, has no address to keep it in.
    if (fragment === location.hash || location.protocol === "about:") return;
    history[anew ? "pushState" : "replaceState"](null, "", fragment);
  }

  function show() {
    const { step } = place;
    const now = /** @type {Told["steps"][number]} */ (steps[step - 1]);
    for (const [i, section] of sections.entries()) section.classList.toggle("now", i === step - 1);
    document.documentElement.dataset["step"] = step === 1 ? "first" : step === steps.length ? "last" : "inner";
    const done = complete(step);
    for (const [i, link] of places.entries()) {
      link.toggleAttribute("data-done", keys(i + 1).length > 0 && complete(i + 1));
      if (i === step - 1) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    back.disabled = step === 1;
    on.disabled = step === steps.length;
    const look = theme === "auto" ? "" : `&theme=${theme}`;
    if (picture.show(done ? now.then : now.lab, `${done ? "" : CLOSED}${look}`, `The lab: ${now.title}`, now.light))
      controls.reset();
  }

  /** What the page around this one may hear, in the shape of xAPI. @param {string} key @param {number[] | null} given @param {boolean} success */
  function tell(key, given, success) {
    if (globalThis.parent === globalThis.window) return;
    const response = given?.join(",") ?? "";
    const object = {
      id: `${lab.address}#${key}`,
      definition: { name: { en: `${told.title}, question ${key}` } },
    };
    const statement = {
      verb: { id: "http://adlnet.gov/expapi/verbs/answered" },
      object,
      result: { response, success },
    };
    globalThis.parent.postMessage({ type: "policyscope:answered", version: 1, statement }, "*");
  }

  function download() {
    const lines = [...place.answers].map(([key, given]) => {
      const [step = 1, question = 1] = key.split(".").map(Number);
      const asked = /** @type {Asked} */ (steps[step - 1]?.questions[question - 1]);
      const legend = byId(`q${step}-${question}`).querySelector("legend")?.textContent ?? "";
      const truth = asked.kind === "choice" ? [asked.options.findIndex((one) => one.right)] : asked.answer;
      return { step, question, asked: legend.trim(), given, truth, right: right.get(key) ?? false };
    });
    const text = JSON.stringify({ lesson: told.title, address: lab.link(fragmentOf(place)), answers: lines }, null, 2);
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    el("a", { href: url, download: `${told.name}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  document.documentElement.classList.add("live");
  /** @type {HTMLElement} */ (document.querySelector(".stepper")).hidden = false;
  /** @type {HTMLElement} */ (document.querySelector(".keep")).hidden = false;
  document.documentElement.toggleAttribute("data-alone", place.alone);
  askForHeight(byId("text"), byId("lab"));
  keep(false);
  show();
}

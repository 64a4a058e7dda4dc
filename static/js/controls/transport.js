/** Play, single steps, reset, speed, and the three numbers everybody looks for. */

import { el, icon, setText } from "../dom/elements.js";
import { mathOf } from "../dom/mathml.js";
import { count, fixed } from "../maths/format.js";
import { createPace } from "../maths/pace.js";
import { SPEEDS } from "../run/url.js";

/** @typedef {import("../run/player.js").Player} Player */
/** @typedef {import("../types.js").Moment} Moment */

const ONE_SAMPLE = "One more episode of the coming update";
const PLAY = "M4.500 2.500v11l9-5.500z";
const PAUSE = "M4 2.500h2.500v11H4zM9.500 2.500H12v11H9.500z";
const STEP = "M4 3l6.500 5L4 13zM12 3v10";
const POSITIONS = 200;

/**
 * @param {Player} player
 * @param {{hide: string[], seed: () => void, reset: () => void, readout: boolean}} given
 */
export function createTransport(player, given) {
  const playIcon = icon(PLAY, true);
  const playWord = el("span", { text: "Play" });
  const play = el(
    "button",
    { type: "button", class: "button play", onclick: () => (player.playing ? player.pause() : player.play()) },
    playIcon,
    playWord,
  );
  /** @param {string} text @param {string} className @param {string} help @param {() => void} act @param {Node[]} inner */
  const button = (text, className, help, act, ...inner) =>
    el(
      "button",
      { type: "button", class: `button ${className}`, title: help, onclick: act },
      ...inner,
      el("span", { text }),
    );
  const back = button("Back", "back", "Show the moment before", () => player.scrub(player.index - 1));
  const step = button("Step", "", "One update", () => player.step("update"), icon(STEP, true));
  const sample = button("One sample", "sample", ONE_SAMPLE, () => player.step("sample"));
  const reset = button("Reset", "reset", "Back to the start: the same seed gives the same numbers", given.reset);
  const seed = button("New seed", "seed", "Start again with another seed", given.seed);

  const speed = el("input", {
    type: "range",
    min: "0",
    max: String(POSITIONS),
    "aria-label": "Speed",
    oninput: () => {
      const share = Number(speed.value) / POSITIONS;
      player.setSpeed(Number((SPEEDS[0] * (SPEEDS[1] / SPEEDS[0]) ** share).toPrecision(2)));
    },
  });
  const speedText = el("span", { class: "unit" });
  const speedField = el(
    "div",
    { class: "field", "data-control": "speed" },
    el("span", { class: "field-title", text: "Speed" }),
    speedText,
    speed,
  );
  speedField.classList.toggle("forced-hide", given.hide.includes("speed"));

  const update = el("dd", { text: "0" });
  const value = el("dd", { text: fixed(null) });
  const reward = el("dd", { text: fixed(null) });
  const returned = el("dt", { text: "Last return", title: "Mean return of the episodes since the last frame" });
  const objective = mathOf("J");
  const readout = el(
    "dl",
    { class: "readout", "data-control": "readout" },
    el("div", {}, el("dt", { text: "Update" }), update),
    el("div", {}, el("dt", { title: "The objective, computed exactly" }, "Exact ", objective), value),
    el("div", {}, returned, reward),
  );
  readout.classList.toggle("forced-hide", given.hide.includes("readout") || !given.readout);
  const buttons = el(
    "div",
    { class: "transport", role: "group", "aria-label": "Run", "data-control": "transport" },
    play,
    step,
    sample,
    back,
    reset,
    seed,
  );
  buttons.classList.toggle("forced-hide", given.hide.includes("transport"));

  let shownPlay = false;
  let shownSpeed = 0;
  const pace = createPace();
  return {
    element: el("div", {}, buttons, speedField, readout),
    /** @param {Moment | null} m */
    show(m) {
      if (player.playing !== shownPlay) {
        shownPlay = player.playing;
        playIcon.firstElementChild?.setAttribute("d", shownPlay ? PAUSE : PLAY);
        setText(playWord, shownPlay ? "Pause" : "Play");
      }
      if (player.speed !== shownSpeed) {
        shownSpeed = player.speed;
        const share = Math.log(shownSpeed / SPEEDS[0]) / Math.log(SPEEDS[1] / SPEEDS[0]);
        speed.value = String(Math.round(share * POSITIONS));
        speed.style.setProperty("--fill", `${100 * share}%`);
        speed.setAttribute("aria-valuetext", `${count(shownSpeed)} updates a second`);
      }
      const newest = player.history.frames.at(-1)?.update ?? 0;
      const slow = pace.follow(performance.now(), newest, player.playing && !player.away ? player.speed : null);
      const asked = Number.isInteger(shownSpeed) ? count(shownSpeed) : String(shownSpeed);
      setText(speedText, slow === null ? `${asked} updates/s` : `${count(Number(slow.toPrecision(2)))} of ${asked}/s`);
      speedText.title = slow === null ? "" : "What the server manages, of what was asked for";
      for (const one of [step, sample, reset, seed]) one.disabled = player.away;
      if (!m) return;
      // The exact gradient draws none.
      const exact = m.lab.experiment.estimator.kind === "exact";
      sample.disabled ||= exact;
      sample.title = exact ? "The exact gradient needs no samples" : ONE_SAMPLE;
      back.disabled = m.index <= 0;
      setText(update, count(m.frame.update) + (m.frame.sample ? ` + ${m.frame.sample}` : ""));
      const size = Math.abs(m.frame.exact?.value ?? 0);
      setText(value, fixed(m.frame.exact?.value, size < 10 ? 3 : size < 100 ? 2 : 1));
      setText(returned, m.frame.block.episodes > 1 ? "Mean return" : "Last return");
      setText(reward, fixed(m.frame.block.mean_return, Math.abs(m.frame.block.mean_return ?? 0) < 10 ? 2 : 1));
    },
  };
}

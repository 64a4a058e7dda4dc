/** The button that plays a kept stretch again, and its speed. */

import { el, icon, setText } from "../../dom/elements.js";
import { count } from "../../maths/format.js";
import { REPLAY_SPEEDS, Replay } from "../../run/replay.js";

const AGAIN = "M4.500 2.500v11l9-5.500z";
const STOP = "M4 4h8v8H4z";

/** @param {import("../../run/player.js").Player} player */
export function createReplay(player) {
  const replay = new Replay(player);
  const picture = icon(AGAIN, true);
  const word = el("span", { text: "Replay" });
  const button = el(
    "button",
    {
      type: "button",
      class: "button replay",
      title: "Play what is kept again, from here on; the run itself stays where it is",
      onclick: () => {
        if (replay.on) replay.stop();
        else replay.start(performance.now());
        requestAnimationFrame(tick);
        player.world.changed();
      },
    },
    picture,
    word,
  );
  const speed = el(
    "select",
    {
      "aria-label": "Speed of the replay",
      onchange: () => replay.setSpeed(Number(speed.value), performance.now()),
    },
    ...REPLAY_SPEEDS.map((value) =>
      el("option", { value: String(value), text: `${count(value)} ${value === 1 ? "update" : "updates"}/s` }),
    ),
  );
  speed.value = String(replay.speed);
  let shown = false;

  /** @param {number} time */
  function tick(time) {
    replay.tick(time);
    if (replay.on) requestAnimationFrame(tick);
    else player.world.changed();
  }

  return {
    elements: [button, speed],
    get on() {
      return replay.on;
    },
    show() {
      if (replay.on === shown) return;
      shown = replay.on;
      picture.firstElementChild?.setAttribute("d", shown ? STOP : AGAIN);
      setText(word, shown ? "Stop" : "Replay");
    },
  };
}

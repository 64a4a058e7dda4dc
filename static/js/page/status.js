/** How the connection is: a short word for the top line, and what stays up as a notice until it is over. */

import { inLab } from "../dom/places.js";
import { HOW } from "../run/reach.js";

/** @typedef {import("../run/reach.js").Cause} Cause */

/**
 * @param {ReturnType<typeof import("./notices.js").createNotices>} notices
 * @param {boolean} embedded an embed has no top line: there every word is a notice
 * @param {() => void} changed
 */
export function createStatus(notices, embedded, changed) {
  let text = "";
  /** @type {Cause | null} */
  let why = null;

  function stand() {
    if (why) notices.stand(why.detail, { text: "What a proxy must pass", href: inLab(HOW) });
    else notices.stand(embedded ? text : "");
  }

  /** @param {string} words "" when all is well */
  function say(words) {
    text = words;
    stand();
    changed();
  }

  return {
    get text() {
      return text;
    },
    say,
    /** The connection is gone. @param {string} reason @param {boolean} playing whether there is a run that will go on */
    lost: (reason, playing) => say(`${reason} Trying again${playing ? "; nothing is lost" : ""}.`),
    /** Why, once that is known; null when it is over. @param {Cause | null} cause */
    because(cause) {
      why = cause;
      stand();
    },
  };
}

/**
 * The lab beside the prose: an embed in a frame, of which a lesson knows its address and that it says when it is ready.
 *
 * A step that shows something else gets a new frame behind the one on show, which is taken away once the new one has drawn: the picture
 * never goes blank, and what a reader's slip did to the last step is gone.
 */

import { inLab } from "../../dom/places.js";

/** A frame that says nothing is shown all the same: its own page says what is wrong. */
const PATIENCE_MS = 6000;

/** @param {HTMLElement} place */
export function createPicture(place) {
  let shown = "";
  /** @type {HTMLIFrameElement | null} */
  let coming = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;

  function arrive() {
    clearTimeout(patience);
    for (const frame of place.querySelectorAll("iframe")) if (frame !== coming) frame.remove();
    coming?.classList.remove("coming");
    coming?.removeAttribute("tabindex");
    coming = null;
  }

  globalThis.addEventListener("message", (event) => {
    if (event.source === coming?.contentWindow && event.data?.type === "policyscope:ready") arrive();
  });

  return {
    /** @param {string} query what the lab shows @param {string} title what it is, for those who do not see it */
    show(query, title) {
      const address = inLab(`embed${query}`);
      if (address === shown) return;
      const first = place.querySelector("iframe");
      coming?.remove();
      clearTimeout(patience);
      if (shown === "" && first?.getAttribute("src") === address) {
        shown = address;
        first.title = title;
        return;
      }
      shown = address;
      coming = document.createElement("iframe");
      coming.className = "coming";
      coming.tabIndex = -1;
      coming.title = title;
      coming.src = address;
      place.append(coming);
      patience = setTimeout(arrive, PATIENCE_MS);
    },
  };
}

/** Where a lesson's pictures come from: here the lab itself, whose embeds have an address. */

import { inLab } from "../../dom/places.js";

/**
 * @typedef {object} Lab
 * @property {string} address          the lesson's own, by which its answers are told
 * @property {(fragment: string) => string} link   to the lesson, for whoever reads the answers
 * @property {(query: string, more: string) => string} place   of a picture, as the frame's `src` has it; "" where it has none
 * @property {(frame: HTMLIFrameElement, query: string, more: string) => void} fill   show a step's query, and more keys behind it
 */

/** @returns {Lab} */
export function liveLab() {
  const place = (/** @type {string} */ query, /** @type {string} */ more) => inLab(`embed${query}${more}`);
  return {
    address: location.pathname,
    link: (fragment) => location.href.replace(/#.*$/, "") + fragment,
    place,
    fill(frame, query, more) {
      frame.src = place(query, more);
    },
  };
}

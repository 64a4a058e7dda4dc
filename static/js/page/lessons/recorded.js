/** A lesson's pictures in its own file: each a recording's page with a run written into it, in a frame without an address. */

import { unpacked } from "../recorded/source.js";

/** @param {string} id */
const text = (id) => document.getElementById(id)?.textContent ?? "";

/**
 * @param {Record<string, {run: number, query: string}>} frames  by a step's query: which run it is, and how a recording is asked for it
 * @param {string} address of the lesson
 * @returns {Promise<import("./live.js").Lab>}
 */
export async function createShelf(frames, address) {
  const { page } = await unpacked(text("frame"));
  return {
    address,
    link: (fragment) => address + fragment,
    place: () => "",
    fill(frame, query, more) {
      const { run, query: asked } = frames[query] ?? { run: 0, query: "" };
      const look = ` data-query="${`${asked}${more}`.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
      /** @type {Record<string, string>} */
      const places = { look, theme: text("theme"), run: text(`run-${run}`) };
      frame.srcdoc = page.replace(
        /\{\{(look|theme|run)\}\}/g,
        (/** @type {string} */ _, /** @type {string} */ name) => places[name] ?? "",
      );
    },
  };
}

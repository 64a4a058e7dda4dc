/** A recording in a server's place: what the page needs of it, from the data written into the page. */

import { replayOf } from "../../run/played_back.js";
import { answersOf } from "./answers.js";
import { createTrack } from "./track.js";

/** @typedef {import("../../run/player.js").Player} Player */
/**
 * @typedef {object} Source            what stands in a server's place
 * @property {(on: import("../../run/socket.js").On) => import("../../run/socket.js").Socket} connect
 * @property {import("../../types.js").Host["ask"]} ask
 * @property {(root: HTMLElement, player: Player, hide: string[]) => ReturnType<typeof createTrack>} timeline
 * @property {(query: string) => string} address   of a moment in the lab; "" where none is known
 */
/**
 * @typedef {object} Content           what the server has recorded (policyscope/runs/playback)
 * @property {import("../../types.js").Opened} opened
 * @property {import("../../types.js").Frame[]} frames
 * @property {import("../../run/moment.js").Change[]} changes   made on the way
 * @property {number} every            updates from one moment to the next
 * @property {import("./answers.js").Taken} [plane]
 * @property {import("./answers.js").Square[]} surfaces
 * @property {import("./answers.js").Objectives[]} exact
 * @property {import("./answers.js").Entry[]} ledger
 * @property {import("../../run/url.js").Catalog} catalog
 * @property {string} query            its panels, theme and what is hidden
 * @property {string} lab              the lab's address; "" where none is known
 */

/** @param {Content} content @returns {Source} */
export function sourceOf(content) {
  const { opened, frames, changes, plane, lab } = content;
  const recorded = { ...(plane && { plane }), compares: content.ledger.length > 0 };
  return {
    connect: replayOf({ opened: { ...opened, recorded }, frames, changes }),
    ask: answersOf(content),
    timeline: (root, player, hide) => createTrack(root, player, frames, hide),
    address: (query) => (lab ? lab + query : ""),
  };
}

/** What is written into the page: JSON, compressed, in base 64. @param {string} text @returns {Promise<any>} */
export async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

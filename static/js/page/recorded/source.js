/** A recording in a server's place: what the page needs of it, from the data written into the page. */

import { replayOf } from "../../run/played_back.js";
import { same } from "../../run/protocol.js";
import { Unreachable } from "../../run/refused.js";
import { differences } from "../../run/schema.js";
import { answersOf } from "./answers.js";

/** @typedef {import("../source.js").Source} Source */
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
 * @property {Pick<Content, "opened" | "frames" | "changes" | "exact">} [second]   of a run beside it, B
 * @property {import("../../run/url.js").Catalog} catalog
 * @property {string} query            its panels, theme and what is hidden
 * @property {string} lab              the lab's address; "" where none is known
 */

/** All but its timeline (track.js). @param {Content} content @returns {Omit<Source, "timeline">} */
export function sourceOf(content) {
  const { opened, frames, changes, plane, lab } = content;
  const recorded = { ...(plane && { plane }), compares: content.ledger.length > 0 };
  return {
    connect: replayOf({ opened: { ...opened, recorded }, frames, changes }),
    get: nobody,
    ask: answersOf(content),
    text: nobody,
    catalog: async () => content.catalog,
    address: (query) => (lab ? lab + query : ""),
    ...(content.second && { second: secondOf(content, content.second) }),
  };
}

/** There is no server. @returns {Promise<never>} */
const nobody = () => Promise.reject(new Unreachable());

/** @param {Content} content @param {NonNullable<Content["second"]>} second @returns {import("../source.js").Second} */
function secondOf({ opened, catalog, plane, changes }, second) {
  const recorded = { ...(plane && { plane }), compares: false };
  return {
    connect: replayOf({ ...second, opened: { ...second.opened, recorded } }),
    ask: answersOf({ ...second, surfaces: [], ledger: [] }),
    changes: differences(catalog.schema, opened.experiment, second.opened.experiment),
    made: same(second.changes, changes) ? [] : second.changes,
  };
}

/** What is written into the page: JSON, compressed, in base 64. @param {string} text @returns {Promise<any>} */
export async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

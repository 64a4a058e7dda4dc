/**
 * A recording: the embedded page on recorded moments, in one file that asks for nothing. The server's word that changes a run is not heard
 * here, and what would say it is not shown.
 */

import { el } from "./dom/elements.js";
import { start } from "./page/app.js";
import { createBridge, createParent } from "./page/embedded/bridge.js";
import { handOver } from "./page/embedded/keys.js";
import { sayPair } from "./page/embedded/pair.js";
import { heightFor } from "./page/embedded/screen.js";
import { listen } from "./page/keyboard.js";
import { sourceOf, unpacked } from "./page/recorded/source.js";
import { createTrack } from "./page/recorded/track.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const board = place("board");
const parent = createParent(["*"]);
parent.say({ type: "policyscope:here" });
/** Where several recordings are in one file, what they share is written into it once. */
const shared = document.getElementById("shared");
/** @type {import("./page/recorded/source.js").Content} */
const content = {
  ...(shared && (await unpacked(shared.textContent ?? ""))),
  ...(await unpacked(place("recording").textContent ?? "")),
};
place("recording").remove();
const source = sourceOf(content);

/** @type {ReturnType<typeof createBridge> | undefined} */
let bridge;
/** @type {ReturnType<typeof createTrack> | undefined} */
let track;
const app = await start(
  { board, strip: place("strip"), foot: place("timeline"), live: place("live") },
  {
    query: document.documentElement.dataset["query"] ?? content.query,
    embedded: true,
    source: {
      ...source,
      timeline: (root, player, _, hide) => (track = createTrack(root, player, content.frames, hide)),
    },
    drawn() {
      if (board.querySelector(".panel-body > *, .panel-note:not([hidden])")) document.getElementById("still")?.remove();
      bridge?.drawn();
    },
    refused: (text) => bridge?.refused(text),
  },
);
const { player } = app;
// All of a recording may be gone through: what is kept of a run is bounded where it comes from.
player.history.bounds = {
  ...player.history.bounds,
  frames: Number.POSITIVE_INFINITY,
  numbers: Number.POSITIVE_INFINITY,
};
bridge = createBridge(app, parent);
handOver(parent, board);

for (const one of place("strip").querySelectorAll(".compare, .sample, .seed")) one.remove();
sayPair(app, place("strip"));
const step = place("strip").querySelector(".transport .button:nth-child(2)");
if (content.every > 1) step?.setAttribute("title", `${content.every} updates: to the next moment recorded`);
if (content.lab) {
  const open = el("a", { class: "button open-lab", target: "_blank", rel: "noopener", text: "Open in the lab" });
  const lead = () => open.setAttribute("href", source.address(app.links.toMoment({ hide: [] }).query));
  for (const event of ["pointerenter", "pointerdown", "focus", "click"]) open.addEventListener(event, lead);
  lead();
  place("strip").append(open);
}

listen(board, [
  { key: "Space", label: "Play or pause", act: () => (player.playing ? player.pause() : player.play()) },
  { key: "KeyS", label: "One update", act: () => player.step("update") },
  { key: "ArrowLeft", label: "Back", act: () => track?.move(-1) },
  { key: "ArrowRight", label: "Forward", act: () => track?.move(1) },
]);

const resize = () =>
  app.lab() && parent.resize(heightFor(document.documentElement.clientWidth, app.board.names().length));
app.watch(resize);
new ResizeObserver(resize).observe(document.documentElement);

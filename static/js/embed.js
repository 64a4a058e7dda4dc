/**
 * The embedded page: the same app without the page's top line, for an <iframe> of somebody else's.
 *
 *   a picture the server has drawn ── on screen ──► live ◄── on screen, off screen ──► at rest, without a connection
 *
 * It never plays unless asked.
 */

import { el, icon } from "./dom/elements.js";
import { inLab } from "./dom/places.js";
import { start } from "./page/app.js";
import { createBridge, createParent } from "./page/embedded/bridge.js";
import { handOver } from "./page/embedded/keys.js";
import { sayPair } from "./page/embedded/pair.js";
import { heightFor, onScreen, watchScreen } from "./page/embedded/screen.js";
import { listen } from "./page/keyboard.js";
import { live } from "./page/live.js";

const OPEN = "M9 2.500h4.500v4.500M13.500 2.500L7.500 8.500M11.500 9.500v4h-9v-9h4";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const board = place("board");
const allowed = document.querySelector("meta[name='parents']")?.getAttribute("content") ?? "*";
const parent = createParent(allowed.split(" "));

let height = 0;
/** @param {number} panels */
function resize(panels) {
  const now = heightFor(document.documentElement.clientWidth, panels);
  if (now === height) return;
  height = now;
  parent.resize(height);
}

parent.say({ type: "policyscope:here" });
await onScreen();

/** @type {ReturnType<typeof createBridge> | undefined} */
let bridge;
const app = await start(
  { board, strip: place("strip"), foot: place("timeline"), live: place("live") },
  {
    query: location.search,
    embedded: true,
    source: live,
    drawn() {
      if (board.querySelector(".panel-body > *, .panel-note:not([hidden])")) document.getElementById("still")?.remove();
      bridge?.drawn();
    },
    refused: (text) => bridge?.refused(text),
  },
);
const { player } = app;
bridge = createBridge(app, parent);
handOver(parent, board);

const open = el(
  "a",
  { class: "button open-lab", target: "_blank", rel: "noopener", title: "Open in the lab" },
  el("span", { text: "Open in the lab" }),
  icon(OPEN),
);
const lead = () => open.setAttribute("href", inLab(app.links.toMoment({ hide: [] }).query));
for (const event of ["pointerenter", "pointerdown", "focus", "click"]) open.addEventListener(event, lead);
lead();
sayPair(app, place("strip"));
place("strip").append(open);

listen(board, [
  { key: "Space", label: "Play or pause", act: () => (player.playing ? player.pause() : player.play()) },
  { key: "KeyS", label: "One update", act: () => player.step("update") },
  { key: "ArrowLeft", label: "Back", act: () => player.scrub(player.index - 1) },
  { key: "ArrowRight", label: "Forward", act: () => player.scrub(player.index + 1) },
]);

watchScreen((visible) => (visible ? app.wake() : app.rest()));
app.watch(() => app.lab() && resize(app.board.names().length));
new ResizeObserver(() => app.lab() && resize(app.board.names().length)).observe(document.documentElement);

/**
 * The embedded page: the same app without the page's top line, for an <iframe> of somebody else's.
 *
 * It does nothing until it is on screen, and it never plays unless asked. Messages to the parent carry no numbers a
 * stranger could not see: that it is ready, how high it would like to be, and the step it shows.
 */

import { start } from "./page/app.js";
import { listen } from "./page/keyboard.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {object} message */
function tell(message) {
  if (window.parent !== window) window.parent.postMessage(message, "*");
}

await new Promise((resolve) => {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    resolve(undefined);
  });
  seen.observe(document.documentElement);
});

const app = await start(
  { board: place("board"), strip: place("strip"), foot: place("timeline"), live: place("live") },
  { query: location.search, embedded: true },
);
const { player } = app;
listen(place("board"), [
  { key: "Space", label: "Play or pause", act: () => (player.playing ? player.pause() : player.play()) },
  { key: "KeyS", label: "One update", act: () => player.step("update") },
  { key: "ArrowLeft", label: "Back", act: () => player.scrub(player.index - 1) },
  { key: "ArrowRight", label: "Forward", act: () => player.scrub(player.index + 1) },
]);

let ready = false;
app.watch(() => {
  if (ready || !app.lab()) return;
  ready = true;
  tell({ type: "policyscope:ready", version: 1 });
});
let height = 0;
new ResizeObserver(() => {
  const now = Math.ceil(document.body.getBoundingClientRect().height);
  if (now === height) return;
  height = now;
  tell({ subject: "lti.frameResize", height });
}).observe(document.body);

/** The page: page/app.js with its top line, shortcuts and help. */

import { setText } from "./dom/elements.js";
import { start } from "./page/app.js";
import { embedDialog } from "./page/embedding.js";
import { createHeader } from "./page/header.js";
import { helpDialog, listen } from "./page/keyboard.js";
import { live } from "./page/live.js";
import { createTakeAway } from "./page/take_away.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const board = place("board");
const app = await start(
  { board, strip: place("strip"), foot: place("timeline"), live: place("live") },
  { query: location.search, embedded: false, source: live },
);
const { player } = app;

/** @type {import("./page/keyboard.js").Shortcut[]} */
const shortcuts = [
  { key: "Space", label: "Play or pause", act: () => (player.playing ? player.pause() : player.play()) },
  { key: "KeyS", label: "One update", act: () => player.step("update") },
  { key: "KeyE", label: "One sample (episode) of the coming update", act: () => player.step("sample") },
  { key: "ArrowLeft", label: "Back by one kept moment", act: () => player.scrub(player.index - 1) },
  { key: "ArrowRight", label: "Forward to the next kept moment", act: () => player.scrub(player.index + 1) },
  { key: "KeyR", label: "Reset: the same seed again", act: () => player.reset() },
  { key: "KeyL", label: "To the learning rate", act: () => focus("learning_rate") },
  { key: "KeyB", label: "To the baseline", act: () => focus("baseline") },
  { key: "?", label: "This list", act: () => help() },
];

/** @param {string} control */
const focus = (control) => focusOn(`[data-control="${control}"] :is(input, select)`);

/** @param {string} selector */
function focusOn(selector) {
  const target = document.querySelector(selector);
  if (target instanceof HTMLElement) target.focus();
}

/** @type {ReturnType<typeof helpDialog> | undefined} */
let dialog;
function help() {
  dialog ??= helpDialog(shortcuts, app.cited);
  dialog.show();
}

/** @type {ReturnType<typeof embedDialog> | undefined} */
let embedding;
function embed() {
  embedding ??= embedDialog(app);
  embedding.show();
}

const header = createHeader(
  place("top"),
  app.catalog,
  {
    preset: app.preset,
    panels: app.panelsChosen,
    theme: app.theme,
    help,
    compare() {
      if (app.compare.on) return app.compare.end();
      app.compare.start({});
      focusOn("[aria-label='B differs in']");
    },
    embed,
    async link() {
      const { query, lacks } = app.links.toMoment();
      const url = new URL(query || location.pathname, location.href);
      return navigator.clipboard.writeText(url.href).then(
        () => (lacks ? `Link copied; ${lacks}` : "Link copied"),
        () => "Copy the address from the address bar",
      );
    },
  },
  createTakeAway(app),
);

function show() {
  const text = app.status();
  header.show(app.state, player.experiment, app.compare.words(), app.compare.changes);
  header.status.dataset["state"] = text ? "down" : "up";
  setText(header.status, text);
  const lab = app.lab();
  if (lab) header.panels(lab, app.board.names());
}

listen(board, shortcuts);
app.watch(show);
show();

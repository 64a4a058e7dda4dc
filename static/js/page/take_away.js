/** The menu "Take away": what is on screen as files to go on with, a script, the settings, the sources; and its settings into a study. */

import { el, icon } from "../dom/elements.js";
import { createMenu, keep } from "../dom/menu.js";
import { inLab } from "../dom/places.js";
import { bibtex } from "../run/citation.js";
import { momentOf } from "../run/moment.js";
import { beside } from "../run/refused.js";
import { initialState, write } from "../run/url.js";

const ICON = "M3 6.500h10l-.8 7H3.800zM5.500 6.500v-1.500a2.500 2.500 0 0 1 5 0v1.500";
/** The server says what it does not do; this is no bound of ours. */
const ANY = Number.MAX_SAFE_INTEGER;
const BY_HAND =
  "This moment cannot be written as a script: θ was dragged while the run played, or a batch is half drawn, or the run began from a state. Reset, or step to the end of the batch.";

/**
 * @param {object} app
 * @param {import("../run/player.js").Player} app.player
 * @param {import("../run/url.js").State} app.state
 * @param {import("../run/url.js").Catalog} app.catalog
 * @param {() => import("../run/citation.js").Citation[]} app.cited
 * @param {{add: (text: string) => void}} app.notices
 * @param {(route: string, body: object) => Promise<string>} app.text   what the server answers
 */
export function createTakeAway(app) {
  const { player, notices } = app;

  /** What is seen: settings, updates, what was changed on the way. */
  function seen() {
    const named = momentOf(player, ANY);
    return named && { ...named, name: `policyscope-${app.state.preset || "run"}-${player.frame?.update ?? 0}` };
  }

  async function script() {
    const named = seen();
    if (!named) return;
    if (named.state) return notices.add(BY_HAND);
    const { experiment, at: updates, changes, name } = named;
    try {
      const text = await app.text("api/script", { experiment, updates, changes });
      keep(new Blob([text], { type: "text/x-python" }), `${name}.py`);
    } catch (problem) {
      notices.add(`No script. ${beside(problem instanceof Error ? problem.message : String(problem), "experiment")}`);
    }
  }

  function settings() {
    const named = seen();
    if (!named) return;
    const { experiment, at: updates, changes, state, name } = named;
    const body = state ? { experiment, state } : { experiment, updates, changes };
    keep(new Blob([`${JSON.stringify(body, null, 2)}\n`], { type: "application/json" }), `${name}.json`);
  }

  function sources() {
    const made = document.querySelector('meta[name="generator"]')?.getAttribute("content") ?? "";
    keep(
      new Blob([bibtex(app.cited(), made.replace("Policyscope ", ""))], { type: "application/x-bibtex" }),
      "policyscope.bib",
    );
  }

  /** The same settings, along one of them and over many seeds. */
  function study() {
    const { catalog, state } = app;
    const { preset, theme } = state;
    const here = { ...initialState(catalog), preset, theme, experiment: player.experiment ?? state.experiment };
    location.assign(inLab(`study?${write(here, catalog) || `preset=${here.preset}`}`));
  }

  return createMenu({
    name: "Take away",
    button: {
      class: "button plain iconic",
      title: "Take away what is on screen: a script, the settings, the sources, a study of many runs",
    },
    inner: [icon(ICON), el("span", { text: "Take away" })],
    items: [
      { words: "NumPy script", act: () => void script() },
      { words: "Settings as JSON", act: settings },
      { words: "BibTeX: cite what is on screen", act: sources },
      { words: "Study: many runs along a setting", act: study },
    ],
  });
}

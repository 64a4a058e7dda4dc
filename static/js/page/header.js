/** The top line: presets with what to look for, panels, theme, copy link, help. */

import { createDisclosure } from "../dom/disclosure.js";
import { el, icon, setText } from "../dom/elements.js";
import { PANELS } from "../panels/index.js";
import { same } from "../run/protocol.js";
import { describeChanges, differences } from "../run/schema.js";
import { isPair } from "../run/url.js";
import { pairWords } from "./compare.js";

/** @typedef {import("../types.js").Lab} Lab */

const PANELS_ICON =
  "M2.500 2.500h4.500v4.500H2.500zM9 2.500h4.500v4.500H9zM2.500 9h4.500v4.500H2.500zM9 9h4.500v4.500H9z";
const LINK =
  "M6.500 9.500l3-3M7.500 4.500l1.500-1.500a2.800 2.800 0 0 1 4 4l-1.500 1.500M8.500 11.500L7 13a2.800 2.800 0 0 1-4-4l1.500-1.500";
const COMPARE = "M2 12.500c3 0 4-8 12-9M2 12.500c4 0 6-3 12-3.500";
const EMBED = "M5.500 4.500L2 8l3.500 3.500M10.500 4.500L14 8l-3.500 3.500";
const HELP = "M6 6a2 2 0 1 1 2.800 1.900c-.6.3-.8.7-.8 1.400M8 11.900v.2";
const THEME = "M8 2.500a5.500 5.500 0 1 0 0 11zM8 2.500a5.500 5.500 0 0 1 0 11";
/** Changes to a preset that are named one by one. */
const MOST_TOLD = 4;
const [COPY, HELP_NAME] = ["Copy link", "Help and shortcuts"];
const THEME_NAMES = { auto: "System", light: "Light", dark: "Dark", projector: "Projector" };

/**
 * @typedef {object} Acts      what the top line's controls do
 * @property {(name: string) => void} preset
 * @property {(names: string[]) => void} panels
 * @property {(name: string) => void} theme
 * @property {() => void} compare
 * @property {() => Promise<string>} link
 * @property {() => void} embed
 * @property {() => void} help
 */

/**
 * @param {HTMLElement} root
 * @param {import("../run/url.js").Catalog} catalog
 * @param {Acts} act
 * @param {HTMLElement} takeAway a menu
 */
export function createHeader(root, catalog, act, takeAway) {
  const preset = el("select", { "aria-label": "Preset", onchange: () => act.preset(preset.value) });
  preset.append(
    el("option", { value: "", text: "Your own" }),
    ...options(catalog.presets.filter((one) => !isPair(one))),
    el("optgroup", { label: "Two runs side by side" }, ...options(catalog.presets.filter(isPair))),
  );
  const lookFor = el("p", { class: "look-for" });
  const status = el("span", { class: "status", "data-state": "up", role: "status" });
  const menu = panelsMenu(act.panels);
  const compare = tool(
    { "aria-pressed": "false", title: "A second run beside this one, with other settings", onclick: act.compare },
    COMPARE,
    "Compare",
  );
  const theme = el("select", { "aria-label": "Theme", onchange: () => act.theme(theme.value) });
  for (const [value, text] of Object.entries(THEME_NAMES)) theme.append(el("option", { value, text }));
  const embed = tool(
    {
      class: "button plain iconic",
      title: "Embed: put these pictures into a page of your own",
      onclick: act.embed,
    },
    EMBED,
    "Embed",
  );
  const help = tool({ "aria-label": HELP_NAME, title: HELP_NAME, onclick: act.help }, HELP);
  root.append(
    el("label", { class: "preset" }, preset),
    lookFor,
    status,
    el(
      "div",
      { class: "top-tools" },
      menu.element,
      compare,
      el("label", { class: "preset", title: "Theme" }, icon(THEME), theme),
      linkTool(act.link),
      takeAway,
      embed,
      help,
    ),
  );

  return {
    status,
    /**
     * @param {{preset: string, theme: string}} state
     * @param {import("../types.js").Experiment | null} experiment
     * @param {string} other what a second run has otherwise, in words
     * @param {import("../types.js").Changes | null} otherwise the same by path
     */
    show(state, experiment, other, otherwise) {
      compare.setAttribute("aria-pressed", String(other !== ""));
      // With another problem, a preset is no longer what is seen; with other settings, what it says to look for may not be.
      const found = catalog.presets.find(
        (one) => one.name === state.preset && (!experiment || same(one.experiment.problem, experiment.problem)),
      );
      const changed = found && experiment ? changesFrom(catalog.schema, found.experiment, experiment) : "";
      preset.value = found?.name ?? "";
      theme.value = state.theme;
      const said = changed ? `Changed: ${changed}.` : (found?.look_for ?? "");
      const pair = found && isPair(found) && !changed && same(found.compare, otherwise);
      setText(lookFor, other && !pair ? pairWords(other) : said);
      lookFor.title = found?.look_for ?? "";
    },
    panels: menu.show,
  };
}

/** Which panels are shown. @param {(names: string[]) => void} choose */
function panelsMenu(choose) {
  const list = el("div", {
    class: "menu-list",
    id: "panels-menu",
    role: "group",
    "aria-label": "Panels shown",
  });
  const open = tool({}, PANELS_ICON, "Panels");
  const element = createDisclosure(open, list);

  /** @type {Lab["problem"] | null} */
  let problem = null;
  const boxes = () => [...list.querySelectorAll("input")];
  const chosen = () =>
    boxes()
      .filter((one) => one.checked)
      .map((one) => one.value);
  return {
    element,
    /** @param {Lab} lab @param {string[]} shown */
    show(lab, shown) {
      if (lab.problem !== problem) {
        problem = lab.problem;
        list.replaceChildren(
          ...PANELS.filter((panel) => panel.suits(lab)).map((panel) => {
            const box = el("input", { type: "checkbox", value: panel.name, onchange: () => choose(chosen()) });
            return el("label", { title: panel.question }, box, panel.title);
          }),
        );
      }
      for (const box of boxes()) box.checked = shown.includes(box.value);
    },
  };
}

/** Copy a link; its own words then say whether that was done. @param {() => Promise<string>} copy */
function linkTool(copy) {
  const button = tool(
    {
      title: "A link to what is seen now: the settings, what was changed on the way, and this update",
      onclick: async () => {
        setText(word, await copy());
        setTimeout(() => setText(word, COPY), 2000);
      },
    },
    LINK,
    COPY,
  );
  const word = /** @type {Element} */ (button.lastElementChild);
  return button;
}

/** A button of the top line. @param {Parameters<typeof el>[1]} set @param {string} path its icon @param {string} [text] */
function tool(set, path, text) {
  const words = text ? [el("span", { text })] : [];
  return el("button", { type: "button", class: "button plain", ...set }, icon(path), ...words);
}

/**
 * What is other than in a preset, in words.
 * @param {Record<string, any>} schema
 * @param {object} before
 * @param {object} experiment
 */
function changesFrom(schema, before, experiment) {
  const all = Object.entries(differences(schema, before, experiment));
  const told = describeChanges(schema, experiment, Object.fromEntries(all.slice(0, MOST_TOLD)));
  return all.length > MOST_TOLD ? `${told} and ${all.length - MOST_TOLD} more` : told;
}

/** @param {import("../run/url.js").Catalog["presets"]} presets */
const options = (presets) => presets.map((one) => el("option", { value: one.name, text: one.title }));

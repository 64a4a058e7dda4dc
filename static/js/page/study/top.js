/** The top line of the study page: studies and experiments to begin from, what to look for, theme, copy link, the lab. */

import { el, setText } from "../../dom/elements.js";
import { THEMES } from "../../dom/theme.js";

/** @typedef {import("../../run/study.js").Study} Study */

/** @type {Record<string, string>} */
const THEME_NAMES = { auto: "System", light: "Light", dark: "Dark", projector: "Projector" };

/**
 * @param {HTMLElement} root
 * @param {import("../../run/url.js").Catalog} catalog the lab's
 * @param {readonly import("../../run/study.js").StudyPreset[]} studies
 * @param {{preset: (name: string) => void, theme: (name: string) => void, link: () => Promise<void>}} act
 */
export function createTop(root, catalog, studies, act) {
  /** @param {string} label @param {readonly {name: string, title: string}[]} all */
  const group = (label, all) =>
    el("optgroup", { label }, ...all.map((one) => el("option", { value: one.name, text: one.title })));
  const preset = el(
    "select",
    { "aria-label": "Study", onchange: () => act.preset(preset.value) },
    group("Studies", studies),
    group("Experiments", catalog.presets),
  );
  const lookFor = el("p", { class: "look-for" });
  const theme = el(
    "select",
    { "aria-label": "Theme", onchange: () => act.theme(theme.value) },
    ...THEMES.map((value) => el("option", { value, text: THEME_NAMES[value] })),
  );
  const word = el("span", { text: "Copy link" });
  const copy = el("button", {
    type: "button",
    class: "button plain",
    onclick: async () => {
      setText(
        word,
        await act.link().then(
          () => "Link copied",
          () => "Copy the address from the address bar",
        ),
      ); // prettier-ignore
      setTimeout(() => setText(word, "Copy link"), 2000);
    },
  });
  copy.append(word);
  const lab = el("a", { class: "button plain", text: "The lab" });
  root.append(preset, lookFor, el("div", { class: "top-tools" }, theme, copy, lab));
  return {
    /** @param {Study} study @param {string} address of its experiment in the lab */
    show(study, address) {
      preset.value = study.preset;
      theme.value = study.theme;
      lab.href = address;
      const found = studies.find((one) => one.name === study.preset);
      setText(lookFor, found?.look_for ?? "");
      lookFor.title = found ? `${found.look_for} (${found.source})` : "";
    },
  };
}

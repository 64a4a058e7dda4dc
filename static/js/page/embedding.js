/** The dialog for putting the pictures into a page of one's own: what is chosen is what the address says, and what the preview shows. */

import { el, freshId, setText } from "../dom/elements.js";
import { inLab } from "../dom/places.js";
import { THEMES } from "../dom/theme.js";
import { PANELS } from "../panels/index.js";
import { wordsOf } from "../panels/parts/asking.js";
import { SNIPPETS } from "../run/snippets.js";
import { recordingOf, saveRecording } from "./recorded/keep.js";

/** @typedef {Awaited<ReturnType<typeof import("./app.js").start>>} App */

/** Controls a teacher may take away, by the names the address has for them. @type {[string, string][]} */
const CONTROLS = [
  ["transport", "Play and Step"],
  ["learning_rate", "Learning rate"],
  ["baseline", "Baseline"],
  ["timeline", "Timeline"],
];
const THEME_NAMES = { auto: "Reader's own", light: "Light", dark: "Dark", projector: "Projector" };
const HEIGHT = { usual: 480, least: 150, most: 2000 };
/** Widths to try the preview at, px; 0 is as wide as there is room. */
const WIDTHS = [0, 800, 400, 250];
/** Updates of a recording, where the run shown has not done as many. */
const RECORDED = 500;
/** The preview follows this late. */
const FOLLOW_MS = 300;

/** @param {string} text @param {boolean} checked @param {Record<string, any>} [more] */
function box(text, checked, more = {}) {
  const input = el("input", { type: "checkbox", checked, ...more });
  return { input, label: el("label", { class: "embed-box" }, input, text) };
}

/** @param {string} title @param {HTMLElement[]} inner */
function group(title, ...inner) {
  return el("fieldset", { class: "embed-group" }, el("legend", { text: title }), ...inner);
}

/** @param {string} title @param {HTMLElement} input */
function row(title, input) {
  input.id = freshId("embed");
  return el("div", { class: "embed-row" }, el("label", { for: input.id, text: title }), input);
}

/** @param {HTMLElement[]} asked @param {HTMLElement[]} given @param {() => void} changed @param {() => void} closed */
function columns(asked, given, changed, closed) {
  const kept = (/** @type {Event} */ event) => event.preventDefault();
  return el(
    "dialog",
    { class: "embed-dialog", "aria-labelledby": "embed-title", onclose: closed },
    el("h2", { id: "embed-title", text: "Embed" }),
    el(
      "div",
      { class: "embed-columns" },
      el("form", { class: "embed-form", oninput: changed, onsubmit: kept }, ...asked),
      el("div", { class: "embed-seen" }, ...given),
    ),
    el("form", { method: "dialog", class: "dialog-end" }, el("button", { class: "button", text: "Close" })),
  );
}

/** @param {() => void} clicked */
const recordButton = (clicked) =>
  el("button", {
    type: "button",
    class: "button",
    title: "One HTML file that plays this run back without a server: for a disk, a course system, a notebook",
    text: "Recording (HTML)",
    onclick: clicked,
  });

/** @param {HTMLTextAreaElement} text  what it copies */
function copyButton(text) {
  const word = el("span", { text: "Copy" });
  function copied() {
    navigator.clipboard.writeText(text.value).then(
      () => setText(word, "Copied"),
      () => {
        text.focus();
        text.select();
        setText(word, "Press Ctrl and C");
      },
    );
    setTimeout(() => setText(word, "Copy"), 2000);
  }
  return el("button", { type: "button", class: "button embed-copy", onclick: copied }, word);
}

/** @param {App} app */
export function embedDialog(app) {
  const panels = el("div", {});
  const controls = CONTROLS.map(([name, text]) => ({ name, ...box(text, true) }));
  const moment = box("Open at the moment shown", false);
  const autoplay = box("Play at once", false);
  const theme = el("select", {}, ...THEMES.map((name) => el("option", { value: name, text: THEME_NAMES[name] })));
  const height = el("input", {
    type: "number",
    min: HEIGHT.least,
    max: HEIGHT.most,
    step: 10,
    value: String(HEIGHT.usual),
  });
  const width = el(
    "select",
    {},
    ...WIDTHS.map((px) => el("option", { value: String(px), text: px ? `${px} px` : "All there is" })),
  );
  const kind = el("select", {}, ...SNIPPETS.map(({ name, title }) => el("option", { value: name, text: title })));
  const help = el("p", { class: "field-help" });
  const text = el("textarea", { readonly: true, rows: "5", spellcheck: "false", "aria-label": "Snippet" });
  const copy = copyButton(text);
  const record = recordButton(() => void recorded());
  const stage = el("div", { class: "embed-stage" });
  const said = el("p", { class: "field-help", role: "status" });
  const asked = [
    group("Panels", panels),
    group("Controls", ...controls.map(({ label }) => label)),
    group("Opens", moment.label, autoplay.label),
    row("Theme", theme),
    row("Height, px", height),
    row("Paste as", kind),
  ];
  const given = [
    el("div", { class: "embed-snippet" }, text, copy),
    help,
    el("div", { class: "embed-row" }, el("span", { text: "Or without a server" }), record),
    row("Preview at a width of", width),
    stage,
    said,
  ];
  const dialog = columns(asked, given, changed, () => stage.replaceChildren());
  width.addEventListener("input", changed);
  document.body.append(dialog);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let following;
  let previewed = "";
  /** The file recorded last. */
  let recording = "";

  /** In the order in which the lab shows them, then those it does not. */
  function chosenPanels() {
    const chosen = [...panels.querySelectorAll("input")].filter((one) => one.checked).map((one) => one.value);
    const shown = app.board.names().filter((name) => chosen.includes(name));
    return [...shown, ...chosen.filter((name) => !shown.includes(name))];
  }

  const high = () => Math.min(HEIGHT.most, Math.max(HEIGHT.least, Math.round(Number(height.value)) || HEIGHT.usual));

  function query() {
    const more = {
      panels: chosenPanels(),
      hide: controls.filter(({ input }) => !input.checked).map(({ name }) => name),
      theme: theme.value,
      autoplay: autoplay.input.checked,
    };
    if (!moment.input.checked) return app.links.toBeginning(more);
    const link = app.links.toMoment(more);
    setText(said, link.lacks && `Not all that is seen fits into the address: ${link.lacks}.`);
    return link.query;
  }

  function title() {
    const preset = app.catalog.presets.find(({ name }) => name === app.state.preset);
    const panel = PANELS.find(({ name }) => name === chosenPanels()[0]);
    return [preset?.title, panel?.title].filter(Boolean).join(": ") || "Policyscope";
  }

  function changed() {
    setText(said, "");
    const lab = new URL(inLab(""), document.baseURI).href;
    const wanted = { lab, query: query(), title: title(), height: high(), recording };
    const snippet = SNIPPETS.find(({ name }) => name === kind.value) ?? SNIPPETS[0];
    text.value = snippet?.write(wanted) ?? "";
    setText(help, snippet?.help ?? "");
    stage.style.setProperty("--height", `${wanted.height}px`);
    stage.style.setProperty("--width", Number(width.value) ? `${width.value}px` : "100%");
    clearTimeout(following);
    following = setTimeout(() => preview(wanted.query), stage.childElementCount ? FOLLOW_MS : 0);
  }

  /** @param {string} now */
  function preview(now) {
    if (!dialog.open || (now === previewed && stage.childElementCount)) return;
    previewed = now;
    stage.replaceChildren(el("iframe", { src: inLab(`embed${now}`), title: "Preview" }));
  }

  /** The run shown, with the panels and the look chosen, as a file. */
  async function recorded() {
    const run = recordingOf(app.player, RECORDED, app.compare);
    if (!run) return setText(said, "This run cannot be done again from its beginning: reset it, and record that.");
    const hide = controls.filter(({ input }) => !input.checked).map(({ name }) => name);
    const look = { panels: chosenPanels(), hide, title: title(), theme: theme.value === "auto" ? "" : theme.value };
    record.disabled = true;
    setText(said, `Recording ${run.updates} updates …`);
    try {
      recording = `policyscope-${run.experiment.problem.kind}-${run.updates}.html`;
      await saveRecording({ ...run, ...look }, recording);
      changed();
      setText(said, `Recorded: ${run.updates} updates. The element falls back on this file where the lab is away.`);
    } catch (problem) {
      setText(said, wordsOf(problem));
    } finally {
      record.disabled = false;
    }
  }

  return {
    show() {
      const lab = app.lab();
      const shown = app.board.names();
      if (!lab) return;
      recording = "";
      panels.replaceChildren(
        ...PANELS.filter((panel) => panel.suits(lab)).map(
          (panel) => box(panel.title, shown.includes(panel.name), { value: panel.name, title: panel.question }).label,
        ),
      );
      for (const { name, input } of controls) input.checked = !app.state.hide.includes(name);
      theme.value = app.state.theme;
      dialog.showModal();
      changed();
    },
  };
}

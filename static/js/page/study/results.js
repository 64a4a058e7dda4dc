/** What a study has found: the picture, the sentence, and the table whose rows lead to the lab. */

import { el, setText } from "../../dom/elements.js";
import { sentence, wholeTable } from "../../maths/study.js";
import { PICTURES, pictureOf } from "../../run/study.js";
import { software } from "../picture.js";
import { createSaving } from "../saving.js";
import { createCells } from "./cells.js";
import { createDrawing } from "./drawing.js";
import { figureOf } from "./figure.js";
import { wordsOf } from "./words.js";

/** @typedef {import("../../maths/study.js").Found} Found */
/** @typedef {import("../../replies.js").StudyCell} StudyCell */
/** @typedef {import("../../run/study.js").Study} Study */
/** @typedef {import("../../run/study.js").Picture} Picture */

const EMPTY =
  "Press Run. Each cell of the grid is run from that many seeds, and appears here as soon as it is complete.";
/** Room for the title of a saved picture, px. */
const TITLE = 30;

/**
 * @param {Record<string, any>} schema
 * @param {{theme: () => import("../../types.js").Theme, link: (study: Study, cell: StudyCell) => string, address: (study: Study) => string,
 *   picture: (picture: Picture) => void, say: (text: string) => void}} given
 */
export function createResults(schema, given) {
  /** @type {{study: Study, found: Found, words: ReturnType<typeof wordsOf>} | null} */
  let now = null;
  const heading = el("h2", { id: "study-title", text: "Results" });
  const says = el("p", { class: "study-says", id: "study-says", text: EMPTY });
  const pictures = Object.entries(PICTURES).map(([name, text]) =>
    el("button", {
      type: "button",
      class: "button plain",
      "aria-pressed": "false",
      text,
      onclick: () => given.picture(/** @type {Picture} */ (name)),
    }),
  );
  /** @param {StudyCell} cell */
  const link = (cell) => (now ? given.link(now.study, cell) : "");
  const cells = createCells(link);
  const drawing = createDrawing(heading.id, says.id, figure, (clicked) => {
    const cell = now?.found.cells[clicked];
    if (cell) open(link(cell), "_blank", "noopener");
  });
  const tools = el("div", { class: "study-pictures", role: "group", "aria-label": "Picture" }, ...pictures);
  const saving = createSaving("Study", () => now && savedOf(), given.say);
  const element = el(
    "section",
    { class: "study-results panel", "aria-labelledby": heading.id, "data-empty": true },
    el("header", { class: "study-head" }, heading, tools, saving),
    drawing.element,
    says,
    cells.element,
  );

  /** @param {{width: number, height: number}} size */
  function figure(size) {
    if (!now) return null;
    const { study, found, words } = now;
    return figureOf(found, { picture: pictureOf(study), words, theme: given.theme(), ...size });
  }

  /** @returns {import("../saving.js").Saved | null} */
  function savedOf() {
    if (!now) return null;
    const { study, found } = now;
    const { seeds, updates, measure, experiment } = study;
    const [title, caption] = [heading.textContent ?? "", says.textContent ?? ""];
    const grid = found.plan.grid;
    const about = {
      software: software(),
      study: { grid, seeds, updates, measure },
      summary: caption,
      address: given.address(study),
      experiment,
    };
    return {
      name: `policyscope-study-${study.preset || experiment.problem.kind}`,
      pictured: found.cells.some(Boolean),
      picture() {
        const made = figure(drawing.size());
        return made && { title, caption, about, figure: titled(made, title, about) };
      },
      shown: () => [],
      table: wholeTable(found),
      numbers: () => wholeTable(found),
      about,
    };
  }

  function tell() {
    if (!now) return;
    setText(says, sentence(now.found, now.words.nameOf));
    cells.show(now.found, now.words);
    void drawing.draw();
  }

  return {
    element,
    draw: () => void drawing.draw(),
    more: tell,
    /** A study has begun. @param {Study} study @param {Found} found */
    show(study, found) {
      const words = wordsOf(schema, study);
      now = { study, found, words };
      element.removeAttribute("data-empty");
      const by = words.axes.map(({ title }) => title.toLowerCase()).join(" and ");
      setText(heading, `Mean of ${words.measured}${by && `, by ${by}`}`);
      tell();
    },
    /** Which picture is seen, and which can be. @param {Study} study */
    choose(study) {
      for (const [i, name] of Object.keys(PICTURES).entries()) {
        const button = pictures[i];
        button?.setAttribute("aria-pressed", String(pictureOf(study) === name));
        if (button) button.disabled = name === "map" && study.along.length < 2;
      }
      if (!now || now.study.picture === study.picture) return;
      now.study = { ...now.study, picture: study.picture };
      void drawing.draw();
    },
  };
}

/** A figure with its title, as a file has it. @param {{data: Record<string, any>[], layout: Record<string, any>}} figure @param {string} title @param {object} about */
function titled({ data, layout }, title, about) {
  const margin = { ...layout["margin"], t: layout["margin"].t + TITLE };
  const head = {
    text: title,
    x: 0,
    xref: "paper",
    xanchor: "left",
    y: 1,
    yref: "container",
    yanchor: "top",
    pad: { t: 10 },
  };
  return { data, layout: { ...layout, height: layout["height"] + TITLE, margin, title: head, meta: about } };
}

/**
 * The study page put together.
 *
 *     address <-> study -> form, settings         Run: POST api/studies -> found, a cell at a time -> results
 */

import { createSettings } from "../../controls/settings.js";
import { el, setText } from "../../dom/elements.js";
import { inLab, written } from "../../dom/places.js";
import { readTheme, setTheme, watchTheme } from "../../dom/theme.js";
import { count } from "../../maths/format.js";
import { same, withChanges, withValue } from "../../run/protocol.js";
import { suited } from "../../run/schema.js";
import { createServer } from "../../run/server.js";
import { askOf, begin, labQuery, offered, read, withStudies, write } from "../../run/study.js";
import { createGlossary } from "../glossary.js";
import { createNotices } from "../notices.js";
import { createForm } from "./form.js";
import { createResults } from "./results.js";
import { createRunner } from "./runner.js";
import { createTop } from "./top.js";

/** @typedef {import("../../run/study.js").Study} Study */
/** @typedef {import("../../run/study.js").StudyPreset} StudyPreset */

/** Where the results stand below the settings. */
const NARROW = "(max-width: 1000px)";

/** @param {{top: HTMLElement, strip: HTMLElement, board: HTMLElement, live: HTMLElement}} places @param {string} query */
export function startStudy(places, query) {
  /** @type {import("../../run/url.js").Catalog} */
  const catalog = withStudies(written("catalog"), []);
  /** @type {StudyPreset[]} */
  const studies = written("studies");
  const all = withStudies(catalog, studies);
  const { schema } = catalog;
  const notices = createNotices();
  createGlossary();
  const asked = read(query, all, studies);
  let { study } = asked;
  asked.notes.forEach(notices.add);
  setTheme(study.theme);
  let theme = readTheme();

  const address = (/** @type {Study} */ of) => new URL(`?${write(of, all, studies)}`, location.href).href;
  const results = createResults(schema, {
    theme: () => theme,
    link: (of, cell) => `${inLab("")}?${labQuery(of, cell.changes, catalog, studies)}`,
    address,
    picture: (picture) => change({ picture }),
    say: notices.add,
  });
  const runner = createRunner(createServer(inLab), {
    began(found) {
      results.show(study, found);
      if (matchMedia(NARROW).matches) results.element.scrollIntoView();
    },
    more: results.more,
    say: (text) => setText(places.live, text),
    failed: notices.add,
    running: show,
  });
  const form = createForm(schema, change);
  const settings = el("div", { class: "study-base" });
  const told = el("p", { class: "study-size" });
  const top = createTop(places.top, catalog, studies, {
    preset(name) {
      const found = all.presets.find((one) => one.name === name);
      if (found)
        put({
          ...study,
          preset: name,
          experiment: found.experiment,
          ...begin(all, studies, name, found.experiment),
          picture: null,
        });
    },
    theme(name) {
      setTheme(name);
      change({ theme: name });
    },
    link: () => navigator.clipboard.writeText(address(study)),
  });
  places.strip.append(
    form.element,
    runner.element,
    told,
    el(
      "details",
      { class: "study-experiment", open: !matchMedia(NARROW).matches },
      el("summary", { text: "The experiment" }),
      settings,
    ),
  );
  places.board.append(results.element);

  /** @type {ReturnType<typeof createSettings> | null} */
  let controls = null;
  let varied = "";

  /** Controls of the experiment, without those that vary. */
  function showSettings() {
    const names = study.along.map(({ path }) => path);
    if (names.join() !== varied || !controls) {
      varied = names.join();
      const hide = names.map((path) => path.split(".").at(-1) ?? path);
      controls = createSettings(schema, {
        hide,
        more: true,
        control: (changes) => experiment(withChanges(study.experiment, changes)),
        change: (path, value) => experiment(withValue(study.experiment, path, value)),
      });
      settings.replaceChildren(controls.element);
    }
    controls.show(study.experiment);
  }

  /** Another experiment: fields it does not have are no longer varied. @param {import("../../types.js").Experiment} next */
  function experiment(next) {
    const fitting = suited(schema, next);
    const anew = same(fitting.problem, study.experiment.problem) ? fitting : { ...fitting, initial_theta: null };
    const paths = offered(schema, anew).map(({ path }) => path);
    change({ experiment: anew, along: study.along.filter(({ path }) => paths.includes(path)) });
  }

  /** @param {Partial<Study>} changes */
  function change(changes) {
    put({ ...study, ...changes });
  }

  /** @param {Study} next */
  function put(next) {
    study = next;
    const query = write(study, all, studies);
    if (`?${query}` !== location.search) history.replaceState(null, "", `?${query}`);
    show();
  }

  function show() {
    form.show(study);
    showSettings();
    results.choose(study);
    top.show(study, `${inLab("")}?${labQuery(study, {}, catalog, studies)}`);
    const cells = study.along.reduce((product, { values }) => product * values.length, 1);
    setText(
      told,
      `${count(cells)} ${cells === 1 ? "cell" : "cells"}, ${count(cells * study.seeds)} runs, ${count(cells * study.seeds * study.updates)} updates.`,
    );
    runner.show(askOf(study));
  }

  watchTheme(() => {
    theme = readTheme();
    results.draw();
  });
  put(study);
  return { run: runner.run };
}

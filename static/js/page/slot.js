/**
 * One panel's place on the board: a named region with heading, question, live summary and a data table behind a toggle, and the panel's
 * own picture in it.
 *
 * A panel draws only while it is on screen; one that throws says so in its own place and leaves the others alone.
 */

import { el, freshId, setText } from "../dom/elements.js";
import { createSentence } from "../dom/sentence.js";
import { ready } from "../panels/index.js";
import { lostWords } from "../run/finite.js";
import { createStage } from "../stage/stage.js";
import { unsuited } from "./hints.js";
import { createSecond } from "./second.js";
import { shownCell } from "./table.js";
import { createTools, savedOf } from "./tools.js";

/** @typedef {import("../types.js").Panel} Panel */
/** @typedef {import("../types.js").PanelView} PanelView */
/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */

/** While playing, tables are rewritten this seldom: nobody reads thirty a second. */
const TABLE_MS = 400;
/** While playing, hovered panels hand their marks to Plotly this seldom. */
const HOVER_MS = 500;
const STOPPED = "This panel stopped because of an error; the others go on. Remove it and add it again to retry.";
const NOT_LOADED = "This panel's code did not load. Remove the panel and add it again to retry.";

/**
 * @typedef {object} Acts       what a panel's place asks of the board
 * @property {() => void} enlarge         or back
 * @property {() => void} remove
 * @property {() => string[]} names       of the panels that are open
 * @property {(names: string[]) => void} changed      other panels are to be shown
 * @property {Host["light"]} light
 * @property {(marks: readonly import("../types.js").Mark[], slot: Slot) => readonly import("../types.js").Mark[]} lit
 */

export class Slot {
  /** @type {PanelView | null} */
  view = null;
  /** The same of a second run. @type {ReturnType<typeof createSecond> | null} */
  second = null;
  /** @type {import("../types.js").Stage[]} */
  stages = [];
  /** Whether it is on screen. */
  visible = true;
  #hovered = false;
  /** When its words and its table were last written, and when it was last settled. */
  #tabled = 0;
  #settled = 0;
  /** How often it was filled. */
  #turn = 0;
  /** What a person chose in the panel, and in the second run's. @type {Map<string, unknown>} */
  #kept = new Map();

  /** @param {Panel} panel @param {import("./board.js").Given} given @param {Acts} acts */
  constructor(panel, given, acts) {
    this.panel = panel;
    this.given = given;
    this.acts = acts;
    const id = freshId("panel");
    this.body = el("div", { class: "panel-body" });
    this.noteLine = el("p", { class: "panel-note", role: "status", hidden: true });
    this.summary = el("p", { class: "panel-summary" });
    /** The run's, and beside a second run, that one's. */
    this.sentences = [createSentence(), createSentence()];
    this.data = el("div", {
      class: "panel-data",
      hidden: true,
      id: `${id}-data`,
      role: "group",
      "aria-label": "Data table",
      tabindex: "0",
    });
    const tools = createTools(panel, this.data, {
      more: given.tools,
      toggled: () => this.#now((m) => this.#write(m)),
      enlarge: acts.enlarge,
      remove: acts.remove,
      saved: () => this.#saved(),
      say: (text) => this.say(text),
    });
    const head = el(
      "header",
      { class: "panel-head" },
      el("h2", { id, text: panel.title }),
      tools,
      el("p", { class: "panel-question", text: panel.question }),
    );
    this.region = el(
      "section",
      { class: "panel", "aria-labelledby": id, "data-panel": panel.name },
      ...[head, this.noteLine, this.body, this.data, this.summary],
    );
    this.body.addEventListener("pointerenter", () => {
      this.#hovered = true;
    });
    this.body.addEventListener("pointerleave", () => {
      this.#hovered = false;
    });
  }

  /** What is wrong with it, in words, or "". @param {string} text */
  say(text) {
    this.noteLine.hidden = text === "";
    setText(this.noteLine, text);
  }

  /** It is the large one, one that gives way, or one of all. @param {string} large the large one's name, or "" */
  size(large) {
    const mine = this.panel.name === large;
    this.region.hidden = large !== "" && !mine;
    this.region.querySelector("[aria-pressed]")?.setAttribute("aria-pressed", String(mine));
  }

  /** Create the panel's picture, for another problem or again, and then with what a person chose. @param {boolean} [again] */
  fill(again = false) {
    this.#turn += 1;
    if (!again) this.#kept.clear();
    const turn = this.#turn;
    delete this.region.dataset["waiting"];
    this.empty();
    this.view = null;
    this.stages = [];
    this.body.replaceChildren();
    this.say("");
    const { panel, given, acts } = this;
    if (!panel.suits(given.lab())) {
      // An embed shows what its author chose.
      if (!given.tools) return this.say("This panel cannot show the current problem.");
      this.body.append(unsuited(panel, given.lab, acts.names, acts.changed));
      return;
    }
    const host = this.#host();
    ready(panel).then(
      (code) => {
        // Removed, or created again while its code was loading: nothing left to do here.
        if (this.#turn !== turn || !this.body.isConnected) return;
        this.#guarded(() => {
          this.view = code.create(host);
          const other = given.other();
          if (other && panel.suits(other.lab)) this.second = createSecond(code, host, this, other);
        });
        host.redraw();
      },
      () => this.#turn === turn && this.say(NOT_LOADED),
    );
  }

  empty() {
    this.second?.destroy();
    this.second = null;
    this.view?.destroy();
  }

  /** @param {Moment} m @param {boolean} words whether what is read is rewritten too */
  draw(m, words) {
    const { view } = this;
    if (!view || !this.#shown) return;
    this.#guarded(() => {
      this.second?.draw(words);
      view.draw(m, words);
    });
    if (words) this.#write(m);
    if (this.#hovered && (!m.playing || performance.now() - this.#settled > HOVER_MS)) this.settle(m);
  }

  /** The run rests, or is pointed at. @param {Moment} m */
  settle(m) {
    if (!this.#shown) return;
    this.#settled = performance.now();
    this.#guarded(() => this.view?.settle?.(m));
  }

  get #shown() {
    return this.visible && !this.region.hidden;
  }

  /** @param {(m: Moment) => void} work for the present moment */
  #now(work) {
    const m = this.given.moment();
    if (m) work(m);
  }

  /** @returns {Host} */
  #host() {
    const { given, acts } = this;
    const theme = given.theme();
    return {
      body: this.body,
      get lab() {
        return given.lab();
      },
      theme,
      send: given.send,
      preview: given.preview,
      edit: given.edit,
      ask: given.ask,
      // Where θ is not finite the sentence says so, and no panel needs to say what it misses.
      note: (text) => this.say(given.moment()?.frame.lost ? "" : text),
      redraw: () => this.#now((m) => this.draw(m, true)),
      kept: (name, make) => {
        if (!this.#kept.has(name)) this.#kept.set(name, make());
        return /** @type {ReturnType<typeof make>} */ (this.#kept.get(name));
      },
      light: acts.light,
      stage: (options, where) => this.#stage(options, where ?? this.body, theme),
    };
  }

  /** @param {import("../types.js").StageOptions} options @param {HTMLElement} where @param {import("../types.js").Theme} theme */
  #stage(options, where, theme) {
    const stage = createStage(where, options, theme, () => this.#now((m) => this.settle(m)));
    const { range } = stage;
    stage.also = (marks) => this.acts.lit(this.second?.over(stage, marks) ?? marks, this);
    stage.range = (x, y) => range(...(this.second?.widened(stage, x, y) ?? [x, y]));
    if (this.given.lab().recorded) unheld(stage);
    this.stages.push(stage);
    return stage;
  }

  #saved() {
    const m = this.given.moment();
    const { view, panel, body, stages, second } = this;
    return view && m
      ? savedOf({ panel, view, body, stages, second }, m, this.given.theme(), this.given.address())
      : null;
  }

  /** @param {() => void} work */
  #guarded(work) {
    try {
      work();
    } catch (problem) {
      console.error(problem);
      this.view = null;
      this.say(STOPPED);
    }
  }

  /** Its sentence, and its table where that is open. @param {Moment} m */
  #write(m) {
    const { view, panel } = this;
    if (!view) return;
    this.#guarded(() => {
      const words = lostWords(m) || view.summary(m);
      const others = this.second?.summary() ?? "";
      this.summary.toggleAttribute("data-two", others !== "");
      if (!this.summary.firstChild) this.summary.append(...this.sentences.map(({ element }) => element));
      this.sentences[0]?.write(others ? `Run A: ${words}` : words);
      this.sentences[1]?.write(others && `Run B: ${others}`);
      // Where a low panel leaves clauses out, the pointer shows them.
      this.summary.title = m.playing ? "" : others ? `Run A: ${words}\nRun B: ${others}` : words;
      const now = performance.now();
      if (this.data.hidden || (m.playing && now - this.#tabled < TABLE_MS)) return;
      this.#tabled = now;
      this.data.replaceChildren(tableOf(panel.title, view.table(m)));
      const second = this.second?.table();
      if (second) this.data.append(tableOf(`${panel.title}: B`, second));
    });
  }
}

/** A recorded run cannot be dragged; what only tries something out can. @param {import("../types.js").Stage} stage */
function unheld(stage) {
  const { drag } = stage;
  stage.drag = (options) => options.acts || drag(options);
}

/** @param {string} title @param {import("../types.js").Table} table */
function tableOf(title, { columns, rows }) {
  const head = el("tr", {}, ...columns.map((text) => el("th", { scope: "col", text })));
  const body = rows.map((row) =>
    el("tr", {}, ...row.map((cell, i) => el(i ? "td" : "th", { scope: i ? null : "row", text: shownCell(cell) }))),
  );
  return el("table", {}, el("caption", { text: title }), el("thead", {}, head), el("tbody", {}, ...body));
}

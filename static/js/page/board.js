/**
 * The board: panels in a grid, each a named region with heading, question, live summary and a data table behind a toggle.
 *
 * Panels draw only while they are on screen; one that throws says so in its own place and leaves the others alone.
 */

import { el, freshId, setText } from "../dom/elements.js";
import { isAbout, raised } from "../marks/about.js";
import { lit } from "../marks/lit.js";
import { panelNamed, ready } from "../panels/index.js";
import { lostWords } from "../run/finite.js";
import { createStage } from "../stage/stage.js";
import { noPanels, unsuited } from "./hints.js";
import { createSecond } from "./second.js";
import { shownCell } from "./table.js";
import { createTools, savedOf } from "./tools.js";

/** @typedef {import("../types.js").Panel} Panel */
/** @typedef {import("../types.js").PanelView} PanelView */
/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {import("../types.js").Theme} Theme */

/** While playing, sentences and tables are rewritten this seldom: nobody reads thirty a second. */
const WORDS_MS = 400;
/** While playing, hovered panels hand their marks to Plotly this seldom. */
const HOVER_MS = 500;

/** Places of panels not yet known. */
const PLACES = 6;

/**
 * @typedef {object} Slot
 * @property {Panel} panel
 * @property {HTMLElement} region
 * @property {HTMLElement} body
 * @property {HTMLElement} summary
 * @property {HTMLElement} noteLine
 * @property {HTMLElement} data
 * @property {PanelView | null} view
 * @property {ReturnType<typeof createSecond> | null} second   the same of a second run
 * @property {import("../types.js").Stage[]} stages
 * @property {boolean} visible
 * @property {boolean} hovered
 * @property {number} words      when its words were last written
 * @property {number} turn       how often it was filled
 * @property {number} settled    when it was last settled
 */

/**
 * @param {HTMLElement} root
 * @param {{lab: () => Lab, theme: () => Theme, moment: () => Moment | null, changed: (names: string[]) => void,
 *   tools: boolean, address: () => string, other: () => import("./second.js").Other | null} & Pick<Host, "send" | "preview" | "edit" | "ask">} given
 */
export function createBoard(root, given) {
  /** @type {Map<string, Slot>} */
  const slots = new Map();
  /** Names of the marks that are lit up. @type {ReadonlySet<string>} */
  let lights = new Set();
  /** What is lit up in every picture. */
  let light = /** @type {import("../types.js").Light | null} */ (null);
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const slot = [...slots.values()].find((one) => one.region === entry.target);
      if (!slot) continue;
      slot.visible = entry.isIntersecting;
      const m = given.moment();
      if (slot.visible && m) draw(slot, m, true);
    }
  });

  document.addEventListener("keydown", (event) => {
    const name = root.dataset["large"];
    if (event.key !== "Escape" || event.defaultPrevented || !name || document.querySelector("dialog[open]")) return;
    enlargeOnly("");
    /** @type {HTMLElement | null | undefined} */ (slots.get(name)?.region.querySelector("[aria-pressed]"))?.focus();
  });

  /** @param {Panel} panel @returns {Slot} */
  function build(panel) {
    const id = freshId("panel");
    const body = el("div", { class: "panel-body" });
    const noteLine = el("p", { class: "panel-note", role: "status", hidden: true });
    const summary = el("p", { class: "panel-summary" });
    const data = el("div", {
      class: "panel-data",
      hidden: true,
      id: `${id}-data`,
      role: "group",
      "aria-label": "Data table",
      tabindex: "0",
    });
    const region = el(
      "section",
      { class: "panel", "aria-labelledby": id, "data-panel": panel.name },
      el(
        "header",
        { class: "panel-head" },
        el("h2", { id, text: panel.title }),
        createTools(panel, data, {
          more: given.tools,
          toggled() {
            const slot = slots.get(panel.name);
            const m = given.moment();
            if (slot && m) writeWords(slot, m);
          },
          enlarge: () => enlargeOnly(root.dataset["large"] === panel.name ? "" : panel.name),
          remove: () => remove(panel.name),
          saved() {
            const slot = slots.get(panel.name);
            const m = given.moment();
            return slot?.view && m ? savedOf({ ...slot, view: slot.view }, m, given.theme(), given.address()) : null;
          },
          say(text) {
            const slot = slots.get(panel.name);
            if (slot) say(slot, text);
          },
        }),
        el("p", { class: "panel-question", text: panel.question }),
      ),
      noteLine,
      body,
      data,
      summary,
    );
    /** @type {Slot} */
    const slot = {
      panel,
      region,
      body,
      summary,
      noteLine,
      data,
      view: null,
      second: null,
      stages: [],
      visible: true,
      hovered: false,
      words: 0,
      settled: 0,
      turn: 0,
    };
    body.addEventListener("pointerenter", () => (slot.hovered = true));
    body.addEventListener("pointerleave", () => (slot.hovered = false));
    return slot;
  }

  /** @param {string} name */
  function enlargeOnly(name) {
    root.dataset["large"] = name;
    for (const slot of slots.values()) {
      const large = slot.panel.name === name;
      slot.region.hidden = name !== "" && !large;
      slot.region.querySelector("[aria-pressed]")?.setAttribute("aria-pressed", String(large));
    }
    root.dataset["count"] = name ? "1" : String(slots.size);
    if (slots.size === 0 && given.tools) root.replaceChildren(noPanels(given.lab, given.changed));
    else root.querySelector(":scope > .hint")?.remove();
    const m = given.moment();
    if (m) for (const slot of slots.values()) draw(slot, m, false);
  }

  /** @param {Slot} slot */
  function fill(slot) {
    slot.turn += 1;
    const { turn } = slot;
    delete slot.region.dataset["waiting"];
    empty(slot);
    slot.view = null;
    slot.stages = [];
    slot.body.replaceChildren();
    say(slot, "");
    const lab = given.lab();
    if (!slot.panel.suits(lab)) {
      // An embed shows what its author chose.
      if (!given.tools) return say(slot, "This panel cannot show the current problem.");
      slot.body.append(unsuited(slot.panel, given.lab, () => [...slots.keys()], given.changed));
      return;
    }
    const settle = () => {
      const m = given.moment();
      if (m) settleSlot(slot, m);
    };
    /** @type {Host} */
    const host = {
      body: slot.body,
      get lab() {
        return given.lab();
      },
      theme: given.theme(),
      send: given.send,
      preview: given.preview,
      edit: given.edit,
      ask: given.ask,
      // Where θ is not finite the sentence says so, and no panel needs to say what it misses.
      note: (text) => say(slot, given.moment()?.frame.lost ? "" : text),
      redraw: () => {
        const m = given.moment();
        if (m) draw(slot, m, true);
      },
      light: lightUp,
      stage: (options, where) => {
        const stage = createStage(where ?? slot.body, options, host.theme, settle);
        const { range } = stage;
        stage.also = (marks) => {
          const shown = slot.second?.over(stage, marks) ?? marks;
          return lit(raised(shown, light, slot.panel.name, host.theme), lights, host.theme.paper);
        };
        stage.range = (x, y) => range(...(slot.second?.widened(stage, x, y) ?? [x, y]));
        if (host.lab.recorded) unheld(stage);
        slot.stages.push(stage);
        return stage;
      },
    };
    ready(slot.panel).then(
      (code) => {
        // Removed, or created again while its code was loading: nothing left to do here.
        if (slot.turn !== turn || !slot.body.isConnected) return;
        guarded(slot, () => {
          slot.view = code.create(host);
          const other = given.other();
          if (other && slot.panel.suits(other.lab)) slot.second = createSecond(code, host, slot, other);
        });
        host.redraw();
      },
      () =>
        slot.turn === turn && say(slot, "This panel's code did not load. Remove the panel and add it again to retry."),
    );
  }

  /** @param {import("../types.js").Light | null} next */
  function lightUp(next) {
    if (next?.part === light?.part && next?.action === light?.action) return;
    const before = light;
    light = next;
    const m = given.moment();
    for (const slot of slots.values())
      if (m && [before, next].some((one) => one && isAbout(one, slot.panel.name))) draw(slot, m, false);
  }

  /** @param {Slot} slot */
  function empty(slot) {
    slot.second?.destroy();
    slot.second = null;
    slot.view?.destroy();
  }

  /** @param {Slot} slot @param {string} text */
  function say(slot, text) {
    slot.noteLine.hidden = text === "";
    setText(slot.noteLine, text);
  }

  /** @param {Slot} slot @param {() => void} work */
  function guarded(slot, work) {
    try {
      work();
    } catch (problem) {
      console.error(problem);
      slot.view = null;
      say(slot, "This panel stopped because of an error; the others go on. Remove it and add it again to retry.");
    }
  }

  /** @param {Slot} slot @param {Moment} m @param {boolean} words */
  function draw(slot, m, words) {
    const { view } = slot;
    if (!view || !slot.visible || slot.region.hidden) return;
    guarded(slot, () => {
      slot.second?.draw();
      view.draw(m);
    });
    const now = performance.now();
    if (words || now - slot.words > WORDS_MS) writeWords(slot, m);
    if (slot.hovered && (!m.playing || now - slot.settled > HOVER_MS)) settleSlot(slot, m);
  }

  /** @param {Slot} slot @param {Moment} m */
  function settleSlot(slot, m) {
    slot.settled = performance.now();
    if (slot.view?.settle) guarded(slot, () => slot.view?.settle?.(m));
  }

  /** @param {Slot} slot @param {Moment} m */
  function writeWords(slot, m) {
    const { view } = slot;
    if (!view) return;
    slot.words = performance.now();
    guarded(slot, () => {
      const words = lostWords(m) || view.summary(m);
      const others = slot.second?.summary() ?? "";
      if (others)
        slot.summary.replaceChildren(el("span", { text: `A: ${words}` }), el("span", { text: `B: ${others}` }));
      else setText(slot.summary, words);
      slot.summary.toggleAttribute("data-two", others !== "");
      if (slot.data.hidden) return;
      slot.data.replaceChildren(tableOf(slot.panel.title, view.table(m)));
      const second = slot.second?.table();
      if (second) slot.data.append(tableOf(`${slot.panel.title}: B`, second));
    });
  }

  /** @param {string} name */
  function remove(name) {
    const slot = slots.get(name);
    if (!slot) return;
    empty(slot);
    seen.unobserve(slot.region);
    slot.region.remove();
    slots.delete(name);
    enlargeOnly("");
    given.changed([...slots.keys()]);
    root.focus();
  }

  return {
    /** Before anything is known of the run: the headings of the panels to come, or where those are not known, their places. @param {string[]} names */
    await(names) {
      if (root.querySelector("[data-waiting]")) return;
      const panels = names.map(panelNamed).filter((panel) => panel !== undefined);
      for (const panel of panels) {
        const slot = build(panel);
        slot.region.dataset["waiting"] = "";
        slots.set(panel.name, slot);
        seen.observe(slot.region);
      }
      const places = Array.from({ length: panels.length ? 0 : PLACES }, () =>
        el("div", { class: "panel", "data-waiting": true }, el("div", { class: "panel-body" })),
      );
      root.append(...[...slots.values()].map((slot) => slot.region), ...places);
      root.dataset["count"] = String(panels.length || PLACES);
    },
    /** Show exactly these panels, in this order. @param {string[]} names */
    show(names) {
      for (const place of root.querySelectorAll("div[data-waiting]")) place.remove();
      for (const name of slots.keys()) {
        if (names.includes(name)) continue;
        const gone = slots.get(name);
        if (gone) empty(gone);
        gone?.region.remove();
        slots.delete(name);
      }
      for (const name of names) {
        const panel = panelNamed(name);
        if (!panel) continue;
        let slot = slots.get(name);
        if (!slot) {
          slot = build(panel);
          slots.set(name, slot);
          root.append(slot.region);
          seen.observe(slot.region);
          fill(slot);
        } else root.append(slot.region);
      }
      enlargeOnly("");
    },
    /** Create the open panels again: another problem, another theme. @param {string[]} names */
    refill(names) {
      for (const slot of slots.values()) if (names.includes(slot.panel.name)) fill(slot);
    },
    /** @param {Moment} m @param {boolean} words whether sentences are rewritten at once */
    draw(m, words) {
      for (const slot of slots.values()) draw(slot, m, words);
    },
    /** @param {Moment} m */
    settle(m) {
      for (const slot of slots.values()) if (slot.visible && !slot.region.hidden) settleSlot(slot, m);
    },
    names: () => [...slots.keys()],
    /** Light up the marks of some names, in every picture that has them. @param {readonly string[]} names none: as they were */
    light(names) {
      lights = new Set(names);
      const m = given.moment();
      if (m) for (const slot of slots.values()) draw(slot, m, true);
    },
    remove,
    /** The streams the panels need. @returns {string[]} */
    streams: () => [...new Set([...slots.values()].flatMap((slot) => slot.panel.streams))].sort(),
  };
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

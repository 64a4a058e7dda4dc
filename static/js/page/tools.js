/** The small buttons in a panel's head: its table, and on the page saving, enlarging and removing it. */

import { el, icon } from "../dom/elements.js";
import { lostWords } from "../run/finite.js";
import { drawnSvg } from "./drawn.js";
import { figureOf } from "./figure.js";
import { software } from "./picture.js";
import { createSaving } from "./saving.js";
import { shownBy } from "./series.js";
import { beside } from "./table.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Table} Table */

const TABLE = "M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M6 3.5v9";
const LARGE = "M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5";
const CLOSE = "M4 4l8 8M12 4l-8 8";

/**
 * @param {import("../types.js").Panel} panel
 * @param {HTMLElement} data its table's place
 * @param {{more: boolean, toggled: () => void, enlarge: () => void, remove: () => void,
 *   saved: () => import("./saving.js").Saved | null, say: (text: string) => void}} act   more: not only table and saving
 */
export function createTools(panel, data, act) {
  const bar = el("div", { class: "panel-tools" });
  /** @param {string} name @param {string} path @param {() => void} work */
  const tool = (name, path, work) =>
    el(
      "button",
      { type: "button", class: "tool", "aria-label": `${name}: ${panel.title}`, title: name, onclick: work },
      icon(path),
    );
  const table = tool("Data table", TABLE, () => {
    data.hidden = !data.hidden;
    table.setAttribute("aria-expanded", String(!data.hidden));
    act.toggled();
  });
  table.setAttribute("aria-expanded", "false");
  table.setAttribute("aria-controls", data.id);
  bar.append(table, createSaving(panel.title, act.saved, act.say));
  if (!act.more) return bar;
  const enlarge = tool("Enlarge", LARGE, act.enlarge);
  enlarge.setAttribute("aria-pressed", "false");
  bar.append(enlarge, tool("Remove", CLOSE, act.remove));
  return bar;
}

/**
 * What a panel has to save now.
 * @param {{panel: import("../types.js").Panel, view: import("../types.js").PanelView, body: HTMLElement, stages: import("../types.js").Stage[],
 *   second: ReturnType<typeof import("./second.js").createSecond> | null}} slot   second: a run B
 * @param {Moment} m
 * @param {import("../types.js").Theme} theme
 * @param {string} address of this moment
 * @returns {import("./saving.js").Saved}
 */
export function savedOf({ panel, view, body, stages: all, second }, m, theme, address) {
  const { name, title } = panel;
  const words = lostWords(m) || view.summary(m);
  const others = second?.summary();
  const caption = others ? `Run A: ${words} Run B: ${others}` : words;
  const stages = all.filter((stage) => stage.element.isConnected);
  const { experiment } = m.lab;
  const { update } = m.frame;
  const about = {
    software: software(),
    panel: name,
    update,
    seed: experiment.seed,
    summary: caption,
    address,
    experiment,
    ...(second && { second: second.experiment }),
  };
  return {
    name: `policyscope-${experiment.problem.kind}-${name}-seed${experiment.seed}-${update}`,
    pictured: stages.some((stage) => stage.area.width > 1),
    picture() {
      const given = { title, caption, keys: view.keys?.() ?? [], stages, body, theme, about };
      const figure = figureOf(given);
      return figure && { title, caption, about, figure, drawn: () => drawnSvg(given) ?? "" };
    },
    shown: () => stages.map((stage) => shownBy(stage.figure())),
    table: joined(view.table(m), second?.table()),
    numbers: () => joined(view.numbers?.(m), second?.numbers()),
    about,
  };
}

/** With a second run's, where there is one. @template {Table | undefined} T @param {T} a @param {Table | null | undefined} b @returns {T | Table} */
const joined = (a, b) => (a && b ? beside(a, b) : a);

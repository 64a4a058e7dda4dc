/** The board: panels in a grid, one of them as large as all if somebody wishes so. What is in a panel's place is its slot's (slot.js). */

import { el } from "../dom/elements.js";
import { isAbout, raised } from "../marks/about.js";
import { lit } from "../marks/lit.js";
import { panelNamed } from "../panels/index.js";
import { noPanels } from "./hints.js";
import { Slot } from "./slot.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Light} Light */

/**
 * @typedef {object} OfThePage
 * @property {() => import("../types.js").Lab} lab
 * @property {() => import("../types.js").Theme} theme
 * @property {() => Moment | null} moment
 * @property {(names: string[]) => void} changed   other panels are shown
 * @property {boolean} tools                       whether panels can be enlarged and removed
 * @property {() => string} address                of this moment
 * @property {() => import("./second.js").Other | null} other
 */
/** @typedef {OfThePage & Pick<Host, "send" | "preview" | "edit" | "ask">} Given */

/** Places of panels not yet known. */
const PLACES = 6;

/** @param {HTMLElement} root @param {Given} given */
export function createBoard(root, given) {
  /** @type {Map<string, Slot>} */
  const slots = new Map();
  const lights = createLights(slots, given.moment);
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const slot = [...slots.values()].find((one) => one.region === entry.target);
      if (!slot) continue;
      slot.visible = entry.isIntersecting;
      const m = given.moment();
      if (slot.visible && m) slot.draw(m, true);
    }
  });

  document.addEventListener("keydown", (event) => {
    const name = root.dataset["large"];
    if (event.key !== "Escape" || event.defaultPrevented || !name || document.querySelector("dialog[open]")) return;
    enlargeOnly("");
    /** @type {HTMLElement | null | undefined} */ (slots.get(name)?.region.querySelector("[aria-pressed]"))?.focus();
  });

  /** A place for a panel, looked after from now on. @param {import("../types.js").Panel} panel */
  function placeFor(panel) {
    const { name } = panel;
    const slot = new Slot(panel, given, {
      enlarge: () => enlargeOnly(root.dataset["large"] === name ? "" : name),
      remove: () => remove(name),
      names,
      changed: given.changed,
      light: lights.about,
      lit: lights.over,
    });
    slots.set(name, slot);
    seen.observe(slot.region);
    return slot;
  }

  const names = () => [...slots.keys()];

  /** @param {string} name */
  function takeAway(name) {
    const slot = slots.get(name);
    if (!slot) return;
    slot.empty();
    seen.unobserve(slot.region);
    slot.region.remove();
    slots.delete(name);
  }

  /** @param {string} name */
  function enlargeOnly(name) {
    root.dataset["large"] = name;
    for (const slot of slots.values()) slot.size(name);
    root.dataset["count"] = name ? "1" : String(slots.size);
    if (slots.size === 0 && given.tools) root.replaceChildren(noPanels(given.lab, given.changed));
    else root.querySelector(":scope > .hint")?.remove();
    const m = given.moment();
    if (m) for (const slot of slots.values()) slot.draw(m, true);
  }

  /** @param {string} name */
  function remove(name) {
    if (!slots.has(name)) return;
    takeAway(name);
    enlargeOnly("");
    given.changed(names());
    root.focus();
  }

  return {
    /** Before anything is known of the run: the headings of the panels to come, or where those are not known, their places. @param {string[]} coming */
    await(coming) {
      if (root.querySelector("[data-waiting]")) return;
      const panels = coming.map(panelNamed).filter((panel) => panel !== undefined);
      for (const panel of panels) placeFor(panel).region.dataset["waiting"] = "";
      const places = Array.from({ length: panels.length ? 0 : PLACES }, () =>
        el("div", { class: "panel", "data-waiting": true }, el("div", { class: "panel-body" })),
      );
      root.append(...[...slots.values()].map((slot) => slot.region), ...places);
      root.dataset["count"] = String(panels.length || PLACES);
    },
    /** Show exactly these panels, in this order. @param {string[]} wanted */
    show(wanted) {
      for (const place of root.querySelectorAll("div[data-waiting]")) place.remove();
      for (const name of names()) if (!wanted.includes(name)) takeAway(name);
      for (const name of wanted) {
        const panel = panelNamed(name);
        if (!panel) continue;
        const before = slots.get(name);
        const slot = before ?? placeFor(panel);
        root.append(slot.region);
        if (!before) slot.fill();
      }
      enlargeOnly("");
    },
    /** Create panels for another problem. @param {string[]} some */
    refill(some) {
      for (const slot of slots.values()) if (some.includes(slot.panel.name)) slot.fill();
    },
    /** Create all panels again, of the same run: in another theme, or beside a second run. */
    remake() {
      for (const slot of slots.values()) slot.fill(true);
    },
    /** @param {Moment} m @param {boolean} words whether what is read is rewritten too */
    draw(m, words) {
      for (const slot of slots.values()) slot.draw(m, words);
    },
    /** @param {Moment} m */
    settle(m) {
      for (const slot of slots.values()) slot.settle(m);
    },
    names,
    /** Light up the marks of some names, in every picture that has them. @param {readonly string[]} some none: as they were */
    light: lights.names,
    remove,
    /** The streams the panels need. @returns {string[]} */
    streams: () => [...new Set([...slots.values()].flatMap((slot) => slot.panel.streams))].sort(),
  };
}

/**
 * What is lit up in the pictures: marks of some names, and all that is about one part or action.
 * @param {ReadonlyMap<string, Slot>} slots
 * @param {() => Moment | null} moment
 */
function createLights(slots, moment) {
  /** @type {ReadonlySet<string>} */
  let some = new Set();
  /** @type {Light | null} */
  let subject = null;

  /** @param {(slot: Slot) => boolean} which @param {boolean} words */
  function redraw(which, words) {
    const m = moment();
    if (m) for (const slot of slots.values()) if (which(slot)) slot.draw(m, words);
  }

  return {
    /** @param {readonly import("../types.js").Mark[]} marks @param {Slot} slot */
    over(marks, { panel, given }) {
      const theme = given.theme();
      return lit(raised(marks, subject, panel.name, theme), some, theme.paper);
    },
    /** @param {readonly string[]} names */
    names(names) {
      some = new Set(names);
      redraw(() => true, true);
    },
    /** @param {Light | null} next */
    about(next) {
      if (next?.part === subject?.part && next?.action === subject?.action) return;
      const both = [subject, next];
      subject = next;
      redraw(({ panel }) => both.some((one) => one !== null && isAbout(one, panel.name)), false);
    },
  };
}

/** One small button on a panel, and its menu: the picture as lines, dots or a figure to go on with, the numbers as CSV or JSON. */

import { el, freshId, icon } from "../dom/elements.js";
import { figureJson, pngOf, svgOf } from "./picture.js";
import { longTable } from "./series.js";
import { csvOf, jsonOf } from "./table.js";

const SAVE = "M8 2.500v7.500M4.800 7l3.200 3.200L11.200 7M3 12.800h10";

/**
 * @typedef {object} Saved             what there is to save at this moment
 * @property {string} name             of the file, without its ending
 * @property {boolean} pictured        whether there is a picture
 * @property {() => import("./picture.js").Picture | null} picture
 * @property {() => import("./series.js").Shown[]} shown   what the pictures are made of
 * @property {import("../types.js").Table} table
 * @property {() => import("../types.js").Table | undefined} numbers   what is saved in place of the pictures' series
 * @property {object} about            what the numbers belong to
 */

/** By the file's ending: what the menu says, how it is made, and whether it is made of the picture. @type {[string, string, (saved: Saved) => Promise<Blob | null>, boolean][]} */
const KINDS = [
  ["svg", "Picture as SVG", async ({ picture }) => made(picture, svgOf), true],
  ["png", "Picture as PNG", async ({ picture }) => made(picture, pngOf), true],
  ["plotly.json", "Plotly figure (JSON)", async ({ picture }) => made(picture, figureJson), true],
  [
    "csv",
    "Numbers as CSV",
    async ({ shown, table, numbers }) => {
      const pictures = shown();
      const own = numbers() ?? (pictures.some(({ series }) => series.length) ? longTable(pictures) : table);
      return new Blob([csvOf(own)], { type: "text/csv" });
    },
    false,
  ],
  [
    "json",
    "Numbers as JSON",
    async ({ shown, table, numbers, about }) =>
      new Blob([jsonOf(numbers() ?? table, { ...about, pictures: shown() })], { type: "application/json" }),
    false,
  ],
];

/**
 * @param {string} title the panel's
 * @param {() => Saved | null} now
 * @param {(text: string) => void} say what went wrong
 */
export function createSaving(title, now, say) {
  const id = freshId("save");
  const items = KINDS.map(([ending, words, make]) =>
    el("button", {
      type: "button",
      class: "menu-item",
      role: "menuitem",
      tabindex: "-1",
      text: words,
      onclick: () => {
        close();
        button.focus();
        void save(ending, make);
      },
    }),
  );
  const menu = el(
    "div",
    { class: "menu-list", id, role: "menu", "aria-label": `Save: ${title}`, hidden: true, onkeydown: keyed },
    ...items,
  );
  const button = el(
    "button",
    {
      type: "button",
      class: "tool",
      "aria-label": `Save: ${title}`,
      title: "Save",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      onclick: () => (menu.hidden ? open() : close()),
      onkeydown: (/** @type {KeyboardEvent} */ press) => {
        if (press.key !== "ArrowDown") return;
        press.preventDefault();
        open();
      },
    },
    icon(SAVE),
  );
  const element = el(
    "div",
    {
      class: "menu",
      onfocusout: (/** @type {FocusEvent} */ event) => {
        if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) close();
      },
    },
    button,
    menu,
  );

  /** @param {PointerEvent} event */
  const elsewhere = (event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) close();
  };

  function open() {
    const pictured = now()?.pictured === true;
    items.forEach((item, i) => (item.hidden = KINDS[i]?.[3] === true && !pictured));
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", elsewhere);
    shown()[0]?.focus();
  }

  function close() {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", elsewhere);
  }

  const shown = () => items.filter((item) => !item.hidden);

  /** @param {KeyboardEvent} press */
  function keyed(press) {
    const list = shown();
    const at = list.indexOf(/** @type {any} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[press.key];
    if (to !== undefined) {
      press.preventDefault();
      press.stopPropagation();
      list.at(to % list.length)?.focus();
    } else if (press.key === "Escape") {
      press.stopPropagation();
      close();
      button.focus();
    } else if (press.key === "Tab") close();
  }

  /** @param {string} ending @param {(saved: Saved) => Promise<Blob | null>} make */
  async function save(ending, make) {
    try {
      const saved = now();
      const blob = saved && (await make(saved));
      if (blob) keep(blob, `${saved.name}.${ending}`);
    } catch (problem) {
      console.warn(problem);
      say("This could not be saved.");
    }
  }

  return element;
}

/** @param {Saved["picture"]} picture @param {(picture: import("./picture.js").Picture) => Blob | Promise<Blob>} make */
async function made(picture, make) {
  const whole = picture();
  return whole && make(whole);
}

/** Hand a file to the browser. @param {Blob} blob @param {string} name */
export function keep(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

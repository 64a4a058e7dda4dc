/** One small button on a panel, and its menu: the picture as lines, dots or a figure to go on with, the numbers as CSV or JSON. */

import { icon } from "../dom/elements.js";
import { createMenu, keep } from "../dom/menu.js";
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
  const element = createMenu({
    name: `Save: ${title}`,
    button: { class: "tool", "aria-label": `Save: ${title}`, title: "Save" },
    inner: [icon(SAVE)],
    items: KINDS.map(([ending, words, make, pictured]) => ({
      words,
      act: () => void save(ending, make),
      shown: () => !pictured || now()?.pictured === true,
    })),
  });

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

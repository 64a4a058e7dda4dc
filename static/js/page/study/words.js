/** A study in words: its fields, their values and its cells, as pictures and tables name them. Pure. */

import { short } from "../../maths/format.js";
import { fieldsOf, splitTitle, words } from "../../run/schema.js";

/** @typedef {{title: string, symbol: string, values: any[], shown: (string | number)[]}} Axis   a field: its words, its values, and as they are shown */

/**
 * A study in words.
 * @param {Record<string, any>} schema
 * @param {import("../../run/study.js").Study} study
 */
export function wordsOf(schema, { experiment, along, measure, updates }) {
  const fields = fieldsOf(schema, experiment);
  /** @param {string} path */
  const fieldOf = (path) => fields.find((one) => one.path === path);
  /** @param {string} path @returns {[string, string]} its words, and its symbol where it has one */
  const titleOf = (path) => {
    const field = fieldOf(path);
    return field ? splitTitle(field.title) : [words(path.split(".").at(-1) ?? path), ""];
  };
  /** @type {Axis[]} */
  const axes = along.map(({ path, values }) => {
    const [title, symbol] = titleOf(path);
    return { title, symbol, values, shown: values.map((value) => shownValue(fieldOf(path), value)) };
  });
  return {
    axes,
    measure: measure === "average" ? "J, averaged so far" : "J",
    measured: measure === "average" ? `J, averaged over ${updates} updates` : `J after ${updates} updates`,
    /** A cell's values. @param {{changes: Record<string, any>}} cell */
    valuesOf: ({ changes }) => along.map(({ path }) => texted(shownValue(fieldOf(path), changes[path]))),
    /** What a cell has otherwise. @param {{changes: Record<string, any>}} cell */
    nameOf: ({ changes }) =>
      Object.entries(changes)
        .map(([path, value]) => {
          const [title, symbol] = titleOf(path);
          const shown = texted(shownValue(fieldOf(path), value));
          return typeof value === "number"
            ? `${symbol || title.toLowerCase()} = ${shown}`
            : `${title.toLowerCase()}: ${shown.toLowerCase()}`;
        })
        .join(", "),
  };
}

/** @param {string | number} value */
const texted = (value) => (typeof value === "number" ? short(value) : value);

/** A value in a picture: a kind by its title. @param {import("../../run/schema.js").Field | undefined} field @param {any} value @returns {string | number} */
function shownValue(field, value) {
  if (typeof value === "number") return value;
  const option = field?.options.find((one) => one.value === value);
  return option?.title ?? (typeof value === "boolean" ? (value ? "on" : "off") : String(value));
}

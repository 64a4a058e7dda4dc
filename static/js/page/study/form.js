/** What a study is to find out: along which fields, at which values, how many runs of how many updates. */

import { createControl } from "../../controls/fields.js";
import { el, freshId } from "../../dom/elements.js";
import { splitTitle, words } from "../../run/schema.js";
import { MEASURES, MOST, offered, usual } from "../../run/study.js";

/** @typedef {import("../../run/schema.js").Field} Field */
/** @typedef {import("../../run/study.js").Along} Along */
/** @typedef {import("../../run/study.js").Study} Study */

/** @type {Omit<Field, "path" | "name" | "title" | "help" | "type">} */
const PLAIN = {
  nullable: false,
  live: false,
  scale: "log",
  slider: null,
  min: -Infinity,
  max: Infinity,
  above: false,
  least: 1,
  most: Infinity,
  unit: "",
  options: [],
  open: false,
  fallback: undefined,
}; // prettier-ignore

/** @type {Field[]} */
const NUMBERS = [
  {
    ...PLAIN,
    path: "seeds",
    name: "seeds",
    title: "Runs of each cell",
    help: "Each has the next seed.",
    type: "integer",
    min: 1,
    max: MOST.seeds,
  },
  {
    ...PLAIN,
    path: "updates",
    name: "updates",
    title: "Updates of each run",
    help: "",
    type: "integer",
    min: 0,
    max: MOST.updates,
  },
  {
    ...PLAIN,
    path: "measure",
    name: "measure",
    title: "Measured",
    help: "",
    type: "choice",
    options: Object.entries(MEASURES).map(([value, title]) => ({ value, title, help: "" })),
  },
]; // prettier-ignore

/**
 * @param {Record<string, any>} schema
 * @param {(changes: Partial<Study>) => void} changed
 */
export function createForm(schema, changed) {
  const fields = el("div", { class: "fields along" });
  const element = el("div", { class: "study-form" }, fields);
  const numbers = NUMBERS.map((field) =>
    createControl(field, "", (_, value) => changed({ [field.path]: value }), { help: field.help !== "" }),
  );
  element.append(el("div", { class: "fields" }, ...numbers.map((one) => one.element)));
  /** @type {Study | null} */
  let shown = null;
  let shape = "";

  /** @param {number} place @param {Along | null} next */
  function put(place, next) {
    const along = [...(shown?.along ?? [])];
    if (next) along[place] = next;
    else along.splice(place, 1);
    changed({ along });
  }

  /** @param {number} place 0 or 1 @param {Field[]} all */
  function part(place, all) {
    const [now, other] = [shown?.along[place], shown?.along[1 - place]];
    const id = freshId("along");
    const choose = el("select", {
      id,
      onchange: () => {
        const field = all.find(({ path }) => path === choose.value);
        put(place, field ? { path: field.path, values: usual(field) } : null);
      },
    });
    if (place === 1) choose.append(el("option", { value: "", text: "nothing else" }));
    /** @type {Map<string, HTMLOptGroupElement>} */
    const groups = new Map();
    for (const { path, title } of all) {
      if (path === other?.path) continue;
      const parts = path.split(".");
      const section = parts.length === 1 ? path : parts.slice(0, -1).join(" ");
      const group = groups.get(section) ?? el("optgroup", { label: words(section) });
      if (!groups.has(section)) choose.append(group);
      groups.set(section, group);
      group.append(el("option", { value: path, text: title }));
    }
    choose.value = now?.path ?? "";
    const label = el("label", { for: id, text: place ? "and" : "Vary" });
    const row = el("div", { class: "field", "data-control": place ? "y" : "x" }, label, choose);
    const field = all.find(({ path }) => path === now?.path);
    return field && now ? [row, values(place, field, now)] : [row];
  }

  /** @param {number} place @param {Field} field @param {Along} now */
  function values(place, field, now) {
    const name = `Values of ${splitTitle(field.title)[0].toLowerCase()}`;
    if (field.type === "number" || field.type === "integer") {
      /** @type {Field} */
      const listed = {
        ...field,
        path: name,
        name: `${place ? "y" : "x"}_values`,
        title: "Values",
        type: "numbers",
        live: false,
        slider: null,
        unit: "",
        help: "With commas between.",
        most: MOST.values,
        fallback: undefined,
        nullable: false,
      }; // prettier-ignore
      return createControl(listed, now.values, (_, list) => put(place, { path: field.path, values: list }), { name })
        .element;
    }
    const options =
      field.type === "boolean"
        ? [
            { value: true, title: "On" },
            { value: false, title: "Off" },
          ]
        : field.options; // prettier-ignore
    const boxes = options.map(({ value, title }) => {
      const box = el("input", { type: "checkbox", onchange: () => ticked() });
      box.checked = now.values.includes(value);
      return { value, box, label: el("label", {}, box, title) };
    });
    function ticked() {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ value }) => value);
      if (chosen.length) put(place, { path: field.path, values: chosen });
      else for (const { value, box } of boxes) box.checked = now.values.includes(value);
    }
    return el(
      "fieldset",
      { class: "ticks" },
      el("legend", { class: "sr-only", text: name }),
      ...boxes.map((one) => one.label),
    );
  }

  return {
    element,
    /** @param {Study} study */
    show(study) {
      shown = study;
      const all = offered(schema, study.experiment);
      const now = JSON.stringify([study.along, all.map(({ path }) => path)]);
      for (const control of numbers) control.set(study[/** @type {"seeds"} */ (control.field.path)]);
      if (now === shape) return;
      shape = now;
      const focused = document.activeElement?.closest("[data-control], .ticks");
      const at = focused && fields.contains(focused) ? [...fields.children].indexOf(focused) : -1;
      const tick = focused
        ? [...focused.querySelectorAll("input")].indexOf(/** @type {any} */ (document.activeElement))
        : -1;
      fields.replaceChildren(...part(0, all), ...part(1, all));
      const again = fields.children[at]?.querySelectorAll(":is(select, input)")[Math.max(0, tick)];
      if (again instanceof HTMLElement) again.focus();
    },
  };
}

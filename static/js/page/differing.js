/** The fields in which a second run, B, differs: to be changed there, and added to. */

import { createControl } from "../controls/fields.js";
import { el } from "../dom/elements.js";
import { valueAt } from "../run/protocol.js";
import { fieldsOf, partOf, splitTitle, words } from "../run/schema.js";

/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../run/schema.js").Field} Field */

/**
 * The fields in which B differs, and a list of the others.
 * @param {Record<string, any>} schema
 * @param {(changes: Changes) => void} change   what B now has otherwise
 */
export function differingFields(schema, change) {
  /** What the fields show. @type {import("../types.js").Experiment | null} */
  let shown = null;
  /** @type {Changes} */
  let changes = {};
  let shape = "";
  /** @type {import("../controls/fields.js").Control[]} */
  let controls = [];
  const fields = el("div", { class: "fields" });
  const more = el("select", { "aria-label": "B differs in", onchange: () => add(more.value) });

  /** @param {string} path */
  function add(path) {
    if (!path) return;
    change({ ...changes, [path]: valueAt(shown, path) });
    const control = controls.find((one) => one.field.path === path)?.element;
    const input = control?.querySelector("input, select, textarea");
    if (input instanceof HTMLElement) input.focus();
  }

  /** @param {Field} field @param {any} value */
  function changed(field, value) {
    if (!shown) return;
    const next = field.type === "kind" ? partOf(schema, shown, field.path, value) : value;
    if (next === null && field.type === "kind") return;
    // Inside a part that differs as a whole, that is what changes.
    const whole = Object.keys(changes).find((path) => field.path.startsWith(`${path}.`));
    if (whole === undefined) return change({ ...changes, [field.path]: next });
    const rest = field.path.slice(whole.length + 1);
    change({ ...changes, [whole]: { ...changes[whole], [rest]: next } });
  }

  /** @param {import("../types.js").Experiment} now B's @param {Field[]} mine @param {Field[]} others */
  function build(now, mine, others) {
    controls = mine.map((field) =>
      createControl(field, valueAt(now, field.path), changed, {
        help: false,
        name: `B: ${splitTitle(field.title)[0]}`,
      }),
    );
    fields.replaceChildren(...controls.map((control) => control.element));
    more.replaceChildren(
      el("option", { value: "", text: Object.keys(changes).length ? "… and differs in" : "B differs in …" }),
      ...others.map(({ path, title }) => el("option", { value: path, text: nameOf(path, title) })),
    );
  }

  return {
    elements: [fields, el("label", { class: "field" }, more)],
    get shown() {
      return shown;
    },
    forget() {
      controls = [];
      shown = null;
      shape = "";
    },
    /** @param {import("../types.js").Experiment} now B's @param {Changes} otherwise */
    show(now, otherwise) {
      shown = now;
      changes = otherwise;
      const paths = Object.keys(changes);
      const all = fieldsOf(schema, now);
      const mine = all.filter(({ path }) => paths.some((own) => path === own || path.startsWith(`${own}.`)));
      const key = mine.map(({ path }) => path).join();
      if (key !== shape || more.options.length === 0) {
        shape = key;
        const others = all.filter((field) => !mine.includes(field) && field.path !== "runs");
        build(now, mine, others);
      }
      more.value = "";
      for (const control of controls) control.set(valueAt(now, control.field.path));
    },
  };
}

/** "Learning rate (optimizer)". @param {string} path @param {string} title */
function nameOf(path, title) {
  const parts = path.split(".");
  const name = splitTitle(title)[0];
  return parts.length > 1 ? `${name} (${words(parts.slice(0, -1).join(", ")).toLowerCase()})` : name;
}

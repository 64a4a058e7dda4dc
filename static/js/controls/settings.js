/** The settings: learning rate and baseline always at hand, everything else the schema has behind "More settings". */

import { el } from "../dom/elements.js";
import { same, valueAt } from "../run/protocol.js";
import { beside, pathOf } from "../run/refused.js";
import { fieldsOf, partOf, startsAnew, words } from "../run/schema.js";
import { createArrays, FIRST } from "./arrays.js";
import { createControl } from "./fields.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../run/schema.js").Field} Field */
/** @typedef {import("./fields.js").Control} Control */

/** The kind of problem whose arrays are a person's own. */
const OWN = "tabular";
const AT_HAND = ["optimizer.learning_rate", "estimator.baseline"];
/** @param {string} path */
const atHand = (path) => AT_HAND.some((one) => path === one || path.startsWith(`${one}.`));

/**
 * @param {Record<string, any>} schema
 * @param {{control: (changes: Changes) => void, change: (path: string, value: any, anew: boolean) => void, hide: string[], more: boolean}} given
 */
export function createSettings(schema, given) {
  const hand = el("div", { class: "fields hand" });
  const groups = el("div", {});
  const more = el(
    "details",
    { class: "more", "data-control": "more" },
    el("summary", { text: "More settings" }),
    groups,
  );
  const element = el("div", { class: "settings" }, hand);
  if (given.more) element.append(more);
  /** @type {Control[]} */
  let controls = [];
  /** @type {Experiment | null} */
  let shown = null;
  let shape = "";
  /** The change that is under way: its control, until it is in force or refused. @type {Control | null} */
  let asked = null;

  /** @param {Field} field @param {any} value */
  function changed(field, value) {
    const experiment = /** @type {Experiment} */ (shown);
    let next = value;
    if (field.type === "kind" && typeof value === "string") {
      // A problem of one's own has no default to start from: a small random one is something to change.
      next = field.path === "problem" && value === OWN ? FIRST() : partOf(schema, experiment, field.path, value);
      if (next === null) return explain(field);
    }
    const before = valueAt(experiment, field.path);
    if (same(before, next)) return;
    asked = controlOf(field) ?? null;
    if (field.live) given.control({ [field.path]: next });
    else given.change(field.path, next, startsAnew(field.path));
  }

  /** Kinds with arrays of a person's own have no default to start from. @param {Field} field */
  function explain(field) {
    const control = controlOf(field);
    control?.set(valueAt(shown, field.path));
    control?.refuse(
      "This kind needs your own arrays: put them in the address, or send them through the interface described at /docs.",
    );
  }

  /** @param {Field} field */
  const controlOf = (field) => controls.find((one) => one.field === field);

  /** @param {Field[]} fields */
  function build(fields) {
    const before = new Map(controls.map((control) => [control.field.path, control]));
    controls = [];
    hand.replaceChildren();
    groups.replaceChildren();
    const experiment = /** @type {Experiment} */ (shown);
    /** @type {Map<string, HTMLElement>} */
    const boxes = new Map();
    const whole = experiment.problem.kind === OWN ? fields.find((field) => field.path === "problem") : undefined;
    for (const field of shownOf(fields, whole)) {
      const near = atHand(field.path);
      const inner = field.path.startsWith("estimator.baseline.")
        ? { name: `Baseline ${field.title.replace(/ \S$/, "").toLowerCase()}` }
        : {};
      const old = before.get(field.path);
      // A field that stays keeps its control, and with it what is being typed there or was refused.
      const control =
        old && same(old.field, field)
          ? old
          : createControl(field, valueAt(experiment, field.path), changed, {
              help: !near || field.path.includes("baseline."),
              ...inner,
            });
      control.element.classList.toggle(
        "forced-hide",
        given.hide.includes(field.name) ||
          (field.path.startsWith("estimator.baseline") && given.hide.includes("baseline")),
      );
      controls.push(control);
      if (near) {
        hand.append(control.element);
        continue;
      }
      const group = field.path.split(".")[0] ?? "";
      const top = field.path === group && field.type !== "kind" ? "start" : group;
      let box = boxes.get(top);
      if (!box) {
        box = el("div", { class: "fields" });
        boxes.set(top, box);
        const leading = field.type === "kind" && field.path === group;
        control.element.classList.toggle("leading", leading);
        groups.append(el("section", { class: "group" }, ...(leading ? [] : [el("h2", { text: words(top) })]), box));
      }
      box.append(control.element);
    }
    if (whole) {
      const arrays = createArrays({ ...whole }, experiment.problem, changed);
      controls.push(arrays);
      boxes.get("problem")?.append(arrays.element);
    }
    more.classList.toggle("forced-hide", given.hide.includes("more"));
  }

  return {
    element,
    /** What was asked for is in force: a later error is another's. */
    settled() {
      asked = null;
    },
    /**
     * The server refused a change: its reason goes beside the field it came from, whichever field the reason names.
     * @param {string} text
     * @param {string} pointer the field named
     * @returns {boolean} false where no field here asked for it
     */
    refused(text, pointer) {
      const named = pathOf(pointer);
      const path = named.replace(/^experiment\./, "");
      const control = asked;
      const part = path.split(".")[0] ?? "";
      if (!control || !(part in schema["properties"])) return false;
      const own = path === control.field.path || path.startsWith(`${control.field.path}.`);
      control.refuse(own ? withPart(control, path, beside(text, named)) : text);
      asked = null;
      return true;
    },
    /** Show an experiment; controls are rebuilt only when other kinds bring other fields. @param {Experiment} experiment */
    show(experiment) {
      if (experiment === shown) return;
      shown = experiment;
      const fields = fieldsOf(schema, experiment);
      const now = fields.map((field) => field.path).join();
      if (now !== shape) {
        const focused = focusedIn(element);
        shape = now;
        build(fields);
        if (focused) refocus(element, focused);
      }
      for (const control of controls) control.set(valueAt(experiment, control.field.path));
    },
  };
}

/** Of a whole problem in one field, the part that a reason is about is named before it. @param {Control} control @param {string} path @param {string} reason */
function withPart({ field, whole }, path, reason) {
  const part = path.slice(field.path.length + 1).split(/[.[]/)[0];
  return whole && part ? `“${part}”: ${reason}` : reason;
}

/** Which control has the focus; "" for none of them. @param {HTMLElement} element */
function focusedIn(element) {
  const active = document.activeElement;
  return active?.id && element.contains(active)
    ? (active.closest("[data-control]")?.getAttribute("data-control") ?? "")
    : "";
}

/** @param {HTMLElement} element @param {string} name */
function refocus(element, name) {
  const target = element.querySelector(`[data-control="${name}"] :is(select, input, textarea)`);
  if (target instanceof HTMLElement) target.focus();
}

/** What is shown, in order; a person's own problem is one field, in place of a field for each array. @param {Field[]} fields @param {Field | undefined} whole the kind of such a problem */
function shownOf(fields, whole) {
  const shown = whole ? fields.filter(({ path }) => !path.startsWith(`${whole.path}.`)) : [...fields];
  return shown.sort((a, b) => rank(a.path) - rank(b.path));
}

/** The learning rate stands first, then the baseline; the rest in the schema's order. @param {string} path */
function rank(path) {
  if (path === "optimizer.learning_rate") return 0;
  if (path.startsWith("estimator.baseline")) return 1;
  return 2;
}

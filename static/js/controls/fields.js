/**
 * One control a field of the schema: a label, the widget its type asks for, its help, and what is wrong with what was typed.
 *
 * What was refused, here or by the server, stays where it was typed, is marked, and has the reason beside it, until it is typed
 * over, taken back with Escape, or the value in force becomes another:
 *
 *     at rest ──typed──► fits here? ──no──► held ──Escape, a fitting value, another value in force──► at rest
 *        ▲                   │yes            ▲
 *        └────in force───────┴───refused─────┘
 */

import { el, freshId, setText } from "../dom/elements.js";
import { mathOf } from "../dom/mathml.js";
import { inLab } from "../dom/places.js";
import { parse, short } from "../maths/format.js";
import { same } from "../run/protocol.js";
import { misfit, splitTitle } from "../run/schema.js";
import { decode, encode } from "../run/texts.js";

/** @typedef {import("../run/schema.js").Field} Field */
/**
 * @typedef {object} Control
 * @property {Field} field
 * @property {HTMLElement} element
 * @property {(value: any) => void} set   the value in force; what a person is typing, or what was refused, is left alone
 * @property {boolean} [whole]   whether all the fields below its path are in it
 * @property {(reason: string) => void} refuse   keep what stands in the field, marked, with the reason beside it
 */
/** @typedef {(field: Field, value: any) => void} Changed */

/** Positions of a slider from end to end. */
const POSITIONS = 400;
/** Significant digits of a number at rest, and of one being edited. */
const BRIEF = 4;
const EXACT = 15;
/** A value in force is said in an error up to this length. */
const SAYABLE = 40;

/**
 * @param {Field} field
 * @param {any} value
 * @param {Changed} changed
 * @param {{help?: boolean, name?: string}} [options] `name` stands for the words of the title in accessible names
 * @returns {Control}
 */
export function createControl(field, value, changed, options = {}) {
  const [words, symbol] = splitTitle(field.title);
  const name = options.name ?? words;
  const error = el("p", { class: "field-error", role: "alert", id: freshId("error") });
  const help = el("p", { class: "field-help", id: freshId("help"), text: options.help === false ? "" : field.help });
  const about = field.type === "kind" && options.help !== false ? el("a", { target: "_blank", rel: "noopener" }) : null;
  /** Kinds have an entry in the reference. @param {any} shown */
  const tell = (shown) => {
    if (!about) return;
    const kind = String(shown?.kind ?? shown);
    about.href = `${inLab("reference")}#${field.name}-${kind}`;
    setText(about, `About ${field.options.find((option) => option.value === kind)?.title ?? kind}`);
  };
  if (about) help.append(" ", about);
  const id = freshId("field");
  const title = el("label", { for: id, title: field.help }, el("span", { text: words }));
  if (symbol) title.append(mathOf(symbol));
  if (field.unit) title.append(el("span", { class: "unit", text: field.unit }));
  const element = el("div", { class: "field", "data-control": field.name }, title);

  const picked = field.type === "kind" || field.type === "choice" || field.type === "boolean";
  let inForce = value;
  let reason = "";
  /** Whether the value in force is not known yet: what was refused had been taken for it. */
  let stale = false;
  /** @param {string} text "" takes the mark away */
  const mark = (text) => {
    reason = text;
    setText(error, reason && reason + running(field, inForce));
    // What is picked from a list goes back to what is in force; what was typed stays, and is marked.
    if (reason && !picked) widget.main.setAttribute("aria-invalid", "true");
    else widget.main.removeAttribute("aria-invalid");
  };
  /** @param {any} next */
  const offer = (next) => {
    const wrong = misfit(field, next);
    mark(wrong && `Expected ${wrong}.`);
    if (wrong) return;
    if (!widget.busy() && same(next, inForce)) widget.set(next);
    changed(field, next);
  };
  const widget = widgetFor(field, name, offer);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !(reason || widget.busy())) return;
    event.stopPropagation();
    mark("");
    widget.set(inForce);
  });
  widget.main.id = id;
  if (name !== words || symbol) widget.main.setAttribute("aria-label", name);
  widget.main.setAttribute("aria-describedby", `${help.id} ${error.id}`);
  element.append(...widget.parts, help, error);
  widget.set(value);
  tell(value);
  return {
    field,
    element,
    set(next) {
      const stays = stale || same(next, inForce);
      stale = false;
      inForce = next;
      if (widget.busy()) return;
      mark(stays ? reason : "");
      if (reason && !picked) return;
      widget.set(next);
      tell(next);
    },
    refuse(text) {
      mark(text);
      stale = true;
    },
  };
}

/** What stays in force beside a refused value, where that is short enough to say. @param {Field} field @param {any} value */
function running(field, value) {
  if (value === null || value === undefined || field.type === "kind") return "";
  const text =
    typeof value === "number"
      ? short(value, EXACT)
      : encode(field, value).replaceAll(",", ", ").replaceAll("-", "\u2212");
  return text.length <= SAYABLE && field.type !== "rows" ? ` The run uses ${text}.` : " The run keeps what it had.";
}

/** @typedef {{main: HTMLElement, parts: HTMLElement[], set: (value: any) => void, busy: () => boolean}} Widget */

/** @param {Field} field @param {string} name @param {(value: any) => void} offer @returns {Widget} */
function widgetFor(field, name, offer) {
  if (field.type === "choice" || field.type === "kind" || (field.type === "boolean" && field.nullable))
    return choice(field, offer);
  if (field.type === "boolean") return tick(offer);
  if (field.type === "number" || field.type === "integer") return numeric(field, name, offer);
  return text(field, offer);
}

const ON_OFF = [
  { value: "true", title: "On", help: "" },
  { value: "false", title: "Off", help: "" },
];

/** One of several; where nothing need be said, saying nothing is the first. @param {Field} field @param {(value: any) => void} offer @returns {Widget} */
function choice(field, offer) {
  const truth = field.type === "boolean";
  const main = el("select", {
    onchange: () => offer(main.value === "" ? null : truth ? main.value === "true" : main.value),
  });
  /** @param {string} value @param {string} text @param {string} [title] */
  const add = (value, text, title = "") => main.append(el("option", { value, text, title }));
  if (field.nullable) add("", "Default");
  for (const option of truth ? ON_OFF : field.options) add(option.value, option.title, option.help);
  return {
    main,
    parts: [main],
    busy: () => false,
    set(value) {
      const text = value === null ? "" : String(typeof value === "object" ? value.kind : value);
      if (field.open && ![...main.options].some((option) => option.value === text)) add(text, text);
      main.value = text;
    },
  };
}

/** @param {(value: any) => void} offer @returns {Widget} */
function tick(offer) {
  const main = el("input", { type: "checkbox", onchange: () => offer(main.checked) });
  return { main, parts: [main], set: (value) => (main.checked = value === true), busy: () => false };
}

/** @param {Field} field @param {string} name @param {(value: any) => void} offer @returns {Widget} */
function numeric(field, name, offer) {
  let typing = false;
  /** @type {any} */
  let last = null;
  const commit = () => {
    typing = false;
    const value = main.value.trim() === "" && field.nullable ? null : parse(main.value);
    if (misfit(field, value) === "") show(value);
    offer(value);
  };
  const main = el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    role: "spinbutton",
    oninput: () => {
      typing = true;
      const value = parse(main.value);
      // While typing, only what fits is sent: half a number is not an error yet.
      if (!field.live || misfit(field, value) !== "") return;
      known(value);
      slide?.set(value);
      offer(value);
    },
    onchange: commit,
    // At rest a number is as short as its field; with the focus in it, it is all there.
    onfocus: () => {
      if (!typing && typeof last === "number") main.value = short(last, EXACT);
    },
    onblur: () => {
      typing = false;
      if (typeof last === "number" && parse(main.value) === parse(short(last, EXACT))) main.value = short(last, BRIEF);
    },
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
      if (!way || typeof last !== "number") return;
      event.preventDefault();
      const next = nudged(field, last, way);
      show(next);
      offer(next);
    },
  });
  if (Number.isFinite(field.min)) main.setAttribute("aria-valuemin", String(field.min));
  if (Number.isFinite(field.max)) main.setAttribute("aria-valuemax", String(field.max));
  const slide = field.slider
    ? slider(field, name, (value) => {
        main.value = short(value, 6);
        known(value);
        offer(value);
      })
    : null;
  /** @param {any} value */
  function known(value) {
    last = value;
    if (typeof value === "number") main.setAttribute("aria-valuenow", String(value));
  }
  /** @param {any} value */
  function show(value) {
    typing = false;
    main.value = value === null ? "" : short(value, document.activeElement === main ? EXACT : BRIEF);
    known(value);
    slide?.set(value);
  }
  return {
    main,
    parts: slide ? [main, slide.element] : [main],
    set: show,
    busy: () => typing || (slide?.busy() ?? false),
  };
}

/**
 * A slider over the field's usual range; its numbers have two digits, so that what it says is what it sends.
 * @param {Field} field
 * @param {string} name
 * @param {(value: number) => void} moved
 */
function slider(field, name, moved) {
  const [low, high] = /** @type {[number, number]} */ (field.slider);
  const log = field.scale === "log";
  let held = false;
  /** @param {number} position */
  const valueAt = (position) => {
    const share = position / POSITIONS;
    const raw = log ? low * (high / low) ** share : low + (high - low) * share;
    if (field.type === "integer") return Math.round(raw);
    if (log) return Number(raw.toPrecision(2));
    const digits = Math.max(0, 2 - Math.floor(Math.log10(high - low)));
    return Number(raw.toFixed(digits));
  };
  /** @param {number} value */
  const positionOf = (value) => {
    if (log && value <= low) return 0;
    const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Math.round(Math.min(1, Math.max(0, share)) * POSITIONS);
  };
  const element = el("input", {
    type: "range",
    min: "0",
    max: String(POSITIONS),
    step: "1",
    "aria-label": name,
    oninput: () => {
      const value = valueAt(Number(element.value));
      paint(value);
      moved(value);
    },
    onpointerdown: () => (held = true),
    onpointerup: () => (held = false),
    onpointercancel: () => (held = false),
  });
  /** @param {number} value */
  function paint(value) {
    element.style.setProperty("--fill", `${(100 * Number(element.value)) / POSITIONS}%`);
    element.setAttribute("aria-valuetext", short(value));
  }
  return {
    element,
    busy: () => held,
    /** @param {any} value */
    set(value) {
      if (typeof value !== "number") return;
      element.value = String(positionOf(value));
      paint(value);
    },
  };
}

/** One press of an arrow key: a tenth of the last digit's place for logarithmic fields, else one or a hundredth of the slider. @param {Field} field @param {number} value @param {1 | -1} way */
function nudged(field, value, way) {
  let step = field.slider ? (field.slider[1] - field.slider[0]) / 100 : 1;
  if (field.scale === "log")
    step = 10 ** Math.floor(Math.log10(Math.max(Math.abs(value), 1e-12)) + (way < 0 ? -1e-9 : 0));
  if (field.type === "integer") step = Math.max(1, Math.round(step));
  const next = Number((value + way * step).toPrecision(10));
  return Math.min(field.max, Math.max(field.min, next));
}

/** Lists, rows of text and anything nested. @param {Field} field @param {(value: any) => void} offer @returns {Widget} */
function text(field, offer) {
  let typing = false;
  const rows = field.type === "rows";
  const commit = () => {
    typing = false;
    offer(decode(field, main.value.trim()));
  };
  const events = { spellcheck: "false", autocomplete: "off", oninput: () => (typing = true), onchange: commit };
  const main = rows
    ? el("textarea", { ...events, rows: "5", wrap: "off" })
    : el("input", { ...events, type: "text", class: "wide", onpaste: joinLines });
  return {
    main,
    parts: [main],
    set(value) {
      typing = false;
      main.value = rows ? (value ?? []).join("\n") : encode(field, value).replaceAll(",", ", ").replaceAll(";", "; ");
    },
    busy: () => typing,
  };
}

/**
 * A field of one line drops the line ends of what is pasted into it, and a column of numbers would become one: semicolons take their place.
 * @param {ClipboardEvent} event
 */
function joinLines(event) {
  const pasted = event.clipboardData?.getData("text") ?? "";
  if (!/[\r\n]/.test(pasted)) return;
  event.preventDefault();
  // Set by script, the text would be no edit: nothing to undo, and no change event on leaving the field.
  document.execCommand("insertText", false, pasted.trim().replace(/\s*[\r\n]+\s*/g, "; "));
}

/**
 * The update as column arithmetic: one row a parameter, each symbol heading the numbers it stands for.
 *
 *            theta  <-  theta  +  alpha  ( G_t - b )  score
 *      A     0.067      0.000                         0.667
 *      B    -0.033  <-  0.000  +   0.1   (1.00 - 0)  -0.333
 *      C    -0.033      0.000                        -0.333
 */

import { el, setText } from "../../dom/elements.js";
import { log, math, mi, mn, mo, nabla, row, theta, tight } from "../../dom/mathml.js";
import { digitsFor, fixed, short } from "../../maths/format.js";
import { digitsOf, restOf, rowsOf, single } from "../../maths/lesson.js";
import { amount, directionOf, factorOf, RETURN } from "./telling.js";

/** @typedef {import("../../maths/lesson.js").Lesson} Lesson */
/** @typedef {import("../../maths/lesson.js").Share} Share */
/** @typedef {import("../../types.js").Lab} Lab */
/**
 * @typedef {object} Column
 * @property {string} head            MathML
 * @property {"vector" | "scalar" | "sign"} form
 * @property {string[]} texts         one a row, or one for all
 * @property {number} from            the sub-step that reveals it
 * @property {string} [says]          the column in words
 * @property {"widest" | "wide" | "narrow" | "not-tight" | "tight"} [room] only where there is most room, much, little, or where there is (not) least
 */

/** Numbers all smaller than this have exponents: decimals would say they are zero. */
const TINY = 1e-4;

/** Rows shown at most; a table further down has them all. */
export const ROWS = 8;

/**
 * @typedef {{columns: Column[], names: string[], corner: string}} Sum   corner: what all rows have in common
 */

/** @param {Lesson} lesson @param {Share | null} share @param {Lab} lab @param {number} [most] rows @returns {Sum} */
export function columnsOf(lesson, share, lab, most = ROWS) {
  const lead = share?.score ?? lesson.gradient ?? [];
  const rows = rowsOf(lead, most);
  const { before, after } = lesson;
  const digits = digitsOf(rows.map((d) => (after?.[d] ?? NaN) - (before?.[d] ?? NaN)));
  /** @param {readonly number[] | null} vector @param {number} [places] as many as show the largest to three digits */
  const column = (vector, places) => {
    const shown = rows.map((d) => vector?.[d]);
    const largest = Math.max(0, ...shown.map((value) => Math.abs(value ?? 0)).filter(Number.isFinite));
    if (places === undefined && largest > 0 && largest < TINY) return shown.map((value) => short(value, 2));
    return shown.map((value) => fixed(value, places ?? (largest > 0 ? Math.max(3, digitsFor(largest)) : 3)));
  };
  const { names, corner } = namesOf(rows, share, lab);
  const alone = !share || single(lesson);
  // Where a long update has least room, θ before is a letter only: the update before has shown its numbers.
  /** @type {Column[]} */
  const columns = [
    { head: theta, form: "vector", texts: column(after, digits), from: 5, says: "θ after" },
    sign("←"),
    {
      head: theta,
      form: "vector",
      texts: column(before, digits),
      from: 0,
      says: "θ before",
      ...(alone ? {} : { room: /** @type {const} */ ("not-tight") }),
    },
    ...(alone ? [] : [/** @type {Column} */ ({ ...sign(""), head: theta, room: "tight" })]),
    sign("+"),
  ];
  const several = !alone && lesson.batch > 1;
  const merged = several && !lesson.indirect;
  columns.push({
    head: mi("α"),
    form: "scalar",
    texts: [short(lesson.alpha, 3)],
    from: 5,
    says: "learning rate",
    ...(merged ? { room: "wide" } : {}),
  });
  if (lesson.indirect) {
    const step =
      before && after && lesson.alpha > 0 ? before.map((value, d) => ((after[d] ?? 0) - value) / lesson.alpha) : null;
    columns.push({
      head: directionOf(lesson),
      form: "vector",
      texts: column(step),
      from: 5,
      says: "what the optimizer moves along",
    });
    columns.push(sign(","), {
      head: mi("g"),
      form: "vector",
      texts: column(lesson.gradient),
      from: 5,
      says: "the estimate",
    });
    if (!share) return { columns, names, corner };
    const further = [sign("="), ...estimateOf(lesson, share, column, alone)].filter((one) => one.room !== "narrow");
    for (const one of further) one.room = "widest";
    return { columns: [...columns, ...further], names, corner };
  }
  if (merged)
    columns.push({
      head: row(mi("α"), tight("/"), mi("N")),
      form: "scalar",
      texts: [short(lesson.alpha / lesson.batch, 3)],
      from: 5,
      says: "learning rate over batch size",
      room: "narrow",
    });
  if (!share) {
    const head = lesson.estimator === "exact" ? row(nabla, mi("J")) : mi("g");
    return {
      columns: [
        ...columns,
        {
          head,
          form: "vector",
          texts: column(lesson.gradient),
          from: 0,
          says: lesson.estimator === "exact" ? "exact gradient" : "the estimate",
        },
      ],
      names,
      corner,
    };
  }
  return { columns: [...columns, ...estimateOf(lesson, share, column, alone)], names, corner };
}

/**
 * The estimate as this step's share and, where there is more, the rest.
 * @param {Lesson} lesson @param {Share} share @param {(vector: readonly number[] | null) => string[]} column @param {boolean} alone
 * @returns {Column[]}
 */
function estimateOf(lesson, share, column, alone) {
  /** @type {Column[]} */
  const columns = [];
  if (!alone && lesson.batch > 1)
    columns.push({
      head: row(mn("1"), tight("/"), mi("N")),
      form: "scalar",
      texts: [`1/${lesson.batch}`],
      from: 5,
      says: "one over the batch size",
      room: "wide",
    });
  if (!alone) columns.push(sign("["));
  /** @type {Column[]} */
  const weight = [];
  if (lesson.weighted || lesson.estimator === "uniform_behaviour")
    weight.push({ head: factorOf(lesson), form: "scalar", texts: [short(share.factor, 3)], from: 4, says: "factor" });
  weight.push(
    sign("("),
    { head: RETURN(lesson), form: "scalar", texts: [amount(share.value)], from: 2, says: "return" },
    sign("−"),
    { head: mi("b"), form: "scalar", texts: [amount(share.baseline)], from: 4, says: "baseline" },
    sign(")"),
  );
  // One step's update fits a small cell symbol by symbol; a longer one there shows the weight as one number.
  if (!alone) {
    for (const part of weight) part.room = "wide";
    weight.push({
      head: mi("w"),
      form: "scalar",
      texts: [amount(share.weight)],
      from: 4,
      says: "weight",
      room: "narrow",
    });
  }
  const score = lesson.estimator === "no_log" ? row(nabla, mi("π")) : row(nabla, log, mi("π"));
  columns.push(...weight, { head: score, form: "vector", texts: column(share.score), from: 3, says: "score" });
  if (!alone)
    columns.push(
      sign("+"),
      {
        head: mo("⋯"),
        form: "vector",
        texts: column(restOf(lesson, share)),
        from: 5,
        says: "all other steps and episodes",
      },
      sign("]"),
    );
  return columns;
}

/** Rows of one state are named by their action, the state once above them. @param {number[]} rows @param {Share | null} share @param {Lab} lab */
function namesOf(rows, share, lab) {
  const { problem, policy, experiment } = lab;
  const tabular = experiment.policy.features?.kind === "one_hot" && problem.states > 1;
  const own = tabular && share && rows.every((d) => Math.floor(d / problem.actions) === share.state);
  const cut = rows.length < policy.parameters ? `${rows.length} of ${policy.parameters}` : "";
  if (!own) return { names: rows.map((d) => policy.parameter_names[d] ?? ""), corner: cut };
  return {
    names: rows.map((d) => problem.action_names[d % problem.actions] ?? ""),
    corner: problem.state_names[share.state] ?? "",
  };
}

/** @param {string} text @returns {Column} */
function sign(text) {
  return { head: text === "⋯" ? mo(text) : tight(text), form: "sign", texts: [], from: -1 };
}

/** @param {Column} column */
const classOf = (column) => `sum-${column.form}${column.room ? ` room-${column.room}` : ""}`;

/** The table in the page; it is rebuilt only when its form changes, numbers are written in place. */
export function createSum() {
  const table = el("table", { class: "sum" });
  const element = el(
    "div",
    { class: "sum-frame", tabindex: "0", role: "region", "aria-label": "The update as a sum" },
    table,
  );
  let form = "";
  /** @type {HTMLElement[][]} */
  let cells = [];

  const corner = el("td", { class: "sum-corner" });

  /** @param {Column[]} columns @param {string[]} names */
  function build(columns, names) {
    const head = el("tr", {}, corner);
    columns.forEach((column) => {
      const cell = el(column.form === "sign" ? "td" : "th", {
        class: classOf(column),
        title: column.says,
        ...(column.form === "sign" ? { "aria-hidden": "true" } : { scope: "col" }),
      });
      if (column.form !== "sign") cell.append(el("span", { class: "sr-only", text: column.says }));
      cell.append(math(column.head));
      head.append(cell);
    });
    cells = columns.map(() => []);
    const rows = names.map((name, r) => {
      const line = el("tr", {}, el("th", { scope: "row", text: name, title: name }));
      columns.forEach((column, c) => {
        if (column.form !== "vector" && r > 0) return;
        const cell = el("td", {
          class: classOf(column),
          "data-from": column.from,
          ...(column.form === "vector" ? {} : { rowspan: names.length }),
        });
        if (column.form === "sign") {
          cell.setAttribute("aria-hidden", "true");
          cell.append(math(column.head));
        }
        cells[c]?.push(cell);
        line.append(cell);
      });
      return line;
    });
    table.replaceChildren(el("thead", {}, head), el("tbody", {}, ...rows));
  }

  return {
    element,
    /** @param {Sum} sum @param {number} reached the sub-step up to which numbers are shown */
    write({ columns, names, corner: common }, reached) {
      setText(corner, common);
      const next = `${names.join("|")} ${columns.map((column) => column.head).join("")}`;
      if (next !== form) {
        form = next;
        build(columns, names);
      }
      columns.forEach((column, c) => {
        if (column.form === "sign") return;
        cells[c]?.forEach((cell, r) => {
          setText(cell, column.from <= reached ? (column.texts[r] ?? "") : "");
        });
      });
    },
  };
}

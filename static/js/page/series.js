/** What a picture is made of, as numbers to their last digit: a series a mark. Pure. */

/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Column} Column */
/** @typedef {{name: string, mark: string, x: Column, y: Column, x2?: Column, y2?: Column}} Series  2: a band's other edge, an arrow's tip */
/** @typedef {{label: string, x: string, y: string, series: Series[]}} Shown   x, y: titles of the axes */

/**
 * The series of a picture. Words are not among them, and signs that only repeat what another mark of their name shows.
 * @param {readonly Mark[]} marks
 * @returns {Series[]}
 */
function seriesOf(marks) {
  const named = new Set(marks.filter((mark) => mark.title).map((mark) => mark.name));
  return marks.flatMap((mark) => only(mark, named));
}

/** @param {Mark} mark @param {ReadonlySet<string>} named @returns {Series[]} */
function only(mark, named) {
  const { name } = mark;
  if (mark.mark === "text" || (!mark.title && named.has(name))) return [];
  if (mark.mark === "areaY") return [{ name, mark: mark.mark, x: mark.x, y: mark.y1, y2: mark.y2 }];
  if (mark.mark === "arrow")
    return [{ name, mark: mark.mark, x: [mark.x1], y: [mark.y1], x2: [mark.x2], y2: [mark.y2] }];
  if (!("x" in mark && "y" in mark)) return [];
  return mark.x.length ? [{ name, mark: mark.mark, x: mark.x, y: mark.y }] : [];
}

/** As a table in long form, a row a point. @param {readonly Shown[]} pictures @returns {import("../types.js").Table} */
export function longTable(pictures) {
  const columns = ["picture", "series", "mark", "x", "y", "x2", "y2"];
  /** @param {number | null | undefined} value */
  const cell = (value) => value ?? "";
  const rows = pictures.flatMap(({ series }, p) =>
    series.flatMap(({ name, mark, x, y, x2, y2 }) =>
      x.map((value, i) => [p + 1, name, mark, cell(value), cell(y[i]), cell(x2?.[i]), cell(y2?.[i])]),
    ),
  );
  return { columns, rows };
}

/** @param {import("../types.js").StageFigure} figure @returns {Shown} */
export function shownBy({ label, marks, layout }) {
  const [x, y] = layout["annotations"].map((/** @type {{text: string}} */ { text }) => text);
  return { label, x, y, series: seriesOf(marks) };
}

/** A panel's table on the page, where numbers are rounded, and as a file, where they have all their digits. Pure. */

/** @typedef {import("../types.js").Table} Table */
/** @typedef {import("../types.js").Cell} Cell */

/** As people read it. @param {Cell} cell */
export const shownCell = (cell) => (typeof cell === "object" ? cell.text : String(cell));

/** As programs read it. A true minus sign, a thin space between thousands and the dash for nothing are for people. @param {Cell} cell */
export function plain(cell) {
  if (typeof cell === "object") {
    const { value } = cell;
    if (Array.isArray(value)) return value.length ? `(${value.join(", ")})` : "";
    return value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
  }
  const text = String(cell)
    .replaceAll("\u2212", "-")
    .replace(/(?<=\d)\u202f(?=\d)/g, "");
  return text === "\u2013" ? "" : text;
}

/**
 * Two runs in one table, told apart by its first column; where they differ in columns, both have all of them.
 * @param {Table} a
 * @param {Table} b
 * @returns {Table}
 */
export function beside(a, b) {
  const columns = [...new Set([...a.columns, ...b.columns])];
  /** @param {string} run @param {Table} table */
  const told = (run, table) =>
    table.rows.map((row) => [run, ...columns.map((name) => row[table.columns.indexOf(name)] ?? "")]);
  return { columns: ["run", ...columns], rows: [...told("A", a), ...told("B", b)] };
}

/** RFC 4180: quoted where it must be, lines ended by CRLF. @param {Table} table */
export function csvOf({ columns, rows }) {
  /** @param {Cell} cell */
  const field = (cell) => (/[",\r\n]/.test(plain(cell)) ? `"${plain(cell).replaceAll('"', '""')}"` : plain(cell));
  return [columns, ...rows].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

/** Rows of numbers and texts under their columns, with what they belong to. @param {Table} table @param {object} about */
export function jsonOf({ columns, rows }, about) {
  /** @param {Cell} cell */
  const value = (cell) => {
    if (typeof cell === "object" && Array.isArray(cell.value)) return cell.value;
    const text = plain(cell);
    return text === "" ? null : Number.isFinite(Number(text)) ? Number(text) : text;
  };
  return `${JSON.stringify({ ...about, columns, rows: rows.map((line) => line.map(value)) }, null, 2)}\n`;
}

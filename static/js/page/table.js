/** A panel's table as a file: the numbers as they stand, in plain signs that every program reads. Pure. */

/** @typedef {import("../types.js").Table} Table */

/** A true minus sign, a thin space between thousands and the dash for nothing are for people. @param {string | number} cell */
export function plain(cell) {
  const text = String(cell)
    .replaceAll("\u2212", "-")
    .replace(/(?<=\d)\u202f(?=\d)/g, "");
  return text === "\u2013" ? "" : text;
}

/** RFC 4180: quoted where it must be, lines ended by CRLF. @param {Table} table */
export function csvOf({ columns, rows }) {
  /** @param {string | number} cell */
  const field = (cell) => (/[",\r\n]/.test(plain(cell)) ? `"${plain(cell).replaceAll('"', '""')}"` : plain(cell));
  return [columns, ...rows].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

/** Rows of numbers and texts under their columns, with what they belong to. @param {Table} table @param {object} about */
export function jsonOf({ columns, rows }, about) {
  /** @param {string | number} cell */
  const value = (cell) => {
    const text = plain(cell);
    return text === "" ? null : Number.isFinite(Number(text)) ? Number(text) : text;
  };
  return `${JSON.stringify({ ...about, columns, rows: rows.map((line) => line.map(value)) }, null, 2)}\n`;
}

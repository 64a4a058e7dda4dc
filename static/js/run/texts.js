/** Values of fields as the text of a URL or of an input, and back. Pure. */

/** @typedef {import("./schema.js").Field} Field */

/** @param {Field} field @param {any} value */
export function encode(field, value) {
  if (value === null) return "";
  if (field.type === "numbers") return Array.isArray(value) ? value.join(",") : String(value);
  if (field.type === "rows") return value.join("/");
  if (field.type === "json") return nested(value) ?? JSON.stringify(value);
  return String(value);
}

/** Rows of numbers as "1,0;0,1". @param {any} value */
function nested(value) {
  const rows =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((row) => Array.isArray(row) && row.length > 0 && row.every((one) => typeof one === "number"));
  return rows ? value.map((/** @type {number[]} */ row) => row.join(",")).join(";") : null;
}

/**
 * @param {Field} field
 * @param {string} text
 * @returns {any} undefined for what cannot be read
 */
export function decode(field, text) {
  if (text === "") return field.nullable ? null : undefined;
  if (field.type === "boolean") return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
  if (field.type === "number" || field.type === "integer") return number(text);
  if (field.type === "numbers") {
    const list = listed(text);
    return list?.length === 1 && typeof field.fallback === "number" ? list[0] : list;
  }
  if (field.type === "rows") return rowsOf(text);
  if (field.type !== "json") return text;
  return parsed(text) ?? tabled(text);
}

/** The rows of a map: on separate lines with any line ends, or separated by slashes. @param {string} text */
function rowsOf(text) {
  return text
    .trim()
    .split(/\r\n|\r|\n|\//)
    .map((row) => row.trim());
}

/** JSON, or undefined. @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Numbers as people type and paste them: commas, semicolons, spaces, tabs or lines between, or JSON's brackets around. @param {string} text */
function listed(text) {
  const whole = /^\[([^[\]]*)\]$/.exec(text.trim())?.[1] ?? text;
  const list = whole
    .trim()
    .replace(/\s*[,;]$/, "")
    .split(/\s*[,;]\s*|\s+/)
    .map(number);
  return list.includes(undefined) ? undefined : list;
}

/** Rows of numbers, a row a line or with semicolons between. @param {string} text */
function tabled(text) {
  const rows = text
    .trim()
    .replace(/\s*;$/, "")
    .split(/\s*[;\r\n]+\s*/)
    .map(listed);
  return rows.includes(undefined) ? undefined : rows;
}

/** @param {string} text */
function number(text) {
  const value = text.trim() === "" ? NaN : Number(text.replaceAll("\u2212", "-"));
  return Number.isFinite(value) ? value : undefined;
}

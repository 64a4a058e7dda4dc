/** Numbers as people read them: a true minus sign, fixed digits, thin spaces in thousands. */

const MINUS = "\u2212";
const NOTHING = "\u2013";

/**
 * A number with a fixed count of decimals; what is not a finite number is a dash.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function fixed(value, digits = 2) {
  if (value === null || value === undefined || Number.isNaN(value)) return NOTHING;
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : `${MINUS}\u221e`;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A cell of a table, shown with that many decimals. @param {number | null | undefined} value @param {number} [digits] */
export const rounded = (value, digits = 4) => ({ value, text: fixed(value, digits) });

/**
 * Fixed decimals with an explicit sign, for differences.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function signed(value, digits = 2) {
  const text = fixed(value, digits);
  return typeof value === "number" && value > 0 && Number.isFinite(value) && Number(text) !== 0 ? `+${text}` : text;
}

/**
 * At most `digits` significant digits, no trailing zeros: for ranges and settings.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function short(value, digits = 4) {
  if (value === null || value === undefined || !Number.isFinite(value)) return fixed(value);
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  const text =
    size >= 1e6 || size < 1e-4 ? rounded.toExponential().replace("e+", "e") : String(size === 0 ? 0 : rounded);
  return text.replaceAll("-", MINUS);
}

/**
 * A length, a spread, a component: three significant digits whatever its size, zeros too, so that those on one screen can be compared.
 * @param {number | null | undefined} value
 */
export function magnitude(value) {
  const rounded = Number(Number(value ?? NaN).toPrecision(3));
  const digits = 2 - Math.floor(Math.log10(Math.abs(rounded)));
  return digits >= 0 && digits <= 6 ? fixed(rounded, digits) : short(value, 3);
}

/**
 * A probability in two decimals; one that is neither 0 nor 1 never reads so.
 * @param {number | null | undefined} value
 */
export function chance(value) {
  const some = typeof value === "number" && value > 0 && value < 1;
  const digits = [2, 3].find((one) => !some || ![0, 1].includes(Number(value.toFixed(one))));
  return digits ? fixed(value, digits) : Number(value) < 0.5 ? "<0.001" : ">0.999";
}

/**
 * A count with thin spaces between thousands from five digits on.
 * @param {number} value
 */
export function count(value) {
  const text = String(Math.round(Math.abs(value)));
  const grouped = text.length > 4 ? text.replace(/\B(?=(\d{3})+$)/g, "\u202f") : text;
  return value < 0 ? MINUS + grouped : grouped;
}

/**
 * The texts of an axis, all alike: grouped as counts are, or with exponents where they would be too long to stand beside it.
 * @param {readonly number[]} values
 * @param {number} digits the decimals their step needs
 */
export function tickTexts(values, digits) {
  const size = Math.max(...values.map(Math.abs), 0);
  const long = size >= (values.some((value) => value < 0) ? 1e5 : 1e6);
  if (long || (digits > 4 && size < 1e-2)) return values.map((value) => exponential(value));
  return values.map((value) => (digits > 0 ? fixed(value, digits) : count(value)));
}

/** Powers of ten, as few digits as needed. @param {number} value */
function exponential(value) {
  const rounded = Number(value.toPrecision(6));
  return rounded === 0 ? "0" : rounded.toExponential().replace("e+", "e").replaceAll("-", MINUS);
}

/**
 * Fixed decimals where they fit, fewer where not, powers of ten where even the whole number is too long.
 * @param {number | null | undefined} value
 * @param {number} digits
 * @param {number} room characters
 */
export function fitting(value, digits, room) {
  for (let d = digits; d >= 0; d -= 1) {
    const text = fixed(value, d);
    if (text.length <= room) return text;
  }
  return exponential(Number(Number(value).toPrecision(2)));
}

/**
 * Decimals that show a span in about three digits: 2 for spans near 1, none for spans in the hundreds.
 * @param {number} span
 */
export function digitsFor(span) {
  const size = Math.abs(span);
  if (!Number.isFinite(size) || size === 0) return 2;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

/**
 * A number a person typed: accepts a true minus sign and a decimal comma; NaN for anything else.
 * @param {string} text
 */
export function parse(text) {
  const plain = text
    .trim()
    .replaceAll(MINUS, "-")
    .replace(/^([+-]?\d+),(\d+)$/, "$1.$2");
  return plain === "" ? NaN : Number(plain);
}

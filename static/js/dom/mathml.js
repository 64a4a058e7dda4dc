/**
 * Formulas as native MathML, written with a few short words.
 *
 * Each word gives a string of markup; `math` makes an element of it. Chromium ignores mathvariant="bold", so the bold theta is
 * the letter U+1D6C9 itself; written-out brackets must not stretch.
 */

/** An identifier: one letter is slanted, several stand upright. @param {string} text */
export const mi = (text) => `<mi>${text}</mi>`;
/** @param {string | number} text */
export const mn = (text) => `<mn>${text}</mn>`;
/** @param {string} text */
export const mo = (text) => `<mo stretchy="false">${text}</mo>`;
/** An operator without the spaces around it. @param {string} text */
export const tight = (text) => `<mo stretchy="false" lspace="0" rspace="0">${text}</mo>`;
/** @param {string[]} parts */
export const row = (...parts) => `<mrow>${parts.join("")}</mrow>`;
/** @param {string} base @param {string} below */
export const sub = (base, below) => `<msub>${base}${below}</msub>`;
/** @param {string} base @param {string} above */
export const sup = (base, above) => `<msup>${base}${above}</msup>`;
/** @param {string} above @param {string} below */
export const frac = (above, below) => `<mfrac>${above}${below}</mfrac>`;
/** @param {string} inner */
export const sqrt = (inner) => `<msqrt>${inner}</msqrt>`;
/** An accent above. @param {string} base @param {string} accent */
export const over = (base, accent) => `<mover accent="true">${base}${accent}</mover>`;
/** A sum over what stands below it, as in running text. @param {string} below */
export const sum = (below) => `<msub><mo lspace="0" rspace="0.1em" largeop="false">∑</mo>${below}</msub>`;
/** @param {string[]} inner */
export const round = (...inner) => row(tight("("), ...inner, tight(")"));
/** A gap. @param {string} width */
export const gap = (width) => `<mspace width="${width}"></mspace>`;

export const theta = mi("\u{1d6c9}");
/** Upright and with air around it, as functions are. */
export const log = '<mspace width="0.17em"></mspace><mi>log</mi><mspace width="0.17em"></mspace>';
export const nabla = tight("∇");
/** A letter with the time beneath it: S_t, R_{t+1}. @param {string} letter @param {string} [later] */
export const at = (letter, later = "") => sub(mi(letter), later ? row(mi("t"), tight("+"), mn(later)) : mi("t"));

/**
 * @param {string} markup
 * @param {boolean} [block]
 * @returns {Element}
 */
export function math(markup, block = false) {
  const template = document.createElement("template");
  template.innerHTML = `<math${block ? ' display="block"' : ""}>${markup}</math>`;
  return /** @type {Element} */ (template.content.firstElementChild);
}

/** In brackets where it is more than one thing, unless it has them. @param {string} text */
function grouped(text) {
  const whole = text.trim();
  return /[\s·+−-]/.test(whole) && !/^\([^()]*\)(<sup>[^<]*<\/sup>)?$/.test(whole) ? `(${whole})` : whole;
}

/** What binds two sides has air around it. */
const RELATIONS = /^[=≠←≈≤≥+−]$/;

/**
 * A formula in one line of letters, with the little HTML that plotly.js reads (i, b, sub, sup).
 * @param {Element} node
 * @returns {string}
 */
export function markupOf(node) {
  const inner = () => [...node.children].map(markupOf).join("");
  const part = (/** @type {number} */ i) =>
    node.children[i] ? markupOf(/** @type {Element} */ (node.children[i])) : "";
  const text = (node.textContent ?? "").trim().replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  switch (node.localName) {
    case "mi":
      return [...text].length === 1 ? `<i>${text}</i>` : text;
    case "mo":
      return RELATIONS.test(text) ? ` ${text} ` : text;
    case "mn":
    case "mtext":
      return text;
    case "mspace":
      return " ";
    case "msub":
      return `${part(0)}<sub>${part(1)}</sub>`;
    case "msup":
      return `${part(0)}<sup>${part(1)}</sup>`;
    case "msubsup":
      return `${part(0)}<sub>${part(1)}</sub><sup>${part(2)}</sup>`;
    case "mfrac":
      return `${grouped(part(0))}/${grouped(part(1))}`;
    case "msqrt":
      return `√(${inner()})`;
    case "mover":
      return `${part(0)}${text.endsWith("^") || text.endsWith("ˆ") ? "\u0302" : text.endsWith("¯") || text.endsWith("‾") ? "\u0304" : ""}`;
    default:
      return inner();
  }
}

/** A symbol as the schema writes it: "α_w" gets a subscript. @param {string} symbol */
export function mathOf(symbol) {
  const [base = "", index] = symbol.split("_");
  return math(index ? sub(mi(base), mi(index)) : mi(base));
}

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

/** How wide words are, CSS px: measured once, since measuring is dear. */

/** Widths by font and words. @type {Map<string, number>} */
const widths = new Map();
/** More than a page has. */
const REMEMBERED = 1000;
/** @type {CanvasRenderingContext2D | null} */
let ruler = null;

/** @param {string} words @param {string} font as CSS writes it */
export function widthOf(words, font) {
  const key = `${font}|${words}`;
  let known = widths.get(key);
  if (known === undefined) {
    ruler ??= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    if (ruler.font !== font) ruler.font = font;
    known = ruler.measureText(words).width;
    if (widths.size > REMEMBERED) widths.clear();
    widths.set(key, known);
  }
  return known;
}

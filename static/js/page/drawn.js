/** A panel's picture as SVG without plotly.js: what stands on the page, by the pen that writes it down; and as PNG, made of that. */

import { createSvgPen, escaped } from "../marks/svg.js";
import { composed } from "./figure.js";

/** Dots a px of the page. */
const FINE = 2;

/**
 * @param {Parameters<typeof composed>[0] & {title: string, caption: string, about: object}} given
 * @returns {string | null} null where there is no picture
 */
export function drawnSvg(given) {
  const whole = composed(given);
  if (!whole) return null;
  const { width, height, words, places } = whole;
  const { paper, font } = given.theme;
  const stages = places.map(({ stage, left, top }) => {
    const pen = createSvgPen();
    stage.drawn(pen.context);
    return `<g transform="translate(${left} ${top})">${pen.markup}</g>`;
  });
  const texts = words.map(
    ({ text, x, y, font: look }) =>
      `<text x="${x}" y="${y + 0.35 * look.size}" font-size="${look.size}" fill="${look.color}" font-weight="${look.weight ?? 400}">${spans(text)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(font)}">`,
    `<title>${escaped(given.title)}</title><desc>${escaped(given.caption)}</desc><metadata>${escaped(JSON.stringify(given.about))}</metadata>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    ...stages,
    ...texts,
    "</svg>\n",
  ].join("\n");
}

/** The little HTML of a line of words as SVG's. @type {Record<string, string>} */
const SPANS = {
  b: 'font-weight="600"',
  i: 'font-style="italic"',
  sub: 'baseline-shift="sub" font-size="70%"',
  sup: 'baseline-shift="super" font-size="70%"',
};

/** @param {string} text */
function spans(text) {
  return text
    .replace(/<(b|i|sub|sup)>/g, (_, name) => `<tspan ${SPANS[name]}>`)
    .replace(/<span style="color:([^"<>]*)">/g, '<tspan fill="$1">')
    .replace(/<\/(?:b|i|sub|sup|span)>/g, "</tspan>")
    .replace(/<br ?\/?>/g, " ");
}

/** @param {string} svg @returns {Promise<Blob>} */
export async function pngOfSvg(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [FINE * image.width, FINE * image.height];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

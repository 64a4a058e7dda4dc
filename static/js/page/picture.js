/** A panel's figure as a file: SVG, PNG or the figure itself, with what it belongs to written inside. */

import { canHavePlotly, plotly } from "../stage/loader.js";
import { pngOfSvg } from "./drawn.js";
import { withWords } from "./png.js";

/** @typedef {{data: Record<string, any>[], layout: Record<string, any>}} Figure */
/** @typedef {{title: string, caption: string, about: object, figure: Figure, drawn?: () => string}} Picture  drawn: as SVG, where plotly.js may be missing */

/** Dots a px of the page. */
const FINE = 2;

/** @param {Picture} picture @param {"svg" | "png"} format @param {number} scale */
async function byPlotly({ figure }, format, scale) {
  const { width, height } = figure.layout;
  const library = await plotly();
  const text = await library.toImage(figure, { format, width, height, scale });
  return text.slice(text.indexOf(",") + 1);
}

/** @param {Picture} picture */
export async function svgOf(picture) {
  if (picture.drawn && !canHavePlotly()) return new Blob([picture.drawn()], { type: "image/svg+xml" });
  const text = decodeURIComponent(await byPlotly(picture, "svg", 1));
  const words = `<title>${escaped(picture.title)}</title><desc>${escaped(picture.caption)}</desc><metadata>${escaped(JSON.stringify(picture.about))}</metadata>`;
  return new Blob([text.replace(/<svg[^>]*>/, (head) => head + words), "\n"], { type: "image/svg+xml" });
}

/** @param {Picture} picture */
export async function pngOf(picture) {
  const bytes =
    picture.drawn && !canHavePlotly()
      ? new Uint8Array(await (await pngOfSvg(picture.drawn())).arrayBuffer())
      : Uint8Array.from(atob(await byPlotly(picture, "png", FINE)), (letter) => letter.charCodeAt(0));
  const words = {
    Title: picture.title,
    Description: picture.caption,
    Software: software(),
    Comment: JSON.stringify(picture.about),
  };
  return new Blob(withWords(bytes, words), { type: "image/png" });
}

/** As `plotly.io.read_json` and Plotly's own editors read it. @param {Picture} picture */
export const figureJson = ({ figure }) => new Blob([JSON.stringify(figure), "\n"], { type: "application/json" });

/** What made the file, and its version, as the page's head says it. */
export const software = () =>
  document.querySelector('meta[name="generator"]')?.getAttribute("content") ?? "Policyscope";

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** A panel's pictures as one SVG: its title, what the marks mean, every stage where it stands, and the sentence under them. */

import { arrow, ellipse, label, marker, segment } from "../stage/marks.js";
import { escaped, SvgPen } from "../stage/svgpen.js";

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Key} Key */
/** @typedef {import("../types.js").Theme} Theme */

const PAD = 12;
/** A key's mark is so wide, px. */
const MARK = 18;

/**
 * @param {{title: string, caption: string, keys: readonly Key[], stages: readonly Stage[], theme: Theme}} given
 * @returns {{svg: string, width: number, height: number} | null} null where there is no picture
 */
export function pictureOf({ title, caption, keys, stages, theme }) {
  const boxes = stages
    .filter((stage) => stage.area.width > 1 && stage.element.checkVisibility())
    .map((stage) => ({ stage, box: stage.element.getBoundingClientRect() }));
  const ruler = document.createElement("canvas").getContext("2d");
  if (!boxes.length || !ruler) return null;
  const left = Math.min(...boxes.map(({ box }) => box.left));
  const top = Math.min(...boxes.map(({ box }) => box.top));
  const wide = Math.max(...boxes.map(({ box }) => box.right)) - left;
  const high = Math.max(...boxes.map(({ box }) => box.bottom)) - top;
  const pen = new SvgPen(ruler);
  const ctx = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (pen));
  const font = `${theme.size}px ${theme.font}`;
  const line = 1.45 * theme.size;

  let y = PAD + 0.8 * theme.size;
  label(ctx, title, PAD, y, { color: theme.ink, font: `600 ${theme.size + 2}px ${theme.font}` });
  let x = PAD;
  if (keys.length) y += line + 4;
  for (const key of keys) {
    pen.font = font;
    const long = MARK + 6 + pen.measureText(key.text).width;
    if (x > PAD && x + long > PAD + wide) {
      x = PAD;
      y += line;
    }
    drawKey(ctx, key, x, y, theme);
    label(ctx, key.text, x + MARK + 6, y, { color: theme.quiet, font });
    x += long + 14;
  }
  y += 0.8 * line;
  for (const { stage, box } of boxes) {
    pen.save();
    pen.parts.push(`<g transform="translate(${Math.round(PAD + box.left - left)} ${Math.round(y + box.top - top)})">`);
    stage.record(ctx);
    pen.parts.push("</g>");
    pen.restore();
  }
  y += high + line;
  pen.font = font;
  for (const text of broken(caption, wide, (words) => pen.measureText(words).width)) {
    label(ctx, text, PAD, y, { color: theme.quiet, font });
    y += line;
  }
  const [width, height] = [Math.ceil(wide + 2 * PAD), Math.ceil(y + PAD - 0.5 * line)];
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`;
  return {
    svg: `${head}<title>${escaped(title)}</title><desc>${escaped(caption)}</desc><rect width="${width}" height="${height}" fill="${theme.paper}"/>\n${pen.text()}\n</svg>\n`,
    width,
    height,
  };
}

/** @param {CanvasRenderingContext2D} ctx @param {Key} key @param {number} x @param {number} y @param {Theme} theme */
function drawKey(ctx, { mark, color, dash = [] }, x, y, theme) {
  const middle = x + MARK / 2;
  if (mark === "arrow") arrow(ctx, x, y, x + MARK, y, { color, width: 2.5 * theme.weight, head: 9 });
  else if (mark === "line") segment(ctx, x, y, x + MARK, y, { color, width: 1.5, dash });
  else if (mark === "ellipse")
    ellipse(
      ctx,
      [middle, y],
      [
        [1, 0],
        [0, 1],
      ],
      [MARK / 2, 5],
      { color, width: 1, dash },
    );
  else if (mark === "band") {
    ctx.globalAlpha = 0.25;
    ctx.fillStyle = color;
    ctx.fillRect(x, y - 4, MARK, 8);
    ctx.globalAlpha = 1;
    segment(ctx, x, y, x + MARK, y, { color, width: 1.5 });
  } else marker(ctx, mark, middle, y, 4.5, { color });
}

/**
 * A text in lines that fit.
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function broken(text, width, measure) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/** The same as dots. @param {{svg: string, width: number, height: number}} picture @param {number} [scale] @returns {Promise<Blob>} */
export async function dotted({ svg, width, height }, scale = 2) {
  const image = new Image(width * scale, height * scale);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * scale, height * scale];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("The browser could not make the picture."))),
      "image/png",
    ),
  );
}

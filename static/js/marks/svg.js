/**
 * The pen for files where plotly.js is not at hand: the part of a 2D context that axes, marks and backgrounds use, written down as SVG.
 *
 *     const pen = createSvgPen();
 *     drawMarks(pen.context, marks, stage);
 *     pen.markup                                  elements, to stand inside an <svg>
 */

/** How far below the given height a line of letters stands, in their size. @type {Record<string, number>} */
const DOWN = { top: 0.78, middle: 0.35, bottom: -0.22, alphabetic: 0 };
/** @type {Record<string, string>} */
const ANCHOR = { left: "start", center: "middle", right: "end" };
const STATE = {
  fillStyle: /** @type {string | Gradient} */ ("#000"),
  strokeStyle: /** @type {string | Gradient} */ ("#000"),
  lineWidth: 1,
  lineJoin: "miter",
  globalAlpha: 1,
  font: "10px sans-serif",
  textAlign: "left",
  textBaseline: "alphabetic",
  dash: /** @type {number[]} */ ([]),
  clipped: "",
  moved: "",
};

/** @typedef {{id: string, addColorStop: (offset: number, color: string) => void}} Gradient */

let named = 0;

/** A name no other element of the page's files has. @param {string} kind */
function freshId(kind) {
  named += 1;
  return `${kind}-${named}`;
}

class SvgContext {
  /** @type {string[]} */
  parts = [];
  /** @type {Map<string, string[]>} */
  stops = new Map();
  d = "";
  /** @type {(typeof STATE)[]} */
  kept = [];
  imageSmoothingQuality = "high";

  constructor() {
    Object.assign(this, STATE);
  }

  get state() {
    return /** @type {typeof STATE} */ (/** @type {unknown} */ (this));
  }

  save() {
    const now = /** @type {any} */ ({});
    for (const name of Object.keys(STATE)) now[name] = /** @type {any} */ (this)[name];
    this.kept.push(now);
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.state.moved += `translate(${n(x)} ${n(y)}) `;
  }

  /** @param {number} angle */
  rotate(angle) {
    this.state.moved += `rotate(${n((180 * angle) / Math.PI)}) `;
  }

  clip() {
    const id = freshId("clip");
    this.parts.push(`<clipPath id="${id}"><path d="${this.d}"/></clipPath>`);
    this.state.clipped = ` clip-path="url(#${id})"`;
  }

  beginPath() {
    this.d = "";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.d += `M${n(x)} ${n(y)}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.d += `${this.d ? "L" : "M"}${n(x)} ${n(y)}`;
  }

  closePath() {
    this.d += "Z";
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.d += box(x, y, width, height);
  }

  /** @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to */
  arc(x, y, r, from, to) {
    const at = (/** @type {number} */ angle) => `${n(x + r * Math.cos(angle))} ${n(y + r * Math.sin(angle))}`;
    const half = (from + to) / 2;
    const big = to - from > 2 * Math.PI ? 1 : 0;
    this.d += `${this.d ? "L" : "M"}${at(from)}A${n(r)} ${n(r)} 0 ${big} 1 ${at(half)}A${n(r)} ${n(r)} 0 ${big} 1 ${at(to)}`;
  }

  fill() {
    this.#path(this.d, this.#filled());
  }

  stroke() {
    this.#path(this.d, this.#stroked());
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.#path(box(x, y, width, height), this.#filled());
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    this.#path(box(x, y, width, height), this.#stroked());
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.#text(text, x, y, this.#filled());
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.#text(text, x, y, this.#stroked());
  }

  /** @param {string} text */
  measureText(text) {
    const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    ruler.font = this.state.font;
    return ruler.measureText(text);
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.state.dash = dash;
  }

  /** @param {HTMLCanvasElement} canvas @param {number} x @param {number} y @param {number} width @param {number} height */
  drawImage(canvas, x, y, width, height) {
    const place = `x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`;
    this.#add(`<image ${place} preserveAspectRatio="none" href="${canvas.toDataURL("image/png")}"/>`);
  }

  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @returns {Gradient} */
  createLinearGradient(x1, y1, x2, y2) {
    const id = freshId("slope");
    /** @type {string[]} */
    const stops = [];
    this.stops.set(
      `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}">`,
      stops,
    );
    return { id, addColorStop: (offset, color) => stops.push(`<stop offset="${offset}" stop-color="${color}"/>`) };
  }

  #filled() {
    return `fill="${ink(this.state.fillStyle)}"`;
  }

  #stroked() {
    const { lineWidth, lineJoin, dash } = this.state;
    const dashed = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    return `fill="none" stroke="${ink(this.state.strokeStyle)}" stroke-width="${n(lineWidth)}" stroke-linejoin="${lineJoin}"${dashed}`;
  }

  /** @param {string} d @param {string} look */
  #path(d, look) {
    if (d) this.#add(`<path d="${d}" ${look}/>`);
  }

  /** @param {string} words @param {number} x @param {number} y @param {string} look */
  #text(words, x, y, look) {
    const { font, textAlign, textBaseline } = this.state;
    const [, weight = "400", size = "10", family = ""] = /^(?:(\w+) )?([\d.]+)px (.*)$/.exec(font) ?? [];
    const down = y + Number(size) * (DOWN[textBaseline] ?? 0);
    const place = `x="${n(x)}" y="${n(down)}" text-anchor="${ANCHOR[textAlign] ?? "start"}"`;
    this.#add(
      `<text ${place} font-size="${size}" font-weight="${weight}" font-family="${escaped(family)}" ${look}>${escaped(words)}</text>`,
    );
  }

  /** @param {string} element */
  #add(element) {
    const { globalAlpha, clipped, moved } = this.state;
    const how = `${clipped}${moved && ` transform="${moved.trim()}"`}${globalAlpha < 1 ? ` opacity="${globalAlpha}"` : ""}`;
    this.parts.push(how ? `<g${how}>${element}</g>` : element);
  }
}

export function createSvgPen() {
  const own = new SvgContext();
  return {
    context: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (own)),
    get markup() {
      const slopes = [...own.stops].map(([head, stops]) => `${head}${stops.join("")}</linearGradient>`);
      return [...slopes, ...own.parts].join("");
    },
  };
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
const box = (x, y, width, height) => `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`;

/** @param {string | Gradient} style */
const ink = (style) => (typeof style === "string" ? escaped(style) : `url(#${style.id})`);

/** Hundredths of a px are more than anybody sees. @param {number} value */
const n = (value) => String(Math.round(100 * value) / 100);

/** @param {string} text */
export const escaped = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

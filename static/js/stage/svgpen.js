/**
 * A pen that writes SVG: it takes the calls a picture makes of a canvas, so that what is saved is what is seen, as lines and letters.
 *
 * It knows what the pictures use of CanvasRenderingContext2D and no more; a call it does not know throws, and a test asks every panel.
 */

/** @typedef {{type: "gradient", id: string, addColorStop: (share: number, color: string) => void}} Gradient */

const FONT = /^(?:(\w+) )?([\d.]+)px (.+)$/;

/** @param {number} value */
const n = (value) => String(Math.round(value * 100) / 100);
/** @param {string} text */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

let ids = 0;

export class SvgPen {
  /** @param {CanvasRenderingContext2D} ruler measures texts */
  constructor(ruler) {
    this.ruler = ruler;
    /** @type {string | Gradient} */
    this.fillStyle = "#000";
    /** @type {string | Gradient} */
    this.strokeStyle = "#000";
    this.globalAlpha = 1;
    this.lineWidth = 1;
    this.lineJoin = "miter";
    this.font = "10px sans-serif";
    this.textAlign = "start";
    this.textBaseline = "alphabetic";
    this.imageSmoothingQuality = "high";
    /** @type {number[]} */
    this.dash = [];
    this.turn = "";
    this.clipped = "";
    this.d = "";
    /** @type {string[]} */
    this.parts = [];
    /** @type {string[]} */
    this.defs = [];
    /** @type {Record<string, any>[]} */
    this.kept = [];
  }

  save() {
    const {
      fillStyle,
      strokeStyle,
      globalAlpha,
      lineWidth,
      lineJoin,
      font,
      textAlign,
      textBaseline,
      dash,
      turn,
      clipped,
    } = this;
    this.kept.push({
      fillStyle,
      strokeStyle,
      globalAlpha,
      lineWidth,
      lineJoin,
      font,
      textAlign,
      textBaseline,
      dash,
      turn,
      clipped,
    });
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.turn += `translate(${n(x)} ${n(y)})`;
  }

  /** @param {number} angle */
  rotate(angle) {
    this.turn += `rotate(${n((angle * 180) / Math.PI)})`;
  }

  // --- paths -------------------------------------------------------------------------------------------------------

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
    this.d += `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`;
  }

  /** @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to */
  arc(x, y, r, from, to) {
    this.ellipse(x, y, r, r, 0, from, to);
  }

  /** @param {number} x @param {number} y @param {number} rx @param {number} ry @param {number} tilt @param {number} from @param {number} to */
  ellipse(x, y, rx, ry, tilt, from, to) {
    const [c, s] = [Math.cos(tilt), Math.sin(tilt)];
    /** @param {number} angle */
    const at = (angle) =>
      `${n(x + rx * Math.cos(angle) * c - ry * Math.sin(angle) * s)} ${n(y + rx * Math.cos(angle) * s + ry * Math.sin(angle) * c)}`;
    const round = `A${n(rx)} ${n(ry)} ${n((tilt * 180) / Math.PI)}`;
    // One arc of SVG cannot go all the way round: two halves can.
    const middle = (from + to) / 2;
    this.d += `${this.d ? "L" : "M"}${at(from)}${round} 0 ${to > from ? 1 : 0} ${at(middle)}${round} 0 ${to > from ? 1 : 0} ${at(to)}`;
  }

  /** Only what lies in the path is seen from now on. */
  clip() {
    ids += 1;
    this.defs.push(`<clipPath id="clip-${ids}"><path d="${this.d}"/></clipPath>`);
    this.clipped = `clip-${ids}`;
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = dash;
  }

  fill() {
    if (this.d) this.put("path", `d="${this.d}" ${this.paint("fill", this.fillStyle)}`);
  }

  stroke() {
    if (this.d) this.put("path", `d="${this.d}" fill="none" ${this.line()}`);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.put("rect", `${box(x, y, width, height)} ${this.paint("fill", this.fillStyle)}`);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    this.put("rect", `${box(x, y, width, height)} fill="none" ${this.line()}`);
  }

  // --- texts, images, colours --------------------------------------------------------------------------------------

  /** @param {string} text */
  measureText(text) {
    this.ruler.font = this.font;
    this.ruler.textBaseline = /** @type {CanvasTextBaseline} */ (this.textBaseline);
    return this.ruler.measureText(text);
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.write(text, x, y, this.paint("fill", this.fillStyle));
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.write(text, x, y, `fill="none" ${this.line()}`);
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} look */
  write(text, x, y, look) {
    const [, weight, size, family = "sans-serif"] = FONT.exec(this.font) ?? [];
    const anchor =
      this.textAlign === "center" ? "middle" : this.textAlign === "right" || this.textAlign === "end" ? "end" : "start";
    // Few programs know SVG's baselines: the way down to the plain one is measured.
    const above = this.measureText(text).actualBoundingBoxAscent;
    this.ruler.textBaseline = "alphabetic";
    const down = this.ruler.measureText(text).actualBoundingBoxAscent - above;
    const font = `font-family="${escaped(family)}" font-size="${size ?? 10}"${weight && weight !== "normal" ? ` font-weight="${weight}"` : ""}`;
    this.put("text", `x="${n(x)}" y="${n(y + down)}" text-anchor="${anchor}" ${font} ${look}`, escaped(text));
  }

  /** @param {HTMLCanvasElement} image @param {number} x @param {number} y @param {number} width @param {number} height */
  drawImage(image, x, y, width, height) {
    this.put("image", `${box(x, y, width, height)} preserveAspectRatio="none" href="${image.toDataURL()}"`);
  }

  /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @returns {Gradient} */
  createLinearGradient(x0, y0, x1, y1) {
    ids += 1;
    const at = this.defs.length;
    const head = `<linearGradient id="slope-${ids}" gradientUnits="userSpaceOnUse" x1="${n(x0)}" y1="${n(y0)}" x2="${n(x1)}" y2="${n(y1)}">`;
    let stops = "";
    this.defs.push(`${head}</linearGradient>`);
    return {
      type: "gradient",
      id: `slope-${ids}`,
      addColorStop: (share, color) => {
        stops += `<stop offset="${share}" stop-color="${escaped(color)}"/>`;
        this.defs[at] = `${head}${stops}</linearGradient>`;
      },
    };
  }

  /** @param {"fill" | "stroke"} what @param {string | Gradient} style */
  paint(what, style) {
    const color = typeof style === "string" ? escaped(style) : `url(#${style.id})`;
    return `${what}="${color}"${this.globalAlpha < 1 ? ` ${what}-opacity="${n(this.globalAlpha)}"` : ""}`;
  }

  line() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.map(n).join(" ")}"` : "";
    return `${this.paint("stroke", this.strokeStyle)} stroke-width="${n(this.lineWidth)}"${this.lineJoin === "miter" ? "" : ` stroke-linejoin="${this.lineJoin}"`}${dash}`;
  }

  /** @param {string} tag @param {string} attributes @param {string} [inner] */
  put(tag, attributes, inner = "") {
    const turn = this.turn ? ` transform="${this.turn}"` : "";
    const element = `<${tag} ${attributes}${turn}>${inner}</${tag}>`;
    this.parts.push(this.clipped ? `<g clip-path="url(#${this.clipped})">${element}</g>` : element);
  }

  /** What was drawn, as the inside of an <svg>. */
  text() {
    return `${this.defs.length ? `<defs>${this.defs.join("")}</defs>` : ""}${this.parts.join("\n")}`;
  }
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function box(x, y, width, height) {
  const [left, top] = [Math.min(x, x + width), Math.min(y, y + height)];
  return `x="${n(left)}" y="${n(top)}" width="${n(Math.abs(width))}" height="${n(Math.abs(height))}"`;
}

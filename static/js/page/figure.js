/**
 * A panel as one Plotly figure: its title, what the marks mean, every picture where it stands, what is written between them, and the
 * sentence below. PNG, SVG and the figure's JSON are made of it.
 *
 *     title                       Stages keep their places on the page and their margins: each has a pair of axes of its own, by
 *     keys                        domains of a layout without margins. Room in which nothing stands but controls is closed up.
 *     ┌──────┐ ┌──────┐
 *     └──────┘ └──────┘
 *     formulas, small tables
 *     sentence
 */

import { widthOf } from "../marks/ruler.js";
import { linesOf } from "./written.js";

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Key} Key */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

const PAD = 12;
/** Room without anything is closed up to this, px. */
const GAP = 8;

/**
 * Where everything of a panel stands in one picture, px; null where there is no picture.
 * @param {{title: string, caption: string, keys: readonly Key[], stages: readonly Stage[], body: HTMLElement, theme: Theme}} given
 */
export function composed({ title, caption, keys, stages, body, theme }) {
  const seen = stages
    .filter((stage) => stage.area.width > 1 && stage.element.checkVisibility())
    .map((stage) => ({ stage, box: stage.element.getBoundingClientRect() }));
  if (!seen.length) return null;
  const lines = linesOf(body);
  const boxes = [...seen, ...lines].map(({ box }) => box);
  const left = Math.min(...boxes.map((box) => box.left));
  const wide = Math.max(...boxes.map((box) => box.right)) - left;
  const place = closedUp(boxes);
  const line = 1.45 * theme.size;
  /** @param {string} text */
  const measure = (text) => widthOf(text, `${theme.size}px ${theme.font}`);

  /** @type {{text: string, x: number, y: number, font: {size: number, color: string, weight?: number}}[]} */
  const words = [];
  let y = PAD + 0.8 * theme.size;
  words.push({ text: escaped(title), x: PAD, y, font: { size: theme.size + 2, color: theme.ink, weight: 600 } });
  const quiet = { size: theme.size, color: theme.quiet };
  for (const row of keyRows(keys, wide, measure)) {
    y += line;
    words.push({ text: row, x: PAD, y, font: quiet });
  }
  const top = y + 0.8 * line;
  for (const { text, box, size } of lines)
    words.push({
      text,
      x: PAD + box.left - left,
      y: top + place((box.top + box.bottom) / 2),
      font: { size, color: theme.ink },
    });
  y = top + place(Infinity) + line;
  for (const text of broken(caption, wide, measure)) {
    words.push({ text: escaped(text), x: PAD, y, font: quiet });
    y += line;
  }
  const [width, height] = [Math.ceil(wide + 2 * PAD), Math.ceil(y + PAD - 0.5 * line)];
  const places = seen.map(({ stage, box }) => ({ stage, left: PAD + box.left - left, top: top + place(box.top) }));
  return { width, height, words, places };
}

/**
 * @param {Parameters<typeof composed>[0] & {about: object}} given
 * @returns {{data: Record<string, any>[], layout: Record<string, any>} | null} null where there is no picture
 */
export function figureOf(given) {
  const whole = composed(given);
  if (!whole) return null;
  const { width, height, words, places } = whole;
  const { theme } = given;
  /** @type {Record<string, any>[]} */
  const data = [];
  /** @type {Record<string, any>} */
  const layout = {
    ...places[0]?.stage.figure().layout,
    width,
    height,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: theme.paper,
    showlegend: false,
    annotations: [],
    images: [],
    meta: given.about,
  };
  delete layout["xaxis"];
  delete layout["yaxis"];
  delete layout["modebar"];
  places.forEach(({ stage, ...at }, i) => add(data, layout, stage, i + 1, at));
  for (const { text, x, y: down, font } of words)
    layout["annotations"].push({
      text,
      xref: "paper",
      yref: "paper",
      x: x / width,
      y: 1 - down / height,
      xanchor: "left",
      yanchor: "middle",
      align: "left",
      showarrow: false,
      borderpad: 0,
      font: { family: theme.font, ...font },
    });
  return { data, layout };
}

/** A stage's traces, axes and pictures, at its place in the whole. @param {Record<string, any>[]} data @param {Record<string, any>} layout @param {Stage} stage @param {number} n @param {{left: number, top: number}} at */
function add(data, layout, stage, n, at) {
  const figure = stage.figure();
  const { width, height } = layout;
  const { area } = stage;
  const id = n === 1 ? "" : String(n);
  const [x, y] = [`x${id}`, `y${id}`];
  const domain = {
    x: [(at.left + area.left) / width, (at.left + area.left + area.width) / width],
    y: [1 - (at.top + area.top + area.height) / height, 1 - (at.top + area.top) / height],
  };
  const { scaleanchor: _, scaleratio: __, ...up } = figure.layout["yaxis"];
  layout[`xaxis${id}`] = { ...figure.layout["xaxis"], domain: domain.x, anchor: y };
  layout[`yaxis${id}`] = { ...up, domain: domain.y, anchor: x };
  for (const trace of figure.traces) data.push({ ...trace, xaxis: x, yaxis: y });
  for (const note of figure.layout["annotations"]) {
    if (note.visible === false) continue;
    const paper = note.xref === "paper";
    layout["annotations"].push({ ...note, xref: paper ? `${x} domain` : x, yref: paper ? `${y} domain` : y });
  }
  if (!figure.painted) return;
  layout["images"].push({
    source: figure.painted.toDataURL("image/png"),
    layer: "above",
    xref: "paper",
    yref: "paper",
    x: at.left / width,
    y: 1 - at.top / height,
    sizex: stage.element.offsetWidth / width,
    sizey: stage.element.offsetHeight / height,
    sizing: "stretch",
  });
}

/** Where heights lie once room in which nothing stands is closed up. @param {readonly Box[]} boxes @returns {(y: number) => number} px from the first box's top; Infinity: the last one's bottom */
export function closedUp(boxes) {
  const sorted = [...boxes].sort((a, b) => a.top - b.top);
  /** @type {{from: number, to: number, at: number}[]} */
  const bands = [];
  for (const { top, bottom } of sorted) {
    const last = bands.at(-1);
    if (last && top <= last.to + GAP) last.to = Math.max(last.to, bottom);
    else bands.push({ from: top, to: bottom, at: last ? last.at + last.to - last.from + GAP : 0 });
  }
  return (y) => {
    const band = bands.findLast(({ from }) => from <= y) ?? bands[0];
    return band ? band.at + Math.min(y, band.to) - band.from : 0;
  };
}

/** How a key's mark looks as a letter. @type {Record<Key["mark"], string>} */
const SIGNS = {
  arrow: "➞",
  line: "──",
  band: "▬",
  ellipse: "◯",
  circle: "●",
  square: "■",
  triangle: "▲",
  wedge: "▼",
  diamond: "◆",
  cross: "✖",
  plus: "✚",
  hexagon: "⬢",
};

/** @param {readonly Key[]} keys @param {number} width @param {(text: string) => number} measure */
function keyRows(keys, width, measure) {
  /** @type {string[]} */
  const rows = [];
  let long = Infinity;
  for (const { mark, color, text, dash } of keys) {
    const sign = mark === "line" && dash?.length ? "╌╌" : SIGNS[mark];
    const wide = measure(`${sign} ${text}    `);
    const html = `<span style="color:${color}">${sign}</span> ${escaped(text)}`;
    if (long + wide > width) {
      rows.push(html);
      long = wide;
    } else {
      rows[rows.length - 1] += `    ${html}`;
      long += wide;
    }
  }
  return rows;
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

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

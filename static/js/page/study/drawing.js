/** The place of a study's picture: Plotly draws it, again and again while cells arrive, but seldom. */

import { el } from "../../dom/elements.js";
import { plotly } from "../../stage/loader.js";

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: false, showTips: false };
/** From one drawing to the next, ms. */
const SELDOM = 200;
const LEAST = { width: 240, height: 200 };

/**
 * @param {string} title id of what names the picture
 * @param {string} says id of what describes it
 * @param {(size: {width: number, height: number}) => {data: object[], layout: object} | null} figure what is to be seen now
 * @param {(cell: number) => void} clicked
 */
export function createDrawing(title, says, figure, clicked) {
  const element = el("div", {
    class: "study-picture",
    role: "img",
    "aria-labelledby": title,
    "aria-describedby": says,
  });
  let [resting, asked, listening] = [true, false, false];

  async function draw() {
    asked = true;
    if (!resting) return;
    [resting, asked] = [false, false];
    setTimeout(() => {
      resting = true;
      if (asked) void draw();
    }, SELDOM);
    const library = await plotly();
    const made = figure(size());
    if (!made) return;
    await library.react(element, made.data, made.layout, CONFIG);
    if (listening) return;
    listening = true;
    /** @type {any} */ (element).on("plotly_click", (/** @type {any} */ event) =>
      clicked(Number(event.points[0]?.customdata)),
    );
  }

  function size() {
    const { width, height } = element.getBoundingClientRect();
    return { width: Math.max(LEAST.width, width), height: Math.max(LEAST.height, height) };
  }

  new ResizeObserver(() => void draw()).observe(element);
  return { element, draw, size };
}

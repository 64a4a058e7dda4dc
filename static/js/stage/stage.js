/**
 * A stage: Plotly below, a canvas of actors above (frame.js), one set of transforms for both (view.js).
 *
 * Margins and ranges are explicit, so data lie on the same pixel whichever draws the axes. What a panel says (said.js) is drawn by the
 * canvas while it moves and by Plotly (plotter.js) once it rests, when the canvas is empty (handover.js).
 */

import { drawMarks } from "../marks/canvas.js";
import { drawAxes } from "./axes.js";
import { attachDrag } from "./drag.js";
import { createFrame } from "./frame.js";
import { createHandover } from "./handover.js";
import { attachHover } from "./hover.js";
import { drawGround, paintedOver } from "./layers.js";
import { canHavePlotly, plotly } from "./loader.js";
import { BAR, layoutOf } from "./plot.js";
import { createSaid } from "./said.js";
import { inTurn } from "./turns.js";
import { createView } from "./view.js";

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").StageOptions} StageOptions */
/** @typedef {import("../types.js").Theme} Theme */

const MARGIN = { l: 46, t: 8, r: 10, b: 36 };
const BARE = { l: 8, t: 8, r: 8, b: 8 };

/**
 * @param {HTMLElement} root filled by the stage
 * @param {StageOptions} options
 * @param {Theme} theme
 * @param {() => void} hover  called when it is pointed at
 * @returns {Stage}
 */
export function createStage(root, options, theme, hover) {
  const own = { ...(options.axes === false ? BARE : MARGIN), ...options.margin };
  let margin = own;
  const frame = createFrame(root, options.label);
  const { element, picture } = frame;
  const view = createView(options);
  /** @type {ReturnType<typeof attachDrag> | undefined} */
  let handles;

  /** @type {Stage} */
  const stage = {
    element,
    label: options.label,
    get area() {
      return view.area;
    },
    theme,
    x: view.x,
    y: view.y,
    at: view.at,
    redraw,
    range(x, y) {
      if (view.want(x, y)) handover.ranged();
    },
    ranges: () => [[...view.shown[0]], [...view.shown[1]]],
    drag(dragging) {
      handles?.destroy();
      handles = attachDrag(element, stage, dragging);
      handles.place();
    },
    behind: null,
    also: null,
    figure() {
      const { data, layout } = said.figure();
      return { label: options.label, marks: said.marks(), traces: data, layout, painted: paintedOver(picture) };
    },
    drawn(pen) {
      drawGround(pen, picture);
      axes(pen);
      pen.font = `${theme.size}px ${theme.font}`;
      drawMarks(pen, said.marks(), stage);
    },
    destroy() {
      handover.end();
      observer.disconnect();
      handles?.destroy();
      element.remove();
    },
  };
  const said = createSaid(options, stage, layoutNow);
  const barred = () => frame.large && options.zoom !== false;
  const handover = createHandover({ frame, view, said, layout: layoutNow, barred, axes, redraw, resize });

  function layoutNow() {
    const { width, height, large } = frame;
    return layoutOf(options, { width, height, margin, ranges: view.shown, theme, zoomed: view.zoomed, large });
  }

  /** Our own axes. @param {CanvasRenderingContext2D} pen */
  function axes(pen) {
    if (options.axes === false) return;
    const { area, shown, x: toX, y: toY } = view;
    drawAxes(pen, { area, theme, x: options.x, y: options.y, ranges: shown, toX, toY, height: frame.height });
  }

  function resize() {
    if (!frame.measure()) return;
    margin = { ...own, t: own.t + (frame.large ? BAR : 0) };
    view.resize(frame.width, frame.height, margin);
    // Set once, below every save and restore: setting a font makes the browser bring all styles up to date first.
    frame.above.font = `${theme.size}px ${theme.font}`;
    handover.resized();
    if (said.asked) redraw();
  }

  function redraw() {
    said.ask();
    if (frame.width === 0) return resize();
    drawMarks(frame.clear(frame.above), said.marks(), stage);
    handover.moved();
    handles?.placeSoon();
  }

  element.addEventListener("pointerenter", () => {
    handover.hovered(true);
    hover();
  });
  element.addEventListener("pointerleave", () => handover.hovered(false));
  const observer = new ResizeObserver(resize);
  observer.observe(element);
  resize();
  if (canHavePlotly()) inTurn(handover.begin, plotly);
  else attachHover(element, stage, said.marks);
  return stage;
}

/**
 * A stage: Plotly below, a canvas of actors above, one set of transforms for both.
 *
 *      own axes  -- plotly.js evaluated, this stage's turn -->  still
 *   (under canvas)                                             |    ^
 *                                     range() while it plays   v    |  rest, hover, zoom
 *                                                             growing
 *                                       (own axes again; Plotly's are hidden, not redrawn)
 *
 * Margins and ranges are explicit, so data lie on the same pixel whichever draws the axes. What a panel says is drawn by the canvas
 * while it moves and by Plotly once it rests: the canvas is then empty.
 */

import { drawMarks } from "../marks/canvas.js";
import { plotlyMarks } from "../marks/figure.js";
import { drawAxes } from "./axes.js";
import { attachDrag } from "./drag.js";
import { attachHover } from "./hover.js";
import { drawGround, paintedOver } from "./layers.js";
import { canHavePlotly, plotly } from "./loader.js";
import { BAR, configOf, layoutOf, rangesOf, rangeUpdate } from "./plot.js";
import { areaOf, equalRanges, insetRange, linear } from "./scale.js";
import { inTurn } from "./turns.js";

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").StageOptions} StageOptions */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {[number, number]} Range */

const MARGIN = { l: 46, t: 8, r: 10, b: 36 };
const NO_INSET = { l: 0, t: 0, r: 0, b: 0 };
const BARE = { l: 8, t: 8, r: 8, b: 8 };
/** Plotly follows a moving range at most this often (a relayout costs 20 to 40 ms). */
const FOLLOW_MS = 300;
/** A picture that has not been drawn for so long rests, and is handed over to Plotly. */
const REST_MS = 120;
/** While it moves and is hovered, what hover says is brought up to date this seldom. */
const HOVER_MS = 500;

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
  const element = document.createElement("div");
  element.className = "stage";
  const under = document.createElement("canvas");
  const plot = document.createElement("div");
  plot.className = "plot";
  const over = document.createElement("canvas");
  over.className = "over";
  const picture = document.createElement("div");
  picture.className = "picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", options.label);
  picture.append(under, plot, over);
  element.append(picture);
  root.append(element);
  const ctx = /** @type {CanvasRenderingContext2D} */ (over.getContext("2d"));

  /** @type {any} */
  const gd = plot;
  /** @type {any} */
  let library = null;
  /** @type {[Range, Range]} */
  let wanted = [options.x.range, options.y.range];
  let shown = wanted;
  let scaleX = linear(wanted[0], 0, 1);
  let scaleY = linear(wanted[1], 0, 1);
  let width = 0;
  let height = 0;
  let ratio = 1;
  let zoomed = false;
  let growing = false;
  let hovered = false;
  let ours = 0;
  let gone = false;
  /** Whether the panel has asked for a picture: never before its `create` has returned. */
  let asked = false;
  /** How often it was drawn: whether it moved while Plotly drew. */
  let drawn = 0;
  let reacted = 0;
  /** Names of the marks that a person has switched off in the legend. @type {Set<string>} */
  const hidden = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let following;
  /** @type {ReturnType<typeof attachDrag> | undefined} */
  let handles;
  let placing = false;

  /** @type {Stage} */
  const stage = {
    element,
    label: options.label,
    area: areaOf(1, 1, margin),
    theme,
    x: (value) => scaleX.to(value),
    y: (value) => scaleY.to(value),
    at: (left, top) => [scaleX.from(left), scaleY.from(top)],
    redraw,
    range,
    ranges: () => [[...shown[0]], [...shown[1]]],
    drag(dragging) {
      handles?.destroy();
      handles = attachDrag(element, stage, dragging);
      handles.place();
    },
    behind: null,
    also: null,
    figure() {
      const { ground, traces, layout } = figureNow();
      return {
        label: options.label,
        marks: seen(),
        traces: [...ground, ...traces],
        layout,
        painted: paintedOver(picture),
      };
    },
    drawn(pen) {
      drawGround(pen, picture);
      if (options.axes !== false) drawAxes(pen, axesNow());
      pen.font = `${theme.size}px ${theme.font}`;
      drawMarks(pen, seen(), stage);
    },
    destroy() {
      gone = true;
      clearTimeout(following);
      clearTimeout(resting);
      observer.disconnect();
      handles?.destroy();
      if (library) library.purge(gd);
      element.remove();
    },
  };

  const axesNow = () => ({
    area: stage.area,
    theme,
    x: options.x,
    y: options.y,
    ranges: shown,
    toX: stage.x,
    toY: stage.y,
    height,
  });
  /** Whether the panel has the whole board. */
  const large = () => Boolean(/** @type {HTMLElement | null} */ (element.closest("[data-large]"))?.dataset["large"]);
  const barred = () => large() && options.zoom !== false;
  const layoutNow = () => layoutOf(options, { width, height, margin, ranges: shown, theme, zoomed, large: large() });
  const configNow = () => configOf(library ?? {}, barred(), home);
  const marksNow = () => {
    const marks = options.marks(stage);
    return stage.also ? stage.also(marks) : marks;
  };
  const seen = () => marksNow().filter((mark) => !hidden.has(mark.name));

  /** What Plotly is to show now. */
  function figureNow() {
    const layout = layoutNow();
    if (!asked) return { ground: [], traces: [], layout };
    const { traces, annotations } = plotlyMarks(marksNow(), stage, hidden);
    layout.annotations.push(...annotations);
    return { ground: stage.behind?.(stage) ?? [], traces, layout };
  }

  function rescale() {
    scaleX = linear(shown[0], stage.area.left, stage.area.width);
    scaleY = linear(shown[1], stage.area.top + stage.area.height, -stage.area.height);
  }

  /** The ranges shown for those wanted. @param {[Range, Range]} ranges @returns {[Range, Range]} */
  function fitted([x, y]) {
    const { width: wide, height: high } = stage.area;
    const { l, r, t, b } = { ...NO_INSET, ...options.inset };
    const [across, up] = options.equal
      ? equalRanges(x, y, Math.max(1, wide - l - r), Math.max(1, high - t - b))
      : [x, y];
    return [insetRange(across, wide, l, r), insetRange(up, high, b, t)];
  }

  function resize() {
    const box = element.getBoundingClientRect();
    const [w, h] = [Math.floor(box.width), Math.floor(box.height)];
    const dpr = globalThis.devicePixelRatio || 1;
    if (w < 2 || h < 2 || (w === width && h === height && dpr === ratio)) return;
    [width, height, ratio] = [w, h, dpr];
    margin = { ...own, t: own.t + (large() ? BAR : 0) };
    for (const canvas of [under, over]) {
      canvas.width = Math.round(w * dpr);
      canvas.height = Math.round(h * dpr);
      canvas.style.width = `${w}px`;
      canvas.style.height = `${h}px`;
    }
    stage.area = areaOf(w, h, margin);
    // Set once, below every save and restore: setting a font makes the browser bring all styles up to date first.
    ctx.font = `${theme.size}px ${theme.font}`;
    if (!zoomed) shown = fitted(wanted);
    rescale();
    if (library) relayout();
    drawUnder();
    if (asked) redraw();
  }

  /** Own axes, as long as Plotly's do not show the present ranges. */
  function drawUnder() {
    const own = !library || growing;
    element.classList.toggle("own-axes", own);
    const pen = /** @type {CanvasRenderingContext2D} */ (under.getContext("2d"));
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (!own || options.axes === false || width === 0) return;
    drawAxes(pen, axesNow());
  }

  function redraw() {
    asked = true;
    if (width === 0) return resize();
    erase();
    drawMarks(ctx, seen(), stage);
    moved();
    if (!handles || placing) return;
    placing = true;
    // After the frame's last picture: a moved handle would make every later font bring all styles up to date first.
    queueMicrotask(() => {
      placing = false;
      handles?.place();
    });
  }

  function erase() {
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
  }

  /** What Plotly shows is no longer the picture; unless it moves again at once, it will be. */
  function moved() {
    element.classList.remove("still");
    stale();
    if (hovered && library && performance.now() - reacted > HOVER_MS) react();
  }

  function stale() {
    drawn += 1;
    clearTimeout(resting);
    resting = setTimeout(() => inTurn(handOver), REST_MS);
  }

  /** From the canvas to Plotly: both have drawn the same, so nothing is seen of it. */
  async function handOver() {
    if (gone || !library || width === 0) return;
    const before = drawn;
    await react();
    if (gone || drawn !== before) return;
    element.classList.add("still");
    erase();
  }

  /** @type {Stage["range"]} */
  function range(x, y) {
    const next = /** @type {[Range, Range]} */ ([x, y ?? wanted[1]]);
    if (next.every((one, i) => one[0] === wanted[i]?.[0] && one[1] === wanted[i]?.[1])) return;
    wanted = next;
    if (zoomed || width === 0) return;
    if (library && hovered) {
      following ??= setTimeout(follow, FOLLOW_MS);
      return;
    }
    shown = fitted(wanted);
    rescale();
    growing = library !== null;
    drawUnder();
  }

  function follow() {
    following = undefined;
    if (gone || zoomed) return;
    shown = fitted(wanted);
    rescale();
    relayout();
    redraw();
  }

  /** Bring Plotly to the ranges shown. */
  function relayout() {
    growing = false;
    ours += 1;
    Promise.resolve(library.relayout(gd, rangeUpdate(layoutNow()))).finally(() => (ours -= 1));
    drawUnder();
  }

  function react() {
    if (gone || width === 0) return;
    growing = false;
    reacted = performance.now();
    ours += 1;
    const { ground, traces, layout } = figureNow();
    const done = Promise.resolve(library.react(gd, [...ground, ...traces], layout, configNow())).finally(
      () => (ours -= 1),
    );
    drawUnder();
    return done;
  }

  /** A person zooms or pans: the overlay follows Plotly. @param {Record<string, any>} [change] */
  function follows(change) {
    if (ours > 0 || gone || !change || !Object.keys(change).some((key) => key.includes("range"))) return;
    zoomed = true;
    shown = /** @type {[Range, Range]} */ (rangesOf(gd));
    rescale();
    if (element.classList.contains("still")) stale();
    else redraw();
  }

  /** Back from a zoom. */
  function home() {
    zoomed = false;
    follow();
  }

  /** @param {any} lib */
  async function attach(lib) {
    if (gone || library) return;
    resize();
    if (width === 0) return;
    ours += 1;
    const { ground, traces, layout } = figureNow();
    await lib.newPlot(gd, [...ground, ...traces], layout, configOf(lib, barred(), home));
    ours -= 1;
    if (gone) return lib.purge(gd);
    library = lib;
    gd.on("plotly_relayouting", follows);
    gd.on("plotly_relayout", (/** @type {Record<string, any>} */ change) => {
      const before = zoomed;
      follows(change);
      if (zoomed && !before) relayout(); // our ticks were for the whole picture
    });
    gd.on("plotly_doubleclick", home);
    gd.on("plotly_legenddoubleclick", () => false);
    gd.on(
      "plotly_legendclick",
      (/** @type {{data: {name: string}[], curveNumber: number}} */ { data, curveNumber }) => {
        const name = data[curveNumber]?.name ?? "";
        if (!hidden.delete(name)) hidden.add(name);
        redraw();
        return false;
      },
    );
    // What changed while Plotly drew (a resize, a range) is brought over now.
    if (
      gd.layout.width !== width ||
      gd.layout.height !== height ||
      rangesOf(gd).some((one, i) => one[0] !== shown[i]?.[0])
    )
      relayout();
    drawUnder();
    if (asked) redraw();
  }

  element.addEventListener("pointerenter", () => {
    hovered = true;
    if (library && growing) relayout();
    hover();
  });
  element.addEventListener("pointerleave", () => {
    hovered = false;
  });
  const observer = new ResizeObserver(resize);
  observer.observe(element);
  resize();
  if (canHavePlotly()) inTurn(attach, plotly);
  else attachHover(element, stage, () => (asked ? seen() : []));
  return stage;
}

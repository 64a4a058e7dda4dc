/**
 * Between a stage's two pens: which of them shows the picture, and whose axes.
 *
 *      own axes  -- plotly.js evaluated, this stage's turn -->  still
 *   (under canvas)                                             |    ^
 *                                    ranged() while it plays   v    |  rest, hover, zoom
 *                                                             growing
 *                                       (own axes again; Plotly's are hidden, not redrawn)
 */

import { createPlotly } from "./plotter.js";
import { inTurn } from "./turns.js";

/** Plotly follows a moving range at most this often (a relayout costs 20 to 40 ms). */
const FOLLOW_MS = 300;
/** A picture that has not been drawn for so long rests, and is handed over to Plotly. */
const REST_MS = 120;
/** While it moves and is hovered, what hover says is brought up to date this seldom. */
const HOVER_MS = 500;

/**
 * @param {object} given
 * @param {ReturnType<typeof import("./frame.js").createFrame>} given.frame
 * @param {ReturnType<typeof import("./view.js").createView>} given.view
 * @param {ReturnType<typeof import("./said.js").createSaid>} given.said
 * @param {() => any} given.layout       Plotly's, without marks
 * @param {() => boolean} given.barred   whether it has its bar of buttons
 * @param {(pen: CanvasRenderingContext2D) => void} given.axes    draw our own
 * @param {() => void} given.redraw
 * @param {() => void} given.resize      take the size there is
 */
export function createHandover({ frame, view, said, layout, barred, axes, redraw, resize }) {
  const { element } = frame;
  /** Whether Plotly's axes do not show the present ranges, and ours stand in. */
  let growing = false;
  let [hovered, gone] = [false, false];
  /** How often it was drawn: whether it moved while Plotly drew, or since that rests; and when Plotly last did. */
  let [drawn, rests, reacted] = [0, -1, 0];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let following;
  const plotly = createPlotly(frame.plot, {
    figure: said.figure,
    layout,
    barred,
    zoomed,
    home,
    toggled(name) {
      said.toggle(name);
      redraw();
    },
  });

  /** Own axes, as long as Plotly's do not show the present ranges. */
  function under() {
    const own = !plotly.on || growing;
    element.classList.toggle("own-axes", own);
    const pen = frame.clear(frame.below);
    if (own && frame.width > 0) axes(pen);
  }

  function stale() {
    drawn += 1;
    clearTimeout(resting);
    resting = setTimeout(() => inTurn(handOver), REST_MS);
  }

  /** From the canvas to Plotly: both have drawn the same, so nothing is seen of it. */
  async function handOver() {
    if (gone || !plotly.on || frame.width === 0 || drawn === rests) return;
    const before = drawn;
    await react();
    if (!gone && drawn === before) rest();
  }

  function rest() {
    clearTimeout(resting);
    rests = drawn;
    frame.rest();
  }

  /** Bring Plotly's axes to the ranges shown. */
  function relayout() {
    growing = false;
    void plotly.relayout();
    under();
  }

  function react() {
    growing = false;
    reacted = performance.now();
    const done = plotly.react();
    under();
    return done;
  }

  function follow() {
    following = undefined;
    if (gone || view.zoomed) return;
    view.fit();
    relayout();
    redraw();
  }

  /** A person zooms or pans: the overlay follows Plotly. @param {[[number, number], [number, number]]} ranges */
  function zoomed(ranges) {
    if (gone) return false;
    const first = !view.zoomed;
    view.zoom(ranges);
    if (element.classList.contains("still")) stale();
    else redraw();
    return first;
  }

  function home() {
    view.home();
    follow();
  }

  return {
    under,
    /** Have Plotly draw from now on what rests. @param {any} library plotly.js */
    async begin(library) {
      if (gone) return;
      resize();
      if (frame.width === 0) return;
      const before = drawn;
      await plotly.begin(library, () => gone);
      if (!plotly.on) return;
      // What changed while Plotly drew (a moment, a resize, a range) is brought over now; if nothing did, its picture is the one.
      const same = plotly.shows(frame.width, frame.height, view.shown);
      if (!same) relayout();
      under();
      if (same && said.asked && drawn === before) rest();
      else if (said.asked) redraw();
    },
    /** The canvas was drawn: Plotly's is no longer the picture; unless it moves again at once, it will be. */
    moved() {
      element.classList.remove("still");
      stale();
      if (hovered && plotly.on && performance.now() - reacted > HOVER_MS) void react();
    },
    /** Other ranges are wanted. */
    ranged() {
      if (view.zoomed || frame.width === 0) return;
      if (plotly.on && hovered) {
        following ??= setTimeout(follow, FOLLOW_MS);
        return;
      }
      view.fit();
      growing = plotly.on;
      under();
    },
    /** The picture has another size. */
    resized() {
      if (plotly.on) relayout();
      under();
    },
    /** It is pointed at, or no longer. @param {boolean} now */
    hovered(now) {
      hovered = now;
      if (now && plotly.on && growing) relayout();
    },
    end() {
      gone = true;
      clearTimeout(following);
      clearTimeout(resting);
      plotly.destroy();
    },
  };
}

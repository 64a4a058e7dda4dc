/**
 * R coupled runs as a river: the way each of them went, and where each is now.
 *
 * The paths have their own canvas over Plotly's, so that what it draws at rest does not cover them: a frame adds one short piece a run and draws nothing again. Only another
 * past, a resize or a zoom draws them again, from a thinned past.
 */

import { hairline } from "../../marks/canvas.js";
import { dot } from "../../marks/mark.js";

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {readonly (readonly number[])[]} Points  [R][2], data units */

/** How many past moments a river is redrawn from. */
export const BENDS = 60;
const FAINT = 0.18;

/** @param {(frame: Frame) => Points | null} pointsOf where each run is; null where that is not known */
export function createRiver(pointsOf) {
  const canvas = document.createElement("canvas");
  canvas.dataset["river"] = "";
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let key = "";
  /** @type {Frame | undefined} */
  let first;
  /** @type {Frame | undefined} */
  let last;

  /** From one moment to the next, a piece a run. @param {Stage} stage @param {Frame} from @param {Frame} to */
  function flow(stage, from, to) {
    const [before, after] = [pointsOf(from), pointsOf(to)];
    if (!before || !after || before.length !== after.length) return;
    pen.beginPath();
    before.forEach(([x = 0, y = 0], run) => {
      const [u = NaN, v = NaN] = after[run] ?? [];
      if (!Number.isFinite(x + y + u + v)) return; // a run that is lost ends where it was last
      pen.moveTo(stage.x(x), stage.y(y));
      pen.lineTo(stage.x(u), stage.y(v));
    });
    pen.stroke();
  }

  /** An empty canvas that fits the picture. @param {Stage} stage */
  function clear({ area, element, theme }) {
    const ratio = globalThis.devicePixelRatio || 1;
    const { left, top, width, height } = area;
    if (!canvas.parentNode) element.querySelector(".plot")?.after(canvas);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.cssText = `left:${left}px;top:${top}px;width:${canvas.width / ratio}px;height:${canvas.height / ratio}px`;
    pen.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
    pen.strokeStyle = theme.trail;
    pen.globalAlpha = FAINT;
    pen.lineWidth = hairline();
  }

  return {
    /**
     * Bring the ways up to date; where the runs are now, as marks.
     * @param {Stage} stage
     * @param {readonly Frame[]} frames a thinned past, the present last
     * @returns {import("../../types.js").Mark[]}
     */
    marks(stage, frames) {
      const newest = frames.at(-1);
      const points = newest && pointsOf(newest);
      if (!points && !last) return [];
      const { area } = stage;
      const now = `${area.width} ${area.height} ${globalThis.devicePixelRatio} ${stage.x(0)} ${stage.x(1)} ${stage.y(0)} ${stage.y(1)}`;
      if (now !== key || first !== frames[0] || !last || !newest || newest.update < last.update) {
        clear(stage);
        for (let i = 1; i < frames.length; i += 1)
          flow(stage, /** @type {Frame} */ (frames[i - 1]), /** @type {Frame} */ (frames[i]));
      } else if (newest !== last) flow(stage, last, newest);
      key = now;
      first = frames[0];
      last = newest;
      if (!points) return [];
      const known = points.filter(([x = NaN, y = NaN]) => Number.isFinite(x + y));
      const places = { x: known.map(([x = 0]) => x), y: known.map(([, y = 0]) => y) };
      return [
        dot({ name: "all runs", ...places, symbol: "square", r: 1.5, fill: stage.theme.trail, fillOpacity: 0.6 }),
      ];
    },
    /** The places mean something else now. */
    forget() {
      key = "";
    },
  };
}

/** How many runs a moment shows, in words; "" for one. @param {Frame} frame */
export function runsOf(frame) {
  if (!frame.ensemble) return "";
  const { values } = frame.ensemble;
  const lost = values.filter((value) => !Number.isFinite(value)).length;
  return ` ${values.length} runs side by side; this is the first.${lost ? ` ${lost} of them ${lost === 1 ? "is" : "are"} no longer finite.` : ""}`;
}

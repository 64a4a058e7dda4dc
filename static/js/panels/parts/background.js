/**
 * A picture behind everything else on a stage, drawn once and left alone: heat, contours, a field of arrows.
 *
 * It has its own canvas under Plotly, so that a frame while playing costs nothing and Plotly's hover labels lie above it.
 */

/** @typedef {import("../../types.js").Stage} Stage */

/**
 * @param {(ctx: CanvasRenderingContext2D, stage: Stage) => void} paint draws in the stage's CSS pixels
 * @param {number} [bleed] how far it reaches over the plot area's edges, CSS px
 * @param {(stage: Stage) => object[]} [traces] what of it Plotly has below the marks
 * @param {boolean} [whole] whether that is all of it, which Plotly then shows at rest; else it is unseen, for hover
 */
export function createBackground(paint, bleed = 0, traces, whole = false) {
  const canvas = document.createElement("canvas");
  canvas.dataset["behind"] = whole ? "whole" : "part";
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let key = "";
  let stale = true;
  return {
    /** What it shows has changed. */
    touch() {
      stale = true;
    },
    /** Bring it up to date: redrawn only after a change, a resize or a zoom. @param {Stage} stage */
    show(stage) {
      const { area } = stage;
      stage.behind = { paint, bleed, traces, whole };
      const ratio = globalThis.devicePixelRatio || 1;
      const [left, top, width, height] = [
        area.left - bleed,
        area.top - bleed,
        area.width + 2 * bleed,
        area.height + 2 * bleed,
      ];
      const now = `${width} ${height} ${left} ${top} ${ratio} ${stage.x(0)} ${stage.x(1)} ${stage.y(0)} ${stage.y(1)}`;
      if (!stale && now === key) return;
      stale = false;
      key = now;
      if (!canvas.parentNode) stage.element.firstElementChild?.prepend(canvas);
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.cssText = `left:${left}px;top:${top}px;width:${canvas.width / ratio}px;height:${canvas.height / ratio}px`;
      pen.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
      paint(pen, stage);
    },
  };
}

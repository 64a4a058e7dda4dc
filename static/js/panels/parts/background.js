/**
 * A picture behind everything else on a stage, drawn once and left alone: heat, contours, a field of arrows.
 *
 * While the stage moves it is a canvas of its own under Plotly, so that a frame costs nothing; once it rests Plotly shows the same.
 */

/** @typedef {import("../../types.js").Stage} Stage */

/**
 * @param {(ctx: CanvasRenderingContext2D, stage: Stage) => void} paint draws in the stage's CSS pixels
 * @param {(stage: Stage) => object[]} traces the same as Plotly has it, below the marks
 */
export function createBackground(paint, traces) {
  const canvas = document.createElement("canvas");
  canvas.dataset["behind"] = "";
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
      stage.behind = traces;
      const { left, top, width, height } = stage.area;
      const ratio = globalThis.devicePixelRatio || 1;
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

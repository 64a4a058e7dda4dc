/** A picture behind the actors, drawn once and copied every frame: heat, contours, a field of arrows. */

/** @typedef {import("../../types.js").Stage} Stage */

/**
 * @param {(ctx: CanvasRenderingContext2D, stage: Stage) => void} paint draws in the stage's CSS pixels
 * @param {number} [bleed] how far it reaches over the plot area's edges, CSS px
 */
export function createBackground(paint, bleed = 0) {
  const canvas = document.createElement("canvas");
  let key = "";
  let stale = true;
  return {
    /** What it shows has changed. */
    touch() {
      stale = true;
    },
    /** Copy it onto the overlay; drawn anew only after a change, a resize or a zoom. @param {CanvasRenderingContext2D} ctx @param {Stage} stage */
    draw(ctx, stage) {
      const { area } = stage;
      const [left, top, width, height] = [area.left - bleed, area.top - bleed, area.width + 2 * bleed, area.height + 2 * bleed];
      const ratio = globalThis.devicePixelRatio || 1;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      const now = `${w} ${h} ${left} ${top} ${stage.x(0)} ${stage.x(1)} ${stage.y(0)} ${stage.y(1)}`;
      if (stale || now !== key) {
        stale = false;
        key = now;
        canvas.width = w;
        canvas.height = h;
        const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        pen.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
        paint(pen, stage);
      }
      ctx.drawImage(canvas, left, top, w / ratio, h / ratio);
    },
  };
}

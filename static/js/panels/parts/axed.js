/** A stage whose axes change: titles and named ticks belong to a stage for good, so that others are another stage. */

/** @typedef {{range: [number, number], title?: string, ticks?: number, names?: {values: number[], texts: string[]}}} Axis */

/** @param {Axis} x @param {Axis} y @param {(x: Axis, y: Axis) => import("../../types.js").Stage} make */
export function createAxed(x, y, make) {
  let stage = make(x, y);
  let shown = keyOf(x, y);
  return {
    /** @param {Axis} x @param {Axis} y */
    draw(x, y) {
      const key = keyOf(x, y);
      if (key === shown) stage.range(x.range, y.range);
      else {
        stage.destroy();
        stage = make(x, y);
        shown = key;
      }
      stage.redraw();
    },
    destroy: () => stage.destroy(),
  };
}

/** What belongs to a stage for good. @param {Axis[]} axes */
function keyOf(...axes) {
  return axes.map(({ title, names }) => `${title} ${names?.texts.join(" ")}`).join("|");
}

/**
 * A stage without a picture: what a second run's panel is given, so that its marks are drawn on the first one's stage.
 *
 * It has the transforms and the ranges of the stage it lies on; whatever a panel would attach to it goes nowhere.
 */

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").StageOptions} StageOptions */

/**
 * @param {StageOptions} options
 * @param {import("../types.js").Theme} theme
 * @param {() => Stage | undefined} below the stage it lies on now
 */
export function createGhost(options, theme, below) {
  const element = document.createElement("div");
  element.append(document.createElement("div"));
  const nowhere = { left: 0, top: 0, width: 1, height: 1 };
  /** @type {[[number, number], [number, number]]} */
  let wanted = [options.x.range, options.y.range];
  /** @type {Stage} */
  const stage = {
    element,
    label: options.label,
    get area() {
      return below()?.area ?? nowhere;
    },
    theme,
    x: (value) => below()?.x(value) ?? 0,
    y: (value) => below()?.y(value) ?? 0,
    at: (left, top) => below()?.at(left, top) ?? [0, 0],
    redraw: () => undefined,
    range(x, y) {
      wanted = [x, y ?? wanted[1]];
    },
    ranges: () => below()?.ranges() ?? wanted,
    drag: () => undefined,
    drawn: () => undefined,
    behind: null,
    also: null,
    figure: () => ({
      label: "",
      marks: [],
      traces: [],
      layout: {},
      painted: null,
    }),
    destroy: () => undefined,
  };
  return {
    stage,
    label: options.label,
    marks: () => options.marks(stage),
    get wanted() {
      return wanted;
    },
  };
}

/** What is painted and not said in marks, as a picture for a file: contours, heat, the ways of many runs, all of it under Plotly. */

/** @typedef {import("../types.js").Stage} Stage */

/** How much finer than on the page. */
const FINE = 2;

/**
 * @param {Stage} stage
 * @param {HTMLElement} picture what holds all canvases
 * @param {readonly HTMLCanvasElement[]} own those that hold axes and marks
 * @returns {{painted: boolean, below: HTMLCanvasElement | null, above: HTMLCanvasElement | null}} as large as the stage,
 *   transparent where nothing is; painted: whether `below` holds what is behind
 */
export function layersOf(stage, picture, own) {
  const { behind } = stage;
  const { offsetWidth: width, offsetHeight: height } = picture;
  const others = [...picture.querySelectorAll("canvas")].filter(
    (canvas) => !own.includes(canvas) && canvas.dataset["behind"] === undefined,
  );
  const below = fine(width, height);
  // The ways of many runs lie on what is behind: then that is painted too.
  const painted = behind && (!behind.whole || others.length > 0);
  if (painted) clipped(below, stage.area, behind.bleed, () => behind.paint(below, stage));
  for (const canvas of others) {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = canvas;
    below.drawImage(canvas, offsetLeft, offsetTop, offsetWidth, offsetHeight);
  }
  return {
    painted: Boolean(painted),
    below: painted || others.length ? below.canvas : null,
    above: null,
  };
}

/** The same on any pen, as lines where it is painted as lines. @param {CanvasRenderingContext2D} pen @param {Stage} stage @param {ReturnType<typeof layersOf>} layers */
export function drawBehind(pen, stage, { painted, below }) {
  const { behind } = stage;
  if (behind && !painted) clipped(pen, stage.area, behind.bleed, () => behind.paint(pen, stage));
  if (below) pen.drawImage(below, 0, 0, below.width / FINE, below.height / FINE);
}

/** @param {number} width @param {number} height */
function fine(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [FINE * width, FINE * height];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.setTransform(FINE, 0, 0, FINE, 0, 0);
  return pen;
}

/** @param {CanvasRenderingContext2D} pen @param {import("../types.js").Area} area @param {number} bleed @param {() => void} work */
function clipped(pen, { left, top, width, height }, bleed, work) {
  pen.save();
  pen.beginPath();
  pen.rect(left - bleed, top - bleed, width + 2 * bleed, height + 2 * bleed);
  pen.clip();
  work();
  pen.restore();
}

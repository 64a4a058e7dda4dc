/** What is painted over Plotly and not said in marks, as a picture for a file: the ways of many runs. */

/** How much finer than on the page. */
const FINE = 2;

/**
 * @param {HTMLElement} picture what holds all canvases
 * @returns {HTMLCanvasElement | null} as large as the stage, transparent where nothing is; null where nothing is painted so
 */
export function paintedOver(picture) {
  const painted = [...picture.querySelectorAll("canvas")].filter((canvas) => canvas.dataset["river"] !== undefined);
  if (painted.length === 0) return null;
  const whole = document.createElement("canvas");
  [whole.width, whole.height] = [FINE * picture.offsetWidth, FINE * picture.offsetHeight];
  const pen = /** @type {CanvasRenderingContext2D} */ (whole.getContext("2d"));
  pen.setTransform(FINE, 0, 0, FINE, 0, 0);
  for (const canvas of painted) {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = canvas;
    pen.drawImage(canvas, offsetLeft, offsetTop, offsetWidth, offsetHeight);
  }
  return whole;
}

/** What lies under the marks, on any pen. @param {CanvasRenderingContext2D} pen @param {HTMLElement} picture */
export function drawGround(pen, picture) {
  for (const canvas of picture.querySelectorAll("canvas")) {
    const { behind, river } = canvas.dataset;
    if (behind === undefined && river === undefined) continue;
    pen.drawImage(canvas, canvas.offsetLeft, canvas.offsetTop, canvas.offsetWidth, canvas.offsetHeight);
  }
}
